//! The one layout, for a whole file or for the declarations that a range touches.

use gen_lsp_types::{Range, TextEdit};

use crate::base::source::{SourceFile, Span};
use crate::lang::fmt;
use crate::lang::syntax::{self, Parse};
use crate::lsp::ask::Ask;

/// The edits that lay out the declarations which `within` touches, or all; none for a file with errors.
///
/// A declaration is replaced with the comments above it, and so no word or comment can be lost between two edits.
#[must_use]
pub fn format(ask: &Ask<'_>, within: Option<Range>) -> Vec<TextEdit> {
    let known = &ask.known;
    let Ok(formatted) = fmt::format(&known.text.source, &known.parse) else { return Vec::new() };
    let new = SourceFile::new(known.text.source.name(), formatted);
    let (before, after) = (ends(&known.parse), ends(&syntax::parse(&new)));
    if before.len() != after.len() {
        return Vec::new();
    }
    let text = known.text.text();
    let crlf = text.contains("\r\n");
    let within = within.map(|range| known.text.lines.bytes(text, range));
    let (mut old_start, mut new_start) = (0, 0);
    let mut edits = Vec::new();
    let to_end = |source: &SourceFile| u32::try_from(source.text().len()).unwrap_or(u32::MAX);
    let sections = before.into_iter().zip(after).chain([(to_end(&known.text.source), to_end(&new))]);
    for (old_end, new_end) in sections {
        let (old, new_section) =
            (Span { start: old_start, end: old_end }, Span { start: new_start, end: new_end });
        (old_start, new_start) = (old_end, new_end);
        // What follows a declaration on its line belongs to the next: a range that ends there does not touch it.
        let touched = within.as_ref().is_none_or(|within| {
            let first = old.range().start.saturating_add(leading(known.text.source.slice(old)));
            within.start <= old.range().end && first <= within.end
        });
        let mut section = new.slice(new_section).to_owned();
        if crlf {
            section = section.replace('\n', "\r\n");
        }
        if touched && known.text.source.slice(old) != section {
            edits.push(TextEdit { range: ask.range(old), new_text: section });
        }
    }
    edits
}

/// White space at the beginning of a text; none, where it is nothing else.
fn leading(text: &str) -> usize {
    match text.trim_start().len() {
        0 => 0,
        rest => text.len().saturating_sub(rest),
    }
}

/// Where the policy's name and each declaration end.
fn ends(parse: &Parse) -> Vec<u32> {
    let header = parse.file.header.iter().map(|header| header.span.span.end);
    header.chain(parse.file.decls.iter().map(|decl| decl.span.end)).collect()
}
