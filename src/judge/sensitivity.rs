//! The verdict again under four assumptions: by the checks alone, the runs as they are, as if due.

use crate::base::vocab::{Phase, Signal};
use crate::data::metrics::{Cohort, Selection};
use crate::data::profile::Profile;
use crate::judge::checks::{CheckOutcome, outcomes};
use crate::judge::decide::{Decided, decide};
use crate::judge::functions::Scene;
use crate::judge::verdict::{Assumption, Sensitivity};
use crate::judge::waivers::Waived;
use crate::lang::policy::Policy;

/// Judges `scene` under each assumption and says which rules tip the verdict that `as_judged` gives.
#[must_use]
pub fn sensitivity(policy: &Policy, scene: Scene<'_>, as_judged: &[CheckOutcome<'_>]) -> Sensitivity {
    let judged = decide(Some(as_judged), Phase::Due);
    let nothing_waived = Waived::default();
    let left_out = changed(scene.cohort, without_overrides);
    let as_fail = changed(scene.cohort, overrides_failed);
    let assumptions: Vec<_> = Assumption::ALL
        .iter()
        .map(|assumption| {
            let scene = match assumption {
                Assumption::MissingIgnored => Scene { missing_ignored: true, ..scene },
                Assumption::OverridesAsFail => Scene { cohort: &as_fail, ..scene },
                Assumption::OverridesLeftOut => Scene { cohort: &left_out, ..scene },
                Assumption::WaiversIgnored => Scene { waived: &nothing_waived, ..scene },
            };
            let otherwise = outcomes(policy, scene, None);
            let decided = decide(Some(&otherwise), Phase::Due);
            let tipped_by = tipped_by((&judged, as_judged), (&decided, &otherwise));
            (*assumption, decided.decision, tipped_by)
        })
        .collect();
    let robust = assumptions.iter().all(|(_, decision, _)| *decision == judged.decision);
    Sensitivity { assumptions, robust }
}

/// Where the verdicts differ: the rules that decide one of them and have a check that came out otherwise.
fn tipped_by(
    (judged, as_judged): (&Decided, &[CheckOutcome<'_>]),
    (decided, otherwise): (&Decided, &[CheckOutcome<'_>]),
) -> Vec<String> {
    if judged.decision == decided.decision {
        return Vec::new();
    }
    let differs = |rule: &String| {
        as_judged.iter().zip(otherwise).any(|(a, b)| a.rule == rule.as_str() && a.outcome != b.outcome)
    };
    let mut rules: Vec<String> = judged.decided_by.iter().chain(&decided.decided_by).cloned().collect();
    rules.sort();
    rules.dedup();
    rules.retain(differs);
    rules
}

/// Windows stay as drawn: a run that is left out makes no room for an older one.
fn changed(cohort: &Cohort, change: fn(&Profile) -> Profile) -> Cohort {
    let mut changed = cohort.clone();
    let own = [&mut changed.pinned, &mut changed.unpinned, &mut changed.unknowns];
    let selected = changed.selections.values_mut().flat_map(|selection| {
        let Selection { inside, could_be, pushed, untold, shortfall: _ } = selection;
        let strata = [inside, could_be, pushed].into_iter();
        strata.flat_map(|runs| [&mut runs.pinned, &mut runs.unpinned, &mut runs.unknowns]).chain([untold])
    });
    for profile in own.into_iter().chain(&mut changed.untold).chain(selected) {
        *profile = change(profile);
    }
    changed
}

fn without_overrides(profile: &Profile) -> Profile {
    let kept = profile.rows.iter().filter(|(key, _)| !key.hits.contains(Signal::Override));
    Profile { rows: kept.map(|(key, row)| (*key, row.clone())).collect() }
}

fn overrides_failed(profile: &Profile) -> Profile {
    let mut changed = Profile::default();
    for (key, row) in &profile.rows {
        let (mut key, mut row) = (*key, row.clone());
        if key.hits.contains(Signal::Override) {
            key.hits = key.hits.with(Signal::Fail);
            row.sums.add(Signal::Fail, row.sums.get(Signal::Override));
        }
        changed.add(key, &row);
    }
    changed
}
