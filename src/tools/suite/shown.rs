//! Runs and hits by which a rate is just shown with confidence to keep a threshold, and just not.

use crate::base::bounds::Looks;
use crate::base::limit::Limit;
use crate::base::rational::Rational;
use crate::base::vocab::{Decision, Phase};
use crate::data::plan::Plan;
use crate::lang::policy::Policy;
use crate::tools::suite::scenario::{Scenario, Tried};

/// Runs that speak against a check, that are tried with those that are needed for it.
const AGAINST: u64 = 2;
/// Most runs of a stratum that are tried for an early GO.
const MOST: u64 = 4_000;

/// Runs and hits around the turning points of the bounds by these thresholds; of `runs` runs the hits that violate.
#[must_use]
pub fn turns(thresholds: &[Rational], alpha: &Rational, runs: u64) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    for value in thresholds {
        for at_most in [true, false] {
            let (value, alpha, looks) = (value.clone(), alpha.clone(), Looks::Any);
            let limit = Limit { value, at_most, strict: true, alpha, looks };
            for against in 0..=AGAINST {
                let Some(least) = limit.least_runs(against).filter(|least| *least <= 2 * MOST) else {
                    continue;
                };
                let sizes = [least, least.saturating_sub(1), least.saturating_add(1)];
                let hits = |runs: u64| if at_most { against } else { runs.saturating_sub(against) };
                found.extend(sizes.map(|runs| (runs, hits(runs))).into_iter().filter(|(runs, _)| *runs > 0));
            }
            let turn = limit.turn(runs);
            let near = [turn, turn.saturating_sub(1)].into_iter().filter(|hits| *hits <= runs);
            found.extend(near.map(|hits| (runs, hits)));
        }
    }
    found
}

/// Clean runs, so many in each stratum, around the number that is just enough for an early GO. `base` gives runs of a
/// size, and no time.
#[must_use]
pub fn first_early(policy: &Policy, plan: &Plan, base: impl Fn(u64) -> Scenario) -> Option<u64> {
    let is_early = |size: u64| {
        let tried = base(size).tried(policy, plan);
        tried.is_some_and(|Tried { decided, .. }| {
            decided.decision == Decision::Go && decided.phase == Phase::Early
        })
    };
    let mut high = 1_u64;
    while !is_early(high) {
        high = high.saturating_mul(2);
        if high > MOST {
            // The size that is just not due any more ends the doubling too soon.
            high = policy.due.runs?.saturating_sub(1) / 2;
            if !is_early(high) {
                return None;
            }
            break;
        }
    }
    let mut low = 1;
    while low < high {
        let middle = low.midpoint(high);
        if is_early(middle) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    Some(low)
}
