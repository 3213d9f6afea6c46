//! Metric × counted runs → [`Value`]: the table of intervals of docs/language.md, a line a metric.

use crate::base::bounds::{self, Looks};
use crate::base::rational::Rational;
use crate::base::time::{Duration, Timestamp};
use crate::base::vocab::{SignalSet, Stratum};
use crate::data::metrics::{Cohort, Selection, Shortfall};
use crate::data::plan::View;
use crate::data::profile::Profile;
use crate::data::tally::{Counted, Tally, sum};
use crate::judge::demand::asked;
use crate::judge::places::Group;
use crate::judge::value::{Interval, Undefined, Value};
use crate::judge::waivers::Waived;
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Metric, Window};

/// What metrics are computed from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The judged runs.
    pub cohort: &'a Cohort,
    /// Only those of this group.
    pub group: Option<Group<'a>>,
    /// The time of evaluation.
    pub at: Option<Timestamp>,
    /// The classes that are waived, per stratum.
    pub waived: &'a Waived,
    /// Every metric is judged `among known`: one of the assumptions of the sensitivity.
    pub missing_ignored: bool,
}

/// Some runs that a scope holds, or could hold.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Where they are counted; all: untagged runs, which could be of any stratum.
    pub stratum: Stratum,
    /// Whether they are in the group and window that is looked at, as far as that goes without their stratum.
    pub selected: bool,
    /// What they show.
    pub profile: &'a Profile,
    /// The classes waived for them.
    pub waived: SignalSet,
}

/// Which runs a scope holds; then those that it could hold, by why it cannot be told.
#[derive(Default)]
struct Scope<'a> {
    inside: Vec<Part<'a>>,
    unplaced: Vec<Part<'a>>,
    unattributed: Vec<Part<'a>>,
    untold: Vec<Part<'a>>,
}

impl<'a> Scope<'a> {
    /// Sorts the parts of a cohort by what a stratum is to them.
    fn of(stratum: Stratum, parts: impl Iterator<Item = Part<'a>>) -> Self {
        let mut scope = Self::default();
        let attributable = matches!(stratum, Stratum::Pinned | Stratum::Unpinned);
        for part in parts {
            let counted = stratum == Stratum::All || stratum == part.stratum;
            match part.stratum {
                Stratum::All => scope.untold.push(part),
                _ if counted && part.selected => scope.inside.push(part),
                _ if counted => scope.unplaced.push(part),
                Stratum::Unknowns if attributable => scope.unattributed.push(part),
                _ => {}
            }
        }
        scope
    }

    /// Only the attributed runs that are in it.
    fn among_known(mut self) -> Self {
        self.inside.retain(|part| part.stratum != Stratum::Unknowns);
        Self { inside: self.inside, ..Self::default() }
    }
}

impl<'a> Scene<'a> {
    fn scope(&self, metric: &Metric, stratum: Stratum) -> Result<Scope<'a>, Undefined> {
        let cohort = self.cohort;
        let among_known = self.among_known(metric);
        let part = |stratum, selected, profile| {
            let waived = self.waived.of(stratum);
            Part { stratum, selected, profile, waived }
        };
        let attributes = [Stratum::Pinned, Stratum::Unpinned, Stratum::Unknowns];
        let scope = match self.selection(metric, stratum)? {
            None => {
                let profiles =
                    attributes.into_iter().zip([&cohort.pinned, &cohort.unpinned, &cohort.unknowns]);
                let inside = profiles.map(|(stratum, profile)| part(stratum, true, profile));
                let untold = cohort.untold.iter().map(|untold| part(Stratum::All, false, untold));
                Scope::of(stratum, inside.chain(untold))
            }
            Some(Selection { inside, could_be, pushed, untold, .. }) => {
                // Among known, untagged runs are left aside: what only they could push out is in it.
                let others = if among_known { (true, pushed) } else { (false, could_be) };
                let parts = [(true, inside), others].into_iter().flat_map(|(selected, runs)| {
                    let profiles = attributes.into_iter().zip([&runs.pinned, &runs.unpinned, &runs.unknowns]);
                    profiles.map(move |(stratum, profile)| part(stratum, selected, profile))
                });
                Scope::of(stratum, parts.chain([part(Stratum::All, false, untold)]))
            }
        };
        Ok(if among_known { scope.among_known() } else { scope })
    }

    /// The runs of the group and window that a metric looks at; `None`: all runs of the cohort.
    fn selection(&self, metric: &Metric, stratum: Stratum) -> Result<Option<&'a Selection>, Undefined> {
        let group = match self.group {
            Some(Group { tag, value }) => {
                let value = value.map_err(|_| Undefined::NoGroup)?;
                Some((tag.to_owned(), value.to_owned()))
            }
            None => None,
        };
        let window = metric.window.map(|window| asked(window, stratum, self.among_known(metric)));
        if group.is_none() && window.is_none() {
            return Ok(None);
        }
        let selection = self.cohort.selections.get(&View { group, window });
        match (selection.map(|selection| selection.shortfall), metric.window) {
            (Some(None), _) => Ok(selection),
            (Some(Some(Shortfall::NoTimestamps)), _) | (None, Some(Window::Span(_))) => {
                Err(Undefined::NoTimestamps)
            }
            (Some(Some(Shortfall::TooFewRuns)), _) | (None, Some(Window::Runs(_))) => {
                Err(Undefined::TooFewRuns)
            }
            (None, None) => Err(Undefined::NoGroup),
        }
    }

    /// Whether a metric is judged `among known` here.
    #[must_use]
    pub fn among_known(&self, metric: &Metric) -> bool {
        metric.among_known || self.missing_ignored
    }

    /// The runs in the scope of a metric, then those that cannot be told.
    #[must_use]
    pub fn parts(&self, metric: &Metric, stratum: Stratum) -> [Vec<Part<'a>>; 2] {
        let Ok(Scope { inside, mut unplaced, unattributed, untold }) = self.scope(metric, stratum) else {
            return [Vec::new(), Vec::new()];
        };
        unplaced.extend(unattributed);
        unplaced.extend(untold);
        [inside, unplaced]
    }

    /// Counts the runs of a metric in `stratum`; or says why there is no such group or window.
    pub fn count(&self, metric: &Metric, stratum: Stratum) -> Result<Counted, Undefined> {
        let scope = self.scope(metric, stratum)?;
        let tally = |parts: &[Part<'_>]| {
            let tallies = parts.iter().map(|part| Tally::of(part.profile, metric.signals, part.waived));
            tallies.fold(Tally::default(), Tally::plus)
        };
        Ok(Counted {
            inside: tally(&scope.inside),
            unplaced: tally(&scope.unplaced),
            unattributed: tally(&scope.unattributed),
            untold: tally(&scope.untold),
            among_known: self.among_known(metric),
        })
    }

    /// The value of a metric in `stratum`; of a rate with an `alpha`, the bounds that are wrong as rarely as that.
    #[must_use]
    pub fn value(&self, metric: &Metric, stratum: Stratum, alpha: Option<&Rational>) -> Value {
        let since = |start: Option<Timestamp>| match (self.at, start) {
            (Some(at), Some(start)) => Value::Interval(Interval::point(at.since(start).seconds().into())),
            _ => Value::Undefined(Undefined::NoTimestamps),
        };
        match metric.builtin {
            Builtin::Elapsed => since(self.cohort.first_run_at),
            Builtin::Age => since(self.cohort.last_run_at),
            counted => match self.count(metric, stratum) {
                Ok(runs) if counted == Builtin::Rate => rate(&runs, alpha),
                Ok(runs) => of_counts(counted, &runs),
                Err(why) => Value::Undefined(why),
            },
        }
    }

    /// How long the cohort is observed.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        Some(self.at?.since(self.cohort.first_run_at?))
    }
}

/// The interval of a metric that is counted, and not divided by runs.
fn of_counts(builtin: Builtin, counted: &Counted) -> Value {
    let inside = &counted.inside;
    let told = counted.cannot_be_told();
    let between = |low: u128, high: Option<u128>| {
        Value::Interval(Interval::between(low.into(), high.map(Rational::from)))
    };
    let runs = |low: u64, more: u64| between(low.into(), Some(low.saturating_add(more).into()));
    match (builtin, counted.among_known) {
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
        (Builtin::Rate, _) => rate(counted, None),
        // Not counted in a scope.
        (Builtin::Elapsed | Builtin::Age, _) => Value::Undefined(Undefined::NoTimestamps),
    }
}

/// The interval of a rate, as it was seen or, with an `alpha`, as far as it can be told.
#[must_use]
pub fn rate(counted: &Counted, alpha: Option<&Rational>) -> Value {
    let part = |(hits, runs): (u64, u64)| Rational::ratio(hits, runs);
    let no_runs = if counted.among_known { counted.known() == 0 } else { counted.inside.runs == 0 };
    let ((hits, of), (most_hits, most_of)) = (counted.least(), counted.greatest());
    match (part((hits, of)), part((most_hits, most_of))) {
        (Some(low), Some(high)) if !no_runs => {
            let (low, high) = match alpha {
                // Rounding never takes away of what was seen.
                Some(alpha) => (
                    low.min(bounds::lower(Looks::Any, hits, of, alpha)),
                    high.max(bounds::upper(Looks::Any, most_hits, most_of, alpha)),
                ),
                None => (low, high),
            };
            Value::Interval(Interval::between(low, Some(high)))
        }
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
