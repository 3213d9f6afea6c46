//! [`Entry`]: every run that was seen, in some fifty bytes, so that a later report can still change it.

use crate::base::time::Timestamp;
use crate::base::vocab::{DefaultedSet, MaskSet, Signal, SignalSet, Stratum, UnknownClass};
use crate::data::index::{Hash, Interner};
use crate::data::profile::RowKey;
use crate::data::run::{Counts, Run};

/// What many runs have in common beside their counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Where they are counted.
    pub stratum: Stratum,
    /// Their row.
    pub key: RowKey,
    /// Their reports could not be read, or contradict each other.
    pub state: State,
}

/// How the reports of a run were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As reports.
    Read,
    /// Not as JSON objects.
    Unreadable,
    /// They contradict each other.
    Conflict,
}

impl Shape {
    /// The shape of a run.
    #[must_use]
    pub fn of(run: &Run<'_>) -> Self {
        let key = RowKey { hits: run.counts.hits(), missing: run.missing, defaulted: run.defaulted };
        let state = if run.unreadable { State::Unreadable } else { State::Read };
        Self { stratum: run.stratum, key, state }
    }

    /// The shape of a run whose reports contradict each other.
    #[must_use]
    pub fn conflict(stratum: Stratum) -> Self {
        let class = Signal::Class(UnknownClass::RunConflict);
        let hits = SignalSet::default().with(Signal::Unknown).with(class);
        let key = RowKey { hits, missing: MaskSet::untrusted(), defaulted: DefaultedSet::default() };
        Self { stratum, key, state: State::Conflict }
    }

    /// Whether two runs can be the same: defaults may differ.
    #[must_use]
    pub fn agrees(self, other: Self) -> bool {
        let key = RowKey { defaulted: self.key.defaulted, ..other.key };
        self.stratum == other.stratum && self.key == key && self.state == other.state
    }

    pub(super) fn hash(self) -> Hash {
        let RowKey { hits, missing, defaulted } = self.key;
        let sets =
            u64::from(hits.bits()) | u64::from(missing.bits()) << 16 | u64::from(defaulted.bits()) << 32;
        Hash::default().with(sets | (self.stratum as u64) << 48 | (self.state as u64) << 56)
    }
}

/// The part of an identity that many runs share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Number of the cohort tag.
    pub cohort: u32,
    /// The state as stated.
    pub policy_state: Option<String>,
    /// The job.
    pub job: Option<String>,
}

/// The distinct groups, shapes and cohort tags.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The cohort tags.
    pub cohorts: Interner<Option<String>>,
    /// The groups.
    pub groups: Interner<Group>,
    /// The shapes.
    pub shapes: Interner<Shape>,
    last_cohort: u32,
}

impl Names {
    /// The number of a group.
    pub fn group(&mut self, policy_hash: Option<&str>, policy_state: Option<&str>, job: Option<&str>) -> u32 {
        // Most reports are of the cohort of the one before.
        let last = self.cohorts.get(self.last_cohort);
        if last.is_none_or(|last| last.as_deref() != policy_hash) {
            self.last_cohort = self.cohorts.intern(
                Hash::default().with_text(policy_hash),
                |other| other.as_deref() == policy_hash,
                || policy_hash.map(str::to_owned),
            );
        }
        let cohort = self.last_cohort;
        let hash = Hash::default().with(cohort.into()).with_text(policy_state).with_text(job);
        self.groups.intern(
            hash,
            |other| {
                other.cohort == cohort
                    && other.policy_state.as_deref() == policy_state
                    && other.job.as_deref() == job
            },
            || Group { cohort, policy_state: policy_state.map(str::to_owned), job: job.map(str::to_owned) },
        )
    }

    /// The number of a shape.
    pub fn shape(&mut self, shape: Shape) -> u32 {
        self.shapes.intern(shape.hash(), |other| *other == shape, || shape)
    }
}

/// A run, small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Where its record begins in the arena.
    pub record: usize,
    /// When it ran.
    pub time: PackedTime,
    /// How many reports gave it.
    pub reports: u64,
    /// Number of its group.
    pub group: u32,
    /// Number of its shape.
    pub shape: u32,
}

/// A time that may be absent, in eight bytes; none is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackedTime(i64);

impl From<Option<Timestamp>> for PackedTime {
    fn from(time: Option<Timestamp>) -> Self {
        Self(time.map_or(i64::MIN, Timestamp::seconds))
    }
}

impl PackedTime {
    /// The time.
    #[must_use]
    pub fn get(self) -> Option<Timestamp> {
        Timestamp::from_seconds(self.0)
    }
}

/// The names and counts of runs, packed: a record is the length of the run_id, the run_id, the attempt, and the
/// count of each signal hit except `unknown`, which is the sum of the classes. Numbers take seven bits a byte.
#[derive(Debug, Clone, Default)]
pub struct Arena(Vec<u8>);

/// A record, unpacked.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The run_id; empty if there is none.
    pub run_id: &'a str,
    /// The attempt.
    pub attempt: u64,
    /// The packed counts and what follows them.
    rest: &'a [u8],
}

impl Arena {
    /// Appends a record; where it begins.
    pub fn push(&mut self, run_id: &str, attempt: u64, counts: &Counts, hits: SignalSet) -> usize {
        let start = self.0.len();
        self.push_number(run_id.len() as u128);
        self.0.extend_from_slice(run_id.as_bytes());
        self.push_number(attempt.into());
        for signal in counted(hits) {
            self.push_number(counts.get(signal));
        }
        start
    }

    /// Takes the last record back.
    pub fn truncate(&mut self, start: usize) {
        self.0.truncate(start);
    }

    fn push_number(&mut self, mut number: u128) {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push((number & 0x7f) as u8);
    }

    /// The bytes of a run_id.
    #[inline]
    #[must_use]
    pub fn run_id(&self, start: usize) -> &[u8] {
        let (length, rest) = number(self.0.get(start..).unwrap_or_default());
        usize::try_from(length).ok().and_then(|length| rest.get(..length)).unwrap_or_default()
    }

    /// The record that begins at `start`.
    #[must_use]
    pub fn record(&self, start: usize) -> Record<'_> {
        let run_id = self.run_id(start);
        let (_, rest) = number(self.0.get(start..).unwrap_or_default());
        let (attempt, rest) = number(rest.get(run_id.len()..).unwrap_or_default());
        // INVARIANT: it was a `str` when it was pushed, and the attempt a `u64`.
        let run_id = std::str::from_utf8(run_id).unwrap_or_default();
        Record { run_id, attempt: u64::try_from(attempt).unwrap_or(u64::MAX), rest }
    }
}

impl Record<'_> {
    /// The counts of a run that hits `hits`.
    #[must_use]
    pub fn counts(&self, hits: SignalSet) -> Counts {
        let mut counts = Counts::default();
        self.add_to(&mut counts, hits);
        counts
    }

    /// Adds the counts of a run that hits `hits` to others.
    pub fn add_to(&self, sums: &mut Counts, hits: SignalSet) {
        let mut rest = self.rest;
        for signal in counted(hits) {
            let (count, after) = number(rest);
            sums.add(signal, count);
            if matches!(signal, Signal::Class(_)) {
                sums.add(Signal::Unknown, count);
            }
            rest = after;
        }
    }
}

/// The signals whose counts a record holds.
fn counted(hits: SignalSet) -> impl Iterator<Item = Signal> {
    hits.without(Signal::Unknown).iter()
}

fn number(bytes: &[u8]) -> (u128, &[u8]) {
    let (mut value, mut shift, mut rest) = (0_u128, 0_u32, bytes);
    while let [byte, after @ ..] = rest {
        value |= u128::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        (shift, rest) = (shift.saturating_add(7), after);
        if byte & 0x80 == 0 {
            break;
        }
    }
    (value, rest)
}
