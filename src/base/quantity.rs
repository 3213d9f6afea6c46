//! [`Type`]: the kinds of quantity a rule can speak of, and how each is written: exactly, and for reading.

use dashu_int::IBig;

use super::rational::Rational;
use super::vocab::words;

words! {
    /// The type of an expression. Values are rationals in the unit named here.
    Type {
        /// True or false.
        Bool = "bool",
        /// A plain number; a count of runs or events.
        Number = "number",
        /// A part of all runs: 1 is 100%.
        Rate = "rate",
        /// A difference of rates: 1 is 100pp.
        Points = "points",
        /// Events per run.
        Mean = "mean",
        /// A length of time, in seconds.
        Duration = "duration",
    }
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Type {
    /// The canonical literal of an exact value: `20%`, `5pp`, `1 per 10 runs`, `7 days`.
    ///
    /// INVARIANT: only called for values that a literal can have; a value without an end as a decimal, which no
    /// literal has, is written as its fraction.
    #[must_use]
    pub fn literal(self, value: &Rational) -> String {
        let exact = |value: &Rational| value.to_exact_decimal().unwrap_or_else(|| value.to_string());
        match self {
            Self::Bool | Self::Number => exact(value),
            Self::Rate => format!("{}%", exact(&hundredfold(value))),
            Self::Points => format!("{}pp", exact(&hundredfold(value))),
            Self::Mean if value.is_integer() => format!("{value} per run"),
            Self::Mean => format!("{} per {} runs", value.numerator(), value.denominator()),
            Self::Duration => {
                let (unit, seconds) = [("day", DAY), ("hour", HOUR), ("minute", MINUTE)]
                    .into_iter()
                    .find(|(_, seconds)| in_units(value, *seconds).is_integer())
                    .unwrap_or(("minute", MINUTE));
                let count = in_units(value, seconds);
                let plural = if count == Rational::from(1_u64) { "" } else { "s" };
                format!("{} {unit}{plural}", exact(&count))
            }
        }
    }

    /// The value as a person reads it, with at most `places` decimals: `27.78%`, `0.35 per run`, `7 days 2 hours`.
    #[must_use]
    pub fn reading(self, value: &Rational, places: usize) -> String {
        match self {
            Self::Bool | Self::Number => value.to_decimal(places),
            Self::Rate => format!("{}%", hundredfold(value).to_decimal(places)),
            Self::Points => format!("{}pp", hundredfold(value).to_decimal(places)),
            Self::Mean => format!("{} per run", value.to_decimal(places)),
            Self::Duration => duration_reading(value),
        }
    }
}

fn hundredfold(value: &Rational) -> Rational {
    value * &Rational::from(100_u64)
}

fn in_units(seconds: &Rational, unit: u64) -> Rational {
    seconds.checked_div(&Rational::from(unit)).unwrap_or_default()
}

/// The two largest units that occur, rounded down: `7 days 2 hours`, `40 seconds`.
fn duration_reading(value: &Rational) -> String {
    let sign = if value.is_negative() { "minus " } else { "" };
    let mut rest = value.clone().abs();
    let mut parts = Vec::new();
    for (unit, seconds) in [("day", DAY), ("hour", HOUR), ("minute", MINUTE), ("second", 1)] {
        let count = in_units(&rest, seconds).floor();
        if count != IBig::ZERO {
            let plural = if count == IBig::ONE { "" } else { "s" };
            parts.push(format!("{count} {unit}{plural}"));
            let whole = &Rational::ratio(count, 1_u8).unwrap_or_default() * &Rational::from(seconds);
            rest = &rest - &whole;
        }
    }
    parts.truncate(2);
    if parts.is_empty() { "0 days".into() } else { format!("{sign}{}", parts.join(" ")) }
}
