//! A verdict as commands of a GitHub workflow: one for the verdict, one at the line of each check that is not met.

use crate::base::vocab::Decision;
use crate::judge::verdict::Verdict;
use crate::render::diagnostics;
use crate::render::escape::{visible, visible_lines};
use crate::render::findings::{Finding, Weight, findings, verdict_message};
use crate::render::setting::{Failure, Mode, Setting};
use crate::render::standing::decision;
use crate::render::workflow::{Command, line};

/// Annotations of a job; GitHub shows no more.
const SHOWN: usize = 50;

/// The lines, the verdict first.
#[must_use]
pub fn render(verdict: &Verdict, setting: &Setting<'_>) -> String {
    let (id, title) = (&verdict.policy.id, visible(&verdict.policy.title));
    let word = decision(verdict.decision);
    let whole = if verdict.decision == Decision::Go { Weight::Passes } else { Weight::Fails };
    let mut out = line(&Command {
        level: level(whole, true, verdict, setting),
        properties: vec![("title", format!("{word}  {title} ({id})"))],
        message: &verdict_message(verdict),
    });
    let told: Vec<Finding<'_>> = findings(verdict).into_iter().filter(Finding::is_told).collect();
    for finding in told.iter().take(SHOWN) {
        let mut properties = Vec::new();
        if setting.rules.is_some() {
            let place = finding.rule.location;
            properties.push(("file", visible(setting.file(verdict))));
            properties.extend([("line", place.line.to_string()), ("col", place.column.to_string())]);
        }
        let title =
            finding.rule.title.as_deref().map(|title| format!("  {}", visible(title))).unwrap_or_default();
        properties.push(("title", format!("{id}: {}{title}", finding.rule.id)));
        out.push_str(&line(&Command {
            level: level(finding.weight, finding.decides, verdict, setting),
            properties,
            message: &finding.message(),
        }));
    }
    let more = told.len().saturating_sub(SHOWN);
    if more > 0 {
        let message = format!("{more} more checks are not met");
        out.push_str(&line(&Command { level: "notice", properties: Vec::new(), message: &message }));
    }
    out
}

/// What decides is as loud as what comes of it; the rest is a warning at most.
fn level(weight: Weight, decides: bool, verdict: &Verdict, setting: &Setting<'_>) -> &'static str {
    match weight {
        Weight::Fails | Weight::Holds if setting.mode != Mode::Comment => {
            if decides && setting.fails(verdict) { "error" } else { "warning" }
        }
        _ => "notice",
    }
}

/// What is wrong with the rules, at their lines; or why else it could not be judged.
#[must_use]
pub fn failure(failure: &Failure<'_>) -> String {
    let mut out = String::new();
    let mut message = vec![Failure::WHAT.to_owned()];
    if let Some(found) = failure.found {
        out = diagnostics::render(&[found], diagnostics::Form::Github, false);
        message.push("The rules are not valid.".to_owned());
    } else {
        message.extend(failure.messages.iter().flat_map(|message| visible_lines(message)));
    }
    let id = failure.policy.map(|id| format!(" ({})", visible(id))).unwrap_or_default();
    let properties = vec![("title", format!("NO VERDICT{id}"))];
    out.push_str(&line(&Command { level: "error", properties, message: &message.join("\n") }));
    out
}
