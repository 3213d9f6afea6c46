//! Diagnostics as commands of a GitHub workflow: a line each, shown at the line of the file.

use super::{Found, short_code};
use crate::base::source::SourceFile;
use crate::lang::diagnostic::{Diagnostic, Severity};
use crate::render::workflow::{Command, line};

/// A line for each finding.
pub(super) fn render(found: &Found<'_>) -> String {
    let (shown, more) = found.shown();
    let mut out: String = shown.iter().map(|(diagnostic, file)| one(diagnostic, file)).collect();
    if more > 0 {
        let properties = vec![("file", found.rules.name().to_owned())];
        out.push_str(&line(&Command {
            level: "notice",
            properties,
            message: &format!("{more} more are not shown"),
        }));
    }
    out
}

fn one(diagnostic: &Diagnostic, file: &SourceFile) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let span = diagnostic.labels.first().map(|label| label.span).unwrap_or_default();
    let (start, end) = (file.location(span.start), file.location(span.end));
    let mut properties = vec![
        ("file", file.name().to_owned()),
        ("line", start.line.to_string()),
        ("endLine", end.line.to_string()),
    ];
    // Columns are of one line only.
    if start.line == end.line {
        properties.extend([("col", start.column.to_string()), ("endColumn", end.column.to_string())]);
    }
    properties.push(("title", short_code(diagnostic).to_owned()));
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        message = format!("{message}\nhelp: {help}");
    }
    line(&Command { level, properties, message: &message })
}
