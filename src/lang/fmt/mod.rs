//! Tree → text: the canonical form, and the formatter that keeps comments and order.

pub mod canonical;
mod expr;
mod layout;
mod lines;
mod test;

pub use canonical::canonical_text;
pub use test::{test_clause_text, test_head_text};

use crate::base::source::SourceFile;
use crate::lang::syntax::{Comment, Parse, parse};

/// Why a file is not formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormatBug {
    /// It has errors: what they hide cannot be kept.
    #[error("a file with errors is not formatted")]
    Errors,
    /// The formatted text would not mean the same.
    #[error("the formatted text would change the meaning; this is a mistake in rulecheck, please report it")]
    Meaning,
    /// The formatted text would lose or move comments.
    #[error("the formatted text would change the comments; this is a mistake in rulecheck, please report it")]
    Comments,
}

/// The file in the one layout: comments and the order of everything stay, meaning and hashes too. Reads its own
/// output again and refuses to give it if it says anything else.
pub fn format(source: &SourceFile, parsed: &Parse) -> Result<String, FormatBug> {
    if parsed.diagnostics.has_errors() {
        return Err(FormatBug::Errors);
    }
    let text = layout::layout(source, parsed);
    let formatted = SourceFile::new(source.name(), text);
    let again = parse(&formatted);
    if again.diagnostics.has_errors() || again.file != parsed.file {
        return Err(FormatBug::Meaning);
    }
    let comments = |source: &SourceFile, comments: &[Comment]| -> Vec<String> {
        comments.iter().map(|comment| source.slice(comment.span).to_owned()).collect()
    };
    if comments(source, &parsed.comments) != comments(&formatted, &again.comments) {
        return Err(FormatBug::Comments);
    }
    Ok(formatted.text().to_owned())
}
