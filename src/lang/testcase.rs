//! [`TestCase`]: a checked test of a policy, as plain data: the runs it gives, what it sets and what it expects.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::source::{Location, Span};
use crate::base::time::Duration;
use crate::base::vocab::{Decision, MaskSet, Signal, Stratum, words};

/// Most runs that a test may give.
pub const MOST_RUNS: usize = 100_000;
/// Most runs that all tests of a policy may give together.
pub const MOST_RUNS_OF_ALL: usize = 1_000_000;
/// The longest time that a test may give: 36,500 days, in seconds.
pub const LONGEST: i64 = 36_500 * 24 * 60 * 60;

/// A test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCase {
    /// Its name.
    pub name: String,
    /// All of it.
    pub span: Span,
    /// `test "name"`
    pub head: Span,
    /// Where it begins.
    pub location: Location,
    /// What is judged.
    pub given: Given,
    /// The constants that it sets, sorted by name.
    pub set: Vec<Setting>,
    /// What should come of it.
    pub expect: Expectation,
}

/// What a test gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Runs that are described.
    Runs(GivenRuns),
    /// Reports that are read.
    Reports {
        /// A file or a folder, as written: beside the rules.
        path: String,
        /// Where it is named.
        span: Span,
    },
}

/// Runs that a test describes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GivenRuns {
    /// A group for each `given`, in the order written.
    pub groups: Vec<RunGroup>,
    /// First run to time of evaluation, where it is said; not shorter than the runs' own times.
    pub elapsed: Option<Duration>,
}

/// The runs of one `given`, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunGroup {
    /// Where they are counted, if they can be read.
    pub stratum: Stratum,
    /// The runs.
    pub runs: Vec<GivenRun>,
    /// How far apart they are, where that is said.
    pub each: Option<Duration>,
    /// Their tags, each with its value.
    pub tags: Vec<(String, String)>,
}

impl RunGroup {
    /// First to last run, where their times are said.
    #[must_use]
    pub fn length(&self) -> Option<Duration> {
        let steps = i64::try_from(self.runs.len().saturating_sub(1)).unwrap_or(i64::MAX);
        self.each.map(|each| Duration::from_seconds(each.seconds().saturating_mul(steps)))
    }
}

/// A run that a test describes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GivenRun {
    /// What it shows: counted signals and classes, each once with a count of 1 or more. What is not in it is 0, and
    /// `unknown` is not in it: it is all classes together.
    pub counts: Vec<(Signal, u64)>,
    /// What is not known of it.
    pub missing: MaskSet,
    /// Its report cannot be read: nothing is known of it, also not its stratum.
    pub unreadable: bool,
}

/// `set NAME = LITERAL`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The constant.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its value in this test.
    pub value: Rational,
}

words! {
    /// What an item counts.
    Counted {
        /// All runs.
        Runs = "runs",
        /// Runs that show a signal.
        RunsWith = "runs_with",
        /// The counts of a signal added up.
        Sum = "sum",
        /// Runs of which a signal is not known.
        Missing = "missing",
    }
}

words! {
    /// A run as a character.
    RunSign {
        /// It shows nothing.
        Clean = ".",
        /// A WARN.
        Warn = "w",
        /// A FAIL.
        Fail = "f",
        /// An override.
        Override = "o",
        /// An unknown.
        Unknown = "u",
        /// A report that cannot be read.
        Unreadable = "?",
    }
}

/// What should come of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The verdict.
    pub decision: Decision,
    /// Exactly the deciding rules, sorted; `None`: any.
    pub because: Option<Vec<String>>,
    /// Where it is said.
    pub span: Span,
}
