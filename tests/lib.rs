//! The index of all tests: one binary, one comment a module.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should fail where it stands")]

/// The JSON scanner against serde_json.
mod json;
/// Laws, tried on random reports.
mod properties;
/// Reports in any condition.
mod reports;
