//! What the tests of a policy show of its checks, and what they do not.

use std::collections::BTreeMap;

use crate::base::vocab::Outcome;
use crate::lang::policy::{Expr, Policy};
use crate::tools::suite::results::{Coverage, Goal};
use crate::tools::suite::run::{Suite, with};
use crate::tools::suite::sights::{Position, Seen, Sight, sights, thresholds};
use crate::tools::suite::witness::Witnesses;

/// What should be seen of each check: met, violated, undetermined; just inside, on and just outside each threshold. That
/// it is undetermined, or lies by a threshold, is asked for only where some small set of runs shows it.
#[must_use]
pub fn coverage(suite: &Suite<'_>, witnesses: &mut Witnesses<'_>) -> Coverage {
    let mut seen: BTreeMap<Seen, &str> = BTreeMap::new();
    for test in &suite.tests {
        let policy = with(suite.policy, &test.case.set);
        for sight in sights(&policy, &test.case.set, &test.judged.metrics, test.judged.at) {
            seen.entry(sight).or_insert(&test.case.name);
        }
    }
    let mut goals = Vec::new();
    for wanted in wanted(suite.policy) {
        let seen_by = seen.get(&wanted.seen).map(|name| (*name).to_owned());
        let name = wanted.name();
        let test = if seen_by.is_some() { None } else { witnesses.shows(&name, &wanted.seen) };
        if seen_by.is_some() || test.is_some() || wanted.always {
            let Wanted { rule, check, line, what, of, .. } = wanted;
            goals.push(Goal { rule, check, line, what, of, seen_by, test });
        }
    }
    Coverage { goals }
}

/// Something that should be seen.
pub(super) struct Wanted {
    /// What is to be seen.
    pub(super) seen: Seen,
    rule: String,
    check: String,
    line: usize,
    what: &'static str,
    of: Option<String>,
    always: bool,
}

impl Wanted {
    /// The name of a test that shows it.
    pub(super) fn name(&self) -> String {
        match &self.of {
            Some(of) => format!("{}: {} {of}", self.rule, self.what),
            None => format!("{}: {}", self.rule, self.what),
        }
    }
}

/// All that should be seen of a policy, rule by rule as they are judged.
pub(super) fn wanted(policy: &Policy) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (rule, of) in policy.rules.iter().enumerate() {
        if let (Some(when), Some(check)) = (&of.when, of.checks.first()) {
            by_thresholds(when, true).for_each(|(sight, what, text)| {
                wanted.push(Wanted {
                    seen: (rule, 0, sight),
                    rule: of.id.clone(),
                    check: format!("when {}", when.nodes.last().map_or("", |node| &node.text)),
                    line: check.location.line,
                    what,
                    of: Some(text),
                    always: false,
                });
            });
        }
        for (number, check) in of.checks.iter().enumerate() {
            let outcomes = [
                (Outcome::Met, "met", true),
                (Outcome::Violated, "violated", true),
                (Outcome::Undetermined, "undetermined", false),
            ];
            let outcomes =
                outcomes.map(|(outcome, what, always)| (Sight::Outcome(outcome), what, None, always));
            let thresholds =
                by_thresholds(&check.expr, false).map(|(sight, what, of)| (sight, what, Some(of), false));
            for (sight, what, text, always) in outcomes.into_iter().chain(thresholds) {
                wanted.push(Wanted {
                    seen: (rule, number, sight),
                    rule: of.id.clone(),
                    check: check.text.clone(),
                    line: check.location.line,
                    what,
                    of: text,
                    always,
                });
            }
        }
    }
    wanted
}

/// The positions by each threshold of an expression, with the text of the comparison.
fn by_thresholds(expr: &Expr, when: bool) -> impl Iterator<Item = (Sight, &'static str, String)> + '_ {
    thresholds(expr).flat_map(move |node| {
        let text = expr.nodes.get(node).map(|node| node.text.clone()).unwrap_or_default();
        Position::ALL.iter().map(move |position| {
            (Sight::Threshold { when, node, position: *position }, position.word(), text.clone())
        })
    })
}
