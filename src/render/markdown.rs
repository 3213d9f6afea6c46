//! A verdict as a comment on a change: read in three seconds, the rest folded; one comment for each policy.

use std::fmt::Write as _;

use crate::base::vocab::Decision;
use crate::judge::sentence::list;
use crate::judge::verdict::{RuleRecord, Unknowns, Verdict};
use crate::judge::verdict_file;
use crate::render::escape::visible_lines;
use crate::render::foundations;
use crate::render::markdown_text::{block, code, cut, inline};
use crate::render::setting::{Failure, Mode, ModeSource, Setting};
use crate::render::standing::{
    Standing, decision, if_due_now, sentence, shown_checks, standing, worst_first,
};

/// Characters of a comment: GitHub takes 65,536.
const MOST: usize = 60_000;
/// Of those, kept for what follows the rules.
const BELOW_RULES: usize = 15_000;
/// Of those, kept for what follows all that can be long.
const TAIL: usize = 1_000;
/// Characters of a title, a sentence, a message.
const TITLE: usize = 200;
const SENTENCE: usize = 1_000;
const MESSAGE: usize = 10_000;

/// A comment that is being written, and never gets too long.
struct Page {
    text: String,
    length: usize,
}

impl Page {
    /// Adds a part if the page stays within `most` characters with it; whether it did.
    fn add(&mut self, part: &str, most: usize) -> bool {
        let length = self.length.saturating_add(part.chars().count());
        if length > most {
            return false;
        }
        self.length = length;
        self.text.push_str(part);
        true
    }

    /// Adds lines as long as there is room; how many were left out.
    fn add_lines(&mut self, lines: &[String], most: usize) -> usize {
        let fit = lines.iter().take_while(|line| self.add(line, most)).count();
        lines.len().saturating_sub(fit)
    }

    /// Adds a part that is folded, of lines of which as many are shown as there is room for.
    fn fold(&mut self, summary: &str, head: &str, lines: &[String], most: usize) {
        let opening = format!("<details>\n<summary>{summary}</summary>\n\n{head}");
        // Room for what is left out, and for the end.
        let most = most.saturating_sub(TITLE);
        if lines.is_empty() || !self.add(&opening, most) {
            return;
        }
        let left_out = self.add_lines(lines, most);
        if left_out > 0 {
            let _ = writeln!(self.text, "\n… and {left_out} more, for which there is no room here.");
        }
        self.text.push_str("\n</details>\n\n");
        self.length = self.text.chars().count();
    }
}

/// The comment. Its last line is [`marker`].
#[must_use]
pub fn render(verdict: &Verdict, setting: &Setting<'_>) -> String {
    let mut page = Page { text: head(verdict, setting), length: 0 };
    page.length = page.text.chars().count();
    rules(&mut page, verdict);
    let notes: Vec<String> =
        foundations::notes(verdict).iter().map(|note| format!("- {}\n", inline(note, SENTENCE))).collect();
    page.fold(&format!("To note: {}", notes.len()), "", &notes, MOST - TAIL);
    unknowns(&mut page, verdict);
    sensitivity(&mut page, verdict);
    let rows = foundations::of(verdict);
    let rows: Vec<String> = rows
        .iter()
        .filter(|(name, _)| !["policy_hash", "core_sha256"].contains(name))
        .map(|(name, value)| format!("| {name} | {} |\n", inline(value, SENTENCE)))
        .collect();
    page.fold("What it rests on", "| what | |\n| --- | --- |\n", &rows, MOST - TAIL);
    let core = verdict_file::core_sha256_of(verdict).to_string();
    let _ = write!(
        page.text,
        "policy_hash {}  \ncore_sha256 {}\n\n{}\n",
        code(&verdict.policy.policy_hash.to_string()),
        code(&core),
        marker(Some(&verdict.policy.id))
    );
    page.text
}

/// What stands in place of the verdict. Its last line is [`marker`].
#[must_use]
pub fn failure(failure: &Failure<'_>) -> String {
    let id = failure.policy.map(|id| format!(" ({})", code(id))).unwrap_or_default();
    let lines: Vec<String> = failure.messages.iter().flat_map(|message| visible_lines(message)).collect();
    let text: Vec<String> = cut(&lines.join("\n"), MESSAGE).lines().map(str::to_owned).collect();
    format!(
        "### ⚠️ NO VERDICT{id}\n\n{} What an earlier comment said here holds no more.\n\n{}\n{}\n",
        Failure::WHAT,
        block(&text),
        marker(failure.policy)
    )
}

/// What a comment is found by, to be written anew. Without an id: it was not known which policy it was.
#[must_use]
pub fn marker(policy: Option<&str>) -> String {
    format!("<!-- rulecheck:{} -->", policy.unwrap_or_default())
}

/// What is read in three seconds.
fn head(verdict: &Verdict, setting: &Setting<'_>) -> String {
    let sign = match verdict.decision {
        Decision::Go => "✅",
        Decision::NoGo => "❌",
        Decision::Hold => "⏸️",
    };
    let policy = &verdict.policy;
    let word = decision(verdict.decision);
    let mut out = format!("### {sign} {word}: {} ({})\n\n", inline(&policy.title, TITLE), code(&policy.id));
    let now = if_due_now(verdict);
    for reason in verdict.reasons.iter().chain(&now) {
        let _ = writeln!(out, "- {}", inline(reason, SENTENCE));
    }
    let unknowns = verdict.unknowns();
    let sum = |counts: &dyn Fn(&Unknowns) -> u64| unknowns.iter().map(counts).fold(0, u64::saturating_add);
    let not_waived = sum(&|unknown| unknown.not_waived());
    let said = if unknowns.is_empty() {
        "none".to_owned()
    } else {
        format!("{not_waived} not waived, {} waived", sum(&|unknown| unknown.waived))
    };
    let _ = write!(out, "\n**Unknowns**: {said}  \n**Mode**: {}\n\n", mode(setting));
    out
}

/// The mode, and how to get out of it.
fn mode(setting: &Setting<'_>) -> String {
    let failing: Vec<String> = setting.failing.iter().map(|verdict| decision(*verdict).to_owned()).collect();
    let what = match failing.as_slice() {
        [] => "no verdict fails this job".to_owned(),
        [one] => format!("a {one} fails this job"),
        several => format!("{} fail this job", list(several)),
    };
    let other = if setting.mode == Mode::Block { Mode::Warn } else { Mode::Block };
    let (other, here) = (other.word(), setting.mode.word());
    let how = match setting.mode_source {
        ModeSource::Flag => format!("write `--mode {other}` in place of `--mode {here}`"),
        ModeSource::Environment | ModeSource::Default => format!("set `RULECHECK_MODE={other}`"),
    };
    let why = if setting.mode == Mode::Block { "To let it report only" } else { "To let it block" };
    format!("`{here}`, {what}. {why}: {how}.")
}

/// `2 violated, 1 undetermined, 5 met`
fn summary(rules: &[&RuleRecord]) -> String {
    let counts = Standing::ALL.iter().filter_map(|standing_| {
        let count = rules.iter().filter(|rule| standing(rule) == *standing_).count();
        (count > 0).then(|| format!("{count} {}", standing_.word()))
    });
    counts.collect::<Vec<_>>().join(", ")
}

fn rules(page: &mut Page, verdict: &Verdict) {
    let rules = worst_first(verdict);
    let rows: Vec<String> = rules.iter().map(|rule| row(verdict, rule)).collect();
    let head = "| rule | | what was counted |\n| --- | --- | --- |\n";
    page.fold(&format!("Rules: {}", summary(&rules)), head, &rows, MOST - BELOW_RULES);
}

fn row(verdict: &Verdict, rule: &RuleRecord) -> String {
    let title =
        rule.title.as_deref().map(|title| format!("<br>{}", inline(title, TITLE))).unwrap_or_default();
    let decides = if verdict.decided_by.contains(&rule.id) { ", decides" } else { "" };
    let standing = standing(rule);
    let (checks, more) = shown_checks(rule);
    let mut lines: Vec<String> = checks.iter().map(|check| inline(&sentence(check), SENTENCE)).collect();
    if !more.is_empty() {
        lines.push(format!("… and {}", list(&more)));
    }
    if standing < Standing::Met {
        lines.extend(rule.because.as_deref().map(|because| inline(because, SENTENCE)));
        lines.push(code(&format!("{}:{}", rule.file, rule.location.line)));
    }
    format!("| {}{title} | {}{decides} | {} |\n", code(&rule.id), standing.word(), lines.join("<br>"))
}

fn unknowns(page: &mut Page, verdict: &Verdict) {
    let unknowns = verdict.unknowns();
    let row = |unknown: &Unknowns| {
        format!("| `{}` | {} | {} |\n", unknown.class, unknown.not_waived(), unknown.waived)
    };
    let rows: Vec<String> = unknowns.iter().map(row).collect();
    page.fold("Unknowns", "| class | not waived | waived |\n| --- | --- | --- |\n", &rows, MOST - TAIL);
}

fn sensitivity(page: &mut Page, verdict: &Verdict) {
    let rows = verdict.sensitivity.assumptions.iter().map(|(assumption, otherwise, tipped_by)| {
        let by: Vec<String> = tipped_by.iter().map(|rule| code(rule)).collect();
        let what = assumption.word().replace('_', " ");
        format!("| {what} | {} | {} |\n", decision(*otherwise), by.join(", "))
    });
    let rows: Vec<String> = rows.collect();
    let head = "| if | it would be | tipped by |\n| --- | --- | --- |\n";
    page.fold("Would it be otherwise? (by the rules alone, as if due)", head, &rows, MOST - TAIL);
}
