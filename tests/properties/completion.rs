//! The one law: nothing missing ever passes. Whatever a report does not say is filled in at random, every run that
//! could not be placed is placed at random: a check that was met stays met, a violated one stays violated.

use proptest::prelude::*;
use rulecheck::base::vocab::{Mask, MaskSet, Outcome, Signal, SignalSet, Stratum, UnknownClass};
use rulecheck::data::metrics::Cohort;
use rulecheck::data::profile::{Profile, Row, RowKey};
use rulecheck::data::run::Counts;
use rulecheck::judge::checks::outcomes;
use rulecheck::judge::functions::Scene;
use rulecheck::judge::waivers::Waived;

use crate::harness::policy;

const CONTRACT: Signal = Signal::Class(UnknownClass::Contract);
const UNSPECIFIED: Signal = Signal::Class(UnknownClass::Unspecified);
const STATE: Signal = Signal::Class(UnknownClass::State);
const COHORT: Signal = Signal::Class(UnknownClass::Cohort);
const FIELD_MISSING: Signal = Signal::Class(UnknownClass::FieldMissing);

/// Where a run stands, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    Pinned,
    Unpinned,
    /// Its stratum is not known.
    Unattributed,
    /// Not even its cohort is known.
    Untold,
}

/// A run, and how its gaps would be filled.
#[derive(Debug, Clone)]
pub(super) struct Gapped {
    place: Place,
    /// WARN, FAIL, override: the true count, and whether the report says it.
    counts: [(u8, bool); 3],
    contract: u8,
    /// `None`: `Unknown_count` is not known; else what it is above its causes.
    unspecified: Option<u8>,
    /// What would fill the gaps.
    hidden_contract: u8,
    really: Option<Stratum>,
}

impl Gapped {
    /// As the reports have it.
    fn observed(&self) -> (RowKey, Row) {
        let mut counts = Counts::default();
        let mut missing = MaskSet::default();
        let signals =
            [(Signal::Warn, Mask::Warn), (Signal::Fail, Mask::Fail), (Signal::Override, Mask::Override)];
        for ((signal, mask), (count, said)) in signals.into_iter().zip(self.counts) {
            if said {
                counts.add(signal, count.into());
            } else {
                missing = missing.with(mask);
            }
        }
        let mut class = |class, count: u8| {
            counts.add(class, count.into());
            counts.add(Signal::Unknown, count.into());
        };
        class(CONTRACT, self.contract);
        match self.unspecified {
            Some(0) => {}
            Some(count) => {
                class(UNSPECIFIED, count);
                missing = missing.with(Mask::Causes);
            }
            None => {
                class(FIELD_MISSING, 1);
                missing = missing.with(Mask::Unknown);
            }
        }
        match self.place {
            Place::Unattributed => class(STATE, 1),
            Place::Untold => class(COHORT, 1),
            Place::Pinned | Place::Unpinned => {}
        }
        row(counts, missing)
    }

    /// As it might have been: every count known.
    fn completed(&self) -> (RowKey, Row) {
        let (_, observed) = self.observed();
        let mut counts = observed.sums;
        for (signal, (count, said)) in
            [Signal::Warn, Signal::Fail, Signal::Override].into_iter().zip(self.counts)
        {
            if !said {
                counts.add(signal, count.into());
            }
        }
        if self.unspecified != Some(0) && self.contract == 0 {
            counts.add(CONTRACT, self.hidden_contract.into());
        }
        if self.unspecified.is_none() {
            counts.add(Signal::Unknown, self.hidden_contract.into());
        }
        row(counts, MaskSet::default())
    }
}

pub(super) fn row(counts: Counts, missing: MaskSet) -> (RowKey, Row) {
    let key = RowKey { hits: counts.hits(), missing, ..RowKey::default() };
    (key, Row { runs: 1, sums: counts, run_ids: Vec::new() })
}

pub(super) fn observed(runs: &[Gapped]) -> Cohort {
    let mut cohort =
        Cohort { policy_hash: Some("p".into()), untold: Some(Profile::default()), ..Cohort::default() };
    for run in runs {
        let (key, row) = run.observed();
        match run.place {
            Place::Pinned => cohort.pinned.add(key, &row),
            Place::Unpinned => cohort.unpinned.add(key, &row),
            Place::Unattributed => cohort.unknowns.add(key, &row),
            Place::Untold => cohort.untold.as_mut().unwrap().add(key, &row),
        }
    }
    cohort
}

fn completed(runs: &[Gapped]) -> Cohort {
    let mut cohort = Cohort::default();
    for run in runs {
        let (key, row) = run.completed();
        let place = match (run.place, run.really) {
            (Place::Unpinned, _) => Some(Stratum::Unpinned),
            (Place::Pinned, _) | (Place::Unattributed, None | Some(Stratum::Unknowns | Stratum::All)) => {
                Some(Stratum::Pinned)
            }
            (_, really) => really,
        };
        match place {
            Some(Stratum::Pinned) => cohort.pinned.add(key, &row),
            Some(Stratum::Unpinned) => cohort.unpinned.add(key, &row),
            Some(_) => cohort.unknowns.add(key, &row),
            None => {}
        }
    }
    cohort
}

pub(super) fn gapped() -> impl Strategy<Value = Gapped> {
    let place = prop_oneof![
        4 => Just(Place::Pinned),
        4 => Just(Place::Unpinned),
        1 => Just(Place::Unattributed),
        1 => Just(Place::Untold),
    ];
    let count = (prop_oneof![3 => Just(0_u8), 2 => 1..4_u8], prop::bool::weighted(0.8));
    let really = prop_oneof![
        Just(None),
        Just(Some(Stratum::Pinned)),
        Just(Some(Stratum::Unpinned)),
        Just(Some(Stratum::Unknowns)),
    ];
    (
        place,
        [count.clone(), count.clone(), count],
        prop_oneof![4 => Just(0_u8), 1 => 1..3_u8],
        prop_oneof![5 => Just(Some(0)), 1 => Just(Some(2)), 1 => Just(None)],
        0..3_u8,
        really,
    )
        .prop_map(|(place, counts, contract, unspecified, hidden_contract, really)| Gapped {
            place,
            counts,
            contract,
            unspecified,
            hidden_contract,
            really,
        })
}

fn scope() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " in pinned", " in unpinned", " in all"])
}

fn signals() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "warn",
        "fail",
        "override",
        "unknown",
        "warn, fail",
        "unknown_contract",
        "fail, unknown_contract",
        "override, unknown",
    ])
}

fn rate() -> BoxedStrategy<String> {
    (signals(), scope()).prop_map(|(signals, scope)| format!("rate({signals}){scope}")).boxed()
}

fn number() -> BoxedStrategy<String> {
    let metric = prop::sample::select(vec!["runs_with", "sum"]);
    prop_oneof![
        (metric, signals(), scope())
            .prop_map(|(metric, signals, scope)| format!("{metric}({signals}){scope}")),
        scope().prop_map(|scope| format!("runs{scope}")),
        (0..12_u8).prop_map(|number| number.to_string()),
    ]
    .prop_recursive(2, 6, 2, |inner| {
        (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/"]), inner)
            .prop_map(|(a, op, b)| format!("({a} {op} {b})"))
    })
    .boxed()
}

fn comparison() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="])
}

pub(super) fn check() -> BoxedStrategy<String> {
    let percent = (0..=20_u8).prop_map(|step| u16::from(step) * 5);
    let mean = (signals(), scope(), comparison(), 0..6_u8)
        .prop_map(|(signals, scope, op, n)| format!("mean({signals}){scope} {op} {n} per 3 runs"));
    prop_oneof![
        (rate(), comparison(), percent.clone()).prop_map(|(rate, op, limit)| format!("{rate} {op} {limit}%")),
        (rate(), comparison(), rate()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (rate(), percent.clone(), rate()).prop_map(|(a, points, b)| format!("{a} within {points}pp of {b}")),
        (rate(), rate(), comparison(), percent)
            .prop_map(|(a, b, op, limit)| format!("{a} - {b} {op} -({limit}pp)")),
        (number(), comparison(), number()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        mean,
    ]
    .prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("not ({a})")),
            (inner.clone(), prop::sample::select(vec!["and", "or"]), inner)
                .prop_map(|(a, op, b)| format!("(({a}) {op} ({b}))")),
        ]
    })
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// GO is impossible wherever a completion of the missing data would not be GO.
    #[test]
    fn what_is_missing_never_changes_a_decided_check(
        runs in prop::collection::vec(gapped(), 0..9),
        check in check(),
        sure in prop::option::of(1..40_u8),
    ) {
        let with = sure.map(|sure| format!(" with {sure}% confidence")).unwrap_or_default();
        let policy = policy(&format!("policy p \"t\"\ndue at once\nrule r {{ require {check}{with} }}"));
        let waived = Waived::default();
        let judge = |cohort: &Cohort| {
            let scene = Scene { cohort, group: None, at: None, waived: &waived, missing_ignored: false };
            outcomes(&policy, scene, None)[0].outcome
        };
        let before = judge(&observed(&runs));
        let after = judge(&completed(&runs));
        match before {
            Outcome::Undetermined => {}
            decided => prop_assert_eq!(decided, after, "{}", check),
        }
    }
}

/// Whether a comparison holds.
type Holds = fn(u64, u64) -> bool;

/// What is known of one run in an exhausted table.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Told {
    Hit,
    Clean,
    NotKnown,
}

const TOLD: [Told; 3] = [Told::Hit, Told::Clean, Told::NotKnown];

/// All ways to choose `length` of `TOLD`, order aside.
fn tables(length: usize) -> Vec<Vec<Told>> {
    let mut tables = vec![Vec::new()];
    for _ in 0..length {
        tables = tables
            .into_iter()
            .flat_map(|table: Vec<Told>| {
                let from = table.last().map_or(0, |last| TOLD.iter().position(|told| told == last).unwrap());
                TOLD[from..].iter().map(move |told| table.iter().copied().chain([*told]).collect::<Vec<_>>())
            })
            .collect();
    }
    tables
}

fn told_row(told: Told, class: Option<Signal>) -> (RowKey, Row) {
    let mut counts = Counts::default();
    let mut missing = MaskSet::default();
    match told {
        Told::Hit => counts.add(Signal::Fail, 1),
        Told::Clean => {}
        Told::NotKnown => missing = missing.with(Mask::Fail),
    }
    if let Some(class) = class {
        counts.add(class, 1);
        counts.add(Signal::Unknown, 1);
    }
    row(counts, missing)
}

/// (hits, runs) of every completion: each unknown count is hit or clean, each unattributed run inside or outside.
fn completions(inside: &[Told], could_be: &[Told]) -> Vec<(u64, u64)> {
    let mut reached = vec![(0, 0)];
    for (told, certain) in
        inside.iter().map(|told| (told, true)).chain(could_be.iter().map(|told| (told, false)))
    {
        let hits: &[u64] = match told {
            Told::Hit => &[1],
            Told::Clean => &[0],
            Told::NotKnown => &[0, 1],
        };
        reached = reached
            .into_iter()
            .flat_map(|(hit, runs)| {
                let outside = (!certain).then_some((hit, runs));
                hits.iter().map(move |more| (hit + more, runs + 1)).chain(outside)
            })
            .collect();
        reached.sort_unstable();
        reached.dedup();
    }
    reached
}

/// Every table of up to three pinned runs and two that could be pinned, every comparison, every threshold near the
/// attainable rates: met exactly if all completions meet it, violated exactly if none does.
#[test]
fn all_small_tables_are_judged_exactly() {
    let thresholds = [(0_u64, 1_u64), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (3, 4), (1, 1)];
    let comparisons: [(&str, Holds); 4] =
        [("<", |a, b| a < b), ("<=", |a, b| a <= b), (">", |a, b| a > b), (">=", |a, b| a >= b)];
    let mut judged = 0_u32;
    for (word, holds) in comparisons {
        for (top, bottom) in thresholds {
            let limit = format!("rate(fail) in pinned * {bottom} {word} 100% * {top}");
            let policy = policy(&format!("policy p \"t\"\ndue at once\nrule r {{ require {limit} }}"));
            for (inside, could_be) in (1..=3).flat_map(|n| (0..=2).map(move |u| (n, u))) {
                for inside in tables(inside) {
                    for could_be in tables(could_be) {
                        let mut cohort = Cohort::default();
                        for told in &inside {
                            let (key, row) = told_row(*told, None);
                            cohort.pinned.add(key, &row);
                        }
                        for told in &could_be {
                            let (key, row) = told_row(*told, Some(STATE));
                            cohort.unknowns.add(key, &row);
                        }
                        let waived = Waived::default();
                        let scene = Scene {
                            cohort: &cohort,
                            group: None,
                            at: None,
                            waived: &waived,
                            missing_ignored: false,
                        };
                        let outcome = outcomes(&policy, scene, None)[0].outcome;
                        let answers: Vec<bool> = completions(&inside, &could_be)
                            .into_iter()
                            .map(|(hits, runs)| holds(hits * bottom, top * runs))
                            .collect();
                        let expected = match (answers.contains(&true), answers.contains(&false)) {
                            (true, false) => Outcome::Met,
                            (false, true) => Outcome::Violated,
                            _ => Outcome::Undetermined,
                        };
                        assert_eq!(outcome, expected, "{limit}: {inside:?}, could be: {could_be:?}");
                        judged += 1;
                    }
                }
            }
        }
    }
    assert_eq!(judged, 4 * 10 * 19 * 10, "every table once");
}

/// A signal set is what `any of them` means: order and repetition of runs do not matter.
#[test]
fn hits_of_a_set_are_hits_of_any() {
    let set: SignalSet = [Signal::Warn, Signal::Fail].into_iter().collect();
    assert!(set.contains(Signal::Warn) && set.contains(Signal::Fail) && !set.contains(Signal::Override));
    assert_eq!(set.iter().collect::<Vec<_>>(), [Signal::Warn, Signal::Fail]);
}
