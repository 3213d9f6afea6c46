//! Numbers that are written as other languages write them, and units that touch them.

use super::error::SyntaxError;
use super::mend::Mender;
use super::scan::{Kind, Token};
use super::words::Unit;
use crate::lang::nearest::nearest;

impl Mender<'_> {
    /// A number and what touches it; the position after it.
    pub(super) fn number(&mut self, index: usize, token: Token) -> usize {
        let next = index.saturating_add(1);
        let text = self.tokens.slice(index);
        let letters = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (digits, tail) = text.split_at_checked(letters).unwrap_or((text, ""));
        let unit = if self.tokens.touches_next(index) && self.tokens.sign(next) == "%" { "%" } else { tail };
        if is_sound(digits) && matches!(tail, "" | "pp") {
            return next;
        }
        let span = token.span;
        // `5e-2`: the sign and what follows are tokens of their own.
        let power = index.saturating_add(2);
        if matches!(tail, "e" | "E")
            && matches!(self.tokens.sign(next), "-" | "+")
            && self.tokens.touches_next(index)
            && self.tokens.touches_next(next)
            && let Some(last) = self.tokens.get(power).filter(|last| last.kind == Kind::Number)
        {
            let span = span.to(last.span);
            let write = scaled(digits, self.tokens.sign(next), self.tokens.slice(power));
            let found = self.tokens.text.get(span.range()).unwrap_or_default().to_owned();
            let help = match &write {
                Some(write) => format!("write it out: `{write}`"),
                None => "write it out, with at most 18 digits".to_owned(),
            };
            self.report(
                SyntaxError::MalformedNumber { found, help, span },
                span,
                write.unwrap_or_else(|| "1".into()),
            );
            return power.saturating_add(1);
        }
        let (error, write) = if digits.contains(',') {
            let found = format!("{digits}{unit}");
            let (help, write) = comma(digits, unit);
            (SyntaxError::DecimalComma { found, help, span }, format!("{write}{tail}"))
        } else if let Some(write) = exponent(digits, tail).filter(|_| is_sound(digits)) {
            let help = format!("write it out: `{write}`");
            (SyntaxError::MalformedNumber { found: text.into(), help, span }, write)
        } else if !is_sound(digits) {
            let write = mended(digits);
            let help = match digits.split('.').collect::<Vec<_>>().as_slice() {
                [_, _, year] if year.len() == 4 => {
                    "a date only stands after `until`, as in `2026-12-31`".into()
                }
                [_, _, _, ..] => "a number has at most one point".into(),
                _ => format!("write `{write}{unit}`"),
            };
            let found = format!("{digits}{unit}");
            (SyntaxError::MalformedNumber { found, help, span }, format!("{write}{tail}"))
        } else {
            let unit = tail.to_ascii_lowercase();
            let full = match unit.as_str() {
                "percent" | "pct" => Some("%"),
                "pps" | "points" | "point" | "ppt" => Some("pp"),
                word => Unit::from_word(word)
                    .and_then(|_| Unit::words().find(|unit| *unit == word))
                    .or_else(|| Unit::from_abbreviation(word))
                    .or_else(|| nearest(word, Unit::words())),
            };
            match full {
                Some(sign @ ("%" | "pp")) => {
                    let write = format!("{digits}{sign}");
                    let problem = "the unit is not written like this";
                    (SyntaxError::UnitSpacing { problem, write: write.clone(), span }, write)
                }
                Some(word) => {
                    let write = format!("{digits} {word}");
                    let problem = if word == unit {
                        "a space belongs between a number and its unit"
                    } else {
                        "a unit is a word of its own, in full"
                    };
                    (SyntaxError::UnitSpacing { problem, write: write.clone(), span }, write)
                }
                None => {
                    let help = "a number ends before the next letter; a name begins with a letter".to_owned();
                    (SyntaxError::MalformedNumber { found: text.into(), help, span }, digits.to_owned())
                }
            }
        };
        self.report(error, span, write);
        next
    }
}

/// `1_000.25`: groups of digits, at most one point.
fn is_sound(digits: &str) -> bool {
    let group = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = digits.split('.');
    let sound = |part: &str| part.split('_').all(group);
    parts.next().is_some_and(sound) && parts.next().is_none_or(sound) && parts.next().is_none()
}

/// What `2,5` or `1,000` may mean, and how it is mended.
fn comma(digits: &str, unit: &str) -> (String, String) {
    let point = mended(&digits.replace(',', "."));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(',');
    let leading = groups.next().unwrap_or_default();
    let thousands =
        (1..=3).contains(&leading.len()) && leading != "0" && groups.all(|group| group.len() == 3);
    if thousands {
        let plain = mended(&digits.replace(',', ""));
        let several = fraction.is_some() || digits.matches(',').count() > 1;
        let or = if several { String::new() } else { format!(", or `{point}{unit}` for a fraction") };
        return (format!("write `{plain}{unit}` for thousands{or}"), plain);
    }
    (format!("write `{point}{unit}`"), point)
}

/// `1e5` written out, for exponents that leave at most 18 digits.
fn exponent(digits: &str, tail: &str) -> Option<String> {
    let power: usize = tail.strip_prefix(['e', 'E'])?.parse().ok()?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let zeros = power.checked_sub(fraction.len())?;
    let written = format!("{whole}{fraction}{}", "0".repeat(zeros.min(18)));
    let written = written.trim_start_matches('0');
    (power <= 18 && (1..=18).contains(&written.len())).then(|| written.to_owned())
}

/// `5e-2` written out.
fn scaled(digits: &str, sign: &str, power: &str) -> Option<String> {
    let tail = format!("e{power}");
    if sign == "+" {
        return exponent(digits, &tail);
    }
    let power: usize = power.parse().ok().filter(|power| *power < 18)?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{}{whole}{fraction}", "0".repeat(power));
    let (whole, fraction) =
        all.split_at_checked(all.len().checked_sub(power)?.checked_sub(fraction.len())?)?;
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(format!("{whole}.{fraction}")).filter(|written| written.len() <= 18)
}

/// Digits with at most one point between them.
fn mended(digits: &str) -> String {
    let keep = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (keep(whole), keep(fraction));
    let whole = if whole.is_empty() { "0".to_owned() } else { whole };
    if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
}
