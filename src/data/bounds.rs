//! How far the rates of a stratum could be off.

use crate::base::rational::Rational;
use crate::data::tally::{Counted, Tally};

/// Between which values a rate over the runs `inside` is, however what is missing had turned out; `could_be` are
/// those that may be of the same stratum: unattributed, and untagged.
#[must_use]
pub fn rate_bounds(inside: Tally, could_be: [Tally; 2]) -> Option<(Rational, Rational)> {
    let [unattributed, untold] = could_be;
    let counted = Counted { inside, unplaced: Tally::default(), unattributed, untold, among_known: false };
    let part = |(hits, runs): (u64, u64)| Rational::ratio(hits, runs);
    let bounds = part(counted.least()).zip(part(counted.greatest()));
    bounds.filter(|_| counted.inside.runs > 0)
}
