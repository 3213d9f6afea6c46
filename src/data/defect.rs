//! [`Defects`]: what the reader found wrong in reports, counted, and the first of them told.

use std::collections::BTreeMap;

use crate::base::vocab::UnknownClass;
use crate::data::field::ReportField;

/// How many defects are told in full.
pub const TOLD: usize = 100;

/// The longest text of a report that is repeated, in characters.
pub const LONGEST: usize = 80;

/// What stands in a field that cannot be used, or a stated cause that is on no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The field; `None` for a tag.
    pub field: Option<ReportField>,
    /// What was found, shortened.
    pub text: String,
    /// It is what the report states, not a defect of the report.
    pub stated: bool,
}

/// One thing wrong with one report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defect {
    /// The file, as it was named or found.
    pub source: String,
    /// Where in the file the report begins, in bytes.
    pub offset: u64,
    /// What the report counts as.
    pub class: UnknownClass,
    /// The field at fault, if it is one.
    pub field: Option<ReportField>,
    /// What was found there.
    pub found: String,
}

/// The defects of some reports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Defects {
    /// Reports with each class that the reader found.
    pub reports: BTreeMap<UnknownClass, u64>,
    /// How many defects there are: a report can have several.
    pub count: u64,
    /// The first defects, by file and place, at most [`TOLD`]; also stated causes that are on no list.
    pub first: Vec<Defect>,
}

impl Defects {
    /// Counts a class that the reader found in a report.
    pub fn count(&mut self, class: UnknownClass) {
        let reports = self.reports.entry(class).or_default();
        *reports = reports.saturating_add(1);
    }

    /// Tells a defect of the report at `offset` in a file, if it is among the first.
    pub fn tell(&mut self, source: &str, offset: u64, class: UnknownClass, defect: impl FnOnce() -> Defect) {
        self.count = self.count.saturating_add(u64::from(class != UnknownClass::Other));
        let is_after = |last: &Defect| (last.source.as_str(), last.offset) < (source, offset);
        if self.first.len() >= TOLD && self.first.last().is_some_and(is_after) {
            return;
        }
        let defect = defect();
        let at = self.first.partition_point(|other| *other <= defect);
        self.first.insert(at, defect);
        self.first.truncate(TOLD);
    }

    /// Adds those of `other`.
    pub fn merge(&mut self, other: Self) {
        for (class, count) in other.reports {
            let reports = self.reports.entry(class).or_default();
            *reports = reports.saturating_add(count);
        }
        self.count = self.count.saturating_add(other.count);
        self.first.extend(other.first);
        self.first.sort();
        self.first.truncate(TOLD);
    }
}

/// At most [`LONGEST`] characters of a text.
#[must_use]
pub fn shorten(text: &str) -> String {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text)).to_owned()
}
