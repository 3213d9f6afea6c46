//! How rules stand, the worst first, in words.

use crate::base::vocab::{Decision, Outcome};
use crate::judge::sentence::list;
use crate::judge::verdict::{CheckRecord, Effect, RuleRecord, Verdict};

/// Checks shown of a rule that goes through groups.
const GROUPED_SHOWN: usize = 10;

/// How a decision is written for people.
#[must_use]
pub const fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Go => "GO",
        Decision::NoGo => "NO-GO",
        Decision::Hold => "HOLD",
    }
}

/// While observing: `If it were due now: NO-GO, by contract.`
#[must_use]
pub fn if_due_now(verdict: &Verdict) -> Option<String> {
    let now = verdict.progress.if_due_now.as_ref()?;
    let by =
        if now.decided_by.is_empty() { String::new() } else { format!(", by {}", list(&now.decided_by)) };
    Some(format!("If it were due now: {}{by}.", decision(now.decision)))
}

/// How a rule stands, worst first: its required checks count; a preference that fails is an advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A required check is violated.
    Violated,
    /// Of a required check it cannot be told.
    Undetermined,
    /// Only a preference is not met.
    Advice,
    /// Everything that applies is met.
    Met,
    /// Nothing applies.
    NotApplicable,
}

impl Standing {
    /// All, worst first.
    pub const ALL: [Self; 5] =
        [Self::Violated, Self::Undetermined, Self::Advice, Self::Met, Self::NotApplicable];

    /// It in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::Undetermined => "undetermined",
            Self::Advice => "advice",
            Self::Met => "met",
            Self::NotApplicable => "not applicable",
        }
    }

    /// How a check stands.
    #[must_use]
    pub const fn of(check: &CheckRecord) -> Self {
        match (check.outcome, check.effect) {
            (Outcome::Violated | Outcome::Undetermined, Effect::Advise) => Self::Advice,
            (Outcome::Violated, _) => Self::Violated,
            (Outcome::Undetermined, _) => Self::Undetermined,
            (Outcome::Met, _) => Self::Met,
            (Outcome::NotApplicable, _) => Self::NotApplicable,
        }
    }
}

/// How a rule stands: as the worst of its checks.
#[must_use]
pub fn standing(rule: &RuleRecord) -> Standing {
    rule.checks.iter().map(Standing::of).min().unwrap_or(Standing::NotApplicable)
}

/// The rules that were judged, the worst first; none if no run was.
#[must_use]
pub fn worst_first(verdict: &Verdict) -> Vec<&RuleRecord> {
    let mut rules: Vec<&RuleRecord> = judged(verdict).iter().collect();
    rules.sort_by_key(|rule| (standing(rule), rule.id.clone()));
    rules
}

/// The rules that were judged, by id; none if no run was.
#[must_use]
pub fn judged(verdict: &Verdict) -> &[RuleRecord] {
    if verdict.cohort.judged.is_ok() { &verdict.rules } else { &[] }
}

/// The checks of a rule that are shown: as written; of a rule that goes through groups the worst first, and of many only
/// the first. And how many more there are: `3 more met`.
#[must_use]
pub fn shown_checks(rule: &RuleRecord) -> (Vec<&CheckRecord>, Vec<String>) {
    let mut sorted: Vec<&CheckRecord> = rule.checks.iter().collect();
    let mut shown = sorted.len();
    if rule.checks.iter().any(|check| check.group.is_some()) {
        sorted.sort_by_key(|check| check.outcome);
        shown = shown.min(GROUPED_SHOWN);
    }
    let rest = sorted.split_off(shown);
    let more = Outcome::ALL.iter().filter_map(|outcome| {
        let count = rest.iter().filter(|check| check.outcome == *outcome).count();
        (count > 0).then(|| format!("{count} more {}", outcome.word().replace('_', " ")))
    });
    let more = more.collect();
    (sorted, more)
}

/// A check as it came out: `✓ rate(fail) is 0 of 36 runs, 0%: < 5%.`
#[must_use]
pub fn sentence(check: &CheckRecord) -> String {
    let outcome = match check.outcome {
        Outcome::Met => "✓",
        Outcome::Violated => "✗",
        Outcome::Undetermined => "?",
        Outcome::NotApplicable => "–",
    };
    let prefer = if check.effect == Effect::Advise { "(preferred) " } else { "" };
    format!("{outcome} {prefer}{}", check.explanation)
}
