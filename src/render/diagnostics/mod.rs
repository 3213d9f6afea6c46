//! What is wrong with rules: for people, for screen readers, for machines.

mod github;
mod json;
mod sarif;
mod text;

use crate::base::source::SourceFile;
use crate::base::vocab::words;
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Origin, Severity};

/// How many diagnostics of a file are shown; the rest is counted.
pub const SHOWN: usize = 100;

words! {
    /// The forms that diagnostics are told in.
    Form {
        /// Commands of a GitHub workflow, which shows them at their lines.
        Github = "github",
        /// JSON of our own.
        Json = "json",
        /// Sentences without graphics.
        Plain = "plain",
        /// SARIF 2.1.0.
        Sarif = "sarif",
        /// The lines, underlined.
        Text = "text",
    }
}

impl Form {
    /// Whether it is one document for all files.
    #[must_use]
    pub const fn is_document(self) -> bool {
        matches!(self, Self::Json | Self::Sarif)
    }

    /// Whether it is meant for machines.
    #[must_use]
    pub const fn is_for_machines(self) -> bool {
        matches!(self, Self::Json | Self::Sarif | Self::Github)
    }
}

/// What was found in a file of rules, and the files that it points into.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The findings.
    pub diagnostics: &'a Diagnostics,
    /// The rules.
    pub rules: &'a SourceFile,
    /// The constants file, if there is one.
    pub constants: Option<&'a SourceFile>,
}

impl<'a> Found<'a> {
    /// The file that a finding points into.
    fn file(&self, diagnostic: &Diagnostic) -> &'a SourceFile {
        match diagnostic.origin {
            Origin::Rules => self.rules,
            Origin::Constants => self.constants.unwrap_or(self.rules),
        }
    }

    /// Those that are shown, each with its file; how many there are more.
    fn shown(&self) -> (Vec<(&'a Diagnostic, &'a SourceFile)>, usize) {
        let mut sorted = self.diagnostics.sorted();
        let more = sorted.len().saturating_sub(SHOWN);
        sorted.truncate(SHOWN);
        (sorted.into_iter().map(|diagnostic| (diagnostic, self.file(diagnostic))).collect(), more)
    }

    /// How many findings are of a severity.
    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.sorted().iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// All findings, of each file at most [`SHOWN`]. `styled`: with ANSI sequences, where the form has them.
#[must_use]
pub fn render(found: &[Found<'_>], form: Form, styled: bool) -> String {
    match form {
        Form::Text | Form::Plain => {
            found.iter().map(|found| text::render(found, form == Form::Text, styled)).collect()
        }
        Form::Json => json::render(found).to_pretty(),
        Form::Sarif => sarif::render(found).to_pretty(),
        Form::Github => found.iter().map(github::render).collect(),
    }
}

/// The findings of a file as text, styled with ANSI sequences, without a closing count.
#[must_use]
pub fn findings(found: &Found<'_>) -> String {
    text::findings(found, true, true)
}

/// A code as it is written on its own: `type::rate_vs_number`.
fn short_code(diagnostic: &Diagnostic) -> &str {
    diagnostic.code.strip_prefix("rulecheck::").unwrap_or(&diagnostic.code)
}
