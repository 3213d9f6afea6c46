//! The rules, worst first: at a glance, then each with its checks, their values drawn against their limits.

use maud::{Markup, html};

use crate::base::quantity::Type;
use crate::base::vocab::Outcome;
use crate::judge::sentence::{list, plural, range, slack};
use crate::judge::trace::Trace;
use crate::judge::value::Value;
use crate::judge::verdict::{CheckRecord, Margin, RuleRecord, Verdict};
use crate::render::html::Section;
use crate::render::html::chart::{comparisons, legend, plot};
use crate::render::standing::{Standing, standing};

/// Checks shown of a rule that goes through groups; how many more there are is said.
const MOST_CHECKS: usize = 100;
/// Decimals of readings.
const PLACES: usize = 2;

/// The rules; none where no run is judged.
pub(super) fn section(verdict: &Verdict) -> Option<Section> {
    verdict.cohort.judged.is_ok().then(|| {
        let mut rules: Vec<(usize, &RuleRecord)> = verdict.rules.iter().enumerate().collect();
        rules.sort_by_key(|(number, rule)| (standing(rule), *number));
        let content = html! {
            (glance(verdict, &rules))
            (legend())
            div .rules { @for (number, rule) in &rules { (article(verdict, *number, rule)) } }
        };
        Section { id: "rules", title: "The rules", content }
    })
}

/// The class of a standing in the style, and how it is said.
const fn standing_word(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Violated => ("violated", "✗ violated"),
        Standing::Undetermined => ("undetermined", "? undetermined"),
        Standing::Advice => ("advice", "! advice"),
        Standing::Met => ("met", "✓ met"),
        Standing::NotApplicable => ("not_applicable", "– not applicable"),
    }
}

/// What came of a check, as a word in its colour.
pub(super) fn outcome(outcome: Outcome) -> Markup {
    let says = match outcome {
        Outcome::Met => "✓ met",
        Outcome::Violated => "✗ violated",
        Outcome::Undetermined => "? undetermined",
        Outcome::NotApplicable => "– not applicable",
    };
    html! { span class={ "outcome " (outcome.word()) } { (says) } }
}

fn glance(verdict: &Verdict, rules: &[(usize, &RuleRecord)]) -> Markup {
    html! {
        div .card {
            table .glance {
                thead { tr { th scope="col" { "Outcome" } th scope="col" { "Rule" } } }
                tbody {
                    @for (_, rule) in rules {
                        @let (class, word) = standing_word(standing(rule));
                        tr {
                            td { span class={ "outcome " (class) } { (word) } }
                            th scope="row" {
                                a .title href={ "#rule-" (rule.id) } { (rule.title.as_deref().unwrap_or(&rule.id)) }
                                (decides(verdict, rule))
                            }
                        }
                    }
                }
            }
        }
        p {}
    }
}

fn decides(verdict: &Verdict, rule: &RuleRecord) -> Markup {
    html! { @if verdict.decided_by.contains(&rule.id) { span .decides { "decides" } } }
}

fn article(verdict: &Verdict, number: usize, rule: &RuleRecord) -> Markup {
    let (class, word) = standing_word(standing(rule));
    let mut checks: Vec<(usize, &CheckRecord)> = rule.checks.iter().enumerate().collect();
    if rule.checks.iter().any(|check| check.group.is_some()) {
        checks.sort_by_key(|(_, check)| check.outcome);
    }
    let (shown, rest) = checks.split_at_checked(MOST_CHECKS).unwrap_or((&checks, &[]));
    let more = Outcome::ALL.iter().filter_map(|outcome| {
        let count = rest.iter().filter(|(_, check)| check.outcome == *outcome).count();
        (count > 0).then(|| format!("{count} more {}", outcome.word().replace('_', " ")))
    });
    let more: Vec<String> = more.collect();
    html! {
        article #{ "rule-" (rule.id) } class={ "card rule " (class) } aria-labelledby={ "rule-" (rule.id) "-title" } {
            header {
                h3 id={ "rule-" (rule.id) "-title" } {
                    @if let Some(title) = &rule.title { (title) " " }
                    code .id { (rule.id) }
                }
                (decides(verdict, rule))
                span class={ "outcome " (class) } { (word) }
            }
            @if let Some(because) = &rule.because { p .because { (because) } }
            @for see in &rule.see { p .note { "See: " (link(see)) } }
            @for (place, check) in shown { (checked(&format!("c{number}-{place}"), check)) }
            @if !more.is_empty() { p .check { "… and " (list(&more)) ". All stand in verdict.json." } }
            p .note { code { (rule.file) ":" (rule.location.line) } }
        }
    }
}

/// A reference: a link where it is an address on the web, else as it stands.
pub(super) fn link(see: &str) -> Markup {
    let is_address = ["https://", "http://"].iter().any(|scheme| see.starts_with(scheme))
        && !see.contains(|character: char| character.is_whitespace() || character.is_control());
    html! { @if is_address { a href=(see) rel="noreferrer" { (see) } } @else { (see) } }
}

fn checked(id: &str, check: &CheckRecord) -> Markup {
    let applies = check.when.is_none();
    let drawn = comparisons(&check.trace).into_iter().enumerate().filter(|_| applies);
    let drawn: Vec<Markup> =
        drawn.filter_map(|(number, node)| plot(node, &format!("{id}-{number}"))).collect();
    let place: Vec<String> =
        check.group.iter().cloned().chain(check.stratum.map(|stratum| stratum.to_string())).collect();
    html! {
        div .check {
            div .text {
                (outcome(check.outcome))
                @if !place.is_empty() { strong { (place.join(", ")) } }
                code { (check.text) }
            }
            @for drawing in drawn { (drawing) }
            p { (check.explanation) }
            @if let Some(margin) = &check.margin { (margins(margin)) }
            details {
                summary { "How it was computed" }
                @if let Some(when) = &check.when { p { "When" } ul .trace { (traced(when)) } p { "Check" } }
                ul .trace { (traced(&check.trace)) }
                @if !check.against.first.is_empty() {
                    p .note {
                        "Runs that count against it: " (check.against.first.join(", "))
                        @if check.against.more > 0 { " and " (check.against.more) " more" }
                        "."
                    }
                }
            }
        }
    }
}

fn margins(margin: &Margin) -> Markup {
    let distance = Type::Points.reading(&margin.distance, PLACES);
    let bound = if margin.at_most { "at most" } else { "at least" };
    html! {
        dl .facts {
            div { dt { "distance" } dd { (distance) } }
            div {
                dt { "limit in runs" }
                dd { @if margin.bound < 0 { "none" } @else { (bound) " " (margin.bound) " of " (margin.of) } }
            }
            div { dt { "slack" } dd { (slack(margin)) } }
        }
    }
}

/// A node of a trace, and those it was computed from.
fn traced(node: &Trace) -> Markup {
    let reads = match &node.value {
        Value::Truth(truth) => truth.word().to_owned(),
        Value::Interval(interval) => range(node.ty, interval, PLACES, " to "),
        Value::Undefined(why) => format!("undefined, as {}", why.sentence()),
    };
    html! {
        li {
            @if let Some(name) = &node.name { code { (name) } " = " }
            code { (node.text) } ": " strong { (reads) }
            @if let Some(bounded) = &node.bounded {
                " with confidence, wrong at most " (bounded.alpha.to_string()) " of the time"
                @if let Value::Interval(seen) = &bounded.seen { "; seen: " (range(node.ty, seen, PLACES, " to ")) }
            }
            @if let Some(counts) = &node.counts {
                " (" (counts.hits) " of " (plural(counts.of, "run"))
                @if counts.missing > 0 { ", " (counts.missing) " not known" }
                @if counts.cannot_be_told > 0 { ", " (counts.cannot_be_told) " more that cannot be told" }
                ")"
            }
            @if !node.operands.is_empty() { ul { @for operand in &node.operands { (traced(operand)) } } }
        }
    }
}
