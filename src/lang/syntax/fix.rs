//! What a machine can write in place of a mistake: the text that the message names.

use super::error::SyntaxError;
use crate::base::source::Span;
use crate::lang::diagnostic::{Finding, Fix};

impl Finding for SyntaxError {
    fn fixes(&self) -> Vec<Fix> {
        self.fix().into_iter().collect()
    }
}

impl SyntaxError {
    fn fix(&self) -> Option<Fix> {
        Some(match self {
            Self::LookAlike { write, span, .. } => match write.as_str() {
                "a plain space" => Fix { title: "write a plain space".into(), ..Fix::write(*span, " ") },
                _ => Fix::write(*span, word(write.split('`').nth(1)?)),
            },
            Self::ForeignOperator { write, span, .. } => Fix::write(*span, word(write)),
            Self::SingleEquals { span } => Fix::write(*span, "=="),
            Self::ForeignComment { span, .. } => {
                Fix::write(Span { start: span.start, end: span.start.saturating_add(2) }, "#")
            }
            Self::UpperCase { write, span, .. }
            | Self::QuotationMarks { write, span, .. }
            | Self::UnitSpacing { write, span, .. }
            | Self::ConfidenceRange { write, span, .. } => Fix::write(*span, write),
            Self::UnquotedText { write, span, .. } => {
                Fix::write(*span, write.strip_prefix('`')?.strip_suffix('`')?)
            }
            Self::WrongAmount { write, span, .. } => {
                Some(write).filter(|write| !write.contains('`')).map(|write| Fix::write(*span, write))?
            }
            Self::MalformedName { help, span, .. }
            | Self::DecimalComma { help, span, .. }
            | Self::MalformedNumber { help, span, .. }
            | Self::FractionalRuns { help, span }
            | Self::DateForm { help, span, .. }
            | Self::NoSuchDate { help, span, .. }
            | Self::UnknownDeclaration { help, span, .. }
            | Self::UnknownClause { help, span, .. }
            | Self::ComparisonWords { help, span, .. } => Fix::from_help(help, *span)?,
            Self::Unexpected { help, span, .. }
                if help.starts_with("did you mean") || help.ends_with("without quotation marks") =>
            {
                Fix::from_help(help, *span)?
            }
            // These name more than the word that is replaced.
            Self::UnknownUnit { help, span, .. } => unit(&Fix::from_help(help, *span)?)?,
            Self::UnknownEffect { help, span, .. } => {
                let fix = Fix::from_help(help, *span)?;
                Fix::write(*span, fix.replacement.strip_prefix("else ")?)
            }
            Self::UnknownMetric { help, span, .. } => {
                let fix = Fix::from_help(help, *span)?;
                Fix::write(*span, fix.replacement.split('(').next()?)
            }
            Self::StrayCharacter { help: "leave it out" | "delete it", span, .. }
            | Self::NeedlessPunctuation { span, .. } => Fix::leave_out(*span),
            Self::UnclosedString { span } => Fix::write(Span { start: span.end, end: span.end }, "\""),
            _ => return None,
        })
    }
}

/// A word that replaces a sign does not run into its neighbours.
fn word(write: &str) -> String {
    if write.starts_with(|c: char| c.is_ascii_alphabetic()) { format!(" {write} ") } else { write.to_owned() }
}

/// `7 days` in place of a wrong unit: the unit alone. `None` where it has to touch the number.
fn unit(fix: &Fix) -> Option<Fix> {
    let unit = fix.replacement.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    (unit != "pp").then(|| Fix::write(fix.span, unit))
}
