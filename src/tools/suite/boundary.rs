//! Boundary tests: for each threshold of a rule, runs just inside, on and just outside of it.

use std::collections::BTreeSet;

use crate::judge::demand::demand;
use crate::lang::policy::Policy;
use crate::tools::suite::coverage::wanted;
use crate::tools::suite::sights::{Position, Sight};
use crate::tools::suite::witness::Witnesses;

/// A test by a threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundaryTest {
    /// Which check of the rule, from 0; of the `when`: 0.
    pub check: usize,
    /// Where it lies by the threshold.
    pub position: Position,
    /// The test, as it can be put below the rules.
    pub text: String,
}

/// The boundary tests of a rule, check by check; a position that no small set of runs takes is missing.
#[must_use]
pub fn boundary_tests(policy: &Policy, rule: &str) -> Vec<BoundaryTest> {
    let plan = demand(policy);
    let Some(number) = policy.rules.iter().position(|of| of.id == rule) else { return Vec::new() };
    let of_rule = wanted(policy).into_iter().filter(|wanted| wanted.seen.0 == number);
    of_rule
        .filter_map(|wanted| {
            let Sight::Threshold { position, .. } = wanted.seen.2 else { return None };
            let mut witnesses = Witnesses::new(policy, &plan, BTreeSet::new());
            witnesses.shows(&wanted.name(), &wanted.seen)?;
            let text = witnesses.into_tests().pop()?;
            Some(BoundaryTest { check: wanted.seen.1, position, text })
        })
        .collect()
}
