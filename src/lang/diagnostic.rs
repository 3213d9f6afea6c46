//! [`Diagnostics`]: what a stage found wrong, collected, so that all of it is told at once.

use crate::base::source::Span;

/// Which file a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The constants file.
    Constants,
    /// The `.rules` file.
    Rules,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// It can, but look here.
    Warning,
}

/// A place and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// One finding: what is wrong, where, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file it is in.
    pub origin: Origin,
    /// How bad it is.
    pub severity: Severity,
    /// Its code: `rulecheck::type::rate_vs_number`.
    pub code: String,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The places, the first one the main one.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Takes code, message, labels and help from an error variant that derives them.
    pub fn of(origin: Origin, error: &impl miette::Diagnostic) -> Self {
        let label = |label: miette::LabeledSpan| Label {
            span: Span::new(label.offset(), label.offset().saturating_add(label.len())),
            text: label.label().unwrap_or_default().to_owned(),
        };
        Self {
            origin,
            severity: match error.severity() {
                Some(miette::Severity::Warning | miette::Severity::Advice) => Severity::Warning,
                _ => Severity::Error,
            },
            code: error.code().map(|code| code.to_string()).unwrap_or_default(),
            message: error.to_string(),
            labels: error.labels().into_iter().flatten().map(label).collect(),
            help: error.help().map(|help| help.to_string()),
        }
    }

    fn order(&self) -> (Origin, Span, &str, &str) {
        let span = self.labels.first().map(|label| label.span).unwrap_or_default();
        (self.origin, span, &self.code, &self.message)
    }
}

/// All findings of a run, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds an error found in the rules.
    pub fn rules(&mut self, error: &impl miette::Diagnostic) {
        self.push(Diagnostic::of(Origin::Rules, error));
    }

    /// Adds an error found in the constants file.
    pub fn constants(&mut self, error: &impl miette::Diagnostic) {
        self.push(Diagnostic::of(Origin::Constants, error));
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all findings of another stage.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether anything keeps the policy from being used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The findings in the order of the text, each once.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by(|a, b| a.order().cmp(&b.order()));
        sorted.dedup();
        sorted
    }
}
