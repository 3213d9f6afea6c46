//! [`walk`]: goes through all runs from oldest to newest; after each the cohorts are as they were then.

use crate::data::aggregate::Aggregator;
use crate::data::growing::Growing;
use crate::data::metrics::Cohort;
use crate::data::plan::Plan;
use crate::data::seen::Seen;
use crate::judge::demand::demand;
use crate::lang::policy::{CohortChoice, Policy};

/// After a run.
#[derive(Debug)]
pub struct Step<'s, 'a> {
    /// How many runs there are so far.
    pub number: u64,
    /// The run.
    pub run: Seen<'a>,
    /// The cohorts of which one is to be judged, as far as they can be.
    pub cohorts: &'s [&'s Cohort],
    /// It is the last run.
    pub is_last: bool,
}

/// Shows each step of the runs that were read for the plan `read`, which holds what `policy` demands.
pub fn walk(policy: &Policy, runs: &Aggregator, read: &Plan, mut show: impl FnMut(&Step<'_, '_>)) {
    let pool = runs.pool();
    let order = pool.in_order(read.until);
    let wanted = demand(policy);
    let own = matches!(policy.cohort, CohortChoice::Own).then(|| policy.policy_hash.to_string());
    let mut growing = Growing::new(&pool, read, &wanted, own.as_deref());
    for (number, member) in (1_u64..).zip(&order) {
        growing.add(*member);
        let Some(run) = pool.seen(*member) else { continue };
        let is_last = usize::try_from(number) == Ok(order.len());
        show(&Step { number, run, cohorts: &growing.candidates(), is_last });
    }
}
