//! The verdict for people: the answer first, then the rules, worst first, then what it rests on.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::base::vocab::Decision;
use crate::judge::sentence::list;
use crate::judge::verdict::{CheckRecord, RuleRecord, Verdict};
use crate::render::escape::{visible, visible_lines};
use crate::render::foundations;
use crate::render::setting::Failure;
use crate::render::standing::{
    Standing, decision, if_due_now, sentence, shown_checks, standing, worst_first,
};

/// Columns that sentences are wrapped to, wherever they are read: the same verdict is the same text.
const WIDTH: usize = 100;
/// Columns of the word that says how a rule stands.
const MARGIN: usize = 15;

pub(super) const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

const fn colour(colour: AnsiColor) -> Style {
    Style::new().bold().fg_color(Some(anstyle::Color::Ansi(colour)))
}

fn decision_style(decision: Decision) -> Style {
    colour(match decision {
        Decision::Go => AnsiColor::Green,
        Decision::NoGo => AnsiColor::Red,
        Decision::Hold => AnsiColor::Yellow,
    })
}

/// The whole verdict, styled with ANSI sequences.
#[must_use]
pub fn render(verdict: &Verdict) -> String {
    let mut out = String::new();
    head(&mut out, verdict);
    rules(&mut out, verdict);
    advisories(&mut out, verdict);
    sensitivity(&mut out, verdict);
    foundations(&mut out, verdict);
    out
}

/// Says that no verdict could be given.
#[must_use]
pub fn failure(failure: &Failure<'_>) -> String {
    let style = colour(AnsiColor::Red);
    let mut out = format!("{style}NO VERDICT{style:#}  {}\n", Failure::WHAT);
    for line in failure.messages.iter().flat_map(|message| visible_lines(message)) {
        let _ = writeln!(out, "  {line}");
    }
    out
}

/// A paragraph, wrapped, its first line `indent` columns in and the others `hanging` more.
pub(super) fn paragraph(out: &mut String, indent: usize, hanging: usize, text: &str) {
    let spaces = |out: &mut String, count: usize| (0..count).for_each(|_| out.push(' '));
    // Where the line ends so far, and how many spaces of the text follow.
    let (mut column, mut gap, mut begun) = (indent, 0_usize, false);
    spaces(out, indent);
    for word in text.split(' ') {
        if !word.is_empty() {
            let width = if word.is_ascii() { word.len() } else { textwrap::core::display_width(word) };
            if begun && column.saturating_add(gap).saturating_add(width) > WIDTH {
                (column, gap) = (indent.saturating_add(hanging), 0);
                out.push('\n');
                spaces(out, column);
            }
            spaces(out, gap);
            out.push_str(word);
            column = column.saturating_add(gap).saturating_add(width);
            (gap, begun) = (0, true);
        }
        gap = gap.saturating_add(1);
    }
    out.push('\n');
}

pub(super) fn line(out: &mut String, indent: usize, text: &str) {
    let _ = writeln!(out, "{:indent$}{text}", "");
}

fn head(out: &mut String, verdict: &Verdict) {
    let style = decision_style(verdict.decision);
    let title = visible(&verdict.policy.title);
    let word = decision(verdict.decision);
    let _ = writeln!(out, "{style}{word}{style:#}  {BOLD}{title}{BOLD:#} ({})", verdict.policy.id);
    out.push('\n');
    for reason in &verdict.reasons {
        paragraph(out, 2, 0, &visible(reason));
    }
    if let Some(sentence) = if_due_now(verdict) {
        line(out, 2, &sentence);
    }
    out.push('\n');
}

fn rules(out: &mut String, verdict: &Verdict) {
    for rule in worst_first(verdict) {
        let (word, style) = (standing(rule).word(), standing_style(standing(rule)));
        let title = rule.title.as_deref().map(|title| format!("  {}", visible(title))).unwrap_or_default();
        let by = if verdict.decided_by.contains(&rule.id) { "  ← decides" } else { "" };
        let _ = writeln!(out, "{style}{word:<MARGIN$}{style:#}{BOLD}{}{BOLD:#}{title}{by}", rule.id);
        checks(out, rule);
        if standing(rule) != Standing::Met {
            if let Some(because) = &rule.because {
                dimmed(out, &visible(because));
            }
            dimmed(out, &format!("{}:{}", visible(&rule.file), rule.location.line));
        }
        out.push('\n');
    }
}

fn dimmed(out: &mut String, text: &str) {
    let _ = write!(out, "{DIM}");
    paragraph(out, MARGIN, 0, text);
    let _ = write!(out, "{DIM:#}");
}

fn standing_style(standing: Standing) -> Style {
    match standing {
        Standing::Violated => colour(AnsiColor::Red),
        Standing::Undetermined | Standing::Advice => colour(AnsiColor::Yellow),
        Standing::Met => colour(AnsiColor::Green),
        Standing::NotApplicable => DIM,
    }
}

/// The checks that are shown, and how many more there are.
fn checks(out: &mut String, rule: &RuleRecord) {
    let (first, more) = shown_checks(rule);
    for check in first {
        checked(out, MARGIN, check, "");
    }
    if !more.is_empty() {
        paragraph(out, MARGIN, 2, &format!("… and {}", list(&more)));
    }
}

/// One check as it came out, with something `more` to say.
pub(super) fn checked(out: &mut String, indent: usize, check: &CheckRecord, more: &str) {
    let gap = if more.is_empty() { "" } else { " " };
    paragraph(out, indent, 2, &format!("{}{gap}{more}", visible(&sentence(check))));
}

fn advisories(out: &mut String, verdict: &Verdict) {
    let notes = foundations::notes(verdict);
    if notes.is_empty() {
        return;
    }
    let _ = writeln!(out, "{BOLD}To note{BOLD:#}");
    for note in notes {
        paragraph(out, 2, 2, &visible(note));
    }
    out.push('\n');
}

fn sensitivity(out: &mut String, verdict: &Verdict) {
    if verdict.cohort.judged.is_err() {
        return;
    }
    let _ = writeln!(out, "{BOLD}Would it be otherwise?{BOLD:#} (by the rules alone, as if due)");
    for (assumption, otherwise, tipped_by) in &verdict.sensitivity.assumptions {
        let what = assumption.word().replace('_', " ");
        let by =
            if tipped_by.is_empty() { String::new() } else { format!(", tipped by {}", list(tipped_by)) };
        line(out, 2, &format!("{what:<19} {}{by}", decision(*otherwise)));
    }
    out.push('\n');
}

fn foundations(out: &mut String, verdict: &Verdict) {
    let _ = writeln!(out, "{BOLD}What it rests on{BOLD:#}");
    for (name, value) in foundations::of(verdict) {
        paragraph(out, 2, 13, &format!("{name:<12} {}", visible(&value)));
    }
}
