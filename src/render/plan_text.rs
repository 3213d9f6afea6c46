//! What a policy can show, as text.

use std::fmt::Write as _;

use super::escape::visible;
use super::text::{BOLD, line, paragraph};
use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::vocab::Stratum;
use crate::judge::sentence::list;
use crate::lang::policy::Policy;
use crate::tools::plan::{Chance, CheckForecast, EarlyForecast, Forecast, LOOKS};

/// Columns that what is said of a check stands further in.
const INSIDE: usize = 2;
/// Columns of a number in a table.
const COLUMN: usize = 10;
/// Columns of what stands before the numbers.
const HEAD: usize = 24;

/// For people, styled with ANSI sequences.
#[must_use]
pub fn text(policy: &Policy, forecast: &Forecast) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}  {}", policy.id, visible(&policy.title));
    let early =
        policy.early.as_ref().map(|early| format!("; early at {} confidence", Type::Rate.literal(early)));
    line(&mut out, INSIDE, &format!("{}{}", policy.due.text, early.unwrap_or_default()));
    out.push('\n');
    for check in &forecast.checks {
        of_check(&mut out, check);
    }
    if forecast.others > 0 {
        let checks =
            crate::judge::sentence::plural(u64::try_from(forecast.others).unwrap_or(u64::MAX), "check");
        paragraph(
            &mut out,
            0,
            0,
            &format!("{checks} more: not a rate against a fixed value, so nothing is told of it."),
        );
        out.push('\n');
    }
    if let Some(early) = &forecast.early {
        of_early(&mut out, early);
    }
    let note = "Chances are those of independent runs, each hit with the true rate. Clean runs are runs without a hit.";
    paragraph(&mut out, 0, 0, note);
    out
}

fn percent(value: &Rational) -> String {
    Type::Rate.reading(value, 2)
}

fn of_check(out: &mut String, check: &CheckForecast) {
    let scope = if check.scope == Stratum::All { String::new() } else { format!("  in {}", check.scope) };
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}{scope}", check.rule);
    paragraph(out, INSIDE, INSIDE, &visible(&check.text));
    if let Some(due) = &check.due {
        let hits = match (due.turn, check.at_most) {
            (Some(turn), true) => format!("at most {turn} may be hit"),
            (Some(turn), false) => format!("at least {turn} must be hit"),
            (None, _) => "no number of hits meets it".to_owned(),
        };
        let step = Type::Points.reading(&due.step, 2);
        paragraph(out, INSIDE, INSIDE, &format!("When due: of {} runs, one is {step}; {hits}.", due.runs));
    }
    let confidence = Type::Rate.literal(&check.confidence);
    let all = if check.at_most { "clean" } else { "hit" };
    let shown = match (check.shown_after, check.shown_in_one_look) {
        (Some(any), Some(one)) => format!(
            "Shown with {confidence} confidence by {any} runs, all of them {all} ({one} if looked at once)."
        ),
        _ => format!("No number of runs shows it with {confidence} confidence."),
    };
    paragraph(out, INSIDE, INSIDE, &shown);
    let row = |out: &mut String, head: &str, cell: &dyn Fn(&Chance) -> Option<String>| {
        let cells: Option<Vec<String>> = check.chances.iter().map(cell).collect();
        if let Some(cells) = cells.filter(|cells| !cells.is_empty()) {
            let mut text = format!("{head:<HEAD$}");
            for cell in cells {
                let _ = write!(text, "{cell:>COLUMN$}");
            }
            line(out, INSIDE, &text);
        }
    };
    row(out, "true rate", &|chance| chance.at_due.as_ref().map(|_| percent(&chance.rate)));
    row(out, "met when due", &|chance| chance.at_due.as_ref().map(percent));
    row(out, &format!("met by run {LOOKS}"), &|chance| chance.by_looking.as_ref().map(percent));
    out.push('\n');
}

fn of_early(out: &mut String, early: &EarlyForecast) {
    let confidence = Type::Rate.literal(&early.confidence);
    let Some(first) = &early.first else {
        paragraph(
            out,
            0,
            0,
            &format!("When a GO can come early, with {confidence} confidence, was not found out."),
        );
        out.push('\n');
        return;
    };
    let runs = first.pinned.saturating_add(first.unpinned);
    let shares = format!("{} pinned, {} unpinned", first.pinned, first.unpinned);
    let mut said = format!("An early GO, with {confidence} confidence, takes {runs} clean runs ({shares}).");
    if !first.held_back_by.is_empty() {
        let _ = write!(said, " Until then it is held back by {}.", list(&first.held_back_by));
    }
    match early.most_before_due {
        Some(most) if most < runs => {
            let _ =
                write!(said, " There are at most {most} before the verdict is due: it cannot come early.");
        }
        _ => {}
    }
    paragraph(out, 0, 0, &said);
    out.push('\n');
}
