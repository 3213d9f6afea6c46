//! Shows diagnostics as plain text, and walks the folders of language cases: `CASE.out` beside `CASE.rules`.
#![expect(clippy::disallowed_methods, reason = "cases are files")]

use std::fmt::Write as _;
use std::path::Path;

use rulecheck::base::source::SourceFile;
use rulecheck::lang::diagnostic::{Diagnostics, Origin, Severity};

use crate::transcript::files;

/// A file of the cases as a source; its name without folders.
pub(crate) fn source(path: &Path) -> SourceFile {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    SourceFile::new(name, std::fs::read_to_string(path).unwrap())
}

/// Compares the answer to each `.rules` file of `folder` with the `.out` file beside it. An answer that has no file
/// yet is written, and the test fails once: to renew answers, delete them, run, and read what was written.
pub(crate) fn assert_answers(folder: &str, answer: impl Fn(&Path) -> String) {
    let mut failures = Vec::new();
    for case in files(folder, "rules") {
        let out = case.with_extension("out");
        let found = answer(&case);
        match std::fs::read_to_string(&out) {
            Ok(expected) if expected.replace("\r\n", "\n") == found => {}
            Ok(expected) => {
                failures.push(format!("{}\n--- expected\n{expected}--- found\n{found}", case.display()));
            }
            Err(_) => {
                std::fs::write(&out, found).unwrap();
                failures.push(format!("{} is new: read it", out.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The diagnostics as text: code and message, each place with its line, the help. `ok` if there are none.
pub(crate) fn shown(diagnostics: &Diagnostics, rules: &SourceFile, constants: Option<&SourceFile>) -> String {
    if diagnostics.is_empty() {
        return "ok\n".into();
    }
    let mut out = String::new();
    for diagnostic in diagnostics.sorted() {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(out, "{severity}[{}]: {}", diagnostic.code, diagnostic.message).unwrap();
        let source = match diagnostic.origin {
            Origin::Rules => rules,
            Origin::Constants => constants.unwrap(),
        };
        for label in &diagnostic.labels {
            let place = source.location(label.span.start);
            let line = source.text().lines().nth(place.line - 1).unwrap_or_default().replace('\t', " ");
            let width = source.slice(label.span).lines().next().unwrap_or_default().chars().count().max(1);
            let (indent, marks) = (" ".repeat(place.column - 1), "^".repeat(width));
            let head = format!("  {}:{}:{}", source.name(), place.line, place.column);
            writeln!(out, "{head}\n    {line}\n    {indent}{marks} {}", label.text).unwrap();
        }
        if let Some(help) = &diagnostic.help {
            writeln!(out, "  help: {help}").unwrap();
        }
    }
    out.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}
