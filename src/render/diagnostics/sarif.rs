//! Diagnostics as SARIF 2.1.0, for code scanning.

use std::collections::BTreeSet;

use super::{Found, short_code};
use crate::base::json::Json;
use crate::base::source::{SourceFile, Span};
use crate::lang::codes;
use crate::lang::diagnostic::{Diagnostic, Fix, Severity};
use crate::render::sarif_log::{log, physical_location, uri};

/// One log with one run.
pub(super) fn render<'a>(found: &[Found<'a>]) -> Json<'a> {
    let shown: Vec<(&'a Diagnostic, &'a SourceFile)> =
        found.iter().flat_map(|found| found.shown().0).collect();
    let used: BTreeSet<&'a str> = shown.iter().map(|(diagnostic, _)| short_code(diagnostic)).collect();
    let results = shown.iter().map(|(diagnostic, file)| {
        let rule = used.iter().position(|code| *code == short_code(diagnostic)).unwrap_or_default();
        result(diagnostic, file, rule)
    });
    log(used.iter().map(|code| rule(code)), [("results", Json::array(results))])
}

fn rule(code: &str) -> Json<'_> {
    let page = codes::page(code).unwrap_or_default();
    // The paragraph below the title says when the code comes.
    let when = page.split("\n\n").nth(1).unwrap_or(code).replace('\n', " ");
    Json::object([
        ("help", Json::object([("markdown", Json::from(page)), ("text", page.into())])),
        ("id", code.into()),
        ("shortDescription", Json::object([("text", Json::from(when))])),
    ])
}

fn result<'a>(diagnostic: &'a Diagnostic, file: &'a SourceFile, rule: usize) -> Json<'a> {
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        message = format!("{message}\n{help}");
    }
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = |span| physical_location(file.name(), Some(region(file, span)));
    let main = diagnostic.labels.first().map(|label| label.span).unwrap_or_default();
    let related = diagnostic.labels.iter().skip(1).enumerate().map(|(id, label)| {
        Json::object([
            ("id", Json::from(id)),
            ("message", Json::object([("text", Json::from(label.text.as_str()))])),
            ("physicalLocation", place(label.span)),
        ])
    });
    let location = Json::object([("physicalLocation", place(main))]);
    let result = Json::object([
        ("level", Json::from(level)),
        ("locations", Json::array([location])),
        ("message", Json::object([("text", Json::from(message))])),
        ("ruleId", short_code(diagnostic).into()),
        ("ruleIndex", rule.into()),
    ]);
    let fixes = Json::array(diagnostic.fixes.iter().map(|fix| self::fix(file, fix)));
    let related = (diagnostic.labels.len() > 1).then(|| ("relatedLocations", Json::array(related)));
    let fixes = (!diagnostic.fixes.is_empty()).then_some(("fixes", fixes));
    result.with(related.into_iter().chain(fixes))
}

fn fix<'a>(file: &SourceFile, fix: &'a Fix) -> Json<'a> {
    let replacement = Json::object([
        ("deletedRegion", region(file, fix.span)),
        ("insertedContent", Json::object([("text", Json::from(fix.replacement.as_str()))])),
    ]);
    let change = Json::object([
        ("artifactLocation", Json::object([("uri", Json::from(uri(file.name())))])),
        ("replacements", Json::array([replacement])),
    ]);
    Json::object([
        ("artifactChanges", Json::array([change])),
        ("description", Json::object([("text", Json::from(fix.title.as_str()))])),
    ])
}

fn region(file: &SourceFile, span: Span) -> Json<'static> {
    let (start, end) = (file.location(span.start), file.location(span.end));
    Json::object([
        ("endColumn", Json::from(end.column)),
        ("endLine", end.line.into()),
        ("startColumn", start.column.into()),
        ("startLine", start.line.into()),
    ])
}
