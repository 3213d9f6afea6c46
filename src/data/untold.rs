//! [`Untold`]: the untagged runs that could be of a cohort's groups and windows, asked for first and counted at once.

use std::collections::BTreeMap;

use crate::base::time::Timestamp;
use crate::data::group::{Groups, Values};
use crate::data::line::Line;
use crate::data::metrics::Cohort;
use crate::data::plan::View;
use crate::data::pool::{Member, Pool};
use crate::data::profile::Profile;

/// Untagged runs beside tagged ones.
#[derive(Debug, Default)]
pub struct Untold<'p, 'a> {
    all: Crowd,
    tags: BTreeMap<&'p str, (BTreeMap<&'a str, Crowd>, Crowd)>,
}

/// Some of them, and who wants to know how many there are.
#[derive(Debug, Default)]
struct Crowd {
    line: Line,
    asked: Vec<(usize, usize, View)>,
}

impl Crowd {
    fn new(sorted: Vec<Member>) -> Self {
        Self { line: Line::of_untold(sorted), asked: Vec::new() }
    }
}

impl<'p, 'a> Untold<'p, 'a> {
    /// Of all untagged runs, also by their values of the tags.
    #[must_use]
    pub fn new(pool: &Pool<'_>, mut untagged: Vec<Member>, tags: &BTreeMap<&'p str, Values<'a>>) -> Self {
        pool.sort(&mut untagged);
        let crowds = |values: &Values<'a>| {
            let Groups { values, without } = values.part(&untagged);
            let values = values.into_iter().map(|(value, list)| (value, Crowd::new(list)));
            (values.collect(), Crowd::new(without))
        };
        let tags = tags.iter().map(|(name, values)| (*name, crowds(values))).collect();
        Self { tags, all: Crowd::new(untagged) }
    }

    /// The time of the newest.
    #[must_use]
    pub fn newest(&self) -> Option<Timestamp> {
        self.all.line.newest()?.time()
    }

    /// How many of those that are not too old could be in a view of a cohort; they are counted there in the end.
    pub fn ask(&mut self, cohort: usize, view: &View, too_old: impl Fn(Member) -> bool) -> usize {
        let crowds = match &view.group {
            None => [Some(&mut self.all), None],
            Some((tag, value)) => match self.tags.get_mut(tag.as_str()) {
                None => [None, None],
                Some((values, without)) => [values.get_mut(value.as_str()), Some(without)],
            },
        };
        let mut runs: usize = 0;
        for crowd in crowds.into_iter().flatten() {
            let place = crowd.line.place_after(&too_old);
            runs = runs.saturating_add(crowd.line.len_from(place));
            crowd.asked.push((place, cohort, view.clone()));
        }
        runs
    }

    /// Counts them wherever they were asked for.
    pub fn count(self, pool: &Pool<'_>, cohorts: &mut [Cohort]) {
        let of_tags =
            self.tags.into_values().flat_map(|(values, without)| values.into_values().chain([without]));
        for Crowd { line, asked } in of_tags.chain([self.all]) {
            let places: Vec<usize> = asked.iter().map(|(place, ..)| *place).collect();
            let sums = line.sums_from(&places, |profile: &mut Profile, run| {
                pool.count_untold(profile, run);
            });
            for ((_, cohort, view), sum) in asked.into_iter().zip(&sums) {
                if let Some(selection) =
                    cohorts.get_mut(cohort).and_then(|cohort| cohort.selections.get_mut(&view))
                {
                    selection.untold.merge(sum);
                }
            }
        }
    }
}
