//! Groups and windows: which runs are in them, which could be.

use rulecheck::base::time::{Duration, Timestamp};
use rulecheck::base::vocab::{DefaultedSet, Mask, MaskSet, Signal, Stratum, UnknownClass};
use rulecheck::data::aggregate::Aggregator;
use rulecheck::data::metrics::{Cohort, Selection, Shortfall, Strata};
use rulecheck::data::plan::{AskedWindow, Plan, View, Window};
use rulecheck::data::profile::Profile;
use rulecheck::data::run::{Counts, Identity, Run};

/// A run of the cohort `p`, or without a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Made {
    /// Whether it has the cohort's tag.
    pub(crate) told: bool,
    /// Where it is counted.
    pub(crate) stratum: Stratum,
    /// Hours since the epoch.
    pub(crate) hour: Option<i64>,
    /// Its number; 0: it has none.
    pub(crate) id: u64,
    /// The value of its tag `t`.
    pub(crate) value: Option<&'static str>,
    /// WARNs, unless they are not known.
    pub(crate) warn: Option<u128>,
}

/// A time in hours since the epoch.
pub(crate) fn hour(hour: i64) -> Timestamp {
    Timestamp::from_seconds(hour * 3600).unwrap()
}

/// The cohort `p` of some runs, with everything that the plan asks for.
pub(crate) fn cohort(runs: &[Made], plan: &Plan) -> Option<Cohort> {
    let mut aggregator = Aggregator::new(plan.clone(), 2);
    for made in runs {
        run_of(made, made.told.then_some("p"), |run| aggregator.add(run));
    }
    aggregator.finish().cohorts.into_iter().find(|cohort| cohort.policy_hash.is_some())
}

/// A run with a cohort tag.
pub(crate) fn run_of(made: &Made, policy_hash: Option<&str>, add: impl FnOnce(&Run<'_>)) {
    let mut counts = Counts::default();
    let mut missing = MaskSet::default();
    match made.warn {
        Some(warn) => counts.add(Signal::Warn, warn),
        None => missing = missing.with(Mask::Warn),
    }
    if made.stratum == Stratum::Unknowns {
        counts.add(Signal::Class(UnknownClass::State), 1);
        counts.add(Signal::Unknown, 1);
    }
    let run_id = (made.id > 0).then(|| format!("r{}", made.id));
    add(&Run {
        identity: Identity {
            policy_hash,
            run_id: run_id.as_ref().map(String::as_bytes),
            policy_state: None,
            job: None,
        },
        attempt: 1,
        time: made.hour.map(hour),
        stratum: made.stratum,
        counts,
        missing,
        defaulted: DefaultedSet::default(),
        unreadable: false,
        tags: vec![made.value],
        raw: None,
        recorded: false,
        reports: &[],
    });
}

/// A plan that asks for one window, of the whole cohort and of each group of `t`, and for these groups.
pub(crate) fn plan(window: Option<Window>) -> Plan {
    let mut plan = Plan::default();
    plan.groups.insert("t".into(), ["a".to_owned(), "never".to_owned()].into());
    for tag in [None, Some("t".to_owned())] {
        plan.windows.extend(window.map(|window| AskedWindow { tag, window }));
    }
    plan
}

/// A view of the cohort.
pub(crate) fn view(value: Option<&str>, window: Option<Window>) -> View {
    View { group: value.map(|value| ("t".to_owned(), value.to_owned())), window }
}

/// `pinned pr1 unattributed? tag=a @3 warn2`: each word of a line says something of a run.
fn made(line: &str) -> Made {
    let mut run =
        Made { told: true, stratum: Stratum::Pinned, hour: None, id: 0, value: None, warn: Some(0) };
    for word in line.split_whitespace() {
        match (word, word.split_at(1)) {
            ("untold", _) => run.told = false,
            (word, _) if Stratum::from_word(word).is_some() => {
                run.stratum = Stratum::from_word(word).unwrap();
            }
            (_, ("r", id)) => run.id = id.parse().unwrap(),
            (_, ("@", at)) => run.hour = Some(at.parse().unwrap()),
            ("=a", _) => run.value = Some("a"),
            ("=b", _) => run.value = Some("b"),
            other => panic!("{other:?}"),
        }
    }
    run
}

fn world(lines: &str) -> Vec<Made> {
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(made).collect()
}

fn ids(profile: &Profile) -> String {
    let mut ids: Vec<&str> = profile.rows.values().flat_map(|row| &row.run_ids).map(String::as_str).collect();
    ids.sort_unstable();
    ids.join(" ")
}

/// in: pinned / unpinned / unknowns; could be: the same; untold.
fn told(selection: &Selection) -> String {
    let strata = |strata: &Strata| [&strata.pinned, &strata.unpinned, &strata.unknowns].map(ids).join("/");
    match selection.shortfall {
        Some(Shortfall::TooFewRuns) => "too few runs".into(),
        Some(Shortfall::NoTimestamps) => "no timestamps".into(),
        None => format!(
            "{} | {} | {}",
            strata(&selection.inside),
            strata(&selection.could_be),
            ids(&selection.untold)
        ),
    }
}

fn newest(count: u64, stratum: Stratum) -> Window {
    Window::Runs { count, stratum, among_known: false }
}

fn among_known(count: u64, stratum: Stratum) -> Window {
    Window::Runs { count, stratum, among_known: true }
}

fn hours(hours: i64) -> Window {
    Window::Span(Duration::from_seconds(hours * 3600))
}

#[track_caller]
fn check(world: &[Made], value: Option<&str>, window: Option<Window>, expected: &str) {
    let cohort = cohort(world, &plan(window)).unwrap();
    let selection = cohort.selections.get(&view(value, window));
    assert_eq!(selection.map_or("none".into(), told), expected, "{value:?} {window:?}");
}

const MIXED: &str = "
    r1 @1 =a
    r2 @2 =b
    r3 unpinned @3 =a
    r4 unknowns @4 =a
    r5 unknowns =b
    r6 @6
    r7 =a
    r8 untold @0 =a
    r9 untold @5 =b
    r10 untold =a
    r11 untold @7
";

#[test]
fn groups() {
    let mixed = world(MIXED);
    check(&mixed, Some("a"), None, "r1 r7/r3/r4 | r6// | r10 r11");
    check(&mixed, Some("b"), None, "r2//r5 | r6// | r11 r9");
    check(&mixed, Some("never"), None, "none");
    let cohort = cohort(&mixed, &plan(None)).unwrap();
    assert_eq!(cohort.tags["t"].seen, ["a", "b"]);
}

#[test]
fn windows_of_days() {
    let mixed = world(MIXED);
    // The newest is r6; were r11 of the cohort, it would begin an hour later: r3 cannot be told.
    check(&mixed, None, Some(hours(4)), "r6//r4 | r7/r3/r5 | r10 r11 r9");
    check(&mixed, Some("a"), Some(hours(4)), "//r4 | r6 r7/r3/ | r10 r11");
    let cohort = cohort(&mixed, &plan(Some(hours(4)))).unwrap();
    let selection = &cohort.selections[&view(Some("a"), Some(hours(4)))];
    assert_eq!([ids(&selection.pushed.pinned), ids(&selection.pushed.unpinned)], ["", "r3"]);
    check(&world("r1\nr2 untold @3"), None, Some(hours(4)), "no timestamps");
    // The start is exclusive.
    check(&world("r1 @1\nr2 @5\nr3 unknowns @2"), None, Some(hours(4)), "r2//r3 | // | ");
}

#[test]
fn windows_of_runs() {
    let mixed = world(MIXED);
    // Of r6 and r2, r4, r5, r9, r10 and r11 could push out both.
    check(&mixed, None, Some(newest(2, Stratum::Pinned)), "// | r2 r6//r4 r5 | r10 r11 r9");
    check(&mixed, None, Some(newest(5, Stratum::Pinned)), "too few runs");
    check(&mixed, None, Some(among_known(2, Stratum::Pinned)), "r2 r6// | // | ");
    check(&mixed, None, Some(among_known(2, Stratum::All)), "r6/r3/ | // | ");
    check(&mixed, None, Some(among_known(1, Stratum::Unknowns)), "too few runs");
    check(&mixed, Some("a"), Some(among_known(3, Stratum::All)), "r1 r7/r3/ | // | ");
    check(&mixed, Some("b"), Some(newest(2, Stratum::All)), "// | r2 r6//r5 | r11 r9");
    let attributed = world("r1 @1\nr2 @2\nr3 unpinned @3\nr4 @4\nr5");
    check(&attributed, None, Some(newest(2, Stratum::Pinned)), "r2 r4// | // | ");
    check(&attributed, None, Some(newest(4, Stratum::Pinned)), "r1 r2 r4 r5// | // | ");
    // One that is too old to be among them does no harm.
    check(
        &world("r1 unknowns @1\nr2 @2\nr3 untold @1\nr4 @4\nr5 @0"),
        None,
        Some(newest(2, Stratum::Pinned)),
        "r2 r4// | // | ",
    );
    check(&world("r1 unknowns @3\nr2 @2\nr4 @4"), None, Some(newest(2, Stratum::Pinned)), "r4// | r2//r1 | ");
    // Unattributed and without a time: among all runs, but nobody knows where.
    check(&world("r1 unknowns\nr2 @2\nr4 @4"), None, Some(newest(2, Stratum::All)), "r4// | r2//r1 | ");
    check(&world("r1 unknowns\nr2 @2\nr4 @4"), None, Some(newest(3, Stratum::All)), "r2 r4// | //r1 | ");
}

#[test]
fn ties_go_by_name() {
    let tie = world("r2 @1\nr10 @1\n@1\nr3");
    check(&tie, None, Some(newest(1, Stratum::All)), "r10// | // | ");
    check(&tie, None, Some(newest(2, Stratum::All)), "r10 r2// | // | ");
    check(&tie, None, Some(newest(4, Stratum::All)), "r10 r2 r3// | // | ");
}

/// Where a missing tag or stratum is all that puts a run behind another, it could be before it.
#[test]
fn ties_of_runs_in_doubt() {
    for stratum in [Stratum::Pinned, Stratum::Unpinned] {
        let window = newest(1, stratum);
        let lines = "@4 =a\nr2 @2 =a\n@4\nunknowns @4 =a\nuntold @4 =a";
        let runs: Vec<Made> = lines.lines().map(|line| made(&format!("{stratum} {line}"))).collect();
        let cohort = cohort(&runs, &plan(Some(window))).unwrap();
        let runs = |value| {
            let Selection { inside, could_be, untold, .. } = &cohort.selections[&view(value, Some(window))];
            let attributed = |strata: &Strata| strata.pinned.runs() + strata.unpinned.runs();
            [attributed(inside), attributed(could_be), could_be.unknowns.runs(), untold.runs()]
        };
        assert_eq!(runs(None), [0, 1, 1, 1]);
        assert_eq!(runs(Some("a")), [0, 2, 1, 1]);
    }
}

#[test]
fn more_values_than_are_judged() {
    let run = |number: usize| {
        let value: &'static str = Box::leak(format!("v{number:04}").into_boxed_str());
        Made { value: Some(value), ..made("@1") }
    };
    let of = |count| cohort(&(0..count).map(run).collect::<Vec<_>>(), &plan(None)).unwrap();
    let (most, more) = (of(1000), of(1001));
    assert_eq!(
        (most.tags["t"].seen.len(), most.tags["t"].too_many, most.selections.len()),
        (1000, false, 1000)
    );
    assert_eq!((more.tags["t"].seen.len(), more.tags["t"].too_many, more.selections.len()), (1000, true, 0));
}
