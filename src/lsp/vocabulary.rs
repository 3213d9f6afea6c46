//! What each word of the language means, in a sentence or two, as an editor shows it.

use crate::base::quantity::Type;
use crate::base::vocab::{Signal, Stratum, UnknownClass};
use crate::lang::builtins::Builtin;

/// A word: how it is written, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// How it is written.
    pub form: &'static str,
    /// What it means.
    pub text: &'static str,
}

const fn meaning(form: &'static str, text: &'static str) -> Meaning {
    Meaning { form, text }
}

/// A metric.
#[must_use]
pub const fn metric(metric: Builtin) -> Meaning {
    match metric {
        Builtin::Runs => meaning("runs: number", "Counts the runs in its scope."),
        Builtin::Rate => meaning(
            "rate(SIGNAL, …): rate",
            "Runs with at least one of the signals, of all runs in its scope. What is missing makes it a range.",
        ),
        Builtin::RunsWith => {
            meaning("runs_with(SIGNAL, …): number", "Counts the runs with at least one of the signals.")
        }
        Builtin::Sum => {
            meaning("sum(SIGNAL, …): number", "Adds up the counts of the signals: a run with 3 WARNs adds 3.")
        }
        Builtin::Mean => meaning("mean(SIGNAL, …): mean", "`sum` divided by `runs`: how many per run."),
        Builtin::Missing => meaning(
            "missing(SIGNAL, …): number",
            "Counts the runs of which it is not known whether they have one of the signals.",
        ),
        Builtin::Elapsed => {
            meaning("elapsed: duration", "From the cohort's first run to the time of evaluation.")
        }
        Builtin::Age => meaning("age: duration", "From the cohort's newest run to the time of evaluation."),
    }
}

/// A signal or a class of unknown.
#[must_use]
pub const fn signal(signal: Signal) -> &'static str {
    match signal {
        Signal::Warn => "Signal: the run reports a WARN (`WARN_count`).",
        Signal::Fail => "Signal: the run reports a FAIL (`FAIL_count`).",
        Signal::Override => "Signal: somebody overrode a result of the run (`Overrides_count`).",
        Signal::Unknown => {
            "Signal: something of the run is not known; all classes of unknown together, but those waived."
        }
        Signal::Class(class) => match class {
            UnknownClass::Contract => "Class of unknown: a contract of the run was broken, says the report.",
            UnknownClass::Schema => "Class of unknown: a schema of the run was broken, says the report.",
            UnknownClass::ArtefactMissing => {
                "Class of unknown: an artefact of the run was missing, or an expected run left no report."
            }
            UnknownClass::Other => "Class of unknown: a stated cause that is in no other class.",
            UnknownClass::Unspecified => "Class of unknown: `Unknown_count` is above the sum of its causes.",
            UnknownClass::FieldMissing => "Class of unknown: a required field of the report is absent.",
            UnknownClass::FieldInvalid => {
                "Class of unknown: a field of the report has the wrong type or range, or stands twice."
            }
            UnknownClass::State => "Class of unknown: `policy_state` names no stratum.",
            UnknownClass::SchemaVersion => {
                "Class of unknown: the report is not of major version 1; none of its counts is trusted."
            }
            UnknownClass::ParseError => "Class of unknown: the report cannot be read.",
            UnknownClass::RunConflict => "Class of unknown: reports of one run contradict each other.",
            UnknownClass::Cohort => {
                "Class of unknown: an untagged run beside tagged ones, which could be of the judged cohort."
            }
        },
    }
}

/// A stratum.
#[must_use]
pub const fn stratum(stratum: Stratum) -> &'static str {
    match stratum {
        Stratum::All => "Stratum: pinned, unpinned and unattributed runs together.",
        Stratum::Pinned => "Stratum: runs with pinned inputs.",
        Stratum::Unknowns => "Stratum: runs that could not be attributed to `pinned` or `unpinned`.",
        Stratum::Unpinned => "Stratum: runs with moving inputs.",
    }
}

/// A type.
#[must_use]
pub const fn of_type(ty: Type) -> Meaning {
    match ty {
        Type::Bool => meaning("runs >= 10", "A condition: true, false, or undetermined."),
        Type::Number => meaning("30", "A plain number, or a count."),
        Type::Rate => meaning("20%", "A part of all runs, from 0% to 100%."),
        Type::Points => meaning("5pp", "A difference between two rates."),
        Type::Mean => meaning("1 per 10 runs", "How many per run."),
        Type::Duration => meaning("7 days", "A length of time, in whole minutes."),
    }
}

/// What `for each TAG` means.
pub const EACH: Meaning =
    meaning("for each TAG", "Makes the checks once for each value of a field of the reports.");

/// Words of the frame: each with how it is written, and what it means.
const KEYWORDS: &[(&str, Meaning)] = &[
    ("policy", meaning("policy ID \"title\"", "The name of the policy; first in the file.")),
    (
        "due",
        meaning(
            "due after 30 runs or 7 days",
            "When a verdict is due: before, the answer is HOLD. `due at once`: always. Only attributed runs count.",
        ),
    ),
    ("early", meaning("early at 95% confidence", "GO is possible before the verdict is due.")),
    (
        "cohort",
        meaning(
            "cohort newest",
            "Which runs are judged: those of the policy version with the newest run, or (`own`) those recorded under \
             this very policy.",
        ),
    ),
    ("constants", meaning("constants from \"FILE#/pointer\"", "Where constants are set, beside the rules.")),
    (
        "const",
        meaning(
            "const NAME = LITERAL",
            "A threshold with a default; `const NAME: TYPE` must be set in the constants file.",
        ),
    ),
    (
        "let",
        meaning("let NAME = EXPRESSION", "A name for an expression, put in its place wherever it is used."),
    ),
    (
        "waive",
        meaning(
            "waive CLASS in STRATUM because \"…\" until DATE",
            "Accepts a class of unknown for a time: it is taken out of the signal `unknown`.",
        ),
    ),
    ("rule", meaning("rule ID \"title\" { … }", "Checks that belong together.")),
    (
        "test",
        meaning(
            "test \"name\" { given … expect … }",
            "Runs that are made up, and the verdict that they must get.",
        ),
    ),
    (
        "when",
        meaning(
            "when CONDITION",
            "The rule applies only if this is true; if it cannot be told, neither can the checks.",
        ),
    ),
    (
        "for",
        meaning(
            "for each stratum in pinned, unpinned",
            "Makes the checks once for each stratum, or each value of a tag.",
        ),
    ),
    ("each", EACH),
    ("stratum", meaning("for each stratum in pinned, unpinned", "Makes the checks in each of these strata.")),
    (
        "require",
        meaning(
            "require CONDITION",
            "Violated: NO-GO; with `else hold`: HOLD; with `else stop`: NO-GO even before it is due.",
        ),
    ),
    ("prefer", meaning("prefer CONDITION", "Violated: an advisory; the verdict stands.")),
    ("because", meaning("because \"…\"", "Why it is there: what people read when the answer is NO-GO.")),
    ("see", meaning("see \"…\"", "Where to read on.")),
    (
        "else",
        meaning(
            "require … else hold",
            "What a violation means: `hold` (HOLD) or `stop` (NO-GO, even before it is due).",
        ),
    ),
    ("within", meaning("A within T of B", "True if A and B are at most T apart.")),
    ("in", meaning("rate(fail) in pinned", "Counts the runs of this stratum only.")),
    ("over", meaning("rate(fail) over last 10 runs", "Counts only the newest runs of the scope.")),
    ("last", meaning("rate(fail) over last 7 days", "Counts only the newest runs of the scope.")),
    (
        "among",
        meaning(
            "rate(fail) among known",
            "Counts only attributed runs of which it is known: you accept that the rest may have been bad.",
        ),
    ),
    ("known", meaning("rate(fail) among known", "Counts only attributed runs of which it is known.")),
    ("with", meaning("with 95% confidence", "Compares what can be said of each rate with this confidence.")),
    (
        "confidence",
        meaning("with 95% confidence", "Compares what can be said of each rate with this confidence."),
    ),
    ("and", meaning("A and B", "True if both are.")),
    ("or", meaning("A or B", "True if one of them is.")),
    ("not", meaning("not A", "True if A is false.")),
    ("per", meaning("1 per 10 runs", "How many per run.")),
    ("until", meaning("until 2026-12-31", "The last day on which it is in force, UTC.")),
    ("except", meaning("for each TAG except \"a\"", "All values of the tag but these.")),
    ("from", meaning("const NAME = 20% from \"KEY\"", "The key in the constants file, or the file.")),
    ("given", meaning("given pinned { runs 20, runs_with(warn) 3 }", "Runs that a test makes up.")),
    ("expect", meaning("expect go", "The verdict that a test must get, and the rules that decide it.")),
    ("set", meaning("set NAME = LITERAL", "The value of a constant in a test.")),
];

/// A word of the frame.
#[must_use]
pub fn keyword(word: &str) -> Option<Meaning> {
    KEYWORDS.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}

/// What can stand behind `else`, `cohort` and `expect`.
#[must_use]
pub fn choice(word: &str) -> Option<&'static str> {
    Some(match word {
        "hold" => "HOLD: it cannot be said yet.",
        "stop" => "NO-GO at once, even before the verdict is due.",
        "go" => "GO: the rollout may go on.",
        "no_go" => "NO-GO: the rollout may not go on.",
        "newest" => "Judged are the runs of the policy version that has the newest run.",
        "own" => "Judged are the runs that were recorded under this very policy.",
        _ => return None,
    })
}
