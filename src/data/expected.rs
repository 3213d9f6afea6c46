//! [`check`]: which of the runs that there should be left no report.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::vocab::{DefaultedSet, MaskSet, Signal, Stratum, UnknownClass};
use crate::data::batch::Batch;
use crate::data::dedup::Runs;
use crate::data::fields::Fields;
use crate::data::index::{Hash, Interner};
use crate::data::plan::Plan;
use crate::data::run::{Counts, Identity, Run};

/// A run that happened, says somebody else than its report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpectedRun {
    /// Its name.
    pub run_id: String,
    /// Its state, trimmed and in lower case, if it is said.
    pub policy_state: Option<String>,
}

/// How many runs there should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expected {
    /// Runs that were said to have happened, each once.
    pub expected: u64,
    /// Those of them that left a report.
    pub received: u64,
}

/// The runs of one name.
#[derive(Debug)]
struct Named<'a> {
    run_id: &'a str,
    /// For each state that is asked for whether it was seen; if none is, any report will do.
    states: BTreeMap<Option<&'a str>, bool>,
}

/// Looks for the reports of expected runs, in any cohort and job. Those without one come back as runs of which nothing
/// is known, in the one tagged cohort, if there is just one, else untagged.
#[must_use]
pub fn check(plan: &Plan, shards: &[Runs], expected: &[ExpectedRun]) -> (Expected, Runs) {
    let mut names: Interner<Named<'_>> = Interner::default();
    let hash = |run_id: &[u8]| Hash::default().with_bytes(run_id);
    for run in expected {
        let run_id = run.run_id.as_str();
        let number = names.intern(
            hash(run_id.as_bytes()),
            |other| other.run_id == run_id,
            || Named { run_id, states: BTreeMap::new() },
        );
        if let Some(named) = names.get_mut(number) {
            named.states.insert(run.policy_state.as_deref(), false);
        }
    }
    let mut cohorts = BTreeSet::new();
    for seen in shards.iter().flat_map(|shard| shard.seen(None)) {
        if !seen.is_after(plan.until) {
            cohorts.extend(seen.cohort());
        }
        let run_id = seen.run_id_bytes();
        let number = names.find(hash(run_id), |named| named.run_id.as_bytes() == run_id);
        if let Some(named) = number.and_then(|number| names.get_mut(number)) {
            for state in [None, seen.policy_state()] {
                named.states.entry(state).and_modify(|received| *received = true);
            }
        }
    }
    let cohort = if cohorts.len() == 1 { cohorts.first().copied() } else { None };
    let (mut count, mut absent) = (Expected::default(), Batch::new(plan));
    for named in names.things() {
        // A name without a state says nothing that the same with one does not.
        let only = named.states.len() == 1;
        for (state, received) in named.states.iter().filter(|(state, _)| only || state.is_some()) {
            count.expected = count.expected.saturating_add(1);
            if *received {
                count.received = count.received.saturating_add(1);
            } else {
                absent.add(&missing(cohort, named.run_id, *state));
            }
        }
    }
    let mut runs = Runs::default();
    runs.absorb(&absent, absent.by_shard(1).of(0));
    (count, runs)
}

/// A run without a report.
fn missing<'a>(policy_hash: Option<&'a str>, run_id: &'a str, policy_state: Option<&'a str>) -> Run<'a> {
    let mut counts = Counts::default();
    counts.add(Signal::Class(UnknownClass::ArtefactMissing), 1);
    counts.add(Signal::Unknown, 1);
    Run {
        identity: Identity { policy_hash, run_id: Some(run_id.as_bytes()), policy_state, job: None },
        attempt: 1,
        time: None,
        stratum: policy_state.and_then(Fields::stratum).unwrap_or(Stratum::Unknowns),
        counts,
        missing: MaskSet::untrusted(),
        defaulted: DefaultedSet::default(),
        unreadable: false,
        tags: Vec::new(),
        raw: None,
        recorded: false,
        reports: &[],
    }
}
