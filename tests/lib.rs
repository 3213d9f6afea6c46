//! The index of all tests: one binary, one comment a module.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should fail where it stands")]

mod canonical;
/// The checker's answers to the language cases and to the pages of its errors.
mod check;
/// Shows diagnostics and walks folders of cases.
mod diagnostics;
/// The JSON scanner against serde_json.
mod json;
/// What no text may do.
mod limits;
/// The checked policy: lowered expressions, hashes.
mod policy;
