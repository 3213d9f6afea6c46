//! What stands above rules and tests: how each rule came out on the metrics beside the policy; and a way to run tests.

use std::collections::BTreeMap;

use gen_lsp_types::{CodeLens, Command};

use crate::base::source::Span;
use crate::lang::syntax::ast::DeclKind;
use crate::lsp::ask::Ask;
use crate::lsp::today::{told, word};
use crate::tools::suite::results::TestResult;
use crate::tools::suite::{Asked, Subject, Work};

/// The command that says how a rule came out.
pub const SHOW_RULE: &str = "rulecheck.showRule";
/// The command that runs a test; without a name, all.
pub const RUN_TEST: &str = "rulecheck.runTest";

/// The lenses of a file.
#[must_use]
pub fn lenses(ask: &Ask<'_>) -> Vec<CodeLens> {
    let lens = |span: Span, title: String, command: &str, argument: &str| {
        let arguments = std::iter::once(ask.uri.0.as_str()).chain(Some(argument).filter(|it| !it.is_empty()));
        let command = Command {
            title,
            command: command.to_owned(),
            arguments: Some(arguments.map(Into::into).collect()),
            tooltip: None,
        };
        CodeLens { range: ask.range(span), command: Some(command), data: None }
    };
    let known = &ask.known;
    let all = known.parse.file.header.iter().filter(|_| known.tests.len() > 1);
    let all =
        all.map(|header| lens(header.span.span, format!("▶ run {} tests", known.tests.len()), RUN_TEST, ""));
    let each = known.parse.file.decls.iter().filter_map(|decl| match &decl.node {
        DeclKind::Rule(rule) => {
            let record = ask.today()?.rule(&rule.id.node)?;
            Some(lens(decl.span, word(record).to_owned(), SHOW_RULE, &rule.id.node))
        }
        DeclKind::Test(test) if known.policy.is_some() => {
            Some(lens(decl.span, "▶ run".to_owned(), RUN_TEST, &test.name.node))
        }
        _ => None,
    });
    all.chain(each).collect()
}

/// How a rule came out, in sentences.
#[must_use]
pub fn show_rule(ask: &Ask<'_>, id: &str) -> Option<String> {
    let record = ask.today()?.rule(id)?;
    let checks = record.checks.iter().map(told);
    Some(std::iter::once(format!("{id}: {}", word(record))).chain(checks).collect::<Vec<_>>().join("\n"))
}

/// Runs a test, or all if none is named; says what came of it.
#[must_use]
pub fn run_tests(ask: &Ask<'_>, name: &str) -> Option<String> {
    let known = &ask.known;
    let cases: Vec<_> =
        known.tests.iter().filter(|case| name.is_empty() || case.name == name).cloned().collect();
    let subject = Subject {
        source: &known.text.source,
        file: &known.parse.file,
        constants: known.constants.as_ref().map(|constants| &constants.file),
        policy: known.policy.as_ref()?,
        tests: &cases,
    };
    let result = Work::new(subject, Asked::default()).run(&BTreeMap::new());
    let left = cases.len().saturating_sub(result.tests.len());
    let mut lines: Vec<String> = result.tests.iter().map(result_of).collect();
    if left > 0 {
        lines.push("tests that read reports are run by `rulecheck test` only".to_owned());
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn result_of(test: &TestResult) -> String {
    if test.passed {
        return format!("✓ {}", test.name);
    }
    std::iter::once(format!("✗ {}", test.name)).chain(test.difference()).collect::<Vec<_>>().join("\n  ")
}
