//! [`SuiteResult`]: what came of the tests of a policy, as plain data.

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
    /// Where there are no tests: some to begin with.
    pub to_begin_with: Option<String>,
}

impl SuiteResult {
    /// The tests that fail.
    pub fn failures(&self) -> impl Iterator<Item = &TestResult> {
        self.tests.iter().filter(|test| !test.passed)
    }

    /// Whether there are tests, and all of them pass.
    #[must_use]
    pub fn passed(&self) -> bool {
        !self.tests.is_empty() && self.failures().next().is_none()
    }
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
