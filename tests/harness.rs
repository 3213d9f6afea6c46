//! Short ways to the things that tests need.

use rulecheck::base::source::SourceFile;
use rulecheck::lang;
use rulecheck::lang::policy::Policy;

/// A policy that is known to be good.
pub(crate) fn policy(text: &str) -> Policy {
    let compiled = lang::compile(&SourceFile::new("test.rules", text), None);
    compiled.policy.unwrap_or_else(|| panic!("{text}\n{:#?}", compiled.diagnostics))
}
