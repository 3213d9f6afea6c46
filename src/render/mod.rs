//! Verdict and diagnostics → text to read. Nothing is recomputed here.

pub mod diagnostics;
pub mod diff;
pub mod diff_json;
pub mod escape;
pub mod explanation;
pub mod suite;
pub mod suite_json;
pub mod suite_junit;
pub mod suite_text;
pub mod text;

use crate::base::vocab::words;
use crate::judge::verdict::Verdict;
use crate::judge::verdict_file;

words! {
    /// The forms a verdict is written in.
    Form {
        /// `verdict.json`.
        Json = "json",
        /// For people.
        Text = "text",
    }
}

/// Writes a verdict in a form. Only text is ever styled; the styles are ANSI sequences.
#[must_use]
pub fn render(verdict: &Verdict, form: Form) -> String {
    match form {
        Form::Json => verdict_file::to_json(verdict).to_pretty(),
        Form::Text => text::render(verdict),
    }
}

/// What is written in place of a verdict when none could be given, so that no old one stays in its place.
#[must_use]
pub fn render_failure(messages: &[String], form: Form) -> String {
    match form {
        Form::Json => verdict_file::failure(messages).to_pretty(),
        Form::Text => text::failure(messages),
    }
}
