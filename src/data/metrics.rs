//! [`Metrics`]: all that was counted, per cohort and stratum. Judging needs nothing else.

use std::collections::BTreeMap;

use crate::base::time::Timestamp;
use crate::base::vocab::Stratum;
use crate::data::figures::{Delta, Figures, Group, Tallies};
use crate::data::plan::View;
use crate::data::profile::Profile;

/// What a set of reports adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metrics {
    /// One for each `policy_hash` tag, sorted, untagged first.
    pub cohorts: Vec<Cohort>,
    /// Reports read: runs, duplicates and reruns together.
    pub reports: u64,
    /// Reports that repeat a run.
    pub duplicates: u64,
    /// Reports of a later attempt of a run.
    pub reruns: u64,
}

/// The runs of one policy version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cohort {
    /// Its tag; `None` for untagged runs.
    pub policy_hash: Option<String>,
    /// Time of its first attributed run.
    pub first_run_at: Option<Timestamp>,
    /// Time of its newest attributed run.
    pub last_run_at: Option<Timestamp>,
    /// Its runs with pinned inputs.
    pub pinned: Profile,
    /// Its runs with moving inputs.
    pub unpinned: Profile,
    /// Its runs that could not be attributed.
    pub unknowns: Profile,
    /// Untagged runs that could be its own; `None` for the untagged cohort itself.
    pub untold: Option<Profile>,
    /// The groups that are shown, by tag, then value; each with a run that is in it.
    pub groups: Vec<Group>,
    /// The tags that were asked for, with the values that occur.
    pub tags: BTreeMap<String, TagValues>,
    /// The groups and windows that were asked for: each with a value that some run of the cohort has.
    pub selections: BTreeMap<View, Selection>,
}

/// The values of a tag in a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagValues {
    /// Those seen in attributed runs, sorted, the first [`GROUPS_JUDGED`].
    pub seen: Vec<String>,
    /// There are more: none is judged.
    pub too_many: bool,
}

/// How many values of a tag are judged where a rule lists none.
pub const GROUPS_JUDGED: usize = 1000;

/// Runs of a cohort as far as they are in a group or window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Runs that are in it.
    pub inside: Strata,
    /// Runs of which it cannot be told, by where they are counted.
    pub could_be: Strata,
    /// Attributed runs of `could_be` that only an untagged run could push out of a window of days: they are in it
    /// among known, where untagged runs are left aside.
    pub pushed: Strata,
    /// Untagged runs that could be of the cohort and in it.
    pub untold: Profile,
    /// Why there is no such window.
    pub shortfall: Option<Shortfall>,
}

/// Runs by where they are counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strata {
    /// With pinned inputs.
    pub pinned: Profile,
    /// With moving inputs.
    pub unpinned: Profile,
    /// Not attributed.
    pub unknowns: Profile,
}

/// Why a window cannot be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall {
    /// There are fewer runs than it asks for.
    TooFewRuns,
    /// No run has a time.
    NoTimestamps,
}

impl Cohort {
    /// The profiles that a stratum counts.
    pub fn profiles(&self, stratum: Stratum) -> impl Iterator<Item = &Profile> {
        profiles([&self.pinned, &self.unpinned, &self.unknowns], stratum)
    }
}

impl Strata {
    /// The profiles that a stratum counts.
    pub fn profiles(&self, stratum: Stratum) -> impl Iterator<Item = &Profile> {
        profiles([&self.pinned, &self.unpinned, &self.unknowns], stratum)
    }

    /// The profile that counts a run of this stratum.
    pub fn profile_mut(&mut self, stratum: Stratum) -> &mut Profile {
        match stratum {
            Stratum::Pinned => &mut self.pinned,
            Stratum::Unpinned => &mut self.unpinned,
            Stratum::Unknowns | Stratum::All => &mut self.unknowns,
        }
    }

    /// Adds the runs of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.pinned.merge(&other.pinned);
        self.unpinned.merge(&other.unpinned);
        self.unknowns.merge(&other.unknowns);
    }

    /// As a group that is shown.
    #[must_use]
    pub fn shown(&self, tag: &str, value: &str) -> Group {
        let figures = |stratum| {
            let profiles: Vec<&Profile> = self.profiles(stratum).collect();
            let tallies = profiles
                .iter()
                .map(|profile| Tallies::of(profile))
                .fold(Tallies::default(), |a, b| a.plus(&b));
            Figures::of(&profiles, &tallies)
        };
        Group {
            tag: tag.to_owned(),
            value: value.to_owned(),
            delta: Delta::between(&Tallies::of(&self.pinned), &Tallies::of(&self.unpinned)),
            strata: Stratum::ALL.iter().map(|stratum| (*stratum, figures(*stratum))).collect(),
        }
    }
}

/// Of the pinned, unpinned and unattributed runs those that a stratum counts.
fn profiles(strata: [&Profile; 3], stratum: Stratum) -> impl Iterator<Item = &Profile> {
    let counted = match stratum {
        Stratum::All => [true, true, true],
        Stratum::Pinned => [true, false, false],
        Stratum::Unpinned => [false, true, false],
        Stratum::Unknowns => [false, false, true],
    };
    strata.into_iter().zip(counted).filter_map(|(profile, counted)| counted.then_some(profile))
}
