//! The index of all tests: one binary, one comment a module.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should fail where it stands")]

/// Rules → canonical text.
mod canonical;
/// Files and folders.
mod input;
/// The JSON scanner against serde_json.
mod json;
/// The metrics file.
mod metrics;
/// Laws, tried on random reports.
mod properties;
/// Reports in any condition.
mod reports;
/// What a profile answers.
mod tally;
