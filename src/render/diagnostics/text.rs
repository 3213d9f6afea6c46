//! Diagnostics for people: the source line, underlined, with code and help; or the same in sentences.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    NarratableReportHandler, Severity as MietteSeverity, SourceCode, SourceSpan, SpanContents,
};

use super::{Found, SHOWN};
use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::{Diagnostic, Severity};

const WIDTH: usize = 110;
/// Bytes of a line that is shown whole.
const LONG_LINE: usize = 400;
/// Bytes shown to either side in a longer one.
const AROUND: usize = 50;

/// The findings of a file and a closing count; without `graphics` in sentences.
pub(super) fn render(found: &Found<'_>, graphics: bool, styled: bool) -> String {
    let (_, more) = found.shown();
    let mut out = findings(found, graphics, styled);
    out.push_str(&summary(found, more));
    out
}

/// The findings of a file.
pub(super) fn findings(found: &Found<'_>, graphics: bool, styled: bool) -> String {
    let theme = if styled { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let graphical = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
    let narratable = NarratableReportHandler::new();
    let mut out = String::new();
    let (shown, _) = found.shown();
    for (diagnostic, file) in shown {
        let cropped = Cropped::of(diagnostic, file);
        let lines = Lines(file);
        let shown = match &cropped {
            Some(cropped) => Shown { diagnostic: &cropped.diagnostic, source: cropped },
            None => Shown { diagnostic, source: &lines },
        };
        // Writing to a String cannot fail.
        let _ = if graphics {
            graphical.render_report(&mut out, &shown)
        } else {
            narratable.render_report(&mut out, &shown)
        };
        out.push('\n');
    }
    out
}

fn summary(found: &Found<'_>, more: usize) -> String {
    let plural = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        more => Some(format!("{more} {word}s")),
    };
    let count = |severity, word| plural(found.count(severity), word);
    let parts: Vec<String> = [count(Severity::Error, "error"), count(Severity::Warning, "warning")]
        .into_iter()
        .flatten()
        .collect();
    let more = if more > 0 { format!(" (the first {SHOWN} are shown)") } else { String::new() };
    format!("{}: {}{more}\n", found.rules.name(), parts.join(", "))
}

/// A file of which only the lines that are asked for are looked at.
struct Lines<'a>(&'a SourceFile);

impl SourceCode for Lines<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let file = self.0;
        let place = Span::new(span.offset(), span.offset().saturating_add(span.len()));
        let first = file.location(place.start);
        let last = file.location(place.end.saturating_sub(1).max(place.start)).line;
        let (line, column, start, end) = if lines_before == 0 {
            let (start, end) = (place.start as usize, place.end as usize);
            (first.line, first.column.saturating_sub(1), start, end)
        } else {
            let line = first.line.saturating_sub(lines_before).max(1);
            let end = file.line_start(last.saturating_add(lines_after).saturating_add(1));
            (line, 0, file.line_start(line), end)
        };
        let text = file.text().get(start..end).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            file.name().to_owned(),
            text.as_bytes(),
            (start, text.len()).into(),
            line.saturating_sub(1),
            column,
            last.saturating_sub(first.line).saturating_add(1),
        )))
    }
}

/// The part of a very long line that a diagnostic is about.
struct Cropped<'a> {
    diagnostic: Diagnostic,
    name: &'a str,
    text: &'a str,
    /// Where the text begins in its file.
    start: usize,
    line: usize,
    /// Columns of the text and of the place itself, from 0.
    columns: (usize, usize),
}

impl<'a> Cropped<'a> {
    /// `None` if the line is of a length that people write.
    fn of(diagnostic: &Diagnostic, file: &'a SourceFile) -> Option<Self> {
        let span = diagnostic.labels.first()?.span;
        let (at, text) = (span.start as usize, file.text());
        let (before, after) = text.split_at_checked(at)?;
        let line_start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
        let line_end = after.find('\n').map_or(text.len(), |end| at.saturating_add(end));
        if line_end.saturating_sub(line_start) <= LONG_LINE {
            return None;
        }
        let start = text.floor_char_boundary(at.saturating_sub(AROUND).max(line_start));
        let end = text.floor_char_boundary(at.saturating_add(AROUND).min(line_end));
        let location = file.location(span.start);
        let column = location.column.saturating_sub(1);
        let skipped = text.get(start..at)?.chars().count();
        let mut diagnostic = diagnostic.clone();
        diagnostic.labels.truncate(1);
        for label in &mut diagnostic.labels {
            label.span = Span::new(at, (span.end as usize).min(end).max(at));
        }
        Some(Self {
            diagnostic,
            name: file.name(),
            text: text.get(start..end)?,
            start,
            line: location.line.saturating_sub(1),
            columns: (column.saturating_sub(skipped), column),
        })
    }
}

impl SourceCode for Cropped<'_> {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        lines_before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let span = (self.start, self.text.len()).into();
        let name = self.name.to_owned();
        // Without context the place itself is asked for, to be named above the text.
        let column = if lines_before == 0 { self.columns.1 } else { self.columns.0 };
        Ok(Box::new(MietteSpanContents::new_named(name, self.text.as_bytes(), span, self.line, column, 1)))
    }
}

/// A diagnostic as miette wants it.
struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    source: &'a dyn SourceCode,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.diagnostic.code))
    }

    fn severity(&self) -> Option<MietteSeverity> {
        Some(match self.diagnostic.severity {
            Severity::Error => MietteSeverity::Error,
            Severity::Warning => MietteSeverity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.diagnostic.labels.iter().map(|label| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            LabeledSpan::new_with_span(text, label.span)
        })))
    }
}
