//! [`Tally`] and [`Counted`]: what the rows of a profile say of a set of signals: a row becomes a rate here.

use crate::base::vocab::{Mask, MaskSet, Signal, SignalSet, UnknownClass};
use crate::data::profile::{Profile, Row, RowKey};

/// Runs counted by what is known of some signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All runs.
    pub runs: u64,
    /// Runs with at least one of the signals.
    pub hit: u64,
    /// Runs of which it is known that they have none of them.
    pub clean: u64,
    /// The other runs.
    pub not_known: u64,
    /// The counts of the signals added up, as far as they are known.
    pub sum: u128,
    /// Whether the count of one of the signals is not known in some run.
    pub sum_unknown: bool,
    /// Runs of which every count of the signals is known.
    pub counted_runs: u64,
    /// The counts of those runs added up.
    pub counted_sum: u128,
}

/// What is known of a set of signals in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// It has one of them.
    Hit,
    /// It has none of them.
    Clean,
    /// It has none that is known of.
    NotKnown,
}

/// Counts the runs of several profiles, nothing waived.
pub fn tally<'a>(profiles: impl IntoIterator<Item = &'a Profile>, signals: &[Signal]) -> Tally {
    let (signals, none) = (signals.iter().copied().collect(), SignalSet::default());
    profiles.into_iter().map(|profile| Tally::of(profile, signals, none)).fold(Tally::default(), Tally::plus)
}

impl Tally {
    /// Counts the runs of a profile; `waived` classes are taken out of the signal `unknown`.
    #[must_use]
    pub fn of(profile: &Profile, signals: SignalSet, waived: SignalSet) -> Self {
        profile
            .rows
            .iter()
            .map(|(key, row)| Self::of_row(key, row, signals, waived))
            .fold(Self::default(), Self::plus)
    }

    fn of_row(key: &RowKey, row: &Row, signals: SignalSet, waived: SignalSet) -> Self {
        let waived = waivable(key, waived);
        let mut tally = Self { runs: row.runs, ..Self::default() };
        match knowledge(key, signals, waived) {
            Knowledge::Hit => tally.hit = row.runs,
            Knowledge::Clean => tally.clean = row.runs,
            Knowledge::NotKnown => tally.not_known = row.runs,
        }
        for signal in signals.iter() {
            let taken_out = if signal == Signal::Unknown { sum_of(row, waived) } else { 0 };
            let count = row.sums.get(signal).saturating_sub(taken_out);
            tally.sum = tally.sum.saturating_add(count);
            tally.sum_unknown |= !count_is_known(key, signal);
        }
        if !tally.sum_unknown {
            tally.counted_runs = row.runs;
            tally.counted_sum = tally.sum;
        }
        tally
    }

    /// Both added up.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            runs: self.runs.saturating_add(other.runs),
            hit: self.hit.saturating_add(other.hit),
            clean: self.clean.saturating_add(other.clean),
            not_known: self.not_known.saturating_add(other.not_known),
            sum: self.sum.saturating_add(other.sum),
            sum_unknown: self.sum_unknown || other.sum_unknown,
            counted_runs: self.counted_runs.saturating_add(other.counted_runs),
            counted_sum: self.counted_sum.saturating_add(other.counted_sum),
        }
    }
}

/// The runs that a metric counts, and those of which it cannot be told whether it counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Runs in scope.
    pub inside: Tally,
    /// Runs that are counted in its stratum and could be in its group or window.
    pub unplaced: Tally,
    /// Runs that could be in scope because they are not attributed.
    pub unattributed: Tally,
    /// Runs that could be in scope because they are not tagged.
    pub untold: Tally,
    /// Only runs of which it is known are counted.
    pub among_known: bool,
}

impl Counted {
    /// The runs that cannot be told, together.
    #[must_use]
    pub fn cannot_be_told(&self) -> Tally {
        self.unplaced.plus(self.unattributed).plus(self.untold)
    }

    /// Hits and runs at the least rate: what is not known is clean, as many runs as can be are in scope.
    #[must_use]
    pub fn least(&self) -> (u64, u64) {
        let told = self.cannot_be_told();
        if self.among_known {
            return (self.inside.hit, self.known());
        }
        (self.inside.hit, sum([self.inside.runs, told.clean, told.not_known]))
    }

    /// Hits and runs at the greatest rate: what is not known is hit.
    #[must_use]
    pub fn greatest(&self) -> (u64, u64) {
        let told = self.cannot_be_told();
        if self.among_known {
            return (self.inside.hit, self.known());
        }
        let (hit, not_known) = (self.inside.hit, self.inside.not_known);
        (sum([hit, not_known, told.hit, told.not_known]), sum([self.inside.runs, told.hit, told.not_known]))
    }

    /// Runs in scope of which it is known.
    #[must_use]
    pub fn known(&self) -> u64 {
        self.inside.runs.saturating_sub(self.inside.not_known)
    }
}

/// Counts added up.
#[must_use]
pub fn sum<const N: usize>(counts: [u64; N]) -> u64 {
    counts.into_iter().fold(0, u64::saturating_add)
}

/// What the runs of a row show of any of the signals.
#[must_use]
pub fn knowledge(key: &RowKey, signals: SignalSet, waived: SignalSet) -> Knowledge {
    let waived = waivable(key, waived);
    let mut clean = true;
    for signal in signals.iter() {
        match knowledge_of(key, signal, waived) {
            Knowledge::Hit => return Knowledge::Hit,
            Knowledge::Clean => {}
            Knowledge::NotKnown => clean = false,
        }
    }
    if clean { Knowledge::Clean } else { Knowledge::NotKnown }
}

fn knowledge_of(key: &RowKey, signal: Signal, waived: SignalSet) -> Knowledge {
    let hit = match signal {
        Signal::Unknown => key.hits.minus(waived).has_class(),
        other => key.hits.contains(other),
    };
    match (hit, hit || signal == Signal::Unknown || count_is_known(key, signal)) {
        (true, _) => Knowledge::Hit,
        (false, true) => Knowledge::Clean,
        (false, false) => Knowledge::NotKnown,
    }
}

/// Whether the count of a signal is known in the runs of a row.
#[must_use]
pub fn count_is_known(key: &RowKey, signal: Signal) -> bool {
    let known = |mask| !key.missing.contains(mask);
    match signal {
        Signal::Warn => known(Mask::Warn),
        Signal::Fail => known(Mask::Fail),
        Signal::Override => known(Mask::Override),
        Signal::Unknown => known(Mask::Unknown),
        Signal::Class(_) => key.hits.contains(signal) || (known(Mask::Unknown) && known(Mask::Causes)),
    }
}

/// The part of `waived` that holds for a row: an expected run without any report is found missing by the reader,
/// not stated by a report, and what the reader found cannot be waived.
fn waivable(key: &RowKey, waived: SignalSet) -> SignalSet {
    if waived.is_empty() {
        return waived;
    }
    let artefact = Signal::Class(UnknownClass::ArtefactMissing);
    let found_missing: SignalSet = [Signal::Unknown, artefact].into_iter().collect();
    if key.missing == MaskSet::untrusted() && key.hits == found_missing {
        waived.without(artefact)
    } else {
        waived
    }
}

fn sum_of(row: &Row, signals: SignalSet) -> u128 {
    signals.iter().map(|signal| row.sums.get(signal)).fold(0, u128::saturating_add)
}
