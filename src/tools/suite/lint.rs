//! Rules that no test tries: warnings that only running the tests can give.

use std::collections::{BTreeMap, BTreeSet};

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::base::vocab::Outcome;
use crate::data::metrics::Metrics;
use crate::judge::demand::demand;
use crate::lang::diagnostic::{Diagnostics, Finding};
use crate::tools::suite::run::{Suite, with};
use crate::tools::suite::sights::{Sight, sights};
use crate::tools::suite::subject::Subject;

/// A warning about the tests of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum SuiteLint {
    /// A policy without tests, or a rule that applies in none of them
    #[error("{what} has no test")]
    #[diagnostic(
        code("rulecheck::lint::rule_without_test"),
        severity(Warning),
        help("`rulecheck test` shows some to begin with")
    )]
    RuleWithoutTest {
        what: String,
        #[label("tried by no test")]
        span: Span,
    },

    /// A rule that is met in every test
    #[error("the rule `{rule}` is violated in no test")]
    #[diagnostic(
        code("rulecheck::lint::never_violated"),
        severity(Warning),
        help("give runs that violate it: `rulecheck test --coverage` shows some")
    )]
    NeverViolated {
        rule: String,
        #[label("no test would notice if it were dropped")]
        span: Span,
    },
}

impl Finding for SuiteLint {}

/// The warnings about the tests of a policy. `reports`: what the reports add up to that they name, by path.
#[must_use]
pub fn lint(subject: Subject<'_>, reports: &BTreeMap<String, Metrics>) -> Diagnostics {
    let mut found = Diagnostics::default();
    if subject.tests.is_empty() {
        if let Some(header) = &subject.file.header {
            let (what, span) = ("this policy".to_owned(), header.span.span);
            found.rules(&SuiteLint::RuleWithoutTest { what, span });
        }
        return found;
    }
    let suite = Suite::new(subject.policy, subject.tests, &demand(subject.policy), reports);
    let mut seen = BTreeSet::new();
    for test in &suite.tests {
        let policy = with(suite.policy, &test.case.set);
        seen.extend(sights(&policy, &test.case.set, &test.judged.metrics, test.judged.at));
    }
    for (number, rule) in suite.policy.rules.iter().enumerate() {
        let is = |outcome: Outcome| {
            seen.iter().any(|(of, _, sight)| *of == number && *sight == Sight::Outcome(outcome))
        };
        let decl = subject.file.rules().find(|decl| decl.id.node == rule.id);
        let Some(span) = decl.map(|decl| decl.id.span) else { continue };
        if ![Outcome::Met, Outcome::Violated, Outcome::Undetermined].into_iter().any(is) {
            found.rules(&SuiteLint::RuleWithoutTest { what: format!("the rule `{}`", rule.id), span });
        } else if !is(Outcome::Violated) {
            found.rules(&SuiteLint::NeverViolated { rule: rule.id.clone(), span });
        }
    }
    found
}
