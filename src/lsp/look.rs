//! [`Job`]: a policy without errors is looked over for warnings, which takes long for a long one: beside everything
//! else, so that no question waits for it.

use std::collections::BTreeMap;

use crate::base::source::SourceFile;
use crate::lang::check::ConstantsFile;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::lint;
use crate::lang::policy::Policy;
use crate::lang::syntax::Parse;
use crate::lang::testcase::{Given, TestCase};
use crate::tools::suite::{Asked, Subject, Work};

use super::place::Place;

/// A policy to be looked over.
#[derive(Debug)]
pub struct Job {
    /// The file it is of.
    pub place: Place,
    /// Its text.
    pub source: SourceFile,
    /// Its tree.
    pub parse: Parse,
    /// Its constants file.
    pub constants: Option<ConstantsFile>,
    /// The policy.
    pub policy: Policy,
    /// Its tests.
    pub tests: Vec<TestCase>,
}

/// What was found.
#[derive(Debug)]
pub struct Looked {
    /// The file it is of.
    pub place: Place,
    /// The text that was looked over.
    pub text: String,
    /// The warnings.
    pub warnings: Diagnostics,
}

/// Waivers are not held against a time: there is no clock here.
const NEVER_SOUGHT: &str = "lint::expired_waiver";
/// What only running the tests can tell, and so not if some of them read reports.
const SOUGHT_BY_TESTS: [&str; 2] = ["lint::rule_without_test", "lint::never_violated"];

impl Job {
    /// Does it.
    #[must_use]
    pub fn run(self) -> Looked {
        let Self { place, source, parse, constants, policy, tests } = self;
        let mut found = lint::lint(&source, &parse, &policy, None);
        let mut not_sought = vec![NEVER_SOUGHT];
        if tests.iter().any(|test| matches!(test.given, Given::Reports { .. })) {
            not_sought.extend(SOUGHT_BY_TESTS);
        } else {
            let (file, constants) = (&parse.file, constants.as_ref());
            let subject = Subject { source: &source, file, constants, policy: &policy, tests: &tests };
            found.append(Work::new(subject, Asked::default()).lint(&BTreeMap::new()));
        }
        let warnings = lint::accept(&source, &parse, found, &not_sought);
        Looked { place, text: source.text().to_owned(), warnings }
    }
}
