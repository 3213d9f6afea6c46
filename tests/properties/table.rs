//! The table of runs: what it holds does not depend on order, batches, shards or merges, and is what data.md says.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;
use rulecheck::base::digest::Sha256;
use rulecheck::base::time::Timestamp;
use rulecheck::base::vocab::{DefaultedField, DefaultedSet, Mask, MaskSet, Signal, Stratum, UnknownClass};
use rulecheck::data::aggregate::Aggregator;
use rulecheck::data::batch::Batch;
use rulecheck::data::entries::State;
use rulecheck::data::expected::{Expected, ExpectedRun};
use rulecheck::data::natural;
use rulecheck::data::plan::Plan;
use rulecheck::data::provenance::{RawDefect, RawReport};
use rulecheck::data::run::{Counts, Identity, Run};
use rulecheck::data::seen::Seen;

/// A report that owns its names: `raw` is a number that stands for its bytes, and so for a digest.
#[derive(Debug, Clone)]
struct Report {
    hash: Option<&'static str>,
    id: Option<&'static str>,
    state: &'static str,
    attempt: u64,
    time: Option<i64>,
    warns: u128,
    masked: bool,
    defaulted: bool,
    read: State,
    tags: [Option<&'static str>; 2],
    raw: u8,
    source: &'static str,
    recorded: bool,
}

impl Report {
    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        counts.add(Signal::Warn, self.warns);
        counts
    }

    fn stratum(&self) -> Stratum {
        if self.state == "pinned" { Stratum::Pinned } else { Stratum::Unknowns }
    }

    fn missing(&self) -> MaskSet {
        self.masked.then_some(Mask::Fail).into_iter().collect()
    }

    fn defaulted(&self) -> DefaultedSet {
        self.defaulted.then_some(DefaultedField::Override).into_iter().collect()
    }

    fn sha256(&self) -> Sha256 {
        Sha256::of(&[self.raw])
    }

    fn defects(&self) -> Vec<RawDefect> {
        let defect = RawDefect { class: UnknownClass::State, field: None, found: self.state.to_owned() };
        if self.state == "pinned" { Vec::new() } else { vec![defect] }
    }

    fn run(&self) -> Run<'_> {
        Run {
            identity: Identity {
                policy_hash: self.hash,
                run_id: self.id.map(str::as_bytes),
                policy_state: Some(self.state),
                job: None,
            },
            attempt: self.attempt,
            time: self.time.and_then(Timestamp::from_seconds),
            stratum: self.stratum(),
            counts: self.counts(),
            missing: self.missing(),
            defaulted: self.defaulted(),
            unreadable: self.read == State::Unreadable,
            tags: self.tags.to_vec(),
            raw: Some(self.sha256()),
            recorded: self.recorded,
            reports: &[],
        }
    }

    fn add_to(&self, batch: &mut Batch) {
        let defects = self.defects();
        let report = RawReport {
            sha256: self.sha256(),
            recorded: self.recorded,
            source: self.source,
            defects: &defects,
        };
        batch.add(&Run { reports: &[report], ..self.run() });
    }

    /// What must be the same in reports of one run.
    fn content(&self) -> String {
        format!("{:?}", (self.stratum(), self.warns, self.masked, self.read))
    }
}

fn report() -> impl Strategy<Value = Report> {
    let tag = || select(vec![None, Some(""), Some("a"), Some("b")]);
    let names = (
        select(vec![None, Some("h")]),
        select(vec![None, Some("r1"), Some("r2"), Some("r10")]),
        select(vec!["pinned", "odd"]),
        select(vec![1, 1, 1, 2, 3]),
        select(vec![None, Some(-5), Some(7)]),
        [tag(), tag()],
    );
    let rest = (
        select(vec![0, 0, 0, 1, 1 << 60]),
        prop::bool::weighted(0.2),
        any::<bool>(),
        select(vec![State::Read, State::Read, State::Read, State::Unreadable]),
        0_u8..3,
        select(vec!["x", "y"]),
        prop::bool::weighted(0.3),
    );
    (names, rest).prop_map(|((hash, id, state, attempt, time, tags), rest)| {
        let (warns, masked, defaulted, read, raw, source, recorded) = rest;
        Report { hash, id, state, attempt, time, warns, masked, defaulted, read, tags, raw, source, recorded }
    })
}

fn plan() -> Plan {
    Plan {
        shown: ["a".to_owned(), "b".to_owned()].into(),
        series: true,
        until: Timestamp::from_seconds(0),
        ..Plan::default()
    }
}

/// Reports in batches, in so many shards.
fn aggregate(reports: &[Report], batch_of: usize, shards: usize) -> Aggregator {
    let mut aggregator = Aggregator::new(plan(), shards);
    let mut batch = Batch::new(&plan());
    for reports in reports.chunks(batch_of) {
        batch.clear();
        for report in reports {
            report.add_to(&mut batch);
        }
        aggregator.absorb(&batch);
    }
    aggregator
}

/// All that can be told of a run.
fn describe(seen: &Seen<'_>) -> String {
    let identity = (seen.cohort(), seen.run_id(), seen.policy_state(), seen.job(), seen.attempt());
    let shape = seen.shape();
    let key = (shape.stratum, seen.counts().get(Signal::Warn), shape.key.missing, shape.key.defaulted);
    let conflict = seen.counts().get(Signal::Class(UnknownClass::RunConflict));
    let tags = [seen.tag(0), seen.tag(1)];
    let times = (seen.copies(), seen.reports());
    let raw: Vec<_> = seen.raw_reports().iter().map(|raw| format!("{raw:?}")).collect();
    let time = seen.time().map(Timestamp::seconds);
    format!(
        "{identity:?} {key:?} {conflict} {:?} {tags:?} {time:?} {times:?} {:?} {raw:?}",
        shape.state,
        seen.raw()
    )
}

fn runs(aggregator: &Aggregator) -> Vec<String> {
    let mut runs: Vec<Seen<'_>> = aggregator.runs().collect();
    runs.sort_by(Seen::compare);
    runs.iter().map(describe).collect()
}

/// As data.md words it, all reports at hand: how many runs there are, and of those with a name what must be known.
fn slowly(reports: &[Report]) -> BTreeSet<String> {
    let mut identities: BTreeMap<_, Vec<&Report>> = BTreeMap::new();
    for report in reports {
        // Without a name, all that is said is the identity.
        let all = report.id.is_none().then(|| {
            format!(
                "{:?}",
                (report.attempt, report.time, report.content(), report.defaulted, report.tags, report.raw)
            )
        });
        identities.entry((report.hash, report.id, report.state, all)).or_default().push(report);
    }
    let run = |((hash, id, state, _), reports): (&(_, Option<_>, _, _), &Vec<&Report>)| {
        let attempt = reports.iter().map(|report| report.attempt).min().unwrap();
        let of_it: Vec<&Report> =
            reports.iter().copied().filter(|report| report.attempt == attempt).collect();
        let first = of_it[0];
        let conflict = of_it.iter().any(|report| report.content() != first.content());
        let time = of_it.iter().map(|report| report.time).max().unwrap();
        let latest = of_it.iter().filter(|report| report.time == time);
        let defaulted = latest.map(|report| report.defaulted).min().unwrap() && !conflict;
        let tag =
            |at: usize| first.tags[at].filter(|_| of_it.iter().all(|other| other.tags[at] == first.tags[at]));
        let recorded = of_it.iter().filter(|report| report.recorded).count();
        let copies = if id.is_some() { 1 } else { recorded.max(of_it.len() - recorded) };
        let mut raw: BTreeMap<Sha256, (bool, &str)> = BTreeMap::new();
        for report in &of_it {
            let this = (!report.recorded, report.source);
            raw.entry(report.sha256()).and_modify(|other| *other = this.min(*other)).or_insert(this);
        }
        let defects = first.defects();
        let raw: Vec<_> = raw
            .into_iter()
            .map(|(sha256, (read, source))| {
                format!("{:?}", RawReport { sha256, recorded: !read, source, defects: &defects })
            })
            .collect();
        let missing = if conflict { MaskSet::untrusted() } else { first.missing() };
        let set: DefaultedSet = defaulted.then_some(DefaultedField::Override).into_iter().collect();
        let key = (first.stratum(), if conflict { 0 } else { first.warns }, missing, set);
        let read = if conflict { State::Read } else { first.read };
        let identity = (hash, id, Some(state), None::<&str>, attempt);
        let digest = id.is_none().then(|| first.sha256());
        let (tags, times) = ([tag(0), tag(1)], (copies, of_it.len()));
        format!(
            "{identity:?} {key:?} {} {read:?} {tags:?} {time:?} {times:?} {digest:?} {raw:?}",
            u8::from(conflict)
        )
    };
    identities.iter().map(run).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn told_as_slowly(reports in prop::collection::vec(report(), 0..24)) {
        let told: BTreeSet<String> = runs(&aggregate(&reports, 5, 3)).into_iter().collect();
        prop_assert_eq!(told, slowly(&reports));
    }

    #[test]
    fn any_order_batches_shards_and_merges(
        reports in prop::collection::vec(report(), 0..24)
            .prop_flat_map(|reports| (Just(reports.clone()), Just(reports).prop_shuffle())),
        batch_of in 1_usize..9,
        shards in 1_usize..6,
        at in any::<prop::sample::Index>(),
    ) {
        let (reports, shuffled) = reports;
        let one = aggregate(&reports, 100, 1);
        let other = aggregate(&shuffled, batch_of, shards);
        prop_assert_eq!(runs(&one), runs(&other));
        prop_assert_eq!(one.finish(), other.finish_on(3));
        prop_assert_eq!(one.not_judged(), other.not_judged());
        let (left, right) = shuffled.split_at(at.index(shuffled.len() + 1));
        let mut merged = aggregate(left, batch_of, shards);
        merged.merge(&aggregate(right, 3, shards));
        prop_assert_eq!(runs(&one), runs(&merged));
        prop_assert_eq!(one.finish(), merged.finish());
        let (metrics, late) = (one.finish(), one.not_judged());
        let late_reports: u64 = one.runs().filter(|run| run.is_after(plan().until)).map(|run| run.reports()).sum();
        prop_assert!(late.runs <= late_reports);
        prop_assert_eq!(metrics.reports + late_reports, reports.len() as u64);
    }

    #[test]
    fn natural_order(left in NAME, right in NAME) {
        let parts = |text: &str| {
            let mut parts: Vec<(u8, usize, String)> = Vec::new();
            let mut number = String::new();
            let end = |number: &mut String, parts: &mut Vec<_>| {
                if !number.is_empty() {
                    let value = number.trim_start_matches('0').to_owned();
                    parts.push((b'0', value.len(), value));
                    number.clear();
                }
            };
            for c in text.chars() {
                if c.is_ascii_digit() {
                    number.push(c);
                } else {
                    end(&mut number, &mut parts);
                    parts.push((u8::try_from(c).unwrap(), 0, String::new()));
                }
            }
            end(&mut number, &mut parts);
            parts
        };
        let slowly = parts(&left).cmp(&parts(&right)).then(left.cmp(&right));
        prop_assert_eq!(natural::compare(&left, &right), slowly);
    }
}

/// Short names with zeros anywhere, and longer ones with digits at the same places.
const NAME: &str =
    "[a01]{0,3}[019]{0,4}[a0]{0,2}|run-[01]{3,4}[/:a][019]{3,6}|[01]{8,9}[0:]?|[019]{14}[0a]{2,3}";

fn named(id: &'static str, state: &'static str) -> Report {
    let tags = [None; 2];
    Report {
        hash: Some("h"),
        id: Some(id),
        state,
        attempt: 1,
        time: None,
        warns: 0,
        masked: false,
        defaulted: false,
        read: State::Read,
        tags,
        raw: 0,
        source: "x",
        recorded: false,
    }
}

#[test]
fn many_runs_and_long_names() {
    let ids: Vec<String> =
        (0..20_000).map(|number| format!("run-{number}")).chain(["x".repeat(100_000)]).collect();
    let template = named("", "pinned");
    let mut aggregator = Aggregator::new(Plan::default(), 2);
    let mut batch = Batch::new(&Plan::default());
    for round in 1..=2 {
        for id in &ids {
            let mut run = template.run();
            run.identity.run_id = Some(id.as_bytes());
            batch.add(&run);
        }
        aggregator.absorb(&batch);
        batch.clear();
        let metrics = aggregator.finish();
        let count = ids.len() as u64;
        assert_eq!((metrics.reports, metrics.duplicates), (count * round, count * (round - 1)));
    }
    let found: BTreeSet<&str> = aggregator.runs().filter_map(|run| run.run_id()).collect();
    assert_eq!(found, ids.iter().map(String::as_str).collect());
}

#[test]
fn expected_runs() {
    let expect = |run_id: &str, state: Option<&str>| ExpectedRun {
        run_id: run_id.to_owned(),
        policy_state: state.map(str::to_owned),
    };
    let list = [
        expect("a", None),
        expect("a", Some("pinned")),
        expect("b", Some("pinned")),
        expect("b", Some("unpinned")),
        expect("c", None),
        expect("c", None),
        expect("d", Some("odd")),
    ];
    let mut aggregator = aggregate(&[named("a", "pinned"), named("b", "pinned")], 10, 2);
    let expected = aggregator.expect(&list);
    assert_eq!(expected, Expected { expected: 5, received: 2 });
    let metrics = aggregator.finish();
    let [cohort] = metrics.cohorts.as_slice() else { panic!("{metrics:?}") };
    let rows = |profile: &rulecheck::data::profile::Profile| {
        let row = |(key, row): (&rulecheck::data::profile::RowKey, &rulecheck::data::profile::Row)| {
            (
                key.missing == MaskSet::untrusted(),
                row.sums.get(Signal::Class(UnknownClass::ArtefactMissing)),
                row.run_ids.join(" "),
            )
        };
        profile.rows.iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(cohort.policy_hash.as_deref(), Some("h"));
    assert_eq!(rows(&cohort.pinned), [(false, 0, "a b".to_owned())]);
    assert_eq!(rows(&cohort.unpinned), [(true, 1, "b".to_owned())]);
    assert_eq!(rows(&cohort.unknowns), [(true, 2, "c d".to_owned())]);
    // Where they belong cannot be told as soon as there are two tags.
    let other = Report { hash: Some("g"), ..named("e", "pinned") };
    let mut aggregator = aggregate(&[named("a", "pinned"), other], 10, 2);
    assert_eq!(aggregator.expect(&list[5..6]), Expected { expected: 1, received: 0 });
    let hashes: Vec<_> = aggregator.finish().cohorts.into_iter().map(|cohort| cohort.policy_hash).collect();
    assert_eq!(hashes, [None, Some("g".to_owned()), Some("h".to_owned())]);
    assert_eq!(aggregator.runs().count(), 2);
}
