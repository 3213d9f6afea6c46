//! Policy × metrics × time → [`verdict::Verdict`]: the only place where rules and reports meet.
#![deny(clippy::arithmetic_side_effects)]

pub mod advisories;
pub mod checks;
pub mod cohort;
pub mod confidence;
pub mod decide;
pub mod demand;
pub mod expr;
pub mod functions;
pub mod group_name;
pub mod margin;
pub mod phase;
pub mod places;
pub mod reasons;
pub mod record;
pub mod sensitivity;
pub mod sentence;
pub mod trace;
pub mod value;
pub mod verdict;
pub mod verdict_file;
pub mod waivers;

use std::collections::BTreeMap;

use crate::base::time::Timestamp;
use crate::base::vocab::Phase;
use crate::data::metrics::{Cohort, Metrics};
use crate::judge::decide::{Decided, Step, all_met, decide, not_shown};
use crate::judge::functions::Scene;
use crate::judge::verdict::{EarlyProgress, Evidence, Progress, TimeSource, Verdict};
use crate::judge::waivers::Waived;
use crate::lang::policy::Policy;

/// The time of evaluation, as asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The timestamp of the newest attributed run of the judged cohort.
    NewestRun,
    /// `--at TIME`.
    Given(Timestamp),
    /// `--at now`, as the caller's clock had it.
    Now(Timestamp),
}

impl At {
    /// The time, where it was given; reports after it are not judged.
    #[must_use]
    pub const fn given(self) -> Option<Timestamp> {
        match self {
            Self::NewestRun => None,
            Self::Given(time) | Self::Now(time) => Some(time),
        }
    }

    const fn source(self) -> TimeSource {
        match self {
            Self::NewestRun => TimeSource::NewestRun,
            Self::Given(_) => TimeSource::Flag,
            Self::Now(_) => TimeSource::Now,
        }
    }
}

/// What is decided, and by which rules: [`evaluate`] without anything that explains it.
#[must_use]
pub fn decision(policy: &Policy, metrics: &Metrics, at: At) -> Decided {
    decision_among(policy, &metrics.cohorts.iter().collect::<Vec<_>>(), at)
}

/// The same, of cohorts that are counted elsewhere.
#[must_use]
pub fn decision_among(policy: &Policy, cohorts: &[&Cohort], at: At) -> Decided {
    among(policy, cohorts, at, |scene| decided(policy, scene))
}

/// What is decided on a scene; `None`: no run is judged.
#[must_use]
pub fn decided(policy: &Policy, scene: Option<Scene<'_>>) -> Decided {
    let outcomes = scene.map(|scene| checks::outcomes(policy, scene, None));
    let phase = phase_of(policy, scene, &mut phase::progress(&policy.due, scene));
    decide(outcomes.as_deref(), phase)
}

/// How far the rollout is observed; says in `progress` what keeps an early GO.
fn phase_of(policy: &Policy, scene: Option<Scene<'_>>, progress: &mut Progress) -> Phase {
    if phase::is_due(progress) {
        return Phase::Due;
    }
    let Some((confidence, scene)) = policy.early.as_ref().zip(scene) else { return Phase::Observing };
    let outcomes = checks::outcomes(policy, scene, Some(confidence));
    let held_back_by = not_shown(&outcomes);
    progress.early = Some(EarlyProgress { confidence: confidence.clone(), held_back_by });
    if all_met(&outcomes) { Phase::Early } else { Phase::Observing }
}

/// Calls `judge` with what the checks of a policy are judged on; `None`: no run is judged.
pub fn with_scene<T>(
    policy: &Policy,
    metrics: &Metrics,
    at: At,
    judge: impl FnOnce(Option<Scene<'_>>) -> T,
) -> T {
    among(policy, &metrics.cohorts.iter().collect::<Vec<_>>(), at, judge)
}

/// The same, of cohorts that are counted elsewhere.
pub fn among<T>(
    policy: &Policy,
    cohorts: &[&Cohort],
    at: At,
    judge: impl FnOnce(Option<Scene<'_>>) -> T,
) -> T {
    let chosen = cohort::choose(policy, cohorts).ok();
    let time = at.given().or_else(|| chosen.and_then(|cohort| cohort.last_run_at));
    let waived = Waived::at(&policy.waivers, time);
    judge(chosen.map(|cohort| Scene {
        cohort,
        group: None,
        at: time,
        waived: &waived,
        missing_ignored: false,
    }))
}

/// Judges `metrics` by `policy`. A pure function: the same arguments give the same verdict.
#[must_use]
pub fn evaluate(
    policy: &Policy,
    metrics: &Metrics,
    at: At,
    evidence: Evidence,
    context: BTreeMap<String, String>,
) -> Verdict {
    let chosen = cohort::choose(policy, &metrics.cohorts.iter().collect::<Vec<_>>());
    let time = at.given().or_else(|| chosen.ok().and_then(|cohort| cohort.last_run_at));
    let waived = Waived::at(&policy.waivers, time);
    let scene = chosen.ok().map(|cohort| Scene {
        cohort,
        group: None,
        at: time,
        waived: &waived,
        missing_ignored: false,
    });

    let mut progress = phase::progress(&policy.due, scene);
    let phase = phase_of(policy, scene, &mut progress);
    let early = policy.early.as_ref().filter(|_| phase == Phase::Early);
    let rules =
        scene.map_or_else(|| checks::not_judged(policy), |scene| checks::records(policy, scene, early));
    // What decides before the verdict is due, and what would if it were, are not the same checks.
    let outcomes = match early.zip(scene) {
        Some((_, scene)) => Some(checks::outcomes(policy, scene, None)),
        None => scene.map(|_| checks::outcomes_of(&rules)),
    };
    let decided = decide(outcomes.as_deref(), phase);
    if decided.step == Step::NotDue {
        progress.if_due_now = Some(decide(outcomes.as_deref(), Phase::Due).into());
    }

    let sensitivity = scene.zip(outcomes.as_deref());
    let sensitivity = sensitivity.map(|(scene, judged)| sensitivity::sensitivity(policy, scene, judged));
    let waivers = record::waivers(policy, chosen.ok(), time);
    let cohort = record::cohort(policy, metrics, chosen);
    let evidence = record::evidence(metrics, chosen.ok(), evidence);
    let reasons = reasons::reasons(&decided, &rules, &progress, &cohort, &evidence);
    let advisories = advisories::advisories(&rules, &waivers, &cohort, &evidence, time);
    Verdict {
        decision: decided.decision,
        phase: decided.phase,
        progress,
        decided_by: decided.decided_by,
        reasons,
        evaluated_at: time,
        evaluated_at_source: at.source(),
        policy: record::policy(policy),
        cohort,
        evidence,
        confidence_checks: checks::made_with_confidence(&rules),
        rules,
        waivers,
        sensitivity: sensitivity.unwrap_or_default(),
        advisories,
        context,
    }
}
