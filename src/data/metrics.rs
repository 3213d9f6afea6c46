//! [`Metrics`]: all that was counted, per cohort and stratum. Judging needs nothing else.

use crate::base::time::Timestamp;
use crate::base::vocab::Stratum;
use crate::data::profile::Profile;

/// What a set of reports adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metrics {
    /// One for each `policy_hash` tag, sorted, untagged first.
    pub cohorts: Vec<Cohort>,
    /// Reports read: runs, duplicates and reruns together.
    pub reports: u64,
    /// Reports that repeat a run.
    pub duplicates: u64,
    /// Reports of a later attempt of a run.
    pub reruns: u64,
}

/// The runs of one policy version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cohort {
    /// Its tag; `None` for untagged runs.
    pub policy_hash: Option<String>,
    /// Time of its first attributed run.
    pub first_run_at: Option<Timestamp>,
    /// Time of its newest attributed run.
    pub last_run_at: Option<Timestamp>,
    /// Its runs with pinned inputs.
    pub pinned: Profile,
    /// Its runs with moving inputs.
    pub unpinned: Profile,
    /// Its runs that could not be attributed.
    pub unknowns: Profile,
    /// Untagged runs that could be its own; `None` for the untagged cohort itself.
    pub untold: Option<Profile>,
}

impl Cohort {
    /// The profiles that a stratum counts.
    pub fn profiles(&self, stratum: Stratum) -> impl Iterator<Item = &Profile> {
        let (pinned, unpinned, unknowns) = match stratum {
            Stratum::All => (true, true, true),
            Stratum::Pinned => (true, false, false),
            Stratum::Unpinned => (false, true, false),
            Stratum::Unknowns => (false, false, true),
        };
        [(pinned, &self.pinned), (unpinned, &self.unpinned), (unknowns, &self.unknowns)]
            .into_iter()
            .filter_map(|(counted, profile)| counted.then_some(profile))
    }
}
