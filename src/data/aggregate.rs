//! [`Aggregator`]: runs in any order, split over any number of them, add up to the same [`Metrics`].

use crate::base::time::Timestamp;
use crate::data::batch::Batch;
use crate::data::cohort;
use crate::data::dedup::Runs;
use crate::data::expected::{self, Expected, ExpectedRun};
use crate::data::metrics::Metrics;
use crate::data::natural;
use crate::data::parallel;
use crate::data::plan::Plan;
use crate::data::pool::Pool;
use crate::data::run::Run;
use crate::data::seen::Seen;

/// How many of the runs that are not judged are listed.
pub const NOT_JUDGED_LISTED: usize = 100;

/// Counts runs.
#[derive(Debug, Clone)]
pub struct Aggregator {
    plan: Plan,
    /// Each run is in the one that the hash of its identity names.
    shards: Vec<Runs>,
    /// Runs that should have left a report, and left none.
    absent: Runs,
}

/// Runs left out, as their time is after that of the evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotJudged {
    /// How many.
    pub runs: u64,
    /// The first of them, by time, then run_id, at most [`NOT_JUDGED_LISTED`].
    pub first: Vec<Late>,
}

/// A run that is too late to be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// Its time.
    pub time: Timestamp,
    /// Its run_id.
    pub run_id: Option<String>,
}

impl Late {
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let name = |late: &Self| late.run_id.clone().unwrap_or_default();
        self.time.cmp(&other.time).then_with(|| natural::compare(&name(self), &name(other)))
    }
}

impl NotJudged {
    fn add(&mut self, late: Late) {
        let at = self.first.partition_point(|other| other.compare(&late).is_le());
        if at < NOT_JUDGED_LISTED {
            self.first.insert(at, late);
            self.first.truncate(NOT_JUDGED_LISTED);
        }
    }
}

impl Aggregator {
    /// Nothing counted yet. Its runs are split into so many shards (at least 1), which can be filled, merged and
    /// counted apart; several also grow in smaller steps than one.
    #[must_use]
    pub fn new(plan: Plan, shards: usize) -> Self {
        Self::from_shards(plan, vec![Runs::default(); shards])
    }

    /// Of the shards of another, in their order.
    #[must_use]
    pub fn from_shards(plan: Plan, mut shards: Vec<Runs>) -> Self {
        if shards.is_empty() {
            shards.push(Runs::default());
        }
        Self { plan, shards, absent: Runs::default() }
    }

    /// Counts a report.
    pub fn add(&mut self, run: &Run<'_>) {
        let mut batch = Batch::new(&self.plan);
        batch.add(run);
        self.absorb(&batch);
    }

    /// Counts the reports of a batch.
    pub fn absorb(&mut self, batch: &Batch) {
        let by_shard = batch.by_shard(self.shards.len());
        for (number, shard) in self.shards.iter_mut().enumerate() {
            shard.absorb(batch, by_shard.of(number));
        }
    }

    /// Counts what `other`, of the same plan and as many shards, has counted.
    pub fn merge(&mut self, other: &Self) {
        for (shard, other) in self.shards.iter_mut().zip(&other.shards) {
            shard.merge(other);
        }
    }

    /// Says which runs there should be, once all reports are counted: those without any are added as runs of which
    /// nothing is known.
    pub fn expect(&mut self, runs: &[ExpectedRun]) -> Expected {
        let (expected, absent) = expected::check(&self.plan, &self.shards, runs);
        self.absent = absent;
        expected
    }

    /// The runs that left a report, those left out by the plan's `until` too.
    pub fn runs(&self) -> impl Iterator<Item = Seen<'_>> {
        self.shards.iter().flat_map(|shard| shard.seen(None))
    }

    /// All runs, also those that should have left a report and left none.
    #[must_use]
    pub fn pool(&self) -> Pool<'_> {
        let tables: Vec<&Runs> = self.shards.iter().chain([&self.absent]).collect();
        Pool::new(&tables)
    }

    /// The runs left out: those after the plan's `until`, repeats told.
    #[must_use]
    pub fn not_judged(&self) -> NotJudged {
        let mut late = NotJudged::default();
        if self.plan.until.is_none() {
            return late;
        }
        for seen in self.runs().filter(|seen| seen.is_after(self.plan.until)) {
            if let Some(time) = seen.time() {
                late.runs = late.runs.saturating_add(seen.copies());
                for _ in 0..seen.copies().min(NOT_JUDGED_LISTED as u64) {
                    late.add(Late { time, run_id: seen.run_id().map(str::to_owned) });
                }
            }
        }
        late
    }

    /// What all reports add up to.
    #[must_use]
    pub fn finish(&self) -> Metrics {
        self.finish_on(1)
    }

    /// The same, its shards counted on up to so many threads.
    #[must_use]
    pub fn finish_on(&self, threads: usize) -> Metrics {
        let until = self.plan.until;
        let tables: Vec<&Runs> = self.shards.iter().chain([&self.absent]).collect();
        let (runs, duplicates) = parallel::each(&tables, threads, |table| table.told(until))
            .into_iter()
            .fold((0_u64, 0_u64), |sum, told| (sum.0.saturating_add(told.0), sum.1.saturating_add(told.1)));
        let reruns = self.shards.iter().fold(0_u64, |sum, shard| sum.saturating_add(shard.reruns));
        let reports = runs.saturating_add(duplicates).saturating_add(reruns);
        Metrics { cohorts: cohort::cohorts(&tables, &self.plan, threads), reports, duplicates, reruns }
    }
}
