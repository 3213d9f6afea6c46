//! A verdict as OpenMetrics text. Only gauges are used, so that readers of the older text format of Prometheus take it.

use std::fmt::Write as _;

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::vocab::{Decision, Outcome, Phase};
use crate::judge::value::{End, Value};
use crate::judge::verdict::{CheckRecord, RuleRecord, Verdict};
use crate::judge::verdict_file;
use crate::render::escape::visible;
use crate::render::setting::Failure;
use crate::render::standing::judged;

/// Decimals of a value: as many as a float holds for certain.
const PLACES: usize = 15;

type Labels<'a> = Vec<(&'static str, &'a str)>;

/// Samples of one name.
struct Family {
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    samples: String,
}

impl Family {
    const fn new(name: &'static str, unit: &'static str, help: &'static str) -> Self {
        Self { name, unit, help, samples: String::new() }
    }

    fn add(&mut self, labels: &[(&'static str, &str)], value: impl std::fmt::Display) {
        let labels: Vec<String> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", label(value))).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(self.samples, "{}{{{}}} {value}", self.name, labels.join(","));
    }

    /// A sample for each of `words`: 1 for the one that it is.
    fn state<'a>(&mut self, labels: &Labels<'a>, name: &'static str, words: &[&'a str], is: &str) {
        for word in words {
            let labels: Labels<'_> = labels.iter().copied().chain([(name, *word)]).collect();
            self.add(&labels, u8::from(*word == is));
        }
    }

    fn write(&self, out: &mut String) {
        let Self { name, unit, help, samples } = self;
        if samples.is_empty() {
            return;
        }
        let _ = writeln!(out, "# TYPE {name} gauge");
        if !unit.is_empty() {
            let _ = writeln!(out, "# UNIT {name} {unit}");
        }
        let _ = writeln!(out, "# HELP {name} {help}");
        out.push_str(samples);
    }
}

/// What a label may hold, after that what its quotes ask for.
fn label(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('"', "\\\"")
}

fn document(families: &[Family]) -> String {
    let mut out = String::new();
    for family in families {
        family.write(&mut out);
    }
    out.push_str("# EOF\n");
    out
}

/// The text; it ends in `# EOF`.
#[must_use]
pub fn render(verdict: &Verdict) -> String {
    let id = [("policy", verdict.policy.id.as_str())];
    let mut families = vec![the_verdict(&verdict.policy.id, verdict.decision.word())];
    let mut one = |name, unit, help, labels: &[(&'static str, &str)], value: Option<String>| {
        let mut family = Family::new(name, unit, help);
        if let Some(value) = value {
            let labels: Labels<'_> = id.iter().chain(labels).copied().collect();
            family.add(&labels, value);
        }
        families.push(family);
    };
    let progress = &verdict.progress;
    let seconds = |time: Option<crate::base::time::Duration>| time.map(|time| time.seconds().to_string());
    let (hash, core) =
        (verdict.policy.policy_hash.to_string(), verdict_file::core_sha256_of(verdict).to_string());
    let hashes = [("policy_hash", hash.as_str()), ("core_sha256", core.as_str())];
    one("rulecheck_policy", "", "Always 1: which policy, and which verdict.", &hashes, Some("1".to_owned()));
    let robust = u8::from(verdict.sensitivity.robust).to_string();
    one("rulecheck_robust", "", "Whether other assumptions give the same verdict.", &[], Some(robust));
    let at = verdict.evaluated_at.map(|at| at.seconds().to_string());
    one("rulecheck_evaluated_at_seconds", "seconds", "The time of evaluation.", &[], at);
    let runs = Some(progress.runs.to_string());
    one("rulecheck_progress_runs", "", "Attributed runs so far.", &[], runs);
    let needed = progress.runs_needed.map(|runs| runs.to_string());
    one("rulecheck_progress_runs_needed", "", "Attributed runs until the verdict is due.", &[], needed);
    let elapsed = seconds(progress.elapsed);
    one("rulecheck_progress_elapsed_seconds", "seconds", "Time observed so far.", &[], elapsed);
    let needed = seconds(progress.elapsed_needed);
    one(
        "rulecheck_progress_elapsed_needed_seconds",
        "seconds",
        "Time until the verdict is due.",
        &[],
        needed,
    );
    let mut phase = Family::new("rulecheck_phase", "", "How far the rollout is observed: 1 for what it is.");
    let phases: Vec<&str> = Phase::ALL.iter().map(|phase| phase.word()).collect();
    phase.state(&id.to_vec(), "phase", &phases, verdict.phase.word());
    families.push(phase);
    families.extend(counts(verdict));
    families.extend(rules(verdict));
    document(&families)
}

fn the_verdict(id: &str, is: &str) -> Family {
    let mut family =
        Family::new("rulecheck_verdict", "", "The verdict: 1 for what it is; none: it could not be judged.");
    let words: Vec<&str> = Decision::ALL.iter().map(|decision| decision.word()).chain(["none"]).collect();
    family.state(&vec![("policy", id)], "verdict", &words, is);
    family
}

/// What was counted.
fn counts(verdict: &Verdict) -> [Family; 3] {
    let id = ("policy", verdict.policy.id.as_str());
    let mut runs = Family::new("rulecheck_runs", "", "Judged runs.");
    for (stratum, count) in &verdict.evidence.runs {
        runs.add(&[id, ("stratum", stratum.word())], count);
    }
    let mut untold =
        Family::new("rulecheck_untold_runs", "", "Runs without a tag that could be of the judged cohort.");
    untold.add(&[id], verdict.evidence.untold);
    let mut unknowns = Family::new("rulecheck_unknown_runs", "", "Judged runs with a class of unknown.");
    for unknown in verdict.unknowns() {
        let class = ("class", unknown.class.word());
        unknowns.add(&[id, class, ("waived", "false")], unknown.not_waived());
        unknowns.add(&[id, class, ("waived", "true")], unknown.waived);
    }
    [runs, untold, unknowns]
}

fn rules(verdict: &Verdict) -> [Family; 5] {
    let id = ("policy", verdict.policy.id.as_str());
    let mut outcome = Family::new("rulecheck_rule_outcome", "", "What came of a rule: 1 for what it is.");
    let mut low = Family::new("rulecheck_check_low", "", "The least that the left side of a check can be.");
    let mut high = Family::new("rulecheck_check_high", "", "The most that the left side of a check can be.");
    let mut limit = Family::new("rulecheck_check_limit", "", "The right side of a check.");
    let mut slack =
        Family::new("rulecheck_check_slack_runs", "runs", "How many more runs a check would bear.");
    let outcomes: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.word()).collect();
    for rule in judged(verdict) {
        outcome.state(&vec![id, ("rule", &rule.id)], "outcome", &outcomes, rule.outcome.word());
        for (number, check) in numbered(rule) {
            let stratum = check.stratum.map_or("", |stratum| stratum.word());
            let group = check.group.as_deref().unwrap_or_default();
            let labels =
                [id, ("rule", rule.id.as_str()), ("check", &number), ("stratum", stratum), ("group", group)];
            if let [left, right] = check.trace.operands.as_slice()
                && left.ty != Type::Bool
                && let (Value::Interval(left), Value::Interval(right)) = (&left.value, &right.value)
            {
                low.add(&labels, number_of(&left.low));
                high.add(&labels, number_of(&left.high));
                if let Some(point) = right.as_point() {
                    limit.add(&labels, decimal(point));
                }
            }
            if let Some(margin) = &check.margin {
                slack.add(&labels, margin.slack);
            }
        }
    }
    [outcome, low, high, limit, slack]
}

/// The checks with the number that each has in its rule as written, from 1.
fn numbered(rule: &RuleRecord) -> impl Iterator<Item = (String, &CheckRecord)> {
    let mut number = 0_usize;
    let mut last = None;
    rule.checks.iter().map(move |check| {
        if last.replace(check.location) != Some(check.location) {
            number = number.saturating_add(1);
        }
        (number.to_string(), check)
    })
}

fn number_of(end: &End) -> String {
    match end {
        End::Below => "-Inf".to_owned(),
        End::At(value) => decimal(value),
        End::Above => "+Inf".to_owned(),
    }
}

fn decimal(value: &Rational) -> String {
    value.to_decimal(PLACES)
}

/// The verdict `none`, alone: series that are not there any more go stale.
#[must_use]
pub fn failure(failure: &Failure<'_>) -> String {
    document(&[the_verdict(failure.policy.unwrap_or_default(), "none")])
}
