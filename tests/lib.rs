//! The index of all tests: one binary, one comment a module.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should fail where it stands")]

/// Rules → canonical text.
mod canonical;
/// Wrong policies and what is said of them.
mod check;
/// Diagnostics as plain text, for the golden answers.
mod diagnostics;
/// Files and folders.
mod input;
/// The JSON scanner against serde_json.
mod json;
/// The metrics file.
mod metrics;
/// Rules → policy.
mod policy;
/// Laws, tried on random input.
mod properties;
/// Reports in any condition.
mod reports;
/// What a profile answers.
mod tally;
