//! The reports that tests name, from disk.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::source::SourceFile;
use crate::cli::diagnostics::Found;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::data::metrics::Metrics;
use crate::data::plan::Plan;
use crate::input::{self, Options};
use crate::lang::diagnostic::Diagnostics;
use crate::lang::testcase::{Given, TestCase};
use crate::tools::suite::error::SuiteError;

/// What the reports add up to that tests name, by their path as written: from the folder of the rules.
pub(crate) fn reports(
    rules: &Path,
    source: &SourceFile,
    tests: &[TestCase],
    plan: &Plan,
) -> Result<BTreeMap<String, Metrics>, CliError> {
    let mut read = BTreeMap::new();
    let mut errors = Diagnostics::default();
    for test in tests {
        let Given::Reports { path, span } = &test.given else { continue };
        if read.contains_key(path) {
            continue;
        }
        let file = rules.parent().unwrap_or_else(|| Path::new("")).join(path);
        match input::read(&[file], plan, &Options::default()) {
            Ok(reading) => {
                read.insert(path.clone(), reading.metrics);
            }
            Err(error) => errors.rules(&SuiteError::ReportsUnreadable {
                path: format!("\"{path}\""),
                why: output::plain(&error.to_string()),
                span: *span,
            }),
        }
    }
    if errors.is_empty() {
        return Ok(read);
    }
    Err(CliError::Invalid(Box::new(Found { diagnostics: errors, rules: source.clone(), constants: None })))
}
