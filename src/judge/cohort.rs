//! Which cohort is judged.

use crate::data::metrics::Cohort;
use crate::judge::verdict::NoCohort;
use crate::lang::policy::{CohortChoice, Policy};

/// The judged cohort: the one with the newest run, or the policy's own; or why there is none.
///
/// Untagged runs are a cohort of their own only where nothing is tagged.
pub fn choose<'a>(policy: &Policy, cohorts: &[&'a Cohort]) -> Result<&'a Cohort, NoCohort> {
    let tagged = cohorts.iter().any(|cohort| cohort.policy_hash.is_some());
    let mut candidates = cohorts.iter().copied().filter(|cohort| !tagged || cohort.policy_hash.is_some());
    match policy.cohort {
        CohortChoice::Own => {
            let own = policy.policy_hash.to_string();
            let missing = if cohorts.is_empty() { NoCohort::NoRuns } else { NoCohort::NoOwnRuns };
            candidates.find(|cohort| cohort.policy_hash.as_deref() == Some(own.as_str())).ok_or(missing)
        }
        CohortChoice::Newest => newest(&candidates.collect::<Vec<_>>()),
    }
}

fn newest<'a>(candidates: &[&'a Cohort]) -> Result<&'a Cohort, NoCohort> {
    match candidates {
        [] => Err(NoCohort::NoRuns),
        [only] => Ok(only),
        several => {
            let newest =
                several.iter().filter_map(|cohort| cohort.last_run_at).max().ok_or(NoCohort::NoTimestamps)?;
            let mut at_newest = several.iter().filter(|cohort| cohort.last_run_at == Some(newest));
            match (at_newest.next(), at_newest.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(NoCohort::SameTime),
            }
        }
    }
}
