//! Runs → [`Cohort`]s: which runs are counted where, and which untagged ones could be of which cohort.

use crate::base::time::Timestamp;
use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::data::dedup::Runs;
use crate::data::entries::{Entry, Shape, State};
use crate::data::index::{Hash, Interner};
use crate::data::metrics::Cohort;
use crate::data::profile::{Profile, Row};

/// The cohorts of all runs that are not after `until`, sorted by tag, untagged first.
#[must_use]
pub fn cohorts(runs: &Runs, until: Option<Timestamp>) -> Vec<Cohort> {
    let mut cohorts: Vec<Cohort> = runs
        .names
        .cohorts
        .things()
        .iter()
        .map(|tag| Cohort { policy_hash: tag.clone(), ..Cohort::default() })
        .collect();
    let mut rows = Rows::default();
    for entry in runs.until(until) {
        let (Some(shape), Some(group)) = (runs.shape(entry), runs.names.groups.get(entry.group)) else {
            continue;
        };
        if let Some(cohort) = cohorts.get_mut(group.cohort as usize)
            && shape.stratum != Stratum::Unknowns
            && let Some(time) = entry.time.get()
        {
            cohort.first_run_at = Some(cohort.first_run_at.map_or(time, |first| first.min(time)));
            cohort.last_run_at = cohort.last_run_at.max(Some(time));
        }
        rows.add(group.cohort, shape, |row| count(row, runs, entry, shape));
    }
    for (number, shape, row) in rows.into_rows() {
        if let Some(cohort) = cohorts.get_mut(number as usize) {
            let profile = match shape.stratum {
                Stratum::Pinned => &mut cohort.pinned,
                Stratum::Unpinned => &mut cohort.unpinned,
                Stratum::Unknowns | Stratum::All => &mut cohort.unknowns,
            };
            profile.add(shape.key, &row);
        }
    }
    add_untold(&mut cohorts, runs, until);
    cohorts.sort_by(|a, b| a.policy_hash.cmp(&b.policy_hash));
    cohorts.retain(|cohort| cohort.profiles(Stratum::All).any(|profile| !profile.rows.is_empty()));
    cohorts
}

/// Gives each tagged cohort the untagged runs that could be its own: those without a time, and those not before its
/// first run; all of them, if it has no first run.
fn add_untold(cohorts: &mut [Cohort], runs: &Runs, until: Option<Timestamp>) {
    let mut tagged: Vec<&mut Cohort> =
        cohorts.iter_mut().filter(|cohort| cohort.policy_hash.is_some()).collect();
    if tagged.is_empty() {
        return;
    }
    tagged.sort_by_key(|cohort| cohort.first_run_at);
    let firsts: Vec<Option<Timestamp>> = tagged.iter().map(|cohort| cohort.first_run_at).collect();
    // Cohorts sorted by first run, an untagged run could be of the first so many of them.
    let mut rows = Rows::default();
    for entry in runs.until(until) {
        let (Some(shape), Some(group)) = (runs.shape(entry), runs.names.groups.get(entry.group)) else {
            continue;
        };
        if runs.names.cohorts.get(group.cohort).is_some_and(Option::is_none) {
            let could_be = entry.time.get().map_or(firsts.len(), |time| {
                firsts.partition_point(|first| first.is_none_or(|first| first <= time))
            });
            let could_be = u32::try_from(could_be).unwrap_or(u32::MAX);
            rows.add(could_be, shape, |row| count(row, runs, entry, shape));
        }
    }
    let mut reached: Vec<(u32, Shape, Row)> = rows.into_rows();
    reached.sort_by_key(|(could_be, ..)| *could_be);
    let mut untold = Profile::default();
    for (position, cohort) in tagged.into_iter().enumerate().rev() {
        while let Some((_, shape, mut row)) = reached.pop_if(|(could_be, ..)| *could_be as usize > position) {
            let mut key = shape.key;
            if shape.state != State::Unreadable {
                let class = Signal::Class(UnknownClass::Cohort);
                key.hits = key.hits.with(class).with(Signal::Unknown);
                row.sums.add(class, row.runs.into());
                row.sums.add(Signal::Unknown, row.runs.into());
            }
            untold.add(key, &row);
        }
        cohort.untold = Some(untold.clone());
    }
}

/// Adds a run to a row.
fn count(row: &mut Row, runs: &Runs, entry: &Entry, shape: Shape) {
    let record = runs.arena.record(entry.record);
    row.runs = row.runs.saturating_add(1);
    record.add_to(&mut row.sums, shape.key.hits);
    if !record.run_id.is_empty() {
        row.add_run_id(record.run_id);
    }
}

/// Rows in the making, found by a number and their shape.
#[derive(Debug, Default)]
struct Rows(Interner<(u32, Shape, Row)>);

impl Rows {
    fn add(&mut self, number: u32, shape: Shape, add: impl FnOnce(&mut Row)) {
        let hash: Hash = shape.hash().with(number.into());
        let position = self.0.intern(
            hash,
            |(other_number, other, _)| *other_number == number && *other == shape,
            || (number, shape, Row::default()),
        );
        if let Some((.., row)) = self.0.get_mut(position) {
            add(row);
        }
    }

    fn into_rows(self) -> Vec<(u32, Shape, Row)> {
        self.0.into_things()
    }
}
