//! A replay as JSON: `replay/1`, and its runs as cells of a table.

use crate::base::json::Json;
use crate::tools::replay::{Course, Flip, Moment, Replay, Spell, Stand};

/// The name and version of the form.
pub const FORMAT: &str = "replay/1";

/// The replay of one policy, or of two.
#[must_use]
pub fn to_json(replays: &[Replay]) -> Json<'_> {
    let runs = replays.first().map_or(0, |replay| replay.runs);
    Json::object([
        ("format", FORMAT.into()),
        ("policies", Json::array(replays.iter().map(policy))),
        ("runs", runs.into()),
    ])
}

fn policy(replay: &Replay) -> Json<'_> {
    let courses = replay.courses();
    let courses: Vec<Json<'_>> = courses.iter().map(course).collect();
    let flips: Vec<Json<'_>> = replay.flips().map(|found| flip(&found)).collect();
    Json::object([
        ("courses", Json::array(courses)),
        ("flips", Json::array(flips)),
        ("id", replay.id.as_str().into()),
        ("policy_hash", replay.policy_hash.to_string().into()),
        ("spells", Json::array(replay.spells.iter().map(spell))),
        ("title", replay.title.as_str().into()),
    ])
}

fn at(moment: &Moment) -> [(&'static str, Json<'_>); 3] {
    [
        ("run", moment.number.into()),
        ("run_id", moment.run_id.as_deref().into()),
        ("timestamp", moment.time.map(|time| time.to_string()).into()),
    ]
}

fn stand(verdict: &Stand) -> [(&'static str, Json<'_>); 3] {
    [
        ("decided_by", Json::array(verdict.decided_by.iter().map(String::as_str))),
        ("phase", verdict.phase.word().into()),
        ("verdict", verdict.decision.word().into()),
    ]
}

fn moment_and_verdict(spell: &Spell) -> Json<'_> {
    Json::object(at(&spell.from).into_iter().chain(stand(&spell.verdict)))
}

fn course<'r>(course: &Course<'r>) -> Json<'r> {
    Json::object([
        ("cohort", course.cohort.into()),
        ("fell_due", course.fell_due.map(moment_and_verdict).into()),
        ("first_go", course.first_go.map(moment_and_verdict).into()),
        ("flips", course.flips.into()),
        ("from", Json::object(at(course.from))),
        ("last", Json::object(stand(&course.last.verdict))),
    ])
}

fn flip<'r>(flip: &Flip<'r>) -> Json<'r> {
    let own = [
        ("by", Json::array(flip.by.iter().copied())),
        ("from", flip.from.word().into()),
        ("other_cohort", flip.other_cohort.into()),
        ("to", flip.to.word().into()),
    ];
    Json::object(at(flip.at).into_iter().chain(own))
}

fn spell(spell: &Spell) -> Json<'_> {
    let judged = spell.verdict.cohort.as_ref();
    let own = [
        ("cohort", judged.and_then(Option::as_deref).into()),
        ("judged", judged.is_some().into()),
        ("runs", spell.runs.into()),
    ];
    Json::object(at(&spell.from).into_iter().chain(stand(&spell.verdict)).chain(own))
}

/// The names of the cells of a run, for so many policies.
#[must_use]
pub fn header(replays: usize) -> Vec<String> {
    let first = ["run", "run_id", "timestamp"].map(str::to_owned);
    let each = |place: usize| {
        let prefix = if place == 0 { "" } else { "against_" };
        ["verdict", "phase", "decided_by", "cohort"].map(|name| format!("{prefix}{name}"))
    };
    first.into_iter().chain((0..replays).flat_map(each)).collect()
}

/// The cells of a run. What a spreadsheet could take for a formula is quoted.
#[must_use]
pub fn cells(moment: &Moment, verdicts: &[&Stand]) -> Vec<String> {
    let first = [
        moment.number.to_string(),
        moment.run_id.as_deref().map(harmless).unwrap_or_default(),
        moment.time.map(|time| time.to_string()).unwrap_or_default(),
    ];
    let each = |verdict: &&Stand| {
        let cohort = verdict.cohort.as_ref().and_then(Option::as_deref);
        [
            verdict.decision.word().to_owned(),
            verdict.phase.word().to_owned(),
            verdict.decided_by.join(" "),
            cohort.map(harmless).unwrap_or_default(),
        ]
    };
    first.into_iter().chain(verdicts.iter().flat_map(each)).collect()
}

fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
