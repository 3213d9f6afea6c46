//! [`merge`]: metrics of several shards → the metrics of all their reports.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::vocab::Stratum;
use crate::data::metrics::{Cohort, Metrics};

/// Why metrics cannot be added up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Groups hold rates.
    #[error(
        "{name} has groups, and rates cannot be added up: aggregate all reports together, with --group-by"
    )]
    Groups {
        /// The file.
        name: String,
    },
    /// Which cohort an untagged run could be of depends on all runs.
    #[error(
        "{untagged} has untagged runs, {tagged} has tagged ones: untagged runs can only be placed when all are seen. \
         Aggregate all reports together"
    )]
    UntaggedBesideTagged {
        /// A file with untagged runs.
        untagged: String,
        /// A file with tagged runs; may be the same.
        tagged: String,
    },
    /// A run is counted twice.
    #[error(
        "{first} and {second} both have the run `{run_id}`: only files that share no run can be added up. Split the \
         reports by run_id"
    )]
    SharedRun {
        /// A file.
        first: String,
        /// Another.
        second: String,
        /// The run.
        run_id: String,
    },
    /// The sum has more than 64 bits.
    #[error("there are more reports than can be counted")]
    TooMany,
}

/// Adds up metrics, each with the name of its file: what the reports of all of them give, if no run is in two.
pub fn merge(parts: Vec<(String, Metrics)>) -> Result<Metrics, MergeError> {
    if parts.len() > 1 {
        check(&parts)?;
    }
    let mut cohorts: BTreeMap<Option<String>, Cohort> = BTreeMap::new();
    let mut sum = Metrics::default();
    for (_, part) in parts {
        sum.reports = sum.reports.checked_add(part.reports).ok_or(MergeError::TooMany)?;
        // INVARIANT: there are fewer of them than reports.
        sum.duplicates = sum.duplicates.saturating_add(part.duplicates);
        sum.reruns = sum.reruns.saturating_add(part.reruns);
        for cohort in part.cohorts {
            match cohorts.get_mut(&cohort.policy_hash) {
                Some(sum) => add(sum, &cohort),
                None => drop(cohorts.insert(cohort.policy_hash.clone(), cohort)),
            }
        }
    }
    sum.cohorts = cohorts.into_values().collect();
    Ok(sum)
}

fn add(sum: &mut Cohort, cohort: &Cohort) {
    let first = sum.first_run_at.into_iter().chain(cohort.first_run_at).min();
    sum.first_run_at = first;
    sum.last_run_at = sum.last_run_at.max(cohort.last_run_at);
    sum.pinned.merge(&cohort.pinned);
    sum.unpinned.merge(&cohort.unpinned);
    sum.unknowns.merge(&cohort.unknowns);
}

fn check(parts: &[(String, Metrics)]) -> Result<(), MergeError> {
    if let Some((name, _)) =
        parts.iter().find(|(_, part)| part.cohorts.iter().any(|cohort| !cohort.groups.is_empty()))
    {
        return Err(MergeError::Groups { name: name.clone() });
    }
    let with = |tagged: bool| {
        let has = |cohort: &Cohort| cohort.policy_hash.is_some() == tagged;
        parts.iter().find(|(_, part)| part.cohorts.iter().any(has)).map(|(name, _)| name.clone())
    };
    if let (Some(untagged), Some(tagged)) = (with(false), with(true)) {
        return Err(MergeError::UntaggedBesideTagged { untagged, tagged });
    }
    let mut seen: BTreeMap<(Option<&str>, &str), &str> = BTreeMap::new();
    for (name, part) in parts {
        for cohort in &part.cohorts {
            let tag = cohort.policy_hash.as_deref();
            let rows = cohort.profiles(Stratum::All).flat_map(|profile| profile.rows.values());
            let run_ids: BTreeSet<&str> = rows.flat_map(|row| &row.run_ids).map(String::as_str).collect();
            for run_id in run_ids {
                if let Some(first) = seen.insert((tag, run_id), name) {
                    let [first, second] = [first, name.as_str()].map(str::to_owned);
                    return Err(MergeError::SharedRun { first, second, run_id: run_id.to_owned() });
                }
            }
        }
    }
    Ok(())
}
