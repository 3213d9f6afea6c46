//! What came of tests, for people.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Origin};
use crate::render::diagnostics::{self, Found};
use crate::render::escape::visible;
use crate::render::standing::decision;
use crate::tools::suite::error::SuiteError;
use crate::tools::suite::results::{Coverage, FileResult, Mutation, SuiteResult, TestResult};

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
    if let Some(found) = &suite.coverage {
        coverage(&mut out, &file.file, found);
    }
    if let Some(found) = &suite.mutation {
        mutation(&mut out, &file.file, found);
    }
    to_add(&mut out, &file.file, suite);
    let _ = writeln!(out, "{}", summary(suite));
    out
}

/// What is not seen, check by check.
fn coverage(out: &mut String, file: &str, coverage: &Coverage) {
    let mut check = None;
    for goal in coverage.goals.iter().filter(|goal| goal.seen_by.is_none()) {
        if check != Some((goal.line, &goal.check)) {
            let _ = writeln!(out, "{RED}not shown{RED:#} at {}:{}", visible(file), goal.line);
            let _ = writeln!(out, "    {}", visible(&goal.check));
            check = Some((goal.line, &goal.check));
        }
        let of = goal.of.as_ref().map_or_else(String::new, |of| format!(" {}", visible(of)));
        let why =
            if goal.test.is_none() { " (and no small set of runs was found that shows it)" } else { "" };
        let _ = writeln!(out, "  {}{of}{why}", goal.what);
    }
    if coverage.goals.iter().any(|goal| goal.seen_by.is_none()) {
        out.push('\n');
    }
}

/// The changes that no test notices.
fn mutation(out: &mut String, file: &str, mutation: &Mutation) {
    for survivor in &mutation.survivors {
        let why = if survivor.test.is_none() {
            ", and no small set of runs was found that tells them apart"
        } else {
            ""
        };
        let _ = writeln!(out, "{RED}not noticed{RED:#} at {}:{}{why}", visible(file), survivor.line);
        let _ = writeln!(out, "  {RED}- {}{RED:#}", visible(&survivor.before));
        if !survivor.after.is_empty() {
            let _ = writeln!(out, "  {GREEN}+ {}{GREEN:#}", visible(&survivor.after));
        }
    }
    if !mutation.survivors.is_empty() {
        out.push('\n');
    }
}

/// Tests that would be of use.
fn to_add(out: &mut String, file: &str, suite: &SuiteResult) {
    let what = match (suite.tests.is_empty(), suite.to_add.len()) {
        (false, 0) => return,
        (false, 1) => "This test would do that:",
        (false, _) => "These tests would do that:",
        (true, 0) => "",
        (true, _) => "Write some below the rules, such as",
    };
    if suite.tests.is_empty() {
        let _ = writeln!(out, "{RED}no tests{RED:#} in {}", visible(file));
    }
    let _ = writeln!(out, "{what}");
    for test in &suite.to_add {
        out.push('\n');
        indented(out, test);
    }
    out.push('\n');
}

/// Lines, four columns in.
fn indented(out: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "    {line}");
    }
}

/// `9 tests pass, and show 40 of 44; 97 of 99 changes are noticed`
fn summary(suite: &SuiteResult) -> String {
    let all = suite.tests.len();
    let mut text = match suite.failures().count() {
        _ if all == 0 => "0 tests".to_owned(),
        0 if all == 1 => "1 test passes".to_owned(),
        0 => format!("{all} tests pass"),
        1 => format!("1 of {all} tests fails"),
        failed => format!("{failed} of {all} tests fail"),
    };
    if let Some(coverage) = &suite.coverage {
        let (seen, goals) = coverage.share();
        let _ = write!(text, "; coverage {seen} of {goals}, {}", percent(seen, goals));
    }
    if let Some(mutation) = &suite.mutation {
        let (noticed, mutants) = mutation.share();
        let _ = write!(text, "; {noticed} of {mutants} changes noticed, {}", percent(noticed, mutants));
        if mutation.equivalent > 0 {
            let _ = write!(text, " ({} more change no verdict)", mutation.equivalent);
        }
    }
    text
}

fn percent(part: usize, whole: usize) -> String {
    let share = Rational::ratio(part, whole).unwrap_or_else(|| Rational::from(1_u64));
    Type::Rate.reading(&share, 1)
}

fn failures(suite: &SuiteResult) -> String {
    let mut found = Diagnostics::default();
    for test in suite.failures() {
        found.push(failure(test));
    }
    diagnostics::findings(&Found { diagnostics: &found, rules: &suite.source, constants: None })
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
