//! Runs by their value of a tag.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::vocab::Stratum;
use crate::data::metrics::{GROUPS_JUDGED, TagValues};
use crate::data::pool::{Member, Pool, Tag};

/// Runs by their value of a tag, each list in the order of the whole.
#[derive(Debug, Default)]
pub struct Groups<'a> {
    /// Those that have it.
    pub values: BTreeMap<&'a str, Vec<Member>>,
    /// Those that have not: they could be of any group.
    pub without: Vec<Member>,
}

/// The values of a tag.
#[derive(Debug)]
pub struct Values<'a> {
    sorted: Vec<&'a str>,
    /// The place among them of the value of each kind.
    of_kind: Vec<Option<u32>>,
}

impl<'a> Values<'a> {
    /// Those that occur in a pool.
    #[must_use]
    pub fn new(pool: &Pool<'a>, tag: Tag) -> Self {
        let of_kind: Vec<Option<&str>> = pool.values(tag).collect();
        let mut sorted: Vec<&str> = of_kind.iter().copied().flatten().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let place = |value: &str| u32::try_from(sorted.binary_search(&value).ok()?).ok();
        let of_kind = of_kind.into_iter().map(|value| value.and_then(place)).collect();
        Self { sorted, of_kind }
    }

    /// The value of a run: its number, and it.
    #[must_use]
    pub fn of(&self, run: Member) -> Option<(usize, &'a str)> {
        let place = self.of_kind.get(run.kind()).copied().flatten()? as usize;
        Some((place, self.sorted.get(place)?))
    }

    /// Parts runs by their value.
    #[must_use]
    pub fn part(&self, list: &[Member]) -> Groups<'a> {
        let mut lists: BTreeMap<Option<u32>, Vec<Member>> = BTreeMap::new();
        for run in list {
            let place = self.of_kind.get(run.kind()).copied().flatten();
            lists.entry(place).or_default().push(*run);
        }
        let without = lists.remove(&None).unwrap_or_default();
        let value = |place: Option<u32>| self.sorted.get(place? as usize).copied();
        let values = lists.into_iter().filter_map(|(place, list)| Some((value(place)?, list))).collect();
        Groups { values, without }
    }
}

impl<'a> Groups<'a> {
    /// The values of attributed runs.
    #[must_use]
    pub fn seen(&self, pool: &Pool<'_>) -> TagValues {
        let attributed = |list: &[Member]| list.iter().any(|run| pool.stratum(*run) != Stratum::Unknowns);
        let mut seen = self.values.iter().filter(|(_, list)| attributed(list)).map(|(value, _)| *value);
        let first = seen.by_ref().take(GROUPS_JUDGED).map(str::to_owned).collect();
        TagValues { seen: first, too_many: seen.next().is_some() }
    }

    /// The groups that rules can go through: those seen, unless there are too many, and those listed.
    #[must_use]
    pub fn judged(&self, seen: &TagValues, listed: &BTreeSet<String>) -> Vec<(&'a str, &[Member])> {
        let seen: &[String] = if seen.too_many { &[] } else { &seen.seen };
        let is_seen = |value: &str| seen.binary_search_by(|other| other.as_str().cmp(value)).is_ok();
        self.values
            .iter()
            .filter(|(value, _)| listed.contains(**value) || is_seen(value))
            .map(|(value, list)| (*value, list.as_slice()))
            .collect()
    }
}
