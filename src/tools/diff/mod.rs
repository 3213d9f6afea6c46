//! What changed between two policies, in meaning: per constant, check, rule and waiver, with runs that show it.

pub mod compare;
mod constants;
mod due;
pub mod report;
mod rules;
mod waivers;
mod witness;

use crate::lang::policy::Policy;

use compare::Comparer;
use report::Difference;
use witness::Scenarios;

/// Compares two policies. A pure function of both.
#[must_use]
pub fn diff(old: &Policy, new: &Policy) -> Difference {
    let comparer = Comparer { old, new };
    let rules = rules::changes(comparer);
    let mut difference = Difference {
        policies: [old, new].map(report::Side::of),
        change: rules::overall(comparer, &rules),
        settings: due::settings(comparer),
        constants: constants::changes(comparer),
        waivers: waivers::changes(comparer),
        rules,
        witnesses: Vec::new(),
        has_witness: false,
    };
    if difference.change.may_loosen() || difference.items().any(|item| item.change.may_loosen()) {
        let mut scenarios = Scenarios::around(old, new);
        difference.has_witness = scenarios.show(&mut difference, new);
        difference.witnesses = scenarios.into_witnesses();
    }
    difference
}
