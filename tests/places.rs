//! Groups and windows, judged: selections made by hand, and what is said of each check.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rulecheck::base::digest::Sha256;
use rulecheck::base::time::{Duration, Timestamp};
use rulecheck::base::vocab::{Mask, MaskSet, Signal, Stratum};
use rulecheck::data::metrics::{Cohort, Metrics, Selection, Shortfall, Strata, TagValues};
use rulecheck::data::plan::{AskedWindow, Plan, View, Window};
use rulecheck::data::profile::{Profile, Row, RowKey};
use rulecheck::data::run::Counts;
use rulecheck::judge::demand::demand;
use rulecheck::judge::verdict::{Evidence, EvidenceSource, NotJudged, Verdict};
use rulecheck::judge::{At, evaluate};
use rulecheck::lang::policy::Policy;
use rulecheck::render::text;

use crate::harness;

/// Runs by what is known of their FAILs: hit, clean, not known.
fn runs(hit: u64, clean: u64, not_known: u64) -> Profile {
    let mut profile = Profile::default();
    for (runs, fails, missing) in [(hit, 1, None), (clean, 0, None), (not_known, 0, Some(Mask::Fail))]
        .into_iter()
        .filter(|row| row.0 > 0)
    {
        let mut sums = Counts::default();
        sums.add(Signal::Fail, fails * u128::from(runs));
        let key = RowKey {
            hits: sums.hits(),
            missing: missing.into_iter().collect::<MaskSet>(),
            ..RowKey::default()
        };
        profile.add(key, &Row { runs, sums, run_ids: Vec::new() });
    }
    profile
}

fn strata(pinned: Profile, unpinned: Profile, unknowns: Profile) -> Strata {
    Strata { pinned, unpinned, unknowns }
}

fn none() -> Profile {
    Profile::default()
}

fn of(value: &str, window: Option<Window>) -> View {
    View { group: Some(("governor".into(), value.into())), window }
}

const fn all(window: Window) -> View {
    View { group: None, window: Some(window) }
}

const fn last(count: u64, stratum: Stratum, among_known: bool) -> Window {
    Window::Runs { count, stratum, among_known }
}

const fn days(days: i64) -> Window {
    Window::Span(Duration::from_seconds(days * 86_400))
}

/// 12 pinned runs, 9 unpinned, 3 unattributed; two governors, one of them with a pinned run that could be of it.
fn cohort() -> Cohort {
    let mut selections = BTreeMap::new();
    let mut select = |view, inside, could_be, shortfall| {
        let selection = Selection { inside, could_be, shortfall, ..Selection::default() };
        selections.insert(view, selection);
    };
    let nothing = || strata(none(), none(), none());
    let tagless = || strata(runs(0, 1, 0), none(), runs(0, 0, 1));
    select(of("performance", None), strata(runs(1, 5, 0), runs(1, 7, 0), none()), tagless(), None);
    select(of("schedutil", None), strata(runs(3, 2, 0), runs(0, 1, 0), runs(1, 1, 0)), tagless(), None);
    let few = Some(Shortfall::TooFewRuns);
    for known in [false, true] {
        let unsure = if known { nothing() } else { strata(runs(0, 2, 0), none(), runs(1, 1, 1)) };
        let drawn = if known { runs(2, 3, 0) } else { runs(1, 2, 0) };
        select(all(last(5, Stratum::Pinned, known)), strata(drawn, none(), none()), unsure, None);
        select(all(last(20, Stratum::Pinned, known)), nothing(), nothing(), few);
        select(
            all(last(5, Stratum::All, known)),
            strata(runs(1, 2, 0), runs(0, 2, 0), none()),
            nothing(),
            None,
        );
        for stratum in [Stratum::Pinned, Stratum::Unpinned] {
            let inside = strata(runs(3, 1, 0), runs(2, 2, 0), none());
            select(of("performance", Some(last(4, stratum, known))), inside, nothing(), None);
            select(of("schedutil", Some(last(4, stratum, known))), nothing(), nothing(), few);
        }
    }
    let week = strata(runs(1, 6, 1), runs(1, 2, 0), runs(0, 1, 0));
    select(all(days(7)), week, strata(runs(0, 1, 0), none(), runs(0, 0, 1)), None);
    select(all(days(1)), nothing(), nothing(), Some(Shortfall::NoTimestamps));
    let seen = vec!["performance".to_owned(), "schedutil".to_owned()];
    let crowd = TagValues { seen: vec!["0".into()], too_many: true };
    let tags = [
        ("governor".to_owned(), TagValues { seen, too_many: false }),
        ("crowd".to_owned(), crowd),
        ("empty".to_owned(), TagValues::default()),
    ];
    Cohort {
        first_run_at: Timestamp::parse("2026-03-01T00:00:00Z"),
        last_run_at: Timestamp::parse("2026-03-09T00:00:00Z"),
        pinned: runs(4, 8, 0),
        unpinned: runs(1, 8, 0),
        unknowns: runs(1, 1, 1),
        tags: tags.into(),
        selections,
        ..Cohort::default()
    }
}

fn judged(policy: &Policy, cohort: Cohort) -> Verdict {
    let metrics = Metrics { cohorts: vec![cohort], reports: 24, duplicates: 0, reruns: 0 };
    let evidence = Evidence {
        source: EvidenceSource::Reports,
        metrics_sha256: Sha256::of(b""),
        inputs_sha256: None,
        after_at: NotJudged::default(),
        expected: Some((25, 24)),
    };
    evaluate(policy, &metrics, At::NewestRun, evidence, BTreeMap::new())
}

/// Each check of a rule: stratum, group, outcome, sentence.
fn answers(rule: &str) -> String {
    let policy = harness::policy(&format!("policy p \"P\"\ndue at once\nrule r {{ {rule} }}"));
    let verdict = judged(&policy, cohort());
    let mut out = String::new();
    for check in verdict.rules.iter().flat_map(|rule| &rule.checks) {
        let stratum = check.stratum.map_or("-", Stratum::word);
        let group = check.group.as_deref().unwrap_or("-");
        writeln!(out, "{stratum} {group} {}: {}", check.outcome, check.explanation).unwrap();
    }
    out
}

/// Rules, and what comes of them.
const RULES: &[&str] = &[
    // Groups: listed, seen, left out; and where there are none.
    "for each governor require rate(fail) < 60%",
    "for each governor require rate(fail) <= 20%",
    "for each stratum in unpinned, pinned for each governor require rate(fail) < 30%",
    "for each governor in \"schedutil\", \"power save\", \"performance\" require runs >= 10 else hold",
    "for each stratum in pinned, unpinned for each governor in \"\" require runs >= 10",
    "for each governor except \"performance\" require rate(fail) among known > 50% require runs_with(fail) <= 3",
    "for each governor except \"performance\", \"schedutil\" require runs >= 1",
    "for each crowd require runs >= 1",
    "for each crowd except \"0\" require runs >= 1",
    "for each empty require runs >= 1",
    "for each unasked require runs >= 1",
    // `when` is judged in each group; not where there is none.
    "for each governor when runs in unpinned >= 5 require rate(fail) < 60%",
    "for each governor when runs_with(fail) >= 3 require rate(fail) < 60%",
    "for each governor in \"never\" when elapsed < 1 day require runs >= 1",
    "for each governor in \"never\" require elapsed >= 1 day or runs >= 0",
    // Windows: their scope is that of the metric, else that of the rule.
    "for each stratum in pinned require rate(fail) over last 5 runs < 50%",
    "require rate(fail) in pinned over last 5 runs < 70% and rate(fail) over last 5 runs <= 20%",
    "require rate(fail) in pinned over last 5 runs among known <= 40%",
    "require rate(fail) in pinned over last 20 runs < 50%",
    "require rate(fail) in pinned over last 20 runs among known < 50% or runs in pinned over last 20 runs >= 20",
    "require rate(fail) in pinned - rate(fail) in pinned over last 20 runs < 10pp",
    "require rate(fail) over last 7 days < 30%",
    "for each stratum in unpinned require runs over last 7 days >= 3 and mean(fail) over last 1 week < 2 per run",
    "require sum(fail) in unknowns over last 7 days <= 0",
    "require rate(fail) over last 24 hours < 30%",
    "require rate(fail) in pinned over last 1 run < 30%",
    "for each stratum in pinned require rate(fail) over last 7 days within 20pp of rate(fail)",
    // Windows in groups.
    "for each governor for each stratum in pinned, unpinned require rate(fail) over last 4 runs < 60%",
    "for each governor require elapsed >= 2 days",
];

#[test]
fn what_is_said_of_each_check() {
    let told: Vec<String> = RULES.iter().map(|rule| format!("{rule}\n{}", answers(rule))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// What a rule asks for: tags with their listed values, then windows.
fn asked(rules: &str) -> String {
    let plan = demand(&harness::policy(&format!("policy p \"P\"\ndue at once\n{rules}")));
    let groups = plan.groups.iter().map(|(tag, values)| format!("{tag} {values:?}"));
    let windows = plan.windows.iter().map(|AskedWindow { tag, window }| {
        let tag = tag.as_deref().map(|tag| format!(" of each {tag}")).unwrap_or_default();
        match window {
            Window::Runs { count, stratum, among_known } => {
                format!("{count} runs in {stratum}{}{tag}", if *among_known { " among known" } else { "" })
            }
            Window::Span(time) => format!("{} seconds{tag}", time.seconds()),
        }
    });
    groups.chain(windows).collect::<Vec<_>>().join("; ")
}

/// The sensitivity judges everything `among known`, so those windows are asked for too.
#[test]
fn what_is_asked_for() {
    for (rules, expected) in [
        ("rule r { require runs > 1 }", ""),
        ("rule r { for each job require runs > 1 }", "job {}"),
        (
            "rule r { for each job except \"a\" require runs > 1 } rule s { for each job in \"c\", \"b\" require runs > 1 }",
            "job {\"b\", \"c\"}",
        ),
        ("rule r { require rate(fail) over last 7 days < 5% }", "604800 seconds"),
        (
            "rule r { require rate(fail) over last 10 runs < 5% }",
            "10 runs in all; 10 runs in all among known",
        ),
        ("rule r { require rate(fail) over last 10 runs among known < 5% }", "10 runs in all among known"),
        (
            "rule r { for each stratum in pinned, unpinned for each job when runs over last 3 runs > 1 \
             require runs in unknowns over last 2 runs > 1 prefer elapsed > 1 day }",
            "job {}; \
             2 runs in unknowns of each job; 2 runs in unknowns among known of each job; \
             3 runs in pinned of each job; 3 runs in pinned among known of each job; \
             3 runs in unpinned of each job; 3 runs in unpinned among known of each job",
        ),
        (
            "let recent = rate(fail) over last 1 day rule r { for each x require recent < 5% } rule s { require recent < 5% }",
            "x {}; 86400 seconds; 86400 seconds of each x",
        ),
        ("rule r { require runs over last 999999999999999999 weeks > 1 }", "9223372036854720000 seconds"),
    ] {
        assert_eq!(asked(rules), expected, "{rules}");
    }
    assert_eq!(
        demand(&harness::policy("policy p \"P\" due at once rule r { require runs > 1 }")),
        Plan::default()
    );
}

/// Of many groups the text shows the worst; the record has them all, and what counts against a check of two windows
/// counts once.
#[test]
fn many_groups_as_text() {
    let rules = "policy p \"P\" due at once rule r { for each build require runs_with(fail) <= 0 }";
    let mut many = cohort();
    let value = |n: u64| format!("build-{n:02}");
    for n in 0..50 {
        let (hit, not_known) = (u64::from(n % 20 == 3), u64::from(n == 7));
        let selection =
            Selection { inside: strata(runs(hit, 3, not_known), none(), none()), ..Selection::default() };
        many.selections.insert(View { group: Some(("build".into(), value(n))), window: None }, selection);
    }
    let seen = (0..50).map(value).collect();
    many.tags.insert("build".into(), TagValues { seen, too_many: false });
    let verdict = judged(&harness::policy(rules), many);
    assert_eq!(verdict.rules[0].checks.len(), 50);
    let text = text::render(&verdict);
    let plain = String::from_utf8(anstream::adapter::strip_bytes(text.as_bytes()).into_vec()).unwrap();
    insta::assert_snapshot!(plain);
}

/// The same runs stand in the short window and in the long one.
#[test]
fn runs_of_two_windows_count_once() {
    let name = |mut profile: Profile, names: &[&str]| {
        for row in profile.rows.values_mut() {
            row.run_ids = names.iter().map(|name| (*name).to_owned()).collect();
        }
        profile
    };
    let mut windows = Cohort::default();
    for (count, profile) in
        [(2, name(runs(2, 0, 0), &["r8", "r9"])), (3, name(runs(3, 0, 0), &["r7", "r8", "r9"]))]
    {
        let selection = Selection { inside: strata(profile, none(), none()), ..Selection::default() };
        windows.selections.insert(all(last(count, Stratum::All, false)), selection);
    }
    let policy = harness::policy(
        "policy p \"P\" due at once rule r { require rate(fail) over last 2 runs < 5% and rate(fail) over last 3 runs < 5% }",
    );
    let verdict = judged(&policy, windows);
    let against = &verdict.rules[0].checks[0].against;
    assert_eq!(
        (against.first.as_slice(), against.more),
        (["r7", "r8", "r9"].map(str::to_owned).as_slice(), 0)
    );
}
