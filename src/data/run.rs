//! [`Run`]: one report, as it is judged.

use crate::base::digest::Sha256;
use crate::base::time::Timestamp;
use crate::base::vocab::{DefaultedSet, MaskSet, Signal, SignalSet, Stratum};
use crate::data::provenance::RawReport;

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
    /// The raw reports that it was read from, where the series asks for them.
    pub reports: &'a [RawReport<'a>],
}

/// Which run a report is of. Reports without a `run_id` have no identity: repeats of them cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Identity<'a> {
    /// The cohort tag.
    pub policy_hash: Option<&'a str>,
    /// The name of the run, in UTF-8.
    pub run_id: Option<&'a [u8]>,
    /// The state as stated, trimmed and in lower case; `None` if there was no string.
    pub policy_state: Option<&'a str>,
    /// The job.
    pub job: Option<&'a str>,
}

/// The count of each signal, with 0 for those not hit. A count that is not known holds its known part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    counts: [u128; Signal::COUNT],
    /// Those with a count of 1 or more.
    hits: SignalSet,
}

impl Counts {
    /// The count of a signal.
    #[inline]
    #[must_use]
    pub fn get(&self, signal: Signal) -> u128 {
        self.counts.get(signal.index()).copied().unwrap_or(0)
    }

    /// Adds to the count of a signal.
    #[inline]
    pub fn add(&mut self, signal: Signal, count: u128) {
        if count > 0
            && let Some(slot) = self.counts.get_mut(signal.index())
        {
            *slot = slot.saturating_add(count);
            self.hits = self.hits.with(signal);
        }
    }

    /// Adds each count of `other`.
    pub fn add_all(&mut self, other: &Self) {
        for signal in other.hits.iter() {
            self.add(signal, other.get(signal));
        }
    }

    /// Takes out each count of `other`, which was added before.
    pub fn take_all(&mut self, other: &Self) {
        for signal in other.hits.iter() {
            if let Some(slot) = self.counts.get_mut(signal.index()) {
                *slot = slot.saturating_sub(other.get(signal));
                if *slot == 0 {
                    self.hits = self.hits.without(signal);
                }
            }
        }
    }

    /// The classes of unknown added up: what the count of the signal `unknown` is.
    #[inline]
    #[must_use]
    pub fn of_classes(&self) -> u128 {
        if !self.hits.has_class() {
            return 0;
        }
        let classes = self.hits.minus(Signal::COUNTED.into_iter().collect());
        classes.iter().fold(0, |sum, class| sum.saturating_add(self.get(class)))
    }

    /// The signals with a count of 1 or more.
    #[inline]
    #[must_use]
    pub fn hits(&self) -> SignalSet {
        self.hits
    }
}
