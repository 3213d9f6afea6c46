//! What is done with policies and verdicts beside judging: values in, values out, no files.

pub mod attest;
pub mod diff;
pub mod early;
pub mod plan;
pub mod replay;
pub mod suite;
pub mod verify;
pub mod warnings;
