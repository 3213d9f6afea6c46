//! What is wrong, at its place: in the rules, and in the constants file that they name.

use gen_lsp_types::{
    Code, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, Message,
    Range, Uri,
};

use crate::base::source::Span;
use crate::lang::diagnostic::{Diagnostic as Finding, Origin, Severity};
use crate::lsp::analysis::Analysis;
use crate::lsp::ask::Ask;

/// So many findings are told of a file.
const MOST: usize = 100;

/// What is wrong in the rules, then in their constants file.
#[must_use]
pub fn findings(ask: &Ask<'_>) -> [Vec<Diagnostic>; 2] {
    let found = ask.known.findings();
    [Origin::Rules, Origin::Constants].map(|origin| {
        let here = found.sorted().into_iter().filter(|finding| finding.origin == origin);
        here.take(MOST).map(|finding| told(ask, finding)).collect()
    })
}

/// A finding as the protocol has it.
#[must_use]
pub fn told(ask: &Ask<'_>, finding: &Finding) -> Diagnostic {
    let places = Places { ask, origin: finding.origin };
    let labels = || finding.labels.iter();
    let related = labels().skip(1).map(|label| DiagnosticRelatedInformation {
        location: Location { uri: places.uri(), range: places.range(label.span) },
        message: label.text.clone(),
    });
    let related: Vec<_> = related.collect();
    let name = finding.code.strip_prefix("rulecheck::").unwrap_or(&finding.code);
    let message = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    Diagnostic {
        range: labels().next().map(|label| places.range(label.span)).unwrap_or_default(),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
        }),
        code: Some(Code::String(name.to_owned())),
        source: Some("rulecheck".to_owned()),
        message: Message::String(message),
        tags: name.contains("::unused").then(|| vec![DiagnosticTag::Unnecessary]),
        related_information: (!related.is_empty()).then_some(related),
        ..Diagnostic::default()
    }
}

/// Where the places of a finding are.
struct Places<'a> {
    ask: &'a Ask<'a>,
    origin: Origin,
}

impl Places<'_> {
    fn uri(&self) -> Uri {
        let known: &Analysis = &self.ask.known;
        match (self.origin, &known.constants) {
            (Origin::Constants, Some(constants)) => self.ask.store.uri(&constants.place),
            _ => self.ask.uri.clone(),
        }
    }

    fn range(&self, span: Span) -> Range {
        let known: &Analysis = &self.ask.known;
        match (self.origin, &known.constants) {
            (Origin::Constants, Some(constants)) => constants.text.range(span),
            _ => known.text.range(span),
        }
    }
}
