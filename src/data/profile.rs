//! [`Profile`]: the small table that every metric is computed from; profiles add up row by row.

use std::collections::BTreeMap;

use crate::base::vocab::{DefaultedSet, MaskSet, SignalSet};
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
