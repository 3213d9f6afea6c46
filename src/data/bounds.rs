//! What a metrics file shows of a stratum beside its profile: rates, means and how far they could be off.

use crate::base::rational::Rational;
use crate::base::vocab::{DefaultedField, Signal, Stratum, UnknownClass};
use crate::data::metrics::Cohort;
use crate::data::profile::{Profile, Row, RowKey};
use crate::data::tally::{Counted, Tally, tally};

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
    fn inside(&self, signals: &[Signal]) -> Tally {
        tally(self.cohort.profiles(self.stratum), signals)
    }

    /// The runs that could be in it because they are not attributed: to either of pinned and unpinned.
    fn unattributed(&self) -> Option<&'a Profile> {
        match self.stratum {
            Stratum::Pinned | Stratum::Unpinned => Some(&self.cohort.unknowns),
            Stratum::All | Stratum::Unknowns => None,
        }
    }

    /// The runs counted for each of [`SHOWN`].
    #[must_use]
    pub fn shown(&self) -> Vec<(&'static str, Counted)> {
        let counted = |signals| Counted {
            unplaced: Tally::default(),
            inside: self.inside(signals),
            unattributed: tally(self.unattributed(), signals),
            untold: tally(&self.cohort.untold, signals),
            among_known: false,
        };
        SHOWN.iter().map(|(name, signals)| (*name, counted(signals))).collect()
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
        let hits = |class| self.rows().any(|(key, _)| key.hits.contains(Signal::Class(class)));
        let occurring = UnknownClass::ALL.iter().copied().filter(move |class| hits(*class));
        occurring.map(|class| (class, self.inside(&[Signal::Class(class)])))
    }

    fn rows(&self) -> impl Iterator<Item = (&'a RowKey, &'a Row)> {
        self.cohort.profiles(self.stratum).flat_map(|profile: &Profile| &profile.rows)
    }
}

/// Runs that hit one of the signals, of those of which it is known.
#[must_use]
pub fn rate(counted: &Counted) -> Option<Rational> {
    Rational::ratio(counted.inside.hit, counted.known())
}

/// The counts of the signals, by runs of which all of them are known.
#[must_use]
pub fn mean(counted: &Counted) -> Option<Rational> {
    Rational::ratio(counted.inside.counted_sum, counted.inside.counted_runs)
}

/// Between which values the rate over all runs is, however what is missing had turned out.
#[must_use]
pub fn rate_bounds(counted: &Counted) -> Option<(Rational, Rational)> {
    let part = |(hits, runs): (u64, u64)| Rational::ratio(hits, runs);
    let bounds = part(counted.least()).zip(part(counted.greatest()));
    bounds.filter(|_| counted.inside.runs > 0)
}
