//! [`Lint`]: what can be judged, but should be looked at.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::lang::diagnostic::Finding;

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum Lint {
    /// `const limit = 5%` that no expression names
    #[error("the constant `{name}` is not used")]
    #[diagnostic(
        code("rulecheck::lint::unused_const"),
        severity(Warning),
        help("use it in a check, or drop it: a threshold without a check guards nothing")
    )]
    UnusedConst {
        name: String,
        #[label("never used")]
        span: Span,
    },

    /// `let noise = rate(warn)` that no expression names
    #[error("the let `{name}` is not used")]
    #[diagnostic(
        code("rulecheck::lint::unused_let"),
        severity(Warning),
        help("use it in a check, or drop it")
    )]
    UnusedLet {
        name: String,
        #[label("never used")]
        span: Span,
    },
}

impl Finding for Lint {}
