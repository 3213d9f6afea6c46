//! Rules: text → tree → [`policy::Policy`]; and back to text: formatter, canonical form, hashes; and to sentences.

pub mod builtins;
pub mod check;
pub mod codes;
pub mod diagnostic;
pub mod explain;
pub mod fmt;
pub mod hash;
pub mod lint;
pub mod nearest;
pub mod placing;
pub mod policy;
pub mod syntax;
pub mod testcase;
pub mod threshold;

use crate::base::source::SourceFile;

/// Text → policy, in one step: parses, checks, resolves the constants.
#[must_use]
pub fn compile(source: &SourceFile, constants: Option<&check::ConstantsFile>) -> check::Checked {
    check::check(source, &syntax::parse(source), constants)
}
