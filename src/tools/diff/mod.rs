//! What changed between two policies, in meaning: per constant, check, rule and waiver, with runs that show it.

mod comparer;
mod constants;
mod due;
pub mod report;
mod rules;
mod waivers;
mod witness;

use crate::lang::policy::Policy;

use comparer::Comparer;
use report::Difference;
use witness::Scenarios;

/// Compares two policies, and looks for runs that show what got looser. A pure function of both.
#[must_use]
pub fn diff(old: &Policy, new: &Policy) -> Difference {
    let mut difference = compare(old, new);
    if difference.may_loosen() {
        let mut scenarios = Scenarios::around(old, new);
        scenarios.show(&mut difference, new);
        difference.witnesses = scenarios.into_witnesses();
    }
    difference
}

/// Compares two policies, without witnesses.
#[must_use]
pub fn compare(old: &Policy, new: &Policy) -> Difference {
    let comparer = Comparer { old, new };
    let (settings, waivers) = (due::settings(comparer), waivers::changes(comparer));
    let rules = rules::changes(comparer);
    let beside: Vec<_> = settings.iter().chain(&waivers).collect();
    Difference {
        policies: [old, new].map(report::Side::of),
        change: rules::overall(comparer, &rules, &beside),
        settings,
        constants: constants::changes(comparer),
        waivers,
        rules,
        witnesses: Vec::new(),
    }
}
