//! [`Comparer`]: checks of the old policy held against checks of the new one.

use crate::base::rational::Rational;
use crate::lang::lint::{Place, Stands};
use crate::lang::policy::{Check, Effect, Policy, Rule};
use crate::tools::diff::report::Change;

/// The old policy and the new one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparer<'a> {
    /// The old policy.
    pub(super) old: &'a Policy,
    /// The new one.
    pub(super) new: &'a Policy,
}

/// A check and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Demand<'a> {
    pub(super) policy: &'a Policy,
    pub(super) rule: &'a Rule,
    pub(super) check: &'a Check,
}

impl<'a> Demand<'a> {
    /// All checks of a policy that a verdict can hang on.
    pub(super) fn all(policy: &'a Policy) -> impl Iterator<Item = Self> {
        let of = move |rule: &'a Rule| rule.checks.iter().map(move |check| Self { policy, rule, check });
        policy.rules.iter().flat_map(of).filter(|demand| demand.check.effect != Effect::Advise)
    }

    fn places(self, early: Option<&'a Rational>) -> Vec<Place<'a>> {
        Place::all(self.policy, self.rule, self.check, early).collect()
    }
}

/// Whether what is asked of the one holds in every place of `of`, for one of the places of `by` at least.
fn everywhere<'a>(
    of: &[Place<'a>],
    by: &[Place<'a>],
    mut holds: impl FnMut(Place<'a>, Place<'a>) -> bool,
) -> bool {
    of.iter().all(|one| by.iter().any(|other| holds(*one, *other)))
}

/// The order of what is asked for early: `None` where it is not asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Early<'a> {
    pub(super) old: Option<&'a Rational>,
    pub(super) new: Option<&'a Rational>,
}

/// How one check stands to another, in all places, and by what follows from a violation.
pub(super) fn stand(old: Demand<'_>, new: Demand<'_>, early: Early<'_>) -> Change {
    let weights = match (old.check.effect, new.check.effect) {
        (Effect::Advise, Effect::Advise) => return Change::Unchanged,
        (Effect::Advise, _) => return Change::Stricter,
        (_, Effect::Advise) => return Change::Looser,
        (old, new) => Change::between(new.severity() >= old.severity(), new.severity() <= old.severity()),
    };
    let mut stands = Stands::new(old.policy);
    let (before, after) = (old.places(early.old), new.places(early.new));
    let stricter = everywhere(&before, &after, |old, new| stands.passes_follow(new, old));
    let looser = everywhere(&after, &before, |new, old| stands.passes_follow(old, new));
    let passes = Change::between(stricter, looser);
    if passes != Change::Unchanged {
        return passes.and(weights);
    }
    let stricter = everywhere(&before, &after, |old, new| stands.violations_follow(old, new));
    let looser = everywhere(&after, &before, |new, old| stands.violations_follow(new, old));
    Change::between(stricter, looser).and(weights)
}

/// Whether every check of `of` lets pass whatever some check of `by` lets pass, with at least this `weight` if asked.
pub(super) fn is_covered<'a>(
    of: &[Demand<'a>],
    by: &[Demand<'a>],
    early: (Option<&'a Rational>, Option<&'a Rational>),
    severely: bool,
) -> bool {
    of.iter().all(|one| {
        let mut stands = Stands::new(one.policy);
        let mut near: Vec<&Demand<'a>> = by.iter().collect();
        // The check of the same rule is the likeliest.
        near.sort_by_key(|other| (other.rule.id != one.rule.id, other.check.text != one.check.text));
        one.places(early.0).iter().all(|place| {
            near.iter().any(|other| {
                (!severely || other.check.effect.severity() >= one.check.effect.severity())
                    && other.places(early.1).iter().any(|by| {
                        stands.passes_follow(*by, *place)
                            && (!severely || stands.violations_follow(*place, *by))
                    })
            })
        })
    })
}
