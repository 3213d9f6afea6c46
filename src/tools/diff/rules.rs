//! How rules and their checks changed, and the policy with them.

use std::collections::BTreeSet;

use crate::lang::policy::{Check, Effect, Policy, Rule};
use crate::tools::diff::comparer::{Comparer, Demand, Early, is_covered, stand};
use crate::tools::diff::report::{Change, Item, RuleItem};

/// The rules of both policies, by id.
pub(super) fn changes(comparer: Comparer<'_>) -> Vec<RuleItem> {
    let Comparer { old, new } = comparer;
    let ids: BTreeSet<&str> = old.rules.iter().chain(&new.rules).map(|rule| rule.id.as_str()).collect();
    let find = |policy: &'_ Policy, id: &str| policy.rules.iter().position(|rule| rule.id == id);
    let both = |id: &str| (rule(old, find(old, id)), rule(new, find(new, id)));
    ids.into_iter()
        .filter_map(|id| match both(id) {
            (Some(before), Some(after)) => Some(changed(comparer, before, after)),
            (Some(gone), None) => Some(alone(gone, false)),
            (None, Some(added)) => Some(alone(added, true)),
            (None, None) => None,
        })
        .collect()
}

fn rule(policy: &Policy, at: Option<usize>) -> Option<&Rule> {
    policy.rules.get(at?)
}

/// A rule that one of the policies does not have.
fn alone(rule: &Rule, is_new: bool) -> RuleItem {
    let checks: Vec<Item> = rule.checks.iter().map(|check| only(check, is_new)).collect();
    let change = Change::all(checks.iter().map(|check| check.change));
    RuleItem { rule: one_sided(rule.id.clone(), frame(rule), change, is_new), reworded: false, checks }
}

fn one_sided(name: String, text: String, change: Change, is_new: bool) -> Item {
    let (old, new) = if is_new { (None, Some(text)) } else { (Some(text), None) };
    Item { name, old, new, change, witness: None }
}

/// A check that the other policy does not have.
fn only(check: &Check, is_new: bool) -> Item {
    let change = match (check.effect, is_new) {
        (Effect::Advise, _) => Change::Unchanged,
        (_, true) => Change::Stricter,
        (_, false) => Change::Looser,
    };
    one_sided(String::new(), check.text.clone(), change, is_new)
}

fn changed(comparer: Comparer<'_>, before: &Rule, after: &Rule) -> RuleItem {
    let Comparer { old, new } = comparer;
    let pairs = pairs(before, after);
    let early = Early::default();
    let with = early_of(comparer);
    let compare = |before: &'_ Rule, after: &'_ Rule, a: &'_ Check, b: &'_ Check| {
        let old = Demand { policy: old, rule: before, check: a };
        let new = Demand { policy: new, rule: after, check: b };
        let due = stand(old, new, early);
        // What is asked early is asked with more confidence: there another order may hold.
        if due == Change::Unchanged || with.old.is_none() || with.new.is_none() {
            return due;
        }
        due.and(stand(old, new, Early { old: with.old, new: with.old }))
    };
    let checks: Vec<Item> = pairs
        .into_iter()
        .filter_map(|pair| match pair {
            (Some(a), Some(b)) => Some(Item {
                name: String::new(),
                old: Some(a.text.clone()),
                new: Some(b.text.clone()),
                change: compare(before, after, a, b),
                witness: None,
            }),
            (Some(gone), None) => Some(only(gone, false)),
            (None, Some(added)) => Some(only(added, true)),
            (None, None) => None,
        })
        .collect();
    let said = |rule: &Rule| (rule.title.clone(), rule.because.clone(), rule.see.clone());
    let rule = Item {
        name: before.id.clone(),
        old: Some(frame(before)),
        new: Some(frame(after)),
        change: Change::all(checks.iter().map(|check| check.change)),
        witness: None,
    };
    RuleItem { rule, reworded: said(before) != said(after), checks }
}

/// What a rule says of where its checks are made.
fn frame(rule: &Rule) -> String {
    let lines = rule
        .text
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("when ") || line.starts_with("for each "));
    lines.collect::<Vec<_>>().join("\n")
}

/// The checks of both rules: of the same text, then of the same metrics; what is left over stands alone.
fn pairs<'r>(before: &'r Rule, after: &'r Rule) -> Vec<(Option<&'r Check>, Option<&'r Check>)> {
    let mut left: Vec<Option<&Check>> = after.checks.iter().map(Some).collect();
    let mut found: Vec<(&Check, Option<&Check>)> = before.checks.iter().map(|check| (check, None)).collect();
    let same: [fn(&Check, &Check) -> bool; 3] = [
        |a, b| a.text == b.text,
        |a, b| a.effect == b.effect && metrics(a) == metrics(b),
        |a, b| metrics(a) == metrics(b),
    ];
    for same in same {
        for (old, new) in found.iter_mut().filter(|(_, new)| new.is_none()) {
            let slot = left.iter_mut().find(|slot| slot.is_some_and(|check| same(old, check)));
            *new = slot.and_then(Option::take);
        }
    }
    let paired = found.into_iter().map(|(old, new)| (Some(old), new));
    paired.chain(left.into_iter().flatten().map(|added| (None, Some(added)))).collect()
}

/// What a check counts, whatever the scope.
fn metrics(check: &Check) -> Vec<String> {
    check.expr.metrics().map(|metric| format!("{:?} {:?}", metric.builtin, metric.signals)).collect()
}

pub(super) fn early_of(comparer: Comparer<'_>) -> Early<'_> {
    Early { old: comparer.old.early.as_ref(), new: comparer.new.early.as_ref() }
}

/// How the new policy stands to the old one as a whole. `beside`: what became of settings and waivers.
pub(super) fn overall(comparer: Comparer<'_>, rules: &[RuleItem], beside: &[&Item]) -> Change {
    let Comparer { old, new } = comparer;
    let early = early_of(comparer);
    let (before, after): (Vec<_>, Vec<_>) = (Demand::all(old).collect(), Demand::all(new).collect());
    let asked_early = early.old.is_some() && early.new.is_some();
    let stricter = is_anchored(old)
        && is_covered(&before, &after, (None, None), false)
        && (!asked_early || is_covered(&before, &after, (early.old, early.new), false));
    let looser = is_anchored(new)
        && is_covered(&after, &before, (None, None), false)
        && (!asked_early || is_covered(&after, &before, (early.new, early.old), false));
    let same_rules =
        rules.iter().all(|rule| rule.checks.iter().all(|check| check.change == Change::Unchanged));
    let of_rules = match Change::between(stricter, looser) {
        _ if same_rules => Change::Unchanged,
        Change::Unchanged => {
            let stricter = is_covered(&before, &after, (None, None), true);
            let looser = is_covered(&after, &before, (None, None), true);
            Change::between(stricter, looser)
        }
        change => change,
    };
    of_rules.and(Change::all(beside.iter().map(|item| item.change)))
}

/// Whether a check is made whatever the runs: without one, what is added or dropped can decide whether anything was
/// checked at all.
fn is_anchored(policy: &Policy) -> bool {
    Demand::all(policy).any(|demand| demand.rule.when.is_none() && demand.rule.group.is_none())
}
