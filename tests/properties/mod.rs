//! Laws that hold for all reports, tried on random ones.

mod order;
mod profile;
mod strategies;
