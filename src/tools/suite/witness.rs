//! [`Witnesses`]: small sets of runs that show something of a check, or tell a policy from a changed one.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::vocab::Decision;
use crate::data::plan::Plan;
use crate::judge;
use crate::lang::policy::{Policy, Rule};
use crate::tools::suite::candidates::Candidates;
use crate::tools::suite::meaning::Meaning;
use crate::tools::suite::scenario::{Scenario, Tried};
use crate::tools::suite::sights::{Seen, sights};

/// Characters of the name of a test.
const LONGEST_NAME: usize = 70;

/// A scenario, judged.
#[derive(Debug, Clone)]
struct Found {
    scenario: Scenario,
    tried: Tried,
    seen: BTreeSet<Seen>,
}

/// Scenarios around the checks of a policy; they are looked for where they are needed.
#[derive(Debug)]
pub struct Witnesses<'a> {
    policy: &'a Policy,
    plan: &'a Plan,
    candidates: Candidates<'a>,
    of_rules: BTreeMap<usize, Vec<Found>>,
    of_all: Option<Vec<Found>>,
    chosen: Vec<(Found, String)>,
    names: BTreeSet<String>,
}

impl<'a> Witnesses<'a> {
    /// Of a policy; `plan` counts all that it, and what it is told from, asks for. Tests get other names than `names`.
    #[must_use]
    pub fn new(policy: &'a Policy, plan: &'a Plan, names: BTreeSet<String>) -> Self {
        let candidates = Candidates::new(policy, plan);
        let (of_rules, chosen) = (BTreeMap::new(), Vec::new());
        Self { policy, plan, candidates, of_rules, of_all: None, chosen, names }
    }

    /// The tests that were chosen, in the order in which they were.
    #[must_use]
    pub fn into_tests(self) -> Vec<String> {
        self.chosen.into_iter().map(|(_, text)| text).collect()
    }

    /// Takes a scenario as a test; its number among the chosen ones.
    fn choose(&mut self, name: &str, found: Found) -> Option<usize> {
        let mut name: String = name.chars().take(LONGEST_NAME).collect();
        if name.chars().count() == LONGEST_NAME {
            name.push('…');
        }
        let mut unique = name.clone();
        let mut number = 1_u32;
        while !self.names.insert(unique.clone()) {
            number = number.saturating_add(1);
            unique = format!("{name} ({number})");
        }
        let text = found.scenario.test(&unique, &found.tried.decided)?;
        self.chosen.push((found, text));
        self.chosen.len().checked_sub(1)
    }

    fn found(&self, scenarios: Vec<Scenario>) -> Vec<Found> {
        let tried = scenarios.into_iter().filter_map(|scenario| {
            let tried = scenario.tried(self.policy, self.plan)?;
            let seen = sights(self.policy, &[], &tried.judged.metrics, tried.judged.at);
            Some(Found { scenario, tried, seen })
        });
        tried.collect()
    }

    fn look(&mut self, rule: usize) {
        if !self.of_rules.contains_key(&rule)
            && let Some(of) = self.policy.rules.get(rule)
        {
            let found = self.found(self.candidates.around(of));
            self.of_rules.insert(rule, found);
        }
    }

    /// The number of a test in which something is seen: one that was chosen already, or else best one that nothing else
    /// decides.
    pub fn shows(&mut self, name: &str, seen: &Seen) -> Option<usize> {
        let chosen = self.chosen.iter().position(|(found, _)| found.seen.contains(seen));
        if chosen.is_some() {
            return chosen;
        }
        self.look(seen.0);
        let id = &self.policy.rules.get(seen.0)?.id;
        let alone = |found: &&Found| {
            let decided = &found.tried.decided;
            decided.decision == Decision::Go || decided.decided_by.iter().eq([id])
        };
        let all = self.of_rules.get(&seen.0)?;
        let showing = || all.iter().filter(|found| found.seen.contains(seen));
        let found = showing().find(alone).or_else(|| showing().next())?.clone();
        self.choose(name, found)
    }

    /// The number of a test that the policy passes and `other`, which means `changed`, does not.
    pub fn tells(&mut self, name: &str, own: &Meaning, other: &Policy, changed: &Meaning) -> Option<usize> {
        let tells = |Found { tried, .. }: &Found| {
            let decided = judge::decision(other, &tried.judged.metrics, tried.judged.at);
            (decided.decision, &decided.decided_by) != (tried.decided.decision, &tried.decided.decided_by)
        };
        let chosen = self.chosen.iter().position(|(found, _)| tells(found));
        if chosen.is_some() {
            return chosen;
        }
        let differs = |(_, rule): &(usize, &Rule)| {
            let of = |meaning: &Meaning| meaning.rules.iter().find(|of| of.id == rule.id).cloned();
            of(own) != of(changed)
        };
        let rules: Vec<usize> =
            self.policy.rules.iter().enumerate().filter(differs).map(|(number, _)| number).collect();
        for rule in &rules {
            self.look(*rule);
        }
        let beside = own.differs_beside_rules(changed);
        if self.of_all.is_none() && beside {
            self.of_all = Some(self.found(self.candidates.around_all()));
        }
        let of_all = self.of_all.iter().flatten().filter(|_| beside);
        let of_rules = rules.iter().filter_map(|rule| self.of_rules.get(rule)).flatten();
        let found = of_all.chain(of_rules).find(|found| tells(found))?.clone();
        self.choose(name, found)
    }

    /// Tests to begin with: runs that everything is fine with, and for a first rule some that are not.
    #[must_use]
    pub fn to_begin_with(mut self) -> Vec<String> {
        let mut base = self.found(vec![self.candidates.base.clone()]);
        if let Some(found) = base.pop() {
            let goes = found.tried.decided.decision == Decision::Go;
            self.choose(if goes { "a quiet rollout goes" } else { "a quiet rollout" }, found);
        }
        for (number, rule) in self.policy.rules.iter().enumerate() {
            self.look(number);
            let decides = |found: &&Found| found.tried.decided.decided_by.iter().eq([&rule.id]);
            let found = self.of_rules.get(&number).and_then(|all| all.iter().find(decides)).cloned();
            if let Some(found) = found {
                self.choose(&format!("{} decides", rule.id), found);
                break;
            }
        }
        self.into_tests()
    }
}
