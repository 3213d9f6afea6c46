//! [`ReleaseError`]: parts of the language that this release does not judge yet.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::lang::diagnostic::Finding;

/// Said at the word, so that no part of a policy is passed over in silence.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum ReleaseError {
    /// `early at 95% confidence`
    #[error("`{what}` is not in this release")]
    #[diagnostic(code("rulecheck::release::not_in_this_release"), help("{instead}"))]
    NotInThisRelease {
        what: &'static str,
        instead: &'static str,
        #[label("not judged yet")]
        span: Span,
    },
}

impl Finding for ReleaseError {}
