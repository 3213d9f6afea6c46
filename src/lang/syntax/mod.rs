//! Text → tree: every error of a file in one run, its comments beside the tree.

pub mod ast;
mod comments;
mod decode;
mod error;
mod expected;
mod explain;
mod expr;
mod fix;
mod foreign;
mod grammar;
mod habits;
mod heads;
pub mod literal;
pub(in crate::lang) mod look_alike;
mod lower;
mod mend;
mod number;
mod operand;
mod places;
mod prose;
mod recover;
mod scan;
mod spelling;
mod split;
mod stray;
mod test;
pub mod tokens;
pub(in crate::lang) mod words;

use std::collections::BTreeSet;

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
use mend::Mended;
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
    } else if is_foreign(&tokens) {
        let span = tokens.get(0).map(|token| token.span).unwrap_or_default();
        errors.push(SyntaxError::MissingHeader { span });
    } else {
        read(source, &tokens, &mut errors, &mut file);
    }
    let mut diagnostics = Diagnostics::default();
    for error in without_echoes(&errors) {
        diagnostics.rules(error);
    }
    Parse { file, comments: tokens.comments, diagnostics }
}

/// The errors, but for those that say only how a word is spelt of which another error says what it is.
fn without_echoes(errors: &[SyntaxError]) -> impl Iterator<Item = &SyntaxError> {
    let spelt = |error: &SyntaxError| {
        matches!(error, SyntaxError::UpperCase { .. } | SyntaxError::MalformedName { .. })
    };
    let told: BTreeSet<Option<Span>> =
        errors.iter().filter(|error| !spelt(error)).map(recover::span_of).collect();
    errors.iter().filter(move |error| !spelt(error) || !told.contains(&recover::span_of(error)))
}

/// Whether nothing in a text begins like a declaration: a file of something else.
fn is_foreign(tokens: &Tokens<'_>) -> bool {
    let begun = tokens.word(0) == "policy" && tokens.sign(1) != ":";
    !begun && !(0..tokens.list.len()).any(|at| tokens.declares(at))
}

fn read(source: &SourceFile, tokens: &Tokens<'_>, errors: &mut Vec<SyntaxError>, file: &mut RuleFile) {
    let mut places = Places::new(source);
    let Mended { errors: mistakes, whispered, edits } = mend::mend(tokens);
    let sound = edits.is_empty() && recover::too_deep(tokens, 0..tokens.list.len()).is_none();
    errors.extend(mistakes);
    if sound && let Ok(pairs) = Grammar::parse(Rule::file, source.text()) {
        let mut lower = Lower { places: &places, base: 0, errors, size: 0 };
        lower.file(pairs, file);
        return;
    }
    let text = places.mend(source.text(), &edits);
    recover::recover(&text, &mut places, errors, file);
    // What came of a mistake that is told is not told again; what did not, is.
    let line = |error: &SyntaxError| recover::span_of(error).map(|span| source.location(span.start).line);
    let told: BTreeSet<Option<usize>> = errors.iter().map(line).collect();
    let is_sign = |error: &SyntaxError| matches!(error, SyntaxError::NeedlessPunctuation { .. });
    errors.extend(
        whispered
            .into_iter()
            .filter(|error| if is_sign(error) { told.is_empty() } else { !told.contains(&line(error)) }),
    );
}
