//! `verdict.json`: a verdict as canonical JSON, and the hash of its core.

use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Duration;
use crate::judge::trace::{Bounded, Trace};
use crate::judge::value::{End, Interval, Value};
use crate::judge::verdict::{
    Alternative, CheckRecord, CohortRecord, EarlyProgress, EvidenceRecord, Margin, PolicyRecord, Progress,
    RuleRecord, RunIds, Sensitivity, Verdict, WaiverRecord,
};
use crate::lang::policy::CohortChoice;

/// Decimals of a reading.
const PLACES: usize = 2;

/// The verdict as it is written to `verdict.json`, `core_sha256` included.
#[must_use]
pub fn to_json(verdict: &Verdict) -> Json<'_> {
    let core = core(verdict);
    let digest = core_sha256(&core);
    let context = verdict.context.iter().map(|(key, value)| (key.as_str(), value.as_str().into()));
    let tool = [("name", env!("CARGO_PKG_NAME")), ("version", env!("CARGO_PKG_VERSION"))];
    core.with([
        ("context", Json::object(context)),
        ("core_sha256", digest.to_string().into()),
        ("tool", Json::object(tool.map(|(key, value)| (key, value.into())))),
    ])
}

/// SHA-256 of the JCS form of a verdict without `context`, `core_sha256`, `tool` and the sentences.
///
/// INVARIANT: no object of a verdict but `context` has keys that a policy or report chooses.
#[must_use]
pub fn core_sha256(verdict: &Json<'_>) -> Sha256 {
    let left_out =
        |under: &str, key: &str| under.is_empty() && OUTSIDE.contains(&key) || is_sentence(under, key);
    Sha256::of(verdict.to_jcs_without(&left_out).as_bytes())
}

/// The members of a verdict that its core does not cover, beside the sentences.
pub const OUTSIDE: [&str; 3] = ["context", "core_sha256", "tool"];

/// Whether a member is a sentence: words that may improve from release to release. `under`: as for
/// [`Json::to_jcs_without`].
#[must_use]
pub fn is_sentence(under: &str, key: &str) -> bool {
    match under {
        "" => key == "reasons",
        "advisories" => key == "text",
        _ => ["explanation", "reading"].contains(&key),
    }
}

/// The core of a verdict that is not written.
#[must_use]
pub fn core_sha256_of(verdict: &Verdict) -> Sha256 {
    core_sha256(&core(verdict))
}

/// What stands in place of a verdict that could not be given.
#[must_use]
pub fn failure(messages: &[String]) -> Json<'_> {
    Json::object([("errors", strings(messages)), ("format", "verdict/1".into()), ("verdict", Json::Null)])
}

fn core(verdict: &Verdict) -> Json<'_> {
    let advisories = verdict.advisories.iter().map(|advisory| {
        Json::object([
            ("kind", advisory.kind.word().into()),
            ("subject", advisory.subject.as_deref().into()),
            ("text", advisory.text.as_str().into()),
        ])
    });
    Json::object([
        ("advisories", Json::array(advisories)),
        ("cohort", cohort(&verdict.cohort)),
        ("confidence_checks", verdict.confidence_checks.into()),
        ("decided_by", strings(&verdict.decided_by)),
        ("evaluated_at", verdict.evaluated_at.map(|at| at.to_string()).into()),
        ("evaluated_at_source", verdict.evaluated_at_source.word().into()),
        ("evidence", evidence(&verdict.evidence)),
        ("format", "verdict/1".into()),
        ("phase", verdict.phase.word().into()),
        ("policy", policy(&verdict.policy)),
        ("progress", progress(&verdict.progress)),
        ("reasons", strings(&verdict.reasons)),
        ("rules", Json::array(verdict.rules.iter().map(rule))),
        ("sensitivity", sensitivity(&verdict.sensitivity)),
        ("verdict", verdict.decision.word().into()),
        ("waivers", Json::array(verdict.waivers.iter().map(waiver))),
    ])
}

fn strings(items: &[String]) -> Json<'_> {
    Json::array(items.iter().map(String::as_str))
}

fn early(early: &EarlyProgress) -> Json<'_> {
    Json::object([
        ("confidence", Type::Rate.literal(&early.confidence).into()),
        ("held_back_by", strings(&early.held_back_by)),
    ])
}

fn alternative(alternative: &Alternative) -> Json<'_> {
    Json::object([
        ("decided_by", strings(&alternative.decided_by)),
        ("verdict", alternative.decision.word().into()),
    ])
}

fn progress(progress: &Progress) -> Json<'_> {
    let reading = |duration: Option<Duration>| {
        Json::from(duration.map(|time| Type::Duration.reading(&Rational::from(time.seconds()), PLACES)))
    };
    let time = |duration: Option<Duration>| {
        Json::object([("reading", reading(duration)), ("seconds", duration.map(Duration::seconds).into())])
    };
    Json::object([
        ("early", progress.early.as_ref().map(early).into()),
        ("elapsed", time(progress.elapsed)),
        ("elapsed_needed", time(progress.elapsed_needed)),
        ("if_due_now", progress.if_due_now.as_ref().map(alternative).into()),
        ("needed", if progress.all_needed { "all" } else { "any" }.into()),
        ("runs", progress.runs.into()),
        ("runs_needed", progress.runs_needed.into()),
    ])
}

fn policy(policy: &PolicyRecord) -> Json<'_> {
    let constants = policy.constants.iter().map(|constant| {
        Json::object([
            ("literal", constant.literal.as_str().into()),
            ("name", constant.name.as_str().into()),
            ("origin", constant.origin.word().into()),
        ])
    });
    let sources = policy.sources.iter().map(|source| {
        Json::object([
            ("name", source.base_name.as_str().into()),
            ("sha256", source.sha256.to_string().into()),
        ])
    });
    Json::object([
        ("canonical_text", policy.canonical_text.as_str().into()),
        ("constants", Json::array(constants)),
        ("id", policy.id.as_str().into()),
        ("policy_hash", policy.policy_hash.to_string().into()),
        ("rules_hash", policy.rules_hash.to_string().into()),
        ("sources", Json::array(sources)),
        ("title", policy.title.as_str().into()),
    ])
}

fn cohort(cohort: &CohortRecord) -> Json<'_> {
    let others = cohort.others.iter().map(|other| {
        Json::object([
            ("first_run_at", other.first_run_at.map(|at| at.to_string()).into()),
            ("last_run_at", other.last_run_at.map(|at| at.to_string()).into()),
            ("policy_hash", other.policy_hash.as_deref().into()),
            ("runs", other.runs.into()),
        ])
    });
    Json::object([
        ("choice", CohortChoice::word(cohort.choice).into()),
        ("is_own", cohort.is_own.into()),
        ("none_judged_because", cohort.judged.err().map(super::verdict::NoCohort::word).into()),
        ("observed_policy_hash", cohort.observed_policy_hash.as_deref().into()),
        ("others", Json::array(others)),
    ])
}

fn evidence(record: &EvidenceRecord) -> Json<'_> {
    let evidence = &record.evidence;
    let defaulted = record.defaulted.iter().map(|(field, runs)| (field.as_str(), Json::from(*runs)));
    let runs = record.runs.iter().map(|(stratum, runs)| (stratum.word(), Json::from(*runs)));
    let classes = record.classes.iter().map(|(class, runs)| (class.word(), Json::from(*runs)));
    let after_at = Json::object([
        ("runs", evidence.after_at.runs.into()),
        ("run_ids", strings(&evidence.after_at.run_ids)),
    ]);
    Json::object([
        ("classes", Json::object(classes)),
        ("defaulted", Json::object(defaulted)),
        ("duplicates", record.duplicates.into()),
        ("expected", expected(evidence.expected)),
        ("first_run_at", record.first_run_at.map(|at| at.to_string()).into()),
        ("inputs_sha256", evidence.inputs_sha256.map(|digest| digest.to_string()).into()),
        ("last_run_at", record.last_run_at.map(|at| at.to_string()).into()),
        ("metrics_sha256", evidence.metrics_sha256.to_string().into()),
        ("not_judged", Json::object([("after_at", after_at)])),
        ("reports", record.reports.into()),
        ("reruns", record.reruns.into()),
        ("runs", Json::object(runs)),
        ("source", evidence.source.word().into()),
        ("untold", record.untold.into()),
    ])
}

/// How many runs were expected and received, if anybody said what to expect.
fn expected(counts: Option<(u64, u64)>) -> Json<'static> {
    counts.map_or_else(
        || "not_checked".into(),
        |(expected, received)| Json::object([("received", received.into()), ("runs", expected.into())]),
    )
}

fn rule(rule: &RuleRecord) -> Json<'_> {
    let location = Json::object([
        ("column", rule.location.column.into()),
        ("file", rule.file.as_str().into()),
        ("line", rule.location.line.into()),
    ]);
    Json::object([
        ("because", rule.because.as_deref().into()),
        ("checks", Json::array(rule.checks.iter().map(check))),
        ("id", rule.id.as_str().into()),
        ("location", location),
        ("outcome", rule.outcome.word().into()),
        ("see", strings(&rule.see)),
        ("text", rule.text.as_str().into()),
        ("title", rule.title.as_deref().into()),
    ])
}

fn check(check: &CheckRecord) -> Json<'_> {
    let confidence = check.confidence.as_ref().map(|confidence| Type::Rate.literal(confidence));
    Json::object([
        ("confidence", confidence.into()),
        ("effect", check.effect.word().into()),
        ("explanation", check.explanation.as_str().into()),
        ("group", check.group.as_deref().into()),
        ("margin", check.margin.as_ref().map(margin).into()),
        ("outcome", check.outcome.word().into()),
        ("run_ids", run_ids(&check.against)),
        ("stratum", check.stratum.map(super::super::base::vocab::Stratum::word).into()),
        ("text", check.text.as_str().into()),
        ("trace", trace(&check.trace)),
        ("when", check.when.as_ref().map(trace).into()),
    ])
}

fn run_ids(run_ids: &RunIds) -> Json<'_> {
    Json::object([("first", strings(&run_ids.first)), ("more", run_ids.more.into())])
}

fn margin(margin: &Margin) -> Json<'_> {
    Json::object([
        ("distance", margin.distance.to_string().into()),
        ("more_runs", margin.more_runs.into()),
        ("reading", Type::Points.reading(&margin.distance, PLACES).into()),
        ("slack", margin.slack.into()),
    ])
}

fn trace(node: &Trace) -> Json<'_> {
    let mut members = vec![
        ("operands", Json::array(node.operands.iter().map(trace))),
        ("text", node.text.as_str().into()),
        ("type", node.ty.word().into()),
    ];
    if let Some(name) = &node.name {
        members.push(("name", name.as_str().into()));
    }
    if let Some(counts) = node.counts {
        members.extend([
            ("hits", counts.hits.into()),
            ("of", counts.of.into()),
            ("missing", counts.missing.into()),
            ("cannot_be_told", counts.cannot_be_told.into()),
        ]);
    }
    match &node.value {
        Value::Truth(truth) => members.push(("value", truth.word().into())),
        Value::Undefined(why) => members.push(("undefined", why.word().into())),
        Value::Interval(interval) => {
            let reading = |value: &Rational| node.ty.reading(value, PLACES);
            members.extend([("value", ends(interval, &exact)), ("reading", ends(interval, &reading))]);
        }
    }
    if let Some(Bounded { alpha, seen }) = &node.bounded {
        members.push(("alpha", exact(alpha).into()));
        if let Value::Interval(interval) = seen {
            members.push(("seen", ends(interval, &exact)));
        }
    }
    Json::object(members)
}

fn exact(value: &Rational) -> String {
    value.to_string()
}

/// A single value, or both ends.
fn ends(interval: &Interval, written: &dyn Fn(&Rational) -> String) -> Json<'static> {
    let end = |end: &End| Json::from(end.finite().map(written));
    match interval.as_point() {
        Some(point) => written(point).into(),
        None => Json::object([("low", end(&interval.low)), ("high", end(&interval.high))]),
    }
}

fn waiver(record: &WaiverRecord) -> Json<'_> {
    let waiver = &record.waiver;
    Json::object([
        ("because", waiver.because.as_str().into()),
        ("class", waiver.class.word().into()),
        ("runs", record.runs.into()),
        ("see", waiver.see.as_deref().into()),
        ("stratum", waiver.stratum.map(super::super::base::vocab::Stratum::word).into()),
        ("until", waiver.until.to_string().into()),
        ("unused", record.unused.into()),
        ("void", record.void.into()),
    ])
}

fn sensitivity(sensitivity: &Sensitivity) -> Json<'_> {
    let assumptions = sensitivity.assumptions.iter().map(|(assumption, decision, tipped_by)| {
        let otherwise =
            Json::object([("tipped_by", strings(tipped_by)), ("verdict", decision.word().into())]);
        (assumption.word(), otherwise)
    });
    Json::object(assumptions.chain([("robust", sensitivity.robust.into())]))
}
