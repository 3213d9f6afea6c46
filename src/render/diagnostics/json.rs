//! Diagnostics as JSON of our own: docs/schemas/diagnostics.schema.json.

use super::{Found, short_code};
use crate::base::json::Json;
use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::{Diagnostic, Severity};

/// All findings of all files, in one object.
pub(super) fn render<'a>(found: &[Found<'a>]) -> Json<'a> {
    let count = |severity| found.iter().map(|found| found.count(severity)).fold(0, usize::saturating_add);
    let left_out = found.iter().map(|found| found.shown().1).fold(0, usize::saturating_add);
    let shown = found.iter().flat_map(|found| found.shown().0);
    Json::object([
        ("diagnostics", Json::array(shown.map(|(diagnostic, file)| one(diagnostic, file)))),
        ("errors", count(Severity::Error).into()),
        ("format", "rulecheck_diagnostics/1".into()),
        ("left_out", left_out.into()),
        ("warnings", count(Severity::Warning).into()),
    ])
}

fn one<'a>(diagnostic: &'a Diagnostic, file: &'a SourceFile) -> Json<'a> {
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| range(file, label.span).with([("text", Json::from(label.text.as_str()))]));
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let parts = [("replacement", fix.replacement.as_str()), ("title", fix.title.as_str())];
        range(file, fix.span).with(parts.map(|(key, text)| (key, Json::from(text))))
    });
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let object = Json::object([
        ("code", Json::from(short_code(diagnostic))),
        ("file", file.name().into()),
        ("fixes", Json::array(fixes)),
        ("labels", Json::array(labels)),
        ("message", diagnostic.message.as_str().into()),
        ("severity", severity.into()),
    ]);
    object.with(diagnostic.help.as_deref().map(|help| ("help", Json::from(help))))
}

/// Where a place begins and ends.
fn range(file: &SourceFile, span: Span) -> Json<'static> {
    let place = |offset: u32| {
        let location = file.location(offset);
        Json::object([
            ("column", Json::from(location.column)),
            ("line", location.line.into()),
            ("offset", u64::from(offset).into()),
        ])
    };
    Json::object([("end", place(span.end)), ("start", place(span.start))])
}
