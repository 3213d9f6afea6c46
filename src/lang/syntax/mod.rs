//! Text → tree: every error of a file in one run, its comments beside the tree.

pub mod ast;
mod comments;
mod decode;
mod error;
mod expected;
mod explain;
mod expr;
mod grammar;
mod heads;
pub mod literal;
mod look_alike;
mod lower;
mod mend;
mod number;
mod operand;
mod places;
mod recover;
mod scan;
mod split;
mod stray;
mod test;
pub mod tokens;
pub(in crate::lang) mod words;

use pest::Parser as _;

pub use comments::Comment;
pub use decode::{MAX_BYTES, Undecoded, decode};
pub use words::frame;

use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::Diagnostics;
use ast::RuleFile;
use error::SyntaxError;
use grammar::{Grammar, Rule};
use lower::Lower;
use places::Places;
use scan::Tokens;

/// What a text says, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Parse {
    /// The tree. What could not be read is missing in it and stands among the diagnostics.
    pub file: RuleFile,
    /// The comments, in the order of the text.
    pub comments: Vec<Comment>,
    /// What is wrong.
    pub diagnostics: Diagnostics,
}

/// Reads a file of rules. Never fails: what is wrong stands in the diagnostics.
#[must_use]
pub fn parse(source: &SourceFile) -> Parse {
    let tokens = Tokens::of(source.text());
    let mut errors = Vec::new();
    let mut file = RuleFile::default();
    if tokens.list.is_empty() {
        errors.push(SyntaxError::EmptyFile { span: Span::default() });
    } else {
        read(source, &tokens, &mut errors, &mut file);
    }
    let mut diagnostics = Diagnostics::default();
    for error in &errors {
        diagnostics.rules(error);
    }
    Parse { file, comments: tokens.comments, diagnostics }
}

fn read(source: &SourceFile, tokens: &Tokens<'_>, errors: &mut Vec<SyntaxError>, file: &mut RuleFile) {
    let mut places = Places::new(source);
    let (mistakes, edits) = mend::mend(tokens);
    let sound = edits.is_empty() && recover::too_deep(tokens, 0..tokens.list.len()).is_none();
    errors.extend(mistakes);
    if sound && let Ok(pairs) = Grammar::parse(Rule::file, source.text()) {
        let mut lower = Lower { places: &places, base: 0, errors, size: 0 };
        lower.file(pairs, file);
        return;
    }
    let text = places.mend(source.text(), &edits);
    recover::recover(&text, &mut places, errors, file);
}
