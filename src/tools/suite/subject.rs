//! [`Subject`]: a policy with its tests, and what it was made of.

use crate::base::source::SourceFile;
use crate::lang::check::ConstantsFile;
use crate::lang::policy::Policy;
use crate::lang::syntax::ast::RuleFile;
use crate::lang::testcase::TestCase;

/// A policy with its tests, and what it was made of.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The rules.
    pub source: &'a SourceFile,
    /// Their tree.
    pub file: &'a RuleFile,
    /// The constants file.
    pub constants: Option<&'a ConstantsFile>,
    /// The policy.
    pub policy: &'a Policy,
    /// Its tests.
    pub tests: &'a [TestCase],
}
