//! What can be righted without changing what rules mean: all that stands in comments.

use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::{Diagnostics, Fix, Origin};
use crate::lang::fmt::canonical::canonical_text;
use crate::lang::syntax::{Parse, parse};

/// A file that was righted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// Its text.
    pub text: String,
    /// How many warnings are righted in it.
    pub changes: usize,
}

/// Makes the changes that `found` offers, as far as they stand in comments. `None` if there are none; also if the
/// canonical text would not be the same, byte for byte.
#[must_use]
pub fn fix(source: &SourceFile, old: &Parse, found: &Diagnostics) -> Option<Fixed> {
    let mut fixes: Vec<&Fix> = found
        .sorted()
        .into_iter()
        .filter(|diagnostic| diagnostic.origin == Origin::Rules)
        .filter_map(|diagnostic| diagnostic.fixes.first())
        .filter(|fix| is_comment(source, old, fix.span))
        .collect();
    fixes.sort_by_key(|fix| fix.span);
    let mut text = String::with_capacity(source.text().len());
    let (mut at, mut changes) = (0, 0_usize);
    for fix in fixes {
        let range = fix.span.range();
        let Some(kept) = source.text().get(at..range.start) else { continue };
        text.push_str(kept);
        text.push_str(&fix.replacement);
        at = range.end;
        changes = changes.saturating_add(1);
    }
    text.push_str(source.text().get(at..)?);
    let new = parse(&SourceFile::new(source.name(), text.as_str()));
    let same = !new.diagnostics.has_errors() && canonical_text(&new.file) == canonical_text(&old.file);
    (changes > 0 && same).then_some(Fixed { text, changes })
}

/// Whether a place holds nothing but a comment and white space.
fn is_comment(source: &SourceFile, parse: &Parse, span: Span) -> bool {
    let at = parse.comments.partition_point(|comment| comment.span.end <= span.start);
    let Some(comment) = parse.comments.get(at).map(|comment| comment.span) else { return false };
    let blank = |start: u32, end: u32| start >= end || source.slice(Span { start, end }).trim().is_empty();
    span.end > comment.start && blank(span.start, comment.start) && blank(comment.end, span.end)
}
