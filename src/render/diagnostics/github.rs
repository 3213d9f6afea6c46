//! Diagnostics as commands of a GitHub workflow: a line each, shown at the line of the file.

use std::fmt::Write as _;

use super::{Found, short_code};
use crate::base::source::SourceFile;
use crate::lang::diagnostic::{Diagnostic, Severity};

/// A line for each finding.
pub(super) fn render(found: &Found<'_>) -> String {
    let (shown, more) = found.shown();
    let mut out: String = shown.iter().map(|(diagnostic, file)| one(diagnostic, file)).collect();
    if more > 0 {
        let name = property(found.rules.name());
        // Writing to a String cannot fail.
        let _ = writeln!(out, "::notice file={name}::{more} more are not shown");
    }
    out
}

fn one(diagnostic: &Diagnostic, file: &SourceFile) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let span = diagnostic.labels.first().map(|label| label.span).unwrap_or_default();
    let (start, end) = (file.location(span.start), file.location(span.end));
    let name = property(file.name());
    // Columns are of one line only.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        message = format!("{message}\nhelp: {help}");
    }
    format!(
        "::{command} file={name},line={},endLine={}{columns},title={}::{}\n",
        start.line,
        end.line,
        property(short_code(diagnostic)),
        data(&message)
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
