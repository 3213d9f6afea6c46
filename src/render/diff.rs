//! How a policy changed, for people: text for a terminal, and Markdown for a change that is reviewed.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::judge::sentence::list;
use crate::judge::verdict::Alternative;
use crate::render::escape::visible;
use crate::render::markdown_text::{block, code};
use crate::tools::diff::report::{Change, Difference, Item, RuleItem, Witness};

const RED: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const GREEN: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const PLAIN: Style = Style::new();

const fn style(change: Change) -> Style {
    match change {
        Change::Unchanged => PLAIN,
        Change::Stricter => GREEN,
        Change::Looser | Change::Incomparable => RED,
    }
}

/// What a change of the whole policy means for those who rely on it.
#[must_use]
pub const fn sentence(change: Change) -> &'static str {
    match change {
        Change::Unchanged => "Whatever the runs, both policies decide alike.",
        Change::Stricter => "Whatever the new policy passes, the old one passed too.",
        Change::Looser => "The new policy passes whatever the old one passed, and more.",
        Change::Incomparable => {
            "The new policy may pass what the old one refused, and refuse what it passed."
        }
    }
}

/// The parts of a policy that changed, under their headings; and how many are as they were.
struct Shown<'d> {
    parts: Vec<(&'static str, Vec<&'d Item>)>,
    rules: Vec<&'d RuleItem>,
    same: usize,
}

/// Whether there is anything to tell of a part.
fn differs(item: &Item) -> bool {
    item.change != Change::Unchanged || item.old != item.new
}

impl<'d> Shown<'d> {
    fn of(difference: &'d Difference) -> Self {
        let parts = [
            ("settings", &difference.settings),
            ("constants", &difference.constants),
            ("waivers", &difference.waivers),
        ];
        let of_rule =
            |rule: &&RuleItem| rule.reworded || differs(&rule.rule) || rule.checks.iter().any(differs);
        let items = difference.settings.iter().chain(&difference.constants).chain(&difference.waivers);
        let rules: Vec<&RuleItem> = difference.rules.iter().filter(of_rule).collect();
        let same = items.filter(|item| !differs(item)).count();
        let same_rules = difference.rules.len().saturating_sub(rules.len());
        let parts = parts.map(|(name, items)| (name, items.iter().filter(|item| differs(item)).collect()));
        Self { parts: parts.into(), rules, same: same.saturating_add(same_rules) }
    }
}

fn outcome(decided: &Alternative) -> String {
    let because = match decided.decided_by.as_slice() {
        [] => String::new(),
        rules => format!(" because of {}", list(rules)),
    };
    format!("{}{because}", decided.decision.word().replace('_', "-").to_uppercase())
}

/// For a terminal, styled with ANSI sequences.
#[must_use]
pub fn text(difference: &Difference) -> String {
    let mut out = String::new();
    let change = difference.change;
    let [old, new] = &difference.policies;
    let _ = writeln!(out, "{0}{change}{0:#}  {1}", style(change), visible(&new.title));
    let _ = writeln!(out, "  {}", sentence(change));
    let _ = writeln!(out, "  policy_hash of the old  {}", old.policy_hash);
    let _ = writeln!(out, "  policy_hash of the new  {}\n", new.policy_hash);
    let shown = Shown::of(difference);
    for (name, items) in &shown.parts {
        if !items.is_empty() {
            let _ = writeln!(out, "{name}");
        }
        for item in items {
            line(&mut out, item);
        }
    }
    if !shown.rules.is_empty() {
        let _ = writeln!(out, "rules");
    }
    for rule in &shown.rules {
        of_rule(&mut out, rule);
    }
    let _ = writeln!(out, "as it was: {} constants, settings, waivers and rules", shown.same);
    for (number, witness) in difference.witnesses.iter().enumerate() {
        let _ = writeln!(
            out,
            "\nwitness {}: the old policy says {}, the new one {}",
            number.saturating_add(1),
            outcome(&witness.old),
            outcome(&witness.new)
        );
        for line in witness.test.lines() {
            let _ = writeln!(out, "  {}", visible(line));
        }
    }
    if difference.may_loosen() && difference.witnesses.is_empty() {
        let _ = writeln!(out, "\nNo small set of runs was found that only the new policy passes.");
    }
    out
}

fn line(out: &mut String, item: &Item) {
    let values = match (&item.old, &item.new) {
        (Some(old), Some(new)) if old != new => format!("{} → {}", visible(old), visible(new)),
        (Some(old), None) => format!("{}, gone", visible(old)),
        (None, Some(new)) => format!("{}, new", visible(new)),
        (old, _) => visible(old.as_deref().unwrap_or_default()),
    };
    let (style, change) = (style(item.change), item.change.word());
    let _ =
        writeln!(out, "  {style}{change:12}{style:#} {}  {values}{}", visible(&item.name), shown_by(item));
}

fn shown_by(item: &Item) -> String {
    item.witness.map_or_else(String::new, |number| format!("  (witness {})", number.saturating_add(1)))
}

fn of_rule(out: &mut String, rule: &RuleItem) {
    let item = &rule.rule;
    let (style, change) = (style(item.change), item.change.word());
    let what = match (&item.old, &item.new) {
        (None, _) => "  new",
        (_, None) => "  gone",
        _ if rule.reworded => "  reworded",
        _ => "",
    };
    let _ = writeln!(out, "  {style}{change:12}{style:#} {}{what}{}", visible(&item.name), shown_by(item));
    if item.old.is_some() && item.new.is_some() && item.old != item.new {
        sides(out, item);
    }
    for check in rule.checks.iter().filter(|check| differs(check)) {
        sides(out, check);
    }
}

/// What was and what is, like the lines of a diff.
fn sides(out: &mut String, item: &Item) {
    if item.old == item.new {
        if item.change != Change::Unchanged {
            let text = item.new.as_deref().unwrap_or_default();
            let _ = writeln!(out, "      {}  ({})", visible(text), item.change);
        }
        return;
    }
    for (style, sign, text) in [(RED, '-', &item.old), (GREEN, '+', &item.new)] {
        for line in text.iter().flat_map(|text| text.lines()) {
            let _ = writeln!(out, "    {style}{sign} {}{style:#}", visible(line));
        }
    }
}

/// For a comment on the change.
#[must_use]
pub fn markdown(difference: &Difference) -> String {
    let mut out = String::new();
    let [old, new] = &difference.policies;
    let _ = writeln!(out, "### Policy {}: {}\n", code(&new.id), difference.change);
    let _ = writeln!(out, "{}\n", sentence(difference.change));
    let shown = Shown::of(difference);
    let mut rows = Vec::new();
    for (_, items) in &shown.parts {
        rows.extend(items.iter().map(|item| (code(&item.name), *item)));
    }
    for rule in &shown.rules {
        rows.push((code(&rule.rule.name), &rule.rule));
        rows.extend(rule.checks.iter().filter(|check| differs(check)).map(|check| (String::new(), check)));
    }
    if !rows.is_empty() {
        let _ = writeln!(out, "| what | was | is | |\n| --- | --- | --- | --- |");
    }
    for (name, item) in rows {
        let side = |text: &Option<String>| {
            text.as_ref().filter(|text| !text.is_empty()).map_or_else(|| "–".to_owned(), |text| code(text))
        };
        let _ = writeln!(out, "| {name} | {} | {} | {} |", side(&item.old), side(&item.new), item.change);
    }
    for witness in &difference.witnesses {
        out.push_str(&proof(witness));
    }
    let _ = writeln!(
        out,
        "\nOld policy_hash {}  \nnew policy_hash {}",
        code(&old.policy_hash.to_string()),
        code(&new.policy_hash.to_string())
    );
    out
}

fn proof(witness: &Witness) -> String {
    let lines: Vec<String> = witness.test.lines().map(str::to_owned).collect();
    let (old, new) = (outcome(&witness.old), outcome(&witness.new));
    format!("\nThe old policy says {old}, the new one {new}:\n\n{}", block(&lines))
}
