//! Diagnostics for people: the source line, underlined, with code and help.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity as MietteSeverity};

use crate::base::source::SourceFile;
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Origin, Severity};

/// How many diagnostics are shown; the rest is counted.
pub const SHOWN: usize = 100;
const WIDTH: usize = 110;

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
    let theme = if styled { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
    let named = |file: &SourceFile| NamedSource::new(file.name(), file.text().to_owned());
    let rules = named(sources.rules);
    let constants = sources.constants.map(named);
    let mut out = String::new();
    let sorted = diagnostics.sorted();
    for diagnostic in sorted.iter().take(SHOWN) {
        let source = match diagnostic.origin {
            Origin::Rules => Some(&rules),
            Origin::Constants => constants.as_ref(),
        };
        // Writing to a String cannot fail.
        let _ = handler.render_report(&mut out, &Shown { diagnostic, source });
        out.push('\n');
    }
    out.push_str(&summary(&sorted, sources.rules.name()));
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

/// A diagnostic as miette wants it.
#[derive(Debug)]
struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    source: Option<&'a NamedSource<String>>,
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

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.diagnostic.labels.iter().map(|label| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            LabeledSpan::new_with_span(text, label.span)
        })))
    }
}
