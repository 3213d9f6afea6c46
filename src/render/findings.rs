//! Checks as findings, for forms that list what is wrong and have fewer words for it than we do.

use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::base::vocab::Decision;
use crate::judge::verdict::{CheckRecord, Effect, RuleRecord, Verdict};
use crate::render::escape::visible;
use crate::render::standing::{Standing, decision, if_due_now, judged};

/// What a check weighs in the verdict that it is part of.
///
/// INVARIANT: nothing of a HOLD is a [`Weight::Fails`], so that no form shows a NO-GO where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It speaks for the NO-GO that it is.
    Fails,
    /// It keeps from a GO.
    Holds,
    /// It is to be seen.
    Advises,
    /// It is met.
    Passes,
    /// It does not apply.
    NotApplicable,
}

/// A check with what it weighs.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a> {
    /// Its rule.
    pub rule: &'a RuleRecord,
    /// The check.
    pub check: &'a CheckRecord,
    /// What it weighs.
    pub weight: Weight,
    /// Whether its rule decided.
    pub decides: bool,
}

/// Every judged check, those that decide first, the worst first.
#[must_use]
pub fn findings(verdict: &Verdict) -> Vec<Finding<'_>> {
    let of_rule = |rule| checks_of(verdict, rule);
    let mut all: Vec<Finding<'_>> = judged(verdict).iter().flat_map(of_rule).collect();
    all.sort_by_key(|finding| (finding.weight.max(Weight::Holds), !finding.decides, finding.weight));
    all
}

/// The checks of a rule, as written.
pub fn checks_of<'a>(verdict: &'a Verdict, rule: &'a RuleRecord) -> impl Iterator<Item = Finding<'a>> {
    let decides = verdict.decided_by.contains(&rule.id);
    rule.checks.iter().map(move |check| Finding {
        rule,
        check,
        weight: weight(verdict.decision, check),
        decides,
    })
}

const fn weight(decision: Decision, check: &CheckRecord) -> Weight {
    match (Standing::of(check), check.effect, decision) {
        (Standing::Violated, Effect::NoGo | Effect::Stop, Decision::NoGo) => Weight::Fails,
        (Standing::Violated | Standing::Undetermined, ..) => Weight::Holds,
        (Standing::Advice, ..) => Weight::Advises,
        (Standing::Met, ..) => Weight::Passes,
        (Standing::NotApplicable, ..) => Weight::NotApplicable,
    }
}

impl Finding<'_> {
    /// Whether anybody should look at it.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.weight <= Weight::Advises
    }

    /// What is told of it: the explanation, then the reason for the rule; harmless to a terminal.
    #[must_use]
    pub fn message(&self) -> String {
        let because = self.rule.because.iter().map(String::as_str);
        let lines: Vec<String> =
            std::iter::once(self.check.explanation.as_str()).chain(because).map(visible).collect();
        lines.join("\n")
    }

    /// A name for it that stays the same from verdict to verdict.
    #[must_use]
    pub fn fingerprint(&self, policy: &str) -> Sha256 {
        let stratum = self.check.stratum.map(|stratum| Json::from(stratum.word()));
        fingerprint([
            policy.into(),
            self.rule.id.as_str().into(),
            self.check.text.as_str().into(),
            stratum.into(),
            self.check.group.as_deref().into(),
        ])
    }
}

/// A name for the verdict on a policy that stays the same from verdict to verdict.
#[must_use]
pub fn verdict_fingerprint(policy: &str) -> Sha256 {
    fingerprint([policy.into()])
}

fn fingerprint<const N: usize>(parts: [Json<'_>; N]) -> Sha256 {
    Sha256::of(Json::array(parts).to_jcs().as_bytes())
}

/// What is told of the verdict as a whole: `HOLD: Not due yet: 8 of 30 runs.`; harmless to a terminal.
#[must_use]
pub fn verdict_message(verdict: &Verdict) -> String {
    let now = if_due_now(verdict);
    let sentences: Vec<&str> = verdict.reasons.iter().chain(&now).map(String::as_str).collect();
    visible(&format!("{}: {}", decision(verdict.decision), sentences.join(" ")))
}
