//! [`Pool`]: the runs of all tables by number, in the one order that windows are drawn in, counted one by one.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::base::time::Timestamp;
use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::data::dedup::Runs;
use crate::data::entries::{PackedTime, Shape, State};
use crate::data::metrics::Strata;
use crate::data::natural;
use crate::data::profile::{Profile, Row, RowKey};
use crate::data::seen::Seen;

/// Runs, each with a number: whoever selects some of them holds no more than that.
#[derive(Debug)]
pub struct Pool<'a> {
    /// Each with the number of its first run.
    tables: Vec<(u32, &'a Runs)>,
}

/// Where the value of a tag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// In the field `job`.
    Job,
    /// At this place of [`crate::data::plan::Plan::tags`].
    Asked(usize),
}

impl<'a> Pool<'a> {
    /// Of the runs of some tables.
    ///
    /// INVARIANT: fewer than 2^32 runs, as in each table.
    #[must_use]
    pub fn new(tables: &[&'a Runs]) -> Self {
        let mut first: u32 = 0;
        let mut numbered = Vec::with_capacity(tables.len());
        for table in tables {
            numbered.push((first, *table));
            first = first.saturating_add(u32::try_from(table.len()).unwrap_or(u32::MAX));
        }
        Self { tables: numbered }
    }

    /// The runs of each cohort that are not after `until`, by its tag. One that stands for several is there as often.
    #[must_use]
    pub fn by_cohort(&self, until: Option<Timestamp>) -> BTreeMap<Option<String>, Vec<u32>> {
        let mut members: BTreeMap<Option<&str>, Vec<u32>> = BTreeMap::new();
        for (first, table) in &self.tables {
            for seen in table.seen(until) {
                let number = first.saturating_add(u32::try_from(seen.number()).unwrap_or(u32::MAX));
                let copies = usize::try_from(seen.copies()).unwrap_or(usize::MAX);
                members.entry(seen.cohort()).or_default().extend(std::iter::repeat_n(number, copies));
            }
        }
        members.into_iter().map(|(tag, runs)| (tag.map(str::to_owned), runs)).collect()
    }

    fn get(&self, run: u32) -> Option<Seen<'a>> {
        let after = self.tables.partition_point(|(first, _)| *first <= run);
        let (first, table) = self.tables.get(after.checked_sub(1)?)?;
        table.get(run.saturating_sub(*first) as usize)
    }

    /// When a run ran.
    #[must_use]
    pub fn time(&self, run: u32) -> Option<Timestamp> {
        self.get(run)?.time()
    }

    /// Where it is counted.
    #[must_use]
    pub fn stratum(&self, run: u32) -> Stratum {
        self.get(run).map_or(Stratum::Unknowns, |seen| seen.shape().stratum)
    }

    /// Its value of a tag.
    #[must_use]
    pub fn tag(&self, run: u32, tag: Tag) -> Option<&'a str> {
        let seen = self.get(run)?;
        match tag {
            Tag::Job => seen.job(),
            Tag::Asked(place) => seen.tag(place),
        }
    }

    /// Whether a run has a place in the order. One that cannot be attributed and has no time has none; one that can
    /// be is first.
    #[must_use]
    pub fn has_place(&self, run: u32) -> bool {
        self.time(run).is_some() || self.stratum(run) != Stratum::Unknowns
    }

    /// Whether a run is older than another whatever is missing of it: what comes after time and run_id in the order
    /// could be otherwise if nothing were.
    #[must_use]
    pub fn is_older(&self, run: u32, than: u32) -> bool {
        let (Some(run), Some(than)) = (self.get(run), self.get(than)) else { return false };
        let names = || natural::compare_bytes(run.run_id_bytes(), than.run_id_bytes());
        run.time().cmp(&than.time()).then_with(names).is_lt()
    }

    /// Puts runs in their order, oldest first.
    pub fn sort(&self, list: &mut [u32]) {
        let timed = |run: &u32| (PackedTime::from(self.time(*run)), *run);
        let mut keyed: Vec<(PackedTime, u32)> = list.iter().map(timed).collect();
        keyed.sort_unstable_by(|(time_a, a), (time_b, b)| {
            time_a.cmp(time_b).then_with(|| match (self.get(*a), self.get(*b)) {
                (Some(a), Some(b)) => a.compare(&b),
                _ => Ordering::Equal,
            })
        });
        for (slot, (_, run)) in list.iter_mut().zip(keyed) {
            *slot = run;
        }
    }

    /// Counts an untagged run for a tagged cohort that it could be of.
    pub fn count_untold(&self, profile: &mut Profile, run: u32) {
        if let Some(seen) = self.get(run) {
            let mut row = Row::default();
            count(&mut row, &seen, 1);
            profile.add(doubt(seen.shape(), &mut row), &row);
        }
    }
}

/// Counts a run into its row, so many times.
pub fn count(row: &mut Row, seen: &Seen<'_>, copies: u64) {
    let (record, hits) = (seen.record(), seen.shape().key.hits);
    for _ in 0..copies {
        row.runs = row.runs.saturating_add(1);
        record.add_to(&mut row.sums, hits);
    }
    row.add_run_id(record.run_id);
}

impl Strata {
    /// Counts a run where it belongs.
    pub fn count(&mut self, pool: &Pool<'_>, run: u32) {
        let Some(seen) = pool.get(run) else { return };
        let shape = seen.shape();
        let profile = match shape.stratum {
            Stratum::Pinned => &mut self.pinned,
            Stratum::Unpinned => &mut self.unpinned,
            Stratum::Unknowns | Stratum::All => &mut self.unknowns,
        };
        count(profile.rows.entry(shape.key).or_default(), &seen, 1);
    }

    /// Counts several runs.
    pub fn of(pool: &Pool<'_>, list: impl IntoIterator<Item = u32>) -> Self {
        let mut strata = Self::default();
        list.into_iter().for_each(|run| strata.count(pool, run));
        strata
    }
}

/// The row of untagged runs in a tagged cohort: they have a class more, but for those that cannot be read.
pub fn doubt(shape: Shape, row: &mut Row) -> RowKey {
    if shape.state == State::Unreadable {
        return shape.key;
    }
    let class = Signal::Class(UnknownClass::Cohort);
    row.sums.add(class, row.runs.into());
    row.sums.add(Signal::Unknown, row.runs.into());
    RowKey { hits: shape.key.hits.with(class).with(Signal::Unknown), ..shape.key }
}
