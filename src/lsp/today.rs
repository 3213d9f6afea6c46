//! [`Today`]: what a policy comes to on the metrics that lie beside it, told for each check and each rule.

use std::collections::BTreeMap;

use crate::base::digest::Sha256;
use crate::base::vocab::Outcome;
use crate::data::metrics::Metrics;
use crate::judge::verdict::{CheckRecord, Evidence, EvidenceSource, NotJudged, RuleRecord, Verdict};
use crate::judge::{self, At, sentence};
use crate::lang::policy::{Effect, Expr, Op, Policy, Rule};

/// The name of the file that is looked for beside a policy.
pub const METRICS_FILE: &str = "rollout_metrics.json";

/// What a policy comes to.
#[derive(Debug)]
pub struct Today {
    verdict: Verdict,
    /// The rules that look at the runs one by one, of which the metrics hold only sums.
    untold: Vec<String>,
}

impl Today {
    /// Judges metrics by a policy; `None` if there is no run to judge.
    #[must_use]
    pub fn new(policy: &Policy, metrics: &Metrics, sha256: Sha256) -> Option<Self> {
        let evidence = Evidence {
            source: EvidenceSource::Metrics,
            metrics_sha256: sha256,
            inputs_sha256: None,
            after_at: NotJudged::default(),
            expected: None,
        };
        let verdict = judge::evaluate(policy, metrics, At::NewestRun, evidence, BTreeMap::new());
        let untold = policy.rules.iter().filter(|rule| looks_at_runs(rule)).map(|rule| rule.id.clone());
        let untold = untold.collect();
        verdict.cohort.judged.is_ok().then_some(Self { verdict, untold })
    }

    /// The verdict as a whole; `None` if some rule cannot be told.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        self.untold.is_empty().then_some(&self.verdict)
    }

    /// What came of a rule.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&RuleRecord> {
        let told = !self.untold.iter().any(|untold| untold == id);
        self.verdict.rules.iter().find(|rule| told && rule.id == id)
    }

    /// What came of a check by its number in its rule, in each stratum.
    #[must_use]
    pub fn check(&self, rule: &Rule, number: usize) -> &[CheckRecord] {
        self.rule(&rule.id).map(|record| record.places_of(rule.checks.len(), number)).unwrap_or_default()
    }
}

/// Whether a rule looks at the runs one by one: by groups or windows.
fn looks_at_runs(rule: &Rule) -> bool {
    let windowed = |expr: &Expr| {
        expr.nodes.iter().any(|node| matches!(&node.op, Op::Metric(metric) if metric.window.is_some()))
    };
    rule.group.is_some() || rule.when.iter().chain(rule.checks.iter().map(|check| &check.expr)).any(windowed)
}

/// How a check came out, as a sign.
#[must_use]
pub const fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "✓",
        Outcome::Violated => "✗",
        Outcome::Undetermined => "?",
        Outcome::NotApplicable => "–",
    }
}

/// How a check came out, in a sentence, with its slack.
#[must_use]
pub fn told(record: &CheckRecord) -> String {
    let slack =
        record.margin.as_ref().map(|margin| format!(" {}", sentence::slack(margin))).unwrap_or_default();
    format!("{} {}{slack}", sign(record.outcome), record.explanation)
}

/// How a check came out, in a few characters: `✓ pinned 3.2% to 5%, slack 2`.
#[must_use]
pub fn brief(record: &CheckRecord) -> String {
    let mut text = sign(record.outcome).to_owned();
    if let Some(stratum) = record.stratum {
        text = format!("{text} {stratum}");
    }
    let value = sentence::reading_of(&record.trace).filter(|_| record.outcome != Outcome::NotApplicable);
    if let Some(value) = value {
        text = format!("{text} {value}");
    }
    match &record.margin {
        Some(margin) => format!("{text}, slack {}", margin.slack),
        None => text,
    }
}

/// How a rule came out, in a word.
#[must_use]
pub fn word(record: &RuleRecord) -> &'static str {
    let required = |check: &&CheckRecord| check.effect != Effect::Advise;
    let worst = record.checks.iter().filter(required).map(|check| check.outcome).min();
    let advised = record.checks.iter().any(|check| {
        check.effect == Effect::Advise && matches!(check.outcome, Outcome::Violated | Outcome::Undetermined)
    });
    match worst {
        Some(Outcome::Violated) => "✗ violated",
        Some(Outcome::Undetermined) => "? undetermined",
        Some(Outcome::Met | Outcome::NotApplicable) | None if advised => "! advice",
        Some(Outcome::Met) => "✓ met",
        Some(Outcome::NotApplicable) | None => {
            if record.outcome == Outcome::Met {
                "✓ met"
            } else {
                "– not applicable"
            }
        }
    }
}
