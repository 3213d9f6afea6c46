//! [`ScanError`]: why a text is not JSON, and where.

use super::json_window::FeedError;

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Something else should stand here.
    #[error("expected {0}")]
    Expected(&'static str),
    /// The text ends within a value.
    #[error("the text ends within a value")]
    Ended,
    /// A byte sequence that is not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// A control character in a string.
    #[error("a control character in a string must be escaped")]
    Control,
    /// A backslash with something after it that is no escape.
    #[error("no such escape in a string")]
    Escape,
    /// One half of a surrogate pair.
    #[error("half a surrogate pair is no character")]
    Surrogate,
    /// A number with a form that JSON does not have.
    #[error("not a number as JSON writes it")]
    Number,
    /// Too many levels.
    #[error("nested deeper than {0} levels")]
    Depth(u32),
    /// The bytes could not be had.
    #[error(transparent)]
    Feed(FeedError),
}

/// A fault and where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct ScanError {
    /// Bytes from the start.
    pub offset: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// The result of a step; the error is boxed to keep steps cheap.
pub type Scan<T> = Result<T, Box<ScanError>>;
