//! Declarations and clauses → lines, in the order written, the comments put back where they belong.

use super::canonical::{clause_text, header_text, line_text, rule_head_text};
use super::lines::{Line, Role, joined};
use super::test::{test_clause_text, test_head_text};
use crate::base::source::{SourceFile, Span};
use crate::lang::syntax::ast::{ConstValue, Decl, DeclKind};
use crate::lang::syntax::{Comment, Parse};

/// The text of a file in the one layout.
pub(super) fn layout(source: &SourceFile, parsed: &Parse) -> String {
    let mut layout = Layout { source, comments: &parsed.comments, lines: Vec::new(), end: 0 };
    if let Some(header) = &parsed.file.header {
        layout.put(header.span.span, header_text(header), false, Role::Single);
    }
    for decl in &parsed.file.decls {
        layout.decl(decl);
    }
    let end = u32::try_from(source.text().len()).unwrap_or(u32::MAX);
    layout.comments_before(Span { start: end, end }, false);
    joined(layout.lines)
}

struct Layout<'a> {
    source: &'a SourceFile,
    /// The comments that are not put back yet.
    comments: &'a [Comment],
    lines: Vec<Line>,
    /// Up to where the source is laid out.
    end: u32,
}

impl Layout<'_> {
    fn decl(&mut self, decl: &Decl) {
        match &decl.node {
            DeclKind::Rule(rule) => {
                let head = rule.title.as_ref().map_or(rule.id.span, |title| title.span);
                let clauses = rule.clauses.iter().map(|clause| (clause.span, clause_text(&clause.node)));
                self.block(decl.span, (head, rule_head_text(rule)), clauses);
            }
            DeclKind::Test(test) => {
                let clauses = test.clauses.iter().map(|clause| (clause.span, test_clause_text(&clause.node)));
                self.block(decl.span, (test.name.span, test_head_text(test)), clauses);
            }
            DeclKind::Const(constant) if matches!(constant.value, ConstValue::Default(_)) => {
                let text = line_text(&decl.node);
                let column = "const  ".len().saturating_add(constant.name.node.len());
                self.put(decl.span, text, false, Role::Constant(column.saturating_sub(1)));
            }
            other => self.put(decl.span, line_text(other), false, Role::Single),
        }
    }

    /// A rule or a test: its head (where that ends, and its text), its clauses each on a line of its own.
    fn block(
        &mut self,
        span: Span,
        (head, text): (Span, String),
        clauses: impl Iterator<Item = (Span, String)>,
    ) {
        let opening = Span { start: span.start, end: self.brace_after(head.end) };
        self.put(opening, format!("{text} {{"), false, Role::Opening);
        for (index, (span, text)) in clauses.enumerate() {
            let before = self.lines.len();
            self.put(span, text, true, Role::Single);
            if index == 0
                && let Some(first) = self.lines.get_mut(before)
            {
                first.blank = false;
            }
        }
        let closing = Span { start: span.end.saturating_sub(1), end: span.end };
        self.comments_before(closing, true);
        self.put(closing, "}".to_owned(), false, Role::Closing);
        if let Some(line) = self.lines.last_mut() {
            line.blank = false;
        }
    }

    /// The position after the `{` that is the next thing after `at` but for white space and comments.
    fn brace_after(&self, at: u32) -> u32 {
        let mut at = at;
        for comment in self.comments {
            if comment.span.start < at {
                continue;
            }
            if self.source.slice(Span { start: at, end: comment.span.start }).contains('{') {
                break;
            }
            at = comment.span.end;
        }
        let rest = self.source.text().get(at as usize..).unwrap_or_default();
        let brace = rest.find('{').and_then(|brace| u32::try_from(brace).ok()).unwrap_or(0);
        at.saturating_add(brace).saturating_add(1)
    }

    /// Puts what stands in `span` on one line, the comments before and inside it on lines above.
    fn put(&mut self, span: Span, text: String, inside: bool, role: Role) {
        self.comments_before(span, inside);
        let mut blank = self.blank_before(span.start);
        while let Some(comment) = self.next_comment(span.end) {
            let text = self.source.slice(comment.span).to_owned();
            self.lines.push(Line { inside, text, blank, ..Line::default() });
            blank = false;
        }
        self.end = span.end;
        self.lines.push(Line { inside, text, comment: None, blank, role });
        self.trailing();
    }

    /// The comment on the rest of the line of what was put last.
    fn trailing(&mut self) {
        let Some(comment) = self.comments.first().filter(|comment| !comment.own_line) else { return };
        let between = Span { start: self.end, end: comment.span.start };
        if self.source.slice(between).trim().is_empty()
            && let Some(line) = self.lines.last_mut()
        {
            line.comment = Some(self.source.slice(comment.span).to_owned());
            self.end = comment.span.end;
            self.comments = self.comments.get(1..).unwrap_or_default();
        }
    }

    /// Puts the comments that stand before `span` on lines of their own.
    fn comments_before(&mut self, span: Span, inside: bool) {
        let mut first_inside = inside && self.lines.last().is_some_and(|line| line.role == Role::Opening);
        while let Some(comment) = self.next_comment(span.start) {
            let blank = self.blank_before(comment.span.start) && !first_inside;
            first_inside = false;
            let text = self.source.slice(comment.span).to_owned();
            self.lines.push(Line { inside, text, blank, ..Line::default() });
            self.end = comment.span.end;
        }
    }

    /// Takes the next comment if it begins before a position.
    fn next_comment(&mut self, before: u32) -> Option<Comment> {
        let (first, rest) = self.comments.split_first()?;
        if first.span.start >= before {
            return None;
        }
        self.comments = rest;
        Some(*first)
    }

    /// Whether a blank line stands between what was laid out last and a position.
    fn blank_before(&self, start: u32) -> bool {
        self.source.slice(Span { start: self.end, end: start }).matches('\n').count() > 1
    }
}
