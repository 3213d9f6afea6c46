//! [`Profile`]: the small table that every metric is computed from; profiles add up row by row.

use std::collections::BTreeMap;

use crate::base::vocab::{DefaultedSet, MaskSet, Signal, SignalSet};
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
    /// The first of their run_ids in natural order, at most [`RUN_IDS_KEPT`].
    pub run_ids: Vec<String>,
}

impl Profile {
    /// Adds the runs of a row.
    pub fn add(&mut self, key: RowKey, row: Row) {
        if let Some(sum) = self.rows.get_mut(&key) {
            sum.runs = sum.runs.saturating_add(row.runs);
            for signal in Signal::all() {
                sum.sums.add(signal, row.sums.get(signal));
            }
            sum.run_ids.extend(row.run_ids);
            sum.run_ids.sort_by(|a, b| natural_order(a, b));
            sum.run_ids.truncate(RUN_IDS_KEPT);
        } else {
            self.rows.insert(key, row);
        }
    }
}

/// `r2` before `r10`.
#[must_use]
pub fn natural_order(a: &str, b: &str) -> std::cmp::Ordering {
    a.cmp(b)
}
