//! Quick fixes: the changes that findings offer, and all that can be righted at once.

use gen_lsp_types::{CodeAction, CodeActionContext, CodeActionKind, CodeActionResponse, Range, TextEdit};

use crate::base::source::Span;
use crate::lang::diagnostic::{Diagnostic as Finding, Fix, Origin};
use crate::lang::lint;
use crate::lsp::ask::Ask;
use crate::lsp::handlers::diagnostics::told;
use crate::lsp::handlers::rename::workspace_edit;

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
