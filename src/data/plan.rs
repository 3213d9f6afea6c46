//! [`Plan`]: what a policy or a flag wants counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::time::{Duration, Timestamp};
use crate::base::vocab::Stratum;
use crate::data::field::ReportField;

/// The tag that every report has a field for, whether it is asked for or not.
pub const JOB: &str = "job";

/// What is to be counted beyond the plain profile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Runs after this time are left out, and listed.
    pub until: Option<Timestamp>,
    /// The tags whose values are shown as groups of the metrics file (`--group-by`); may hold [`JOB`].
    pub shown: BTreeSet<String>,
    /// The tags that rules go through (`for each TAG`), with the values they list; may hold [`JOB`].
    pub groups: BTreeMap<String, BTreeSet<String>>,
    /// The windows that rules look through.
    pub windows: BTreeSet<AskedWindow>,
    /// Whether the raw reports behind each run are kept, for the series.
    pub series: bool,
}

/// Whether rules and flags can ask for a tag of this name: a field that reports are read for is none, but [`JOB`].
#[must_use]
pub fn is_tag_name(name: &str) -> bool {
    name == JOB || ReportField::from_word(name).is_none()
}

impl Plan {
    /// Whether groups or windows are asked for.
    #[must_use]
    pub fn selects(&self) -> bool {
        !(self.shown.is_empty() && self.groups.is_empty() && self.windows.is_empty())
    }

    /// Asks for all that `other` asks for as well.
    pub fn add(&mut self, other: Self) {
        self.shown.extend(other.shown);
        for (tag, values) in other.groups {
            self.groups.entry(tag).or_default().extend(values);
        }
        self.windows.extend(other.windows);
    }

    /// Whether a tag is asked for.
    #[must_use]
    pub fn asks_for(&self, tag: &str) -> bool {
        self.shown.contains(tag) || self.groups.contains_key(tag)
    }

    /// The tags to be read of each report, sorted: all that are asked for but [`JOB`], which is a field.
    #[must_use]
    pub fn tags(&self) -> Vec<&str> {
        let asked: BTreeSet<&str> = self.shown.iter().chain(self.groups.keys()).map(String::as_str).collect();
        asked.into_iter().filter(|tag| *tag != JOB).collect()
    }
}

/// A window, and the tag of the groups in which it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AskedWindow {
    /// In each group of this tag; `None`: in the whole cohort.
    pub tag: Option<String>,
    /// The window.
    pub window: Window,
}

/// The newest runs of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// `over last 10 runs`: drawn from the runs of a stratum.
    Runs {
        /// How many.
        count: u64,
        /// The stratum.
        stratum: Stratum,
        /// `among known`: drawn from attributed runs only.
        among_known: bool,
    },
    /// `over last 7 days`: back from the cohort's newest run with a time, that end exclusive.
    Span(Duration),
}

/// Some runs of a cohort: those of a group, of a window, of a window in a group; of neither: all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct View {
    /// Tag and value.
    pub group: Option<(String, String)>,
    /// The window.
    pub window: Option<Window>,
}
