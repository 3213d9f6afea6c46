//! Mistakes that can be told from the tokens alone: each is reported, and mended so that reading goes on.
//!
//! INVARIANT: nothing is found in a text that the grammar accepts, but for calls of functions that there are not.

use std::collections::BTreeSet;

use super::error::SyntaxError;
use super::places::Edit;
use super::scan::{Kind, Token, Tokens};
use super::words::{CLAUSES, DECLARATIONS, is_frame};
use crate::base::source::Span;

/// Most errors that are looked for: far more than anybody is shown.
pub(super) const MAX_ERRORS: usize = 10_000;

/// Goes through the tokens of one text.
pub(super) struct Mender<'a> {
    pub(super) tokens: &'a Tokens<'a>,
    pub(super) errors: Vec<SyntaxError>,
    /// Mistakes that are only told if nothing else is told of their line: they come of what is wrong there.
    pub(super) whispered: Vec<SyntaxError>,
    /// Whether a word stands on the line that is told of later, by its meaning.
    pub(super) spoken: bool,
    pub(super) edits: Vec<Edit>,
    /// How many braces are open.
    depth: usize,
    /// Signs that were told of, so that what belongs to them need not be.
    pub(super) told: BTreeSet<&'static str>,
    /// Whether a `const` or `let` still awaits its `=` or `:`.
    binding: bool,
    /// What closes a rule that was opened by a sign of another language; empty if there is none.
    pub(super) block_end: &'static str,
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

/// What is wrong in a text, and how it is mended.
pub(super) struct Mended {
    /// The mistakes.
    pub(super) errors: Vec<SyntaxError>,
    /// Those that are only told if nothing else is told of their line.
    pub(super) whispered: Vec<SyntaxError>,
    /// What makes the text readable.
    pub(super) edits: Vec<Edit>,
}

/// What is wrong in `tokens`, and how the text is mended.
///
/// INVARIANT: no edit without an error, told or whispered: what was mended is never taken for what was written.
pub(super) fn mend(tokens: &Tokens<'_>) -> Mended {
    let mut mender = Mender {
        tokens,
        errors: Vec::new(),
        whispered: Vec::new(),
        spoken: false,
        edits: Vec::new(),
        depth: 0,
        told: BTreeSet::new(),
        binding: false,
        block_end: "",
        inside: Inside::Rules,
    };
    let mut index = 0;
    while let Some(token) = tokens.get(index).filter(|_| mender.errors.len() < MAX_ERRORS) {
        mender.spoken &= !token.first;
        if token.first
            && let Some(next) = mender.foreign_line(index, token)
        {
            index = next;
            continue;
        }
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
    Mended { errors: mender.errors, whispered: mender.whispered, edits: mender.edits }
}

impl Mender<'_> {
    pub(super) fn replace(&mut self, span: Span, write: impl Into<String>) {
        self.edits.push(Edit { span, write: write.into() });
    }

    /// Reports a mistake and mends it.
    pub(super) fn report(&mut self, error: SyntaxError, span: Span, write: impl Into<String>) {
        if self.spoken {
            self.whispered.push(error);
        } else {
            self.errors.push(error);
        }
        self.replace(span, write);
    }

    /// Mends what is told of later by what it stands for.
    pub(super) fn whisper(&mut self, error: SyntaxError, span: Span, write: impl Into<String>) {
        self.whispered.push(error);
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
            word if tokens.word(before) == "until" && !is_frame(word) => self.day_in_words(index, token),
            _ => {
                let habit = self.foreign_function(index, token).or_else(|| self.comparison_words(index));
                habit.unwrap_or_else(|| {
                    self.name(index, token);
                    next
                })
            }
        }
    }

    /// `: number = 30` behind the name of a constant: gives the place after its `=`.
    fn typed_default(&mut self, index: usize) -> usize {
        self.binding = false;
        let tokens = self.tokens;
        let (ty, equals) = (index.saturating_add(1), index.saturating_add(2));
        let span = |at: usize| tokens.get(at).map(|token| token.span).unwrap_or_default();
        let name = tokens.slice(index.wrapping_sub(1));
        let (word, value) = (tokens.slice(ty), tokens.slice(equals.saturating_add(1)));
        let write = format!("const {name} = {value}");
        let sign = if tokens.touches_next(equals.saturating_add(1)) { "…" } else { "" };
        let error = SyntaxError::TypedDefault { ty: word.to_owned(), write: write + sign, span: span(ty) };
        self.report(error, span(index).to(span(equals)), "=");
        equals.saturating_add(1)
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
        if matches!(sign, "[" | "{" | "$")
            && let Some(after) = self.foreign_brackets(index)
        {
            return after;
        }
        match sign {
            "(" | "[" | ":" if self.foreign_block(index, span) => {}
            ")" | "]" if self.block_end == sign && token.first => {
                self.block_end = "";
                self.whisper(needless(sign, span), span, " ");
            }
            "{" => self.open(index),
            "}" => self.close(),
            ":" if self.binding && tokens.is(next, |kind| kind == Kind::Number) => {
                self.binding = false;
                self.report(foreign("="), span, "=");
            }
            ":" if self.binding && tokens.sign(next.saturating_add(1)) == "=" => {
                return self.typed_default(index);
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
            ";" if self.separates_signals(index) => self.report(foreign(","), span, ","),
            // `def noise():` and `if runs > 10:` are told of by their first word; the `:` of `? :` by its `?`.
            ":" if self.told.remove("?") || self.begins_foreign(index) => {
                self.whisper(needless(sign, span), span, " ");
            }
            "%" if tokens.sign(index.wrapping_sub(1)) == "%" => {
                let help = "one `%` is enough";
                self.report(SyntaxError::NeedlessPunctuation { found: "%".into(), help, span }, span, " ");
            }
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
            ":=" if !self.binding && self.depth == 0 && self.heads_line(index) => {
                self.whisper(foreign("="), span, "=");
            }
            ":=" => {
                self.binding = false;
                self.report(foreign("="), span, "=");
            }
            "(" | ")" | "<" | ">" | "<=" | ">=" | "==" | "!=" | "+" | "-" | "*" | "/" | "%" | "," => {}
            "]" if self.told.remove("[") => {
                self.replace(span, " ");
            }
            _ => {
                self.foreign_sign(sign, span);
            }
        }
        next
    }

    /// A sign that has no meaning in this language.
    fn foreign_sign(&mut self, sign: &str, span: Span) {
        self.told.remove("[");
        self.told.extend(["[", "?"].into_iter().filter(|told| *told == sign));
        let help = match sign {
            "==>" => "a condition is a clause of its own: `when runs >= 10`",
            "?" => "there is no choice inside a check: write two rules, each with its `when`",
            "[" | "]" => "a list stands without brackets: `in pinned, unpinned`",
            "@" | "$" => "names are written without a sign before them",
            "^" | "**" => "there are no powers: multiply, `a * a`",
            "\\" => "a line goes on without a sign at its end",
            "." | ".." | "..." | "->" => "names have no parts: leave it out",
            _ => "leave it out",
        };
        self.report(SyntaxError::StrayCharacter { found: format!("`{sign}`"), help, span }, span, " ");
    }

    /// Whether a sign stands between two signals of a metric.
    fn separates_signals(&self, index: usize) -> bool {
        let next = self.tokens.word(index.saturating_add(1));
        let before = index.wrapping_sub(1);
        let list = matches!(self.tokens.sign(index.wrapping_sub(2)), "(" | ",");
        list && !self.tokens.word(before).is_empty() && !next.is_empty() && !is_frame(next)
    }

    /// Whether the line of a token begins with a word that begins nothing here.
    fn begins_foreign(&self, index: usize) -> bool {
        let back = (0..index).rev().take(40).find(|at| self.tokens.get(*at).is_some_and(|token| token.first));
        let word = back.map_or("", |at| self.tokens.word(at));
        let ends = self.tokens.get(index.saturating_add(1)).is_none_or(|next| next.first);
        (ends || self.depth == 0) && !word.is_empty() && !is_frame(&word.to_lowercase())
    }

    /// Whether only one or two words stand on the line before a token.
    fn heads_line(&self, index: usize) -> bool {
        let first = |back: usize| self.tokens.get(index.wrapping_sub(back)).is_some_and(|token| token.first);
        first(1) || first(2) && !self.tokens.word(index.wrapping_sub(1)).is_empty()
    }
}

/// A sign of another language that another error stands for.
pub(super) fn needless(sign: &str, span: Span) -> SyntaxError {
    SyntaxError::NeedlessPunctuation { found: sign.to_owned(), help: "leave it out", span }
}
