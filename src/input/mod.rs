//! Files, folders and standard input → [`Reading`]: what all reports in them add up to.

pub mod codec;
pub mod count;
pub mod cut;
pub mod decoder;
pub mod error;
pub mod feed;
pub mod options;
pub mod pool;
pub mod progress;
pub mod raw;
pub mod section;
pub mod walk;
pub mod worker;

use std::path::PathBuf;
use std::thread;

use crate::base::digest::Sha256;
use crate::data::aggregate::{Aggregator, NotJudged};
use crate::data::defect::Defects;
use crate::data::expected::Expected;
use crate::data::metrics::Metrics;
use crate::data::plan::Plan;
use crate::input::count::Shards;
use crate::input::error::InputError;
pub use crate::input::options::Options;
use crate::input::pool::Pool;
use crate::input::walk::Walk;
use crate::input::worker::{Shared, Worker};

/// What was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What it adds up to.
    pub metrics: Metrics,
    /// The SHA-256 of the sorted list of the files' SHA-256, if it was asked for.
    pub inputs_sha256: Option<Sha256>,
    /// Reports that are too late to be judged.
    pub not_judged: NotJudged,
    /// How many runs should have left a report, and how many did, if anybody says.
    pub expected: Option<Expected>,
    /// The runs, for the series.
    pub runs: Aggregator,
    /// What was found wrong in reports.
    pub defects: Defects,
    /// How many files there were.
    pub files: u64,
    /// How many of them have a path that the pattern of the options does not fit.
    pub unfit: u64,
}

/// Reads all reports in `paths`: files, folders, `-` for standard input.
pub fn read(paths: &[PathBuf], plan: &Plan, options: &Options) -> Result<Reading, InputError> {
    let pool = Pool::new(Walk::new(paths, options.include.clone())?);
    let shards = Shards::default();
    let shared = Shared { pool: &pool, shards: &shards, plan, options };
    let (count, threads) = thread::scope(|scope| {
        let mut others = Vec::new();
        let mut count = Worker::new(shared).run(|first| {
            // To start threads takes longer than to read a little.
            let is_much = || first.read > options.chunk || pool.has_long();
            if others.is_empty() && is_much() && options.threads.count() > 1 {
                pool.expect_workers(options.threads.count());
                let other = || move || Worker::new(shared).run(|_| ());
                // Where there are no more threads to be had, there are fewer.
                let start = |_| thread::Builder::new().spawn_scoped(scope, other());
                others.extend((1..options.threads.count()).map_while(|number| start(number).ok()));
            }
        });
        let threads = others.len() + 1;
        for other in others {
            match other.join() {
                Ok(other) => count.merge(other),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        (count, threads)
    });
    if let Some(failure) = pool.into_failure() {
        return Err(failure);
    }
    let mut aggregator = shards.into_aggregator(plan.clone());
    let expected = options.expected.as_deref().map(|runs| aggregator.expect(runs));
    Ok(Reading {
        metrics: aggregator.finish_on(threads),
        inputs_sha256: options.digest.then(|| Sha256::of_sorted(count.digests)),
        not_judged: aggregator.not_judged(),
        expected,
        runs: aggregator,
        defects: count.defects,
        files: count.files,
        unfit: count.unfit,
    })
}
