//! What a policy can show before there are runs: the published numbers, and an early GO where it is said to come.

use rulecheck::base::rational::Rational;
use rulecheck::base::source::SourceFile;
use rulecheck::base::vocab::Decision;
use rulecheck::data::metrics::{Cohort, Metrics};
use rulecheck::data::profile::{Profile, Row, RowKey};
use rulecheck::judge::{At, decision};
use rulecheck::lang::policy::Policy;
use rulecheck::tools::plan::chance::Hits;
use rulecheck::tools::plan::first::first_go;
use rulecheck::tools::plan::{Forecast, forecast};

use crate::harness::policy;
use crate::transcript::root;

fn of(rules: &str) -> Forecast {
    forecast(&policy(&format!("policy p \"t\"\n{rules}")))
}

fn percent(part: &Rational) -> String {
    (part * &Rational::from(100_u64)).to_decimal(0)
}

/// Of 30 runs, `<= 2%` means none: 1% is refused 26% of the time, 5% passes 21% of the time.
#[test]
fn thirty_runs_show_little() {
    let forecast = of("due after 30 runs\nrule r { require rate(fail) <= 2% }");
    let check = &forecast.checks[0];
    let due = check.due.as_ref().unwrap();
    assert_eq!((due.runs, due.turn, percent(&due.step)), (30, Some(0), "3".to_owned()));
    let met: Vec<String> =
        check.chances.iter().map(|chance| percent(chance.at_due.as_ref().unwrap())).collect();
    assert_eq!(met, ["74", "55", "40", "29"]);
    let of_five = Hits::after(30, &Rational::ratio(1_u8, 20_u8).unwrap()).unwrap().take(|hits| hits == 0);
    assert_eq!(percent(&of_five), "21");
    assert_eq!((check.shown_after, check.shown_in_one_look), (Some(188), Some(149)));
}

/// A true 25% against `< 20%`: wrong 20% of the time at run 30, 42% by run 60, 46% by run 100.
#[test]
fn asking_again_and_again_lets_it_pass() {
    let mut hits = Hits::after(30, &Rational::ratio(1_u8, 4_u8).unwrap()).unwrap();
    let mut passed = hits.take(|hits| 5 * hits < 30);
    assert_eq!(percent(&passed), "20");
    for runs in 31..=100_u64 {
        hits.run();
        passed = &passed + &hits.take(|hits| 5 * hits < runs);
        if runs == 60 {
            assert_eq!(percent(&passed), "42");
        }
    }
    assert_eq!(percent(&passed), "46");
}

/// Run by run, or all at once: the same chances, and together they are certain.
#[test]
fn chances_add_up() {
    for (hit, of) in [(0_u8, 1_u8), (1, 3), (9, 10), (1, 1)] {
        let rate = Rational::ratio(hit, of).unwrap();
        let mut slow = Hits::after(0, &rate).unwrap();
        (0..40).for_each(|_| slow.run());
        let mut fast = Hits::after(40, &rate).unwrap();
        for hits in 0..=40 {
            assert_eq!(slow.take(|own| own == hits), fast.take(|own| own == hits), "{hits} at {rate}");
        }
        let all = Hits::after(40, &rate).unwrap().take(|_| true);
        assert_eq!(all, Rational::from(1_u64));
    }
    assert!(Hits::after(3, &Rational::ratio(3_u8, 2_u8).unwrap()).is_none());
}

fn judged(policy: &Policy, pinned: u64, unpinned: u64) -> Decision {
    let clean = |runs: u64| {
        let mut profile = Profile::default();
        if runs > 0 {
            profile.add(RowKey::default(), &Row { runs, ..Row::default() });
        }
        profile
    };
    let cohort = Cohort { pinned: clean(pinned), unpinned: clean(unpinned), ..Cohort::default() };
    let metrics = Metrics { cohorts: vec![cohort], ..Metrics::default() };
    decision(policy, &metrics, At::NewestRun).decision
}

#[test]
fn an_early_go_comes_where_it_is_said_to() {
    let rules = [
        "rule r { require rate(fail) < 10% }",
        "rule r { require rate(fail) in pinned < 20% }\nrule s { require rate(warn) in unpinned <= 35% }",
        "rule r { require rate(fail) < 20% require runs in unpinned >= 12 else hold }",
        "rule r { require rate(fail) in pinned within 25pp of rate(fail) in unpinned }",
        "rule r { when rate(fail) > 5% require rate(warn) < 1% }\nrule s { require rate(fail) < 30% with 99% confidence }",
    ];
    for rules in rules {
        let policy =
            policy(&format!("policy p \"t\"\ndue after 5000 runs\nearly at 90% confidence\n{rules}"));
        let first = first_go(&policy, policy.early.as_ref().unwrap()).unwrap();
        assert_eq!(judged(&policy, first.pinned, first.unpinned), Decision::Go, "{rules}\n{first:?}");
        assert!(!first.held_back_by.is_empty(), "{rules}");
        let fewer = first.pinned + first.unpinned - 1;
        for pinned in 0..=fewer {
            assert_eq!(
                judged(&policy, pinned, fewer - pinned),
                Decision::Hold,
                "{rules}\n{pinned} of {fewer}"
            );
        }
    }
}

/// What cannot be shown by rates never goes early.
#[test]
fn some_policies_never_go_early() {
    let forecast = of("due after 30 runs\nearly at 90% confidence\nrule r { require runs_with(fail) <= 2 }");
    assert!(forecast.early.unwrap().first.is_none());
}

/// The policy that is shipped is held back by its tightest threshold.
#[test]
fn the_shipped_policy_is_due_before_it_could_go_early() {
    let text = std::fs::read_to_string(root().join("rules/activation.rules")).unwrap();
    let without = text.replace("constants from \"policy_constants.json\"", "");
    let source = SourceFile::new("activation.rules", without);
    let policy = rulecheck::lang::compile(&source, None).policy.unwrap();
    let early = forecast(&policy).early.unwrap();
    let first = early.first.unwrap();
    assert_eq!((first.pinned, first.unpinned, early.most_before_due), (94, 94, Some(29)));
    assert_eq!(first.held_back_by, ["contract"]);
}
