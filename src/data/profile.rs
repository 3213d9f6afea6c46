//! [`Profile`]: the small table that every metric is computed from; profiles add up row by row.

use std::collections::BTreeMap;

use crate::base::vocab::{DefaultedSet, Mask, MaskSet, Signal, SignalSet, UnknownClass};
use crate::data::natural;
use crate::data::run::Counts;

/// How many run_ids a row keeps.
pub const RUN_IDS_KEPT: usize = 5;

/// A row for each combination of signals hit, masks and defaults that occurs.
///
/// INVARIANT: no row counts 0 runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The rows.
    pub rows: BTreeMap<RowKey, Row>,
}

/// What the runs of a row have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RowKey {
    /// The signals they hit.
    pub hits: SignalSet,
    /// What is not known of them.
    pub missing: MaskSet,
    /// Which of their fields were filled by a default.
    pub defaulted: DefaultedSet,
}

/// The runs of one row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// How many.
    pub runs: u64,
    /// Their counts added up; only those of signals hit are above 0.
    pub sums: Counts,
    /// The first of their run_ids in natural order, at most [`RUN_IDS_KEPT`]; a name that several runs have (of
    /// several jobs) stands several times.
    pub run_ids: Vec<String>,
}

impl Profile {
    /// Adds the runs of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (key, row) in &other.rows {
            self.add(*key, row);
        }
    }

    /// Adds the runs of a row.
    pub fn add(&mut self, key: RowKey, row: &Row) {
        self.rows.entry(key).or_default().merge(row);
    }

    /// How many runs it counts.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.rows.values().fold(0, |sum, row| sum.saturating_add(row.runs))
    }
}

impl Row {
    /// Adds the runs of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.runs = self.runs.saturating_add(other.runs);
        self.sums.add_all(&other.sums);
        for run_id in &other.run_ids {
            self.add_run_id(run_id);
        }
    }

    /// Keeps a run_id if it is among the first.
    pub fn add_run_id(&mut self, run_id: &str) {
        let full = self.run_ids.len() >= RUN_IDS_KEPT;
        if full && self.run_ids.last().is_some_and(|last| natural::compare(last, run_id).is_le()) {
            return;
        }
        let at = self.run_ids.partition_point(|other| natural::compare(other, run_id).is_le());
        self.run_ids.insert(at, run_id.to_owned());
        self.run_ids.truncate(RUN_IDS_KEPT);
    }
}

/// What some runs show of some signals: "any of them".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All runs.
    pub runs: u64,
    /// Those that hit one of the signals.
    pub hit: u64,
    /// Those of which it is known that they hit none.
    pub clean: u64,
    /// The others.
    pub not_known: u64,
    /// The counts of the signals added up, of counts not known the known part.
    pub sum: u128,
    /// Some run's count of one of the signals is not known.
    pub sum_unknown: bool,
    /// The runs of which every count of the signals is known.
    pub counted_runs: u64,
    /// The counts of those runs added up.
    pub counted_sum: u128,
}

/// Counts the runs of `profiles` by `signals`, with the classes `waived` taken out of the signal `unknown`.
pub fn tally<'a>(
    profiles: impl IntoIterator<Item = &'a Profile>,
    signals: SignalSet,
    waived: SignalSet,
) -> Tally {
    let mut tally = Tally::default();
    for (key, row) in profiles.into_iter().flat_map(|profile| &profile.rows) {
        tally.add(*key, row, signals, waived);
    }
    tally
}

impl Tally {
    fn add(&mut self, key: RowKey, row: &Row, signals: SignalSet, waived: SignalSet) {
        let waived = if found_absent(key) { SignalSet::default() } else { waived };
        let (mut hit, mut hit_known, mut counts_known, mut sum) = (false, true, true, 0_u128);
        for signal in signals.iter() {
            let (state, countable, count) = observe(key, row, signal, waived);
            hit |= state == Some(true);
            hit_known &= state.is_some();
            counts_known &= countable;
            sum = sum.saturating_add(count);
        }
        self.runs = self.runs.saturating_add(row.runs);
        let slot = match (hit, hit_known) {
            (true, _) => &mut self.hit,
            (false, true) => &mut self.clean,
            (false, false) => &mut self.not_known,
        };
        *slot = slot.saturating_add(row.runs);
        self.sum = self.sum.saturating_add(sum);
        if counts_known {
            self.counted_runs = self.counted_runs.saturating_add(row.runs);
            self.counted_sum = self.counted_sum.saturating_add(sum);
        } else {
            self.sum_unknown = true;
        }
    }
}

/// Whether runs of a row hit a signal (`None`: not known), whether their counts of it are known, and their sum.
fn observe(key: RowKey, row: &Row, signal: Signal, waived: SignalSet) -> (Option<bool>, bool, u128) {
    let hit = key.hits.contains(signal);
    let masked = |mask: Mask| key.missing.contains(mask);
    let counted = |mask: Mask| {
        let known = !masked(mask);
        ((hit || known).then_some(hit), known, row.sums.get(signal))
    };
    match signal {
        Signal::Warn => counted(Mask::Warn),
        Signal::Fail => counted(Mask::Fail),
        Signal::Override => counted(Mask::Override),
        Signal::Unknown => {
            let (mut hit, mut sum) = (false, row.sums.get(signal));
            for class in UnknownClass::ALL {
                let class = Signal::Class(*class);
                if waived.contains(class) {
                    sum = sum.saturating_sub(row.sums.get(class));
                } else {
                    hit |= key.hits.contains(class);
                }
            }
            (Some(hit), !masked(Mask::Unknown), sum)
        }
        Signal::Class(_) => {
            let known = hit || !(masked(Mask::Unknown) || masked(Mask::Causes));
            (known.then_some(hit), known, row.sums.get(signal))
        }
    }
}

/// Expected runs that left no report: nothing is known of them but that. The reader found it, so it is not waived.
fn found_absent(key: RowKey) -> bool {
    let class = Signal::Class(UnknownClass::ArtefactMissing);
    key.missing == MaskSet::untrusted() && key.hits == SignalSet::default().with(Signal::Unknown).with(class)
}
