//! Every `language/syntax/CASE.rules` and its rendered answer beside it, `CASE.out`; `UPDATE=1` writes the answers.
#![expect(clippy::disallowed_methods, reason = "the cases are files")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use rulecheck::base::source::SourceFile;
use rulecheck::lang::diagnostic::{Diagnostic, Severity};
use rulecheck::lang::syntax::{decode, frame, parse};

/// Findings as plain text: code and place, message, each label under its line, help.
pub(crate) fn rendered(source: &SourceFile, findings: &[&Diagnostic]) -> String {
    let mut out = String::new();
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let main = finding.labels.first().map(|label| label.span).unwrap_or_default();
        let place = source.location(main.start);
        writeln!(out, "{severity} {} at {}:{}", finding.code, place.line, place.column).unwrap();
        writeln!(out, "  {}", finding.message).unwrap();
        for label in &finding.labels {
            let start = source.location(label.span.start);
            let line = source.text().split('\n').nth(start.line - 1).unwrap_or("").trim_end_matches('\r');
            let width = source.slice(label.span).split('\n').next().unwrap_or("").chars().count().max(1);
            let line = &line.replace(|c: char| c.is_control() && c != '\t', "·");
            let (shown, column) = excerpt(line, start.column - 1);
            writeln!(out, "{:>5} | {shown}", start.line).unwrap();
            let marks = "^".repeat(width.min(60));
            writeln!(out, "      | {}{marks} {}", " ".repeat(column), label.text).unwrap();
        }
        if let Some(help) = &finding.help {
            writeln!(out, "  help: {help}").unwrap();
        }
        out.push('\n');
    }
    out
}

/// At most 100 characters of a line around a column, and the column in them.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    if line.chars().count() <= 100 {
        return (line.to_owned(), column);
    }
    let start = column.saturating_sub(20);
    (line.chars().skip(start).take(80).collect(), column - start)
}

/// The answer to the bytes of a file.
fn answer(bytes: &[u8]) -> String {
    match decode("case.rules", bytes) {
        Err(undecoded) => rendered(&undecoded.readable, &[&undecoded.error]),
        Ok(source) => rendered(&source, &parse(&source).diagnostics.sorted()),
    }
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language/syntax");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rules"))
        .collect();
    names.sort();
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = String::new();
    for path in names {
        let got = answer(&std::fs::read(&path).unwrap());
        let beside = path.with_extension("out");
        if update {
            std::fs::write(&beside, &got).unwrap();
        }
        let want = std::fs::read_to_string(&beside).unwrap_or_default().replace("\r\n", "\n");
        if got != want {
            write!(wrong, "{}\n--- expected\n{want}--- got\n{got}", path.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_grammar_has_the_same_frame() {
    let grammar = include_str!("../grammar/rules.pest");
    let rule = grammar.split("\nframe = @{").nth(1).and_then(|rest| rest.split("!ident_char").next());
    let words: BTreeSet<&str> = rule.unwrap().split('"').skip(1).step_by(2).collect();
    assert_eq!(words, frame().collect());
    for word in words {
        assert!(grammar.contains(&format!("\nkw_{word} = @{{ \"{word}\" ~ !ident_char }}\n")), "{word}");
    }
}
