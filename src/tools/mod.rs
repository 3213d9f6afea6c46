//! What is done with policies and verdicts beside judging: values in, values out, no files.

pub mod diff;
pub mod early;
pub mod plan;
pub mod suite;
pub mod warnings;
