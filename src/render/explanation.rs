//! A policy in sentences, with today's values if there are some: for people, and as JSON.

use std::fmt::Write as _;

use super::escape::visible;
use super::text::{BOLD, checked, line, paragraph};
use crate::base::json::Json;
use crate::judge::sentence::slack;
use crate::judge::verdict::{CheckRecord, RuleRecord, Verdict};
use crate::lang::explain::{Explained, ExplainedRule};
use crate::lang::policy::Policy;

/// Columns that the sentences of a rule stand further in.
const INSIDE: usize = 2;
/// Columns that a value of today stands further in.
const TODAY: usize = 4;

/// What is explained.
#[derive(Debug, Clone, Copy)]
pub struct Explanation<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// It in sentences.
    pub explained: &'a Explained,
    /// Only this rule.
    pub only: Option<&'a str>,
    /// What it comes to today.
    pub today: Option<&'a Verdict>,
}

impl<'a> Explanation<'a> {
    fn rules(self) -> impl Iterator<Item = &'a ExplainedRule> {
        self.explained.rules.iter().filter(move |rule| self.only.is_none_or(|only| rule.id == only))
    }

    /// What came of a rule today.
    fn record(self, id: &str) -> Option<&'a RuleRecord> {
        self.today.filter(|today| today.cohort.judged.is_ok())?.rules.iter().find(|rule| rule.id == id)
    }
}

/// For people, styled with ANSI sequences.
#[must_use]
pub fn text(explanation: Explanation<'_>) -> String {
    let mut out = String::new();
    if explanation.only.is_none() {
        head(&mut out, explanation);
    }
    for rule in explanation.rules() {
        text_of_rule(&mut out, explanation, rule);
    }
    if explanation.only.is_none() {
        section(&mut out, "Waived", &explanation.explained.waivers);
        section(&mut out, "Constants", &explanation.explained.constants);
    }
    // One line end closes the text; each part leaves an empty line.
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn head(out: &mut String, explanation: Explanation<'_>) {
    let policy = explanation.policy;
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}  {}\n", policy.id, visible(&policy.title));
    for sentence in &explanation.explained.frame {
        paragraph(out, INSIDE, 0, sentence);
    }
    if let Some(today) = explanation.today {
        out.push('\n');
        paragraph(out, INSIDE, 0, &format!("Today: {}.", super::standing::decision(today.decision)));
        for reason in &today.reasons {
            paragraph(out, INSIDE, 0, &visible(reason));
        }
    }
    out.push('\n');
}

fn section(out: &mut String, title: &str, sentences: &[String]) {
    if !sentences.is_empty() {
        let _ = writeln!(out, "{BOLD}{title}{BOLD:#}");
        for sentence in sentences {
            paragraph(out, INSIDE, 0, &visible(sentence));
        }
        out.push('\n');
    }
}

fn text_of_rule(out: &mut String, explanation: Explanation<'_>, rule: &ExplainedRule) {
    let title = rule.title.as_deref().map(|title| format!("  {}", visible(title))).unwrap_or_default();
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}{title}", rule.id);
    for sentence in rule.places.iter().chain(&rule.when) {
        paragraph(out, INSIDE, 0, &visible(sentence));
    }
    let record = explanation.record(&rule.id);
    for (at, check) in rule.checks.iter().enumerate() {
        paragraph(out, INSIDE, 0, &visible(check));
        for place in record.map(|record| record.places_of(rule.checks.len(), at)).unwrap_or_default() {
            let slack = place.margin.as_ref().map(slack).unwrap_or_default();
            checked(out, TODAY, place, &slack);
        }
    }
    if let Some(because) = &rule.because {
        paragraph(out, INSIDE, 0, &format!("Why: {}", visible(because)));
    }
    for see in &rule.see {
        line(out, INSIDE, &format!("See: {}", visible(see)));
    }
    out.push('\n');
}

/// For machines.
#[must_use]
pub fn json(explanation: Explanation<'_>) -> Json<'_> {
    let Explained { frame, waivers, rules: _, constants } = explanation.explained;
    let rules = explanation.rules().map(|rule| json_of_rule(explanation, rule));
    let policy = explanation.policy;
    let today = explanation.today.map(|today| ("decision", today.decision.word().into()));
    Json::object([
        ("constants", strings(constants)),
        ("frame", strings(frame)),
        ("id", policy.id.as_str().into()),
        ("policy_hash", policy.policy_hash.to_string().into()),
        ("rules", Json::Array(rules.collect())),
        ("title", policy.title.as_str().into()),
        ("waivers", strings(waivers)),
    ])
    .with(today)
}

fn strings(strings: &[String]) -> Json<'_> {
    Json::array(strings.iter().map(String::as_str))
}

fn json_of_rule<'a>(explanation: Explanation<'a>, rule: &'a ExplainedRule) -> Json<'a> {
    let record = explanation.record(&rule.id);
    let checks = rule.checks.iter().enumerate().map(|(at, sentence)| {
        let today = record.map(|record| {
            let places = record.places_of(rule.checks.len(), at).iter().map(json_of_place);
            ("today", Json::Array(places.collect()))
        });
        Json::object([("sentence", Json::from(sentence.as_str()))]).with(today)
    });
    let optional =
        [("because", &rule.because), ("places", &rule.places), ("title", &rule.title), ("when", &rule.when)];
    let optional = optional.into_iter().filter_map(|(key, text)| Some((key, Json::from(text.as_deref()?))));
    Json::object([
        ("checks", Json::Array(checks.collect())),
        ("id", rule.id.as_str().into()),
        ("see", Json::array(rule.see.iter().map(String::as_str))),
    ])
    .with(optional)
}

fn json_of_place(place: &CheckRecord) -> Json<'_> {
    let optional = [
        ("group", place.group.clone()),
        ("slack", place.margin.as_ref().map(slack)),
        ("stratum", place.stratum.map(|stratum| stratum.to_string())),
    ];
    let optional = optional.into_iter().filter_map(|(key, text)| Some((key, Json::from(text?))));
    Json::object([
        ("explanation", place.explanation.as_str().into()),
        ("outcome", place.outcome.word().into()),
    ])
    .with(optional)
}
