//! The least clean runs that are enough for an early GO, and which rules hold it back until then.

use std::collections::BTreeSet;

use crate::base::rational::Rational;
use crate::base::time::Timestamp;
use crate::data::metrics::{Cohort, Metrics};
use crate::data::profile::{Profile, Row, RowKey};
use crate::judge::checks::outcomes;
use crate::judge::decide::{all_met, not_shown};
use crate::judge::demand::demand;
use crate::judge::{At, with_scene};
use crate::lang::policy::{CohortChoice, Policy};

/// Most runs of a stratum that are looked at.
const MOST: u64 = 3_000;

/// Clean runs that are just enough for an early GO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstGo {
    /// Pinned runs.
    pub pinned: u64,
    /// Unpinned runs.
    pub unpinned: u64,
    /// The rules with a requirement that is not shown yet with one run fewer, sorted.
    pub held_back_by: Vec<String>,
}

/// The least clean runs that are enough, and of those that need as many the ones most evenly shared. `None` if no number
/// is, or the policy looks at windows or groups of runs, or at their time.
#[must_use]
pub fn first_go(policy: &Policy, confidence: &Rational) -> Option<FirstGo> {
    let asked = demand(policy);
    if !asked.windows.is_empty() || !asked.groups.is_empty() {
        return None;
    }
    let lacks = |pinned: u64, unpinned: u64| lacking(policy, confidence, pinned, unpinned);
    let is_enough = |pinned: u64, unpinned: u64| lacks(pinned, unpinned).is_none();
    if !is_enough(MOST, MOST) {
        return None;
    }
    let mut best: Option<(u64, u64, (u64, u64))> = None;
    let mut unpinned = MOST;
    for pinned in 0..=MOST {
        if !is_enough(pinned, unpinned) {
            continue;
        }
        while unpinned > 0 && is_enough(pinned, unpinned.saturating_sub(1)) {
            unpinned = unpinned.saturating_sub(1);
        }
        let candidate = (pinned.saturating_add(unpinned), pinned.abs_diff(unpinned), (pinned, unpinned));
        if best.is_none_or(|best| candidate < best) {
            best = Some(candidate);
        }
        if unpinned == 0 || best.is_some_and(|(total, ..)| pinned >= total) {
            break;
        }
    }
    let (.., (pinned, unpinned)) = best?;
    let fewer = [(pinned.checked_sub(1), Some(unpinned)), (Some(pinned), unpinned.checked_sub(1))];
    let fewer = fewer.into_iter().filter_map(|(pinned, unpinned)| lacks(pinned?, unpinned?));
    let held_back_by: BTreeSet<String> = fewer.flatten().collect();
    Some(FirstGo { pinned, unpinned, held_back_by: held_back_by.into_iter().collect() })
}

/// The rules that are not shown of so many clean runs; `None` if it is enough for GO.
fn lacking(policy: &Policy, confidence: &Rational, pinned: u64, unpinned: u64) -> Option<Vec<String>> {
    let clean = |runs: u64| {
        let mut profile = Profile::default();
        if runs > 0 {
            profile.add(RowKey::default(), &Row { runs, ..Row::default() });
        }
        profile
    };
    let own = (policy.cohort == CohortChoice::Own).then(|| policy.policy_hash.to_string());
    let time = Timestamp::from_seconds(0);
    let cohort = Cohort {
        policy_hash: own,
        pinned: clean(pinned),
        unpinned: clean(unpinned),
        first_run_at: time,
        last_run_at: time,
        ..Cohort::default()
    };
    let metrics = Metrics { cohorts: vec![cohort], ..Metrics::default() };
    with_scene(policy, &metrics, At::NewestRun, |scene| {
        let outcomes = outcomes(policy, scene?, Some(confidence));
        (!all_met(&outcomes)).then(|| not_shown(&outcomes))
    })
}
