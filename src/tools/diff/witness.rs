//! [`Scenarios`]: small sets of runs on which two policies decide differently, looked for around their thresholds.

use std::collections::BTreeSet;

use crate::base::vocab::Decision;
use crate::judge::decide::Decided;
use crate::judge::demand::demand;
use crate::lang::policy::{Op, Policy};
use crate::tools::diff::report::{Difference, Item, Witness};
use crate::tools::suite::candidates::Candidates;
use crate::tools::suite::scenario::Scenario;

/// Runs that the new policy judges less severely than the old one.
struct Found {
    scenario: Scenario,
    old: Decided,
    new: Decided,
}

/// What was found around the thresholds of both policies, and which of it is shown.
pub(super) struct Scenarios {
    found: Vec<Found>,
    shown: Vec<(usize, Witness)>,
}

impl Scenarios {
    /// Tries the scenarios around every rule of both policies.
    pub(super) fn around(old: &Policy, new: &Policy) -> Self {
        let mut plan = demand(old);
        plan.add(demand(new));
        let mut scenarios = Vec::new();
        for policy in [new, old] {
            let candidates = Candidates::new(policy, &plan);
            scenarios.extend(policy.rules.iter().flat_map(|rule| candidates.around(rule)));
            scenarios.extend(candidates.around_all());
        }
        let found = scenarios.into_iter().filter_map(|scenario| {
            let old = scenario.tried(old, &plan)?.decided;
            let new = scenario.tried(new, &plan)?.decided;
            (new.decision.severity() < old.decision.severity()).then_some(Found { scenario, old, new })
        });
        Self { found: found.collect(), shown: Vec::new() }
    }

    /// Gives each part that may be looser a witness, where there is one. The first is one for the whole policy.
    pub(super) fn show(&mut self, difference: &mut Difference, new: &Policy) {
        if difference.change.may_loosen() {
            self.number(|_| true);
        }
        for rule in &mut difference.rules {
            let id = rule.rule.name.clone();
            let number = |item: &Item, all: &mut Self| {
                let looser = item.change.may_loosen();
                looser.then(|| all.number(|found| found.old.decided_by.contains(&id))).flatten()
            };
            rule.rule.witness = number(&rule.rule, self);
            for check in &mut rule.checks {
                check.witness = number(check, self);
            }
        }
        let due = |found: &Found| found.old.decided_by.iter().eq(["due"]);
        for setting in difference.settings.iter_mut().filter(|setting| setting.change.may_loosen()) {
            setting.witness = self.number(due);
        }
        for item in difference.waivers.iter_mut().filter(|item| item.change.may_loosen()) {
            let class = item.name.split(' ').next().unwrap_or_default();
            let has = |found: &Found| {
                let mut shown = found.scenario.groups.iter().flat_map(|group| &group.items);
                shown.any(|(_, signal, hits)| *hits > 0 && signal.word() == class)
            };
            item.witness = self.number(has);
        }
        for item in difference.constants.iter_mut().filter(|item| item.change.may_loosen()) {
            let is_it = |policy: &Policy, op: &Op| matches!(op, Op::Constant(at) if policy.constants.get(*at).is_some_and(|of| of.name == item.name));
            let rules = rules_with(new, is_it);
            item.witness = self.number(|found| found.old.decided_by.iter().any(|rule| rules.contains(rule)));
        }
    }

    /// The number of a witness: of one that passes now, if there is one.
    fn number(&mut self, fits: impl Fn(&Found) -> bool) -> Option<usize> {
        let all = || self.found.iter().enumerate().filter(|(_, found)| fits(found));
        let passes = |(_, found): &(usize, &Found)| found.new.decision == Decision::Go;
        let (at, found) = all().find(passes).or_else(|| all().next())?;
        if let Some(number) = self.shown.iter().position(|(shown, _)| *shown == at) {
            return Some(number);
        }
        let by = match found.old.decided_by.as_slice() {
            [] => String::new(),
            rules => format!(", by {}", rules.join(", ")),
        };
        let name: String =
            format!("was {}{by}", found.old.decision.word().replace('_', "-")).chars().take(100).collect();
        let test = found.scenario.test(&name, &found.new)?;
        let witness = Witness { test, old: found.old.clone().into(), new: found.new.clone().into() };
        self.shown.push((at, witness));
        self.shown.len().checked_sub(1)
    }

    pub(super) fn into_witnesses(self) -> Vec<Witness> {
        self.shown.into_iter().map(|(_, witness)| witness).collect()
    }
}

/// The rules that look at something.
fn rules_with(policy: &Policy, is_it: impl Fn(&Policy, &Op) -> bool) -> BTreeSet<String> {
    let looks = |expr: &crate::lang::policy::Expr| expr.nodes.iter().any(|node| is_it(policy, &node.op));
    let rules = policy.rules.iter().filter(|rule| {
        rule.when.as_ref().is_some_and(looks) || rule.checks.iter().any(|check| looks(&check.expr))
    });
    rules.map(|rule| rule.id.clone()).collect()
}
