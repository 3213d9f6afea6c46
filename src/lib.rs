//! rulecheck decides whether a policy rollout may go on: GO, NO-GO or HOLD, with the reasons.
//!
//! Data flows one way. Reports: bytes → [`data::run::Run`] → [`data::metrics::Metrics`].
//! Rules: text → [`lang::syntax::ast::RuleFile`] → [`lang::policy::Policy`].
//! They meet in [`judge`], which gives a verdict; [`render`] puts it into words. [`tools`] does more with the same parts:
//! it runs the tests of a policy.

pub mod base;
pub mod cli;
pub mod data;
pub mod input;
pub mod judge;
pub mod lang;
pub mod lsp;
pub mod render;
pub mod tools;
