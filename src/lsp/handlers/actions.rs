//! Quick fixes: the changes that findings offer, and all that can be righted at once.

use gen_lsp_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionResponse, Command, Range, TextEdit,
    WorkspaceEdit,
};
use serde_json::Value;

use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::{Diagnostic as Finding, Fix, Origin};
use crate::lang::lint;
use crate::lang::syntax;
use crate::lang::syntax::ast::DeclKind;
use crate::lsp::ask::Ask;
use crate::lsp::handlers::diagnostics::told;
use crate::lsp::handlers::rename::workspace_edit;
use crate::tools::suite::boundary;

/// The actions for a range.
#[must_use]
pub fn actions(ask: &Ask<'_>, range: Range, context: &CodeActionContext) -> Vec<CodeActionResponse> {
    let mut actions = Vec::new();
    if wanted(context, &CodeActionKind::QuickFix) {
        let inside = ask.known.text.lines.bytes(ask.known.text.text(), range);
        let touches = |span: Span| inside.start <= span.range().end && span.range().start <= inside.end;
        for finding in ask.known.findings().sorted() {
            let here = finding.labels.first().is_some_and(|label| touches(label.span));
            if here && finding.origin == Origin::Rules {
                actions.extend(fixes(ask, finding));
            }
        }
        actions.extend(boundary_action(ask, inside.start));
    }
    // Changes all over the file are made only when they are asked for.
    if context.only.is_some() && wanted(context, &CodeActionKind::SourceFixAll) {
        actions.extend(fix_all(ask));
    }
    actions.into_iter().map(CodeActionResponse::CodeAction).collect()
}

/// Whether actions of a kind are asked for: of all kinds, of this one, or of one that it is a part of.
fn wanted(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let kind = String::from(kind.clone());
    context.only.as_ref().is_none_or(|only| {
        only.iter().cloned().map(String::from).any(|asked| {
            kind.strip_prefix(asked.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// The changes that right a finding, the likeliest first.
fn fixes<'a>(ask: &'a Ask<'_>, finding: &'a Finding) -> impl Iterator<Item = CodeAction> + 'a {
    finding.fixes.iter().enumerate().map(move |(order, fix)| {
        let Fix { title, span, replacement } = fix;
        let edit = TextEdit { range: ask.range(*span), new_text: replacement.clone() };
        CodeAction {
            title: title.clone(),
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![told(ask, finding)]),
            is_preferred: (order == 0).then_some(true),
            edit: Some(workspace_edit(ask.store, ask.client, vec![(ask.place.clone(), vec![edit])])),
            ..CodeAction::default()
        }
    })
}

/// All that can be righted without changing what the rules mean, as `check --fix` does.
fn fix_all(ask: &Ask<'_>) -> Option<CodeAction> {
    let known = &ask.known;
    let fixed = lint::fix(&known.text.source, &known.parse, known.warnings.get()?)?;
    let end = u32::try_from(known.text.text().len()).unwrap_or(u32::MAX);
    let edit = TextEdit { range: ask.range(Span { start: 0, end }), new_text: fixed.text };
    Some(CodeAction {
        title: "right what can be righted without changing the meaning".to_owned(),
        kind: Some(CodeActionKind::SourceFixAll),
        edit: Some(workspace_edit(ask.store, ask.client, vec![(ask.place.clone(), vec![edit])])),
        ..CodeAction::default()
    })
}

/// The command that writes boundary tests: URI, rule, and the number of one of its checks, or else of all.
pub const WRITE_TESTS: &str = "rulecheck.writeBoundaryTests";

/// Offers tests by the thresholds of the check that a place is in, or else of the rule. They are made when they are
/// asked for: finding runs for them can take a while.
fn boundary_action(ask: &Ask<'_>, offset: usize) -> Option<CodeAction> {
    let known = &ask.known;
    known.policy.as_ref()?;
    let rule = known.parse.file.decls.iter().find_map(|decl| match &decl.node {
        DeclKind::Rule(rule) if decl.span.range().start <= offset && offset <= decl.span.range().end => {
            Some(&rule.id.node)
        }
        _ => None,
    })?;
    let (title, number) = match known.check_at(offset) {
        Some(placed) => ("write the boundary tests of this check".to_owned(), Some(placed.number)),
        None => (format!("write the boundary tests of `{rule}`"), None),
    };
    let mut arguments = vec![Value::from(ask.uri.0.clone()), rule.as_str().into()];
    arguments.extend(number.map(Value::from));
    let command = Command {
        title: title.clone(),
        command: WRITE_TESTS.to_owned(),
        arguments: Some(arguments),
        tooltip: None,
    };
    let kind = Some(CodeActionKind::QuickFix);
    Some(CodeAction { title, kind, command: Some(command), ..CodeAction::default() })
}

/// Tests by the thresholds of a rule, or of one check of it, at the end of the file; `None`, if those that can be made
/// are there already.
#[must_use]
pub fn boundary_tests(ask: &Ask<'_>, rule: &str, check: Option<u64>) -> Option<WorkspaceEdit> {
    let known = &ask.known;
    let is_there = |test: &str| {
        let name =
            syntax::parse(&SourceFile::new("", test)).file.decls.into_iter().find_map(|decl| {
                match decl.node {
                    DeclKind::Test(test) => Some(test.name.node),
                    _ => None,
                }
            });
        known.tests.iter().any(|test| Some(&test.name) == name.as_ref())
    };
    let wanted = |number: usize| check.is_none_or(|check| u64::try_from(number) == Ok(check));
    let tests: Vec<String> = boundary::boundary_tests(known.policy.as_ref()?, rule)
        .into_iter()
        .filter(|test| wanted(test.check) && !is_there(&test.text))
        .map(|test| format!("\n{}\n", test.text.trim_end()))
        .collect();
    if tests.is_empty() {
        return None;
    }
    let text = known.text.text();
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let gap = if text.ends_with('\n') { "" } else { "\n" };
    let new_text = format!("{gap}{}", tests.concat());
    let edit = TextEdit { range: ask.range(Span { start: end, end }), new_text };
    Some(workspace_edit(ask.store, ask.client, vec![(ask.place.clone(), vec![edit])]))
}
