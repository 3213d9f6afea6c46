//! The verdict for people: the answer first, then the rules, worst first, then what it rests on.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::base::vocab::{Decision, Outcome, Phase, Stratum};
use crate::judge::reasons::so_far;
use crate::judge::sentence::{list, plural};
use crate::judge::verdict::{AdvisoryKind, CheckRecord, Effect, RuleRecord, TimeSource, Verdict};
use crate::judge::verdict_file;
use crate::render::escape::visible;

/// Columns that sentences are wrapped to, wherever they are read: the same verdict is the same text.
const WIDTH: usize = 100;
/// Columns of the word that says how a rule stands.
const MARGIN: usize = 15;
/// Checks shown of a rule that goes through groups.
const GROUPED_SHOWN: usize = 10;

pub(super) const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

const fn colour(colour: AnsiColor) -> Style {
    Style::new().bold().fg_color(Some(anstyle::Color::Ansi(colour)))
}

/// How a decision is written for people.
#[must_use]
pub const fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Go => "GO",
        Decision::NoGo => "NO-GO",
        Decision::Hold => "HOLD",
    }
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
pub fn failure(messages: &[String]) -> String {
    let style = colour(AnsiColor::Red);
    let mut out = format!("{style}NO VERDICT{style:#}  It could not be judged.\n");
    for message in messages {
        let _ = writeln!(out, "  {}", visible(message));
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
    if let Some(now) = &verdict.progress.if_due_now {
        let by =
            if now.decided_by.is_empty() { String::new() } else { format!(", by {}", list(&now.decided_by)) };
        line(out, 2, &format!("If it were due now: {}{by}.", decision(now.decision)));
    }
    out.push('\n');
}

fn rules(out: &mut String, verdict: &Verdict) {
    if verdict.cohort.judged.is_err() {
        return;
    }
    let mut rules: Vec<&RuleRecord> = verdict.rules.iter().collect();
    rules.sort_by_key(|rule| (standing(rule), rule.id.clone()));
    for rule in rules {
        let (word, style) = word(standing(rule));
        let title = rule.title.as_deref().map(|title| format!("  {}", visible(title))).unwrap_or_default();
        let by = if verdict.decided_by.contains(&rule.id) { "  ← decides" } else { "" };
        let _ = writeln!(out, "{style}{word:<MARGIN$}{style:#}{BOLD}{}{BOLD:#}{title}{by}", rule.id);
        checks(out, &rule.checks);
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

/// How a rule stands, worst first: its required checks count; a preference that fails is an advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Violated,
    Undetermined,
    Advice,
    Met,
    NotApplicable,
}

fn standing(rule: &RuleRecord) -> Standing {
    let of = |check: &CheckRecord| match (check.outcome, check.effect) {
        (Outcome::Violated | Outcome::Undetermined, Effect::Advise) => Standing::Advice,
        (Outcome::Violated, _) => Standing::Violated,
        (Outcome::Undetermined, _) => Standing::Undetermined,
        (Outcome::Met, _) => Standing::Met,
        (Outcome::NotApplicable, _) => Standing::NotApplicable,
    };
    rule.checks.iter().map(of).min().unwrap_or(Standing::NotApplicable)
}

fn word(standing: Standing) -> (&'static str, Style) {
    match standing {
        Standing::Violated => ("violated", colour(AnsiColor::Red)),
        Standing::Undetermined => ("undetermined", colour(AnsiColor::Yellow)),
        Standing::Advice => ("advice", colour(AnsiColor::Yellow)),
        Standing::Met => ("met", colour(AnsiColor::Green)),
        Standing::NotApplicable => ("not applicable", DIM),
    }
}

/// The checks as written; of a rule that goes through groups the worst first, and of many only the first.
fn checks(out: &mut String, checks: &[CheckRecord]) {
    let mut sorted: Vec<&CheckRecord> = checks.iter().collect();
    let mut shown = sorted.len();
    if checks.iter().any(|check| check.group.is_some()) {
        sorted.sort_by_key(|check| check.outcome);
        if shown > GROUPED_SHOWN {
            shown = GROUPED_SHOWN;
        }
    }
    let (first, rest) = sorted.split_at_checked(shown).unwrap_or_default();
    for check in first {
        checked(out, MARGIN, check, "");
    }
    let more = Outcome::ALL.iter().filter_map(|outcome| {
        let count = rest.iter().filter(|check| check.outcome == *outcome).count();
        (count > 0).then(|| format!("{count} more {}", outcome.word().replace('_', " ")))
    });
    let more: Vec<String> = more.collect();
    if !more.is_empty() {
        paragraph(out, MARGIN, 2, &format!("… and {}", list(&more)));
    }
}

/// One check as it came out, with something `more` to say.
pub(super) fn checked(out: &mut String, indent: usize, check: &CheckRecord, more: &str) {
    let outcome = match check.outcome {
        Outcome::Met => "✓",
        Outcome::Violated => "✗",
        Outcome::Undetermined => "?",
        Outcome::NotApplicable => "–",
    };
    let prefer = if check.effect == Effect::Advise { "(preferred) " } else { "" };
    let gap = if more.is_empty() { "" } else { " " };
    paragraph(out, indent, 2, &format!("{outcome} {prefer}{}{gap}{more}", visible(&check.explanation)));
}

fn advisories(out: &mut String, verdict: &Verdict) {
    let others: Vec<_> =
        verdict.advisories.iter().filter(|advisory| advisory.kind != AdvisoryKind::PreferViolated).collect();
    if others.is_empty() {
        return;
    }
    let _ = writeln!(out, "{BOLD}To note{BOLD:#}");
    for advisory in others {
        paragraph(out, 2, 2, &visible(&advisory.text));
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
    let runs = |stratum| verdict.evidence.runs.get(&stratum).copied().unwrap_or(0);
    let evidence = &verdict.evidence;
    let mut rows = vec![(
        "runs",
        format!(
            "{} pinned, {} unpinned, {} that could not be attributed",
            runs(Stratum::Pinned),
            runs(Stratum::Unpinned),
            runs(Stratum::Unknowns)
        ),
    )];
    if evidence.untold > 0 {
        rows.push(("", format!("{} more without a policy_hash, which could belong here", evidence.untold)));
    }
    rows.push((
        "reports",
        format!(
            "{} read; {}, {} left out",
            evidence.reports,
            plural(evidence.duplicates, "repeat"),
            plural(evidence.reruns, "rerun")
        ),
    ));
    if let Some((expected, received)) = evidence.evidence.expected {
        rows.push(("", format!("{received} of {expected} expected runs have one")));
    }
    for (class, count) in &evidence.classes {
        rows.push(("", format!("{count} × {class}")));
    }
    if verdict.phase != Phase::Due && verdict.cohort.judged.is_ok() {
        rows.push(("observed", so_far(&verdict.progress)));
    }
    if verdict.confidence_checks > 0 {
        let checks = plural(u64::try_from(verdict.confidence_checks).unwrap_or(u64::MAX), "check");
        let chance = if verdict.confidence_checks > 1 {
            "; of several checks, one may come out wrong by chance"
        } else {
            ""
        };
        rows.push(("confidence", format!("asked of {checks}; the runs are taken to be independent{chance}")));
    }
    if let Some(at) = verdict.evaluated_at {
        let source = match verdict.evaluated_at_source {
            TimeSource::NewestRun => "the newest run",
            TimeSource::Flag => "--at",
            TimeSource::Now => "--at now",
        };
        rows.push(("judged at", format!("{at} ({source})")));
    }
    if let Some(hash) = &verdict.cohort.observed_policy_hash {
        rows.push(("cohort", format!("runs tagged {}", visible(hash))));
    }
    for other in &verdict.cohort.others {
        let tag = other
            .policy_hash
            .as_deref()
            .map_or_else(|| "without a tag".into(), |tag| format!("tagged {}", visible(tag)));
        rows.push(("", format!("not judged: {} {tag}", plural(other.runs, "run"))));
    }
    for record in &verdict.waivers {
        let waiver = &record.waiver;
        let state = if record.void {
            "void"
        } else if record.unused {
            "unused"
        } else {
            "in force"
        };
        let scope = waiver.stratum.map(|stratum| format!(" in {stratum}")).unwrap_or_default();
        let runs = plural(record.runs, "run");
        let reason = visible(&waiver.because);
        let what = format!("{}{scope} ({state}, {runs}, until {}): {reason}", waiver.class, waiver.until);
        rows.push(("waived", what));
    }
    rows.push(("policy_hash", verdict.policy.policy_hash.to_string()));
    rows.push(("core_sha256", verdict_file::core_sha256_of(verdict).to_string()));
    for (name, value) in rows {
        paragraph(out, 2, 13, &format!("{name:<12} {value}"));
    }
}
