//! Mistakes that can be told from the tokens alone: each is reported, and mended so that reading goes on.
//!
//! INVARIANT: nothing is found in a text that the grammar accepts.

use super::ast::MAX_NAME;
use super::error::SyntaxError;
use super::look_alike;
use super::places::Edit;
use super::scan::{Kind, Quoting, Token, Tokens};
use super::words::{CLAUSES, DECLARATIONS, is_frame};
use crate::base::source::Span;

/// Most errors that are looked for: far more than anybody is shown.
pub(super) const MAX_ERRORS: usize = 10_000;

/// Goes through the tokens of one text.
pub(super) struct Mender<'a> {
    pub(super) tokens: &'a Tokens<'a>,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) edits: Vec<Edit>,
    /// How many braces are open.
    depth: usize,
    /// Whether a `[` was told of and its `]` need not be.
    bracket: bool,
    /// Whether a `const` or `let` still awaits its `=` or `:`.
    binding: bool,
    /// Where this is.
    inside: Inside,
}

/// Where the token at hand stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Not in a test.
    Rules,
    /// In a test.
    Test,
    /// In its `expect`.
    Expect,
}

/// What is wrong in `tokens`, and how the text is mended.
pub(super) fn mend(tokens: &Tokens<'_>) -> (Vec<SyntaxError>, Vec<Edit>) {
    let mut mender = Mender {
        tokens,
        errors: Vec::new(),
        edits: Vec::new(),
        depth: 0,
        bracket: false,
        binding: false,
        inside: Inside::Rules,
    };
    let mut index = 0;
    while let Some(token) = tokens.get(index).filter(|_| mender.errors.len() < MAX_ERRORS) {
        index = match token.kind {
            Kind::Word => mender.word(index, token),
            Kind::Number => mender.number(index, token),
            Kind::Day => index.saturating_add(1),
            Kind::Text(quoting) => mender.text(index, token, quoting),
            Kind::Sign => mender.sign(index, token),
            Kind::ForeignComment => {
                let found = if tokens.slice(index).starts_with("//") { "//" } else { "/*" };
                mender.errors.push(SyntaxError::ForeignComment { found, span: token.span });
                mender.replace(token.span, " ");
                index.saturating_add(1)
            }
            Kind::Stray => mender.stray(index, token),
        }
        .max(index.saturating_add(1));
    }
    (mender.errors, mender.edits)
}

impl Mender<'_> {
    pub(super) fn replace(&mut self, span: Span, write: impl Into<String>) {
        self.edits.push(Edit { span, write: write.into() });
    }

    /// Reports a mistake and mends it.
    pub(super) fn report(&mut self, error: SyntaxError, span: Span, write: impl Into<String>) {
        self.errors.push(error);
        self.replace(span, write);
    }

    fn leave_expect(&mut self) {
        if self.inside == Inside::Expect {
            self.inside = Inside::Test;
        }
    }

    fn word(&mut self, index: usize, token: Token) -> usize {
        let tokens = self.tokens;
        let before = index.wrapping_sub(1);
        let named_by_before =
            matches!(tokens.word(before), "policy" | "rule" | "const" | "let" | "each" | "waive" | "set");
        let next = index.saturating_add(1);
        if token.first && tokens.declares(index) {
            self.inside = Inside::Rules;
        }
        if self.inside == Inside::Expect && (tokens.word(before) == "because" || tokens.sign(before) == ",") {
            // A rule, which may be called as anything.
            return self.id(index);
        }
        match tokens.slice(index) {
            "because" if self.inside == Inside::Expect => next,
            word @ ("given" | "expect") if self.inside != Inside::Rules => {
                self.inside = if word == "expect" { Inside::Expect } else { Inside::Test };
                next
            }
            "test"
                if self.depth == 0
                    && !named_by_before
                    && tokens.same_line(next)
                    && tokens.is(next, |kind| kind == Kind::Word)
                    && !is_frame(tokens.word(next)) =>
            {
                self.unquoted("test", next)
            }
            word @ ("because" | "see")
                if !named_by_before && tokens.same_line(next) && self.is_prose(next) =>
            {
                self.unquoted(word, next)
            }
            word @ ("policy" | "rule" | "const" | "let" | "set") if tokens.word(before) != "each" => {
                self.binding = matches!(word, "const" | "let" | "set");
                self.leave_expect();
                if !tokens.is(next, |kind| kind == Kind::Word) || !tokens.same_line(next) {
                    return next;
                }
                let after = self.id(next);
                let titled = matches!(word, "policy" | "rule")
                    && tokens.same_line(after)
                    && tokens.is(after, |kind| kind == Kind::Word)
                    && !is_frame(&tokens.slice(after).to_lowercase());
                if titled { self.unquoted(tokens.slice(next), after) } else { after }
            }
            // After `else` the effect itself is what is wrong.
            "no" if tokens.word(before) == "else" && tokens.sign(next) == "-" => {
                let span = tokens.get(next.saturating_add(1)).map_or(token.span, |go| token.span.to(go.span));
                self.replace(span, "no_go");
                index.saturating_add(3)
            }
            "no" if tokens.sign(next) == "-" && tokens.word(next.saturating_add(1)) == "go" => self.id(index),
            _ => {
                self.name(index, token);
                next
            }
        }
    }

    /// Whether words stand here that should be a text: not a clause of their own.
    fn is_prose(&self, index: usize) -> bool {
        let tokens = self.tokens;
        let next = index.saturating_add(1);
        let clause = is_frame(tokens.word(index)) && (tokens.is_text(next) || tokens.word(next) == "each");
        tokens.is(index, |kind| matches!(kind, Kind::Word | Kind::Number)) && !clause
    }

    /// Words from `index` to the end of the line that should be a text.
    fn unquoted(&mut self, after: &str, index: usize) -> usize {
        let tokens = self.tokens;
        let mut end = index.saturating_add(1);
        while tokens.same_line(end) {
            let until =
                tokens.word(end) == "until" && tokens.is(end.saturating_add(1), |kind| kind == Kind::Day);
            if matches!(tokens.sign(end), "{" | "}") || until {
                break;
            }
            end = end.saturating_add(1);
        }
        let last = tokens.get(end.saturating_sub(1)).map(|token| token.span).unwrap_or_default();
        let span = tokens.get(index).map_or(last, |first| first.span.to(last));
        let prose = tokens.text.get(span.range()).unwrap_or_default();
        let write = if prose.chars().count() > 60 || prose.contains(['"', '\\']) {
            "it in quotation marks: \"…\"".to_owned()
        } else {
            format!("`\"{prose}\"`")
        };
        self.report(SyntaxError::UnquotedText { after: after.to_owned(), write, span }, span, "\"…\"");
        end
    }

    /// The name of something that is declared here; dashes in it are mended.
    fn id(&mut self, index: usize) -> usize {
        let tokens = self.tokens;
        let mut last = index;
        while tokens.touches_next(last)
            && tokens.sign(last.saturating_add(1)) == "-"
            && tokens.touches_next(last.saturating_add(1))
            && tokens.is(last.saturating_add(2), |kind| matches!(kind, Kind::Word | Kind::Number))
        {
            last = last.saturating_add(2);
        }
        let (Some(first), Some(end)) = (tokens.get(index), tokens.get(last)) else { return index };
        if last == index {
            self.name(index, first);
        } else {
            let span = first.span.to(end.span);
            let found = tokens.text.get(span.range()).unwrap_or_default().to_owned();
            let write = snake(&found);
            let help = format!("write `{write}`");
            self.report(SyntaxError::MalformedName { found, help, span }, span, write);
        }
        last.saturating_add(1)
    }

    /// A word: in lower case, of ASCII letters, not too long.
    fn name(&mut self, index: usize, token: Token) {
        let span = token.span;
        let word = self.tokens.slice(index);
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if word.chars().all(sound) && !word.starts_with('_') {
            let length = word.len();
            if length > MAX_NAME {
                self.errors.push(SyntaxError::NameTooLong { length, span });
            }
            return;
        }
        let found = word.to_owned();
        let write = snake(word);
        let error = if let Some(twin) = word.chars().find(|c| look_alike::twin(*c).is_some())
            && word.chars().all(|c| c.is_ascii() || look_alike::twin(c).is_some())
        {
            let found = format!("the letter `{twin}` (U+{:04X}) in `{word}`", u32::from(twin));
            SyntaxError::LookAlike { found, write: format!("`{write}` in Latin letters"), span }
        } else if word.is_ascii() && !word.starts_with('_') {
            SyntaxError::UpperCase { found, write: write.clone(), span }
        } else {
            SyntaxError::MalformedName { found, help: format!("write `{write}`"), span }
        };
        self.report(error, span, write);
    }

    fn text(&mut self, index: usize, token: Token, quoting: Quoting) -> usize {
        let tokens = self.tokens;
        let span = token.span;
        let text = tokens.slice(index);
        let error = match quoting {
            Quoting::Sound => return index.saturating_add(1),
            Quoting::Foreign => {
                let found = text.chars().find(|c| *c != '"' && !c.is_alphanumeric()).unwrap_or('\'');
                let found =
                    if text.starts_with('"') { text.chars().next_back().unwrap_or(found) } else { found };
                SyntaxError::QuotationMarks { found: format!("`{found}`"), span }
            }
            Quoting::Open => SyntaxError::UnclosedString { span },
            Quoting::Broken => SyntaxError::LineBreakInString { span },
        };
        let inner: String = text.chars().filter(|c| !matches!(c, '"' | '\\' | '\n' | '\r')).collect();
        self.report(error, span, format!("\"{inner}\""));
        index.saturating_add(1)
    }

    fn open(&mut self, index: usize) {
        let of_test = self.tokens.word(index.wrapping_sub(2)) == "test";
        if of_test && self.tokens.is_text(index.wrapping_sub(1)) {
            (self.inside, self.depth) = (Inside::Test, 0);
        }
        self.depth = self.depth.saturating_add(1);
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.leave_expect();
        if self.depth == 0 {
            self.inside = Inside::Rules;
        }
    }

    fn sign(&mut self, index: usize, token: Token) -> usize {
        let tokens = self.tokens;
        let span = token.span;
        let next = index.saturating_add(1);
        let sign = tokens.slice(index);
        let before = tokens.word(index.wrapping_sub(1));
        let foreign =
            |write: &'static str| SyntaxError::ForeignOperator { found: sign.to_owned(), write, span };
        match sign {
            "{" => self.open(index),
            "}" => self.close(),
            ":" if self.binding && tokens.is(next, |kind| kind == Kind::Number) => {
                self.binding = false;
                self.report(foreign("="), span, "=");
            }
            "=" | ":" if self.binding => self.binding = false,
            "=" | ":" if DECLARATIONS.contains(&before) || CLAUSES.contains(&before) => {
                let help = "write the word and then, without a sign, what belongs to it";
                self.report(
                    SyntaxError::NeedlessPunctuation { found: sign.to_owned(), help, span },
                    span,
                    " ",
                );
            }
            "=" | ":" if self.inside != Inside::Rules => {
                let help = "write the number right behind what it counts: `runs 20`";
                self.report(
                    SyntaxError::NeedlessPunctuation { found: sign.to_owned(), help, span },
                    span,
                    " ",
                );
            }
            // `max_noise = 20%` outside a rule is a declaration without its word: told of as that.
            "=" | ":" if self.depth == 0 && self.heads_line(index) => {}
            "=" => self.report(SyntaxError::SingleEquals { span }, span, "=="),
            ":" | ";" => {
                let help =
                    "a new line or a space is enough; only the type of a `const` has a colon before it";
                self.report(
                    SyntaxError::NeedlessPunctuation { found: sign.to_owned(), help, span },
                    span,
                    " ",
                );
            }
            "," if next >= tokens.list.len()
                || matches!(tokens.sign(next), "}" | ")" | "{")
                || self.inside != Inside::Expect && is_frame(tokens.word(next)) =>
            {
                let help = "commas only stand between the members of a list";
                self.report(SyntaxError::NeedlessPunctuation { found: ",".into(), help, span }, span, " ");
            }
            "-" | "+"
                if tokens.sign(index.wrapping_sub(1)) == "="
                    && matches!(tokens.word(index.wrapping_sub(3)), "const" | "set") =>
            {
                let help = "leave the sign out; where it is needed, write it before the name: `-max_gap`";
                self.report(SyntaxError::SignedLiteral { help, span }, span, " ");
            }
            "&&" | "&" => self.report(foreign("and"), span, " and "),
            "||" | "|" => self.report(foreign("or"), span, " or "),
            "!" => self.report(foreign("not"), span, "not "),
            "=<" => self.report(foreign("<="), span, "<="),
            "=>" => self.report(foreign(">="), span, ">="),
            "<>" | "!==" => self.report(foreign("!="), span, "!="),
            "===" => self.report(foreign("=="), span, "=="),
            ":=" => {
                self.binding = false;
                self.report(foreign("="), span, "=");
            }
            "(" | ")" | "<" | ">" | "<=" | ">=" | "==" | "!=" | "+" | "-" | "*" | "/" | "%" | "," => {}
            "]" if self.bracket => {
                self.bracket = false;
                self.replace(span, " ");
            }
            _ => {
                self.bracket = sign == "[";
                let help = match sign {
                    "[" | "]" => "a list stands without brackets: `in pinned, unpinned`",
                    "@" | "$" => "names are written without a sign before them",
                    "^" | "**" => "there are no powers: multiply, `a * a`",
                    "\\" => "a line goes on without a sign at its end",
                    "." | ".." | "..." | "->" => "names have no parts: leave it out",
                    _ => "leave it out",
                };
                self.report(
                    SyntaxError::StrayCharacter { found: format!("`{sign}`"), help, span },
                    span,
                    " ",
                );
            }
        }
        next
    }

    /// Whether only one or two words stand on the line before a token.
    fn heads_line(&self, index: usize) -> bool {
        let first = |back: usize| self.tokens.get(index.wrapping_sub(back)).is_some_and(|token| token.first);
        first(1) || first(2) && !self.tokens.word(index.wrapping_sub(1)).is_empty()
    }
}

/// A name in lower case, of ASCII letters, digits and `_`.
fn snake(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut lower_before = false;
    for character in word.chars() {
        if character.is_uppercase() && lower_before {
            out.push('_');
        }
        lower_before = character.is_lowercase() || character.is_ascii_digit();
        match look_alike::latin(character).or_else(|| look_alike::latin(character.to_lowercase().next()?)) {
            Some(latin) => out.push_str(latin),
            None if character.is_ascii_alphanumeric() => out.push(character.to_ascii_lowercase()),
            None if matches!(character, '_' | '-') && !out.is_empty() => out.push('_'),
            None => out.extend(look_alike::narrow(character)),
        }
    }
    if !out.starts_with(|c: char| c.is_ascii_lowercase()) {
        out.insert(0, 'x');
    }
    out
}
