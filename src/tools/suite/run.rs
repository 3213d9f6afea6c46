//! Tests that are run: what they give is counted and judged, and held against what they expect.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::base::digest::Sha256;
use crate::base::vocab::Outcome as CheckOutcome;
use crate::data::metrics::Metrics;
use crate::data::plan::Plan;
use crate::judge::decide::Decided;
use crate::judge::verdict::{Evidence, EvidenceSource, NotJudged, RuleRecord, Verdict};
use crate::judge::{self, At};
use crate::lang::policy::{CohortChoice, Policy};
use crate::lang::testcase::{Expectation, Given, Setting, TestCase};
use crate::tools::suite::given::{Judged, count};
use crate::tools::suite::results::{Outcome, TestResult};

/// The tests of a policy, their runs counted.
#[derive(Debug)]
pub struct Suite<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The tests, in the order written.
    pub tests: Vec<Prepared<'a>>,
}

/// A test, its runs counted.
#[derive(Debug)]
pub struct Prepared<'a> {
    /// The test.
    pub case: &'a TestCase,
    /// Its runs.
    pub judged: Judged,
}

impl<'a> Suite<'a> {
    /// Counts what the tests give, as `plan` asks. `reports` has what the reports add up to that tests name, counted
    /// by the same plan; of those that are not in it, a test is left out.
    #[must_use]
    pub fn new(
        policy: &'a Policy,
        cases: &'a [TestCase],
        plan: &Plan,
        reports: &BTreeMap<String, Metrics>,
    ) -> Self {
        let own = (policy.cohort == CohortChoice::Own).then(|| policy.policy_hash.to_string());
        let tests = cases.iter().filter_map(|case| {
            let judged = match &case.given {
                Given::Runs(runs) => count(runs, plan, own.as_deref()),
                Given::Reports { path, .. } => {
                    Judged { metrics: reports.get(path)?.clone(), at: At::NewestRun }
                }
            };
            Some(Prepared { case, judged })
        });
        Self { policy, tests: tests.collect() }
    }

    /// Runs every test.
    #[must_use]
    pub fn run(&self) -> Vec<TestResult> {
        self.tests.iter().map(|test| test.run(self.policy)).collect()
    }
}

impl Prepared<'_> {
    /// What is decided by `policy`, the constants set as the test says.
    #[must_use]
    pub fn decision(&self, policy: &Policy) -> Decided {
        judge::decision(&with(policy, &self.case.set), &self.judged.metrics, self.judged.at)
    }

    /// Whether that is what the test expects.
    #[must_use]
    pub fn agrees(&self, decided: &Decided) -> bool {
        agrees(&self.case.expect, decided)
    }

    fn run(&self, policy: &Policy) -> TestResult {
        let decided = self.decision(policy);
        let passed = self.agrees(&decided);
        let why = if passed { Vec::new() } else { self.why(policy) };
        TestResult {
            name: self.case.name.clone(),
            location: self.case.location,
            expect: self.case.expect.span,
            expected: Outcome {
                decision: self.case.expect.decision,
                because: self.case.expect.because.clone(),
            },
            actual: Outcome { decision: decided.decision, because: Some(decided.decided_by) },
            passed,
            why,
        }
    }

    /// Why it came out so, and what became of the rules that should have decided.
    fn why(&self, policy: &Policy) -> Vec<String> {
        let evidence = Evidence {
            source: EvidenceSource::Reports,
            metrics_sha256: Sha256::of(b""),
            inputs_sha256: None,
            after_at: NotJudged::default(),
            expected: None,
        };
        let policy = with(policy, &self.case.set);
        let verdict =
            judge::evaluate(&policy, &self.judged.metrics, self.judged.at, evidence, BTreeMap::new());
        let mut why = deciding(&verdict);
        let expected = self.case.expect.because.iter().flatten();
        for id in expected.filter(|id| !verdict.decided_by.contains(id)) {
            why.extend(verdict.rules.iter().filter(|rule| rule.id == *id).flat_map(standing));
        }
        why
    }
}

/// Whether a decision is what is expected: the verdict, and exactly the deciding rules, if they are said.
fn agrees(expected: &Expectation, decided: &Decided) -> bool {
    expected.decision == decided.decision
        && expected.because.as_ref().is_none_or(|because| *because == decided.decided_by)
}

/// The policy with some of its constants set otherwise. It counts as the same policy: its hash stays.
#[must_use]
pub fn with<'p>(policy: &'p Policy, set: &[Setting]) -> Cow<'p, Policy> {
    if set.is_empty() {
        return Cow::Borrowed(policy);
    }
    let mut policy = policy.clone();
    for constant in &mut policy.constants {
        if let Some(setting) = set.iter().find(|setting| setting.name == constant.name) {
            constant.value = setting.value.clone();
            constant.literal = setting.ty.literal(&setting.value);
        }
    }
    Cow::Owned(policy)
}

/// The deciding checks, each with its rule; or why no check decides.
fn deciding(verdict: &Verdict) -> Vec<String> {
    let mut why = Vec::new();
    for rule in verdict.rules.iter().filter(|rule| verdict.decided_by.contains(&rule.id)) {
        let checks = rule.checks.iter().filter(|check| verdict.reasons.contains(&check.explanation));
        why.extend(checks.map(|check| format!("{}: {}", rule.id, check.explanation)));
    }
    if why.is_empty() { verdict.reasons.clone() } else { why }
}

/// How the checks of a rule stand that was expected to decide.
fn standing(rule: &RuleRecord) -> Vec<String> {
    let told = |outcome| match outcome {
        CheckOutcome::Met => "met",
        CheckOutcome::Violated => "violated",
        CheckOutcome::Undetermined => "undetermined",
        CheckOutcome::NotApplicable => "does not apply",
    };
    let checks = rule.checks.iter();
    checks.map(|check| format!("{} ({}): {}", rule.id, told(check.outcome), check.explanation)).collect()
}
