//! What came of tests, in one of its forms.

use crate::base::vocab::words;
use crate::render::{suite_json, suite_junit, suite_text};
use crate::tools::suite::results::FileResult;

words! {
    /// The forms that results of tests are written in.
    SuiteForm {
        /// For machines.
        Json = "json",
        /// For CI systems.
        Junit = "junit",
        /// For people.
        Text = "text",
    }
}

/// Writes results in a form. Only text is ever styled; the styles are ANSI sequences.
#[must_use]
pub fn render(files: &[FileResult], form: SuiteForm) -> String {
    match form {
        SuiteForm::Json => suite_json::json(files).to_pretty(),
        SuiteForm::Junit => suite_junit::render(files),
        SuiteForm::Text => files.iter().map(suite_text::render).collect(),
    }
}
