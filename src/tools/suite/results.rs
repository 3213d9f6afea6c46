//! [`SuiteResult`]: what came of the tests of a policy, as plain data.

use crate::base::rational::Rational;
use crate::base::source::{Location, SourceFile, Span};
use crate::base::vocab::Decision;

/// What came of one file of rules.
#[derive(Debug, Clone)]
pub struct FileResult {
    /// The file, as the user named it.
    pub file: String,
    /// What came of its tests; or why they could not be run.
    pub result: Result<SuiteResult, String>,
}

/// What came of the tests of one policy.
#[derive(Debug, Clone)]
pub struct SuiteResult {
    /// The policy, as read.
    pub source: SourceFile,
    /// Its id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// The tests, in the order written.
    pub tests: Vec<TestResult>,
    /// Tests to add: where there are none, some to begin with; else those that show and notice what the others do not.
    pub to_add: Vec<String>,
    /// What the tests show of each check, if it was asked for and all of them pass.
    pub coverage: Option<Coverage>,
    /// Which changes of the policy they notice, if it was asked for and all of them pass.
    pub mutation: Option<Mutation>,
    /// How much of that should be shown and noticed: a rate.
    pub least: Rational,
}

impl SuiteResult {
    /// The tests that fail.
    pub fn failures(&self) -> impl Iterator<Item = &TestResult> {
        self.tests.iter().filter(|test| !test.passed)
    }

    /// Whether there are tests, all of them pass, and they show and notice as much as was asked for.
    #[must_use]
    pub fn passed(&self) -> bool {
        let shares =
            self.coverage.iter().map(Coverage::share).chain(self.mutation.iter().map(Mutation::share));
        let sound = !self.tests.is_empty() && self.failures().next().is_none();
        sound && shares.into_iter().all(|share| reaches(share, &self.least))
    }
}

/// What the tests show of the checks of a policy.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// What should be seen, check by check.
    pub goals: Vec<Goal>,
}

/// Something that should be seen of a check.
#[derive(Debug, Clone)]
pub struct Goal {
    /// The rule.
    pub rule: String,
    /// The check, or the `when`: its canonical text.
    pub check: String,
    /// Its line; of a `when` that of the first check.
    pub line: usize,
    /// `met`, `violated`, `undetermined`, `just inside`, `on`, `just outside`.
    pub what: &'static str,
    /// Inside, on or outside of which comparison.
    pub of: Option<String>,
    /// The first test in which it is seen.
    pub seen_by: Option<String>,
    /// Which of the tests to add shows it, if it is not seen and one was found.
    pub test: Option<usize>,
}

/// Which changes of a policy its tests notice.
#[derive(Debug, Clone, Default)]
pub struct Mutation {
    /// How many are noticed.
    pub noticed: usize,
    /// How many make no difference, whatever the runs; they are not asked for.
    pub equivalent: usize,
    /// Those that no test notices, in the order of the text.
    pub survivors: Vec<Survivor>,
}

/// A change that no test notices.
#[derive(Debug, Clone)]
pub struct Survivor {
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub before: String,
    /// What could stand there; empty if it could be left out.
    pub after: String,
    /// Which of the tests to add notices it, if one was found.
    pub test: Option<usize>,
}

impl Coverage {
    /// How much is seen, and of how much.
    #[must_use]
    pub fn share(&self) -> (usize, usize) {
        (self.goals.iter().filter(|goal| goal.seen_by.is_some()).count(), self.goals.len())
    }
}

impl Mutation {
    /// How many are noticed, and of how many.
    #[must_use]
    pub fn share(&self) -> (usize, usize) {
        (self.noticed, self.noticed.saturating_add(self.survivors.len()))
    }
}

/// Whether a share is at least `least`; of nothing it is.
fn reaches((part, whole): (usize, usize), least: &Rational) -> bool {
    Rational::ratio(part, whole).is_none_or(|share| share >= *least)
}

/// What came of one test.
#[derive(Debug, Clone)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub location: Location,
    /// Its `expect`.
    pub expect: Span,
    /// What it expects.
    pub expected: Outcome,
    /// What came of it.
    pub actual: Outcome,
    /// Whether they agree.
    pub passed: bool,
    /// Why it came out so: the explanations of the deciding checks, each with its rule.
    pub why: Vec<String>,
}

impl TestResult {
    /// What was expected and what came of it, as the lines of a diff, then why.
    #[must_use]
    pub fn difference(&self) -> Vec<String> {
        let [expected, actual] = [&self.expected, &self.actual].map(Outcome::text);
        let diff = [format!("- expect {expected}"), format!("+ expect {actual}")];
        diff.into_iter().chain(self.why.iter().cloned()).collect()
    }
}

/// A verdict and who decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The verdict.
    pub decision: Decision,
    /// The deciding rules, sorted; `None`: it is not said which.
    pub because: Option<Vec<String>>,
}

impl Outcome {
    /// As it stands in a test: `no_go because noise`.
    #[must_use]
    pub fn text(&self) -> String {
        match self.because.as_deref() {
            None | Some([]) => self.decision.word().to_owned(),
            Some(rules) => format!("{} because {}", self.decision, rules.join(", ")),
        }
    }
}
