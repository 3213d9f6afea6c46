//! Adding up: the same sum in any order and split, and the same as counting the slow way.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rulecheck::base::time::Timestamp;
use rulecheck::base::vocab::{DefaultedSet, MaskSet, Signal, SignalSet, Stratum, UnknownClass};
use rulecheck::data::aggregate::Aggregator;
use rulecheck::data::merge::{MergeError, merge};
use rulecheck::data::metrics::{Cohort, Metrics};
use rulecheck::data::metrics_file::write;
use rulecheck::data::metrics_read::read;
use rulecheck::data::natural;
use rulecheck::data::plan::{JOB, Plan};
use rulecheck::data::profile::{Profile, Row, RowKey};
use rulecheck::data::run::{Counts, Identity, Run};
use rulecheck::data::tally::Tally;

use super::strategies::lines;
use crate::reports::read_with;

fn aggregate(lines: &[String]) -> Aggregator {
    let mut aggregator = Aggregator::new(Plan::default(), 3);
    for line in lines {
        read_with(line.as_bytes(), 64, |run| aggregator.add(run));
    }
    aggregator
}

/// A run that owns its names.
#[derive(Clone, PartialEq)]
struct Owned {
    hash: Option<String>,
    id: Option<String>,
    state: Option<String>,
    job: Option<String>,
    attempt: u64,
    time: Option<Timestamp>,
    stratum: Stratum,
    counts: Counts,
    key: RowKey,
    unreadable: bool,
}

impl Owned {
    fn of(run: &Run<'_>) -> Self {
        let Identity { policy_hash, run_id, policy_state, job } = run.identity;
        Self {
            hash: policy_hash.map(str::to_owned),
            id: run_id.map(|id| String::from_utf8_lossy(id).into_owned()),
            state: policy_state.map(str::to_owned),
            job: job.map(str::to_owned),
            attempt: run.attempt,
            time: run.time,
            stratum: run.stratum,
            counts: run.counts.clone(),
            key: RowKey { hits: run.counts.hits(), missing: run.missing, defaulted: run.defaulted },
            unreadable: run.unreadable,
        }
    }

    fn content(&self) -> (Stratum, &Counts, MaskSet) {
        (self.stratum, &self.counts, self.key.missing)
    }
}

/// Counts as data.md words it, all reports at hand.
fn slowly(lines: &[String]) -> Metrics {
    let mut reports = Vec::new();
    for line in lines {
        read_with(line.as_bytes(), 64, |run| reports.push(Owned::of(run)));
    }
    let mut metrics = Metrics { reports: reports.len() as u64, ..Metrics::default() };
    let mut runs: Vec<Owned> = reports.iter().filter(|report| report.id.is_none()).cloned().collect();
    let mut identities: BTreeMap<_, Vec<&Owned>> = BTreeMap::new();
    for report in reports.iter().filter(|report| report.id.is_some()) {
        identities.entry((&report.hash, &report.id, &report.state, &report.job)).or_default().push(report);
    }
    for reports in identities.values() {
        let lowest = reports.iter().map(|report| report.attempt).min().unwrap();
        let of_it: Vec<&Owned> = reports.iter().copied().filter(|report| report.attempt == lowest).collect();
        metrics.reruns += (reports.len() - of_it.len()) as u64;
        metrics.duplicates += of_it.len() as u64 - 1;
        let latest = of_it.iter().map(|report| report.time).max().unwrap();
        let mut run: Owned = of_it
            .iter()
            .copied()
            .filter(|report| report.time == latest)
            .min_by_key(|report| report.key.defaulted.iter().count())
            .unwrap()
            .clone();
        if of_it.iter().any(|report| report.content() != run.content()) {
            let class = Signal::Class(UnknownClass::RunConflict);
            run.counts = Counts::default();
            run.counts.add(class, 1);
            run.counts.add(Signal::Unknown, 1);
            run.key = RowKey {
                hits: run.counts.hits(),
                missing: MaskSet::untrusted(),
                defaulted: DefaultedSet::default(),
            };
            run.stratum = match run.state.as_deref() {
                Some("pinned") => Stratum::Pinned,
                Some("unpinned") => Stratum::Unpinned,
                _ => Stratum::Unknowns,
            };
            run.unreadable = false;
        }
        runs.push(run);
    }
    runs.sort_by(|a, b| natural::compare(a.id.as_deref().unwrap_or(""), b.id.as_deref().unwrap_or("")));
    let mut cohorts: BTreeMap<Option<String>, Cohort> = BTreeMap::new();
    for run in &runs {
        let cohort = cohorts.entry(run.hash.clone()).or_default();
        cohort.policy_hash.clone_from(&run.hash);
        let profile = match run.stratum {
            Stratum::Pinned => &mut cohort.pinned,
            Stratum::Unpinned => &mut cohort.unpinned,
            _ => &mut cohort.unknowns,
        };
        profile.add(run.key, &row(run));
        if run.stratum != Stratum::Unknowns && run.time.is_some() {
            cohort.first_run_at = cohort.first_run_at.or(run.time).min(run.time);
            cohort.last_run_at = cohort.last_run_at.max(run.time);
        }
    }
    for cohort in cohorts.values_mut().filter(|cohort| cohort.policy_hash.is_some()) {
        let mut untold = Profile::default();
        for run in runs.iter().filter(|run| run.hash.is_none()) {
            if cohort.first_run_at.is_some() && run.time.is_some() && run.time < cohort.first_run_at {
                continue;
            }
            let mut run = run.clone();
            if !run.unreadable {
                run.counts.add(Signal::Class(UnknownClass::Cohort), 1);
                run.counts.add(Signal::Unknown, 1);
                run.key.hits = run.counts.hits();
            }
            untold.add(run.key, &row(&run));
        }
        cohort.untold = Some(untold);
    }
    metrics.cohorts = cohorts.into_values().collect();
    metrics
}

fn row(run: &Owned) -> Row {
    Row { runs: 1, sums: run.counts.clone(), run_ids: run.id.iter().cloned().collect() }
}

fn profile() -> impl Strategy<Value = Profile> {
    lines().prop_map(|lines| {
        let mut sum = Profile::default();
        for cohort in &aggregate(&lines).finish().cohorts {
            cohort.profiles(Stratum::All).for_each(|profile| sum.merge(profile));
        }
        sum
    })
}

fn plus(a: &Profile, b: &Profile) -> Profile {
    let mut sum = a.clone();
    sum.merge(b);
    sum
}

/// Whether any run has a name that is seen.
fn has_names(metrics: &Metrics) -> bool {
    let mut profiles = metrics.cohorts.iter().flat_map(|cohort| cohort.profiles(Stratum::All));
    profiles.any(|profile| profile.rows.values().any(|row| !row.run_ids.is_empty()))
}

fn signals() -> impl Strategy<Value = SignalSet> {
    prop::sample::subsequence(Signal::all().collect::<Vec<_>>(), 0..4)
        .prop_map(|list| list.into_iter().collect())
}

/// What a policy may waive.
fn waived() -> impl Strategy<Value = SignalSet> {
    let classes = UnknownClass::ALL.iter().filter(|class| class.can_be_waived());
    let signals: Vec<Signal> = classes.map(|class| Signal::Class(*class)).collect();
    prop::sample::subsequence(signals, 0..4).prop_map(|list| list.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counted_as_slowly(lines in lines()) {
        prop_assert_eq!(aggregate(&lines).finish(), slowly(&lines));
    }

    #[test]
    fn any_split(lines in lines(), at in any::<prop::sample::Index>(), third in any::<prop::sample::Index>()) {
        let whole = aggregate(&lines).finish();
        let (left, right) = lines.split_at(at.index(lines.len() + 1));
        let (middle, right) = right.split_at(third.index(right.len() + 1));
        let [left, middle, right] = [left, middle, right].map(aggregate);
        let mut forth = left.clone();
        forth.merge(&middle);
        forth.merge(&right);
        let mut back = right;
        back.merge(&{ let mut sum = middle; sum.merge(&left); sum });
        prop_assert_eq!(&forth.finish(), &whole);
        prop_assert_eq!(&back.finish(), &whole);
    }

    #[test]
    fn profiles_add_up(a in profile(), b in profile(), c in profile(), signals in signals(), waived in waived()) {
        prop_assert_eq!(plus(&a, &b), plus(&b, &a));
        prop_assert_eq!(plus(&plus(&a, &b), &c), plus(&a, &plus(&b, &c)));
        prop_assert_eq!(&plus(&a, &Profile::default()), &a);
        let of = |profiles: &[&Profile]| profiles.iter().map(|profile| Tally::of(profile, signals, waived)).fold(Tally::default(), Tally::plus);
        prop_assert_eq!(of(&[&plus(&a, &b)]), of(&[&a, &b]));
        let tally = of(&[&a]);
        prop_assert_eq!(tally.hit + tally.clean + tally.not_known, tally.runs);
        prop_assert!(tally.counted_runs <= tally.runs && tally.counted_sum <= tally.sum);
        prop_assert_eq!(tally.sum_unknown, tally.counted_runs < tally.runs);
        if waived == SignalSet::default() {
            prop_assert!(tally.sum >= tally.hit.into());
        }
    }

    /// Shards that are split by run_id add up to the whole, byte for byte.
    #[test]
    fn shards_add_up(lines in lines(), shards in 1..5_usize, tagged in any::<bool>()) {
        // Untagged runs beside tagged ones cannot be placed: all are tagged, or none.
        let plain = |line: &String| line.replace("\"policy_hash\":null", "\"policy_hash\":\"z\"");
        let bare = |line: &String| line.replace("\"policy_hash\"", "\"hash\"");
        let lines: Vec<String> = lines
            .iter()
            .filter(|line| !tagged || line.contains("policy_hash"))
            .map(|line| if tagged { plain(line) } else { bare(line) })
            .collect();
        let shard_of = |at: usize, line: &String| {
            let mut shard = at;
            read_with(line.as_bytes(), 64, |run| {
                shard = run.identity.run_id.map_or(at, |id| id.iter().copied().map(usize::from).sum());
            });
            shard % shards
        };
        let mut parts = vec![Vec::new(); shards];
        for (at, line) in lines.iter().enumerate() {
            parts[shard_of(at, line)].push(line.clone());
        }
        let files: Vec<(String, Metrics)> = parts
            .iter()
            .enumerate()
            .map(|(number, lines)| (number.to_string(), read(&write(&aggregate(lines).finish())).unwrap()))
            .collect();
        prop_assert_eq!(write(&merge(files.clone()).unwrap()), write(&aggregate(&lines).finish()));
        if let Some((_, metrics)) = files.iter().find(|(_, metrics)| has_names(metrics)) {
            let twice = [files.clone(), vec![("again".into(), metrics.clone())]].concat();
            let shared = matches!(merge(twice), Err(MergeError::SharedRun { .. }));
            prop_assert!(shared);
        }
    }

    #[test]
    fn written_read_written(lines in lines(), groups in any::<bool>()) {
        let shown = if groups { [JOB.to_owned()].into() } else { BTreeSet::new() };
        let mut aggregator = Aggregator::new(Plan { shown, ..Plan::default() }, 2);
        for line in &lines {
            read_with(line.as_bytes(), 64, |run| aggregator.add(run));
        }
        let mut metrics = aggregator.finish();
        let text = write(&metrics);
        // What is asked for beside the groups that are shown is not in the file.
        metrics.cohorts.iter_mut().for_each(|cohort| cohort.tags.clear());
        prop_assert_eq!(read(&text).unwrap(), metrics);
    }

    #[test]
    fn a_changed_digit_is_refused(
        lines in prop::collection::vec(super::strategies::line(), 1..6),
        at in any::<prop::sample::Index>(),
    ) {
        let mut aggregator = Aggregator::new(Plan { shown: [JOB.to_owned()].into(), ..Plan::default() }, 2);
        for line in &lines {
            read_with(line.as_bytes(), 64, |run| aggregator.add(run));
        }
        let mut bytes = write(&aggregator.finish()).into_bytes();
        let at = at.index(bytes.len());
        let Some(byte) = bytes.get_mut(at) else { return Ok(()) };
        *byte = if *byte == b'1' { b'2' } else { b'1' };
        let changed = String::from_utf8(bytes).unwrap();
        // What it is read as, if at all, is what would be written so: a name, or all of a consistent set of counts.
        if let Ok(other) = read(&changed) {
            prop_assert_eq!(write(&other), changed);
        }
    }
}
