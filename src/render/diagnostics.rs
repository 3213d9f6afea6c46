//! Diagnostics for people: the source line, underlined, with code and help.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, NamedSource,
    Severity as MietteSeverity, SourceCode, SourceSpan, SpanContents,
};

use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Origin, Severity};

/// How many diagnostics are shown; the rest is counted.
pub const SHOWN: usize = 100;
const WIDTH: usize = 110;
/// Bytes of a line that is shown whole.
const LONG_LINE: usize = 400;
/// Bytes shown to either side in a longer one.
const AROUND: usize = 50;

/// The files that diagnostics point into.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The rules.
    pub rules: &'a SourceFile,
    /// The constants file, if there is one.
    pub constants: Option<&'a SourceFile>,
}

/// All diagnostics, at most [`SHOWN`], and a closing count.
#[must_use]
pub fn render(diagnostics: &Diagnostics, sources: Sources<'_>, styled: bool) -> String {
    let sorted = diagnostics.sorted();
    let mut out = findings(&sorted, sources, styled);
    out.push_str(&summary(&sorted, sources.rules.name()));
    out
}

/// The first diagnostics, at most [`SHOWN`], without a closing count.
#[must_use]
pub fn findings(sorted: &[&Diagnostic], sources: Sources<'_>, styled: bool) -> String {
    let theme = if styled { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
    let named = |file: &SourceFile| NamedSource::new(file.name(), file.text().to_owned());
    let rules = named(sources.rules);
    let constants = sources.constants.map(named);
    let mut out = String::new();
    for diagnostic in sorted.iter().take(SHOWN) {
        let source = match diagnostic.origin {
            Origin::Rules => Some(&rules),
            Origin::Constants => constants.as_ref(),
        };
        let file = match diagnostic.origin {
            Origin::Rules => Some(sources.rules),
            Origin::Constants => sources.constants,
        };
        let cropped = file.and_then(|file| Cropped::of(diagnostic, file));
        let shown = match &cropped {
            Some(cropped) => Shown { diagnostic: &cropped.diagnostic, source: Some(cropped) },
            None => Shown { diagnostic, source: source.map(|source| source as &dyn SourceCode) },
        };
        // Writing to a String cannot fail.
        let _ = handler.render_report(&mut out, &shown);
        out.push('\n');
    }
    out
}

fn summary(sorted: &[&Diagnostic], name: &str) -> String {
    let count = |severity| sorted.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let plural = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        more => Some(format!("{more} {word}s")),
    };
    let parts: Vec<String> =
        [plural(count(Severity::Error), "error"), plural(count(Severity::Warning), "warning")]
            .into_iter()
            .flatten()
            .collect();
    let hidden = sorted.len().saturating_sub(SHOWN);
    let more = if hidden > 0 { format!(" (the first {SHOWN} are shown)") } else { String::new() };
    format!("{name}: {}{more}\n", parts.join(", "))
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
    source: Option<&'a dyn SourceCode>,
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
        self.source
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.diagnostic.labels.iter().map(|label| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            LabeledSpan::new_with_span(text, label.span)
        })))
    }
}
