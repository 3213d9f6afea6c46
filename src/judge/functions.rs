//! Metric × counted runs → [`Value`]: the table of intervals of docs/language.md, a line a metric.

use crate::base::rational::Rational;
use crate::base::time::{Duration, Timestamp};
use crate::base::vocab::{SignalSet, Stratum};
use crate::data::metrics::Cohort;
use crate::data::profile::Profile;
use crate::data::tally::{Counted, Tally, sum};
use crate::judge::value::{Interval, Undefined, Value};
use crate::judge::waivers::Waived;
use crate::lang::builtins::Builtin;
use crate::lang::policy::Metric;

/// What metrics are computed from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The judged runs.
    pub cohort: &'a Cohort,
    /// The time of evaluation.
    pub at: Option<Timestamp>,
    /// The classes that are waived, per stratum.
    pub waived: &'a Waived,
    /// Every metric is judged `among known`: one of the assumptions of the sensitivity.
    pub missing_ignored: bool,
}

/// Some runs that a scope holds: where they are counted (all: untagged runs, which could be of any stratum), their
/// profile, and the classes waived for them.
pub type Part<'a> = (Stratum, &'a Profile, SignalSet);

/// Which runs a scope holds.
struct Scope<'a> {
    inside: Vec<Part<'a>>,
    unattributed: Option<Part<'a>>,
    untold: Option<Part<'a>>,
}

impl<'a> Scene<'a> {
    fn scope(&self, stratum: Stratum, among_known: bool) -> Scope<'a> {
        let cohort = self.cohort;
        let part = |stratum, profile| (stratum, profile, self.waived.of(stratum));
        let pinned = part(Stratum::Pinned, &cohort.pinned);
        let unpinned = part(Stratum::Unpinned, &cohort.unpinned);
        let unknowns = part(Stratum::Unknowns, &cohort.unknowns);
        let (inside, unattributed) = match (stratum, among_known) {
            (Stratum::All, false) => (vec![pinned, unpinned, unknowns], None),
            (Stratum::All, true) => (vec![pinned, unpinned], None),
            (Stratum::Pinned, _) => (vec![pinned], Some(unknowns)),
            (Stratum::Unpinned, _) => (vec![unpinned], Some(unknowns)),
            (Stratum::Unknowns, false) => (vec![unknowns], None),
            (Stratum::Unknowns, true) => (Vec::new(), None),
        };
        if among_known {
            return Scope { inside, unattributed: None, untold: None };
        }
        Scope {
            inside,
            unattributed,
            untold: cohort.untold.as_ref().map(|untold| part(Stratum::All, untold)),
        }
    }

    /// Whether a metric is judged `among known` here.
    #[must_use]
    pub fn among_known(&self, metric: &Metric) -> bool {
        metric.among_known || self.missing_ignored
    }

    /// The profiles of the runs in scope, then of those that cannot be told; each with the stratum it counts.
    #[must_use]
    pub fn profiles(&self, metric: &Metric, stratum: Stratum) -> [Vec<Part<'a>>; 2] {
        let scope = self.scope(stratum, self.among_known(metric));
        [scope.inside, scope.unattributed.into_iter().chain(scope.untold).collect()]
    }

    /// Counts the runs of a metric in `stratum`.
    #[must_use]
    pub fn count(&self, metric: &Metric, stratum: Stratum) -> Counted {
        let among_known = self.among_known(metric);
        let scope = self.scope(stratum, among_known);
        let tally = |(_, profile, waived): &Part<'_>| Tally::of(profile, metric.signals, *waived);
        Counted {
            inside: scope.inside.iter().map(tally).fold(Tally::default(), Tally::plus),
            unattributed: scope.unattributed.as_ref().map(tally).unwrap_or_default(),
            untold: scope.untold.as_ref().map(tally).unwrap_or_default(),
            among_known,
        }
    }

    /// The value of a metric in `stratum`.
    #[must_use]
    pub fn value(&self, metric: &Metric, stratum: Stratum) -> Value {
        let since = |start: Option<Timestamp>| match (self.at, start) {
            (Some(at), Some(start)) => Value::Interval(Interval::point(at.since(start).seconds().into())),
            _ => Value::Undefined(Undefined::NoTimestamps),
        };
        match metric.builtin {
            Builtin::Elapsed => since(self.cohort.first_run_at),
            Builtin::Age => since(self.cohort.last_run_at),
            counted => of_counts(counted, &self.count(metric, stratum)),
        }
    }

    /// How long the cohort is observed.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        Some(self.at?.since(self.cohort.first_run_at?))
    }
}

/// The interval of a counted metric.
fn of_counts(builtin: Builtin, counted: &Counted) -> Value {
    let inside = &counted.inside;
    let told = counted.cannot_be_told();
    let between = |low: u128, high: Option<u128>| {
        Value::Interval(Interval::between(low.into(), high.map(Rational::from)))
    };
    let runs = |low: u64, more: u64| between(low.into(), Some(low.saturating_add(more).into()));
    match (builtin, counted.among_known) {
        (Builtin::Rate, _) => rate(counted),
        (Builtin::Runs, true) => runs(counted.known(), 0),
        (Builtin::Runs, false) => runs(inside.runs, told.runs),
        (Builtin::RunsWith, true) => runs(inside.hit, 0),
        (Builtin::RunsWith, false) => runs(inside.hit, sum([inside.not_known, told.hit, told.not_known])),
        (Builtin::Missing, true) => runs(0, 0),
        (Builtin::Missing, false) => runs(inside.not_known, told.not_known),
        (Builtin::Sum, true) => between(inside.counted_sum, Some(inside.counted_sum)),
        (Builtin::Sum, false) => between(inside.sum, greatest_sum(inside, &told)),
        (Builtin::Mean, true) => {
            per_run(&Interval::point(inside.counted_sum.into()), inside.counted_runs, inside.counted_runs)
        }
        (Builtin::Mean, false) => {
            let sum = Interval::between(inside.sum.into(), greatest_sum(inside, &told).map(Rational::from));
            per_run(&sum, inside.runs, inside.runs.saturating_add(told.runs))
        }
        // Not counted in a scope.
        (Builtin::Elapsed | Builtin::Age, _) => Value::Undefined(Undefined::NoTimestamps),
    }
}

fn rate(counted: &Counted) -> Value {
    let part = |(hits, runs): (u64, u64)| Rational::ratio(hits, runs);
    let no_runs = if counted.among_known { counted.known() == 0 } else { counted.inside.runs == 0 };
    match (part(counted.least()), part(counted.greatest())) {
        (Some(low), Some(high)) if !no_runs => Value::Interval(Interval::between(low, Some(high))),
        _ => Value::Undefined(Undefined::NoRuns),
    }
}

fn greatest_sum(inside: &Tally, told: &Tally) -> Option<u128> {
    (!inside.sum_unknown && !told.sum_unknown).then(|| inside.sum.saturating_add(told.sum))
}

fn per_run(sum: &Interval, least: u64, most: u64) -> Value {
    if least == 0 {
        return Value::Undefined(Undefined::NoRuns);
    }
    match Interval::between(least.into(), Some(most.into())).inverted() {
        Some(inverse) => Value::Interval(sum.times(&inverse)),
        None => Value::Undefined(Undefined::DivisionByZero),
    }
}
