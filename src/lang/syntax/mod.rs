//! Text → tree: every error of a file in one run, its comments beside the tree.

pub mod ast;
#[expect(dead_code, reason = "recovery and its errors follow")]
mod error;
mod expr;
mod grammar;
pub mod literal;
#[expect(dead_code, reason = "recovery and its errors follow")]
mod lower;
mod operand;
#[expect(dead_code, reason = "recovery and its errors follow")]
mod places;
#[expect(dead_code, reason = "recovery and its errors follow")]
mod words;

use ast::RuleFile;
use error::SyntaxError;
use pest::Parser as _;

use crate::base::source::SourceFile;
use crate::lang::diagnostic::Diagnostics;
use grammar::{Grammar, Rule};
use lower::Lower;
use places::Places;

/// What a text says, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Parse {
    /// The tree. What could not be read is missing in it and stands among the diagnostics.
    pub file: RuleFile,
    /// What is wrong.
    pub diagnostics: Diagnostics,
}

/// Reads a file of rules. Never fails: what is wrong stands in the diagnostics.
#[must_use]
pub fn parse(source: &SourceFile) -> Parse {
    let places = Places::new(source);
    let mut errors = Vec::new();
    let mut file = RuleFile::default();
    match Grammar::parse(Rule::file, source.text()) {
        Ok(pairs) => {
            let mut lower = Lower { places: &places, base: 0, errors: &mut errors, size: 0 };
            lower.file(pairs, &mut file);
        }
        Err(error) => {
            let (start, end) = match error.location {
                pest::error::InputLocation::Pos(at) => (at, at),
                pest::error::InputLocation::Span(span) => span,
            };
            errors.push(SyntaxError::Unexpected {
                expected: "something else".into(),
                found: "this".into(),
                help: String::new(),
                span: places.span(start, end),
            });
        }
    }
    let mut diagnostics = Diagnostics::default();
    for error in &errors {
        diagnostics.rules(error);
    }
    Parse { file, diagnostics }
}

/// The text of a file of rules.
pub fn decode(name: &str, bytes: &[u8]) -> Result<SourceFile, Box<(SourceFile, Diagnostics)>> {
    Ok(SourceFile::new(name, String::from_utf8_lossy(bytes)))
}
