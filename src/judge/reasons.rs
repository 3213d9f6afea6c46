//! Why it was decided so, in up to three sentences.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Duration;
use crate::base::vocab::Outcome;
use crate::judge::decide::{Decided, Step};
use crate::judge::sentence::list;
use crate::judge::verdict::{CheckRecord, CohortRecord, EvidenceRecord, NoCohort, Progress, RuleRecord};
use crate::lang::policy::Effect;

/// How many reasons are given; the rest stands with the rules.
const REASONS: usize = 3;

/// The explanations of the deciding checks, violated before undetermined; or what else decided.
#[must_use]
pub fn reasons(
    decided: &Decided,
    rules: &[RuleRecord],
    progress: &Progress,
    cohort: &CohortRecord,
    evidence: &EvidenceRecord,
) -> Vec<String> {
    match decided.step {
        Step::NothingJudged => vec![nothing_judged(cohort, evidence)],
        Step::NotDue => not_due(progress),
        Step::Early => vec![early(rules, progress)],
        Step::NothingMet => vec!["No required check applies, so nothing speaks for going on.".into()],
        Step::Gone => vec![format!("{}.", all_met(rules))],
        Step::Stopped | Step::Violated | Step::Held => {
            let mut deciding: Vec<&CheckRecord> = rules
                .iter()
                .flat_map(|rule| &rule.checks)
                .filter(|check| decided.step.is_decided_by(check.effect, check.outcome))
                .collect();
            deciding.sort_by_key(|check| check.outcome);
            deciding.into_iter().take(REASONS).map(|check| check.explanation.clone()).collect()
        }
    }
}

fn nothing_judged(cohort: &CohortRecord, evidence: &EvidenceRecord) -> String {
    match cohort.judged {
        Err(NoCohort::NoOwnRuns) => "No run was recorded under this policy (`cohort own`), so there is nothing to judge.",
        Err(NoCohort::SameTime) => {
            "The newest runs of two policy versions have the same time: it cannot be told which is to be judged."
        }
        Err(NoCohort::NoTimestamps) => {
            "There are runs of several policy versions and none has a time: it cannot be told which is to be judged."
        }
        _ if evidence.evidence.after_at.runs > 0 => "All runs are after the time of evaluation, so there is nothing to judge.",
        Err(NoCohort::NoRuns) | Ok(()) => "There are no reports, so there is nothing to judge.",
    }
    .into()
}

/// `Not due yet: 17 of 30 runs, 3.2 of 7 days.`, and why it is not GO early.
fn not_due(progress: &Progress) -> Vec<String> {
    let early = progress.early.as_ref().map(|early| {
        let with = format!("with {} confidence", Type::Rate.literal(&early.confidence));
        if early.held_back_by.is_empty() {
            format!("No required check applies, so there is nothing to be shown {with} before that.")
        } else {
            format!("Not shown {with} yet, which an early GO asks for: {}.", list(&early.held_back_by))
        }
    });
    [format!("Not due yet: {}.", so_far(progress))].into_iter().chain(early).collect()
}

/// `All 7 required checks are met with 95% confidence, before the verdict is due (17 of 30 runs).`
fn early(rules: &[RuleRecord], progress: &Progress) -> String {
    let confidence = progress.early.as_ref().map(|early| Type::Rate.literal(&early.confidence));
    let confidence = confidence.unwrap_or_default();
    let all_met = all_met(rules);
    format!("{all_met}, with {confidence} confidence before the verdict is due ({}).", so_far(progress))
}

/// `17 of 30 runs or 3.2 of 7 days`
#[must_use]
pub fn so_far(progress: &Progress) -> String {
    let runs = progress.runs_needed.map(|needed| format!("{} of {needed} runs", progress.runs));
    let time = progress.elapsed_needed.map(|needed| {
        let needed = seconds(needed);
        match progress.elapsed {
            Some(elapsed) => elapsed_of(&seconds(elapsed), &needed),
            None => {
                format!("{} not begun, as no attributed run has a timestamp", Type::Duration.literal(&needed))
            }
        }
    });
    let parts: Vec<String> = runs.into_iter().chain(time).collect();
    parts.join(if progress.all_needed { " and " } else { " or " })
}

/// `3.2 of 7 days`: rounded down, so that a time not reached never reads as reached.
fn elapsed_of(elapsed: &Rational, needed: &Rational) -> String {
    let literal = Type::Duration.literal(needed);
    let unit = match literal.split(' ').nth(1) {
        Some("day" | "days") => 86_400_u64,
        Some("hour" | "hours") => 3_600,
        _ => 60,
    };
    let tenths =
        elapsed.checked_div(&Rational::from(unit)).map(|units| (&units * &Rational::from(10_u64)).floor());
    let units = tenths.and_then(|tenths| Rational::ratio(tenths, 10_u8)).unwrap_or_default();
    format!("{} of {literal}", units.to_decimal(1))
}

fn seconds(duration: Duration) -> Rational {
    Rational::from(duration.seconds())
}

fn all_met(rules: &[RuleRecord]) -> String {
    let required =
        || rules.iter().flat_map(|rule| &rule.checks).filter(|check| check.effect != Effect::Advise);
    let met = required().filter(|check| check.outcome == Outcome::Met).count();
    let left = required().count().saturating_sub(met);
    let mut parts = vec![if met == 1 {
        "The one required check is met".to_owned()
    } else {
        format!("All {met} required checks are met")
    }];
    if left > 0 {
        parts.push(format!("{left} do not apply"));
    }
    list(&parts)
}
