//! [`Seen`]: a run of the table, as it is counted, drawn into windows and written down.

use std::cmp::Ordering;

use crate::base::digest::Sha256;
use crate::base::time::Timestamp;
use crate::base::vocab::Signal;
use crate::data::dedup::Runs;
use crate::data::entries::{Entry, Shape};
use crate::data::names::Kind;
use crate::data::natural;
use crate::data::provenance::RawReport;
use crate::data::records::Record;
use crate::data::run::Counts;

/// A run, all its reports brought together.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    runs: &'a Runs,
    number: usize,
    entry: Entry,
    kind: &'a Kind,
}

impl Runs {
    /// The run with this number, below [`Self::len`].
    #[inline]
    #[must_use]
    pub fn get(&self, number: usize) -> Option<Seen<'_>> {
        let entry = *self.entries.get(number)?;
        Some(Seen { runs: self, number, entry, kind: self.names.get(entry.kind)? })
    }

    /// How many numbers runs have; alike ones without a run_id share one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The cohort tag and the shape of the runs of each kind: [`Seen::kind`] is a number of this list.
    pub fn cohorts_and_shapes(&self) -> impl Iterator<Item = (Option<&str>, Shape)> {
        self.names.kinds().iter().map(|kind| (self.names.read(kind.policy_hash), kind.shape))
    }

    /// The runs that are not after `until`; those without a time are not.
    pub fn seen(&self, until: Option<Timestamp>) -> impl Iterator<Item = Seen<'_>> {
        self.entries.iter().enumerate().filter_map(move |(number, entry)| {
            let seen = Seen { runs: self, number, entry: *entry, kind: self.names.get(entry.kind)? };
            (!seen.is_after(until)).then_some(seen)
        })
    }

    /// How many runs there are that are not after `until`, and how many reports repeat them.
    #[must_use]
    pub fn told(&self, until: Option<Timestamp>) -> (u64, u64) {
        self.seen(until).fold((0, 0), |(runs, duplicates): (u64, u64), seen| {
            let copies = seen.copies();
            let repeats = seen.reports().saturating_sub(copies);
            (runs.saturating_add(copies), duplicates.saturating_add(repeats))
        })
    }
}

impl<'a> Seen<'a> {
    /// Whether it is too late to be judged.
    #[inline]
    #[must_use]
    pub fn is_after(&self, until: Option<Timestamp>) -> bool {
        until.is_some_and(|until| self.time().is_some_and(|time| time > until))
    }

    /// Its number among the runs of its table.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// Number of all that it has in common with others: cohort, state, job, tags and shape.
    #[inline]
    #[must_use]
    pub fn kind(&self) -> u32 {
        self.entry.kind
    }

    /// For how many runs it stands: 1, but without a run_id for all that say the same to the last bit, as many as were
    /// reported or as were recorded, whichever is more.
    #[inline]
    #[must_use]
    pub fn copies(&self) -> u64 {
        // Mostly known without a look at the record.
        if self.entry.reports == 1 && self.runs.recorded.is_empty() {
            return 1;
        }
        match self.run_id_bytes() {
            [] => self.entry.reports.max(self.runs.recorded_at(self.number)).into(),
            _ => 1,
        }
    }

    /// How many reports gave them; those of later attempts did not.
    #[must_use]
    pub fn reports(&self) -> u64 {
        u64::from(self.entry.reports).saturating_add(self.runs.recorded_at(self.number).into())
    }

    /// The cohort tag.
    #[must_use]
    pub fn cohort(&self) -> Option<&'a str> {
        self.runs.names.read(self.kind.policy_hash)
    }

    /// The state as stated.
    #[must_use]
    pub fn policy_state(&self) -> Option<&'a str> {
        self.runs.names.read(self.kind.policy_state)
    }

    /// The job.
    #[must_use]
    pub fn job(&self) -> Option<&'a str> {
        self.runs.names.read(self.kind.job)
    }

    /// The value of the tag at this place of [`crate::data::plan::Plan::tags`], if all reports agree on it.
    #[must_use]
    pub fn tag(&self, place: usize) -> Option<&'a str> {
        self.runs.names.value(self.kind.tags, place)
    }

    /// The run_id.
    #[must_use]
    pub fn run_id(&self) -> Option<&'a str> {
        // INVARIANT: it was a `str` when it was packed.
        std::str::from_utf8(self.run_id_bytes()).ok().filter(|run_id| !run_id.is_empty())
    }

    /// The bytes of the run_id, empty if there is none: without a look at whether they are UTF-8.
    #[inline]
    #[must_use]
    pub fn run_id_bytes(&self) -> &'a [u8] {
        self.record().run_id
    }

    /// The digest of the raw report of a run without a run_id.
    #[must_use]
    pub fn raw(&self) -> Option<Sha256> {
        self.record().raw()
    }

    /// The attempt.
    #[must_use]
    pub fn attempt(&self) -> u64 {
        self.record().attempt()
    }

    /// When it ran.
    #[inline]
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        self.entry.time().get()
    }

    /// Where it is counted, and what it shows.
    #[inline]
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.kind.shape
    }

    /// Its name and counts, packed.
    #[inline]
    #[must_use]
    pub fn record(&self) -> Record<'a> {
        Record::read(self.runs.records.tail(self.entry.at()))
    }

    /// Its counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.record().counts(self.shape().key.hits)
    }

    /// The raw reports that gave it, sorted by their digest, if they were asked for.
    #[must_use]
    pub fn raw_reports(&self) -> Vec<RawReport<'a>> {
        self.runs.provenance.of(self.number)
    }

    /// The order of runs: oldest first (none before any time), by run_id in natural order (none first), then by all
    /// else that they say, so that it never depends on the order of reports.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        let names = |seen: &Self| (seen.cohort(), seen.policy_state(), seen.job());
        let tags = |seen: &Self| seen.runs.names.values(seen.kind.tags);
        let shape = |seen: &Self| (seen.shape().stratum, seen.shape().key, seen.shape().state);
        let (left, right) = (self.record(), other.record());
        let counts = |seen: &Self| {
            let counts = seen.counts();
            Signal::all().map(move |signal| counts.get(signal))
        };
        (self.entry.time().cmp(&other.entry.time()))
            .then_with(|| natural::compare_bytes(left.run_id, right.run_id))
            .then_with(|| names(self).cmp(&names(other)))
            .then_with(|| left.attempt().cmp(&right.attempt()))
            .then_with(|| shape(self).cmp(&shape(other)))
            .then_with(|| counts(self).cmp(counts(other)))
            .then_with(|| tags(self).cmp(tags(other)))
            .then_with(|| left.raw().cmp(&right.raw()))
    }
}
