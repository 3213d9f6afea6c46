//! What stands above rules: how each came out on the metrics beside the policy.

use gen_lsp_types::{CodeLens, Command};

use crate::lang::syntax::ast::DeclKind;
use crate::lsp::ask::Ask;
use crate::lsp::today::{told, word};

/// The command that says how a rule came out.
pub const SHOW_RULE: &str = "rulecheck.showRule";

/// The lenses of a file.
#[must_use]
pub fn lenses(ask: &Ask<'_>) -> Vec<CodeLens> {
    let rules = ask.known.parse.file.decls.iter().filter_map(|decl| match &decl.node {
        DeclKind::Rule(rule) => Some((decl.span, &rule.id.node)),
        _ => None,
    });
    let lenses = rules.filter_map(|(span, id)| {
        let record = ask.today()?.rule(id)?;
        let arguments = vec![ask.uri.0.clone().into(), id.clone().into()];
        let command = Command {
            title: word(record).to_owned(),
            command: SHOW_RULE.to_owned(),
            arguments: Some(arguments),
            tooltip: None,
        };
        Some(CodeLens { range: ask.range(span), command: Some(command), data: None })
    });
    lenses.collect()
}

/// How a rule came out, in sentences.
#[must_use]
pub fn show_rule(ask: &Ask<'_>, id: &str) -> Option<String> {
    let record = ask.today()?.rule(id)?;
    let checks = record.checks.iter().map(told);
    Some(std::iter::once(format!("{id}: {}", word(record))).chain(checks).collect::<Vec<_>>().join("\n"))
}
