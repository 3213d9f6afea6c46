//! The answer, the reasons, and how far it is until the verdict is due.

use maud::{Markup, html};

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::{Duration, Timestamp};
use crate::base::vocab::{Decision, Phase, Stratum};
use crate::judge::sentence::{list, plural};
use crate::judge::verdict::{Progress, TimeSource, Verdict};
use crate::render::html::scale::{Scale, percent};
use crate::render::standing::decision;

/// The answer, as large as it can be.
pub(super) fn banner(verdict: &Verdict) -> Markup {
    let runs = verdict.evidence.runs.get(&Stratum::All).copied().unwrap_or(0);
    let phase = match verdict.phase {
        Phase::Due => "due",
        Phase::Early => "early",
        Phase::Observing => "not due yet",
    };
    html! {
        header class={ "banner " (verdict.decision.word()) } {
            div .wide {
                h1 {
                    span .word { (icon(Some(verdict.decision))) (decision(verdict.decision)) }
                    " "
                    span .title { (verdict.policy.title) }
                }
                p .about {
                    span { "Policy " code { (verdict.policy.id) } }
                    span { (phase) }
                    span { (plural(runs, "run")) " judged" }
                    @if let Some(at) = verdict.evaluated_at {
                        span { "as of " (time(at)) " (" (source(verdict.evaluated_at_source)) ")" }
                    }
                }
            }
        }
    }
}

/// The head of a page without a verdict.
pub(super) fn no_verdict() -> Markup {
    html! {
        header .banner {
            div .wide {
                h1 {
                    span .word { (icon(None)) "NO VERDICT" }
                    " "
                    span .title { "It could not be judged." }
                }
            }
        }
    }
}

/// A point in time, as programs read it too.
pub(super) fn time(at: Timestamp) -> Markup {
    html! { time datetime=(at.to_string()) { (at.to_string()) } }
}

/// Where the time of evaluation came from.
pub(super) const fn source(source: TimeSource) -> &'static str {
    match source {
        TimeSource::NewestRun => "the newest run",
        TimeSource::Flag => "--at",
        TimeSource::Now => "--at now",
    }
}

/// A sign beside the word: a tick, a cross, a pause, a question mark.
fn icon(decision: Option<Decision>) -> Markup {
    let path = match decision {
        Some(Decision::Go) => "M4 13l5 5L20 6",
        Some(Decision::NoGo) => "M5 5l14 14M19 5L5 19",
        Some(Decision::Hold) => "M8 5v14M16 5v14",
        None => "M8 9a4 4 0 1 1 5.5 3.7c-1 .5-1.5 1-1.5 2.3M12 19v.1",
    };
    html! { svg .icon viewBox="0 0 24 24" aria-hidden="true" { path d=(path) {} } }
}

/// Why it was decided so; while observing, how far it is.
pub(super) fn reasons(verdict: &Verdict) -> Markup {
    let progress = &verdict.progress;
    html! {
        div .card {
            ul .reasons { @for reason in &verdict.reasons { li { (reason) } } }
            @if verdict.phase == Phase::Observing && verdict.cohort.judged.is_ok() { (observed(progress)) }
            @if let Some(now) = &progress.if_due_now {
                p {
                    "If it were due now: "
                    span class={ "outcome " (now.decision.word()) } { (decision(now.decision)) }
                    @if !now.decided_by.is_empty() { ", by " (list(&now.decided_by)) }
                    "."
                }
            }
            @if verdict.cohort.judged.is_ok() && !verdict.decided_by.is_empty() && verdict.decided_by != ["due"] {
                p .note {
                    "Decided by "
                    @for (number, rule) in verdict.decided_by.iter().enumerate() {
                        @if number > 0 { ", " }
                        a href={ "#rule-" (rule) } { (rule) }
                    }
                    "."
                }
            }
        }
    }
}

/// What is observed beside what is asked for, a bar for each.
fn observed(progress: &Progress) -> Markup {
    let seconds = |time: Duration| Rational::from(time.seconds());
    let runs = progress.runs_needed.map(|needed| {
        let label = format!("{} of {}", progress.runs, plural(needed, "run"));
        ("progress-runs", label, Rational::from(progress.runs), Rational::from(needed))
    });
    let time = progress.elapsed_needed.map(|needed| {
        let elapsed = progress.elapsed.map(seconds).unwrap_or_default();
        let needed = seconds(needed);
        let reads = Type::Duration.reading(&elapsed, 2);
        ("progress-time", format!("{reads} of {}", Type::Duration.literal(&needed)), elapsed, needed)
    });
    let both = runs.is_some() && time.is_some();
    html! {
        div .progress {
            @for (id, label, done, needed) in runs.into_iter().chain(time) {
                div {
                    p id=(id) { (label) }
                    svg role="img" aria-labelledby=(id) {
                        rect .all x="0" y="0" width="100%" height="100%" rx="4" {}
                        rect .done x="0" y="0" width=(percent(&Scale::up_to(needed).place(&done))) height="100%" rx="4" {}
                    }
                }
            }
        }
        @if both {
            p .note {
                @if progress.all_needed { "Both are asked for." } @else { "One of them is enough." }
            }
        }
    }
}
