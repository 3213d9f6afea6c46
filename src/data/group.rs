//! Runs by their value of a tag.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::vocab::Stratum;
use crate::data::index::{Hash, Interner};
use crate::data::metrics::{GROUPS_JUDGED, TagValues};
use crate::data::pool::{Pool, Tag};

/// Runs by their value of a tag, each list in the order of the whole.
#[derive(Debug, Default)]
pub struct Groups<'a> {
    /// Those that have it.
    pub values: BTreeMap<&'a str, Vec<u32>>,
    /// Those that have not: they could be of any group.
    pub without: Vec<u32>,
}

/// Parts runs by their value of a tag.
#[must_use]
pub fn by_value<'a>(pool: &Pool<'a>, list: &[u32], tag: Tag) -> Groups<'a> {
    let mut values: Interner<(&str, Vec<u32>)> = Interner::default();
    let mut without = Vec::new();
    for run in list {
        let Some(value) = pool.tag(*run, tag) else {
            without.push(*run);
            continue;
        };
        let hash = Hash::default().with_bytes(value.as_bytes());
        let number = values.intern(hash, |(other, _)| *other == value, || (value, Vec::new()));
        if let Some((_, list)) = values.get_mut(number) {
            list.push(*run);
        }
    }
    Groups { values: values.into_things().into_iter().collect(), without }
}

impl<'a> Groups<'a> {
    /// The values of attributed runs.
    #[must_use]
    pub fn seen(&self, pool: &Pool<'_>) -> TagValues {
        let attributed = |list: &[u32]| list.iter().any(|run| pool.stratum(*run) != Stratum::Unknowns);
        let mut seen = self.values.iter().filter(|(_, list)| attributed(list)).map(|(value, _)| *value);
        let first = seen.by_ref().take(GROUPS_JUDGED).map(str::to_owned).collect();
        TagValues { seen: first, too_many: seen.next().is_some() }
    }

    /// The groups that rules can go through: those seen, unless there are too many, and those listed.
    #[must_use]
    pub fn judged(&self, seen: &TagValues, listed: &BTreeSet<String>) -> Vec<(&'a str, &[u32])> {
        let seen: &[String] = if seen.too_many { &[] } else { &seen.seen };
        let is_seen = |value: &str| seen.binary_search_by(|other| other.as_str().cmp(value)).is_ok();
        self.values
            .iter()
            .filter(|(value, _)| listed.contains(**value) || is_seen(value))
            .map(|(value, list)| (*value, list.as_slice()))
            .collect()
    }
}
