//! The one law in groups and windows: whatever is missing is filled in at random (a count, a stratum, a cohort tag, a
//! group, a time), and a check that was decided is decided alike.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rulecheck::base::vocab::{Outcome, Stratum};
use rulecheck::judge::checks::records;
use rulecheck::judge::demand::demand;
use rulecheck::judge::functions::Scene;
use rulecheck::judge::waivers::Waived;

use crate::harness;
use crate::selection::{Made, cohort};

/// A run, and how its gaps would be filled.
#[derive(Debug, Clone, Copy)]
struct Gapped {
    said: Made,
    really: Option<Stratum>,
    hour: i64,
    value: &'static str,
    warn: u128,
}

impl Gapped {
    /// As it might have been; `None` outside of the cohort. `newest`: no time that is filled in is later, as windows of
    /// days go back from a time that was stated.
    fn completed(&self, first: Option<i64>, newest: Option<i64>) -> Option<Made> {
        let said = self.said;
        let too_early = said.hour.zip(first).is_some_and(|(hour, first)| hour < first);
        if !said.told && (too_early || self.really.is_none()) {
            return None;
        }
        let attributed = said.told && said.stratum != Stratum::Unknowns;
        Some(Made {
            told: true,
            stratum: if attributed { said.stratum } else { self.really.unwrap_or(Stratum::Pinned) },
            // An attributed run without a time is the oldest of all, by definition.
            hour: said
                .hour
                .or((!attributed).then(|| newest.map_or(self.hour, |newest| self.hour.min(newest)))),
            id: said.id,
            value: said.value.or(Some(self.value)),
            warn: said.warn.or(Some(self.warn)),
        })
    }
}

fn gapped() -> impl Strategy<Value = Gapped> {
    let stratum = prop_oneof![
        4 => Just(Stratum::Pinned),
        4 => Just(Stratum::Unpinned),
        2 => Just(Stratum::Unknowns),
    ];
    let said = (
        prop::bool::weighted(0.85),
        stratum,
        prop::option::weighted(0.75, 0..12_i64),
        prop::option::weighted(0.85, prop::sample::select(vec!["a", "b"])),
        prop::option::weighted(0.9, prop::sample::select(vec![0_u128, 0, 1, 3])),
    );
    let really = prop::sample::select(vec![None, Some(Stratum::Pinned), Some(Stratum::Unpinned)]);
    (
        said,
        really,
        0..30_i64,
        prop::sample::select(vec!["a", "b", "c"]),
        prop::sample::select(vec![0_u128, 2]),
    )
        .prop_map(|((told, stratum, hour, value, warn), really, filled, filled_value, filled_warn)| {
            Gapped {
                said: Made { told, stratum, hour, id: 0, value, warn },
                really,
                hour: filled,
                value: filled_value,
                warn: filled_warn,
            }
        })
}

fn metric() -> BoxedStrategy<String> {
    let scope = prop::sample::select(vec!["", "", " in pinned", " in unpinned", " in all"]);
    let window = prop_oneof![
        2 => Just(String::new()),
        3 => (1..6_u8).prop_map(|runs| format!(" over last {runs} runs")),
        3 => (1..30_u8).prop_map(|hours| format!(" over last {hours} hours")),
    ];
    (scope, window).prop_map(|(scope, window)| format!("METRIC{scope}{window}")).boxed()
}

fn comparison() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="])
}

fn check() -> BoxedStrategy<String> {
    let of = |name: &'static str| metric().prop_map(move |metric| metric.replace("METRIC", name));
    prop_oneof![
        4 => (of("rate(warn)"), comparison(), (0..=10_u8).prop_map(|step| u16::from(step) * 10))
            .prop_map(|(rate, op, limit)| format!("{rate} {op} {limit}%")),
        2 => (of("rate(warn)"), comparison(), of("rate(warn)")).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => (of("runs"), comparison(), 0..8_u8).prop_map(|(runs, op, n)| format!("{runs} {op} {n}")),
        1 => (of("runs_with(warn)"), comparison(), 0..8_u8).prop_map(|(runs, op, n)| format!("{runs} {op} {n}")),
        1 => (of("sum(warn)"), comparison(), 0..8_u8).prop_map(|(sum, op, n)| format!("{sum} {op} {n}")),
        1 => (of("mean(warn)"), comparison(), 0..4_u8)
            .prop_map(|(mean, op, n)| format!("{mean} {op} {n} per 2 runs")),
    ]
    .boxed()
}

fn rule() -> impl Strategy<Value = String> {
    let strata = prop::sample::select(vec!["", "for each stratum in pinned, unpinned"]);
    let groups =
        prop::sample::select(vec!["", "for each t", "for each t in \"a\", \"c\"", "for each t except \"b\""]);
    (strata, groups, prop::option::weighted(0.3, check()), check()).prop_map(
        |(strata, groups, when, check)| {
            let when = when.map(|when| format!("when {when}")).unwrap_or_default();
            format!("{when} {strata} {groups} require {check}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_missing_never_changes_a_decided_check(
        gapped in prop::collection::vec(gapped(), 0..14),
        rule in rule(),
    ) {
        let policy = harness::policy(&format!("policy p \"t\"\ndue at once\nrule r {{ {rule} }}"));
        let waived = Waived::default();
        let mut plan = demand(&policy);
        plan.groups.entry("t".into()).or_default();
        let judge = |runs: &[Made]| {
            let cohort = cohort(runs, &plan).unwrap_or_default();
            let scene = Scene { cohort: &cohort, group: None, at: None, waived: &waived, missing_ignored: false };
            let checks = records(&policy, scene, None).into_iter().flat_map(|rule| rule.checks);
            checks.map(|check| ((check.stratum, check.group), check.outcome)).collect::<BTreeMap<_, _>>()
        };
        let gapped: Vec<Gapped> = gapped
            .into_iter()
            .zip(1..)
            .map(|(run, id)| Gapped { said: Made { id, ..run.said }, ..run })
            .collect();
        let said: Vec<Made> = gapped.iter().map(|run| run.said).collect();
        let told = || said.iter().filter(|run| run.told);
        let first = told().filter(|run| run.stratum != Stratum::Unknowns).filter_map(|run| run.hour).min();
        let newest = told().filter_map(|run| run.hour).max();
        let completed: Vec<Made> = gapped.iter().filter_map(|run| run.completed(first, newest)).collect();
        let after = judge(&completed);
        // Where all is untagged there is no cohort to be of, and nothing is judged.
        prop_assume!(cohort(&said, &plan).is_some() || said.is_empty());
        for (place, outcome) in judge(&said) {
            if outcome != Outcome::Undetermined {
                prop_assert_eq!(Some(&outcome), after.get(&place), "{:?} in {}", place, rule);
            }
        }
    }
}
