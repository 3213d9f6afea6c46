//! A verdict as issues of the code quality report of GitLab, which is part of Code Climate's: none for a GO.

use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::base::vocab::Decision;
use crate::judge::verdict::Verdict;
use crate::render::escape::visible_lines;
use crate::render::findings::{Finding, Weight, findings, verdict_fingerprint, verdict_message};
use crate::render::setting::{Failure, Setting};

/// The name of the issue that is the verdict as a whole.
const WHOLE: &str = "rulecheck/verdict";

/// An issue.
struct Issue<'a> {
    name: String,
    severity: &'static str,
    description: String,
    fingerprint: Sha256,
    path: &'a str,
    line: usize,
}

/// The list, the worst first.
#[must_use]
pub fn render(verdict: &Verdict, setting: &Setting<'_>) -> String {
    let id = &verdict.policy.id;
    let path = setting.file(verdict);
    let mut issues = Vec::new();
    if verdict.decision != Decision::Go {
        issues.push(json(&Issue {
            name: WHOLE.to_owned(),
            severity: if verdict.decision == Decision::NoGo { "blocker" } else { "critical" },
            description: verdict_message(verdict),
            fingerprint: verdict_fingerprint(id),
            path,
            line: 1,
        }));
    }
    for finding in findings(verdict).iter().filter(|finding| finding.is_told()) {
        issues.push(json(&Issue {
            name: format!("rulecheck/{}", finding.rule.id),
            severity: severity(finding),
            description: finding.message(),
            fingerprint: finding.fingerprint(id),
            path,
            line: if setting.rules.is_some() { finding.rule.location.line } else { 1 },
        }));
    }
    Json::Array(issues).to_pretty()
}

const fn severity(finding: &Finding<'_>) -> &'static str {
    match (finding.weight, finding.decides) {
        (Weight::Fails, true) => "blocker",
        (Weight::Fails, false) | (Weight::Holds, true) => "critical",
        (Weight::Holds, false) => "major",
        _ => "info",
    }
}

fn json<'a>(issue: &Issue<'_>) -> Json<'a> {
    let lines = Json::object([("begin", Json::from(issue.line))]);
    Json::object([
        ("categories", Json::array(["Bug Risk"])),
        ("check_name", Json::from(issue.name.clone())),
        ("description", issue.description.clone().into()),
        ("fingerprint", issue.fingerprint.to_string().into()),
        ("location", Json::object([("lines", lines), ("path", issue.path.replace('\\', "/").into())])),
        ("severity", issue.severity.into()),
        ("type", "issue".into()),
    ])
}

/// One issue that says so.
#[must_use]
pub fn failure(failure: &Failure<'_>) -> String {
    let lines = failure.messages.iter().flat_map(|message| visible_lines(message));
    let description: Vec<String> = std::iter::once(Failure::WHAT.to_owned()).chain(lines).collect();
    let issue = json(&Issue {
        name: WHOLE.to_owned(),
        severity: "blocker",
        description: description.join("\n"),
        fingerprint: verdict_fingerprint(failure.policy.unwrap_or_default()),
        path: failure.rules.unwrap_or("rulecheck"),
        line: 1,
    });
    Json::Array(vec![issue]).to_pretty()
}
