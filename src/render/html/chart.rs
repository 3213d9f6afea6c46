//! A value and its interval against its limit, as inline SVG: what the trace of a comparison says, drawn.
//!
//! Places are given in percent of the drawing, so that it is as wide as its page and its text keeps its size.

use maud::{Markup, html};

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::judge::sentence::range;
use crate::judge::trace::Trace;
use crate::judge::value::{End, Interval, Truth, Value};
use crate::lang::policy::Comparison;
use crate::render::html::scale::{Scale, percent};

/// Decimals of readings.
const PLACES: usize = 2;
/// Comparisons that are drawn of one check; further ones stand in its trace.
const MOST: usize = 4;

/// The comparisons of values in a trace, from left to right, at most so many as are drawn.
pub(super) fn comparisons(trace: &Trace) -> Vec<&Trace> {
    let mut found = Vec::new();
    let mut open = vec![trace];
    while let Some(node) = open.pop() {
        let of_values = node.operands.iter().all(|operand| operand.ty != Type::Bool);
        if node.ty == Type::Bool && node.operands.len() > 1 && of_values {
            found.push(node);
        } else {
            open.extend(node.operands.iter().rev());
        }
    }
    found.truncate(MOST);
    found
}

/// Draws a comparison; `None` where a side of it has no number. `id` is for nothing else on the page.
pub(super) fn plot(comparison: &Trace, id: &str) -> Option<Markup> {
    let truth = match &comparison.value {
        Value::Truth(truth) => *truth,
        Value::Interval(_) | Value::Undefined(_) => return None,
    };
    match comparison.operands.as_slice() {
        [left, right] => {
            let (value, limit) = (interval(left)?, interval(right)?);
            let allowed = comparison.comparison.map(|comparison| allowed(comparison, limit));
            Some(drawing(id, truth, left, value, right, limit, allowed.as_ref()))
        }
        [left, tolerance, right] => {
            let (value, tolerance, middle) = (interval(left)?, interval(tolerance)?, interval(right)?);
            let allowed = Interval {
                low: middle.plus(&tolerance.negated()).high.min(middle.low.clone()),
                high: middle.plus(tolerance).low.max(middle.high.clone()),
            };
            Some(drawing(id, truth, left, value, right, middle, Some(&allowed)))
        }
        _ => None,
    }
}

fn interval(trace: &Trace) -> Option<&Interval> {
    match &trace.value {
        Value::Interval(interval) => Some(interval),
        Value::Truth(_) | Value::Undefined(_) => None,
    }
}

/// Where a value may lie and surely meet the comparison.
fn allowed(comparison: Comparison, limit: &Interval) -> Interval {
    match comparison {
        Comparison::Less | Comparison::LessOrEqual => Interval { low: End::Below, high: limit.low.clone() },
        Comparison::Greater | Comparison::GreaterOrEqual => {
            Interval { low: limit.high.clone(), high: End::Above }
        }
        Comparison::Equal | Comparison::NotEqual => limit.clone(),
    }
}

/// An interval on a scale: its first and last place.
fn places(scale: &Scale, interval: &Interval) -> (Rational, Rational) {
    let hundred = || Rational::from(100_u64);
    let place = |end: &End| match end {
        End::Below => Rational::default(),
        End::At(value) => scale.place(value),
        End::Above => hundred(),
    };
    (place(&interval.low), place(&interval.high))
}

fn drawing(
    id: &str,
    truth: Truth,
    left: &Trace,
    value: &Interval,
    right: &Trace,
    limit: &Interval,
    allowed: Option<&Interval>,
) -> Markup {
    let finite = [Some(value), Some(limit), allowed];
    let finite = finite.into_iter().flatten().flat_map(|interval| [&interval.low, &interval.high]);
    let scale = Scale::of(left.ty, finite.filter_map(End::finite));
    let reading = |trace: &Trace, interval| range(trace.ty, interval, PLACES, " to ");
    let (value_reads, limit_reads) = (reading(left, value), reading(right, limit));
    let title = format!("{} against {}", left.text, right.text);
    let told = format!(
        "{value_reads}, against {limit_reads}, on an axis from {} to {}",
        scale.first(),
        scale.last()
    );
    let allowed = allowed.map(|allowed| places(&scale, allowed));
    let (from, to) = places(&scale, value);
    let (limit_from, limit_to) = places(&scale, limit);
    let between = |a: &Rational, b: &Rational| &(a + b) * &Rational::decimal(5, 1);
    let (middle, at_limit) = (between(&from, &to), between(&limit_from, &limit_to));
    let width = |from: &Rational, to: &Rational| percent(&(to - from));
    // The names of the ends of the axis give way to that of the value.
    let room = |share: u64| if from == to { Rational::from(share) } else { Rational::from(share + 12) };
    let is_left = middle < room(18);
    let is_right = &Rational::from(100_u64) - &middle < room(18);
    html! {
        svg class={ "plot " (truth.word()) } role="img" aria-labelledby={ (id) "-t " (id) "-d" } {
            title id={ (id) "-t" } { (title) }
            desc id={ (id) "-d" } { (told) }
            rect .track x="0" y="36%" width="100%" height="28%" rx="3" {}
            @if let Some((from, to)) = &allowed {
                rect .allowed x=(percent(from)) y="36%" width=(width(from, to)) height="28%" rx="3" {}
            }
            @if from == to {
                line .end x1=(percent(&from)) x2=(percent(&from)) y1="32%" y2="68%" {}
                circle .point cx=(percent(&from)) cy="50%" r="0.45rem" {}
            } @else {
                rect .range x=(percent(&from)) y="40%" width=(width(&from, &to)) height="20%" {}
                line .end x1=(percent(&from)) x2=(percent(&from)) y1="36%" y2="64%" {}
                line .end x1=(percent(&to)) x2=(percent(&to)) y1="36%" y2="64%" {}
            }
            line .limit x1=(percent(&limit_from)) x2=(percent(&limit_from)) y1="26%" y2="74%" {}
            @if limit_from != limit_to {
                line .limit x1=(percent(&limit_to)) x2=(percent(&limit_to)) y1="26%" y2="74%" {}
            }
            text x=(percent(&at_limit)) y="18%" text-anchor=(anchor(&at_limit)) { (limit_reads) }
            text .value x=(percent(&middle)) y="95%" text-anchor=(anchor(&middle)) { (value_reads) }
            @if !is_left { text .axis x="0" y="95%" { (scale.first()) } }
            @if !is_right { text .axis x="100%" y="95%" text-anchor="end" { (scale.last()) } }
        }
    }
}

/// Which side of a label stands at its place, so that it does not leave the drawing.
pub(super) fn anchor(place: &Rational) -> &'static str {
    if *place < Rational::from(14_u64) {
        "start"
    } else if *place > Rational::from(86_u64) {
        "end"
    } else {
        "middle"
    }
}

/// What the marks of the drawings mean.
pub(super) fn legend() -> Markup {
    html! {
        ul .legend {
            li {
                svg .plot aria-hidden="true" { circle .point cx="50%" cy="50%" r="0.4rem" {} }
                "the value"
            }
            li {
                svg .plot aria-hidden="true" {
                    rect .range x="5%" y="25%" width="90%" height="50%" {}
                    line .end x1="5%" x2="5%" y1="10%" y2="90%" {}
                    line .end x1="95%" x2="95%" y1="10%" y2="90%" {}
                }
                "all values it can still have, as something is missing"
            }
            li {
                svg .plot aria-hidden="true" { line .limit x1="50%" x2="50%" y1="0" y2="100%" {} }
                "the limit"
            }
            li {
                svg .plot aria-hidden="true" { rect .allowed x="0" y="10%" width="100%" height="80%" rx="3" {} }
                "where the check is met"
            }
        }
    }
}
