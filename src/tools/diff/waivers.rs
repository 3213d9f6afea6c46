//! How waivers changed: a class that is accepted is one hit of `unknown` less.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::lang::policy::{Effect, Policy, Waiver};
use crate::tools::diff::comparer::Comparer;
use crate::tools::diff::report::{Change, Item};

type Key = (UnknownClass, Option<Stratum>);

/// The waivers of both policies, by class and stratum.
pub(super) fn changes(comparer: Comparer<'_>) -> Vec<Item> {
    let Comparer { old, new } = comparer;
    let of = |policy: &'_ Policy| -> BTreeMap<Key, Waiver> {
        policy.waivers.iter().map(|waiver| ((waiver.class, waiver.stratum), waiver.clone())).collect()
    };
    let (before, after) = (of(old), of(new));
    let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
    let direction = direction(old).and(direction(new));
    keys.into_iter()
        .map(|key| {
            let (before, after) = (before.get(key), after.get(key));
            let (stricter, looser) = match (before, after) {
                (Some(before), Some(after)) => (after.until <= before.until, after.until >= before.until),
                (before, after) => (after.is_none(), before.is_none()),
            };
            let change = match (Change::between(stricter, looser), direction) {
                (_, Change::Unchanged) | (Change::Unchanged, _) => Change::Unchanged,
                (change, Change::Looser) => change,
                _ => Change::Incomparable,
            };
            let place = key.1.map(|stratum| format!(" in {stratum}")).unwrap_or_default();
            let text = |waiver: &Waiver| format!("until {}", waiver.until);
            Item {
                name: format!("{}{place}", key.0),
                old: before.map(text),
                new: after.map(text),
                change,
                witness: None,
            }
        })
        .collect()
}

/// What fewer hits of `unknown` do to a policy: nothing, let more pass, or sometimes one, sometimes the other.
fn direction(policy: &Policy) -> Change {
    let mut direction = Change::Unchanged;
    for rule in &policy.rules {
        let demanded = rule.checks.iter().filter(|check| check.effect != Effect::Advise);
        for check in demanded {
            if rule.when.as_ref().is_some_and(|when| {
                when.could_help(Signal::Unknown, true, true) || when.could_help(Signal::Unknown, false, true)
            }) || check.expr.could_help(Signal::Unknown, true, true)
            {
                return Change::Incomparable;
            }
            if check.expr.could_help(Signal::Unknown, false, true) {
                direction = Change::Looser;
            }
        }
    }
    direction
}
