//! [`Run`]: one report, as it is judged.

use crate::base::time::Timestamp;
use crate::base::vocab::{DefaultedSet, MaskSet, Signal, SignalSet, Stratum};

/// What one report says, classes and masks decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Who it is.
    pub identity: Identity,
    /// Which attempt, from 1; the lowest of an identity counts.
    pub attempt: u64,
    /// When it ran.
    pub time: Option<Timestamp>,
    /// Where it is counted: pinned, unpinned or unknowns.
    pub stratum: Stratum,
    /// Its counts.
    pub counts: Counts,
    /// What is not known of it.
    pub missing: MaskSet,
    /// Which fields were filled by a default.
    pub defaulted: DefaultedSet,
    /// It could not be read as a JSON object at all.
    pub unreadable: bool,
}

/// Which run a report is of. Reports without a `run_id` have no identity: repeats of them cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The cohort tag.
    pub policy_hash: Option<String>,
    /// The name of the run.
    pub run_id: Option<String>,
    /// The state as stated, trimmed and in lower case; `None` if there was no string.
    pub policy_state: Option<String>,
    /// The job.
    pub job: Option<String>,
}

/// The count of each signal, with 0 for those not hit. A count that is not known holds its known part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts([u128; Signal::COUNT]);

impl Counts {
    /// The count of a signal.
    #[must_use]
    pub fn get(&self, signal: Signal) -> u128 {
        self.0.get(signal.index()).copied().unwrap_or(0)
    }

    /// Adds to the count of a signal.
    pub fn add(&mut self, signal: Signal, count: u128) {
        if let Some(slot) = self.0.get_mut(signal.index()) {
            *slot = slot.saturating_add(count);
        }
    }

    /// The signals with a count of 1 or more.
    #[must_use]
    pub fn hits(&self) -> SignalSet {
        Signal::all().filter(|signal| self.get(*signal) > 0).collect()
    }
}
