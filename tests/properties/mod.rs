//! Laws, tried on random input.

mod completion;
mod order;
mod profile;
mod strategies;
