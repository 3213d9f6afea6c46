//! Rules × runs → outcomes: each check of each rule, in every stratum and group the rule goes through.

use crate::base::rational::Rational;
use crate::base::vocab::{Outcome, Stratum};
use crate::data::metrics::Cohort;
use crate::judge::expr::Evaluated;
use crate::judge::functions::Scene;
use crate::judge::group_name::explain_no_group;
use crate::judge::margin::{against, margin};
use crate::judge::places::{Group, Place, places};
use crate::judge::sentence;
use crate::judge::trace::Trace;
use crate::judge::value::Truth;
use crate::judge::verdict::{CheckRecord, RuleRecord, RunIds};
use crate::judge::waivers::Waived;
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Check, Effect, Expr, Policy, Rule};

/// What came of one check in one place: all that deciding needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckOutcome<'a> {
    /// The rule it is of.
    pub rule: &'a str,
    /// What follows from a violation.
    pub effect: Effect,
    /// What came of it.
    pub outcome: Outcome,
}

/// The outcome of every check, by rule, check, stratum, group; nothing is explained. `early`: each requirement as it
/// must be met before the verdict is due, with this confidence at least.
#[must_use]
pub fn outcomes<'a>(policy: &'a Policy, scene: Scene<'a>, early: Option<&Rational>) -> Vec<CheckOutcome<'a>> {
    let mut outcomes = Vec::new();
    for rule in &policy.rules {
        let made: Vec<Made<'_>> = places(rule, scene.cohort)
            .into_iter()
            .map(|place| Made::at(policy, rule, scene, place))
            .collect();
        for check in &rule.checks {
            for made in &made {
                let outcome = made.outcome(|| made.truth(policy, check, early));
                outcomes.push(CheckOutcome { rule: &rule.id, effect: check.effect, outcome });
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

/// A check in one place, as it was made.
#[derive(Debug)]
pub struct MadeCheck<'a, 'm> {
    /// The rule it is of, by its position in [`Policy::rules`].
    pub rule: usize,
    /// Which of its checks it is.
    pub check: usize,
    /// The stratum, where its rule goes through strata.
    pub stratum: Option<Stratum>,
    /// What came of it.
    pub outcome: Outcome,
    /// The rule's `when` there.
    pub when: Option<&'m Evaluated<'a>>,
    /// The check itself.
    pub judged: &'m Evaluated<'a>,
}

/// Makes every check in every place, and shows each.
pub fn each<'a>(policy: &'a Policy, scene: Scene<'a>, mut show: impl FnMut(MadeCheck<'a, '_>)) {
    for (number, rule) in policy.rules.iter().enumerate() {
        for place in places(rule, scene.cohort) {
            let made = Made::at(policy, rule, scene, place);
            for (check, of) in rule.checks.iter().enumerate() {
                let judged = made.evaluated(policy, of, None);
                let outcome = made.outcome(|| judged.truth());
                let (stratum, when) = (place.stratum, made.when.as_ref());
                show(MadeCheck { rule: number, check, stratum, outcome, when, judged: &judged });
            }
        }
    }
}

/// Every rule with its checks, explained; `early` as for [`outcomes`].
#[must_use]
pub fn records(policy: &Policy, scene: Scene<'_>, early: Option<&Rational>) -> Vec<RuleRecord> {
    let file = policy.sources.first().map(|source| source.base_name.clone()).unwrap_or_default();
    policy
        .rules
        .iter()
        .map(|rule| {
            let places = places(rule, scene.cohort);
            let made: Vec<Made<'_>> =
                places.into_iter().map(|place| Made::at(policy, rule, scene, place)).collect();
            let checks: Vec<_> = rule
                .checks
                .iter()
                .flat_map(|check| made.iter().map(move |made| record(policy, check, made, early)))
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

/// How many checks were made with confidence and came out as anything.
#[must_use]
pub fn made_with_confidence(rules: &[RuleRecord]) -> usize {
    let checks = rules.iter().flat_map(|rule| &rule.checks);
    checks.filter(|check| check.confidence.is_some() && check.outcome != Outcome::NotApplicable).count()
}

/// Every rule with its checks, none of them judged: there are no runs to judge.
#[must_use]
pub fn not_judged(policy: &Policy) -> Vec<RuleRecord> {
    let nothing = Cohort::default();
    let waived = Waived::default();
    let scene = Scene { cohort: &nothing, group: None, at: None, waived: &waived, missing_ignored: false };
    records(policy, scene, None)
}

/// A place in which the checks of a rule are made.
struct Made<'a> {
    place: Place<'a>,
    scene: Scene<'a>,
    /// The rule's `when` here; `None` if it has none, or there is no such group.
    when: Option<Evaluated<'a>>,
}

impl<'a> Made<'a> {
    fn at(policy: &'a Policy, rule: &'a Rule, scene: Scene<'a>, place: Place<'a>) -> Self {
        let scene = Scene { group: place.group, ..scene };
        let when = rule.when.as_ref().filter(|_| !place.is_nowhere());
        let when = when.map(|when| Evaluated::new(policy, when, scene, place.stratum, None));
        Self { place, scene, when }
    }

    fn evaluated(&self, policy: &'a Policy, check: &'a Check, early: Option<&Rational>) -> Evaluated<'a> {
        Evaluated::new(policy, &check.expr, self.scene, self.place.stratum, confidence(check, early))
    }

    fn truth(&self, policy: &'a Policy, check: &'a Check, early: Option<&Rational>) -> Truth {
        let can_be_shown = early.is_none() || check.effect == Effect::Advise || by_rates(&check.expr);
        if can_be_shown { self.evaluated(policy, check, early).truth() } else { Truth::Undetermined }
    }

    /// Whether the rule applies; where there is no such group, that cannot be told.
    fn applies(&self) -> Truth {
        if self.place.is_nowhere() {
            return Truth::Undetermined;
        }
        self.when.as_ref().map_or(Truth::True, Evaluated::truth)
    }

    fn outcome(&self, judge: impl FnOnce() -> Truth) -> Outcome {
        match self.applies() {
            Truth::False => Outcome::NotApplicable,
            Truth::Undetermined => Outcome::Undetermined,
            Truth::True => match judge() {
                Truth::True => Outcome::Met,
                Truth::False => Outcome::Violated,
                Truth::Undetermined => Outcome::Undetermined,
            },
        }
    }
}

/// The confidence that a check is to hold with.
fn confidence<'c>(check: &'c Check, early: Option<&'c Rational>) -> Option<&'c Rational> {
    let own = check.confidence.as_ref();
    if check.effect == Effect::Advise { own } else { own.max(early) }
}

/// Whether an expression reads signals by their rates alone: of nothing else can be told how sure it is.
fn by_rates(expr: &Expr) -> bool {
    expr.metrics().all(|metric| metric.builtin == Builtin::Rate || !metric.builtin.takes_signals())
}

fn record<'a>(
    policy: &'a Policy,
    check: &'a Check,
    made: &Made<'a>,
    early: Option<&Rational>,
) -> CheckRecord {
    let judged = made.evaluated(policy, check, early);
    let outcome = made.outcome(|| judged.truth());
    let applies = made.applies() == Truth::True;
    let when = made.when.as_ref().filter(|_| !applies);
    let (margin, against) =
        if applies { (margin(&judged), against(&judged, outcome)) } else { (None, RunIds::default()) };
    let explanation = match (made.place.group, when) {
        (Some(Group { tag, value: Err(why) }), _) => explain_no_group(tag, why),
        (_, Some(when)) => sentence::explain_when(when, outcome),
        (_, None) => sentence::explain(&judged, outcome, margin.as_ref(), &against),
    };
    let confidence = judged.alpha.as_ref().and_then(|_| confidence(check, early)).cloned();
    CheckRecord {
        stratum: made.place.stratum,
        group: made.place.group.and_then(|group| group.named()).map(str::to_owned),
        outcome,
        effect: check.effect,
        text: check.text.clone(),
        location: check.location,
        explanation,
        when: when.map(Trace::of),
        trace: Trace::of(&judged),
        margin,
        confidence,
        against,
    }
}
