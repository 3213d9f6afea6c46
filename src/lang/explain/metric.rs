//! Metrics in words: what is counted, of which runs.

use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Metric, Window};

use super::value::amount;

/// A metric as the subject of a sentence; `here`: its rule goes through strata or groups, so that runs without a
/// scope of their own are "these runs".
#[must_use]
pub fn subject(metric: &Metric, here: bool) -> String {
    let Runs { noun, have } = runs(metric, here);
    let subject = match metric.builtin {
        Builtin::Runs => format!("the number of {noun}"),
        Builtin::Rate => format!("the share of {noun} that {have} {}", any_of(metric)),
        Builtin::RunsWith => format!("the number of {noun} that {have} {}", any_of(metric)),
        Builtin::Sum => format!("the number of {} in {}", all_of(metric), definite(noun)),
        Builtin::Mean => format!("the number of {} per run in {}", all_of(metric), definite(noun)),
        Builtin::Missing => {
            format!("the number of {noun} of which it is not known whether they have {}", any_of(metric))
        }
        Builtin::Elapsed => "the time since the first attributed run".to_owned(),
        Builtin::Age => "the time since the newest attributed run".to_owned(),
    };
    match (metric.among_known, metric.signals.is_empty()) {
        (false, _) => subject,
        (true, true) => format!("{subject} (only attributed ones)"),
        (true, false) => format!("{subject} (only of attributed runs of which that is known)"),
    }
}

/// Runs as a noun, and the verb that goes with it.
struct Runs {
    noun: String,
    have: &'static str,
}

fn runs(metric: &Metric, here: bool) -> Runs {
    let (runs, newest, one) = match metric.scope {
        None if here => ("these runs", "of these runs", "of these runs"),
        None => ("runs", "runs", "run"),
        Some(Stratum::All) => (runs_of(Stratum::All), "of all runs", "of all runs"),
        Some(Stratum::Pinned) => (runs_of(Stratum::Pinned), "pinned runs", "pinned run"),
        Some(Stratum::Unknowns) => (runs_of(Stratum::Unknowns), "unattributed runs", "unattributed run"),
        Some(Stratum::Unpinned) => (runs_of(Stratum::Unpinned), "unpinned runs", "unpinned run"),
    };
    match metric.window {
        None => Runs { noun: runs.to_owned(), have: "have" },
        Some(Window::Runs(1)) => Runs { noun: format!("the newest {one}"), have: "has" },
        Some(Window::Runs(count)) => Runs { noun: format!("the newest {count} {newest}"), have: "have" },
        Some(Window::Span(time)) => {
            Runs { noun: format!("{runs} of the last {}", amount(time)), have: "have" }
        }
    }
}

/// Runs that are counted in, as "in the runs".
fn definite(noun: String) -> String {
    if noun.starts_with("runs") { format!("the {noun}") } else { noun }
}

/// The runs of a stratum, several.
pub(super) const fn runs_of(stratum: Stratum) -> &'static str {
    match stratum {
        Stratum::All => "all runs",
        Stratum::Pinned => "pinned runs",
        Stratum::Unknowns => "unattributed runs",
        Stratum::Unpinned => "unpinned runs",
    }
}

/// `a WARN or a FAIL`
fn any_of(metric: &Metric) -> String {
    metric.signals.iter().map(signal).collect::<Vec<_>>().join(" or ")
}

/// `WARNs and FAILs together`
fn all_of(metric: &Metric) -> String {
    let signals: Vec<&str> = metric.signals.iter().map(signals).collect();
    let together = if signals.len() > 1 { " together" } else { "" };
    format!("{}{together}", signals.join(" and "))
}

/// A signal, one of it: `a FAIL`.
#[must_use]
pub const fn signal(signal: Signal) -> &'static str {
    match signal {
        Signal::Warn => "a WARN",
        Signal::Fail => "a FAIL",
        Signal::Override => "an override",
        Signal::Unknown => "an unknown",
        Signal::Class(class) => match class {
            UnknownClass::Contract => "a broken contract",
            UnknownClass::Schema => "a broken schema",
            UnknownClass::ArtefactMissing => "a missing artefact",
            UnknownClass::Other => "a cause of unknown that has no name here",
            UnknownClass::Unspecified => "an unknown without a cause",
            UnknownClass::FieldMissing => "a missing field",
            UnknownClass::FieldInvalid => "an invalid field",
            UnknownClass::State => "a policy state that names no stratum",
            UnknownClass::SchemaVersion => "a version of the report form that is not read",
            UnknownClass::ParseError => "a report that cannot be read",
            UnknownClass::RunConflict => "reports that contradict each other",
            UnknownClass::Cohort => "no tag that tells their cohort",
        },
    }
}

/// A signal, many of it: `FAILs`.
const fn signals(signal: Signal) -> &'static str {
    match signal {
        Signal::Warn => "WARNs",
        Signal::Fail => "FAILs",
        Signal::Override => "overrides",
        Signal::Unknown => "unknowns",
        Signal::Class(class) => match class {
            UnknownClass::Contract => "broken contracts",
            UnknownClass::Schema => "broken schemas",
            UnknownClass::ArtefactMissing => "missing artefacts",
            UnknownClass::Other => "causes of unknown that have no name here",
            UnknownClass::Unspecified => "unknowns without a cause",
            UnknownClass::FieldMissing => "missing fields",
            UnknownClass::FieldInvalid => "invalid fields",
            UnknownClass::State => "policy states that name no stratum",
            UnknownClass::SchemaVersion => "versions of the report form that are not read",
            UnknownClass::ParseError => "reports that cannot be read",
            UnknownClass::RunConflict => "reports that contradict each other",
            UnknownClass::Cohort => "missing cohort tags",
        },
    }
}
