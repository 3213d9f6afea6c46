//! A replay as a page: the verdict after every run, one policy or two side by side, and what became of each.

use maud::{Markup, html};

use crate::base::vocab::Decision;
use crate::judge::sentence::{list, plural};
use crate::render::html::head::time;
use crate::render::html::series::{series, strips};
use crate::render::html::{Section, page};
use crate::render::replay_text::said;
use crate::render::standing::decision;
use crate::tools::replay::timeline::{MOST_POINTS, Timeline};
use crate::tools::replay::{Course, Moment, Replay, Spell};

/// Flips that are listed; all of them stand in the other forms.
const MOST: usize = 200;

/// The page of one replay, or of two; the rates are those of the first.
#[must_use]
pub fn render(replays: &[Replay], timeline: &Timeline) -> String {
    let title = replays.first().map(|replay| replay.title.as_str()).unwrap_or_default();
    let runs = replays.first().map_or(0, |replay| replay.runs);
    let banner = html! {
        header class="banner" {
            div .wide {
                h1 {
                    span .word { "Replay" }
                    " "
                    span .title { (title) }
                }
                p .about { span { "The verdict after each of " (plural(runs, "run")) } }
            }
        }
    };
    let sections = [
        Section { id: "verdicts", title: "The verdict after every run", content: verdicts(replays) },
        Section {
            id: "courses",
            title: "What became of it",
            content: html! { @for replay in replays { (courses(replay)) } },
        },
        Section {
            id: "flips",
            title: "Flips",
            content: html! { @for replay in replays { (flips(replay)) } },
        },
        Section { id: "series", title: "Over time", content: series(Some(timeline)) },
    ];
    page(&format!("Replay: {title}"), &banner, &sections, "")
}

fn name(replay: &Replay) -> Markup {
    html! { (replay.title) " " code .id { (replay.id) } }
}

fn verdicts(replays: &[Replay]) -> Markup {
    html! {
        div .card {
            @for (number, replay) in replays.iter().enumerate() {
                h3 { (name(replay)) }
                (strips(replay.runs, &thinned(replay), &format!("strip-{number}")))
                p .note .hash { (replay.policy_hash.to_string()) }
            }
            @if let [first, second] = replays {
                p { (apart(first, second)) }
            }
        }
    }
}

/// Verdicts in a row, as many as can be seen: of more every so many-th.
fn thinned(replay: &Replay) -> Vec<(u64, u64, Decision)> {
    let most = MOST_POINTS.min(replay.runs);
    let place = |point: u64| {
        let place = u128::from(point).saturating_mul(replay.runs.into()).checked_div(most.max(1).into());
        place.and_then(|place| u64::try_from(place).ok()).unwrap_or(replay.runs)
    };
    let mut spells: Vec<(u64, u64, Decision)> = Vec::new();
    for point in 1..=most {
        let (from, to) = (place(point.saturating_sub(1)), place(point));
        let Some(verdict) = replay.after(to) else { continue };
        match spells.last_mut().filter(|(.., last)| *last == verdict.decision) {
            Some((_, end, _)) => *end = to,
            None => spells.push((from, to, verdict.decision)),
        }
    }
    spells
}

/// After how many runs the two say otherwise.
fn apart(first: &Replay, second: &Replay) -> String {
    let mut starts: Vec<u64> =
        [first, second].iter().flat_map(|replay| &replay.spells).map(|spell| spell.from.number).collect();
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([first.runs.saturating_add(1)]);
    let decided = |replay: &Replay, number| replay.after(number).map(|verdict| verdict.decision);
    let differing =
        starts.iter().zip(ends).filter(|(from, _)| decided(first, **from) != decided(second, **from));
    let runs = differing.fold(0_u64, |sum, (from, to)| sum.saturating_add(to.saturating_sub(*from)));
    format!("The two differ after {} of {}.", runs, plural(first.runs, "run"))
}

fn moment(moment: &Moment) -> Markup {
    html! {
        "run " (moment.number)
        @if let Some(run_id) = &moment.run_id { ", " code { (run_id) } }
        @if let Some(at) = moment.time { ", " (time(at)) }
    }
}

fn spell(spell: Option<&Spell>, none: &str) -> Markup {
    html! {
        @match spell {
            Some(spell) => { (outcome(spell.verdict.decision)) " with " (moment(&spell.from)) },
            None => (none),
        }
    }
}

fn outcome(said: Decision) -> Markup {
    html! { span class={ "outcome " (said.word()) } { (decision(said)) } }
}

fn courses(replay: &Replay) -> Markup {
    let courses = replay.courses();
    html! {
        h3 { (name(replay)) }
        div .pairs {
            @for course in &courses { (one(course)) }
        }
    }
}

fn one(course: &Course<'_>) -> Markup {
    html! {
        div .card {
            table {
                caption {
                    @match course.cohort {
                        Some(tag) => { "Runs tagged " span .hash { (tag) } },
                        None => "Runs without a policy_hash",
                    }
                }
                tbody {
                    tr { th scope="row" { "Judged from" } td { (moment(course.from)) } }
                    tr { th scope="row" { "Fell due" } td { (spell(course.fell_due, "not yet")) } }
                    tr { th scope="row" { "First GO" } td { (spell(course.first_go, "never")) } }
                    tr { th scope="row" { "Flips" } td { (course.flips) } }
                    tr { th scope="row" { "In the end" } td { (said(&course.last.verdict)) } }
                }
            }
        }
    }
}

fn flips(replay: &Replay) -> Markup {
    let flips: Vec<_> = replay.flips().collect();
    html! {
        h3 { (name(replay)) }
        @if flips.is_empty() {
            p { "The verdict never changed." }
        } @else {
            div .card .scroll role="group" tabindex="0" aria-label={ "Flips of " (replay.id) } {
                table {
                    thead { tr { th scope="col" { "With" } th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "By" } } }
                    tbody {
                        @for flip in flips.iter().take(MOST) {
                            tr {
                                th scope="row" { (moment(flip.at)) }
                                td { (outcome(flip.from)) }
                                td { (outcome(flip.to)) }
                                td {
                                    (list(&flip.by.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>()))
                                    @if flip.other_cohort { " (other runs are judged)" }
                                }
                            }
                        }
                    }
                }
                @if flips.len() > MOST { p { "… and " (flips.len().saturating_sub(MOST)) " more." } }
            }
        }
    }
}
