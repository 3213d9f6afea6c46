//! Policies that differ in what is judged never explain alike.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use rulecheck::base::source::SourceFile;
use rulecheck::lang::policy::{Expr, Op, Policy};
use rulecheck::lang::{compile, explain};

/// Words that may stand in each other's place.
const KINDS: &[&[&str]] = &[
    &["<", "<=", ">", ">=", "==", "!="],
    &["warn", "fail", "override", "unknown", "unknown_schema", "unknown_other"],
    &["pinned", "unpinned", "unknowns", "all"],
    &["rate", "runs_with", "sum", "mean", "missing"],
    &["elapsed", "age"],
    &["hold", "stop"],
    &["require", "prefer"],
    &["and", "or"],
    &["+", "-", "*", "/"],
    &["in", "except"],
    &["newest", "own"],
    &["20%", "2%", "0.2%"],
    &["5pp", "1pp", "0.1pp"],
    &["10", "1", "11"],
    &["7", "2"],
    &["hours", "days", "runs"],
    &["governor", "job"],
    &["a", "b"],
    &["(", ""],
    &[")", ""],
];

fn metric() -> impl Strategy<Value = String> {
    let signals =
        select(vec!["warn", "fail , warn", "override", "unknown", "unknown_schema , unknown_other"]);
    let suffixes = (
        select(vec!["", "", " in pinned", " in unpinned", " in unknowns", " in all"]),
        select(vec!["", "", "", " over last 10 runs", " over last 1 run", " over last 7 days"]),
        select(vec!["", "", " among known"]),
    );
    (signals, suffixes)
        .prop_map(|(signals, (scope, window, known))| format!("rate ( {signals} ){scope}{window}{known}"))
}

fn amount() -> BoxedStrategy<String> {
    let leaf = prop_oneof![metric(), select(vec!["20%".to_owned(), "most".to_owned()])];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), select(vec!["+", "-"])).prop_map(|(rate, sign)| format!("( {rate} {sign} 5pp )")),
            inner.clone().prop_map(|rate| format!("( 2 * {rate} )")),
            inner.prop_map(|rate| format!("{rate} / 2")),
        ]
    })
    .boxed()
}

fn condition() -> BoxedStrategy<String> {
    let comparison = select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let leaf = prop_oneof![
        (amount(), comparison.clone(), amount()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (amount(), amount()).prop_map(|(a, b)| format!("{a} within 5pp of {b}")),
        (select(vec!["runs", "runs_with ( fail )", "sum ( warn )", "missing ( fail )"]), comparison.clone())
            .prop_map(|(count, sign)| format!("{count} {sign} 10")),
        (select(vec!["elapsed", "age"]), comparison.clone())
            .prop_map(|(time, sign)| format!("{time} {sign} 2 days")),
        comparison.prop_map(|sign| format!("- mean ( warn , fail ) {sign} - 1 per 10 runs")),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| format!("not ( {of} )")),
            (inner.clone(), select(vec!["and", "or"]), inner.clone())
                .prop_map(|(a, word, b)| format!("( {a} {word} {b} )")),
            (inner.clone(), select(vec!["and", "or"]), inner.clone(), inner)
                .prop_map(|(a, word, b, c)| format!("{a} {word} ( {b} {word} {c} )")),
        ]
    })
    .boxed()
}

fn text() -> impl Strategy<Value = String> {
    let frame = (
        select(vec!["at once", "after 10 runs", "after 10 runs or 7 days", "after 2 days and 1 runs"]),
        select(vec!["", "cohort own"]),
        select(vec!["", "waive unknown_schema in pinned because \"-\" until 2027-01-01"]),
    );
    let places = (
        select(vec!["", "for each stratum in pinned", "for each stratum in pinned , unpinned"]),
        select(vec![
            "",
            "for each governor",
            "for each job in \" a \" , \" b \"",
            "for each job except \" a \"",
        ]),
    );
    let check =
        (select(vec!["require", "prefer"]), condition(), select(vec!["", "", "else hold", "else stop"]))
            .prop_map(|(word, condition, otherwise)| {
                let otherwise = if word == "prefer" { "" } else { otherwise };
                format!("{word} {condition} {otherwise}")
            });
    let checks = proptest::collection::vec(check, 1..3);
    let when = proptest::option::of(condition());
    (frame, places, when, checks).prop_map(|((due, cohort, waiver), (strata, groups), when, checks)| {
        let when = when.map(|when| format!("when {when}")).unwrap_or_default();
        format!(
            "policy p \"t\" due {due} {cohort} const most = 20% {waiver} rule r {{ {when} {strata} {groups} {} }}",
            checks.join(" ")
        )
    })
}

/// The text with one word replaced by another of its kind.
fn mutated(text: &str, at: &Index, by: &Index) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let kind = |word: &str| KINDS.iter().find(|kind| kind.contains(&word));
    let places: Vec<usize> = (0..words.len()).filter(|at| kind(words[*at]).is_some()).collect();
    let place = places[at.index(places.len())];
    let mut words = words;
    let kind = kind(words[place]).unwrap();
    words[place] = kind[by.index(kind.len())];
    words.join(" ")
}

/// What is judged: everything but names, texts and places.
fn meaning(policy: &Policy) -> String {
    let ops = |expr: &Expr| -> Vec<Op> { expr.nodes.iter().map(|node| node.op.clone()).collect() };
    let rules: Vec<_> = policy
        .rules
        .iter()
        .map(|rule| {
            let checks: Vec<_> = rule.checks.iter().map(|check| (check.effect, ops(&check.expr))).collect();
            (&rule.strata, &rule.group, rule.when.as_ref().map(ops), checks)
        })
        .collect();
    let due = (policy.due.runs, policy.due.elapsed, policy.due.all && policy.due.elapsed.is_some());
    let waivers: Vec<_> = policy.waivers.iter().map(|of| (of.class, of.stratum, of.until)).collect();
    let constants: Vec<_> = policy.constants.iter().map(|of| (of.ty, &of.value)).collect();
    format!("{:?}", (due, policy.cohort, waivers, constants, rules))
}

fn policy(text: &str) -> Option<Policy> {
    compile(&SourceFile::new("p.rules", text), None).policy
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn what_is_judged_otherwise_is_explained_otherwise(
        text in text(), changes in proptest::collection::vec(any::<(Index, Index)>(), 1..3),
    ) {
        let before = policy(&text);
        prop_assert!(before.is_some(), "{text}");
        let before = before.unwrap();
        let changed = changes.iter().fold(text.clone(), |text, (at, by)| mutated(&text, at, by));
        if let Some(after) = policy(&changed) {
            let same = meaning(&before) == meaning(&after);
            let alike = explain::policy(&before) == explain::policy(&after);
            prop_assert_eq!(same, alike, "{}\n{}\n{:#?}", text, changed, explain::policy(&after));
        }
    }
}
