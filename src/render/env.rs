//! A verdict as variables: lines that a shell can source, and that can be added to $GITHUB_ENV and $GITHUB_OUTPUT.
//!
//! The two read the same line differently: a shell takes quotes away, GitHub does not. So nothing is ever quoted, and
//! what would have to be is percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::base::vocab::Decision;
use crate::judge::verdict::Verdict;
use crate::judge::verdict_file;
use crate::render::setting::Failure;

/// All but what means itself everywhere.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b',').remove(b':');

/// Every variable, in order. All are always there: none keeps the value of an earlier verdict.
const NAMES: [&str; 13] = [
    "RULECHECK_VERDICT",
    "RULECHECK_CONCLUSION",
    "RULECHECK_PHASE",
    "RULECHECK_DECIDED_BY",
    "RULECHECK_POLICY",
    "RULECHECK_POLICY_HASH",
    "RULECHECK_CORE_SHA256",
    "RULECHECK_EVALUATED_AT",
    "RULECHECK_RUNS",
    "RULECHECK_RUNS_NEEDED",
    "RULECHECK_ROBUST",
    "RULECHECK_REASONS",
    "RULECHECK_ERROR",
];

/// The lines.
#[must_use]
pub fn render(verdict: &Verdict) -> String {
    let optional = |value: Option<String>| value.unwrap_or_default();
    lines([
        verdict.decision.word().to_owned(),
        conclusion(verdict.decision).to_owned(),
        verdict.phase.word().to_owned(),
        verdict.decided_by.join(","),
        verdict.policy.id.clone(),
        verdict.policy.policy_hash.to_string(),
        verdict_file::core_sha256_of(verdict).to_string(),
        optional(verdict.evaluated_at.map(|at| at.to_string())),
        verdict.progress.runs.to_string(),
        optional(verdict.progress.runs_needed.map(|needed| needed.to_string())),
        verdict.sensitivity.robust.to_string(),
        verdict.reasons.join("\n"),
        String::new(),
    ])
}

/// The conclusion of a check run of GitHub, which knows no HOLD.
const fn conclusion(decision: Decision) -> &'static str {
    match decision {
        Decision::Go => "success",
        Decision::NoGo => "failure",
        Decision::Hold => "action_required",
    }
}

fn lines(values: [String; NAMES.len()]) -> String {
    let line = |(name, value): (&str, String)| format!("{name}={}\n", utf8_percent_encode(&value, ENCODED));
    NAMES.into_iter().zip(values).map(line).collect()
}

/// The verdict `none`, and why.
#[must_use]
pub fn failure(failure: &Failure<'_>) -> String {
    let value = |name: &str| match name {
        "RULECHECK_VERDICT" => "none".to_owned(),
        "RULECHECK_CONCLUSION" => "failure".to_owned(),
        "RULECHECK_POLICY" => failure.policy.unwrap_or_default().to_owned(),
        "RULECHECK_ERROR" => failure.messages.join("\n"),
        _ => String::new(),
    };
    lines(NAMES.map(value))
}
