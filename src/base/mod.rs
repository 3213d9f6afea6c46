//! Numbers, spans, words and digests: what every room builds on. Knows nothing of rules or reports.
#![deny(clippy::arithmetic_side_effects)]

pub mod bounds;
pub mod digest;
pub mod json;
pub mod json_fault;
pub mod json_plain;
pub mod json_read;
pub mod json_scan;
pub mod json_shape;
pub mod json_token;
pub mod json_window;
pub mod limit;
pub mod quantity;
pub mod rational;
pub mod source;
pub mod time;
pub mod time_plain;
pub mod vocab;
