//! [`Runs`]: the runs of all reports, with repeats, contradictions and later attempts told.

use crate::base::time::Timestamp;
use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::data::entries::{Arena, Entry, Names, PackedTime, Shape, State};
use crate::data::fields::Fields;
use crate::data::index::{Hash, Index};
use crate::data::run::{Counts, Run};

/// The runs seen so far.
///
/// INVARIANT: what they are in the end does not depend on the order or grouping in which reports were added.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    /// Groups, shapes and cohorts.
    pub names: Names,
    /// The runs.
    pub entries: Vec<Entry>,
    /// Their names and counts.
    pub arena: Arena,
    /// Reports of a later attempt than the lowest of their run.
    pub reruns: u64,
    index: Index,
}

impl Runs {
    /// The runs that are not after `until`; those without a time are not.
    pub fn until(&self, until: Option<Timestamp>) -> impl Iterator<Item = &Entry> {
        let late = move |time: Timestamp| until.is_some_and(|until| time > until);
        self.entries.iter().filter(move |entry| !entry.time.get().is_some_and(late))
    }

    /// Adds a report.
    pub fn add(&mut self, run: &Run<'_>) {
        let identity = &run.identity;
        let group = self.names.group(identity.policy_hash, identity.policy_state, identity.job);
        let shape = Shape::of(run);
        let run_id = identity.run_id.unwrap_or_default();
        let record = self.arena.push(run_id, run.attempt, &run.counts, shape.key.hits);
        let entry =
            Entry { record, time: run.time.into(), reports: 1, group, shape: self.names.shape(shape) };
        self.place(entry);
    }

    /// Adds the runs of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.reruns = self.reruns.saturating_add(other.reruns);
        let groups: Vec<u32> = other
            .names
            .groups
            .things()
            .iter()
            .map(|group| {
                let tag = other.names.cohorts.get(group.cohort).and_then(Option::as_deref);
                self.names.group(tag, group.policy_state.as_deref(), group.job.as_deref())
            })
            .collect();
        for entry in &other.entries {
            let Some(shape) = other.names.shapes.get(entry.shape) else { continue };
            let record = other.arena.record(entry.record);
            let hits = shape.key.hits;
            let start = self.arena.push(record.run_id, record.attempt, &record.counts(hits), hits);
            let group = groups.get(entry.group as usize).copied().unwrap_or_default();
            let shape = self.names.shape(*shape);
            self.place(Entry { record: start, group, shape, ..*entry });
        }
    }

    /// Places an entry whose record is the last of the arena.
    fn place(&mut self, entry: Entry) {
        let Self { entries, arena, index, .. } = self;
        let run_id = arena.run_id(entry.record);
        // Without a run_id it is a run of its own.
        if !run_id.is_empty() {
            let hash = Hash::default().with(entry.group.into()).with_bytes(run_id);
            let same = |other: &Entry| other.group == entry.group && arena.run_id(other.record) == run_id;
            if let Some(position) = index.find(hash, |position| entries.get(position).is_some_and(same)) {
                self.combine(position, entry);
                return;
            }
            index.insert(hash, entries.len());
        }
        entries.push(entry);
    }

    /// Brings together two entries of one run.
    fn combine(&mut self, position: usize, new: Entry) {
        let Some(old) = self.entries.get(position).copied() else { return };
        let (old_record, new_record) = (self.arena.record(old.record), self.arena.record(new.record));
        let combined = match new_record.attempt.cmp(&old_record.attempt) {
            std::cmp::Ordering::Greater => {
                self.reruns = self.reruns.saturating_add(new.reports);
                self.arena.truncate(new.record);
                return;
            }
            std::cmp::Ordering::Less => {
                self.reruns = self.reruns.saturating_add(old.reports);
                new
            }
            std::cmp::Ordering::Equal => {
                let (Some(a), Some(b)) = (self.shape(&old), self.shape(&new)) else { return };
                let same = a.agrees(b)
                    && a.state != State::Conflict
                    && old_record.counts(a.key.hits) == new_record.counts(b.key.hits);
                let reports = old.reports.saturating_add(new.reports);
                if same {
                    self.arena.truncate(new.record);
                    let later = is_later((new.time, b), (old.time, a));
                    let (time, shape) = if later { (new.time, new.shape) } else { (old.time, old.shape) };
                    Entry { time, reports, shape, ..old }
                } else {
                    Entry { time: old.time.max(new.time), reports, ..self.conflict(&old, &new) }
                }
            }
        };
        if let Some(entry) = self.entries.get_mut(position) {
            *entry = combined;
        }
    }

    /// The entry of a run whose reports contradict each other.
    fn conflict(&mut self, old: &Entry, new: &Entry) -> Entry {
        let state = self.names.groups.get(old.group).and_then(|group| group.policy_state.as_deref());
        let shape = Shape::conflict(state.and_then(Fields::stratum).unwrap_or(Stratum::Unknowns));
        let record = self.arena.record(old.record);
        let (run_id, attempt) = (record.run_id.to_owned(), record.attempt);
        let mut counts = Counts::default();
        counts.add(Signal::Class(UnknownClass::RunConflict), 1);
        self.arena.truncate(new.record);
        let record = if self.shape(old).is_some_and(|old| old == shape) {
            old.record
        } else {
            self.arena.push(&run_id, attempt, &counts, shape.key.hits)
        };
        Entry { record, shape: self.names.shape(shape), ..*old }
    }

    /// The shape of an entry.
    #[must_use]
    pub fn shape(&self, entry: &Entry) -> Option<Shape> {
        self.names.shapes.get(entry.shape).copied()
    }
}

/// Which of two reports of the same run is kept: the latest, and of those the one with fewer defaults.
fn is_later(new: (PackedTime, Shape), old: (PackedTime, Shape)) -> bool {
    let defaults = |shape: Shape| (shape.key.defaulted.iter().count(), shape.key.defaulted);
    new.0.cmp(&old.0).then_with(|| defaults(old.1).cmp(&defaults(new.1))).is_gt()
}
