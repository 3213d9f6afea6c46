//! The tokens of a text for those who look at it while it is being written: they are there however broken it is.

use super::scan::{Kind, Tokens};
use super::words;
use crate::base::source::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word.
    Word,
    /// A number with what touches it, as in `5pp`; or a date.
    Number,
    /// A quoted text, also one that does not end.
    Text,
    /// A comment.
    Comment,
    /// An operator or a sign.
    Sign,
    /// What is no part of the language.
    Stray,
}

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
    /// Whether it is the first of its line.
    pub first: bool,
}

/// All tokens of a text, comments among them, in its order.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let scanned = Tokens::of(text);
    let comments = scanned.comments.iter().map(|comment| Token {
        kind: TokenKind::Comment,
        span: comment.span,
        first: comment.own_line,
    });
    let mut tokens: Vec<Token> = scanned
        .list
        .iter()
        .map(|token| Token { kind: kind(token.kind), span: token.span, first: token.first })
        .chain(comments)
        .collect();
    tokens.sort_by_key(|token| token.span);
    tokens
}

const fn kind(kind: Kind) -> TokenKind {
    match kind {
        Kind::Word => TokenKind::Word,
        Kind::Number | Kind::Day => TokenKind::Number,
        Kind::Text(_) => TokenKind::Text,
        Kind::Sign => TokenKind::Sign,
        Kind::ForeignComment | Kind::Stray => TokenKind::Stray,
    }
}

/// Whether a word begins a declaration.
#[must_use]
pub fn is_declaration(word: &str) -> bool {
    words::DECLARATIONS.contains(&word)
}

/// Whether a word begins a clause of a rule.
#[must_use]
pub fn is_clause(word: &str) -> bool {
    words::CLAUSES.contains(&word)
}

/// Whether a word frames the sentences of the language.
#[must_use]
pub fn is_frame(word: &str) -> bool {
    words::frame().any(|known| known == word) || word == "stratum"
}

/// Whether a word is a unit behind a number.
#[must_use]
pub fn is_unit(word: &str) -> bool {
    words::Unit::from_word(word).is_some()
}
