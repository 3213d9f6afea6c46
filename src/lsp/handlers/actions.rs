//! Quick fixes.

use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse};

use crate::lsp::ask::Ask;

/// The actions for a range.
#[must_use]
pub fn actions(_ask: &Ask<'_>, _params: &CodeActionParams) -> Vec<CodeActionResponse> {
    let none: Vec<CodeAction> = Vec::new();
    let _ = CodeActionKind::QuickFix;
    none.into_iter().map(CodeActionResponse::CodeAction).collect()
}
