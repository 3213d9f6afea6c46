//! What came of tests, for people.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::lang::diagnostic::{Diagnostic, Diagnostics, Origin};
use crate::render::diagnostics::{self, Found};
use crate::render::escape::visible;
use crate::render::text::decision;
use crate::tools::suite::error::SuiteError;
use crate::tools::suite::results::{FileResult, SuiteResult, TestResult};

const RED: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const GREEN: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));

/// What came of one file, styled with ANSI sequences; of one that could not be run nothing.
#[must_use]
pub fn render(file: &FileResult) -> String {
    let Ok(suite) = &file.result else { return String::new() };
    let mut out = format!("{}\n", visible(&file.file));
    for test in &suite.tests {
        let (style, sign) = if test.passed { (GREEN, '✓') } else { (RED, '✗') };
        let _ = writeln!(out, "  {style}{sign}{style:#} {}", visible(&test.name));
    }
    out.push('\n');
    out.push_str(&failures(suite));
    if let Some(tests) = &suite.to_begin_with {
        let _ = writeln!(out, "{RED}no tests{RED:#}: add some to {}, such as\n", visible(&file.file));
        indented(&mut out, tests);
        out.push('\n');
    }
    let _ = writeln!(out, "{}", summary(suite));
    out
}

/// Lines, four columns in.
fn indented(out: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "    {line}");
    }
}

/// `9 tests, 1 of them fails`
#[must_use]
pub fn summary(suite: &SuiteResult) -> String {
    let all = suite.tests.len();
    match suite.failures().count() {
        _ if all == 0 => "0 tests".to_owned(),
        0 if all == 1 => "1 test passes".to_owned(),
        0 => format!("{all} tests pass"),
        1 => format!("1 of {all} tests fails"),
        failed => format!("{failed} of {all} tests fail"),
    }
}

fn failures(suite: &SuiteResult) -> String {
    let mut found = Diagnostics::default();
    for test in suite.failures() {
        found.push(failure(test));
    }
    diagnostics::findings(&Found { diagnostics: &found, rules: &suite.source, constants: None }, true)
}

/// A failure, at its `expect`.
#[must_use]
pub fn failure(test: &TestResult) -> Diagnostic {
    let error = SuiteError::Failed {
        name: format!("\"{}\"", visible(&test.name)),
        found: decision(test.actual.decision).to_owned(),
        difference: visible_lines(&test.difference()),
        span: test.expect,
    };
    Diagnostic::of(Origin::Rules, &error)
}

fn visible_lines(lines: &[String]) -> String {
    lines.iter().map(|line| visible(line)).collect::<Vec<_>>().join("\n")
}
