//! What a metrics file shows of a stratum beside its profile: rates, means and how far they could be off.

use crate::base::rational::Rational;
use crate::base::vocab::{DefaultedField, Signal, Stratum, UnknownClass};
use crate::data::metrics::Cohort;
use crate::data::profile::{Profile, Row, RowKey};
use crate::data::tally::{Tally, tally};

/// What the maps of a metrics file show, by name.
pub const SHOWN: [(&str, &[Signal]); 5] = [
    ("fail", &[Signal::Fail]),
    ("override", &[Signal::Override]),
    ("unknown", &[Signal::Unknown]),
    ("warn", &[Signal::Warn]),
    ("warn_fail", &[Signal::Warn, Signal::Fail]),
];

/// A stratum of a cohort.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    cohort: &'a Cohort,
    stratum: Stratum,
}

impl<'a> Scope<'a> {
    /// A stratum of a cohort.
    #[must_use]
    pub fn new(cohort: &'a Cohort, stratum: Stratum) -> Self {
        Self { cohort, stratum }
    }

    /// The runs in it.
    #[must_use]
    pub fn inside(&self, signals: &[Signal]) -> Tally {
        let signals = signals.iter().copied().collect();
        tally(self.cohort.profiles(self.stratum), signals)
    }

    /// The runs of which it cannot be told whether they are in it: unattributed ones could be pinned or unpinned,
    /// untagged ones could be of the cohort and of any stratum.
    fn untold(&self, signals: &[Signal]) -> Tally {
        let unattributed = match self.stratum {
            Stratum::Pinned | Stratum::Unpinned => Some(&self.cohort.unknowns),
            Stratum::All | Stratum::Unknowns => None,
        };
        let profiles = unattributed.into_iter().chain(&self.cohort.untold);
        tally(profiles, signals.iter().copied().collect())
    }

    /// Runs that hit one of the signals, of those of which it is known.
    #[must_use]
    pub fn rate(&self, signals: &[Signal]) -> Option<Rational> {
        let tally = self.inside(signals);
        Rational::ratio(tally.hit, tally.hit.saturating_add(tally.clean))
    }

    /// The counts of the signals, by runs of which all of them are known.
    #[must_use]
    pub fn mean(&self, signals: &[Signal]) -> Option<Rational> {
        let tally = self.inside(signals);
        Rational::ratio(tally.counted_sum, tally.counted_runs)
    }

    /// Between which values the rate over all runs is, however what is missing had turned out.
    #[must_use]
    pub fn rate_bounds(&self, signals: &[Signal]) -> Option<(Rational, Rational)> {
        let (inside, untold) = (self.inside(signals), self.untold(signals));
        if inside.runs == 0 {
            return None;
        }
        let could_be_clean = inside.runs.saturating_add(untold.clean).saturating_add(untold.not_known);
        let could_be_hit = inside.runs.saturating_add(untold.hit).saturating_add(untold.not_known);
        let most = inside
            .hit
            .saturating_add(inside.not_known)
            .saturating_add(untold.hit)
            .saturating_add(untold.not_known);
        Some((Rational::ratio(inside.hit, could_be_clean)?, Rational::ratio(most, could_be_hit)?))
    }

    /// The fields that were filled by a default, and in how many runs.
    pub fn defaulted(&self) -> impl Iterator<Item = (DefaultedField, u64)> {
        let runs = |field| {
            let rows = self.rows().filter(|(key, _)| key.defaulted.contains(field));
            (field, rows.fold(0, |sum: u64, (_, row)| sum.saturating_add(row.runs)))
        };
        DefaultedField::ALL.iter().map(move |field| runs(*field)).filter(|(_, runs)| *runs > 0)
    }

    /// The classes that occur: how many runs hit them, and their counts.
    pub fn classes(&self) -> impl Iterator<Item = (UnknownClass, Tally)> {
        let tallies = UnknownClass::ALL.iter().map(|class| (*class, self.inside(&[Signal::Class(*class)])));
        tallies.filter(|(_, tally)| tally.hit > 0)
    }

    fn rows(&self) -> impl Iterator<Item = (&'a RowKey, &'a Row)> {
        self.cohort.profiles(self.stratum).flat_map(|profile: &Profile| &profile.rows)
    }
}
