//! [`Job`]: a policy without errors is looked over for warnings, which takes long for a long one: beside everything
//! else, so that no question waits for it.

use std::collections::BTreeMap;

use crate::base::source::SourceFile;
use crate::lang::check::ConstantsFile;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::policy::Policy;
use crate::lang::syntax::Parse;
use crate::lang::testcase::{Given, TestCase};
use crate::tools::suite::Subject;
use crate::tools::warnings::warnings;

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

impl Job {
    /// Does it.
    #[must_use]
    pub fn run(self) -> Looked {
        let Self { place, source, parse, constants, policy, tests } = self;
        let (file, constants) = (&parse.file, constants.as_ref());
        let subject = Subject { source: &source, file, constants, policy: &policy, tests: &tests };
        // Reports are not read here, and there is no clock.
        let no_reports = BTreeMap::new();
        let reads = tests.iter().any(|test| matches!(test.given, Given::Reports { .. }));
        let warnings = warnings(subject, &parse, (!reads).then_some(&no_reports), None);
        Looked { place, text: source.text().to_owned(), warnings }
    }
}
