//! [`Runs`]: the runs of all reports, with repeats, contradictions and later attempts told.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::data::batch::{Batch, Pending, hash_of};
use crate::data::blocks::Blocks;
use crate::data::entries::{Entry, PackedTime, Shape};
use crate::data::fields::Fields;
use crate::data::index::{Hash, Index};
use crate::data::names::{Kind, Names};
use crate::data::provenance::Provenance;
use crate::data::records::{self, Record, Records, run_id};
use crate::data::run::Counts;

/// The runs seen so far.
///
/// INVARIANT: what they are in the end does not depend on the order or grouping in which reports were added.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    pub(super) names: Names,
    pub(super) entries: Blocks<Entry>,
    pub(super) records: Records,
    /// How often runs without a run_id were recorded, where they were.
    pub(super) recorded: BTreeMap<u32, u32>,
    pub(super) provenance: Provenance,
    /// Reports of a later attempt than the lowest of their run.
    pub(super) reruns: u64,
    index: Index,
    /// The numbers here of the kinds of batches, the last first.
    adopted: Vec<Adopted>,
}

/// The numbers here of the kinds of a batch, as far as they were looked up, as long as it numbers them so.
type Adopted = (Arc<()>, Vec<u32>);

/// Of so many batches these are kept: about as many as are in the making.
const BATCHES: usize = 8;

/// A run to be placed.
#[derive(Clone, Copy)]
struct Arrival<'a> {
    hash: Hash,
    /// Its kind is numbered as here; its record is elsewhere.
    entry: Entry,
    recorded: u32,
    record: &'a [u8],
}

/// What became of it.
enum Placed {
    /// It is a run of its own, or more of what is there.
    At(usize),
    /// It takes the place of later attempts.
    Instead(usize),
    /// It is a later attempt.
    Nowhere,
}

/// So many look-ups are begun before the first is finished: they wait for memory together.
const AHEAD: usize = 32;

/// The number of a kind that is not looked up yet.
const UNTOLD: u32 = u32::MAX;

impl Runs {
    /// Takes in some runs of a batch, by their numbers there.
    pub fn absorb(&mut self, batch: &Batch, numbers: &[u32]) {
        let known = self.adopted.iter().position(|(of, _)| Arc::ptr_eq(of, &batch.numbering));
        let known = known.map(|place| self.adopted.remove(place));
        let (numbering, mut kinds) = known.unwrap_or_else(|| (Arc::clone(&batch.numbering), Vec::new()));
        kinds.resize(batch.names.kinds().len(), UNTOLD);
        for numbers in numbers.chunks(AHEAD) {
            self.glance(batch, numbers);
            for number in numbers {
                let Some(Pending { hash, mut entry, length, recorded }) =
                    batch.pending.get(*number as usize).copied()
                else {
                    continue;
                };
                let Some(kind) = kinds.get_mut(entry.kind as usize) else { continue };
                if *kind == UNTOLD {
                    *kind = self.names.adopt(&batch.names, entry.kind);
                }
                entry.kind = *kind;
                let tail = batch.records.tail(entry.at());
                let record = tail.get(..length).unwrap_or(tail);
                let placed = self.place(Arrival { hash, entry, recorded, record });
                self.trace(&placed, &batch.provenance, *number as usize);
            }
        }
        self.adopted.truncate(BATCHES);
        self.adopted.insert(0, (numbering, kinds));
    }

    /// Takes in all runs of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.reruns = self.reruns.saturating_add(other.reruns);
        let kinds: Vec<u32> = (0..other.names.kinds().len())
            .map(|kind| self.names.adopt(&other.names, u32::try_from(kind).unwrap_or(UNTOLD)))
            .collect();
        for (number, entry) in other.entries.iter().enumerate() {
            let Some(shape) = other.names.get(entry.kind).map(|kind| kind.shape) else { continue };
            let record = other.records.packed(entry.at(), shape.key.hits);
            let hash = hash_of(other.names.identity(entry.kind), entry.time(), record);
            let kind = kinds.get(entry.kind as usize).copied().unwrap_or(UNTOLD);
            let recorded = other.recorded_at(number);
            let placed = self.place(Arrival { hash, entry: entry.with_kind(kind), recorded, record });
            self.trace(&placed, &other.provenance, number);
        }
    }

    /// How often a run without a run_id was recorded.
    pub(super) fn recorded_at(&self, number: usize) -> u32 {
        if self.recorded.is_empty() {
            return 0;
        }
        u32::try_from(number).ok().and_then(|number| self.recorded.get(&number).copied()).unwrap_or(0)
    }

    /// Touches the memory that placing some runs will look at.
    fn glance(&self, batch: &Batch, numbers: &[u32]) {
        let pending = || numbers.iter().filter_map(|number| batch.pending.get(*number as usize));
        std::hint::black_box(pending().fold(0, |all, run| all ^ self.index.glance(run.hash)));
        let likely = pending().filter_map(|run| self.index.likely(run.hash));
        let entries = likely.filter_map(|position| self.entries.get(position));
        let touched = entries.fold(0, |all, entry| all ^ run_id(self.records.tail(entry.at())).len());
        std::hint::black_box(touched);
    }

    /// Keeps where the reports of a run came from.
    fn trace(&mut self, placed: &Placed, from: &Provenance, number: usize) {
        if from.is_empty() {
            return;
        }
        match placed {
            Placed::At(position) => self.provenance.add_all(*position, from, number),
            Placed::Instead(position) => {
                self.provenance.forget(*position);
                self.provenance.add_all(*position, from, number);
            }
            Placed::Nowhere => {}
        }
    }

    #[inline]
    fn place(&mut self, arrival: Arrival<'_>) -> Placed {
        let Arrival { hash, entry, recorded, record } = arrival;
        let Self { names, entries, records, index, .. } = self;
        let name = run_id(record);
        let same = |other: &Entry| {
            if name.is_empty() {
                // All that it says, to the last bit of its report.
                let says = |entry: &Entry| (entry.kind, entry.time());
                says(other) == says(&entry) && records.tail(other.at()).starts_with(record)
            } else {
                run_id(records.tail(other.at())) == name && names.same_identity(other.kind, entry.kind)
            }
        };
        let new = entries.len();
        let found = index.find_or_insert(hash, new, |position| entries.get(position).is_some_and(same));
        let position = found.unwrap_or(new);
        if found.is_none() {
            entries.push(entry.with_record(records.push(record)));
        } else if name.is_empty() {
            if let Some(known) = entries.get_mut(position) {
                known.reports = known.reports.saturating_add(entry.reports);
            }
        } else {
            return self.combine(position, entry, record);
        }
        if recorded > 0
            && let Ok(number) = u32::try_from(position)
        {
            let known = self.recorded.entry(number).or_default();
            *known = known.saturating_add(recorded);
        }
        Placed::At(position)
    }

    /// Brings together two entries of one run.
    fn combine(&mut self, position: usize, new: Entry, record: &[u8]) -> Placed {
        let Some(old) = self.entries.get(position).copied() else { return Placed::Nowhere };
        let old_record = self.records.tail(old.at());
        let attempts = (Record::read(record).attempt(), Record::read(old_record).attempt());
        let (combined, placed) = match attempts.0.cmp(&attempts.1) {
            Ordering::Greater => {
                self.reruns = self.reruns.saturating_add(new.reports.into());
                return Placed::Nowhere;
            }
            Ordering::Less => {
                self.reruns = self.reruns.saturating_add(old.reports.into());
                (new.with_record(self.records.push(record)), Placed::Instead(position))
            }
            Ordering::Equal => {
                let same_record = old_record.starts_with(record);
                let mut joined = self.joined(old, new, same_record);
                joined.reports = old.reports.saturating_add(new.reports);
                (joined, Placed::At(position))
            }
        };
        if let Some(entry) = self.entries.get_mut(position) {
            *entry = combined;
        }
        placed
    }

    /// The run of two reports of one attempt.
    fn joined(&mut self, old: Entry, new: Entry, same_record: bool) -> Entry {
        let latest = old.with_time(old.time().max(new.time()));
        if old.kind == new.kind && same_record {
            return latest;
        }
        let (Some(a), Some(b)) = (self.names.get(old.kind).copied(), self.names.get(new.kind).copied())
        else {
            return old;
        };
        let tags = self.names.common(a.tags, b.tags);
        if a.shape.agrees(b.shape) && same_record {
            let later = is_later((new.time(), b.shape), (old.time(), a.shape));
            let shape = if later { b.shape } else { a.shape };
            return latest.with_kind(self.names.kind(Kind { tags, shape, ..a }));
        }
        let state = self.names.read(a.policy_state);
        let shape = Shape::conflict(state.and_then(Fields::stratum).unwrap_or(Stratum::Unknowns));
        let kind = self.names.kind(Kind { tags, shape, ..a });
        let known = Record::read(self.records.tail(old.at()));
        let mut counts = Counts::default();
        counts.add(Signal::Class(UnknownClass::RunConflict), 1);
        let record = records::pack(known.run_id, known.attempt(), &counts, shape.key.hits);
        let is_known = a.shape == shape && self.records.tail(old.at()).starts_with(&record);
        let at = if is_known { old.at() } else { self.records.push(&record) };
        latest.with_kind(kind).with_record(at)
    }
}

/// Which of two reports of the same run is kept: the latest, and of those the one with fewer defaults.
fn is_later(new: (PackedTime, Shape), old: (PackedTime, Shape)) -> bool {
    let defaults = |shape: Shape| (shape.key.defaulted.iter().count(), shape.key.defaulted);
    new.0.cmp(&old.0).then_with(|| defaults(old.1).cmp(&defaults(new.1))).is_gt()
}
