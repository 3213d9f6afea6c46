//! Runs → [`Cohort`]s: which runs are counted where, and which untagged ones could be of which cohort.

use std::collections::BTreeMap;

use crate::base::time::Timestamp;
use crate::base::vocab::Stratum;
use crate::data::dedup::Runs;
use crate::data::entries::Shape;
use crate::data::index::{Hash, Interner};
use crate::data::metrics::Cohort;
use crate::data::parallel;
use crate::data::plan::Plan;
use crate::data::pool::{self, Pool};
use crate::data::profile::{Profile, Row};
use crate::data::selection;

/// The cohorts of all runs that the plan does not leave out, sorted by tag, untagged first.
#[must_use]
pub fn cohorts(shards: &[&Runs], plan: &Plan, threads: usize) -> Vec<Cohort> {
    let until = plan.until;
    let mut cohorts = BTreeMap::new();
    for kinds in parallel::each(shards, threads, |runs| of_kinds(runs, until)) {
        add_told(&mut cohorts, kinds);
    }
    let mut cohorts: Vec<Cohort> = cohorts.into_values().collect();
    add_untold(&mut cohorts, shards, until);
    if plan.selects() {
        selection::select(plan, &Pool::new(shards), &mut cohorts);
    }
    cohorts
}

/// What runs of one kind add up to: all are of one cohort and row.
#[derive(Debug, Clone)]
struct OfKind<'a> {
    cohort: Option<&'a str>,
    shape: Shape,
    row: Row,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

/// Counts runs by their kind, so that the rest is looked up once a kind, not once a run.
fn of_kinds(runs: &Runs, until: Option<Timestamp>) -> Vec<OfKind<'_>> {
    let of_kind = |(cohort, shape)| OfKind { cohort, shape, row: Row::default(), first: None, last: None };
    let mut kinds: Vec<OfKind<'_>> = runs.cohorts_and_shapes().map(of_kind).collect();
    runs.seen(until).for_each(|seen| {
        if let Some(OfKind { row, first, last, .. }) = kinds.get_mut(seen.kind() as usize) {
            pool::count(row, &seen, seen.copies());
            if let Some(time) = seen.time() {
                *first = Some(first.map_or(time, |first| first.min(time)));
                *last = (*last).max(Some(time));
            }
        }
    });
    kinds.retain(|kind| kind.row.runs > 0);
    kinds
}

/// Counts runs where they say that they belong.
fn add_told(cohorts: &mut BTreeMap<Option<String>, Cohort>, kinds: Vec<OfKind<'_>>) {
    for OfKind { cohort, shape, row, first, last } in kinds {
        let cohort = cohorts
            .entry(cohort.map(str::to_owned))
            .or_insert_with_key(|tag| Cohort { policy_hash: tag.clone(), ..Cohort::default() });
        if shape.stratum != Stratum::Unknowns {
            cohort.first_run_at = cohort.first_run_at.into_iter().chain(first).min();
            cohort.last_run_at = cohort.last_run_at.max(last);
        }
        let profile = match shape.stratum {
            Stratum::Pinned => &mut cohort.pinned,
            Stratum::Unpinned => &mut cohort.unpinned,
            Stratum::Unknowns | Stratum::All => &mut cohort.unknowns,
        };
        profile.add(shape.key, &row);
    }
}

/// Gives each tagged cohort the untagged runs that could be its own: those without a time, and those not before its
/// first run; all of them, if it has no first run.
fn add_untold(cohorts: &mut [Cohort], shards: &[&Runs], until: Option<Timestamp>) {
    let mut tagged: Vec<&mut Cohort> =
        cohorts.iter_mut().filter(|cohort| cohort.policy_hash.is_some()).collect();
    if tagged.is_empty() {
        return;
    }
    tagged.sort_by_key(|cohort| cohort.first_run_at);
    let firsts: Vec<Option<Timestamp>> = tagged.iter().map(|cohort| cohort.first_run_at).collect();
    // Cohorts sorted by first run, an untagged run could be of the first so many of them.
    let mut rows = Rows::default();
    for seen in shards.iter().flat_map(|runs| runs.seen(until)).filter(|seen| seen.cohort().is_none()) {
        let could_be = seen.time().map_or(firsts.len(), |time| {
            firsts.partition_point(|first| first.is_none_or(|first| first <= time))
        });
        let could_be = u32::try_from(could_be).unwrap_or(u32::MAX);
        rows.add(could_be, seen.shape(), |row| pool::count(row, &seen, seen.copies()));
    }
    let mut reached: Vec<(u32, Shape, Row)> = rows.into_rows();
    reached.sort_by_key(|(could_be, ..)| *could_be);
    let mut untold = Profile::default();
    for (position, cohort) in tagged.into_iter().enumerate().rev() {
        while let Some((_, shape, mut row)) = reached.pop_if(|(could_be, ..)| *could_be as usize > position) {
            let key = pool::doubt(shape, &mut row);
            untold.add(key, &row);
        }
        cohort.untold = Some(untold.clone());
    }
}

/// Rows in the making, found by a number and their shape.
#[derive(Debug, Default)]
struct Rows(Interner<(u32, Shape, Row)>);

impl Rows {
    fn add(&mut self, number: u32, shape: Shape, add: impl FnOnce(&mut Row)) {
        let hash = Hash::default().with(shape.bits()).with(number.into());
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
