//! All warnings about a policy: what its text says, and what its tests do not try.

use std::collections::BTreeMap;

use crate::base::time::Timestamp;
use crate::data::metrics::Metrics;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::lint::{accept, lint};
use crate::lang::syntax::Parse;
use crate::tools::suite::{self, Subject};

/// What only a time can tell.
const BY_TIME: [&str; 1] = ["lint::expired_waiver"];
/// What only running the tests can tell.
const BY_TESTS: [&str; 2] = ["lint::rule_without_test", "lint::never_violated"];

/// The warnings about a policy without errors, but those that its author has accepted.
///
/// `reports`: what the reports add up to that its tests name, by their path as written; without it the tests are not
/// run. `at`: the time that waivers are held against, if any.
#[must_use]
pub fn warnings(
    subject: Subject<'_>,
    parse: &Parse,
    reports: Option<&BTreeMap<String, Metrics>>,
    at: Option<Timestamp>,
) -> Diagnostics {
    let mut found = lint(subject.source, parse, subject.policy, at);
    let mut not_sought: Vec<&str> = Vec::new();
    if at.is_none() {
        not_sought.extend(BY_TIME);
    }
    match reports {
        Some(reports) => found.append(suite::lint::lint(subject, reports)),
        None => not_sought.extend(BY_TESTS),
    }
    accept(subject.source, parse, found, &not_sought)
}
