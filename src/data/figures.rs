//! [`Figures`]: what a metrics file shows of some runs beside their rows, for reading; [`Group`] holds nothing else.

use crate::base::rational::Rational;
use crate::base::vocab::{DefaultedField, Signal, Stratum, UnknownClass};
use crate::data::profile::Profile;
use crate::data::tally::{Tally, tally};

/// The runs of some profiles counted for each of [`SHOWN`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Tallies([Tally; SHOWN.len()]);

/// What the maps of a metrics file show, by name.
pub const SHOWN: [(&str, &[Signal]); 5] = [
    ("fail", &[Signal::Fail]),
    ("override", &[Signal::Override]),
    ("unknown", &[Signal::Unknown]),
    ("warn", &[Signal::Warn]),
    ("warn_fail", &[Signal::Warn, Signal::Fail]),
];

/// Decimals are for reading: judging computes from the counts.
pub const PLACES: usize = 6;

/// A number as it is shown: at most six places, half to even; `None` where there is none.
pub type Decimal = Option<String>;

/// A number as it is shown.
#[must_use]
pub fn decimal(value: Option<Rational>) -> Decimal {
    value.map(|value| value.to_decimal(PLACES))
}

/// The runs of a stratum in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// How many.
    pub runs: u64,
    /// The fields that were filled by a default, and in how many runs; only those of which that is so.
    pub defaulted: Vec<(DefaultedField, u64)>,
    /// The classes that occur: how many runs hit them, and their counts.
    pub unknown: Vec<(UnknownClass, u64, u128)>,
    /// For each of [`SHOWN`].
    pub signals: Vec<Figure>,
}

/// A signal, or several, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The counts by runs of which all of them are known.
    pub mean: Decimal,
    /// Runs of which it is not known.
    pub missing: u64,
    /// Runs that have it, by those of which it is known.
    pub rate: Decimal,
    /// Runs that have it.
    pub runs_with: u64,
    /// Its counts added up, as far as they are known.
    pub sum: u128,
}

impl Tallies {
    /// Of the runs of a profile.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        Self(SHOWN.map(|(_, signals)| tally([profile], signals)))
    }

    /// For each of [`SHOWN`].
    pub fn iter(&self) -> impl Iterator<Item = &Tally> {
        self.0.iter()
    }

    /// Both added up.
    #[must_use]
    pub fn plus(self, other: &Self) -> Self {
        let Self(mut sums) = self;
        sums.iter_mut().zip(other.iter()).for_each(|(sum, other)| *sum = sum.plus(*other));
        Self(sums)
    }
}

impl Figures {
    /// Of the runs of some profiles, `tallies` being theirs.
    #[must_use]
    pub fn of(profiles: &[&Profile], tallies: &Tallies) -> Self {
        let tally = |signals: &[Signal]| tally(profiles.iter().copied(), signals);
        let defaulted = |field: &DefaultedField| {
            let rows = profiles.iter().flat_map(|profile| &profile.rows);
            let runs = rows.filter(|(key, _)| key.defaulted.contains(*field));
            (*field, runs.fold(0, |sum: u64, (_, row)| sum.saturating_add(row.runs)))
        };
        let occurs = |class: &&UnknownClass| {
            let mut rows = profiles.iter().flat_map(|profile| profile.rows.keys());
            rows.any(|key| key.hits.contains(Signal::Class(**class)))
        };
        let class = |class: &UnknownClass| {
            let Tally { hit, sum, .. } = tally(&[Signal::Class(*class)]);
            (*class, hit, sum)
        };
        Self {
            runs: profiles.iter().fold(0, |sum, profile| sum.saturating_add(profile.runs())),
            defaulted: DefaultedField::ALL.iter().map(defaulted).filter(|(_, runs)| *runs > 0).collect(),
            unknown: UnknownClass::ALL.iter().filter(occurs).map(class).collect(),
            signals: tallies.iter().map(Figure::of).collect(),
        }
    }
}

impl Figure {
    fn of(tally: &Tally) -> Self {
        Self {
            mean: decimal(mean(tally)),
            missing: tally.not_known,
            rate: decimal(rate(tally)),
            runs_with: tally.hit,
            sum: tally.sum,
        }
    }
}

/// Runs that hit one of the signals, of those of which it is known.
fn rate(tally: &Tally) -> Option<Rational> {
    Rational::ratio(tally.hit, tally.runs.saturating_sub(tally.not_known))
}

/// The counts of the signals, by runs of which all of them are known.
fn mean(tally: &Tally) -> Option<Rational> {
    Rational::ratio(tally.counted_sum, tally.counted_runs)
}

/// Pinned less unpinned, for each of [`SHOWN`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Of the means.
    pub mean: Vec<Decimal>,
    /// Of the rates.
    pub rate: Vec<Decimal>,
}

impl Delta {
    /// Between two strata: rounded once, from the exact difference.
    #[must_use]
    pub fn between(pinned: &Tallies, unpinned: &Tallies) -> Self {
        let differences = |value: fn(&Tally) -> Option<Rational>| {
            let pairs = pinned
                .iter()
                .zip(unpinned.iter())
                .map(|(pinned, unpinned)| value(pinned).zip(value(unpinned)));
            pairs.map(|pair| decimal(pair.map(|(pinned, unpinned)| &pinned - &unpinned))).collect()
        };
        Self { mean: differences(mean), rate: differences(rate) }
    }
}

/// The runs of a cohort with one value of a tag, as a metrics file shows them: nothing is judged from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The tag.
    pub tag: String,
    /// Its value.
    pub value: String,
    /// Pinned less unpinned.
    pub delta: Delta,
    /// For each of [`Stratum::ALL`].
    pub strata: Vec<(Stratum, Figures)>,
}
