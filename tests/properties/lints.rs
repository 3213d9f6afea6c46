//! Warnings that claim something about all metrics, held against the judge on random ones: no false "always", no false
//! "never", and every witness is one.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use rulecheck::base::source::SourceFile;
use rulecheck::base::vocab::{MaskSet, Outcome, Signal, Stratum};
use rulecheck::data::metrics::Cohort;
use rulecheck::data::run::Counts;
use rulecheck::judge::checks::outcomes;
use rulecheck::judge::functions::Scene;
use rulecheck::judge::waivers::Waived;
use rulecheck::lang::lint::lint;
use rulecheck::lang::policy::{Effect, Policy};
use rulecheck::lang::syntax::parse;

use super::completion::{Gapped, check, gapped, observed, row};
use crate::harness::policy;

/// A metric compared with a threshold; few of each, so that several checks are about the same.
fn simple() -> BoxedStrategy<String> {
    let scope = || select(vec!["", " in pinned", " in unpinned", " in all", " in unknowns"]);
    let known = || select(vec!["", "", " among known"]);
    let signals = || select(vec!["fail", "warn, fail", "override", "unknown", "fail, unknown_contract"]);
    let op = || select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let rate = (signals(), scope(), known()).prop_map(|(s, i, k)| format!("rate({s}){i}{k}"));
    let count = prop_oneof![
        (select(vec!["runs_with", "sum", "missing"]), signals(), scope(), known())
            .prop_map(|(m, s, i, k)| format!("{m}({s}){i}{k}")),
        (scope(), known()).prop_map(|(i, k)| format!("runs{i}{k}")),
    ]
    .boxed();
    let rate = rate.boxed();
    prop_oneof![
        3 => (rate.clone(), op(), 0..6_u8).prop_map(|(r, op, n)| format!("{r} {op} {}%", n * 20)),
        1 => (rate.clone(), op(), rate.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => (rate.clone(), 0..6_u8, rate.clone()).prop_map(|(a, n, b)| format!("{a} within {}pp of {b}", n * 20)),
        1 => (rate.clone(), rate, op(), 0..3_u8).prop_map(|(a, b, op, n)| format!("{a} - {b} {op} {}pp", n * 30)),
        3 => (count.clone(), op(), 0..5_u8).prop_map(|(a, op, n)| format!("{a} {op} {n}")),
        2 => (count.clone(), op(), count.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => (count.clone(), count, op(), 0..5_u8).prop_map(|(a, b, op, n)| format!("2 * {a} - {b} {op} {n}")),
    ]
    .boxed()
}

fn condition() -> BoxedStrategy<String> {
    prop_oneof![4 => simple(), 1 => check()]
        .prop_recursive(2, 6, 3, |inner| {
            prop_oneof![
                1 => inner.clone().prop_map(|a| format!("not ({a})")),
                3 => (inner.clone(), select(vec!["and", "or"]), inner).prop_map(|(a, op, b)| format!("(({a}) {op} ({b}))")),
            ]
        })
        .boxed()
}

/// What a rule with one check says.
pub(super) fn rule() -> impl Strategy<Value = String> {
    let places = select(vec!["", "", "for each stratum in pinned, unpinned "]);
    let when =
        prop_oneof![4 => Just(String::new()), 1 => condition().prop_map(|when| format!("when {when} "))];
    let effect = select(vec![("require", ""), ("require", " else hold"), ("prefer", "")]);
    (places, when, effect, condition(), sure()).prop_map(|(places, when, (word, effect), check, sure)| {
        format!("{places}{when}{word} {check}{sure}{effect}")
    })
}

fn sure() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        3 => Just(""),
        1 => select(vec![" with 20% confidence", " with 60% confidence", " with 95% confidence"]),
    ]
}

/// Rules, one a line, each with one check.
fn rules() -> impl Strategy<Value = String> {
    // Two checks of one metric, so that one may follow from the other.
    let twins = (
        select(vec!["rate(fail) in pinned", "rate(warn, fail)", "rate(fail) among known"]),
        select(vec!["<", "<=", ">"]),
        1..9_u8,
        1..9_u8,
        prop_oneof![3 => Just(""), 1 => sure()],
        prop_oneof![3 => Just(""), 1 => sure()],
    )
        .prop_map(|(metric, op, a, b, sure, other)| {
            vec![format!("require {metric} {op} {a}0%{sure}"), format!("require {metric} {op} {b}0%{other}")]
        });
    let some = prop::collection::vec(rule(), 1..5);
    let rules = (some, prop::option::weighted(0.2, twins));
    rules.prop_map(|(mut rules, twins)| {
        rules.extend(twins.into_iter().flatten());
        let rule = |(at, rule): (usize, &String)| format!("rule r{at} {{ {rule} }}\n");
        let rules: String = rules.iter().enumerate().map(rule).collect();
        format!("policy p \"t\"\ndue at once\n{rules}")
    })
}

/// What came of each check, by the line of its rule and its stratum.
type Judged = BTreeMap<(usize, Option<Stratum>), (Effect, Outcome)>;

fn judge(policy: &Policy, cohort: &Cohort) -> Judged {
    let waived = Waived::default();
    let scene = Scene { cohort, group: None, at: None, waived: &waived, missing_ignored: false };
    let mut outcomes = outcomes(policy, scene, None).into_iter();
    let mut judged = Judged::new();
    for rule in &policy.rules {
        let strata =
            if rule.strata.is_empty() { vec![None] } else { rule.strata.iter().copied().map(Some).collect() };
        for stratum in strata {
            let outcome = outcomes.next().unwrap();
            assert_eq!(outcome.rule, rule.id);
            judged.insert((rule.location.line, stratum), (outcome.effect, outcome.outcome));
        }
    }
    judged
}

/// The outcomes of the check in a line.
fn of(judged: &Judged, line: usize) -> Vec<Outcome> {
    judged.iter().filter(|((other, _), _)| *other == line).map(|(_, (_, outcome))| *outcome).collect()
}

/// `0 of 20 pinned and 10 of 20 unpinned runs`
fn table(text: &str) -> Cohort {
    let numbers: Vec<u64> =
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
    let mut cohort = Cohort::default();
    let mut fill = |pinned: bool, fails: u64, runs: u64| {
        for run in 0..runs {
            let mut counts = Counts::default();
            if run < fails {
                counts.add(Signal::Fail, 1);
            }
            let (key, row) = row(counts, MaskSet::default());
            if pinned { cohort.pinned.add(key, &row) } else { cohort.unpinned.add(key, &row) }
        }
    };
    fill(true, numbers[0], numbers[1]);
    fill(false, numbers[2], numbers[3]);
    cohort
}

/// A warning: its code, the line of its check, that of the other one, its message and help.
type Claim = (String, usize, Option<usize>, String, String);

fn claims(source: &SourceFile, policy: &Policy) -> Vec<Claim> {
    let found = lint(source, &parse(source), policy, None);
    let line = |label: &rulecheck::lang::diagnostic::Label| source.location(label.span.start).line;
    found
        .sorted()
        .into_iter()
        .map(|found| {
            (
                found.code.rsplit("::").next().unwrap().to_owned(),
                line(&found.labels[0]),
                found.labels.get(1).map(line),
                found.message.clone(),
                found.help.clone().unwrap_or_default(),
            )
        })
        .collect()
}

fn holds(claim: &Claim, judged: &Judged) -> Result<(), TestCaseError> {
    let (code, line, other, message, _) = claim;
    let this = of(judged, *line);
    let other = other.map(|line| of(judged, line)).unwrap_or_default();
    let all = |outcomes: &[Outcome], wanted| outcomes.iter().all(|outcome| *outcome == wanted);
    match code.as_str() {
        "never_met" => {
            let named: Vec<_> =
                Stratum::ALL.iter().filter(|stratum| message.contains(&format!("`{stratum}`"))).collect();
            for ((_, stratum), (_, outcome)) in judged.iter().filter(|((at, _), _)| at == line) {
                let here = named.is_empty() || stratum.is_some_and(|stratum| named.contains(&&stratum));
                prop_assert!(!here || *outcome != Outcome::Met, "{message}");
            }
        }
        "always_met" => prop_assert!(!this.contains(&Outcome::Violated)),
        "never_applies" => {
            let idle = |outcome: &Outcome| matches!(outcome, Outcome::NotApplicable | Outcome::Undetermined);
            prop_assert!(this.iter().all(idle));
        }
        "implied" => {
            prop_assert!(!all(&other, Outcome::Met) || all(&this, Outcome::Met), "not met");
            let violated = |outcomes: &[Outcome]| outcomes.contains(&Outcome::Violated);
            prop_assert!(!violated(&this) || violated(&other), "violated alone");
        }
        "contradiction" => prop_assert!(!all(&this, Outcome::Met) || !all(&other, Outcome::Met)),
        _ => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn what_is_claimed_of_all_metrics_holds_on_each(
        text in rules(),
        cohorts in prop::collection::vec(prop::collection::vec(gapped(), 0..7), 12),
    ) {
        let source = SourceFile::new("test.rules", text.as_str());
        let policy = policy(&text);
        let claims = claims(&source, &policy);
        for runs in &cohorts {
            let judged = judge(&policy, &observed(runs));
            for claim in &claims {
                prop_assert!(holds(claim, &judged).is_ok(), "{claim:?}\n{text}{judged:?}\n{runs:?}");
            }
            few_runs(&claims, &judged, runs, &text)?;
        }
        for (_, line, _, _, help) in claims.iter().filter(|claim| claim.0 == "non_monotone") {
            let (few, many) = help.split_once(" it is violated, with ").unwrap();
            let (few, many) = (judge(&policy, &table(few)), judge(&policy, &table(many)));
            let turned = few.iter().zip(&many).any(|((place, (_, few)), (_, (_, many)))| {
                place.0 == *line
                    && *few == Outcome::Violated
                    && matches!(many, Outcome::Met | Outcome::NotApplicable)
            });
            prop_assert!(turned, "{help}\n{text}");
        }
    }
}

/// Where it is not told that no least number of runs is asked for, one run is never enough.
fn few_runs(claims: &[Claim], judged: &Judged, runs: &[Gapped], text: &str) -> Result<(), TestCaseError> {
    let told = claims.iter().any(|claim| claim.0 == "no_least_runs");
    if !told && runs.len() <= 1 {
        let mut demanded = judged.values().filter(|(effect, _)| *effect != Effect::Advise);
        prop_assert!(demanded.any(|(_, outcome)| *outcome != Outcome::Met), "{text}{runs:?}");
    }
    Ok(())
}

/// The generator makes what the claims are about: else they would hold for want of any.
#[test]
fn each_claim_occurs() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeMap::<String, usize>::new();
    for _ in 0..2_500 {
        let text = rules().new_tree(&mut runner).unwrap().current();
        let source = SourceFile::new("test.rules", text.as_str());
        for claim in claims(&source, &policy(&text)) {
            *seen.entry(claim.0).or_default() += 1;
        }
    }
    for code in ["never_met", "always_met", "never_applies", "implied", "contradiction", "non_monotone"] {
        assert!(seen.get(code).is_some_and(|count| *count >= 10), "{code}: {seen:?}");
    }
}
