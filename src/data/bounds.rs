//! How far the rates of a stratum could be off.

use crate::base::rational::Rational;
use crate::base::vocab::{Signal, Stratum};
use crate::data::metrics::Cohort;
use crate::data::tally::{Counted, Tally, tally};

/// Between which values the rate of any of the signals over all runs of a stratum is, however what is missing had
/// turned out.
#[must_use]
pub fn rate_bounds(cohort: &Cohort, stratum: Stratum, signals: &[Signal]) -> Option<(Rational, Rational)> {
    // Unattributed runs could be of either of pinned and unpinned.
    let unattributed = match stratum {
        Stratum::Pinned | Stratum::Unpinned => Some(&cohort.unknowns),
        Stratum::All | Stratum::Unknowns => None,
    };
    let counted = Counted {
        inside: tally(cohort.profiles(stratum), signals),
        unplaced: Tally::default(),
        unattributed: tally(unattributed, signals),
        untold: tally(&cohort.untold, signals),
        among_known: false,
    };
    let part = |(hits, runs): (u64, u64)| Rational::ratio(hits, runs);
    let bounds = part(counted.least()).zip(part(counted.greatest()));
    bounds.filter(|_| counted.inside.runs > 0)
}
