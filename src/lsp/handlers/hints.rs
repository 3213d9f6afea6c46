//! Values beside the text: what the constants file sets, and what each check comes to today.

use gen_lsp_types::{InlayHint, Label, Range, Tooltip};

use crate::base::source::Span;
use crate::lang::policy::Origin;
use crate::lang::syntax::ast::DeclKind;
use crate::lsp::ask::Ask;
use crate::lsp::handlers::hover::resolved;
use crate::lsp::today::{brief, told};

/// The hints in a range.
#[must_use]
pub fn hints(ask: &Ask<'_>, range: Range) -> Vec<InlayHint> {
    let wanted = ask.known.text.lines.bytes(ask.known.text.text(), range);
    let inside = |span: Span| wanted.start <= span.range().end && span.range().start <= wanted.end;
    let constants = ask.known.parse.file.decls.iter().filter_map(|decl| match &decl.node {
        DeclKind::Const(constant) if inside(decl.span) => {
            let value = resolved(ask, &constant.name.node).filter(|value| value.origin == Origin::File)?;
            let file = ask.known.constants_place.as_ref().map_or("", |place| place.name());
            let tooltip = format!("{} is {}, set in {file}", value.name, value.literal);
            Some(hint(ask, decl.span.end, format!("= {} ({file})", value.literal), tooltip))
        }
        _ => None,
    });
    let checks = ask.known.checks().filter(|placed| inside(placed.span)).filter_map(|placed| {
        let records = ask.today()?.check(placed.rule, placed.number);
        let label: Vec<String> = records.iter().map(brief).collect();
        let tooltip: Vec<String> = records.iter().map(told).collect();
        (!label.is_empty()).then(|| hint(ask, placed.span.end, label.join(" · "), tooltip.join("\n\n")))
    });
    constants.chain(checks).collect()
}

fn hint(ask: &Ask<'_>, at: u32, label: String, tooltip: String) -> InlayHint {
    InlayHint {
        position: ask.range(Span { start: at, end: at }).start,
        label: Label::String(label),
        kind: None,
        text_edits: None,
        tooltip: Some(Tooltip::MarkupContent(ask.markup(tooltip))),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}
