//! The runs that a test describes → metrics, by the same aggregator that counts reports, and the time to judge them at.

use crate::base::digest::Sha256;
use crate::base::time::{Duration, Timestamp};
use crate::base::vocab::{DefaultedSet, MaskSet, Signal, Stratum, UnknownClass};
use crate::data::aggregate::Aggregator;
use crate::data::metrics::Metrics;
use crate::data::plan::{JOB, Plan};
use crate::data::run::{Counts, Identity, Run};
use crate::judge::At;
use crate::lang::testcase::{GivenRun, GivenRuns, RunGroup};

/// 2001-01-01: when the first run of a test ran. Early, so that waivers are in force.
const FIRST: i64 = 978_307_200;

/// Runs, counted, and the time to judge them at.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What they add up to.
    pub metrics: Metrics,
    /// When they are judged.
    pub at: At,
}

/// Counts the runs of a test as `plan` asks; all are tagged with `policy_hash`, if one is given.
#[must_use]
pub fn count(given: &GivenRuns, plan: &Plan, policy_hash: Option<&str>) -> Judged {
    let own = given.groups.iter().filter_map(RunGroup::length).max().unwrap_or(Duration::from_seconds(0));
    let elapsed = given.elapsed.unwrap_or(own);
    let mut aggregator = Aggregator::new(plan.clone(), 1);
    let mut names = Names::default();
    // Where single runs are spread, the first stands at the begin, the others at the end.
    let mut begun = given.groups.iter().any(|group| group.each.is_some() || group.runs.len() > 1);
    for group in &given.groups {
        let tags = Tags::of(group, plan);
        let last = group.runs.len().saturating_sub(1);
        for (number, given) in group.runs.iter().enumerate() {
            let offset = match group.each {
                Some(each) => each.seconds().saturating_mul(i64::try_from(number).unwrap_or(i64::MAX)),
                None if last == 0 && begun => elapsed.seconds(),
                None => spread(elapsed, number, last),
            };
            begun |= group.stratum != Stratum::Unknowns;
            let name = names.next(group.stratum);
            let time = Timestamp::from_seconds(FIRST.saturating_add(offset));
            aggregator.add(&run(given, group.stratum, &name, time, policy_hash, &tags));
        }
    }
    let end = Timestamp::from_seconds(FIRST.saturating_add(elapsed.seconds()));
    Judged { metrics: aggregator.finish(), at: end.map_or(At::NewestRun, At::Given) }
}

/// The time of a run, if all are spread evenly over `elapsed`.
fn spread(elapsed: Duration, number: usize, last: usize) -> i64 {
    let part = |number: usize| i128::try_from(number).unwrap_or_default();
    let offset = i128::from(elapsed.seconds()).saturating_mul(part(number)).checked_div(part(last));
    offset.and_then(|offset| i64::try_from(offset).ok()).unwrap_or(0)
}

/// Names for runs: `pinned-1`, `pinned-2` …
#[derive(Default)]
struct Names {
    given: [usize; 4],
}

impl Names {
    fn next(&mut self, stratum: Stratum) -> String {
        let mut number = 0;
        if let Some(given) = self.given.get_mut(stratum as usize) {
            *given = given.saturating_add(1);
            number = *given;
        }
        format!("{stratum}-{number}")
    }
}

/// The tags of a group, as runs hold them.
struct Tags<'g> {
    job: Option<&'g str>,
    asked: Vec<Option<&'g str>>,
}

impl<'g> Tags<'g> {
    fn of(group: &'g RunGroup, plan: &Plan) -> Self {
        let value =
            |tag: &str| group.tags.iter().find(|(name, _)| name == tag).map(|(_, value)| value.as_str());
        Self { job: value(JOB), asked: plan.tags().into_iter().map(value).collect() }
    }
}

fn run<'a>(
    given: &GivenRun,
    stratum: Stratum,
    name: &'a str,
    time: Option<Timestamp>,
    policy_hash: Option<&'a str>,
    tags: &Tags<'a>,
) -> Run<'a> {
    let state = match stratum {
        Stratum::Unknowns | Stratum::All => "neither",
        Stratum::Pinned | Stratum::Unpinned => stratum.word(),
    };
    let mut counts = Counts::default();
    for (signal, count) in &given.counts {
        counts.add(*signal, (*count).into());
    }
    let read = Run {
        identity: Identity {
            policy_hash,
            run_id: Some(name.as_bytes()),
            policy_state: Some(state),
            job: tags.job,
        },
        attempt: 1,
        time,
        stratum,
        counts: Counts::default(),
        missing: given.missing,
        defaulted: DefaultedSet::default(),
        unreadable: false,
        tags: tags.asked.clone(),
        raw: None,
        recorded: false,
        reports: &[],
    };
    if given.unreadable {
        counts.add(Signal::Class(UnknownClass::ParseError), 1);
        counts.add(Signal::Unknown, 1);
        return Run {
            identity: Identity { policy_hash, ..Identity::default() },
            time: None,
            stratum: Stratum::Unknowns,
            counts,
            missing: MaskSet::untrusted(),
            unreadable: true,
            tags: vec![None; tags.asked.len()],
            raw: Some(Sha256::of(name.as_bytes())),
            ..read
        };
    }
    let unknown = counts.of_classes();
    counts.add(Signal::Unknown, unknown);
    Run { counts, ..read }
}
