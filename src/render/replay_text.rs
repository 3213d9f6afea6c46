//! A replay for people: what became of each policy version, then every change.

use std::fmt::Write as _;

use crate::judge::sentence::{list, plural};
use crate::render::escape::visible;
use crate::render::standing::decision;
use crate::render::text::BOLD;
use crate::tools::replay::{Course, Moment, Replay, Spell, Stand};

/// Changes that are listed; all of them stand in the other forms.
const MOST: usize = 40;

/// The replay of one policy, or of two side by side.
#[must_use]
pub fn render(replays: &[Replay]) -> String {
    let mut out = String::new();
    for replay in replays {
        let title = visible(&replay.title);
        let runs = plural(replay.runs, "run");
        let _ = writeln!(out, "{BOLD}{title}{BOLD:#} ({}), replayed on {runs}", replay.id);
        let _ = writeln!(out, "  policy_hash {}\n", replay.policy_hash);
        for course in replay.courses() {
            course_lines(&mut out, &course);
        }
        flip_lines(&mut out, replay);
    }
    table(&mut out, replays);
    out
}

/// `run 14 (r014, 2026-02-09T08:00:00Z)`
fn moment(moment: &Moment) -> String {
    let mut facts: Vec<String> = moment.run_id.iter().map(|run_id| visible(run_id)).collect();
    facts.extend(moment.time.map(|time| time.to_string()));
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    format!("run {}{facts}", moment.number)
}

/// `NO-GO, by contract and unknowns`
#[must_use]
pub fn said(verdict: &Stand) -> String {
    let by = if verdict.decided_by.is_empty() {
        String::new()
    } else {
        format!(", by {}", list(&verdict.decided_by))
    };
    format!("{}{by}", decision(verdict.decision))
}

fn course_lines(out: &mut String, course: &Course<'_>) {
    let tag = course.cohort.map_or_else(
        || "Runs without a policy_hash".to_owned(),
        |tag| format!("Runs tagged {}", visible(tag)),
    );
    let _ = writeln!(out, "{BOLD}{tag}{BOLD:#}, judged from {} on", moment(course.from));
    let at = |spell: &Spell| format!("with {}: {}", moment(&spell.from), said(&spell.verdict));
    let due = course.fell_due.map_or_else(|| "not yet".to_owned(), at);
    let go =
        course.first_go.map_or_else(|| "never".to_owned(), |spell| format!("with {}", moment(&spell.from)));
    let rows = [
        ("fell due", due),
        ("first GO", go),
        ("flips", course.flips.to_string()),
        ("in the end", said(&course.last.verdict)),
    ];
    for (name, value) in rows {
        let _ = writeln!(out, "  {name:<12}{value}");
    }
    out.push('\n');
}

fn flip_lines(out: &mut String, replay: &Replay) {
    let flips: Vec<_> = replay.flips().collect();
    if flips.is_empty() {
        return;
    }
    let _ = writeln!(out, "{BOLD}Flips{BOLD:#}");
    for flip in flips.iter().take(MOST) {
        let mut by: Vec<String> = flip.by.iter().map(|rule| (*rule).to_owned()).collect();
        if flip.other_cohort {
            by.push("other runs".to_owned());
        }
        let by = if by.is_empty() { String::new() } else { format!(", by {}", list(&by)) };
        let _ =
            writeln!(out, "  {} → {} with {}{by}", decision(flip.from), decision(flip.to), moment(flip.at));
    }
    more(out, flips.len().saturating_sub(MOST), "flip");
    out.push('\n');
}

fn more(out: &mut String, left: usize, noun: &str) {
    if left > 0 {
        let _ = writeln!(out, "  … and {} more; --format csv has every run", plural(left as u64, noun));
    }
}

/// Every run with which a verdict changed, with all verdicts side by side.
fn table(out: &mut String, replays: &[Replay]) {
    let mut changes: Vec<&Moment> =
        replays.iter().flat_map(|replay| replay.spells.iter().map(|spell| &spell.from)).collect();
    changes.sort_by_key(|moment| moment.number);
    changes.dedup_by_key(|moment| moment.number);
    let mut rows = vec![vec!["from run".to_owned(), "run_id".to_owned(), "time".to_owned()]];
    if let Some(head) = rows.first_mut() {
        match replays {
            [_] => head.push("verdict".to_owned()),
            _ => head.extend(replays.iter().map(|replay| replay.id.clone())),
        }
    }
    for change in changes.iter().take(MOST) {
        let time = change.time.map_or_else(|| "–".to_owned(), |time| time.to_string());
        let run_id = change.run_id.as_deref().map_or_else(|| "–".to_owned(), visible);
        let verdicts = replays.iter().map(|replay| replay.after(change.number).map(said).unwrap_or_default());
        rows.push([change.number.to_string(), run_id, time].into_iter().chain(verdicts).collect());
    }
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| textwrap::core::display_width(cell)).max().unwrap_or(0)
        })
        .collect();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let gap = width.saturating_sub(textwrap::core::display_width(cell)).saturating_add(2);
            line.push_str(cell);
            (0..gap).for_each(|_| line.push(' '));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    more(out, changes.len().saturating_sub(MOST), "change");
}
