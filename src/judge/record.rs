//! The records of a verdict that say what was judged: policy, cohort, evidence, waivers.

use crate::base::time::Timestamp;
use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::data::metrics::{Cohort, Metrics};
use crate::judge::phase::runs;
use crate::judge::verdict::{
    CohortRecord, Evidence, EvidenceRecord, NoCohort, OtherCohort, PolicyRecord, WaiverRecord,
};
use crate::judge::waivers;
use crate::lang::policy::Policy;

/// The policy as judged.
#[must_use]
pub fn policy(policy: &Policy) -> PolicyRecord {
    PolicyRecord {
        id: policy.id.clone(),
        title: policy.title.clone(),
        policy_hash: policy.policy_hash,
        rules_hash: policy.rules_hash,
        canonical_text: policy.canonical_text.clone(),
        constants: policy.constants.clone(),
        sources: policy.sources.clone(),
    }
}

/// Which runs were judged, and which others there are.
#[must_use]
pub fn cohort(policy: &Policy, metrics: &Metrics, chosen: Result<&Cohort, NoCohort>) -> CohortRecord {
    let judged = chosen.ok();
    let observed_policy_hash = judged.and_then(|cohort| cohort.policy_hash.clone());
    let is_own = observed_policy_hash.as_deref() == Some(policy.policy_hash.to_string().as_str());
    let others = metrics
        .cohorts
        .iter()
        .filter(|cohort| judged.is_none_or(|judged| judged.policy_hash != cohort.policy_hash))
        .map(|cohort| OtherCohort {
            policy_hash: cohort.policy_hash.clone(),
            runs: runs(cohort, Stratum::All),
            first_run_at: cohort.first_run_at,
            last_run_at: cohort.last_run_at,
        })
        .collect();
    CohortRecord { choice: policy.cohort, judged: chosen.map(|_| ()), observed_policy_hash, is_own, others }
}

/// What was counted of the judged cohort.
#[must_use]
pub fn evidence(metrics: &Metrics, judged: Option<&Cohort>, evidence: Evidence) -> EvidenceRecord {
    let mut record = EvidenceRecord {
        evidence,
        reports: metrics.reports,
        duplicates: metrics.duplicates,
        reruns: metrics.reruns,
        runs: Stratum::ALL
            .iter()
            .map(|stratum| (*stratum, judged.map_or(0, |cohort| runs(cohort, *stratum))))
            .collect(),
        untold: 0,
        first_run_at: judged.and_then(|cohort| cohort.first_run_at),
        last_run_at: judged.and_then(|cohort| cohort.last_run_at),
        defaulted: std::collections::BTreeMap::new(),
        classes: std::collections::BTreeMap::new(),
    };
    let Some(cohort) = judged else { return record };
    let untold = cohort.untold.iter().flat_map(|untold| untold.rows.values());
    record.untold = untold.fold(0, |total, row| total.saturating_add(row.runs));
    for (key, row) in cohort.profiles(Stratum::All).flat_map(|profile| &profile.rows) {
        for field in key.defaulted.iter() {
            let count = record.defaulted.entry(field.to_string()).or_default();
            *count = count.saturating_add(row.runs);
        }
        for class in UnknownClass::ALL.iter().filter(|class| key.hits.contains(Signal::Class(**class))) {
            let count = record.classes.entry(*class).or_default();
            *count = count.saturating_add(row.runs);
        }
    }
    record
}

/// Each waiver and what it did.
#[must_use]
pub fn waivers(policy: &Policy, judged: Option<&Cohort>, at: Option<Timestamp>) -> Vec<WaiverRecord> {
    policy
        .waivers
        .iter()
        .map(|waiver| {
            let runs = judged.map_or(0, |cohort| waivers::runs_covered(waiver, cohort));
            let void = !waivers::in_force(waiver, at);
            WaiverRecord { waiver: waiver.clone(), runs, void, unused: !void && runs == 0 }
        })
        .collect()
}
