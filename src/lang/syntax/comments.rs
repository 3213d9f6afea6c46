//! Comments: kept by their place beside the tree, never in it.

use crate::base::source::Span;

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// From its `#` to the end of its line, without white space there.
    pub span: Span,
    /// Whether nothing stands before it on its line.
    pub own_line: bool,
}
