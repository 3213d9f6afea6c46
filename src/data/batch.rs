//! [`Batch`]: runs as they come from the reader, appended without a look at what came before.

use std::sync::Arc;

use crate::data::entries::{Entry, PackedTime, Shape};
use crate::data::index::Hash;
use crate::data::names::Names;
use crate::data::plan::Plan;
use crate::data::provenance::Provenance;
use crate::data::records::{Records, run_id};
use crate::data::run::Run;

/// How many kinds are kept for what comes.
const KINDS: usize = 1024;

/// The hash of a run: of its identity, or, without a run_id, of all that it says.
#[inline]
pub(super) fn hash_of(identity: Hash, time: PackedTime, record: &[u8]) -> Hash {
    match run_id(record) {
        [] => identity.with(time.number()).with_bytes(record),
        run_id => identity.with_bytes(run_id),
    }
}

/// Some runs, repeats among them not told: they count once [`crate::data::dedup::Runs::absorb`] takes them in, and
/// can be thrown away as well.
#[derive(Debug, Default)]
pub struct Batch {
    pub(super) names: Names,
    /// As long as this is the same, so are the numbers of the kinds.
    pub(super) numbering: Arc<()>,
    pub(super) records: Records,
    pub(super) pending: Vec<Pending>,
    pub(super) provenance: Provenance,
    series: bool,
}

/// A run of a batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    pub(super) hash: Hash,
    pub(super) entry: Entry,
    /// The length of its record.
    pub(super) length: usize,
    /// How often it was recorded, not reported; only without a run_id, else it is a report like others.
    pub(super) recorded: u32,
}

impl Batch {
    /// An empty batch; it keeps as much of each run as the plan needs.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self { series: plan.series, ..Self::default() }
    }

    /// Adds a report.
    #[inline]
    pub fn add(&mut self, run: &Run<'_>) {
        if self.series {
            for report in run.reports {
                self.provenance.add(self.pending.len(), report);
            }
        }
        let shape = Shape::of(run);
        let kind = self.names.of(run, shape);
        let (at, length) = self.records.add(run, shape.key.hits);
        let (identity, time) = (self.names.identity(kind), run.time.into());
        let mut entry = Entry::new(kind, time, at);
        let (hash, recorded) = if let Some(run_id) = run.identity.run_id.filter(|run_id| !run_id.is_empty()) {
            (identity.with_bytes(run_id), 0)
        } else {
            let tail = self.records.tail(at);
            (hash_of(identity, time, tail.get(..length).unwrap_or(tail)), u32::from(run.recorded))
        };
        entry.reports = entry.reports.saturating_sub(recorded);
        self.pending.push(Pending { hash, entry, length, recorded });
    }

    /// How many runs it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Takes all runs away; the memory is used again, and the kinds too, as they are mostly seen again.
    pub fn clear(&mut self) {
        if self.names.kinds().len() > KINDS {
            (self.names, self.numbering) = (Names::default(), Arc::default());
        }
        self.records.clear();
        self.pending.clear();
        self.provenance.clear();
    }

    /// The runs by the shard they belong to.
    #[must_use]
    pub fn by_shard(&self, shards: usize) -> ByShard {
        let mut ends = vec![0_usize; shards.max(1)];
        for run in &self.pending {
            if let Some(end) = ends.get_mut(run.hash.part(shards)) {
                *end = end.saturating_add(1);
            }
        }
        let mut end = 0_usize;
        for slot in &mut ends {
            end = end.saturating_add(*slot);
            *slot = end;
        }
        let mut order = vec![0; self.pending.len()];
        // From the last: each is put before those of its shard that are placed already.
        let numbers = 0..u32::try_from(self.pending.len()).unwrap_or(u32::MAX);
        for (number, run) in numbers.zip(&self.pending).rev() {
            if let Some(end) = ends.get_mut(run.hash.part(shards)) {
                *end = end.saturating_sub(1);
                if let Some(slot) = order.get_mut(*end) {
                    *slot = number;
                }
            }
        }
        ByShard { order, starts: ends }
    }
}

/// The runs of a batch by the shard they belong to.
#[derive(Debug, Clone)]
pub struct ByShard {
    order: Vec<u32>,
    starts: Vec<usize>,
}

impl ByShard {
    /// The numbers of the runs of a shard.
    #[must_use]
    pub fn of(&self, shard: usize) -> &[u32] {
        let start = self.starts.get(shard).copied().unwrap_or(self.order.len());
        let end = self.starts.get(shard.saturating_add(1)).copied().unwrap_or(self.order.len());
        self.order.get(start..end).unwrap_or_default()
    }
}
