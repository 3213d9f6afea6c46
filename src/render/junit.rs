//! A verdict as JUnit XML: a case for the verdict, and one for each rule. NO-GO is a failure, HOLD an error.

use crate::base::time::Timestamp;
use crate::base::vocab::Decision;
use crate::judge::verdict::{RuleRecord, Verdict};
use crate::judge::verdict_file;
use crate::render::findings::{Finding, Weight, checks_of, verdict_message};
use crate::render::foundations;
use crate::render::setting::Failure;
use crate::render::standing::{judged, sentence, standing};
use crate::render::xunit::{self, Case, Element, NO_TIME, Suite, Told};

/// The name of the case that is the verdict as a whole. No rule can have it.
const WHOLE: &str = "(verdict)";

/// The XML; ends in a newline.
#[must_use]
pub fn render(verdict: &Verdict) -> String {
    let policy = &verdict.policy;
    let facts = [
        ("policy", policy.id.clone()),
        ("verdict", verdict.decision.word().to_owned()),
        ("phase", verdict.phase.word().to_owned()),
        ("policy_hash", policy.policy_hash.to_string()),
        ("core_sha256", verdict_file::core_sha256_of(verdict).to_string()),
    ];
    let facts = facts.map(|(name, value)| (name.to_owned(), value));
    let context = verdict.context.iter().map(|(key, value)| (format!("context.{key}"), value.clone()));
    let cases =
        judged(verdict).iter().map(|rule| Case { name: rule.id.clone(), told: of_rule(verdict, rule) });
    let cases = std::iter::once(Case { name: WHOLE.to_owned(), told: whole(verdict) }).chain(cases);
    xunit::render(&[Suite {
        name: policy.title.clone(),
        package: policy.id.clone(),
        timestamp: verdict.evaluated_at.map_or_else(|| NO_TIME.to_owned(), local),
        properties: facts.into_iter().chain(context).collect(),
        cases: cases.collect(),
        out: beside(verdict),
    }])
}

/// The schema takes no zone; ours is always UTC.
fn local(at: Timestamp) -> String {
    at.to_string().trim_end_matches('Z').to_owned()
}

fn whole(verdict: &Verdict) -> Option<Told> {
    let element = match verdict.decision {
        Decision::Go => return None,
        Decision::NoGo => Element::Failure,
        Decision::Hold => Element::Error,
    };
    Some(Told {
        element,
        kind: verdict.decision.word().to_owned(),
        message: verdict_message(verdict),
        text: verdict.reasons.join("\n"),
    })
}

fn of_rule(verdict: &Verdict, rule: &RuleRecord) -> Option<Told> {
    let worst = checks_of(verdict, rule).min_by_key(|finding| finding.weight)?;
    let element = match worst.weight {
        Weight::Fails => Element::Failure,
        Weight::Holds => Element::Error,
        Weight::NotApplicable => Element::Skipped,
        Weight::Advises | Weight::Passes => return None,
    };
    let place = format!("{}:{}", rule.file, rule.location.line);
    let lines = rule.checks.iter().map(sentence).chain(rule.because.clone()).chain([place]);
    Some(Told {
        element,
        kind: standing(rule).word().to_owned(),
        message: worst.check.explanation.clone(),
        text: lines.collect::<Vec<_>>().join("\n"),
    })
}

/// What no case says: the preferences that are not met, and what is to be noted.
fn beside(verdict: &Verdict) -> String {
    let checks = judged(verdict).iter().flat_map(|rule| checks_of(verdict, rule));
    let advice = checks.filter(|finding: &Finding<'_>| finding.weight == Weight::Advises);
    let advice = advice.map(|finding| format!("{}: {}", finding.rule.id, sentence(finding.check)));
    let notes = foundations::notes(verdict).into_iter().map(str::to_owned);
    let lines: Vec<String> = std::iter::once(verdict_message(verdict)).chain(advice).chain(notes).collect();
    lines.join("\n")
}

/// One case, an error.
#[must_use]
pub fn failure(failure: &Failure<'_>) -> String {
    let policy = failure.policy.unwrap_or("rulecheck");
    let told = Told {
        element: Element::Error,
        kind: "no_verdict".to_owned(),
        message: Failure::WHAT.to_owned(),
        text: failure.messages.join("\n"),
    };
    xunit::render(&[Suite {
        name: policy.to_owned(),
        package: policy.to_owned(),
        timestamp: NO_TIME.to_owned(),
        properties: vec![("policy".to_owned(), policy.to_owned())],
        cases: vec![Case { name: WHOLE.to_owned(), told: Some(told) }],
        out: String::new(),
    }])
}
