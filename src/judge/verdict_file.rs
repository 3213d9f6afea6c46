//! `verdict.json`: a verdict as canonical JSON, and the hash of its core.

use std::collections::BTreeMap;

use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Duration;
use crate::judge::trace::Trace;
use crate::judge::value::{End, Value};
use crate::judge::verdict::{
    Alternative, CheckRecord, CohortRecord, EvidenceRecord, Margin, PolicyRecord, Progress, RuleRecord,
    RunIds, Sensitivity, Verdict, WaiverRecord,
};
use crate::lang::policy::CohortChoice;

/// Decimals of a reading.
const PLACES: usize = 2;

/// The verdict as it is written to `verdict.json`, `core_sha256` included.
#[must_use]
pub fn to_json(verdict: &Verdict) -> Json {
    let core = core(verdict);
    let digest = core_sha256(&core);
    let context = verdict.context.iter().map(|(key, value)| (key.clone(), value.clone().into()));
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
pub fn core_sha256(verdict: &Json) -> Sha256 {
    let left_out = |under: &str, key: &str| match under {
        "" => ["context", "core_sha256", "tool", "reasons"].contains(&key),
        "advisories" => key == "text",
        _ => ["explanation", "reading"].contains(&key),
    };
    Sha256::of(verdict.to_jcs_without(&left_out).as_bytes())
}

/// The core of a verdict that is not written.
#[must_use]
pub fn core_sha256_of(verdict: &Verdict) -> Sha256 {
    core_sha256(&core(verdict))
}

/// What stands in place of a verdict that could not be given.
#[must_use]
pub fn failure(messages: &[String]) -> Json {
    Json::object([("errors", strings(messages)), ("format", "verdict/1".into()), ("verdict", Json::Null)])
}

fn core(verdict: &Verdict) -> Json {
    let advisories = verdict.advisories.iter().map(|advisory| {
        Json::object([
            ("kind", advisory.kind.word().into()),
            ("subject", advisory.subject.clone().into()),
            ("text", advisory.text.clone().into()),
        ])
    });
    Json::object([
        ("advisories", Json::array(advisories)),
        ("cohort", cohort(&verdict.cohort)),
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

fn strings(items: &[String]) -> Json {
    Json::array(items.iter().map(String::as_str))
}

fn alternative(alternative: &Alternative) -> Json {
    Json::object([
        ("decided_by", strings(&alternative.decided_by)),
        ("verdict", alternative.decision.word().into()),
    ])
}

fn progress(progress: &Progress) -> Json {
    let reading = |duration: Option<Duration>| {
        Json::from(duration.map(|time| Type::Duration.reading(&Rational::from(time.seconds()), PLACES)))
    };
    let time = |duration: Option<Duration>| {
        Json::object([("reading", reading(duration)), ("seconds", duration.map(Duration::seconds).into())])
    };
    Json::object([
        ("elapsed", time(progress.elapsed)),
        ("elapsed_needed", time(progress.elapsed_needed)),
        ("if_due_now", progress.if_due_now.as_ref().map(alternative).into()),
        ("needed", if progress.all_needed { "all" } else { "any" }.into()),
        ("runs", progress.runs.into()),
        ("runs_needed", progress.runs_needed.into()),
    ])
}

fn policy(policy: &PolicyRecord) -> Json {
    let constants = policy.constants.iter().map(|constant| {
        Json::object([
            ("literal", constant.literal.clone().into()),
            ("name", constant.name.clone().into()),
            ("origin", constant.origin.word().into()),
        ])
    });
    let sources = policy.sources.iter().map(|source| {
        Json::object([
            ("name", source.base_name.clone().into()),
            ("sha256", source.sha256.to_string().into()),
        ])
    });
    Json::object([
        ("canonical_text", policy.canonical_text.clone().into()),
        ("constants", Json::array(constants)),
        ("id", policy.id.clone().into()),
        ("policy_hash", policy.policy_hash.to_string().into()),
        ("rules_hash", policy.rules_hash.to_string().into()),
        ("sources", Json::array(sources)),
        ("title", policy.title.clone().into()),
    ])
}

fn cohort(cohort: &CohortRecord) -> Json {
    let others = cohort.others.iter().map(|other| {
        Json::object([
            ("first_run_at", other.first_run_at.map(|at| at.to_string()).into()),
            ("last_run_at", other.last_run_at.map(|at| at.to_string()).into()),
            ("policy_hash", other.policy_hash.clone().into()),
            ("runs", other.runs.into()),
        ])
    });
    Json::object([
        ("choice", CohortChoice::word(cohort.choice).into()),
        ("is_own", cohort.is_own.into()),
        ("none_judged_because", cohort.judged.err().map(super::verdict::NoCohort::word).into()),
        ("observed_policy_hash", cohort.observed_policy_hash.clone().into()),
        ("others", Json::array(others)),
    ])
}

fn evidence(record: &EvidenceRecord) -> Json {
    let evidence = &record.evidence;
    let counts =
        |counts: BTreeMap<String, u64>| Json::object(counts.into_iter().map(|(key, n)| (key, n.into())));
    let by_word = record.runs.iter().map(|(stratum, runs)| (stratum.to_string(), *runs));
    let classes = record.classes.iter().map(|(class, runs)| (class.to_string(), *runs));
    let after_at = Json::object([
        ("runs", evidence.after_at.runs.into()),
        ("run_ids", strings(&evidence.after_at.run_ids)),
    ]);
    Json::object([
        ("classes", counts(classes.collect())),
        ("defaulted", counts(record.defaulted.clone())),
        ("duplicates", record.duplicates.into()),
        ("expected", expected(evidence.expected)),
        ("first_run_at", record.first_run_at.map(|at| at.to_string()).into()),
        ("inputs_sha256", evidence.inputs_sha256.map(|digest| digest.to_string()).into()),
        ("last_run_at", record.last_run_at.map(|at| at.to_string()).into()),
        ("metrics_sha256", evidence.metrics_sha256.to_string().into()),
        ("not_judged", Json::object([("after_at", after_at)])),
        ("reports", record.reports.into()),
        ("reruns", record.reruns.into()),
        ("runs", counts(by_word.collect())),
        ("source", evidence.source.word().into()),
        ("untold", record.untold.into()),
    ])
}

/// How many runs were expected and received, if anybody said what to expect.
fn expected(counts: Option<(u64, u64)>) -> Json {
    counts.map_or_else(
        || "not_checked".into(),
        |(expected, received)| Json::object([("received", received.into()), ("runs", expected.into())]),
    )
}

fn rule(rule: &RuleRecord) -> Json {
    let location = Json::object([
        ("column", rule.location.column.into()),
        ("file", rule.file.clone().into()),
        ("line", rule.location.line.into()),
    ]);
    Json::object([
        ("because", rule.because.clone().into()),
        ("checks", Json::array(rule.checks.iter().map(check))),
        ("id", rule.id.clone().into()),
        ("location", location),
        ("outcome", rule.outcome.word().into()),
        ("see", strings(&rule.see)),
        ("text", rule.text.clone().into()),
        ("title", rule.title.clone().into()),
    ])
}

fn check(check: &CheckRecord) -> Json {
    Json::object([
        ("effect", check.effect.word().into()),
        ("explanation", check.explanation.clone().into()),
        ("group", check.group.clone().into()),
        ("margin", check.margin.as_ref().map(margin).into()),
        ("outcome", check.outcome.word().into()),
        ("run_ids", run_ids(&check.against)),
        ("stratum", check.stratum.map(super::super::base::vocab::Stratum::word).into()),
        ("text", check.text.clone().into()),
        ("trace", trace(&check.trace)),
        ("when", check.when.as_ref().map(trace).into()),
    ])
}

fn run_ids(run_ids: &RunIds) -> Json {
    Json::object([("first", strings(&run_ids.first)), ("more", run_ids.more.into())])
}

fn margin(margin: &Margin) -> Json {
    Json::object([
        ("distance", margin.distance.to_string().into()),
        ("reading", Type::Points.reading(&margin.distance, PLACES).into()),
        ("slack", margin.slack.into()),
    ])
}

fn trace(node: &Trace) -> Json {
    let mut members = vec![
        ("operands", Json::array(node.operands.iter().map(trace))),
        ("text", node.text.clone().into()),
        ("type", node.ty.word().into()),
    ];
    if let Some(name) = &node.name {
        members.push(("name", name.clone().into()));
    }
    if let Some(counts) = node.counts {
        members.extend([
            ("hits", counts.hits.into()),
            ("of", counts.of.into()),
            ("missing", counts.missing.into()),
            ("cannot_be_told", counts.cannot_be_told.into()),
        ]);
    }
    let exact = |end: &End| Json::from(end.finite().map(Rational::to_string));
    let reading = |end: &End| Json::from(end.finite().map(|value| node.ty.reading(value, PLACES)));
    match &node.value {
        Value::Truth(truth) => members.push(("value", truth.word().into())),
        Value::Undefined(why) => members.push(("undefined", why.word().into())),
        Value::Interval(interval) if interval.as_point().is_some() => {
            members.extend([("value", exact(&interval.low)), ("reading", reading(&interval.low))]);
        }
        Value::Interval(interval) => {
            let ends = |of: &dyn Fn(&End) -> Json| {
                Json::object([("low", of(&interval.low)), ("high", of(&interval.high))])
            };
            members.extend([("value", ends(&exact)), ("reading", ends(&reading))]);
        }
    }
    Json::object(members)
}

fn waiver(record: &WaiverRecord) -> Json {
    let waiver = &record.waiver;
    Json::object([
        ("because", waiver.because.clone().into()),
        ("class", waiver.class.word().into()),
        ("runs", record.runs.into()),
        ("see", waiver.see.clone().into()),
        ("stratum", waiver.stratum.map(super::super::base::vocab::Stratum::word).into()),
        ("until", waiver.until.to_string().into()),
        ("unused", record.unused.into()),
        ("void", record.void.into()),
    ])
}

fn sensitivity(sensitivity: &Sensitivity) -> Json {
    let assumptions = sensitivity.assumptions.iter().map(|(assumption, decision, tipped_by)| {
        let otherwise =
            Json::object([("tipped_by", strings(tipped_by)), ("verdict", decision.word().into())]);
        (assumption.word(), otherwise)
    });
    Json::object(assumptions.chain([("robust", sensitivity.robust.into())]))
}
