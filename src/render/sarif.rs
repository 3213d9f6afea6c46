//! A verdict as SARIF 2.1.0: a result for the verdict and for every check, also for those that are met.

use crate::base::json::Json;
use crate::base::vocab::Decision;
use crate::judge::verdict::Verdict;
use crate::judge::verdict_file;
use crate::render::escape::{visible, visible_lines};
use crate::render::findings::{Finding, Weight, findings, verdict_fingerprint, verdict_message};
use crate::render::sarif_log::{log, message, physical_location};
use crate::render::setting::{Failure, Setting};

/// What a result says beside its kind; the words are SARIF's. A level only goes with `fail`.
const FAIL: (&str, &str) = ("fail", "error");
const REVIEW: (&str, &str) = ("review", "none");
const PASS: (&str, &str) = ("pass", "none");

/// The rule that the result for the whole verdict is of. No rule of a policy can have its name.
const WHOLE: &str = "rulecheck/verdict";

/// The log.
#[must_use]
pub fn render(verdict: &Verdict, setting: &Setting<'_>) -> String {
    let rules = verdict.rules.iter().map(|rule| {
        let short = rule.title.as_deref().unwrap_or(&rule.id);
        let full = rule.because.as_deref().map(|because| ("fullDescription", message(&visible(because))));
        let help =
            Json::object([("text", Json::from(visible_lines(&rule.text).collect::<Vec<_>>().join("\n")))]);
        Json::object([
            ("help", help),
            ("id", Json::from(rule.id.as_str())),
            ("shortDescription", message(&visible(short))),
        ])
        .with(full)
    });
    let results = findings(verdict).into_iter().map(|finding| result(verdict, setting, &finding));
    let results = std::iter::once(whole(verdict, setting)).chain(results);
    let automation = Json::object([("id", format!("rulecheck/{}/", verdict.policy.id).into())]);
    let context = verdict.context.iter().map(|(key, value)| (key.as_str(), value.as_str().into()));
    let properties = Json::object([
        ("context", Json::object(context)),
        ("core_sha256", Json::from(verdict_file::core_sha256_of(verdict).to_string())),
        ("phase", verdict.phase.word().into()),
        ("policy_hash", verdict.policy.policy_hash.to_string().into()),
        ("verdict", verdict.decision.word().into()),
    ]);
    let invocation = Json::object([("executionSuccessful", Json::from(true))]);
    let run = [
        ("automationDetails", automation),
        ("invocations", Json::array([invocation])),
        ("properties", properties),
        ("results", Json::array(results)),
    ];
    log(std::iter::once(whole_rule()).chain(rules), run).to_pretty()
}

fn whole_rule() -> Json<'static> {
    Json::object([("id", Json::from(WHOLE)), ("shortDescription", message("Whether the rollout may go on"))])
}

fn whole<'a>(verdict: &'a Verdict, setting: &Setting<'_>) -> Json<'a> {
    let kind = match verdict.decision {
        Decision::Go => PASS,
        Decision::NoGo => FAIL,
        Decision::Hold => REVIEW,
    };
    let fingerprint = verdict_fingerprint(&verdict.policy.id).to_string();
    let place = physical_location(setting.file(verdict), None);
    result_of(kind, WHOLE, &verdict_message(verdict), place, fingerprint)
}

fn result<'a>(verdict: &'a Verdict, setting: &Setting<'_>, finding: &Finding<'a>) -> Json<'a> {
    let kind = match finding.weight {
        Weight::Fails => FAIL,
        Weight::Holds => REVIEW,
        Weight::Advises => ("informational", "none"),
        Weight::Passes => PASS,
        Weight::NotApplicable => ("notApplicable", "none"),
    };
    let Finding { rule, check, .. } = *finding;
    let region = setting.rules.is_some().then(|| {
        Json::object([
            ("startColumn", Json::from(rule.location.column)),
            ("startLine", rule.location.line.into()),
        ])
    });
    let place = physical_location(setting.file(verdict), region);
    let properties = Json::object([
        ("decides", Json::from(finding.decides)),
        ("effect", check.effect.word().into()),
        ("group", check.group.as_deref().into()),
        ("outcome", check.outcome.word().into()),
        ("run_ids", Json::array(check.against.first.iter().map(String::as_str))),
        ("run_ids_more", check.against.more.into()),
        ("stratum", check.stratum.map(|stratum| Json::from(stratum.word())).into()),
        ("text", check.text.as_str().into()),
    ]);
    let fingerprint = finding.fingerprint(&verdict.policy.id).to_string();
    result_of(kind, &rule.id, &finding.message(), place, fingerprint).with([("properties", properties)])
}

fn result_of<'a>(
    (kind, level): (&'static str, &'static str),
    rule: &'a str,
    text: &str,
    place: Json<'a>,
    fingerprint: String,
) -> Json<'a> {
    Json::object([
        ("kind", Json::from(kind)),
        ("level", level.into()),
        ("locations", Json::array([Json::object([("physicalLocation", place)])])),
        ("message", message(text)),
        ("partialFingerprints", Json::object([("rulecheck/v1", Json::from(fingerprint))])),
        ("ruleId", rule.into()),
    ])
}

/// The log of a run that did not succeed. It has a result as well: without any, all would seem to be settled.
#[must_use]
pub fn failure(failure: &Failure<'_>) -> String {
    let lines = failure.messages.iter().flat_map(|message| visible_lines(message));
    let text: Vec<String> = std::iter::once(Failure::WHAT.to_owned()).chain(lines).collect();
    let text = text.join("\n");
    let notification = Json::object([("level", Json::from("error")), ("message", message(&text))]);
    let invocation = Json::object([
        ("executionSuccessful", Json::from(false)),
        ("toolExecutionNotifications", Json::array([notification])),
    ]);
    let place = physical_location(failure.rules.unwrap_or("rulecheck"), None);
    let fingerprint = verdict_fingerprint(failure.policy.unwrap_or_default()).to_string();
    let result = result_of(FAIL, WHOLE, &text, place, fingerprint);
    let automation = failure.policy.map(|id| {
        let id = format!("rulecheck/{}/", visible(id));
        ("automationDetails", Json::object([("id", Json::from(id))]))
    });
    let run = [("invocations", Json::array([invocation])), ("results", Json::array([result]))];
    log(std::iter::once(whole_rule()), run.into_iter().chain(automation)).to_pretty()
}
