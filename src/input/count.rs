//! [`Shards`]: the runs that all workers have counted; [`Count`]: what one worker has besides.

use std::sync::{Mutex, PoisonError, TryLockError};

use crate::base::digest::Sha256;
use crate::data::aggregate::Aggregator;
use crate::data::batch::Batch;
use crate::data::dedup::Runs;
use crate::data::defect::Defects;
use crate::data::plan::Plan;

/// The runs that were counted. Each is in the shard that its identity names, so that several workers can add some at
/// the same time.
#[derive(Debug)]
pub struct Shards(Vec<Mutex<Runs>>);

/// How many shards there are: the more, the less one worker waits for the other.
const SHARDS: usize = 16;

impl Default for Shards {
    fn default() -> Self {
        Self((0..SHARDS).map(|_| Mutex::default()).collect())
    }
}

impl Shards {
    /// Counts the runs of a batch.
    pub fn absorb(&self, batch: &Batch) {
        let runs = batch.by_shard(self.0.len());
        let mut in_use = Vec::new();
        for (number, shard) in self.0.iter().enumerate() {
            match shard.try_lock() {
                Ok(mut shard) => shard.absorb(batch, runs.of(number)),
                Err(TryLockError::WouldBlock) => in_use.push((number, shard)),
                Err(TryLockError::Poisoned(error)) => error.into_inner().absorb(batch, runs.of(number)),
            }
        }
        for (number, shard) in in_use {
            shard.lock().unwrap_or_else(PoisonError::into_inner).absorb(batch, runs.of(number));
        }
    }

    /// All that was counted.
    #[must_use]
    pub fn into_aggregator(self, plan: Plan) -> Aggregator {
        let shards = self.0.into_iter();
        let shards = shards.map(|shard| shard.into_inner().unwrap_or_else(PoisonError::into_inner));
        Aggregator::from_shards(plan, shards.collect())
    }
}

/// What was read of some files, beside their runs.
#[derive(Debug, Default)]
pub struct Count {
    /// What was found wrong in them.
    pub defects: Defects,
    /// Their digests, if they were asked for.
    pub digests: Vec<Sha256>,
    /// How many there are.
    pub files: u64,
    /// How many of them have a path that does not fit the pattern that was given.
    pub unfit: u64,
}

impl Count {
    /// Adds what another worker has read.
    pub fn merge(&mut self, other: Self) {
        self.defects.merge(other.defects);
        self.digests.extend(other.digests);
        self.files += other.files;
        self.unfit += other.unfit;
    }
}
