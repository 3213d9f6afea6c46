//! [`Profile`]: the small table that every metric is computed from; profiles add up row by row.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::base::vocab::{DefaultedSet, MaskSet, SignalSet};
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

    /// Takes out the runs of a row that were added before, without a run_id.
    pub fn take(&mut self, key: RowKey, row: &Row) {
        if let Entry::Occupied(mut known) = self.rows.entry(key) {
            let left = known.get_mut();
            left.runs = left.runs.saturating_sub(row.runs);
            left.sums.take_all(&row.sums);
            if left.runs == 0 {
                known.remove();
            }
        }
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
            self.add_run_id(run_id.as_bytes());
        }
    }

    /// Keeps a run_id if it is among the first; an empty one is none.
    #[inline]
    pub fn add_run_id(&mut self, run_id: &[u8]) {
        let last = self.run_ids.get(RUN_IDS_KEPT.saturating_sub(1));
        let is_after = |last: &String| natural::compare_bytes(last.as_bytes(), run_id).is_le();
        if !last.is_some_and(is_after) && !run_id.is_empty() {
            self.keep(run_id);
        }
    }

    #[cold]
    fn keep(&mut self, run_id: &[u8]) {
        let compare = |other: &String| natural::compare_bytes(other.as_bytes(), run_id);
        let at = self.run_ids.partition_point(|other| compare(other).is_le());
        self.run_ids.insert(at, String::from_utf8_lossy(run_id).into_owned());
        self.run_ids.truncate(RUN_IDS_KEPT);
    }
}
