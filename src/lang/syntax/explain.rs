//! Where the grammar stopped → what was found there, what was expected, and what to write.

use std::ops::Range;

use pest::error::{ErrorVariant, InputLocation};

use super::error::SyntaxError;
use super::expected::{expected, form, part_form};
use super::foreign::from_german;
use super::grammar::Rule;
use super::heads::short;
use super::places::Places;
use super::scan::{Kind, Tokens};
use super::words::{frame, is_frame};
use crate::base::source::Span;
use crate::lang::builtins::Builtin;
use crate::lang::nearest::nearest;

/// Words that other languages have for operators, and what is written here.
const OPERATOR_WORDS: [(&str, &str); 20] = [
    ("is", "=="),
    ("equals", "=="),
    ("equal", "=="),
    ("eq", "=="),
    ("ne", "!="),
    ("below", "<"),
    ("under", "<"),
    ("less", "<"),
    ("lt", "<"),
    ("le", "<="),
    ("lte", "<="),
    ("most", "<="),
    ("above", ">"),
    ("exceeds", ">"),
    ("greater", ">"),
    ("more", ">"),
    ("gt", ">"),
    ("ge", ">="),
    ("gte", ">="),
    ("least", ">="),
];

/// Words that tie a condition to one check elsewhere.
const CONDITIONS: [&str; 4] = ["then", "if", "where", "unless"];

/// One declaration or clause that the grammar did not accept.
pub(super) struct Explainer<'a> {
    pub(super) tokens: &'a Tokens<'a>,
    pub(super) places: &'a Places<'a>,
    /// Its tokens.
    pub(super) range: Range<usize>,
}

impl Explainer<'_> {
    /// The error of a text that begins at `base`.
    pub(super) fn explain(&self, error: &pest::error::Error<Rule>, base: usize) -> SyntaxError {
        let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
        let at = base.saturating_add(at);
        let wanted = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
            ErrorVariant::CustomError { .. } => &[],
        };
        let found = self.tokens.list.partition_point(|token| (token.span.end as usize) <= at);
        let found = found.clamp(self.range.start, self.range.end);
        if let Some(error) = self.dashes(found) {
            return error;
        }
        let operand = wanted.iter().any(|one| matches!(one, Rule::prefix | Rule::expr));
        let infix = wanted.contains(&Rule::infix);
        let closing = self.tokens.sign(found) == ")" && found < self.range.end;
        match self.open_parenthesis(found) {
            None if closing => SyntaxError::StrayParenthesis { span: self.span(found) },
            _ if operand => self.missing_operand(found),
            Some(open) if wanted.contains(&Rule::paren_close) && !self.is_operand(found) => {
                match Builtin::from_word(self.tokens.word(open.wrapping_sub(1))) {
                    Some(metric) if open.saturating_add(1) == found => SyntaxError::MissingSignals {
                        metric: metric.word(),
                        span: self.span(found.saturating_sub(1)),
                    },
                    _ => SyntaxError::UnclosedParenthesis { span: self.span(found), open: self.span(open) },
                }
            }
            Some(open) if infix && !self.is_operand(found) => {
                SyntaxError::UnclosedParenthesis { span: self.span(found), open: self.span(open) }
            }
            _ if infix && found < self.range.end => self.after_operand(found, wanted),
            _ => self.unexpected(found, wanted),
        }
    }

    /// The place of a token of the range; the end of the last one for what is missing after it.
    fn span(&self, at: usize) -> Span {
        if at < self.range.end {
            let span = self.tokens.get(at).map(|token| token.span).unwrap_or_default();
            return self.places.span(span.start as usize, span.end as usize);
        }
        let last =
            self.tokens.get(self.range.end.saturating_sub(1)).map(|token| token.span).unwrap_or_default();
        let end = self.places.span(last.end as usize, last.end as usize).end;
        Span { start: end, end }
    }

    /// What stands at a position, for a message.
    fn found(&self, at: usize) -> String {
        if at >= self.range.end {
            return match self.tokens.slice(self.range.end) {
                "" => "the end of the file".to_owned(),
                next => format!("`{}`", short(next)),
            };
        }
        match self.tokens.get(at).map(|token| token.kind) {
            Some(Kind::Text(_)) => format!("the text {}", short(self.tokens.slice(at))),
            _ => format!("`{}`", short(self.tokens.slice(at))),
        }
    }

    /// The last `(` before a token that is not closed before it.
    fn open_parenthesis(&self, before: usize) -> Option<usize> {
        let mut open = Vec::new();
        for at in self.range.start..before {
            match self.tokens.sign(at) {
                "(" => open.push(at),
                ")" => drop(open.pop()),
                _ => {}
            }
        }
        open.pop()
    }

    /// `-- a comment`, before the place where reading stopped, on its line.
    fn dashes(&self, found: usize) -> Option<SyntaxError> {
        let mut at = found.min(self.range.end.saturating_sub(1));
        loop {
            let next = at.saturating_add(1);
            let pair =
                self.tokens.sign(at) == "-" && self.tokens.sign(next) == "-" && self.tokens.touches_next(at);
            if pair && !self.tokens.touches_next(next) {
                let span = self.span(at).to(self.span(next));
                return Some(SyntaxError::ForeignComment { found: "--", span });
            }
            if at <= self.range.start || !self.tokens.same_line(at) {
                return None;
            }
            at = at.saturating_sub(1);
        }
    }

    /// Whether a value stands at a position.
    fn is_operand(&self, at: usize) -> bool {
        at < self.range.end
            && match self.tokens.get(at).map(|token| token.kind) {
                Some(Kind::Word) => !is_frame(self.tokens.word(at)),
                Some(Kind::Number | Kind::Text(_)) => true,
                _ => self.tokens.sign(at) == "(",
            }
    }

    fn missing_operand(&self, found: usize) -> SyntaxError {
        let span = self.span(found);
        if found < self.range.end && self.tokens.is_text(found) {
            let inner = self.tokens.slice(found).trim_matches('"');
            if super::literal::parse(inner).is_ok() {
                let (expected, help) =
                    ("a value".to_owned(), format!("write `{inner}` without quotation marks"));
                return SyntaxError::Unexpected { expected, found: self.found(found), help, span };
            }
            let help = match self.tokens.word(self.range.start) {
                "require" | "prefer" | "when" => {
                    "a text is no value; a reason is a clause of its own: `because \"…\"`"
                }
                _ => "a text is no value: write a metric, a name or a literal",
            };
            let expected = "a value".to_owned();
            return SyntaxError::Unexpected { expected, found: self.found(found), help: help.into(), span };
        }
        let next = found.saturating_add(1);
        let sign = match (self.tokens.word(found), self.tokens.word(next)) {
            ("at", "least") | ("mindestens", _) => Some(">="),
            ("at", "most") | ("hoechstens", _) => Some("<="),
            _ => None,
        };
        let head = self.tokens.word(self.range.start);
        if let Some(sign) = sign.filter(|_| matches!(head, "require" | "prefer" | "when")) {
            let help = format!("say what is counted, then how many: `{head} runs {sign} 10`");
            let expected = "a value".to_owned();
            return SyntaxError::Unexpected { expected, found: self.found(found), help, span };
        }
        if found < self.range.end && self.tokens.sign(found) == "{" {
            let help = "a value from outside is a constant: `const limit: rate`, set in a constants file";
            let expected = "a value".to_owned();
            return SyntaxError::Unexpected { expected, found: self.found(found), help: help.into(), span };
        }
        if self.tokens.word(found) == "with" {
            let help = "the confidence stands behind the comparison: `rate(fail) < 2% with 95% confidence`";
            let expected = "a value".to_owned();
            return SyntaxError::Unexpected { expected, found: self.found(found), help: help.into(), span };
        }
        let before = found.checked_sub(1).filter(|before| *before >= self.range.start);
        let place = match before {
            Some(before) if self.tokens.sign(before) == "(" => {
                format!("between `(` and {}", self.found(found))
            }
            Some(before) => format!("after `{}`", short(self.tokens.slice(before))),
            None => format!("before {}", self.found(found)),
        };
        SyntaxError::MissingOperand { place, span }
    }

    /// Something that does not go on with the operand before it.
    fn after_operand(&self, found: usize, wanted: &[Rule]) -> SyntaxError {
        let before = found.saturating_sub(1);
        let word = self.tokens.word(found);
        let sign = [found, before, found.saturating_add(1)].into_iter().find_map(|at| {
            let word = self.tokens.word(at);
            OPERATOR_WORDS.iter().find(|(name, _)| *name == word).map(|(_, sign)| *sign)
        });
        let meant = from_german(word).or_else(|| nearest(word, frame()).filter(|meant| *meant != word));
        if let Some(metric) =
            Builtin::from_word(self.tokens.word(before)).filter(|metric| metric.takes_signals())
        {
            return SyntaxError::MissingSignals { metric: metric.word(), span: self.span(before) };
        }
        if let Some(error) = self.negation(before).or_else(|| self.spoken(word, found)) {
            return error;
        }
        let help = match (sign, meant) {
            (Some(sign), _) => format!("comparisons are written with signs: `{sign}`"),
            _ if CONDITIONS.contains(&word) => {
                "a condition is a clause of its own, `when …`, and holds for all checks of its rule"
                    .to_owned()
            }
            (None, Some(meant)) => format!("did you mean `{meant}`?"),
            _ if !self.is_operand(found) || self.tokens.is_text(found) => {
                return self.unexpected(found, wanted);
            }
            (None, None) => {
                "write an operator between them: `<`, `>=`, `and`, `+` …; or begin a new clause".to_owned()
            }
        };
        if sign.is_none() && (meant.is_some() || CONDITIONS.contains(&word)) {
            let expected = "an operator or the end".to_owned();
            return SyntaxError::Unexpected {
                expected,
                found: self.found(found),
                help,
                span: self.span(found),
            };
        }
        SyntaxError::MissingOperator {
            left: self.found(before),
            right: self.found(found),
            help,
            span: self.span(found),
        }
    }

    /// `nicht rate(fail) > 2%`, `no fail`: what stands before is no value but a word that negates.
    fn negation(&self, before: usize) -> Option<SyntaxError> {
        let (expected, found) = ("a condition".to_owned(), self.found(before));
        let help = match self.tokens.word(before) {
            "nicht" => "did you mean `not`?",
            "no" | "kein" | "keine" => "say how many runs may show it: `runs_with(fail) <= 0`",
            _ => return None,
        };
        Some(SyntaxError::Unexpected { expected, found, help: help.into(), span: self.span(before) })
    }

    /// Words that go on with a value in other languages.
    fn spoken(&self, word: &str, found: usize) -> Option<SyntaxError> {
        let ahead = |at: usize| self.tokens.word(found.saturating_add(at));
        let help = match word {
            "between" => "write two comparisons, joined by `and`: `rate(fail) >= 1% and rate(fail) <= 2%`",
            "is" if ahead(1) == "null" || (ahead(1) == "not" && ahead(2) == "null") => {
                "runs of which it is not known are counted by `missing(fail)`"
            }
            "last" => "write `over last 10 runs`, or `over last 7 days`",
            "known" => "write `among known`",
            _ => return None,
        };
        let expected = "an operator or the end".to_owned();
        Some(SyntaxError::Unexpected {
            expected,
            found: self.found(found),
            help: help.into(),
            span: self.span(found),
        })
    }

    fn unexpected(&self, found: usize, wanted: &[Rule]) -> SyntaxError {
        let span = self.span(found);
        let head = self.tokens.word(self.range.start);
        let infix = wanted.contains(&Rule::infix);
        let words: Vec<String> = wanted
            .iter()
            .filter(|one| !(infix && **one == Rule::paren_open))
            .filter_map(|one| expected(*one))
            .collect();
        let text = wanted.contains(&Rule::string) || wanted.contains(&Rule::quote);
        let before = self.tokens.word(found.saturating_sub(1));
        if text && matches!(before, "because" | "see") {
            let (what, write) = match before {
                "because" => ("the reason", "`because \"Overrides hide faults.\"`"),
                _ => ("the reference", "`see \"https://example.org/adr/7\"`"),
            };
            return SyntaxError::MissingText { what, write: write.to_owned(), span };
        }
        if head == "policy" && text && found == self.range.start.saturating_add(2) {
            let write =
                format!("`policy {} \"What it decides\"`", self.tokens.slice(found.saturating_sub(1)));
            return SyntaxError::MissingText { what: "the title", write, span };
        }
        if self.tokens.word(found.wrapping_sub(2)) == "else" && CONDITIONS.contains(&before) {
            let help =
                "a condition is a clause of its own, `when …`, and holds for all checks of its rule".into();
            let span = self.span(found.saturating_sub(1));
            return SyntaxError::UnknownEffect { found: before.to_owned(), help, span };
        }
        if head == "for" && text && self.tokens.is(found, |kind| kind == Kind::Word) {
            let after = self.tokens.slice(found.saturating_sub(1)).to_owned();
            let write = format!("`\"{}\"`", self.tokens.slice(found));
            return SyntaxError::UnquotedText { after, write, span };
        }
        if head == "const" && matches!(self.tokens.sign(found), "+" | "-" | "*" | "/") {
            let name = short(self.tokens.slice(self.range.start.saturating_add(1)));
            return SyntaxError::NotALiteral { found: "a calculation".into(), name, span };
        }
        let literal = wanted.iter().any(|one| matches!(one, Rule::literal | Rule::number | Rule::points));
        let inner = self.tokens.slice(found).trim_matches('"');
        if head == "const" && literal && self.tokens.is_text(found) && super::literal::parse(inner).is_ok() {
            let (expected, help) =
                ("a literal".to_owned(), format!("write `{inner}` without quotation marks"));
            return SyntaxError::Unexpected { expected, found: self.found(found), help, span };
        }
        if head == "const" && literal && found < self.range.end && self.is_operand(found) {
            let name = self.tokens.slice(self.range.start.saturating_add(1)).to_owned();
            return SyntaxError::NotALiteral { found: self.found(found), name: short(&name), span };
        }
        let word = if found < self.range.end { self.tokens.word(found) } else { "" };
        let keywords = words.iter().filter_map(|word| word.strip_prefix('`')?.strip_suffix('`'));
        let signals = wanted.contains(&Rule::paren_close) && self.open_parenthesis(found).is_some();
        let help = match nearest(word, keywords) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if infix && found < self.range.end && self.tokens.sign(found) == "," => {
                "one check is one condition: begin another with `require`, or join them with `and`".to_owned()
            }
            None if signals => {
                "the signals stand in parentheses, with commas between: `rate(warn, fail)`".to_owned()
            }
            None if infix && found < self.range.end && self.tokens.sign(found) == "{" => {
                "a rule has no braces inside: a `when` holds for all its checks, so split it into two rules"
                    .to_owned()
            }
            None if infix && found < self.range.end && self.tokens.is_text(found) => {
                "a reason is a clause of its own: `because \"…\"`".to_owned()
            }
            None if wanted.contains(&Rule::comma) && wanted.contains(&Rule::brace_close) => {
                "commas stand between the items: `{ runs 20, runs_with(warn) 3 }`".to_owned()
            }
            None => part_form(before).map_or_else(|| form(head), str::to_owned),
        };
        let expected = if infix { "an operator or the end".to_owned() } else { list(&words) };
        SyntaxError::Unexpected { expected, found: self.found(found), help, span }
    }
}

/// `a, b or c`, each once.
fn list(words: &[String]) -> String {
    let mut words = words.to_vec();
    words.sort();
    words.dedup();
    match words.split_last() {
        None => "nothing more".to_owned(),
        Some((one, [])) => one.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
