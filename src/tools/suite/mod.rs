//! The tests of a policy: run, held against the policy they are of, and completed.

pub mod boundary;
pub mod candidates;
pub mod change;
pub mod coverage;
pub mod error;
pub mod given;
pub mod lint;
pub mod meaning;
pub mod mutate;
pub mod mutate_expr;
pub mod results;
pub mod run;
pub mod scenario;
pub mod shown;
pub mod sights;
pub mod subject;
pub mod threshold;
pub mod witness;

use std::collections::BTreeMap;

use crate::base::rational::Rational;
use crate::data::metrics::Metrics;
use crate::data::plan::Plan;
use crate::judge::demand::demand;
use crate::lang::policy::Policy;
use crate::tools::suite::meaning::Meaning;
use crate::tools::suite::mutate::{Mutants, mutants};
use crate::tools::suite::results::{Mutation, SuiteResult, Survivor};
use crate::tools::suite::run::Suite;
pub use crate::tools::suite::subject::Subject;
use crate::tools::suite::witness::Witnesses;

/// What is asked of tests beside that they pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What they show of each check.
    pub coverage: bool,
    /// Which changes of the policy they notice.
    pub mutation: bool,
    /// How much of both: a rate.
    pub least: Rational,
}

/// Everything passes, and nothing more is asked.
impl Default for Asked {
    fn default() -> Self {
        Self { coverage: false, mutation: false, least: Rational::from(1_u64) }
    }
}

/// What is to be done with the tests of a policy.
#[derive(Debug)]
pub struct Work<'a> {
    subject: Subject<'a>,
    asked: Asked,
    mutants: Mutants,
    plan: Plan,
}

impl<'a> Work<'a> {
    /// Says what is to be done.
    #[must_use]
    pub fn new(subject: Subject<'a>, asked: Asked) -> Self {
        let mutants = if asked.mutation { mutants(subject) } else { Mutants::default() };
        let mut plan = demand(subject.policy);
        for mutant in &mutants.mutants {
            let more = demand(&mutant.policy);
            plan.windows.extend(more.windows);
            for (tag, values) in more.groups {
                plan.groups.entry(tag).or_default().extend(values);
            }
        }
        Self { subject, asked, mutants, plan }
    }

    /// What is to be counted of the reports that tests name.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Does it. `reports` has what the reports add up to, by their path as written.
    #[must_use]
    pub fn run(&self, reports: &BTreeMap<String, Metrics>) -> SuiteResult {
        let Subject { source, policy, tests, .. } = self.subject;
        let suite = Suite::new(policy, tests, &self.plan, reports);
        let mut result = SuiteResult {
            source: source.clone(),
            policy: policy.id.clone(),
            title: policy.title.clone(),
            tests: suite.run(),
            to_add: Vec::new(),
            coverage: None,
            mutation: None,
            least: self.asked.least.clone(),
        };
        let names = tests.iter().map(|test| test.name.clone()).collect();
        if result.tests.is_empty() {
            result.to_add = Witnesses::new(policy, &self.plan, names).to_begin_with();
        } else if result.failures().next().is_none() && (self.asked.coverage || self.asked.mutation) {
            let mut witnesses = Witnesses::new(policy, &self.plan, names);
            result.coverage = self.asked.coverage.then(|| coverage::coverage(&suite, &mut witnesses));
            result.mutation = self.asked.mutation.then(|| self.mutation(&suite, &mut witnesses));
            result.to_add = witnesses.into_tests();
        }
        result
    }

    fn mutation(&self, suite: &Suite<'_>, witnesses: &mut Witnesses<'_>) -> Mutation {
        let own = Meaning::of(self.subject.policy);
        let mut mutation = Mutation { equivalent: self.mutants.equivalent, ..Mutation::default() };
        for mutant in &self.mutants.mutants {
            if notices(suite, &mutant.policy) {
                mutation.noticed = mutation.noticed.saturating_add(1);
                continue;
            }
            let changed = Meaning::of(&mutant.policy);
            mutation.survivors.push(Survivor {
                line: mutant.line,
                before: mutant.before.clone(),
                after: mutant.after.clone(),
                test: witnesses.tells(&mutant.before, &own, &mutant.policy, &changed),
            });
        }
        mutation
    }
}

/// Whether some test fails under a changed policy.
fn notices(suite: &Suite<'_>, policy: &Policy) -> bool {
    suite.tests.iter().any(|test| !test.agrees(&test.decision(policy)))
}
