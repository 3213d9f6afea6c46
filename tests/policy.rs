//! The checked policy: nodes in the order of evaluation, scopes, texts, hashes.

use rulecheck::base::digest::Sha256;
use rulecheck::base::quantity::Type;
use rulecheck::base::rational::Rational;
use rulecheck::base::source::SourceFile;
use rulecheck::base::vocab::{Signal, Stratum};
use rulecheck::lang::check::ConstantsFile;
use rulecheck::lang::compile;
use rulecheck::lang::policy::{CohortChoice, Effect, Group, Op, Origin, Policy, Power, Sign, Values};

use crate::diagnostics::shown;

const HEAD: &str = "policy example \"Example\"\ndue after 30 runs or 7 days\n";

fn policy(text: &str, json: Option<&str>) -> Policy {
    let rules = SourceFile::new("some/folder/example.rules", text);
    let constants = json
        .map(|json| ConstantsFile { source: SourceFile::new("limits.json", json), pointer: String::new() });
    let checked = compile(&rules, constants.as_ref());
    let answer = shown(&checked.diagnostics, &rules, constants.as_ref().map(|file| &file.source));
    assert!(checked.policy.is_some(), "{answer}");
    checked.policy.unwrap()
}

/// The nodes of the only check: type, name, text, operation.
fn nodes(declarations: &str, expr: &str) -> String {
    let policy = policy(&format!("{HEAD}{declarations}\nrule r {{ require {expr} }}\n"), None);
    let expr = &policy.rules.first().unwrap().checks.first().unwrap().expr;
    let shown = expr.nodes.iter().enumerate().map(|(at, node)| {
        let name = node.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        format!("{at} {}: {}{name} = {}\n", node.ty, node.text, operation(&node.op))
    });
    shown.collect()
}

fn operation(op: &Op) -> String {
    match op {
        Op::Literal(value) => format!("literal {value}"),
        Op::Constant(at) => format!("constant {at}"),
        Op::Metric(metric) => {
            let signals: Vec<_> = metric.signals.iter().map(Signal::word).collect();
            let scope = metric.scope.map_or("", Stratum::word);
            let window = metric.window.map(|window| format!(" over {window:?}")).unwrap_or_default();
            let known = if metric.among_known { " known" } else { "" };
            format!("metric {} [{}] [{scope}]{window}{known}", metric.builtin, signals.join(" "))
        }
        Op::Sum(operands) => {
            let sign = |sign| if sign == Sign::Plus { '+' } else { '-' };
            operands.iter().map(|(s, id)| format!("{}{id}", sign(*s))).collect::<Vec<_>>().join(" ")
        }
        Op::Product(operands) => {
            let power = |power| if power == Power::Times { '*' } else { '/' };
            operands.iter().map(|(p, id)| format!("{}{id}", power(*p))).collect::<Vec<_>>().join(" ")
        }
        Op::Negate(id) => format!("-{id}"),
        Op::Not(id) => format!("not {id}"),
        Op::And(ids) => format!("and {ids:?}"),
        Op::Or(ids) => format!("or {ids:?}"),
        Op::Compare(left, op, right) => format!("{left} {op} {right}"),
        Op::Within(left, tolerance, right) => format!("{left} within {tolerance} of {right}"),
    }
}

#[test]
fn suffixes_are_said_of_each_metric_and_the_innermost_wins() {
    insta::assert_snapshot!(
        nodes("", "((rate(warn) - rate(fail) in all) in pinned + 5pp) among known < 20pp"), @r"
        0 rate: rate(warn) in pinned among known = metric rate [warn] [pinned] known
        1 rate: rate(fail) in all among known = metric rate [fail] [all] known
        2 points: rate(warn) - rate(fail) in all = +0 -1
        3 points: 5pp = literal 1/20
        4 points: (rate(warn) - rate(fail) in all) in pinned + 5pp = +2 +3
        5 points: 20pp = literal 1/5
        6 bool: ((rate(warn) - rate(fail) in all) in pinned + 5pp) among known < 20pp = 4 < 5
        ");
}

#[test]
fn windows_reach_like_other_suffixes() {
    insta::assert_snapshot!(
        nodes(
            "let recent = rate(fail) over last 10 runs\nlet noise = rate(warn)",
            "((recent - noise) in pinned - 5pp) over last 1 week < noise among known over last 60 minutes - 90%",
        ),
        @r"
        0 rate: rate(fail) in pinned over last 10 runs (recent) = metric rate [fail] [pinned] over Runs(10)
        1 rate: rate(warn) in pinned over last 7 days (noise) = metric rate [warn] [pinned] over Span(Duration(604800))
        2 points: recent - noise = +0 -1
        3 points: 5pp = literal 1/20
        4 points: (recent - noise) in pinned - 5pp = +2 -3
        5 rate: rate(warn) over last 1 hour among known (noise) = metric rate [warn] [] over Span(Duration(3600)) known
        6 rate: 90% = literal 9/10
        7 points: noise over last 1 hour among known - 90% = +5 -6
        8 bool: ((recent - noise) in pinned - 5pp) over last 7 days < noise over last 1 hour among known - 90% = 4 < 7
        "
    );
    let longest = nodes("", "runs over last 999_999_999_999_999_999 weeks > 1");
    assert!(longest.contains("over Span(Duration(9223372036854720000))"), "{longest}");
}

#[test]
fn a_rule_holds_its_groups() {
    for (clause, expected) in [
        ("", None),
        ("for each job", Some(("job", Values::Seen))),
        (
            "for each \"a b\" in \"2\", \"\", \"1\"",
            Some(("a b", Values::In(["2", "", "1"].map(str::to_owned).into()))),
        ),
        ("for each x except \"y\"", Some(("x", Values::Except(vec!["y".into()])))),
    ] {
        let policy = policy(&format!("{HEAD}rule r {{ {clause} require runs > 1 }}"), None);
        let group = policy.rules.into_iter().next().unwrap().group;
        assert_eq!(group, expected.map(|(tag, values)| Group { tag: tag.into(), values }), "{clause}");
    }
}

#[test]
fn lets_are_put_in_their_place_under_their_names() {
    insta::assert_snapshot!(
        nodes("let noise = rate(warn, fail)\nlet gap = noise in pinned - noise in unpinned\nlet same = gap\nconst max = 5pp",
              "gap among known < max and -same < max"), @r"
        0 rate: rate(warn, fail) in pinned among known (noise) = metric rate [warn fail] [pinned] known
        1 rate: rate(warn, fail) in unpinned among known (noise) = metric rate [warn fail] [unpinned] known
        2 points: noise in pinned - noise in unpinned (gap) = +0 -1
        3 points: max = constant 0
        4 bool: gap among known < max = 2 < 3
        5 rate: rate(warn, fail) in pinned (noise) = metric rate [warn fail] [pinned]
        6 rate: rate(warn, fail) in unpinned (noise) = metric rate [warn fail] [unpinned]
        7 points: noise in pinned - noise in unpinned (same) = +5 -6
        8 points: -same = -7
        9 points: max = constant 0
        10 bool: -same < max = 8 < 9
        11 bool: gap among known < max and -same < max = and [4, 10]
        ");
}

#[test]
fn chains_keep_their_order_and_their_groups() {
    insta::assert_snapshot!(
        nodes("", "sum(warn) - (sum(fail) - 2) + 3 * runs / 2 / missing(warn) > 1 or not (age > 2 days and elapsed within 36 hours of 1 week)"), @r"
        0 number: sum(warn) = metric sum [warn] []
        1 number: sum(fail) = metric sum [fail] []
        2 number: 2 = literal 2
        3 number: sum(fail) - 2 = +1 -2
        4 number: 3 = literal 3
        5 number: runs = metric runs [] []
        6 number: 2 = literal 2
        7 number: missing(warn) = metric missing [warn] []
        8 number: 3 * runs / 2 / missing(warn) = *4 *5 /6 /7
        9 number: sum(warn) - (sum(fail) - 2) + 3 * runs / 2 / missing(warn) = +0 -3 +8
        10 number: 1 = literal 1
        11 bool: sum(warn) - (sum(fail) - 2) + 3 * runs / 2 / missing(warn) > 1 = 9 > 10
        12 duration: age = metric age [] []
        13 duration: 2 days = literal 172800
        14 bool: age > 2 days = 12 > 13
        15 duration: elapsed = metric elapsed [] []
        16 duration: 36 hours = literal 129600
        17 duration: 7 days = literal 604800
        18 bool: elapsed within 36 hours of 7 days = 15 within 16 of 17
        19 bool: age > 2 days and elapsed within 36 hours of 7 days = and [14, 18]
        20 bool: not (age > 2 days and elapsed within 36 hours of 7 days) = not 19
        21 bool: sum(warn) - (sum(fail) - 2) + 3 * runs / 2 / missing(warn) > 1 or not (age > 2 days and elapsed within 36 hours of 7 days) = or [11, 20]
        ");
}

#[test]
fn a_policy_holds_all_that_the_rules_say() {
    let policy = policy(
        "# a comment\npolicy gate \"The gate\"\ncohort own\ndue after 2 weeks and 30 runs\n\
         waive unknown_schema in pinned because \"Known.\" see \"ADR 7\" until 2026-12-31\n\
         waive unknown_contract because \"Known.\" until 2026-11-30\n\
         waive unknown_schema because \"Known.\" until 2026-10-31\n\
         const zeta = 20% from \"Z\"\nconst alpha: mean\n\
         rule second { prefer mean(warn) < alpha }\n\
         rule first \"First\" {\n  see \"A\"\n  for each stratum in unpinned, pinned\n  when runs >= 10\n\
         \x20 require rate(fail) < zeta else stop\n  require runs >= 10 else hold\n  require rate(warn) < zeta\n\
         \x20 because \"It stops work.\"\n  see \"B\"\n}\n",
        Some("{\"Z\": 0.125, \"alpha\": \"2 per 20 runs\"}"),
    );
    assert_eq!(
        (policy.id.as_str(), policy.title.as_str(), policy.cohort),
        ("gate", "The gate", CohortChoice::Own)
    );
    assert_eq!(
        (policy.due.runs, policy.due.elapsed.unwrap().seconds(), policy.due.all),
        (Some(30), 1_209_600, true)
    );
    assert_eq!(policy.due.text, "due after 14 days and 30 runs");
    let waivers: Vec<_> = policy
        .waivers
        .iter()
        .map(|w| (w.class.word(), w.stratum.map(Stratum::word), w.location.line))
        .collect();
    assert_eq!(
        waivers,
        [("unknown_contract", None, 6), ("unknown_schema", None, 7), ("unknown_schema", Some("pinned"), 5)]
    );
    let constants: Vec<_> =
        policy.constants.iter().map(|c| (c.name.as_str(), c.ty, c.literal.as_str(), c.origin)).collect();
    assert_eq!(
        constants,
        [("alpha", Type::Mean, "1 per 10 runs", Origin::File), ("zeta", Type::Rate, "12.5%", Origin::File)]
    );
    assert_eq!(policy.constants.last().unwrap().value, Rational::ratio(1, 8_u8).unwrap());
    assert_eq!(policy.rules.len(), 2);
    let (first, second) = (policy.rules.first().unwrap(), policy.rules.last().unwrap());
    assert_eq!(
        (first.id.as_str(), second.id.as_str(), first.location.line, second.location.line),
        ("first", "second", 11, 10)
    );
    assert_eq!(first.strata.iter().copied().map(Stratum::word).collect::<Vec<_>>(), ["unpinned", "pinned"]);
    assert_eq!(
        (first.because.as_deref(), first.see.len(), first.when.is_some()),
        (Some("It stops work."), 2, true)
    );
    let checks: Vec<_> = first
        .checks
        .iter()
        .map(|c| (c.effect, c.text.as_str(), c.location.line, c.location.column))
        .collect();
    assert_eq!(
        checks,
        [
            (Effect::Stop, "require rate(fail) < zeta else stop", 15, 3),
            (Effect::Hold, "require runs >= 10 else hold", 16, 3),
            (Effect::NoGo, "require rate(warn) < zeta", 17, 3)
        ]
    );
    assert_eq!(second.checks.first().unwrap().effect, Effect::Advise);
    let sources: Vec<_> = policy.sources.iter().map(|source| source.base_name.as_str()).collect();
    assert_eq!(sources, ["example.rules", "limits.json"]);
    assert_eq!(
        policy.sources.last().unwrap().sha256,
        Sha256::of(b"{\"Z\": 0.125, \"alpha\": \"2 per 20 runs\"}")
    );
}

#[test]
fn the_policy_hash_is_the_digest_of_rules_and_constants() {
    let policy = policy(
        &format!(
            "{HEAD}const max_fail = 5%\nconst least: number\nrule r {{ require rate(fail) < max_fail and runs >= least }}\n"
        ),
        Some("{\"least\": 10}"),
    );
    let canonical = "policy example \"Example\"\ndue after 30 runs or 7 days\nconst least: number\nconst max_fail = 5%\n\
                     rule r {\n  require rate(fail) < max_fail and runs >= least\n}\n";
    assert_eq!(policy.canonical_text, canonical);
    let rules_hash = Sha256::of(canonical.as_bytes());
    let preimage = format!(
        "{{\"constants\":{{\"least\":\"10\",\"max_fail\":\"5%\"}},\"format\":\"rulecheck/1\",\"rules_hash\":\"{rules_hash}\"}}"
    );
    assert_eq!((policy.rules_hash, policy.preimage.as_str()), (rules_hash, preimage.as_str()));
    assert_eq!(policy.policy_hash, Sha256::of(preimage.as_bytes()));
}

#[test]
fn order_and_comments_change_no_hash_and_a_threshold_does() {
    let first = policy(
        &format!(
            "{HEAD}const a = 5%\nconst b = 50%\nrule x {{ require rate(fail) < a }}\nrule y {{ prefer rate(warn) < b }}"
        ),
        None,
    );
    let moved = policy(
        "policy example \"Example\" # the gate\nrule y { prefer rate( warn )<b }\nconst b = 50 %\nrule x {\n require (rate(fail)) < a }\n\
         # why\nconst a = 5.0%\ndue after 30 runs or 1 week\n",
        None,
    );
    assert_eq!((first.policy_hash, first.rules_hash), (moved.policy_hash, moved.rules_hash));
    assert_ne!(first.sources, moved.sources);
    let from_file = policy(&first.canonical_text, Some("{\"a\": 0.05, \"b\": \"50%\"}"));
    assert_eq!(first.policy_hash, from_file.policy_hash);
    let changed = policy(&first.canonical_text, Some("{\"a\": 0.04}"));
    assert_eq!(first.rules_hash, changed.rules_hash);
    assert_ne!(first.policy_hash, changed.policy_hash);
}

/// The policy of the design, without what this release does not judge.
const ACTIVATION: &str = r#"
# When may the WARN gate be switched on?
policy warn_gate "Activate the WARN gate"

constants from "policy_constants.json"
due after 30 runs or 7 days

const max_contract       = 2%
const max_overrides      = 10%
const max_pinned_noise   = 20%
const max_unknown        = 10%
const max_unpinned_noise = 35%

let noise = rate(warn, fail)      # runs with a WARN or a FAIL, of all runs in scope

rule both_strata "Both strata were tried" {
  for each stratum in pinned, unpinned
  require runs >= 10 else hold
  because "A gate never tried on unpinned runs says nothing about them."
}

rule contract "Contract and schema hold" {
  require rate(unknown_contract, unknown_schema) among known < max_contract
  because "A broken contract makes every other number in the report doubtful."
}

rule noise_pinned "Pinned runs are quiet" {
  require noise in pinned < max_pinned_noise
  because "Pinned inputs are deterministic: noise there is a real fault."
}

rule noise_unpinned "Unpinned runs are tolerable" {
  require noise in unpinned < max_unpinned_noise
  because "Moving inputs may warn, but not so often that nobody looks any more."
}

rule drift "Pinned and unpinned do not drift apart" {
  prefer noise in pinned within 25pp of noise in unpinned
  because "A wide gap says that the inputs, not the change, make the noise."
}

rule overrides "Nobody talks the gate into green" {
  require rate(override) <= max_overrides else hold
  because "Manual overrides can turn a NO-GO into a GO that nobody notices."
}

rule unknowns "Reports say enough to judge by" {
  prefer  rate(unknown) < 5%
  require rate(unknown) < max_unknown
  because "Numbers from half-empty reports are no ground for a decision."
}
"#;

#[test]
fn the_policy_of_the_design_is_clean() {
    let rules = SourceFile::new("activation.rules", ACTIVATION);
    let source =
        SourceFile::new("policy_constants.json", "{\"max_contract\": 0.02, \"max_unknown\": \"12.5 %\"}");
    let checked = compile(&rules, Some(&ConstantsFile { source, pointer: String::new() }));
    assert_eq!(shown(&checked.diagnostics, &rules, None), "ok\n");
    let policy = checked.policy.unwrap();
    let constants: Vec<_> = policy.constants.iter().map(|c| format!("{} {}", c.literal, c.origin)).collect();
    assert_eq!(constants, ["2% file", "10% rules", "20% rules", "12.5% file", "35% rules"]);
    let rules: Vec<_> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(
        rules,
        ["both_strata", "contract", "drift", "noise_pinned", "noise_unpinned", "overrides", "unknowns"]
    );
}
