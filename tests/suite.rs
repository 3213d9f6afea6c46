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
use rulecheck::tools::suite::given::count;
use rulecheck::tools::suite::results::SuiteResult;
use rulecheck::tools::suite::{Subject, Work};

use crate::check::{block, whole};
use crate::transcript::root;

/// What comes of the tests of a policy without constants file and without reports.
pub(crate) fn run(text: &str) -> SuiteResult {
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
    Work::new(subject).run(&BTreeMap::new())
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

#[test]
fn pages_of_what_is_found_by_running() {
    let page = std::fs::read_to_string(root().join("docs/errors/test/failed.md")).unwrap();
    let result = run(&whole(block(&page, "rules").unwrap()));
    assert_eq!(result.failures().count(), 1);
}
