//! [`Limit`]: a threshold that a rate is to be shown to keep, and how many hits or runs that takes.

use super::bounds::{self, Looks};
use super::rational::Rational;

/// More runs than these are not counted up to.
const MOST_RUNS: u64 = 10_000_000;

/// A threshold that a rate is to be shown to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The threshold: 1 is 100%.
    pub value: Rational,
    /// The rate has to be below it; else above.
    pub at_most: bool,
    /// It must not be the threshold itself.
    pub strict: bool,
    /// How often what is shown may be wrong.
    pub alpha: Rational,
    /// How often the runs are looked at.
    pub looks: Looks,
}

impl Limit {
    /// From the bound of a rate to the threshold: 1 is 100pp; negative on the wrong side.
    #[must_use]
    pub fn distance(&self, hits: u64, runs: u64) -> Rational {
        if self.at_most {
            &self.value - &bounds::upper(self.looks, hits, runs, &self.alpha)
        } else {
            &bounds::lower(self.looks, hits, runs, &self.alpha) - &self.value
        }
    }

    /// Whether so many hits of so many runs show it.
    #[must_use]
    pub fn is_met(&self, hits: u64, runs: u64) -> bool {
        let distance = self.distance(hits, runs);
        if self.strict && distance.is_zero() { false } else { !distance.is_negative() }
    }

    /// Of so many runs: the least number of hits that is too many; where many are wanted, that is enough. One more than
    /// there are runs if there is none.
    #[must_use]
    pub fn turn(&self, runs: u64) -> u64 {
        least(runs.saturating_add(1), |hits| self.is_met(hits, runs) != self.at_most)
    }

    /// How many more runs that speak for it would show it: without a hit, or where many are wanted, with one; `None` if
    /// no number would, up to ten million.
    #[must_use]
    pub fn more_runs(&self, hits: u64, runs: u64) -> Option<u64> {
        let with = |more: u64| {
            let hits = if self.at_most { hits } else { hits.saturating_add(more) };
            self.is_met(hits, runs.saturating_add(more))
        };
        Some(least(MOST_RUNS, with)).filter(|more| *more < MOST_RUNS)
    }

    /// How many runs show it, if so many of them speak against it and all others for it.
    #[must_use]
    pub fn least_runs(&self, against: u64) -> Option<u64> {
        let hits = if self.at_most { against } else { 0 };
        self.more_runs(hits, against).map(|more| against.saturating_add(more))
    }
}

/// The least number below `end` from which on something holds; `end` if there is none.
fn least(end: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, 1_u64);
    // Most answers are small: the end is not begun with.
    while high < end && !holds(high) {
        (low, high) = (high.saturating_add(1), high.saturating_mul(2));
    }
    high = high.min(end);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    low
}
