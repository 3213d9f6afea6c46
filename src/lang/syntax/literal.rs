//! Numbers, units, strings and dates: their text becomes an exact value, or an error that says how to write it.

use pest::Parser as _;
use pest::iterators::Pair;

use super::ast::{Amount, Literal};
use super::error::SyntaxError;
use super::grammar::{Grammar, Rule};
use super::lower::{Lower, text};
use super::places::Places;
use super::words::Unit;
use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::source::{SourceFile, Span, Spanned};
use crate::base::time::Date;
use crate::lang::nearest::nearest;

/// Most digits of a number.
const MAX_DIGITS: usize = 18;

/// Reads a text that is one literal and nothing else, as it stands in a constants file. An error is what to write
/// instead, where that can be told.
pub fn parse(text: &str) -> Result<Literal, Option<String>> {
    let source = SourceFile::new("", text);
    let pairs = Grammar::parse(Rule::one_literal, text).map_err(|_| None)?;
    let places = Places::new(&source);
    let mut errors = Vec::new();
    let mut lower = Lower { places: &places, base: 0, errors: &mut errors, size: 0 };
    let literal = pairs
        .flat_map(Pair::into_inner)
        .find(|pair| pair.as_rule() == Rule::literal)
        .and_then(|pair| lower.literal(pair));
    literal.map(|literal| literal.node).ok_or_else(|| {
        let error = errors.first()?;
        miette::Diagnostic::help(error).map(|help| help.to_string())
    })
}

/// What a number is followed by.
enum Suffix {
    None,
    Percent,
    Points,
    Per(Rational),
    Runs(String),
    Seconds(u64),
}

impl Lower<'_> {
    /// A literal where a value is expected: no runs.
    pub(super) fn literal(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<Literal>> {
        let span = self.span(&pair);
        let (value, suffix) = self.quantity(pair)?;
        let hundredth = |value: &Rational| value.checked_div(&Rational::from(100_u64)).unwrap_or_default();
        let (ty, value) = match suffix {
            Suffix::None => (Type::Number, value),
            Suffix::Percent => (Type::Rate, hundredth(&value)),
            Suffix::Points => (Type::Points, hundredth(&value)),
            Suffix::Per(runs) => (Type::Mean, value.checked_div(&runs)?),
            Suffix::Seconds(seconds) => (Type::Duration, &value * &Rational::from(seconds)),
            Suffix::Runs(found) => {
                let help = format!("a number of runs has no unit here: `runs >= {}`", shown(&value));
                return self.fail(SyntaxError::UnknownUnit { found, place: " of a value", help, span });
            }
        };
        if ty == Type::Rate && value > Rational::from(1_u64) {
            return self.fail(SyntaxError::RateTooLarge { span });
        }
        if ty == Type::Duration && !whole_minutes(&value) {
            return self.fail(SyntaxError::PartialMinutes { span });
        }
        Some(Spanned::new(Literal { ty, value }, span))
    }

    /// `30 runs` or `7 days`.
    pub(super) fn amount(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<Amount>> {
        let span = self.span(&pair);
        let found = text(&pair).to_owned();
        let (value, suffix) = self.quantity(pair.into_inner().next()?)?;
        let amount = match suffix {
            Suffix::Seconds(seconds) => Amount::Time(&value * &Rational::from(seconds)),
            Suffix::Runs(_) if found.contains('.') => {
                let help = format!("write `{} runs`", value.ceil());
                return self.fail(SyntaxError::FractionalRuns { help, span });
            }
            Suffix::Runs(_) => Amount::Runs(u64::try_from(value.numerator()).ok()?),
            Suffix::None => {
                let write = format!("{found} runs");
                return self.fail(SyntaxError::WrongAmount { found, write, span });
            }
            Suffix::Percent | Suffix::Points | Suffix::Per(_) => {
                let write = "30 runs` or `7 days".to_owned();
                return self.fail(SyntaxError::WrongAmount { found, write, span });
            }
        };
        match &amount {
            _ if value.is_zero() => {
                let help = "write at least `1 run`, or a duration of at least `1 minute`";
                self.fail(SyntaxError::ZeroAmount { help, span })
            }
            Amount::Time(seconds) if !whole_minutes(seconds) => {
                self.fail(SyntaxError::PartialMinutes { span })
            }
            _ => Some(Spanned::new(amount, span)),
        }
    }

    /// `95%` of a confidence: above 0, below 1.
    pub(super) fn percentage(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<Rational>> {
        let span = self.span(&pair);
        let found = text(&pair).to_owned();
        let (value, suffix) = self.quantity(pair.into_inner().next()?)?;
        let hundred = Rational::from(100_u64);
        let inside = !value.is_zero() && value < hundred;
        if !matches!(suffix, Suffix::Percent) || !inside {
            let write = match suffix {
                Suffix::None if inside && value > Rational::from(1_u64) => format!("{}%", shown(&value)),
                Suffix::None if inside && value < Rational::from(1_u64) => {
                    format!("{}%", shown(&(&value * &hundred)))
                }
                _ => "95%".to_owned(),
            };
            return self.fail(SyntaxError::ConfidenceRange { found, write, span });
        }
        Some(Spanned::new(value.checked_div(&hundred)?, span))
    }

    /// The number of a `literal` pair and what follows it.
    fn quantity(&mut self, pair: Pair<'_, Rule>) -> Option<(Rational, Suffix)> {
        let whole = self.span(&pair);
        let mut inner = pair.into_inner();
        let first = inner.next()?;
        if first.as_rule() == Rule::points {
            let number = first.into_inner().next()?;
            return Some((self.number(&number)?, Suffix::Points));
        }
        let value = self.number(&first)?;
        let suffix = match inner.next() {
            None => Suffix::None,
            Some(pair) if pair.as_rule() == Rule::percent => Suffix::Percent,
            Some(pair) if pair.as_rule() == Rule::per_runs => Suffix::Per(self.per_runs(pair)?),
            Some(pair) => {
                let word = pair.as_str();
                let Some(unit) = Unit::from_word(word) else {
                    let error = unknown_unit(&shown(&value), word, whole, self.span(&pair));
                    return self.fail(error);
                };
                unit.seconds().map_or_else(|| Suffix::Runs(word.to_owned()), Suffix::Seconds)
            }
        };
        Some((value, suffix))
    }

    /// The number of runs of `per 10 runs`.
    fn per_runs(&mut self, pair: Pair<'_, Rule>) -> Option<Rational> {
        let mut runs = Rational::from(1_u64);
        for part in pair.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::number if part.as_str().contains('.') => {
                    let help = "write `per run`, or a whole number of runs: `1 per 10 runs`".to_owned();
                    return self.fail(SyntaxError::FractionalRuns { help, span });
                }
                Rule::number => runs = self.number(&part)?,
                Rule::word if Unit::from_word(part.as_str()).is_none_or(|unit| unit.seconds().is_some()) => {
                    let help = "a mean counts per run: write `0.1 per run` or `1 per 10 runs`".to_owned();
                    let found = part.as_str().to_owned();
                    let place = " to count by";
                    return self.fail(SyntaxError::UnknownUnit { found, place, help, span });
                }
                _ => {}
            }
            if runs.is_zero() {
                let help = "write `per run`, or a number of runs above 0";
                return self.fail(SyntaxError::ZeroAmount { help, span });
            }
        }
        Some(runs)
    }

    pub(super) fn number(&mut self, pair: &Pair<'_, Rule>) -> Option<Rational> {
        let text = pair.as_str();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.len() > MAX_DIGITS {
            let span = self.span(pair);
            return self.fail(SyntaxError::NumberTooLong { digits: digits.len(), span });
        }
        let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
        let scale = fraction.chars().filter(char::is_ascii_digit).count();
        Some(Rational::decimal(digits.parse().ok()?, u32::try_from(scale).ok()?))
    }

    /// The value of a `string` pair, escapes resolved.
    pub(super) fn string(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<String>> {
        let inner = pair.clone().into_inner().find(|part| part.as_rule() == Rule::text)?;
        let mut value = String::with_capacity(inner.as_str().len());
        let mut sound = true;
        let mut rest = inner.as_str().char_indices();
        while let Some((at, character)) = rest.next() {
            if character != '\\' {
                value.push(character);
                continue;
            }
            let Some((_, escaped)) = rest.next() else { break };
            match escaped {
                '"' | '\\' => value.push(escaped),
                'n' => value.push('\n'),
                't' => value.push('\t'),
                _ => {
                    let start = inner.as_span().start().saturating_add(at);
                    let end = start.saturating_add(1).saturating_add(escaped.len_utf8());
                    let span = self.place(start, end);
                    self.errors.push(SyntaxError::WrongEscape { found: format!("\\{escaped}"), span });
                    sound = false;
                }
            }
        }
        let span = self.span(pair);
        sound.then(|| Spanned::new(value, span))
    }

    /// The day of a `date` pair.
    pub(super) fn date(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<Date>> {
        let span = self.span(pair);
        let text = text(pair);
        let bare = text.trim_matches('"');
        let quoted = bare.len() < text.len();
        if let (Some(date), false) = (Date::parse(bare), quoted) {
            return Some(Spanned::new(date, span));
        }
        self.fail(date_error(text, bare, quoted, span))
    }
}

fn unknown_unit(number: &str, word: &str, whole: Span, span: Span) -> SyntaxError {
    let found = word.to_owned();
    let help = match word {
        "pp" => {
            let problem = "a space stands between the number and `pp`";
            return SyntaxError::UnitSpacing { problem, write: format!("{number}pp"), span: whole };
        }
        "percent" | "pct" | "prozent" => format!("write `{number}%`"),
        "points" | "point" | "percentage" | "prozentpunkte" => {
            format!("write `{number}pp` for a difference of rates, `{number}%` for a rate")
        }
        "hold" | "stop" => format!("the effect of a check is written `else {word}`"),
        "then" => "there is no `then`: the checks follow as clauses of their own".into(),
        "second" | "seconds" | "sec" | "secs" | "s" => {
            "a minute is the finest step: write whole minutes".into()
        }
        "month" | "months" | "year" | "years" => {
            "months and years differ in length: write days or weeks".into()
        }
        _ => match Unit::from_abbreviation(word).or_else(|| nearest(word, Unit::words())) {
            Some(unit) => format!("did you mean `{number} {unit}`?"),
            None => "units are `%`, `pp`, `per run`, `minutes`, `hours`, `days`, `weeks`".into(),
        },
    };
    SyntaxError::UnknownUnit { found, place: "", help, span }
}

fn date_error(text: &str, bare: &str, quoted: bool, span: Span) -> SyntaxError {
    let found = text.to_owned();
    let parts: Vec<&str> = bare.split(['-', '.', '/', ':']).collect();
    let digits = |part: &&str| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit());
    let ordered = match parts.as_slice() {
        [a, b, c] if parts.iter().all(digits) => match (a.len(), c.len()) {
            (4, _) => Some(format!("{a}-{b:0>2}-{c:0>2}")),
            (_, 4) if bare.contains('/') && a.parse::<u32>().is_ok_and(|month| month <= 12) => {
                Some(format!("{c}-{a:0>2}-{b:0>2}"))
            }
            (_, 4) => Some(format!("{c}-{b:0>2}-{a:0>2}")),
            _ => None,
        },
        _ => None,
    };
    match ordered {
        _ if bare.get(..10).is_some_and(|day| Date::parse(day).is_some()) => {
            let day = bare.get(..10).unwrap_or_default();
            SyntaxError::DateForm { found, help: format!("write `{day}`"), span }
        }
        Some(date) if Date::parse(&date).is_some() => {
            SyntaxError::DateForm { found, help: format!("write `{date}`"), span }
        }
        Some(date) if date == bare && !quoted => {
            let month = parts.get(1).copied().unwrap_or_default();
            let last = (28..=31).rev().map(|day| format!("{}-{month}-{day}", parts.first().unwrap_or(&"")));
            let help = last.into_iter().find(|day| Date::parse(day).is_some()).map_or_else(
                || "months go from 01 to 12".to_owned(),
                |day| format!("the last day of that month is `{day}`"),
            );
            SyntaxError::NoSuchDate { found, help, span }
        }
        _ => SyntaxError::DateForm {
            found,
            help: "write year, month and day, as in `2026-12-31`".into(),
            span,
        },
    }
}

fn whole_minutes(seconds: &Rational) -> bool {
    seconds.checked_div(&Rational::from(60_u64)).is_some_and(|minutes| minutes.is_integer())
}

fn shown(value: &Rational) -> String {
    Type::Number.literal(value)
}
