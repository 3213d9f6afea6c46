//! Whether the verdict is due, and how far it is until then.

use crate::base::vocab::Stratum;
use crate::data::metrics::Cohort;
use crate::data::profile::Profile;
use crate::judge::functions::Scene;
use crate::judge::verdict::Progress;
use crate::lang::policy::Due;

/// Attributed runs of a cohort.
#[must_use]
pub fn attributed(cohort: &Cohort) -> u64 {
    runs(cohort, Stratum::Pinned).saturating_add(runs(cohort, Stratum::Unpinned))
}

/// Runs of a cohort in a stratum.
#[must_use]
pub fn runs(cohort: &Cohort, stratum: Stratum) -> u64 {
    cohort.profiles(stratum).map(Profile::runs).fold(0, u64::saturating_add)
}

/// What is observed so far beside what `due` asks for.
#[must_use]
pub fn progress(due: &Due, scene: Option<Scene<'_>>) -> Progress {
    Progress {
        runs: scene.map_or(0, |scene| attributed(scene.cohort)),
        runs_needed: due.runs,
        elapsed: scene.and_then(|scene| scene.elapsed()),
        elapsed_needed: due.elapsed,
        all_needed: due.all,
        if_due_now: None,
        early: None,
    }
}

/// Whether the verdict is due: one part is reached (`and`: both); a time that is not known is not reached.
#[must_use]
pub fn is_due(progress: &Progress) -> bool {
    let by_runs = progress.runs_needed.map(|needed| progress.runs >= needed);
    let by_time =
        progress.elapsed_needed.map(|needed| progress.elapsed.is_some_and(|elapsed| elapsed >= needed));
    match (by_runs, by_time) {
        (None, None) => true,
        (Some(reached), None) | (None, Some(reached)) => reached,
        (Some(a), Some(b)) => {
            if progress.all_needed {
                a && b
            } else {
                a || b
            }
        }
    }
}
