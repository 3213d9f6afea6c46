//! [`Entry`]: every run that was seen, in twenty bytes and its record, so that a later report can still change it.

use crate::base::time::Timestamp;
use crate::base::vocab::{DefaultedSet, MaskSet, Signal, SignalSet, Stratum, UnknownClass};
use crate::data::profile::RowKey;
use crate::data::records::At;
use crate::data::run::Run;

/// What many runs have in common beside their counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Where they are counted.
    pub stratum: Stratum,
    /// Their row.
    pub key: RowKey,
    /// How their reports were read.
    pub state: State,
}

/// How the reports of a run were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As reports.
    Read,
    /// Not as JSON objects.
    Unreadable,
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
        Self { stratum, key, state: State::Read }
    }

    /// Whether two runs can be the same: defaults may differ.
    #[must_use]
    pub fn agrees(self, other: Self) -> bool {
        let key = RowKey { defaulted: self.key.defaulted, ..other.key };
        self.stratum == other.stratum && self.key == key && self.state == other.state
    }

    /// A number that no other shape has.
    #[must_use]
    pub fn bits(self) -> u64 {
        let RowKey { hits, missing, defaulted } = self.key;
        let sets =
            u64::from(hits.bits()) | u64::from(missing.bits()) << 16 | u64::from(defaulted.bits()) << 32;
        sets | (self.stratum as u64) << 48 | (self.state as u64) << 56
    }
}

/// A run, small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Number of its kind.
    pub kind: u32,
    /// How many reports gave it; no more than 2^32 - 1 are told.
    pub reports: u32,
    block: u32,
    time_lower: u32,
    offset: u16,
    time_upper: u16,
}

impl Entry {
    /// A run that one report gave.
    #[inline]
    #[must_use]
    pub fn new(kind: u32, time: PackedTime, At { block, offset }: At) -> Self {
        let entry = Self { kind, reports: 1, block, offset, time_lower: 0, time_upper: 0 };
        entry.with_time(time)
    }

    /// Of another kind.
    #[inline]
    #[must_use]
    pub fn with_kind(self, kind: u32) -> Self {
        Self { kind, ..self }
    }

    /// Where its record begins.
    #[inline]
    #[must_use]
    pub fn at(&self) -> At {
        At { block: self.block, offset: self.offset }
    }

    /// With its record at another place.
    #[inline]
    #[must_use]
    pub fn with_record(self, At { block, offset }: At) -> Self {
        Self { block, offset, ..self }
    }

    /// When it ran.
    #[inline]
    #[must_use]
    pub fn time(&self) -> PackedTime {
        PackedTime(u64::from(self.time_upper) << 32 | u64::from(self.time_lower))
    }

    /// At another time.
    #[inline]
    #[must_use]
    pub fn with_time(self, PackedTime(time): PackedTime) -> Self {
        Self { time_upper: (time >> 32 & 0xffff) as u16, time_lower: (time & 0xffff_ffff) as u32, ..self }
    }
}

/// A time that may be absent, in six bytes; none is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackedTime(u64);

/// Brings all times, of which none is before the year 0, above 0: the number of no time.
const SHIFT: i64 = 1 << 40;

impl From<Option<Timestamp>> for PackedTime {
    #[inline]
    fn from(time: Option<Timestamp>) -> Self {
        Self(time.map_or(0, |time| time.seconds().saturating_add(SHIFT).unsigned_abs()))
    }
}

impl PackedTime {
    /// A number that no other time has.
    #[inline]
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The time.
    #[inline]
    #[must_use]
    pub fn get(self) -> Option<Timestamp> {
        Timestamp::from_seconds(i64::try_from(self.0).ok()?.saturating_sub(SHIFT))
    }
}
