//! How constants changed: what their new values alone make of the checks.

use std::collections::BTreeSet;

use crate::lang::policy::{Constant, Op, Policy};
use crate::tools::diff::comparer::{Comparer, Demand, Early, stand};
use crate::tools::diff::report::{Change, Item};

/// The constants of both policies, by name.
pub(super) fn changes(comparer: Comparer<'_>) -> Vec<Item> {
    let Comparer { old, new } = comparer;
    let find = |policy: &'_ Policy, name: &str| policy.constants.iter().position(|of| of.name == name);
    let names: BTreeSet<&str> =
        old.constants.iter().chain(&new.constants).map(|constant| constant.name.as_str()).collect();
    names
        .into_iter()
        .map(|name| {
            let before = find(old, name).and_then(|at| old.constants.get(at));
            let at = find(new, name);
            let after = at.and_then(|at| new.constants.get(at));
            let change = match (before, after.zip(at)) {
                (Some(before), Some((after, at))) => changed(new, at, before, after),
                // Whatever it did is told of the checks that no longer, or only now, use it.
                _ => Change::Unchanged,
            };
            let text = |constant: &Constant| constant.literal.clone();
            Item { name: name.to_owned(), old: before.map(text), new: after.map(text), change, witness: None }
        })
        .collect()
}

/// The new policy with the old value of a constant, held against the new policy.
fn changed(new: &Policy, at: usize, before: &Constant, after: &Constant) -> Change {
    let uses = |demand: &Demand<'_>| {
        let when = demand.rule.when.iter().flat_map(|when| &when.nodes);
        when.chain(&demand.check.expr.nodes).any(|node| node.op == Op::Constant(at))
    };
    if before.ty == after.ty && before.value == after.value {
        return Change::Unchanged;
    }
    if before.ty != after.ty {
        let matters = Demand::all(new).any(|demand| uses(&demand));
        return if matters { Change::Incomparable } else { Change::Unchanged };
    }
    let mut hybrid = new.clone();
    if let Some(constant) = hybrid.constants.get_mut(at) {
        constant.value = before.value.clone();
    }
    let pairs = Demand::all(&hybrid).zip(Demand::all(new)).filter(|(_, demand)| uses(demand));
    Change::all(pairs.map(|(before, after)| stand(before, after, Early::default())))
}
