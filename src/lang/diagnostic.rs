//! [`Diagnostics`]: what a stage found wrong, collected, so that all of it is told at once.

use std::fmt;

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

/// A change of the text that rights a finding, so that a machine can make it. Whether it is what was meant, a person
/// decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: ``write `20%` ``.
    pub title: String,
    /// What is replaced, in the file of the finding; empty where something is put in.
    pub span: Span,
    /// By what; empty where something is left out.
    pub replacement: String,
}

impl Fix {
    /// Another text at a place.
    #[must_use]
    pub fn write(span: Span, text: impl Into<String>) -> Self {
        let replacement = text.into();
        Self { title: format!("write `{}`", replacement.trim()), span, replacement }
    }

    /// Nothing at a place.
    #[must_use]
    pub fn leave_out(span: Span) -> Self {
        Self { title: "leave it out".to_owned(), span, replacement: String::new() }
    }

    /// What a help says to write at a place, where it begins with that: ``write `20%` ``, ``did you mean `fail`?``.
    #[must_use]
    pub fn from_help(help: &str, span: Span) -> Option<Self> {
        let text = ["write `", "did you mean `", "write it out: `", "the last day of that month is `"]
            .iter()
            .find_map(|begin| help.strip_prefix(begin))?;
        let (text, _) = text.split_once('`')?;
        (!text.contains('…')).then(|| Self::write(span, text))
    }
}

/// What to write instead: in words, and as changes of the text, the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Help {
    /// In words.
    pub text: String,
    /// Each of them rights it.
    pub fixes: Vec<Fix>,
}

impl Help {
    /// The same help in other words.
    #[must_use]
    pub fn reworded(self, word: impl FnOnce(&str) -> String) -> Self {
        Self { text: word(&self.text), fixes: self.fixes }
    }
}

impl fmt::Display for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for Help {
    fn from(text: String) -> Self {
        Self { text, fixes: Vec::new() }
    }
}

impl From<&str> for Help {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// What a stage finds: a variant that says its code, its places and its help, and what would right it.
pub trait Finding: miette::Diagnostic {
    /// The changes that right it, the likeliest first.
    fn fixes(&self) -> Vec<Fix> {
        Vec::new()
    }
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
    /// The same for machines, the likeliest first.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Takes code, message, labels and help from an error variant that derives them.
    pub fn of(origin: Origin, error: &impl Finding) -> Self {
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
            fixes: error.fixes(),
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
    pub fn rules(&mut self, error: &impl Finding) {
        self.push(Diagnostic::of(Origin::Rules, error));
    }

    /// Adds an error found in the constants file.
    pub fn constants(&mut self, error: &impl Finding) {
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

    /// Keeps only some of the findings.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(keep);
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether anything was found at a place inside a span of the rules.
    #[must_use]
    pub fn any_inside(&self, span: Span) -> bool {
        let inside = |label: &Label| span.start <= label.span.start && label.span.end <= span.end;
        let rules = self.0.iter().filter(|found| found.origin == Origin::Rules);
        rules.filter_map(|found| found.labels.first()).any(inside)
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
