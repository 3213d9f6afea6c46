//! [`Provenance`]: which raw reports gave each run, where the series asks for it.

use crate::base::digest::Sha256;
use crate::base::vocab::UnknownClass;
use crate::data::blocks::Blocks;
use crate::data::field::ReportField;
use crate::data::index::{Hash, Interner};

/// A raw report that gave a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawReport<'a> {
    /// The digest of its bytes.
    pub sha256: Sha256,
    /// The series says so, not the report itself.
    pub recorded: bool,
    /// The file it was read from.
    pub source: &'a str,
    /// What was wrong with it, in the order of reading.
    pub defects: &'a [RawDefect],
}

/// One thing wrong with a raw report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawDefect {
    /// What the report counts as.
    pub class: UnknownClass,
    /// The field at fault, if it is one.
    pub field: Option<ReportField>,
    /// What was found there.
    pub found: String,
}

impl RawReport<'_> {
    /// Which of two entries of one report is kept is the lesser: what is recorded stays as it is.
    fn rank(&self) -> (bool, &str, &[RawDefect]) {
        (!self.recorded, self.source, self.defects)
    }
}

/// Lists of raw reports: a chain each.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    /// For each run where its chain begins.
    heads: Blocks<Link>,
    nodes: Blocks<Node>,
    sources: Interner<Box<str>>,
}

/// Number of a node, from 1; 0 is none.
type Link = u32;

#[derive(Debug, Clone)]
struct Node {
    sha256: Sha256,
    recorded: bool,
    source: u32,
    next: Link,
    defects: Option<Box<Vec<RawDefect>>>,
}

impl Provenance {
    /// The reports of a run, each once, sorted by their digest.
    #[must_use]
    pub fn of(&self, run: usize) -> Vec<RawReport<'_>> {
        let mut reports: Vec<_> = self.chain(run).collect();
        reports.sort_unstable_by_key(|report| report.sha256);
        reports
    }

    /// Adds a report to those of a run.
    pub fn add(&mut self, run: usize, report: &RawReport<'_>) {
        let mut link = self.head(run);
        while let Some(node) = self.node(link) {
            if node.sha256 == report.sha256 {
                if report.rank() < self.report(node).rank() {
                    let node = self.new_node(report, node.next);
                    if let Some(slot) = self.nodes.get_mut((link as usize).saturating_sub(1)) {
                        *slot = node;
                    }
                }
                return;
            }
            link = node.next;
        }
        let node = self.new_node(report, self.head(run));
        self.nodes.push(node);
        self.set_head(run, u32::try_from(self.nodes.len()).unwrap_or(0));
    }

    /// Adds the reports of a run in another list.
    pub fn add_all(&mut self, run: usize, other: &Self, other_run: usize) {
        other.chain(other_run).for_each(|report| self.add(run, &report));
    }

    /// Forgets the reports of a run.
    pub fn forget(&mut self, run: usize) {
        if self.head(run) != 0 {
            self.set_head(run, 0);
        }
    }

    /// Whether no run has any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.heads.clear();
        self.nodes.clear();
    }

    fn chain(&self, run: usize) -> impl Iterator<Item = RawReport<'_>> {
        let first = self.node(self.head(run));
        std::iter::successors(first, |node| self.node(node.next)).map(|node| self.report(node))
    }

    fn report<'a>(&'a self, node: &'a Node) -> RawReport<'a> {
        RawReport {
            sha256: node.sha256,
            recorded: node.recorded,
            source: self.sources.get(node.source).map(AsRef::as_ref).unwrap_or_default(),
            defects: node.defects.as_ref().map(|defects| defects.as_slice()).unwrap_or_default(),
        }
    }

    fn new_node(&mut self, report: &RawReport<'_>, next: Link) -> Node {
        let hash = Hash::default().with_bytes(report.source.as_bytes());
        let source = self.sources.intern(hash, |other| **other == *report.source, || report.source.into());
        let defects = (!report.defects.is_empty()).then(|| Box::new(report.defects.to_vec()));
        Node { sha256: report.sha256, recorded: report.recorded, source, next, defects }
    }

    fn node(&self, link: Link) -> Option<&Node> {
        self.nodes.get((link as usize).checked_sub(1)?)
    }

    fn head(&self, run: usize) -> Link {
        self.heads.get(run).copied().unwrap_or(0)
    }

    fn set_head(&mut self, run: usize, link: Link) {
        while self.heads.len() <= run {
            self.heads.push(0);
        }
        if let Some(head) = self.heads.get_mut(run) {
            *head = link;
        }
    }
}
