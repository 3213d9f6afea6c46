//! What a policy can show with so many runs, before there are any.

pub mod chance;
pub mod first;

use crate::base::bounds::{Looks, alpha};
use crate::base::limit::Limit;
use crate::base::rational::Rational;
use crate::base::vocab::Stratum;
use crate::lang::policy::{Check, Due, Effect, Policy, Rule, Window};
use crate::lang::threshold::Threshold;
use crate::tools::early;
use crate::tools::plan::chance::Hits;
use crate::tools::plan::first::{FirstGo, first_go};

/// Up to how many runs it is told what comes of asking again and again.
pub const LOOKS: u64 = 100;
/// Of more runs than these chances are not computed.
const MOST_RUNS: u64 = 5_000;
/// The confidence that is told of where the policy asks for none.
const USUAL: (u8, u8) = (95, 100);
/// True rates that chances are told of, in halves of the threshold.
const HALVES: [u64; 4] = [1, 2, 3, 4];

/// What a policy can show.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// Each check that compares a rate with a fixed value, in each stratum of its rule.
    pub checks: Vec<CheckForecast>,
    /// How many checks compare something else, of which nothing is told.
    pub others: usize,
    /// When an early GO can come, if the policy asks for one.
    pub early: Option<EarlyForecast>,
}

/// What a check can show.
#[derive(Debug, Clone)]
pub struct CheckForecast {
    /// Its rule.
    pub rule: String,
    /// Its canonical text.
    pub text: String,
    /// The runs it counts.
    pub scope: Stratum,
    /// The threshold.
    pub threshold: Rational,
    /// Whether the rate has to stay below it.
    pub at_most: bool,
    /// What it is at the number of runs that there are when the verdict falls due; `None` if it does not by a number.
    pub due: Option<AtDue>,
    /// The confidence that is told of: its own, else that of an early GO, else 95%.
    pub confidence: Rational,
    /// How many runs that all speak for it show it with that confidence; `None`: no number does.
    pub shown_after: Option<u64>,
    /// The same if they are looked at once.
    pub shown_in_one_look: Option<u64>,
    /// How likely it is to be met, by the true rate.
    pub chances: Vec<Chance>,
}

/// What a check is when the verdict falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtDue {
    /// The runs it counts then: all of a window; of those that are due all, or half of them for one stratum.
    pub runs: u64,
    /// What one of them is of the rate: 1 is 100pp.
    pub step: Rational,
    /// The most hits that meet it, or the least where many are wanted; `None`: no number does.
    pub turn: Option<u64>,
}

/// How likely a check is to be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chance {
    /// The true rate.
    pub rate: Rational,
    /// Once, when the verdict falls due.
    pub at_due: Option<Rational>,
    /// At least once, if it is asked after each run from then on up to [`LOOKS`].
    pub by_looking: Option<Rational>,
}

/// When an early GO can come.
#[derive(Debug, Clone)]
pub struct EarlyForecast {
    /// The confidence it asks for.
    pub confidence: Rational,
    /// The least clean runs that are enough, and what they lack if there are fewer; `None`: no number was found.
    pub first: Option<FirstGo>,
    /// The most runs there can be before the verdict is due; `None`: any number.
    pub most_before_due: Option<u64>,
}

/// What a policy can show, before there are any runs.
#[must_use]
pub fn forecast(policy: &Policy) -> Forecast {
    let mut checks = Vec::new();
    let mut others = 0_usize;
    for rule in &policy.rules {
        for check in &rule.checks {
            let found = of_check(policy, rule, check);
            if found.is_empty() {
                others = others.saturating_add(1);
            }
            checks.extend(found);
        }
    }
    let early = policy.early.as_ref().map(|confidence| EarlyForecast {
        confidence: confidence.clone(),
        first: first_go(policy, confidence),
        most_before_due: early::most_before(&policy.due),
    });
    Forecast { checks, others, early }
}

fn of_check(policy: &Policy, rule: &Rule, check: &Check) -> Vec<CheckForecast> {
    let Some(threshold) = Threshold::of_all(policy, &check.expr) else { return Vec::new() };
    let scopes = match threshold.metric.scope {
        Some(scope) => vec![scope],
        None if rule.strata.is_empty() => vec![Stratum::All],
        None => rule.strata.clone(),
    };
    scopes.into_iter().filter_map(|scope| in_scope(policy, (&rule.id, check), &threshold, scope)).collect()
}

fn in_scope(
    policy: &Policy,
    (rule, check): (&str, &Check),
    threshold: &Threshold<'_>,
    scope: Stratum,
) -> Option<CheckForecast> {
    let usual = Rational::ratio(USUAL.0, USUAL.1)?;
    let early = policy.early.as_ref().filter(|_| check.effect != Effect::Advise);
    let confidence = match (early, &check.confidence) {
        (Some(early), _) => early::confidence(check, early),
        (None, Some(own)) => own,
        (None, None) => &usual,
    };
    let limit = |looks| threshold.limit(alpha(confidence, 1), looks);
    let (any, one) = (limit(Looks::Any)?, limit(Looks::One)?);
    let own = check.confidence.as_ref().and_then(|own| threshold.limit(alpha(own, 1), Looks::Any));
    let meets = Meets { own, plain: any.clone() };
    let runs = match threshold.metric.window {
        Some(Window::Runs(runs)) => Some(runs),
        _ => due_runs(&policy.due).map(|runs| match scope {
            Stratum::Pinned | Stratum::Unpinned => (runs / 2).max(1),
            Stratum::All | Stratum::Unknowns => runs,
        }),
    };
    let due = runs.and_then(|runs| {
        let step = Rational::ratio(1_u8, runs)?;
        Some(AtDue { runs, step, turn: meets.turn(runs) })
    });
    let half = Rational::ratio(1_u8, 2_u8)?;
    let rates = HALVES.map(|halves| &(&threshold.value * &half) * &Rational::from(halves));
    let most = Rational::from(1_u64);
    let rates = rates.into_iter().filter(|rate| *rate <= most);
    // A window is drawn anew for each look: what comes of many is not told.
    let again = threshold.metric.window.is_none();
    Some(CheckForecast {
        rule: rule.to_owned(),
        text: check.text.clone(),
        scope,
        threshold: threshold.value.clone(),
        at_most: any.at_most,
        confidence: confidence.clone(),
        shown_after: any.least_runs(0),
        shown_in_one_look: one.least_runs(0),
        chances: rates.map(|rate| chance(&meets, runs, rate, again)).collect(),
        due,
    })
}

/// How many runs there are when the verdict falls due; `None` if it does not by their number.
fn due_runs(due: &Due) -> Option<u64> {
    let at_once = due.runs.is_none() && due.elapsed.is_none();
    if at_once { Some(1) } else { due.runs }
}

/// Whether a check is met.
struct Meets {
    /// With its own confidence, if it has one.
    own: Option<Limit>,
    /// By the rate as it is.
    plain: Limit,
}

impl Meets {
    fn is_met(&self, hits: u64, runs: u64) -> bool {
        if let Some(own) = &self.own {
            return own.is_met(hits, runs);
        }
        let Some(rate) = Rational::ratio(hits, runs) else { return false };
        let Limit { value, at_most, strict, .. } = &self.plain;
        match (at_most, strict) {
            (true, true) => rate < *value,
            (true, false) => rate <= *value,
            (false, true) => rate > *value,
            (false, false) => rate >= *value,
        }
    }

    /// The most hits that meet it; where many are wanted, the least.
    fn turn(&self, runs: u64) -> Option<u64> {
        let mut hits = 0..=runs;
        let met = |hits: &u64| self.is_met(*hits, runs);
        if self.plain.at_most { hits.take_while(met).last() } else { hits.find(met) }
    }
}

fn chance(meets: &Meets, due: Option<u64>, rate: Rational, again: bool) -> Chance {
    let mut chance = Chance { rate, at_due: None, by_looking: None };
    let Some(due) = due.filter(|due| *due <= MOST_RUNS) else { return chance };
    let Some(mut hits) = Hits::after(due, &chance.rate) else { return chance };
    let mut ever = taken(meets, &mut hits, due);
    chance.at_due = Some(ever.clone());
    if again && due <= LOOKS {
        for runs in due.saturating_add(1)..=LOOKS {
            hits.run();
            ever = &ever + &taken(meets, &mut hits, runs);
        }
        chance.by_looking = Some(ever);
    }
    chance
}

/// How likely it is that the check is met after so many runs, and was not before.
fn taken(meets: &Meets, hits: &mut Hits, runs: u64) -> Rational {
    let turn = meets.turn(runs);
    hits.take(|hits| turn.is_some_and(|turn| if meets.plain.at_most { hits <= turn } else { hits >= turn }))
}
