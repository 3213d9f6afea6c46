//! [`SuiteError`]: what is told of a test at its place.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::lang::diagnostic::Finding;

/// What is wrong with a test once it is run.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum SuiteError {
    /// `expect go`, and it is NO-GO
    #[error("the test {name} fails")]
    #[diagnostic(code("rulecheck::test::failed"), help("{difference}"))]
    Failed {
        name: String,
        found: String,
        difference: String,
        #[label("it is {found}")]
        span: Span,
    },

    /// `given reports "fixtures/gone"`
    #[error("the reports {path} cannot be read: {why}")]
    #[diagnostic(
        code("rulecheck::test::reports_unreadable"),
        help("the path is taken from the folder of the rules")
    )]
    ReportsUnreadable {
        path: String,
        why: String,
        #[label("named here")]
        span: Span,
    },
}

impl Finding for SuiteError {}
