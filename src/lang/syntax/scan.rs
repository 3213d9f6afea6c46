//! Text → tokens and comments, in one pass that nothing stops: what recovery and the formatter go by.

use super::comments::Comment;
use super::words::{is_frame, is_joint};
use crate::base::source::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, digits and `_`, beginning with a letter of any alphabet or `_`.
    Word,
    /// Begins with a digit, or a point before one; with whatever touches it.
    Number,
    /// What stands after `until`, if it begins with a digit.
    Day,
    /// In quotation marks of some kind.
    Text(Quoting),
    /// Operators and punctuation, also of other languages.
    Sign,
    /// A comment of another language.
    ForeignComment,
    /// Characters that are none of these.
    Stray,
}

/// How well a text is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    Sound,
    /// By other marks than `"`.
    Foreign,
    /// Not to the end of the line.
    Open,
    /// Over the end of a line.
    Broken,
}

/// One token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Whether it is the first of its line.
    pub(super) first: bool,
}

/// The tokens of a text.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    pub(super) text: &'a str,
    pub(super) list: Vec<Token>,
    pub(super) comments: Vec<Comment>,
}

/// Signs of several characters, of this language and of others; the longest first.
const SIGNS: [&str; 17] = [
    "==>", "===", "!==", "...", "<=", ">=", "==", "!=", "=<", "=>", "<>", "&&", "||", "**", "->", ":=", "..",
];

/// Quotation marks that open a text elsewhere, each with those that may close it.
const QUOTES: [(char, &str); 10] = [
    ('„', "“”\""),
    ('“', "”“\""),
    ('”', "”“\""),
    ('‟', "”\""),
    ('«', "»"),
    ('»', "«"),
    ('‘', "’'"),
    ('‚', "‘’"),
    ('\'', "'’"),
    ('`', "`'"),
];

impl<'a> Tokens<'a> {
    /// All tokens and comments of a text.
    pub(super) fn of(text: &'a str) -> Self {
        let mut tokens = Self { text, list: Vec::new(), comments: Vec::new() };
        let mut at = 0;
        let mut first = true;
        while let Some(character) = rest(text, at).chars().next() {
            let start = at;
            at = at.saturating_add(character.len_utf8());
            let kind = match character {
                '\n' => {
                    first = true;
                    continue;
                }
                ' ' | '\t' | '\r' => continue,
                '\u{feff}' if start == 0 => continue,
                '#' => {
                    at = start.saturating_add(line(text, start).trim_end().len());
                    tokens.comments.push(Comment { span: Span::new(start, at), own_line: first });
                    continue;
                }
                _ => {
                    let (kind, length) = tokens.token(character, start);
                    at = start.saturating_add(length.max(1));
                    kind
                }
            };
            tokens.list.push(Token { kind, span: Span::new(start, at), first });
            first = false;
        }
        tokens
    }

    fn token(&self, character: char, start: usize) -> (Kind, usize) {
        let rest = rest(self.text, start);
        let second = rest.chars().nth(1);
        match character {
            '"' => self.quoted(start),
            '/' if second == Some('/') => (Kind::ForeignComment, line(self.text, start).trim_end().len()),
            '/' if second == Some('*') => (Kind::ForeignComment, block_comment(rest)),
            '0'..='9' if self.word(self.list.len().wrapping_sub(1)) == "until" => {
                (Kind::Day, span_of(rest, |c| c.is_alphanumeric() || "_-./:".contains(c)))
            }
            '0'..='9' => (Kind::Number, number(rest)),
            '.' if second.is_some_and(|c| c.is_ascii_digit()) => (Kind::Number, number(rest)),
            _ if character.is_alphabetic() || character == '_' => {
                (Kind::Word, span_of(rest, |c| c.is_alphanumeric() || c == '_'))
            }
            _ => match foreign_text(character, rest) {
                Some(length) => (Kind::Text(Quoting::Foreign), length),
                None if character.is_ascii() => {
                    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                    (Kind::Sign, sign.map_or(1, |sign| sign.len()))
                }
                None => {
                    let group = group(character);
                    (Kind::Stray, span_of(rest, |c| !c.is_ascii() && self::group(c) == group))
                }
            },
        }
    }

    /// A text that begins with `"`.
    fn quoted(&self, start: usize) -> (Kind, usize) {
        let mut escaped = false;
        for (at, character) in rest(self.text, start).char_indices().skip(1) {
            match character {
                '\n' => break,
                '"' if !escaped => return (Kind::Text(Quoting::Sound), at.saturating_add(1)),
                '\\' if !escaped => escaped = true,
                _ => escaped = false,
            }
        }
        let line = line(self.text, start);
        let open = line.trim_end();
        let open = open.strip_suffix('{').unwrap_or(open).trim_end();
        if open.ends_with(['“', '”', '»', '’']) {
            return (Kind::Text(Quoting::Foreign), open.len());
        }
        match self.closed_below(start.saturating_add(line.len())) {
            Some(end) => (Kind::Text(Quoting::Broken), end.saturating_sub(start)),
            None => (Kind::Text(Quoting::Open), open.len()),
        }
    }

    /// Where a text that its line does not close is closed by one of the next lines: one that has an odd number of
    /// quotation marks and does not begin like something new.
    fn closed_below(&self, end_of_line: usize) -> Option<usize> {
        let mut at = end_of_line.saturating_add(1);
        for line in rest(self.text, at).split('\n').take(5) {
            let word: String =
                line.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if is_frame(&word) && !is_joint(&word) || line.trim_start().starts_with(['}', '#']) {
                return None;
            }
            match line.matches('"').count() {
                0 => at = at.saturating_add(line.len()).saturating_add(1),
                odd if odd % 2 == 1 => {
                    return line.find('"').map(|quote| at.saturating_add(quote).saturating_add(1));
                }
                _ => return None,
            }
        }
        None
    }

    /// The token at a position.
    pub(super) fn get(&self, index: usize) -> Option<Token> {
        self.list.get(index).copied()
    }

    /// The text of a token.
    pub(super) fn slice(&self, index: usize) -> &'a str {
        self.get(index).and_then(|token| self.text.get(token.span.range())).unwrap_or_default()
    }

    /// The text of a word; empty for other tokens.
    pub(super) fn word(&self, index: usize) -> &'a str {
        if self.is(index, |kind| kind == Kind::Word) { self.slice(index) } else { "" }
    }

    /// The text of a sign; empty for other tokens.
    pub(super) fn sign(&self, index: usize) -> &'a str {
        if self.is(index, |kind| kind == Kind::Sign) { self.slice(index) } else { "" }
    }

    /// Whether there is a token whose kind is accepted.
    pub(super) fn is(&self, index: usize, accepts: impl Fn(Kind) -> bool) -> bool {
        self.get(index).is_some_and(|token| accepts(token.kind))
    }

    pub(super) fn is_text(&self, index: usize) -> bool {
        self.is(index, |kind| matches!(kind, Kind::Text(_)))
    }

    /// Whether nothing stands between a token and the next.
    pub(super) fn touches_next(&self, index: usize) -> bool {
        match (self.get(index), self.get(index.saturating_add(1))) {
            (Some(token), Some(next)) => token.span.end == next.span.start,
            _ => false,
        }
    }

    /// Whether a token goes on in the line of the one before it.
    pub(super) fn same_line(&self, index: usize) -> bool {
        self.get(index).is_some_and(|token| !token.first)
    }

    /// Whether something may end with this token: an operand, a text, a closing sign.
    pub(super) fn completes(&self, index: usize) -> bool {
        match self.get(index).map(|token| token.kind) {
            None | Some(Kind::ForeignComment | Kind::Stray) => false,
            Some(Kind::Word) => {
                let word = self.slice(index);
                !is_frame(word) || matches!(word, "known" | "once" | "confidence")
            }
            Some(Kind::Number | Kind::Day | Kind::Text(_)) => true,
            Some(Kind::Sign) => matches!(self.slice(index), ")" | "%" | "}"),
        }
    }

    /// Whether something new may begin here: after something complete, or right after a brace.
    pub(super) fn begins(&self, index: usize) -> bool {
        let before = index.wrapping_sub(1);
        self.completes(before) || matches!(self.sign(before), "{" | "")
    }

    /// Whether the tokens from here on look like the beginning of a declaration, and of nothing else.
    pub(super) fn declares(&self, index: usize) -> bool {
        let next = index.saturating_add(1);
        let third = index.saturating_add(2);
        let named = self.is(next, |kind| kind == Kind::Word);
        match self.word(index) {
            "policy" | "rule" => named && (self.is_text(third) || self.sign(third) == "{"),
            "const" => named && matches!(self.sign(third), "=" | ":"),
            "let" => named && self.sign(third) == "=",
            "waive" => named && matches!(self.word(third), "in" | "because"),
            "due" => matches!(self.word(next), "after" | "at"),
            "early" => self.word(next) == "at",
            "cohort" => named && !self.declares(next),
            "constants" => self.word(next) == "from",
            "test" => self.is_text(next),
            _ => false,
        }
    }
}

fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// From here to the end of the line.
fn line(text: &str, at: usize) -> &str {
    let rest = rest(text, at);
    memchr::memchr(b'\n', rest.as_bytes()).and_then(|end| rest.get(..end)).unwrap_or(rest)
}

fn span_of(text: &str, accepts: impl Fn(char) -> bool) -> usize {
    text.find(|c| !accepts(c)).unwrap_or(text.len())
}

/// A number with what touches it: `1_000.5`, `2,5`, `7days`, `1e5`.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at = match bytes.get(at) {
            Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') => at.saturating_add(1),
            Some(b',') if bytes.get(at.saturating_add(1)).is_some_and(u8::is_ascii_digit) => {
                at.saturating_add(1)
            }
            _ => return at,
        };
    }
}

/// How far a mark that closes is looked for, so that a text of opening ones only is read in time.
const REACH: usize = 2_000;

/// The length of a text in foreign quotation marks, if it is closed on its line.
fn foreign_text(open: char, text: &str) -> Option<usize> {
    let (_, closers) = QUOTES.iter().find(|(mark, _)| *mark == open)?;
    let mut inside = text.char_indices().skip(1).take(REACH).take_while(|(_, c)| *c != '\n');
    let (at, close) = inside.find(|(_, c)| closers.contains(*c))?;
    Some(at.saturating_add(close.len_utf8()))
}

/// The length of a comment that begins with `/*`: to its `*/`, or to the end of the line.
fn block_comment(text: &str) -> usize {
    let closed = text.as_bytes().windows(2).take(REACH).position(|pair| pair == b"*/");
    closed.map_or_else(|| line(text, 0).trim_end().len(), |at| at.saturating_add(2))
}

/// Characters of one group are told of together; the first group's are told of one by one.
fn group(character: char) -> u32 {
    match character {
        '\u{ff01}'..='\u{ff5e}' => 1,
        _ if character.is_whitespace() || super::look_alike::is_invisible(character) => 2,
        _ if super::look_alike::sign(character).is_some() => u32::from(character),
        _ => 3,
    }
}
