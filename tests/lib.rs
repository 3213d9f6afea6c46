//! The index of all tests: one binary, one comment a module.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should fail where it stands")]

mod canonical;
mod format;
mod limits;
mod properties;
mod syntax;
mod syntax_codes;
