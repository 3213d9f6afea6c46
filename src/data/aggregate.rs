//! [`Aggregator`]: runs in any order, split over any number of them, add up to the same [`Metrics`].

use crate::base::time::Timestamp;
use crate::data::cohort;
use crate::data::dedup::Runs;
use crate::data::metrics::Metrics;
use crate::data::natural;
use crate::data::plan::Plan;
use crate::data::run::Run;

/// How many of the runs that are not judged are listed.
pub const NOT_JUDGED_LISTED: usize = 100;

/// Counts runs.
#[derive(Debug, Clone, Default)]
pub struct Aggregator {
    plan: Plan,
    runs: Runs,
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
    /// Nothing counted yet.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self { plan, ..Self::default() }
    }

    /// Counts a report.
    pub fn add(&mut self, run: &Run<'_>) {
        self.runs.add(run);
    }

    /// Counts what `other`, of the same plan, has counted.
    pub fn merge(&mut self, other: &Self) {
        self.runs.merge(&other.runs);
    }

    /// The runs left out: those after the plan's `until`, repeats told.
    #[must_use]
    pub fn not_judged(&self) -> NotJudged {
        let mut late = NotJudged::default();
        let after = |time: &Timestamp| self.plan.until.is_some_and(|until| *time > until);
        for entry in &self.runs.entries {
            if let Some(time) = entry.time.get().filter(after) {
                let run_id = self.runs.arena.record(entry.record).run_id;
                late.runs = late.runs.saturating_add(1);
                late.add(Late { time, run_id: (!run_id.is_empty()).then(|| run_id.to_owned()) });
            }
        }
        late
    }

    /// What all reports add up to.
    #[must_use]
    pub fn finish(&self) -> Metrics {
        let repeats = |reports: u64| reports.saturating_sub(1);
        let (runs, reruns) = (self.runs.until(self.plan.until).count() as u64, self.runs.reruns);
        let duplicates = self
            .runs
            .until(self.plan.until)
            .fold(0_u64, |sum, entry| sum.saturating_add(repeats(entry.reports)));
        let reports = runs.saturating_add(duplicates).saturating_add(reruns);
        Metrics { cohorts: cohort::cohorts(&self.runs, self.plan.until), reports, duplicates, reruns }
    }
}
