//! The verdict after each run is that of `evaluate` on the runs so far, and so are the counts behind it.

use std::convert::Infallible;

use proptest::prelude::*;
use rulecheck::base::digest::Sha256;
use rulecheck::data::aggregate::Aggregator;
use rulecheck::data::entries::State;
use rulecheck::data::growing::Growing;
use rulecheck::data::metrics::{Cohort, Selection, Strata};
use rulecheck::data::profile::Profile;
use rulecheck::data::run::{Identity, Run};
use rulecheck::data::seen::Seen;
use rulecheck::judge::{self, At};
use rulecheck::tools::replay::Replay;

use crate::harness::policy;
use crate::selection::{Made, run_of};

/// Policies that look at runs in every way that there is.
const POLICIES: [&str; 5] = [
    r#"policy p "P" due after 4 runs or 3 hours cohort newest
       rule a { require rate(warn) < 40% require rate(warn) in pinned <= 50% else hold prefer rate(warn) < 1% }
       rule b { for each stratum in pinned, unpinned require runs >= 1 else hold require missing(warn) < 3 else stop }"#,
    r#"policy p "P" due at once
       rule a { require rate(warn) over last 3 runs < 40% require rate(warn) in pinned over last 2 runs < 60% else hold }
       rule b { for each stratum in pinned, unpinned require runs over last 3 hours <= 3 }
       rule c { require rate(warn) over last 2 runs among known < 60% prefer elapsed < 5 hours }"#,
    r#"policy p "P" due after 2 runs
       rule a { for each t require rate(warn) <= 50% else hold }
       rule b { for each t in "a", "b" for each stratum in pinned, unpinned require runs_with(warn) over last 2 runs < 2 }
       rule c { for each t except "b" when runs > 1 require rate(warn) over last 4 hours among known < 70% }"#,
    r#"policy p "P" cohort own due after 2 runs rule a { require rate(warn) < 40% }"#,
    r#"policy p "P" due after 15 runs early at 60% confidence
       rule a { require rate(warn) < 70% require rate(warn) in pinned < 90% with 80% confidence else hold }"#,
];

fn made() -> impl Strategy<Value = (Made, u8)> {
    use rulecheck::base::vocab::Stratum::{Pinned, Unknowns, Unpinned};
    let stratum = prop::sample::select(vec![Pinned, Pinned, Unpinned, Unpinned, Unknowns]);
    let hour = prop::option::weighted(0.85, 0..9_i64);
    let value = prop::sample::select(vec![Some("a"), Some("a"), Some("b"), Some("c"), None]);
    let warn = prop::sample::select(vec![Some(0), Some(0), Some(2), None]);
    let run = (stratum, hour, 0..20_u64, value, warn).prop_map(|(stratum, hour, id, value, warn)| Made {
        told: true,
        stratum,
        hour,
        id,
        value,
        warn,
    });
    (run, prop::sample::select(vec![0_u8, 0, 0, 0, 1, 2, 2]))
}

/// Counts a run that was counted once more elsewhere.
fn add_again(aggregator: &mut Aggregator, seen: &Seen<'_>, tags: usize) {
    let shape = seen.shape();
    aggregator.add(&Run {
        identity: Identity {
            policy_hash: seen.cohort(),
            run_id: seen.run_id().map(str::as_bytes),
            policy_state: seen.policy_state(),
            job: seen.job(),
        },
        attempt: seen.attempt(),
        time: seen.time(),
        stratum: shape.stratum,
        counts: seen.counts(),
        missing: shape.key.missing,
        defaulted: shape.key.defaulted,
        unreadable: shape.state == State::Unreadable,
        tags: (0..tags).map(|place| seen.tag(place)).collect(),
        raw: seen.raw(),
        recorded: false,
        reports: &[],
    });
}

/// Names of runs are left out by what grows.
fn nameless(cohort: &Cohort) -> Cohort {
    let profile = |profile: &Profile| {
        let rows = profile.rows.iter().map(|(key, row)| {
            let mut row = row.clone();
            row.run_ids.clear();
            (*key, row)
        });
        Profile { rows: rows.collect() }
    };
    let strata = |strata: &Strata| Strata {
        pinned: profile(&strata.pinned),
        unpinned: profile(&strata.unpinned),
        unknowns: profile(&strata.unknowns),
    };
    let selections = cohort.selections.iter().map(|(view, selection)| {
        // Where a window cannot be drawn, nothing looks at what would be in it.
        let selection = match selection.shortfall {
            Some(_) => Selection { shortfall: selection.shortfall, ..Selection::default() },
            None => Selection {
                inside: strata(&selection.inside),
                could_be: strata(&selection.could_be),
                pushed: strata(&selection.pushed),
                untold: profile(&selection.untold),
                shortfall: None,
            },
        };
        (view.clone(), selection)
    });
    Cohort {
        pinned: profile(&cohort.pinned),
        unpinned: profile(&cohort.unpinned),
        unknowns: profile(&cohort.unknowns),
        untold: cohort.untold.as_ref().map(profile),
        groups: Vec::new(),
        selections: selections.collect(),
        ..cohort.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_verdict_is_that_on_the_runs_so_far(
        runs in prop::collection::vec(made(), 0..24),
        tagged in prop::bool::weighted(0.8),
        number in 0..POLICIES.len(),
    ) {
        let mut policy = policy(POLICIES[number]);
        if number == 3 {
            // Some runs are the policy's own.
            policy.policy_hash = Sha256::of(b"p");
        }
        let own = policy.policy_hash.to_string();
        let mut plan = judge::demand::demand(&policy);
        plan.groups.entry("t".into()).or_default();
        let mut all = Aggregator::new(plan.clone(), 2);
        for (made, cohort) in &runs {
            let tag = [Some(own.as_str()), Some("q"), None][usize::from(*cohort)].filter(|_| tagged);
            run_of(made, tag, |run| all.add(run));
        }
        let pool = all.pool();
        let mut so_far = Aggregator::new(plan.clone(), 1);
        let wants_own = (number == 3).then_some(own.as_str());
        let mut growing = Growing::new(&pool, &plan, &plan, wants_own);
        let replay = Replay::of(&policy, &all, &plan, |_, _| Ok::<_, Infallible>(())).unwrap();
        for (number, member) in (1_u64..).zip(pool.in_order(None)) {
            add_again(&mut so_far, &pool.seen(member).unwrap(), plan.tags().len());
            let metrics = so_far.finish();
            let there = judge::decision(&policy, &metrics, At::NewestRun);
            let here = replay.after(number).unwrap();
            prop_assert_eq!(
                (here.decision, here.phase, &here.decided_by),
                (there.decision, there.phase, &there.decided_by),
                "after run {}", number
            );
            growing.add(member);
            if let [judged] = growing.candidates().as_slice() {
                let same = metrics.cohorts.iter().find(|cohort| cohort.policy_hash == judged.policy_hash);
                let (mut here, there) = (nameless(judged), nameless(same.unwrap()));
                // A value that no rule lists and no attributed run has is no group: nothing looks there.
                here.selections.retain(|view, _| {
                    let is_seen = |(_, value): &(String, String)| here.tags["t"].seen.contains(value);
                    there.selections.contains_key(view) || view.group.as_ref().is_none_or(is_seen)
                });
                prop_assert_eq!(here, there, "after run {}", number);
            }
        }
        prop_assert_eq!(replay.runs, pool.in_order(None).len() as u64);
    }
}
