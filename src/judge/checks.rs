//! Rules × runs → outcomes: each check of each rule, in every stratum the rule goes through.

use crate::base::vocab::{Outcome, Stratum};
use crate::data::metrics::Cohort;
use crate::judge::expr::Evaluated;
use crate::judge::functions::Scene;
use crate::judge::margin::{against, margin};
use crate::judge::sentence;
use crate::judge::trace::Trace;
use crate::judge::value::Truth;
use crate::judge::verdict::{CheckRecord, RuleRecord, RunIds};
use crate::judge::waivers::Waived;
use crate::lang::policy::{Check, Effect, Policy, Rule};

/// What came of one check in one stratum: all that deciding needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckOutcome<'a> {
    /// The rule it is of.
    pub rule: &'a str,
    /// What follows from a violation.
    pub effect: Effect,
    /// What came of it.
    pub outcome: Outcome,
}

/// The outcome of every check, by rule, check, stratum; nothing is explained.
#[must_use]
pub fn outcomes<'a>(policy: &'a Policy, scene: Scene<'a>) -> Vec<CheckOutcome<'a>> {
    let mut outcomes = Vec::new();
    for rule in &policy.rules {
        let places = places(rule);
        let applies: Vec<Truth> =
            places.iter().map(|stratum| applies(policy, rule, scene, *stratum)).collect();
        for check in &rule.checks {
            for (stratum, applies) in places.iter().zip(&applies) {
                let judge = || Evaluated::new(policy, &check.expr, scene, *stratum).truth();
                outcomes.push(CheckOutcome {
                    rule: &rule.id,
                    effect: check.effect,
                    outcome: outcome(*applies, judge),
                });
            }
        }
    }
    outcomes
}

/// The outcomes that records hold, in the same order as [`outcomes`].
#[must_use]
pub fn outcomes_of(records: &[RuleRecord]) -> Vec<CheckOutcome<'_>> {
    records
        .iter()
        .flat_map(|rule| rule.checks.iter().map(move |check| (rule, check)))
        .map(|(rule, check)| CheckOutcome { rule: &rule.id, effect: check.effect, outcome: check.outcome })
        .collect()
}

/// Every rule with its checks, explained.
#[must_use]
pub fn records(policy: &Policy, scene: Scene<'_>) -> Vec<RuleRecord> {
    let file = policy.sources.first().map(|source| source.base_name.clone()).unwrap_or_default();
    policy
        .rules
        .iter()
        .map(|rule| {
            let checks: Vec<_> = rule
                .checks
                .iter()
                .flat_map(|check| places(rule).into_iter().map(move |stratum| (check, stratum)))
                .map(|(check, stratum)| record(policy, rule, check, scene, stratum))
                .collect();
            RuleRecord {
                id: rule.id.clone(),
                title: rule.title.clone(),
                because: rule.because.clone(),
                see: rule.see.clone(),
                outcome: checks.iter().map(|check| check.outcome).min().unwrap_or(Outcome::NotApplicable),
                file: file.clone(),
                location: rule.location,
                text: rule.text.clone(),
                checks,
            }
        })
        .collect()
}

/// Every rule with its checks, none of them judged: there are no runs to judge.
#[must_use]
pub fn not_judged(policy: &Policy) -> Vec<RuleRecord> {
    let nothing = Cohort::default();
    let waived = Waived::default();
    records(policy, Scene { cohort: &nothing, at: None, waived: &waived, missing_ignored: false })
}

/// The strata a rule goes through; one pass without any for a rule that has no `for each stratum`.
fn places(rule: &Rule) -> Vec<Option<Stratum>> {
    if rule.strata.is_empty() { vec![None] } else { rule.strata.iter().copied().map(Some).collect() }
}

fn applies(policy: &Policy, rule: &Rule, scene: Scene<'_>, stratum: Option<Stratum>) -> Truth {
    rule.when.as_ref().map_or(Truth::True, |when| Evaluated::new(policy, when, scene, stratum).truth())
}

fn outcome(applies: Truth, judge: impl FnOnce() -> Truth) -> Outcome {
    match applies {
        Truth::False => Outcome::NotApplicable,
        Truth::Undetermined => Outcome::Undetermined,
        Truth::True => match judge() {
            Truth::True => Outcome::Met,
            Truth::False => Outcome::Violated,
            Truth::Undetermined => Outcome::Undetermined,
        },
    }
}

fn record(
    policy: &Policy,
    rule: &Rule,
    check: &Check,
    scene: Scene<'_>,
    stratum: Option<Stratum>,
) -> CheckRecord {
    let when = rule.when.as_ref().map(|when| Evaluated::new(policy, when, scene, stratum));
    let applies = when.as_ref().map_or(Truth::True, Evaluated::truth);
    let judged = Evaluated::new(policy, &check.expr, scene, stratum);
    let outcome = outcome(applies, || judged.truth());
    let applies_not = when.filter(|_| applies != Truth::True);
    let (margin, against) = match applies_not {
        Some(_) => (None, RunIds::default()),
        None => (margin(&judged), against(&judged, outcome)),
    };
    let explanation = match &applies_not {
        Some(when) => sentence::explain_when(when, outcome),
        None => sentence::explain(&judged, outcome, margin.as_ref(), &against),
    };
    CheckRecord {
        stratum,
        outcome,
        effect: check.effect,
        text: check.text.clone(),
        location: check.location,
        explanation,
        when: applies_not.as_ref().map(Trace::of),
        trace: Trace::of(&judged),
        margin,
        against,
    }
}
