//! Where the checks of a rule are made: in each of its strata and groups; and where there is no such group.

use std::collections::BTreeSet;

use crate::base::vocab::Stratum;
use crate::data::metrics::Cohort;
use crate::data::plan::View;
use crate::lang::policy::{Rule, Values};

/// A stratum and a group that a rule goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The stratum; `None` without `for each stratum`.
    pub stratum: Option<Stratum>,
    /// The group; `None` without `for each TAG`.
    pub group: Option<Group<'a>>,
}

/// A group of runs: those with one value of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group<'a> {
    /// The tag.
    pub tag: &'a str,
    /// The value; or why there is no such group, and nothing to check.
    pub value: Result<&'a str, NoGroup<'a>>,
}

/// Why a rule that goes through groups has no group to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoGroup<'a> {
    /// A listed value that no run of the cohort has.
    NeverOccurs(&'a str),
    /// No attributed run has the tag.
    NoneSeen,
    /// All values that attributed runs have are left out by `except`.
    AllExcepted,
    /// More values than are judged.
    TooMany,
}

impl<'a> Group<'a> {
    /// The value that the rule names or has found.
    #[must_use]
    pub const fn named(&self) -> Option<&'a str> {
        match self.value {
            Ok(value) | Err(NoGroup::NeverOccurs(value)) => Some(value),
            Err(_) => None,
        }
    }
}

impl Place<'_> {
    /// Whether its rule has no such group.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        self.group.is_some_and(|group| group.value.is_err())
    }
}

/// The places of a rule: each stratum with each group. A group that there is not has no stratum, and comes first.
#[must_use]
pub fn places<'a>(rule: &'a Rule, cohort: &'a Cohort) -> Vec<Place<'a>> {
    let groups: Vec<Option<Group<'a>>> = match rule.group {
        None => vec![None],
        Some(_) => groups(rule, cohort).into_iter().map(Some).collect(),
    };
    let all = |stratum| groups.iter().map(move |group| Place { stratum, group: *group });
    if rule.strata.is_empty() {
        return all(None).collect();
    }
    let nowhere = all(None).filter(Place::is_nowhere);
    let there =
        rule.strata.iter().flat_map(|stratum| all(Some(*stratum))).filter(|place| !place.is_nowhere());
    nowhere.chain(there).collect()
}

fn groups<'a>(rule: &'a Rule, cohort: &'a Cohort) -> Vec<Group<'a>> {
    let Some(group) = &rule.group else { return Vec::new() };
    let tag = group.tag.as_str();
    let occurs = |value: &'a str| {
        let view = View { group: Some((tag.to_owned(), value.to_owned())), window: None };
        cohort.selections.contains_key(&view).then_some(value).ok_or(NoGroup::NeverOccurs(value))
    };
    let seen = |except: &[String]| {
        let except: BTreeSet<&str> = except.iter().map(String::as_str).collect();
        match cohort.tags.get(tag) {
            Some(values) if values.too_many => vec![Err(NoGroup::TooMany)],
            Some(values) if !values.seen.is_empty() => {
                let left = values.seen.iter().map(String::as_str).filter(|value| !except.contains(value));
                let left: Vec<_> = left.map(occurs).collect();
                if left.is_empty() { vec![Err(NoGroup::AllExcepted)] } else { left }
            }
            _ => vec![Err(NoGroup::NoneSeen)],
        }
    };
    let values = match &group.values {
        Values::Seen => seen(&[]),
        Values::Except(values) => seen(values),
        Values::In(values) => values.iter().map(|value| occurs(value)).collect(),
    };
    values.into_iter().map(|value| Group { tag, value }).collect()
}
