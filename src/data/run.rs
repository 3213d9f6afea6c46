//! [`Run`]: one report, as it is judged.

use crate::base::digest::Sha256;
use crate::base::time::Timestamp;
use crate::base::vocab::{DefaultedSet, MaskSet, Signal, SignalSet, Stratum};

/// What one report says, classes and masks decided. It borrows its names from the reader: millions are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<'a> {
    /// Who it is.
    pub identity: Identity<'a>,
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
    /// The values of the tags that are asked for, in the order of [`crate::data::plan::Plan::tags`].
    pub tags: Vec<Option<&'a str>>,
    /// SHA-256 of the raw report, where it is needed: without a `run_id`, or for the series.
    pub raw: Option<Sha256>,
    /// It was read from a series that an earlier run wrote (`run/1`), not from a report.
    pub recorded: bool,
}

/// Which run a report is of. Reports without a `run_id` have no identity: repeats of them cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Identity<'a> {
    /// The cohort tag.
    pub policy_hash: Option<&'a str>,
    /// The name of the run.
    pub run_id: Option<&'a str>,
    /// The state as stated, trimmed and in lower case; `None` if there was no string.
    pub policy_state: Option<&'a str>,
    /// The job.
    pub job: Option<&'a str>,
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

    /// Adds each count of `other`.
    pub fn add_all(&mut self, other: &Self) {
        for (slot, count) in self.0.iter_mut().zip(other.0) {
            *slot = slot.saturating_add(count);
        }
    }

    /// The classes of unknown added up: what the count of the signal `unknown` is.
    #[must_use]
    pub fn of_classes(&self) -> u128 {
        self.0.iter().skip(Signal::COUNTED.len()).fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The signals with a count of 1 or more.
    #[must_use]
    pub fn hits(&self) -> SignalSet {
        Signal::all().zip(self.0).filter_map(|(signal, count)| (count > 0).then_some(signal)).collect()
    }
}
