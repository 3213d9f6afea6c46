//! [`Pool`]: the runs of all tables together, in the one order that windows are drawn in, counted one by one.

use std::collections::BTreeMap;

use crate::base::time::Timestamp;
use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::data::dedup::Runs;
use crate::data::entries::{PackedTime, Shape, State};
use crate::data::metrics::Strata;
use crate::data::names::Kind;
use crate::data::natural;
use crate::data::profile::{Profile, Row, RowKey};
use crate::data::seen::Seen;

/// The runs of some tables.
#[derive(Debug)]
pub struct Pool<'a> {
    tables: Vec<&'a Runs>,
    /// The kinds of all tables, each with its table: windows and groups look at little else than kinds and times.
    kinds: Vec<(&'a Runs, &'a Kind)>,
}

/// A run of a pool, as whoever selects some of them holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    time: PackedTime,
    /// Its number in its table.
    run: u32,
    /// Number of its kind in the pool.
    kind: u32,
}

impl Member {
    /// When it ran.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        self.time.get()
    }

    /// Number of its kind: of all that it has in common with others.
    #[must_use]
    pub fn kind(&self) -> usize {
        self.kind as usize
    }
}

/// Whether a run came in, or went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It came in.
    In,
    /// It went out.
    Out,
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
    #[must_use]
    pub fn new(tables: &[&'a Runs]) -> Self {
        let kinds = |table: &&'a Runs| {
            let table = *table;
            table.names.kinds().iter().map(move |kind| (table, kind))
        };
        Self { tables: tables.to_vec(), kinds: tables.iter().flat_map(kinds).collect() }
    }

    /// The runs of each cohort that are not after `until`, by its tag. One that stands for several is there as often.
    #[must_use]
    pub fn by_cohort(&self, until: Option<Timestamp>) -> BTreeMap<Option<String>, Vec<Member>> {
        let cohort = |(table, kind): &(&'a Runs, &Kind)| table.names.read(kind.policy_hash);
        let mut members: BTreeMap<Option<&str>, Vec<Member>> = BTreeMap::new();
        let mut first: usize = 0;
        for table in &self.tables {
            for seen in table.seen(until) {
                let kind = first.saturating_add(seen.kind() as usize);
                let Some(tag) = self.kinds.get(kind).map(cohort) else { continue };
                // INVARIANT: a table has fewer than 2^32 runs and kinds.
                let [run, kind] =
                    [seen.number(), kind].map(|number| u32::try_from(number).unwrap_or(u32::MAX));
                let member = Member { time: seen.time().into(), run, kind };
                let copies = usize::try_from(seen.copies()).unwrap_or(usize::MAX);
                members.entry(tag).or_default().extend(std::iter::repeat_n(member, copies));
            }
            first = first.saturating_add(table.names.kinds().len());
        }
        members.into_iter().map(|(tag, runs)| (tag.map(str::to_owned), runs)).collect()
    }

    /// All runs that are not after `until`, of all cohorts, oldest first.
    #[must_use]
    pub fn in_order(&self, until: Option<Timestamp>) -> Vec<Member> {
        let mut all: Vec<Member> = self.by_cohort(until).into_values().flatten().collect();
        self.sort(&mut all);
        all
    }

    /// The tag of the cohort that each kind is of.
    pub fn cohorts(&self) -> impl Iterator<Item = Option<&'a str>> {
        self.kinds.iter().map(|(table, kind)| table.names.read(kind.policy_hash))
    }

    /// What a run adds where it is counted, without its name, so that it can be taken out again.
    #[must_use]
    pub fn nameless(&self, run: Member) -> Option<(Shape, Row)> {
        let seen = self.seen(run)?;
        let (shape, mut row) = (seen.shape(), Row { runs: 1, ..Row::default() });
        if !shape.key.hits.is_empty() {
            seen.record().add_to(&mut row.sums, shape.key.hits);
        }
        Some((shape, row))
    }

    /// A run.
    #[must_use]
    pub fn seen(&self, run: Member) -> Option<Seen<'a>> {
        let (table, _) = self.kinds.get(run.kind as usize)?;
        table.get(run.run as usize)
    }

    /// Where a run is counted.
    #[must_use]
    pub fn stratum(&self, run: Member) -> Stratum {
        self.kinds.get(run.kind as usize).map_or(Stratum::Unknowns, |(_, kind)| kind.shape.stratum)
    }

    /// The value of a tag in each kind.
    pub fn values(&self, tag: Tag) -> impl Iterator<Item = Option<&'a str>> {
        self.kinds.iter().map(move |(table, kind)| match tag {
            Tag::Job => table.names.read(kind.job),
            Tag::Asked(place) => table.names.value(kind.tags, place),
        })
    }

    /// Whether a run has a place in the order. One that cannot be attributed and has no time has none; one that can
    /// be is first.
    #[must_use]
    pub fn has_place(&self, run: Member) -> bool {
        run.time().is_some() || self.stratum(run) != Stratum::Unknowns
    }

    /// Whether a run is older than another whatever is missing of it: what comes after time and run_id in the order
    /// could be otherwise if nothing were.
    #[must_use]
    pub fn is_older(&self, run: Member, than: Member) -> bool {
        let name = |run| self.seen(run).map_or(&[][..], |seen| seen.run_id_bytes());
        run.time.cmp(&than.time).then_with(|| natural::compare_bytes(name(run), name(than))).is_lt()
    }

    /// Puts runs in their order, oldest first.
    pub fn sort(&self, list: &mut [Member]) {
        list.sort_unstable_by_key(|run| run.time);
        let mut named: Vec<(&[u8], Seen<'_>, Member)> = Vec::new();
        for alike in list.chunk_by_mut(|a, b| a.time == b.time).filter(|alike| alike.len() > 1) {
            named.clear();
            let name = |run: &Member| self.seen(*run).map(|seen| (seen.run_id_bytes(), seen, *run));
            named.extend(alike.iter().filter_map(name));
            named.sort_unstable_by(|(name_a, a, _), (name_b, b, _)| {
                natural::compare_bytes(name_a, name_b).then_with(|| a.compare(b))
            });
            for (slot, (.., run)) in alike.iter_mut().zip(&named) {
                *slot = *run;
            }
        }
    }

    /// Counts an untagged run, without its name, into or out of those that a tagged cohort could have.
    pub fn change_untold(&self, profile: &mut Profile, change: Change, run: Member) {
        let Some((shape, mut row)) = self.nameless(run) else { return };
        let key = doubt(shape, &mut row);
        match change {
            Change::In => profile.add(key, &row),
            Change::Out => profile.take(key, &row),
        }
    }

    /// Counts an untagged run for a tagged cohort that it could be of.
    pub fn count_untold(&self, profile: &mut Profile, run: Member) {
        if let Some(seen) = self.seen(run) {
            let mut row = Row::default();
            count(&mut row, &seen, 1);
            profile.add(doubt(seen.shape(), &mut row), &row);
        }
    }
}

/// Counts a run into its row, so many times.
pub fn count(row: &mut Row, seen: &Seen<'_>, copies: u64) {
    let (record, hits) = (seen.record(), seen.shape().key.hits);
    row.runs = row.runs.saturating_add(copies);
    for _ in 0..if hits.is_empty() { 0 } else { copies } {
        record.add_to(&mut row.sums, hits);
    }
    row.add_run_id(record.run_id);
}

impl Strata {
    /// Counts a run where it belongs.
    pub fn count(&mut self, pool: &Pool<'_>, run: Member) {
        let Some(seen) = pool.seen(run) else { return };
        let shape = seen.shape();
        let profile = self.profile_mut(shape.stratum);
        count(profile.rows.entry(shape.key).or_default(), &seen, 1);
    }

    /// Counts several runs.
    pub fn of(pool: &Pool<'_>, list: impl IntoIterator<Item = Member>) -> Self {
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
