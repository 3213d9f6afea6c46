//! Whether a policy can give an early GO at all.

use crate::base::bounds::Looks;
use crate::base::rational::Rational;
use crate::base::vocab::Stratum;
use crate::lang::policy::{Check, Due, Effect, Policy, Rule};
use crate::lang::threshold::Threshold;

/// Whether GO is possible before the verdict is due; where that cannot be told, it is taken to be.
#[must_use]
pub fn is_possible(policy: &Policy) -> bool {
    let Some(confidence) = &policy.early else { return false };
    if policy.due.runs.is_none() && policy.due.elapsed.is_none() {
        return false;
    }
    let Some(most) = most_before(&policy.due) else { return true };
    let too_late = |rule: &Rule, check: &Check| {
        rule.when.is_none()
            && least_attributed(policy, rule, check, confidence).is_some_and(|runs| runs > most)
    };
    !policy.rules.iter().any(|rule| rule.checks.iter().any(|check| too_late(rule, check)))
}

/// The most attributed runs there can be while the verdict is not due; `None`: any number.
#[must_use]
pub fn most_before(due: &Due) -> Option<u64> {
    let by_runs = due.runs.filter(|_| !due.all || due.elapsed.is_none());
    by_runs.map(|runs| runs.saturating_sub(1))
}

/// The confidence that a requirement must be met with to be met early.
#[must_use]
pub fn confidence<'c>(check: &'c Check, early: &'c Rational) -> &'c Rational {
    check.confidence.as_ref().map_or(early, |own| own.max(early))
}

/// How many attributed runs it takes at least until a requirement is met early, if it counts only such; `None` where
/// that cannot be told.
fn least_attributed(policy: &Policy, rule: &Rule, check: &Check, early: &Rational) -> Option<u64> {
    if check.effect == Effect::Advise {
        return None;
    }
    let threshold = Threshold::of_all(policy, &check.expr)?;
    let attributed = |stratum: &Stratum| matches!(stratum, Stratum::Pinned | Stratum::Unpinned);
    let only_attributed = threshold.metric.among_known
        || match &threshold.metric.scope {
            Some(scope) => attributed(scope),
            None => rule.strata.iter().any(attributed),
        };
    let alpha = check.expr.alpha(confidence(check, early))?;
    let limit = threshold.limit(alpha, Looks::Any)?;
    // What no number of runs shows is later than any.
    only_attributed.then(|| limit.least_runs(0).unwrap_or(u64::MAX))
}
