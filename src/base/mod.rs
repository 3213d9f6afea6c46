//! Numbers, spans, words and digests: what every room builds on. Knows nothing of rules or reports.
#![deny(clippy::arithmetic_side_effects)]

pub mod digest;
pub mod json;
pub mod quantity;
pub mod rational;
pub mod source;
pub mod time;
pub mod vocab;
