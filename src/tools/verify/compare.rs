//! [`compare`]: two JSON values, and every place at which they differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::json::Json;
use crate::judge::verdict_file;

/// A step from a value to one within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the member of an object.
    Key(String),
    /// To an element of an array.
    Index {
        /// Which one.
        index: usize,
        /// What it is called, where its elements have names.
        name: Option<String>,
    },
}

/// A place at which two values differ, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<'a> {
    /// Where.
    pub path: Vec<Step>,
    /// What is recorded; `None`: nothing.
    pub recorded: Option<Json<'a>>,
    /// What it is when recomputed; `None`: nothing.
    pub recomputed: Option<Json<'a>>,
}

impl Difference<'_> {
    /// The keys on the way, without those of arrays.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.path.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index { .. } => None,
        })
    }

    /// Whether it is only about words that the core does not cover.
    #[must_use]
    pub fn is_sentence(&self) -> bool {
        let mut under = "";
        self.keys().any(|key| {
            let is_sentence = verdict_file::is_sentence(under, key);
            under = key;
            is_sentence
        })
    }

    /// The place as a JSON Pointer (RFC 6901).
    #[must_use]
    pub fn pointer(&self) -> String {
        let step = |step: &Step| match step {
            Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index { index, .. } => format!("/{index}"),
        };
        self.path.iter().map(step).collect()
    }

    /// The place for people: `rules[noise_pinned].checks[0].outcome`.
    #[must_use]
    pub fn place(&self) -> String {
        let mut place = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if place.is_empty() => place.push_str(key),
                Step::Key(key) => place.extend([".", key]),
                Step::Index { name: Some(name), .. } => place.extend(["[", name, "]"]),
                Step::Index { index, .. } => place.extend(["[", &index.to_string(), "]"]),
            }
        }
        place
    }
}

/// Every place at which `recorded` and `recomputed` differ, in their order.
#[must_use]
pub fn compare<'a>(recorded: &Json<'a>, recomputed: &Json<'a>) -> Vec<Difference<'a>> {
    let mut differences = Vec::new();
    walk(&mut Vec::new(), recorded, recomputed, &mut differences);
    differences
}

/// INVARIANT: recursion ends where the reader limits how deep a text may nest.
fn walk<'a>(
    path: &mut Vec<Step>,
    recorded: &Json<'a>,
    recomputed: &Json<'a>,
    found: &mut Vec<Difference<'a>>,
) {
    match (recorded, recomputed) {
        (Json::Object(ours), Json::Object(theirs)) => {
            let keys: BTreeSet<&str> = ours.iter().chain(theirs).map(|(key, _)| key.as_ref()).collect();
            for key in keys {
                path.push(Step::Key(key.to_owned()));
                both(path, recorded.get(key), recomputed.get(key), found);
                path.pop();
            }
        }
        (Json::Array(ours), Json::Array(theirs)) => match (names(ours), names(theirs)) {
            (Some(ours_named), Some(theirs_named)) => {
                by_name(path, (ours, &ours_named), (theirs, &theirs_named), found);
            }
            _ => {
                for index in 0..ours.len().max(theirs.len()) {
                    path.push(Step::Index { index, name: None });
                    both(path, ours.get(index), theirs.get(index), found);
                    path.pop();
                }
            }
        },
        _ if recorded == recomputed => {}
        _ => differ(path, Some(recorded), Some(recomputed), found),
    }
}

fn both<'a>(
    path: &mut Vec<Step>,
    recorded: Option<&Json<'a>>,
    recomputed: Option<&Json<'a>>,
    found: &mut Vec<Difference<'a>>,
) {
    match (recorded, recomputed) {
        (Some(recorded), Some(recomputed)) => walk(path, recorded, recomputed, found),
        _ => differ(path, recorded, recomputed, found),
    }
}

fn differ<'a>(
    path: &[Step],
    recorded: Option<&Json<'a>>,
    recomputed: Option<&Json<'a>>,
    found: &mut Vec<Difference<'a>>,
) {
    found.push(Difference {
        path: path.to_vec(),
        recorded: recorded.cloned(),
        recomputed: recomputed.cloned(),
    });
}

/// Elements that have names are compared by these, so that one that is missing does not shift all others.
fn by_name<'a>(
    path: &mut Vec<Step>,
    (ours, ours_named): (&[Json<'a>], &BTreeMap<&str, usize>),
    (theirs, theirs_named): (&[Json<'a>], &BTreeMap<&str, usize>),
    found: &mut Vec<Difference<'a>>,
) {
    let all: BTreeSet<&str> = ours_named.keys().chain(theirs_named.keys()).copied().collect();
    for name in all {
        let (our, their) = (ours_named.get(name), theirs_named.get(name));
        let index = our.or(their).copied().unwrap_or_default();
        path.push(Step::Index { index, name: Some(name.to_owned()) });
        both(path, our.and_then(|at| ours.get(*at)), their.and_then(|at| theirs.get(*at)), found);
        path.pop();
    }
    let order = |named: &BTreeMap<&str, usize>, others: &BTreeMap<&str, usize>| {
        let mut shared: Vec<(usize, String)> = Vec::new();
        shared.extend(
            named
                .iter()
                .filter(|(name, _)| others.contains_key(*name))
                .map(|(name, at)| (*at, (*name).to_owned())),
        );
        shared.sort_unstable();
        Json::array(shared.into_iter().map(|(_, name)| name))
    };
    let (recorded, recomputed) = (order(ours_named, theirs_named), order(theirs_named, ours_named));
    if recorded != recomputed {
        found.push(Difference { path: path.clone(), recorded: Some(recorded), recomputed: Some(recomputed) });
    }
}

/// What the elements are called, if all are rules or constants, and no two have the same name.
fn names<'j>(elements: &'j [Json<'_>]) -> Option<BTreeMap<&'j str, usize>> {
    let name = |element: &'j Json<'_>| match element.get("id") {
        Some(id) => id.as_str(),
        None => element.get("name").filter(|_| element.get("literal").is_some())?.as_str(),
    };
    let named: BTreeMap<&str, usize> = elements
        .iter()
        .enumerate()
        .map(|(index, element)| Some((name(element)?, index)))
        .collect::<Option<_>>()?;
    (named.len() == elements.len()).then_some(named)
}
