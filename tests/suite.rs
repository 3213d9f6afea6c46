//! The tests in rules: what is given, what comes of it, and what is told.
#![expect(clippy::disallowed_methods, reason = "pages are files")]

use std::collections::BTreeMap;

use rulecheck::base::source::SourceFile;
use rulecheck::base::vocab::{Signal, Stratum};
use rulecheck::data::metrics::{Cohort, Metrics};
use rulecheck::data::tally::Tally;
use rulecheck::judge::demand::demand;
use rulecheck::lang::check::check;
use rulecheck::lang::syntax::parse;
use rulecheck::lang::testcase::Given;
use rulecheck::tools::suite::boundary::boundary_tests;
use rulecheck::tools::suite::given::count;
use rulecheck::tools::suite::lint::lint;
use rulecheck::tools::suite::results::SuiteResult;
use rulecheck::tools::suite::{Asked, Subject, Work};

use crate::check::{block, whole};
use crate::transcript::root;

/// What comes of the tests of a policy without constants file and without reports.
pub(crate) fn run(text: &str) -> SuiteResult {
    asked(text, Asked::default())
}

fn with_subject<T>(text: &str, then: impl FnOnce(Subject<'_>) -> T) -> T {
    let source = SourceFile::new("gate.rules", text);
    let parsed = parse(&source);
    let checked = check(&source, &parsed, None);
    let policy = checked.policy.unwrap_or_else(|| panic!("{text}\n{:#?}", checked.diagnostics));
    let subject = Subject {
        source: &source,
        file: &parsed.file,
        constants: None,
        policy: &policy,
        tests: &checked.tests,
    };
    then(subject)
}

/// The metrics of the first test of a policy.
pub(crate) fn metrics(text: &str) -> Option<Metrics> {
    let source = SourceFile::new("gate.rules", text);
    let checked = check(&source, &parse(&source), None);
    let plan = demand(checked.policy.as_ref()?);
    match &checked.tests.first()?.given {
        Given::Runs(runs) => Some(count(runs, &plan, None).metrics),
        Given::Reports { .. } => None,
    }
}

const POLICY: &str = "policy g \"G\"\ndue at once\nrule r { require rate(fail) < 50% else hold }\n";

fn cohort(given: &str) -> Cohort {
    let metrics = metrics(&format!("{POLICY}test \"t\" {{ {given} expect go }}")).unwrap();
    metrics.cohorts.into_iter().next().unwrap()
}

/// Runs, hit, not known, sum of a signal in a stratum.
fn counts(cohort: &Cohort, stratum: Stratum, signal: &str) -> (u64, u64, u64, u128) {
    let signals = [Signal::from_word(signal).unwrap()].into_iter().collect();
    let none = std::iter::empty().collect();
    let tally = cohort
        .profiles(stratum)
        .map(|profile| Tally::of(profile, signals, none))
        .fold(Tally::default(), Tally::plus);
    (tally.runs, tally.hit, tally.not_known, tally.sum)
}

#[test]
fn items_take_the_next_runs() {
    use Stratum::{Pinned, Unknowns};
    let both = |cohort: &Cohort| {
        let signals = [Signal::Warn, Signal::Fail].into_iter().collect();
        Tally::of(&cohort.pinned, signals, std::iter::empty().collect()).hit
    };
    let cohort_ = cohort("given pinned { runs 20, runs_with(warn) 3, runs_with(fail) 2 }");
    assert_eq!(both(&cohort_), 5, "beside each other, where there is room");
    let full = cohort("given pinned { runs 5, runs_with(warn) 4, runs_with(fail) 3 }");
    assert_eq!(both(&full), 5, "and then round");
    let missing = cohort("given pinned { runs 5, runs_with(warn) 2, sum(warn) 7, missing(warn) 3 }");
    assert_eq!(counts(&missing, Pinned, "warn"), (5, 2, 3, 7));
    assert_eq!(counts(&missing, Pinned, "unknown_field_missing"), (5, 3, 0, 3));
    assert_eq!(counts(&missing, Pinned, "unknown"), (5, 3, 0, 3));
    let unknown = cohort("given pinned { runs 5, runs_with(unknown) 2, missing(unknown) 1 }");
    assert_eq!(counts(&unknown, Pinned, "unknown"), (5, 3, 0, 3));
    assert_eq!(counts(&unknown, Pinned, "unknown_schema"), (5, 0, 1, 0), "of one report that says nothing");
    let unknowns = cohort("given unknowns { runs 3, runs_with(warn) 1, runs_with(unknown_schema) 2 }");
    assert_eq!(counts(&unknowns, Unknowns, "unknown"), (3, 3, 0, 5));
    assert_eq!(counts(&unknowns, Unknowns, "warn"), (3, 1, 0, 1));
    let twice = cohort("given pinned { runs 5, runs_with(warn) 5 } given pinned { runs 3 }");
    assert_eq!(counts(&twice, Pinned, "warn"), (8, 5, 0, 5), "blocks add up");
}

#[test]
fn run_strings() {
    use Stratum::{Pinned, Unknowns};
    let cohort = cohort("given runs in pinned \".wfou?\" each 6 hours");
    for (signal, expected) in [("warn", 1), ("fail", 1), ("override", 1), ("unknown", 1)] {
        assert_eq!(counts(&cohort, Pinned, signal), (5, expected, 0, expected.into()), "{signal}");
    }
    assert_eq!(counts(&cohort, Unknowns, "unknown_parse_error"), (1, 1, 0, 1), "its stratum is not known");
    let length = cohort.last_run_at.unwrap().since(cohort.first_run_at.unwrap());
    assert_eq!(length.seconds(), 4 * 6 * 3600, "what cannot be read has no time");
}

fn passes(text: &str) {
    let result = run(text);
    let failures: Vec<_> = result.failures().map(|test| (&test.name, test.difference())).collect();
    assert!(failures.is_empty() && !result.tests.is_empty(), "{failures:#?}");
}

#[test]
fn times() {
    passes(
        "policy g \"G\" due after 8 days
        rule old { require age <= 1 day else hold }
        rule long { require elapsed < 10 days }
        test \"no time passes\" { given pinned { runs 20 } expect hold because due }
        test \"spread\" { given pinned { runs 20 } given unpinned { runs 1 } given elapsed 8 days expect go }
        test \"one run\" { given pinned { runs 1 } given elapsed 8 days expect hold because old }
        test \"as the runs say\" { given runs in pinned \".....\" each 2 days expect go }
        test \"longer\" { given runs in pinned \".....\" each 2 days given elapsed 9 days expect go }
        test \"too old\" { given runs in pinned \".....\" each 2 days given elapsed 219 hours expect hold because old }
        test \"too long\" { given runs in pinned \"......\" each 2 days expect no_go because long }",
    );
}

#[test]
fn windows_groups_and_cohorts() {
    passes(
        "policy g \"G\" due at once cohort own
        rule newest { require rate(fail) in pinned over last 3 runs < 50% }
        rule days { require rate(warn) over last 2 days < 50% }
        rule each { for each governor in \"a\", \"b\" require runs >= 2 else hold }
        rule jobs { for each job require runs_with(override) < 1 else hold }
        test \"tagged\" {
          given runs in pinned \"ffff...\" each 1 day governor \"a\" job \"x\"
          given runs in unpinned \"wwwwww.\" each 1 day \"governor\" \"b\" job \"y\"
          expect go
        }
        test \"no such group\" {
          given runs in pinned \"ffff...\" each 1 day governor \"a\" job \"x\"
          expect hold because each
        }
        test \"in one job\" {
          given runs in pinned \"...o...\" each 1 day governor \"a\" job \"x\"
          given runs in unpinned \"wwwwww.\" each 1 day governor \"b\" job \"y\"
          expect hold because jobs
        }
        test \"newest\" {
          given runs in pinned \"....ff.\" each 1 day governor \"a\" job \"x\"
          given runs in unpinned \"wwwwwww\" each 1 day governor \"b\" job \"y\"
          expect no_go because days, newest
        }",
    );
}

#[test]
fn waivers_are_in_force() {
    passes(
        "policy g \"G\" due at once
        waive unknown_schema because \"Known.\" until 2001-01-01
        waive unknown_contract because \"Past.\" until 2000-12-31
        rule u { require rate(unknown) < 10% }
        test \"waived\" { given pinned { runs 10, runs_with(unknown_schema) 5 } expect go }
        test \"void\" { given pinned { runs 10, runs_with(unknown_contract) 5 } expect no_go because u }
        test \"never waived\" { given pinned { runs 10, runs_with(unknown) 5 } expect no_go because u }",
    );
}

#[test]
fn set_and_nothing() {
    passes(
        "policy g \"G\" due at once const most = 10%
        rule u { require rate(fail) < most }
        test \"default\" { given pinned { runs 10, runs_with(fail) 1 } expect no_go because u }
        test \"set\" { set most = 10.1% given pinned { runs 10, runs_with(fail) 1 } expect go }
        test \"nothing\" { expect hold because due }
        test \"no run\" { given unpinned { runs 0 } expect hold because due }",
    );
}

/// The codes of what is told of the tests of a policy once they are run.
fn warnings(text: &str) -> Vec<String> {
    with_subject(text, |subject| {
        let found = lint(subject, &BTreeMap::new());
        found.sorted().iter().map(|found| found.code.clone()).collect()
    })
}

#[test]
fn pages_of_what_is_found_by_running() {
    let page = |name: &str| std::fs::read_to_string(root().join(format!("docs/errors/{name}.md"))).unwrap();
    let result = run(&whole(block(&page("test/failed"), "rules").unwrap()));
    assert_eq!(result.failures().count(), 1);
    for name in ["rule_without_test", "never_violated"] {
        let page = page(&format!("lint/{name}"));
        let (bad, good) = page.split_once("**Write instead.**").unwrap();
        let code = format!("rulecheck::lint::{name}");
        assert!(page.starts_with(&format!("# `{code}`\n")));
        assert_eq!(warnings(&whole(block(bad, "rules").unwrap())), [code]);
        assert_eq!(warnings(&whole(block(good, "rules").unwrap())), [""; 0]);
    }
    // `reports_unreadable` is told where files are read: tests/cli/test.console.
}

#[test]
fn a_rule_that_applies_in_no_test_has_none() {
    let text = "policy g \"G\" due at once
        rule a { when runs > 100 require rate(fail) < 10% }
        rule b { require rate(warn) < 10% }
        test \"t\" { given pinned { runs 10 } expect go }
        test \"u\" { given pinned { runs 10, runs_with(warn) 1 } expect no_go because b }";
    assert_eq!(warnings(text), ["rulecheck::lint::rule_without_test"]);
}

/// What is asked of the tests of a policy.
fn asked(text: &str, asked: Asked) -> SuiteResult {
    with_subject(text, |subject| Work::new(subject, asked).run(&BTreeMap::new()))
}

const WEAK: &str = "policy weak \"Weak\"
due after 10 runs
const most = 10%
let noise = rate(warn, fail)
rule noisy {
  when elapsed >= 1 hour
  for each stratum in pinned, unpinned
  require noise over last 5 runs < most
}
rule hidden { require rate(override) in pinned among known <= 5% else hold }
rule stop { require runs_with(fail) in unpinned < 2 else stop }
rule wished { prefer rate(unknown) < 5% }
test \"goes\" { given pinned { runs 10 } given unpinned { runs 10 } given elapsed 1 day expect go }
";

#[test]
fn every_change_of_a_weak_policy_is_named() {
    let result = asked(WEAK, Asked { mutation: true, ..Asked::default() });
    let mutation = result.mutation.unwrap();
    let named: Vec<(usize, &str, &str)> = mutation
        .survivors
        .iter()
        .map(|survivor| (survivor.line, survivor.before.as_str(), survivor.after.as_str()))
        .collect();
    let noisy = "require noise over last 5 runs < most";
    let hidden = "require rate(override) in pinned among known <= 5% else hold";
    let stop = "require runs_with(fail) in unpinned < 2 else stop";
    for expected in [
        (2, "due after 10 runs", "due after 9 runs"),
        (2, "due after 10 runs", "due after 11 runs"),
        (3, "const most = 10%", "const most = 9%"),
        (3, "const most = 10%", "const most = 11%"),
        (4, "let noise = rate(warn, fail)", "let noise = rate(fail)"),
        (4, "let noise = rate(warn, fail)", "let noise = rate(warn)"),
        (6, "when elapsed >= 1 hour", ""),
        (6, "when elapsed >= 1 hour", "when elapsed > 1 hour"),
        (6, "when elapsed >= 1 hour", "when elapsed >= 2 hours"),
        (6, "when elapsed >= 1 hour", "when elapsed >= 0 days"),
        (7, "for each stratum in pinned, unpinned", ""),
        (7, "for each stratum in pinned, unpinned", "for each stratum in pinned"),
        (7, "for each stratum in pinned, unpinned", "for each stratum in unpinned"),
        (8, noisy, "require noise over last 5 runs < most else hold"),
        (8, noisy, "prefer noise over last 5 runs < most"),
        (8, noisy, "require noise < most"),
        (8, noisy, "require noise over last 4 runs < most"),
        (8, noisy, "require noise over last 6 runs < most"),
        (8, noisy, "require noise over last 5 runs <= most"),
        (10, hidden, "prefer rate(override) in pinned among known <= 5%"),
        (10, hidden, "require rate(override) among known <= 5% else hold"),
        (10, hidden, "require rate(override) in pinned <= 5% else hold"),
        (10, hidden, "require rate(override) in pinned among known < 5% else hold"),
        (10, hidden, "require rate(override) in pinned among known <= 4% else hold"),
        (10, hidden, "require rate(override) in pinned among known <= 6% else hold"),
        (11, stop, "require runs_with(fail) in unpinned < 2"),
        (11, stop, "prefer runs_with(fail) in unpinned < 2"),
        (11, stop, "require runs_with(fail) < 2 else stop"),
        (11, stop, "require runs_with(fail) in unpinned <= 2 else stop"),
        (11, stop, "require runs_with(fail) in unpinned < 1 else stop"),
        (11, stop, "require runs_with(fail) in unpinned < 3 else stop"),
    ] {
        assert!(named.contains(&expected), "{expected:?} is not among {named:#?}");
    }
    assert_eq!(named.len(), 31, "{named:#?}");
    assert!(mutation.equivalent >= 3, "what only advises changes no verdict");
}

#[test]
fn added_tests_pass_and_complete_what_lacks() {
    for policy in [WEAK, &std::fs::read_to_string(root().join("rules/strict.rules")).unwrap()] {
        let (rules, _) = policy.split_once("\ntest ").unwrap();
        let begun = run(rules);
        assert!(begun.tests.is_empty() && !begun.passed());
        let with = |tests: &[String]| format!("{rules}\n{}", tests.concat());
        let first = run(&with(&begun.to_add));
        assert!(first.passed() && first.tests.len() == 2, "tests to begin with pass");
        let both = || Asked { coverage: true, mutation: true, ..Asked::default() };
        let found = asked(&with(&begun.to_add), both());
        let lacking = found.mutation.unwrap().survivors.iter().filter(|one| one.test.is_none()).count();
        let more: Vec<String> = begun.to_add.iter().chain(&found.to_add).cloned().collect();
        let last = asked(&with(&more), both());
        assert_eq!(last.failures().count(), 0);
        assert_eq!(last.mutation.unwrap().survivors.len(), lacking);
        let (seen, goals) = last.coverage.unwrap().share();
        assert_eq!(seen, goals);
    }
}

#[test]
fn what_makes_no_difference_is_not_asked_for() {
    let result = asked(
        "policy g \"G\" due at once
        rule a { for each stratum in pinned require rate(fail) in pinned < 50% and runs in all > 1.5 }
        test \"on\" { given pinned { runs 2, runs_with(fail) 1 } expect no_go because a }
        test \"inside\" { given pinned { runs 51, runs_with(fail) 25 } expect go }
        test \"outside\" { given pinned { runs 51, runs_with(fail) 26 } expect no_go because a }
        test \"others fail\" { given pinned { runs 9 } given unpinned { runs 9, runs_with(fail) 9 } expect go }
        test \"one\" { given pinned { runs 1 } expect no_go because a }
        test \"two\" { given pinned { runs 2 } expect go }",
        Asked { mutation: true, ..Asked::default() },
    );
    let mutation = result.mutation.unwrap();
    let named: Vec<_> = mutation.survivors.iter().map(|survivor| survivor.after.as_str()).collect();
    assert_eq!(named, ["require rate(fail) in pinned < 50% and runs > 1.5"]);
}

#[test]
fn boundary_tests_of_a_rule() {
    let source = SourceFile::new("gate.rules", WEAK);
    let policy = check(&source, &parse(&source), None).policy.unwrap();
    let tests = boundary_tests(&policy, "hidden");
    let shown: Vec<String> = tests.iter().map(|test| format!("{}: {}", test.position, test.text)).collect();
    insta::assert_snapshot!(shown.join("\n"));
    let (rules, _) = WEAK.split_once("\ntest ").unwrap();
    let all: String = tests.iter().map(|test| test.text.as_str()).collect();
    assert!(run(&format!("{rules}\n{all}")).passed());
    assert!(boundary_tests(&policy, "no_such_rule").is_empty());
}
