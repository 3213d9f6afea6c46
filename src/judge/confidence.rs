//! What is said of rates with confidence, in words: parts of the sentences of `sentence`.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::data::tally::Counted;
use crate::judge::value::{End, Interval};
use crate::judge::verdict::Margin;
use crate::lang::builtins::Builtin;
use crate::lang::policy::Expr;

/// Stands behind each sentence about a check with confidence.
pub(super) const ASSUMPTION: &str = " This takes the runs to be independent.";
/// Decimals of a confidence: as many as tell it from certainty.
const PLACES: std::ops::RangeInclusive<usize> = 2..=18;

/// `is 0 of 30 runs, at most 11.84% with 95% confidence`; `why` more than one rate was possible.
pub(super) fn measured(
    counted: &Counted,
    bounds: &Interval,
    alpha: &Rational,
    why: &str,
    places: usize,
) -> String {
    let ((hits, of), (most_hits, most_of)) = (counted.least(), counted.greatest());
    let seen = if (hits, of) == (most_hits, most_of) {
        format!("{hits} of {of} runs")
    } else {
        format!("between {hits} of {of} and {most_hits} of {most_of} runs")
    };
    format!("is {seen}, {} with {} confidence{why}", told(bounds, places), confidence(alpha))
}

/// `at most 11.84%`, `at least 3%`, `3% to 11.84%`
fn told(bounds: &Interval, places: usize) -> String {
    let reading = |value: &Rational| Type::Rate.reading(value, places);
    let one = Rational::from(1_u64);
    match (&bounds.low, &bounds.high) {
        (End::At(low), End::At(high)) if low.is_zero() => format!("at most {}", reading(high)),
        (End::At(low), End::At(high)) if *high == one => format!("at least {}", reading(low)),
        (End::At(low), End::At(high)) => format!("{} to {}", reading(low), reading(high)),
        _ => String::new(),
    }
}

/// What is left of certainty, where it may be wrong so often: `97.5%`.
fn confidence(alpha: &Rational) -> String {
    let left = &Rational::from(1_u64) - alpha;
    let reading = |places| Type::Rate.reading(&left, places);
    PLACES.map(reading).find(|reading| reading != "100%").unwrap_or_else(|| Type::Rate.literal(&left))
}

/// ` with 95% confidence`, of all rates of an expression together.
pub(super) fn of_all(expr: &Expr, alpha: &Rational) -> String {
    let rates = expr.metrics().filter(|metric| metric.builtin == Builtin::Rate).count();
    let rates = Rational::from(u64::try_from(rates).unwrap_or(u64::MAX));
    format!(" with {} confidence", confidence(&(alpha * &rates)))
}

/// `; 6 more clean runs would show it`
pub(super) fn prospect(margin: &Margin) -> String {
    margin.more_runs.map_or_else(String::new, |more| format!("; {} would show it", more_runs(margin, more)))
}

/// `6 more clean runs`
pub(super) fn more_runs(margin: &Margin, more: u64) -> String {
    let noun = if more == 1 { "run" } else { "runs" };
    if margin.at_most { format!("{more} more clean {noun}") } else { format!("{more} more {noun} with it") }
}

/// ` To show it, at most 3 of 60 may; r003 and r007 did.`
pub(super) fn violation(margin: Option<&Margin>, did: &str) -> String {
    match margin {
        Some(Margin { at_most: true, bound, of, .. }) if *bound < 0 => {
            format!(" Of {of} runs, not even none would show it{did}.")
        }
        Some(Margin { at_most: true, bound: 0, of, .. }) => {
            format!(" To show it, none of {of} may{did}.")
        }
        Some(Margin { at_most: true, bound, of, .. }) => {
            format!(" To show it, at most {bound} of {of} may{did}.")
        }
        Some(Margin { at_most: false, bound, of, .. }) => {
            format!(" To show it, at least {bound} of {of} must.")
        }
        None if did.is_empty() => String::new(),
        None => format!(" Runs that count against it{}.", did.replace(';', ":").trim_end_matches(" did")),
    }
}
