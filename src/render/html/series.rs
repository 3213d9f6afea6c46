//! Over time: each rate that rules hold against a limit, as it came about run by run, drawn.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Timestamp;
use crate::base::vocab::{Decision, Stratum};
use crate::judge::sentence::{plural, range};
use crate::judge::value::{End, Interval};
use crate::lang::policy::Comparison;
use crate::render::html::chart::anchor;
use crate::render::html::head::time;
use crate::render::html::scale::{Scale, percent};
use crate::render::standing::decision;
use crate::tools::replay::timeline::{Limit, Line, Point, Timeline};

/// The side of the square that lines are drawn in, to be stretched to the drawing.
const SIDE: u64 = 10_000;
/// Decimals of readings.
const PLACES: usize = 2;

/// The series of a verdict; or why there is none.
pub(super) fn series(timeline: Option<&Timeline>) -> Markup {
    let Some(timeline) = timeline else {
        return html! { p .note { "There are no runs to show: the verdict was made from a metrics file, which holds their sums." } };
    };
    html! {
        p .note {
            "Each rate over all runs so far, as it was after each run, oldest first"
            @if (timeline.points.len() as u64) < timeline.runs {
                " (" (timeline.points.len()) " of " (plural(timeline.runs, "run")) " are drawn)"
            }
            ". The band is what it could be, as something is missing. Ticks below are runs with an unknown."
            @if !timeline.changes.is_empty() { " From a dashed line on runs of another policy version are judged." }
        }
        (strip(timeline))
        div .rules {
            @for (number, line) in timeline.lines.iter().enumerate() { (drawn(timeline, line, number)) }
        }
    }
}

/// Where a run is drawn.
fn across(timeline: &Timeline, number: u64) -> Rational {
    Rational::ratio(number.saturating_mul(100), timeline.runs.max(1)).unwrap_or_default()
}

/// The verdict after each run, as a strip of its colours.
pub(super) fn strip(timeline: &Timeline) -> Markup {
    let mut spells: Vec<(u64, u64, Decision)> = Vec::new();
    let mut before = 0;
    for point in &timeline.points {
        match spells.last_mut().filter(|(.., last)| *last == point.decision) {
            Some((_, to, _)) => *to = point.number,
            None => spells.push((before, point.number, point.decision)),
        }
        before = point.number;
    }
    strips(timeline.runs, &spells, "verdicts")
}

/// Verdicts in a row, each from after one run to another.
pub(super) fn strips(runs: u64, spells: &[(u64, u64, Decision)], id: &str) -> Markup {
    let place = |number: u64| Rational::ratio(number.saturating_mul(100), runs.max(1)).unwrap_or_default();
    let told: Vec<String> = spells
        .iter()
        .take(20)
        .map(|(from, to, said)| format!("{} from run {} to {to}", decision(*said), from.saturating_add(1)))
        .collect();
    html! {
        svg .strip role="img" aria-labelledby={ (id) "-t " (id) "-d" } {
            title id={ (id) "-t" } { "The verdict after each run" }
            desc id={ (id) "-d" } { (told.join(", ")) @if spells.len() > 20 { " and so on" } }
            @for (from, to, said) in spells {
                @let (from, to) = (place(*from), place(*to));
                rect class=(said.word()) x=(percent(&from)) y="0" width=(percent(&(&to - &from))) height="100%" {}
                @if &to - &from > Rational::from(9_u64) {
                    text x=(percent(&(&(&from + &to) * &Rational::decimal(5, 1)))) y="68%" text-anchor="middle" { (decision(*said)) }
                }
            }
        }
    }
}

fn drawn(timeline: &Timeline, line: &Line, number: usize) -> Markup {
    let id = format!("line-{number}");
    let limits = line.limits.iter().map(|limit| &limit.value);
    // The last of it counts: of few runs a rate can be anything.
    let late = line.values.iter().skip(line.values.len() / 5).flatten().map(|interval| &interval.high);
    let scale = Scale::of(Type::Rate, late.filter_map(End::finite).chain(limits));
    let last = line.values.iter().rev().flatten().next();
    let reads = last.map_or_else(|| "undefined".to_owned(), |last| range(Type::Rate, last, PLACES, " to "));
    let scope = if line.stratum == Stratum::All || line.text.contains(" in ") {
        String::new()
    } else {
        format!(" in {}", line.stratum)
    };
    let against: Vec<&str> = line.limits.iter().map(|limit| limit.reads.as_str()).collect();
    let told = format!("{reads} after {}, against {}", plural(timeline.runs, "run"), against.join(" and "));
    let ends: Vec<Timestamp> = timeline.points.iter().filter_map(|point| point.time).collect();
    html! {
        figure .card .series {
            figcaption { strong { code { (line.text) (scope) } } " " span .note { (told) } }
            svg .chart role="img" aria-labelledby={ (id) "-t " (id) "-d" } {
                title id={ (id) "-t" } { (line.text) (scope) " over time" }
                desc id={ (id) "-d" } { (told) }
                rect .track x="0" y="8%" width="100%" height="76%" {}
                svg x="0" y="8%" width="100%" height="76%" viewBox={ "0 0 " (SIDE) " " (SIDE) } preserveAspectRatio="none" {
                    @for limit in &line.limits { (allowed(&scale, limit)) }
                    @for path in paths(timeline, line, &scale) { (path) }
                }
                @for limit in &line.limits {
                    @let y = down(&scale, &limit.value);
                    line .limit x1="0" x2="100%" y1=(percent(&y)) y2=(percent(&y)) {}
                }
                @for (at, _) in &timeline.changes {
                    @let x = percent(&across(timeline, at.saturating_sub(1)));
                    line .change x1=(x) x2=(x) y1="2%" y2="84%" {}
                }
                @for point in timeline.points.iter().filter(|point| point.unknowns > 0) {
                    @let x = percent(&across(timeline, point.number));
                    line .tick x1=(x) x2=(x) y1="85%" y2="89%" {}
                }
                @for (number, limit) in line.limits.iter().enumerate() {
                    @let y = &down(&scale, &limit.value) - &Rational::from(2_u64);
                    text .halo x={ (number.saturating_mul(12)) ".5%" } y=(percent(&y)) { (limit.reads) }
                }
                @for x in labelled(timeline) {
                    text .halo x=(percent(&x)) y="6%" text-anchor=(anchor(&x)) { "other policy" }
                }
                text .axis x="0" y="99%" { "run 1" }
                text .axis x="100%" y="99%" text-anchor="end" { "run " (timeline.runs) }
                text .axis .halo x="99.5%" y="14%" text-anchor="end" { (scale.last()) }
                text .axis .halo x="99.5%" y="82%" text-anchor="end" { (scale.first()) }
            }
            @if let (Some(first), Some(last)) = (ends.first(), ends.last()) {
                p .note { (time(*first)) " to " (time(*last)) }
            }
        }
    }
}

/// Where changes of the policy version are named: not so near to one another that the names would meet.
fn labelled(timeline: &Timeline) -> Vec<Rational> {
    let mut places: Vec<Rational> = Vec::new();
    for (at, _) in &timeline.changes {
        let place = across(timeline, at.saturating_sub(1));
        if places.last().is_none_or(|last| &place - last > Rational::from(30_u64)) {
            places.push(place);
        }
    }
    places
}

/// How far down a value is drawn, in percent of the whole drawing.
fn down(scale: &Scale, value: &Rational) -> Rational {
    let up = &Rational::from(100_u64) - &scale.place(value);
    &Rational::from(8_u64) + &(&up * &Rational::decimal(76, 2))
}

/// A place in the square, from the top.
fn y(scale: &Scale, end: &End) -> String {
    let place = match end {
        End::Below => Rational::default(),
        End::At(value) => scale.place(value),
        End::Above => Rational::from(100_u64),
    };
    (&(&Rational::from(100_u64) - &place) * &Rational::from(SIDE / 100)).to_decimal(0)
}

fn allowed(scale: &Scale, limit: &Limit) -> Markup {
    let at = scale.place(&limit.value);
    let up = &Rational::from(100_u64) - &at;
    let (y, height) = match limit.comparison {
        Comparison::Less | Comparison::LessOrEqual => (up, at),
        Comparison::Greater | Comparison::GreaterOrEqual => (Rational::default(), up),
        Comparison::Equal | Comparison::NotEqual => return html! {},
    };
    html! { rect .allowed x="0" y=(percent(&y)) width="100%" height=(percent(&height)) {} }
}

/// A band and its two edges, each piece as long as the rate is defined and the policy version stays.
fn paths(timeline: &Timeline, line: &Line, scale: &Scale) -> Vec<Markup> {
    let mut pieces: Vec<Vec<(&Point, &Interval)>> = vec![Vec::new()];
    let mut before = 0;
    for (point, value) in timeline.points.iter().zip(&line.values) {
        let changes = timeline.changes.iter().any(|(at, _)| before < *at && *at <= point.number);
        if (changes || value.is_none()) && pieces.last().is_some_and(|piece| !piece.is_empty()) {
            pieces.push(Vec::new());
        }
        if let (Some(value), Some(piece)) = (value, pieces.last_mut()) {
            piece.push((point, value));
        }
        before = point.number;
    }
    let pieces = pieces.into_iter().filter(|piece| !piece.is_empty());
    pieces.map(|piece| drawn_piece(timeline, scale, &piece)).collect()
}

fn drawn_piece(timeline: &Timeline, scale: &Scale, piece: &[(&Point, &Interval)]) -> Markup {
    let x = |number: u64| (&across(timeline, number) * &Rational::from(SIDE / 100)).to_decimal(0);
    let edge = |end: fn(&Interval) -> &End| {
        let mut path = String::new();
        for (place, (point, value)) in piece.iter().enumerate() {
            let from = x(point.number.saturating_sub(1));
            let letter = if place == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{from} {y}H{to}", y = y(scale, end(value)), to = x(point.number));
        }
        path
    };
    let back = piece.iter().rev().fold(String::new(), |mut path, (point, value)| {
        let from = x(point.number.saturating_sub(1));
        let _ = write!(path, "L{to} {y}H{from}", y = y(scale, &value.low), to = x(point.number));
        path
    });
    let (high, low) = (edge(|value| &value.high), edge(|value| &value.low));
    html! {
        path .band d={ (high) (back) "Z" } {}
        path .edge d=(high) {}
        path .edge d=(low) {}
    }
}
