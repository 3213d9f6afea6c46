//! What `diff` claims of two policies, held against the judge on random metrics; and its witnesses.

use proptest::prelude::*;
use proptest::sample::select;
use rulecheck::base::vocab::{Decision, Outcome};
use rulecheck::data::metrics::{Cohort, Metrics};
use rulecheck::judge::checks::{CheckOutcome, outcomes};
use rulecheck::judge::functions::Scene;
use rulecheck::judge::waivers::Waived;
use rulecheck::judge::{At, decision};
use rulecheck::lang::policy::Policy;
use rulecheck::tools::diff::report::{Change, Item};
use rulecheck::tools::diff::{compare, diff};

use super::completion::{gapped, observed};
use super::lints::rule;
use crate::harness::policy;

/// What becomes of a rule: nothing, another threshold, another effect, another rule, none.
#[derive(Debug, Clone)]
enum Edit {
    Keep,
    Number(u8),
    Effect,
    Other(String),
    Drop,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => Just(Edit::Keep),
        4 => (0..10_u8).prop_map(Edit::Number),
        1 => Just(Edit::Effect),
        1 => rule().prop_map(Edit::Other),
        1 => Just(Edit::Drop),
    ]
}

fn edited(rule: &str, edit: &Edit) -> Option<String> {
    Some(match edit {
        Edit::Keep => rule.to_owned(),
        Edit::Number(number) => {
            let digits = |c: char| c.is_ascii_digit();
            let end = rule.rfind(digits)?.saturating_add(1);
            let start = rule[..end].rfind(|c| !digits(c))?.saturating_add(1);
            let percent = rule[end..].starts_with('%') || rule[end..].starts_with("pp");
            let number = if percent { u32::from(*number) * 10 } else { u32::from(*number) };
            format!("{}{number}{}", &rule[..start], &rule[end..])
        }
        Edit::Effect if rule.contains("else hold") => rule.replace(" else hold", ""),
        Edit::Effect => rule.replacen("require ", "prefer ", 1),
        Edit::Other(other) => other.clone(),
        Edit::Drop => return None,
    })
}

fn text(rules: &[(usize, String)], settings: &str) -> String {
    let rules: Vec<String> = rules.iter().map(|(at, rule)| format!("rule r{at} {{ {rule} }}\n")).collect();
    let rules = rules.concat();
    format!("policy p \"t\"\n{settings}\n{rules}")
}

/// When a verdict is due, and what is asked for before.
fn settings() -> impl Strategy<Value = String> {
    let due = prop_oneof![2 => Just("due at once".to_owned()), 1 => (1..6_u8).prop_map(|runs| format!("due after {runs} runs"))];
    let early = select(vec!["", "", "\nearly at 20% confidence", "\nearly at 60% confidence"]);
    (due, early).prop_map(|(due, early)| format!("{due}{early}"))
}

/// Two versions of a policy.
fn versions() -> impl Strategy<Value = (String, String)> {
    let anchor = "require runs >= 1 else hold";
    let settings = prop_oneof![
        2 => settings().prop_map(|both| (both.clone(), both)),
        1 => (settings(), settings()),
    ];
    (prop::collection::vec((rule(), edit()), 1..4), any::<bool>(), settings).prop_map(
        move |(rules, anchored, (before, after))| {
            let mut old: Vec<(usize, String)> =
                rules.iter().enumerate().map(|(at, (rule, _))| (at, rule.clone())).collect();
            let mut new: Vec<(usize, String)> = rules
                .iter()
                .enumerate()
                .filter_map(|(at, (rule, edit))| Some((at, edited(rule, edit)?)))
                .collect();
            if anchored {
                old.push((9, anchor.to_owned()));
                new.push((9, anchor.to_owned()));
            }
            (text(&old, &before), text(&new, &after))
        },
    )
}

fn judged<'a>(policy: &'a Policy, cohort: &'a Cohort) -> Vec<CheckOutcome<'a>> {
    let waived = Box::leak(Box::new(Waived::default()));
    let scene = Scene { cohort, group: None, at: None, waived, missing_ignored: false };
    outcomes(policy, scene, None)
}

/// Whether the checks of a rule, one each here, let the rollout pass.
fn passes(outcomes: &[CheckOutcome<'_>], rule: &str) -> bool {
    let mut of = outcomes.iter().filter(|outcome| outcome.rule == rule);
    of.all(|outcome| matches!(outcome.outcome, Outcome::Met | Outcome::NotApplicable))
}

fn holds(change: Change, old: bool, new: bool) -> bool {
    match change {
        Change::Unchanged => old == new,
        Change::Stricter => !new || old,
        Change::Looser => !old || new,
        Change::Incomparable => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn what_is_claimed_of_two_policies_holds_on_all_metrics(
        (before, after) in versions(),
        cohorts in prop::collection::vec(prop::collection::vec(gapped(), 0..7), 12),
    ) {
        let (old, new) = (policy(&before), policy(&after));
        let difference = compare(&old, &new);
        for runs in &cohorts {
            let cohort = observed(runs);
            let (was, is) = (judged(&old, &cohort), judged(&new, &cohort));
            let metrics = Metrics { cohorts: vec![cohort.clone()], ..Metrics::default() };
            let (a, b) = (decision(&old, &metrics, At::NewestRun), decision(&new, &metrics, At::NewestRun));
            let goes = |decision: Decision| decision == Decision::Go;
            prop_assert!(
                holds(difference.change, goes(a.decision), goes(b.decision)),
                "{}: {a:?} {b:?}\n{before}{after}{runs:?}", difference.change
            );
            if difference.change == Change::Unchanged {
                prop_assert_eq!(a.decision, b.decision, "{}{}", before, after);
            }
            for rule in &difference.rules {
                let demanded = |item: &Item| {
                    let advises = |text: &Option<String>| text.as_ref().is_none_or(|text| text.starts_with("prefer"));
                    !advises(&item.old) && !advises(&item.new)
                };
                let id = &rule.rule.name;
                if let [check] = rule.checks.as_slice() && demanded(check) {
                    prop_assert!(
                        holds(check.change, passes(&was, id), passes(&is, id)),
                        "{id} {}\n{before}{after}{runs:?}", check.change
                    );
                }
            }
        }
        // The other way round, what was stricter is looser.
        let back = compare(&new, &old);
        let turned = match difference.change {
            Change::Stricter => Change::Looser,
            Change::Looser => Change::Stricter,
            same => same,
        };
        prop_assert_eq!(back.change, turned, "{}{}", before, after);
        prop_assert_eq!(compare(&old, &old).change, Change::Unchanged);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn witnesses_are_real((before, after) in versions()) {
        let (old, new) = (policy(&before), policy(&after));
        let difference = diff(&old, &new);
        for witness in &difference.witnesses {
            prop_assert!(witness.old.decision != Decision::Go, "{witness:?}");
            prop_assert!(witness.new.decision != witness.old.decision, "{witness:?}");
            // Read back as a test of either policy: the new one passes it, the old one does not.
            let (old, new) = (format!("{before}{}", witness.test), format!("{after}{}", witness.test));
            prop_assert!(crate::suite::run(&new).passed(), "{new}");
            prop_assert!(!crate::suite::run(&old).passed(), "{old}");
        }
    }
}
