//! Laws of confidence: it never decides what the rates as they are leave open, a higher one decides less, and an early
//! GO means that every requirement is shown.

use proptest::prelude::*;
use proptest::sample::select;
use rulecheck::base::vocab::{Decision, Outcome, Phase};
use rulecheck::data::metrics::{Cohort, Metrics};
use rulecheck::judge::checks::outcomes;
use rulecheck::judge::functions::Scene;
use rulecheck::judge::waivers::Waived;
use rulecheck::judge::{At, decision};
use rulecheck::lang::policy::Policy;

use super::completion::{check, gapped, observed};
use crate::harness::policy;

fn outcome(policy: &Policy, cohort: &Cohort) -> Outcome {
    let waived = Waived::default();
    let scene = Scene { cohort, group: None, at: None, waived: &waived, missing_ignored: false };
    outcomes(policy, scene, None)[0].outcome
}

fn one_check(check: &str, with: &str) -> Policy {
    policy(&format!("policy p \"t\"\ndue at once\nrule r {{ require {check}{with} }}"))
}

/// Runs by the hundred: each of a few kinds, many times over.
fn many() -> impl Strategy<Value = Cohort> {
    (prop::collection::vec(gapped(), 1..9), 1..60_usize).prop_map(|(runs, times)| {
        let all: Vec<_> = std::iter::repeat_n(runs, times).flatten().collect();
        observed(&all)
    })
}

/// Requirements, and how each of them is written if it is to be shown.
fn demands() -> impl Strategy<Value = Vec<String>> {
    let rate =
        (select(vec!["fail", "warn, fail", "override"]), select(vec!["", " in pinned", " among known"]));
    let rate = (rate, select(vec!["<", "<=", ">"]), 1..10_u8)
        .prop_map(|((signals, scope), op, limit)| format!("rate({signals}){scope} {op} {limit}0%"));
    let other =
        select(vec!["runs >= 10", "runs_with(fail) <= 3", "runs in pinned >= 2"]).prop_map(str::to_owned);
    prop::collection::vec(prop_oneof![4 => rate, 1 => other], 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    #[test]
    fn confidence_decides_nothing_else_and_a_higher_one_less(
        cohort in many(),
        check in check(),
        low in 1..50_u8,
        more in 1..49_u8,
    ) {
        let bare = outcome(&one_check(&check, ""), &cohort);
        let sure = outcome(&one_check(&check, &format!(" with {low}% confidence")), &cohort);
        let surer = outcome(&one_check(&check, &format!(" with {}% confidence", low + more)), &cohort);
        prop_assert!(sure == Outcome::Undetermined || sure == bare, "{check}: {bare} {sure}");
        prop_assert!(surer == Outcome::Undetermined || surer == sure, "{check}: {sure} {surer}");
    }

    #[test]
    fn an_early_go_shows_every_requirement(cohort in many(), demands in demands(), sure in 10..95_u8, own in 10..95_u8) {
        let with = |word: &str| {
            let rule = |(at, demand): (usize, &String)| {
                // Every other has a confidence of its own.
                let own = if at % 2 == 1 { format!(" with {own}% confidence") } else { String::new() };
                format!("rule r{at} {{ require {demand}{own} }}\n")
            };
            format!("policy p \"t\"\n{word}\n{}", demands.iter().enumerate().map(rule).collect::<String>())
        };
        let early = policy(&with(&format!("due after 100000 runs\nearly at {sure}% confidence")));
        let metrics = Metrics { cohorts: vec![cohort.clone()], ..Metrics::default() };
        let decided = decision(&early, &metrics, At::NewestRun);
        let shown = demands.iter().enumerate().all(|(at, demand)| {
            let confidence = if at % 2 == 1 { sure.max(own) } else { sure };
            let by_rates = !demand.contains("runs_with");
            by_rates && outcome(&one_check(demand, &format!(" with {confidence}% confidence")), &cohort) == Outcome::Met
        });
        prop_assert_eq!(decided.decision == Decision::Go, shown);
        prop_assert_eq!(decided.phase, if shown { Phase::Early } else { Phase::Observing });
        if shown {
            // What goes early also goes once it is due.
            let due = policy(&with("due at once"));
            prop_assert_eq!(decision(&due, &metrics, At::NewestRun).decision, Decision::Go);
        }
    }
}
