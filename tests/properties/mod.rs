//! What must hold for every input, tried on random ones.

mod parse_format;
mod strategies;
