//! [`Replay`]: the verdict after every run: when it would have gone, how often it flipped, and by which rule.

pub mod timeline;
pub mod walk;

use crate::base::digest::Sha256;
use crate::base::time::Timestamp;
use crate::base::vocab::{Decision, Phase};
use crate::data::aggregate::Aggregator;
use crate::data::plan::Plan;
use crate::judge::decide::Decided;
use crate::judge::{self, At};
use crate::lang::policy::Policy;
use crate::tools::replay::walk::{Step, walk};

/// The verdicts of one policy on the runs so far, after each run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Id of the policy.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its hash.
    pub policy_hash: Sha256,
    /// How many runs there are.
    pub runs: u64,
    /// The verdicts in their order: each as long as it stayed the same.
    pub spells: Vec<Spell>,
}

/// Runs in a row after which the verdict was the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// The first of them.
    pub from: Moment,
    /// How many.
    pub runs: u64,
    /// The verdict.
    pub verdict: Stand,
}

/// A run in the row of all runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its number, from 1.
    pub number: u64,
    /// Its name.
    pub run_id: Option<String>,
    /// When it ran.
    pub time: Option<Timestamp>,
}

/// A verdict, without what explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// The answer.
    pub decision: Decision,
    /// How far the rollout was observed.
    pub phase: Phase,
    /// The deciding rules, sorted; `due` while observing.
    pub decided_by: Vec<String>,
    /// The tag of the judged cohort; the outer `None`: none was judged.
    pub cohort: Option<Option<String>>,
}

/// A change of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip<'r> {
    /// The run that it came with.
    pub at: &'r Moment,
    /// What it was.
    pub from: Decision,
    /// What it was then.
    pub to: Decision,
    /// The rules that made it so: for the worse, those that came to decide; for the better, those that no longer do.
    pub by: Vec<&'r str>,
    /// Other runs are judged: those of another policy version.
    pub other_cohort: bool,
}

/// What became of the runs of one policy version, in the order in which they were judged first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course<'r> {
    /// The tag of its runs.
    pub cohort: Option<&'r str>,
    /// The first spell of it.
    pub from: &'r Moment,
    /// The spell in which it fell due.
    pub fell_due: Option<&'r Spell>,
    /// The spell of its first GO.
    pub first_go: Option<&'r Spell>,
    /// How often the answer changed while it was judged.
    pub flips: u64,
    /// The last spell of it.
    pub last: &'r Spell,
}

/// What is decided after a step, and on which cohort.
#[must_use]
pub fn judged(policy: &Policy, step: &Step<'_, '_>) -> (Decided, Option<Option<String>>) {
    judge::among(policy, step.cohorts, At::NewestRun, |scene| {
        (judge::decided(policy, scene), scene.map(|scene| scene.cohort.policy_hash.clone()))
    })
}

impl Replay {
    /// Replays the runs that were read for the plan `read`; `each` is shown every run with its verdict.
    pub fn of<E>(
        policy: &Policy,
        runs: &Aggregator,
        read: &Plan,
        mut each: impl FnMut(&Moment, &Stand) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut replay = Self {
            id: policy.id.clone(),
            title: policy.title.clone(),
            policy_hash: policy.policy_hash,
            runs: 0,
            spells: Vec::new(),
        };
        let mut failed = Ok(());
        walk(policy, runs, read, |step| {
            if failed.is_err() {
                return;
            }
            let (Decided { decision, phase, decided_by, .. }, cohort) = judged(policy, step);
            let verdict = Stand { decision, phase, decided_by, cohort };
            let run_id = step.run.run_id().map(str::to_owned);
            let moment = Moment { number: step.number, run_id, time: step.run.time() };
            failed = each(&moment, &verdict);
            replay.runs = step.number;
            match replay.spells.last_mut().filter(|spell| spell.verdict == verdict) {
                Some(spell) => spell.runs = spell.runs.saturating_add(1),
                None => replay.spells.push(Spell { from: moment, runs: 1, verdict }),
            }
        });
        failed.map(|()| replay)
    }

    /// Every change of the answer.
    pub fn flips(&self) -> impl Iterator<Item = Flip<'_>> {
        let pairs = self.spells.iter().zip(self.spells.iter().skip(1));
        pairs.filter_map(|(before, after)| flip(before, after))
    }

    /// The verdict after a run, by its number from 1.
    #[must_use]
    pub fn after(&self, number: u64) -> Option<&Stand> {
        let later = self.spells.partition_point(|spell| spell.from.number <= number);
        later.checked_sub(1).and_then(|at| self.spells.get(at)).map(|spell| &spell.verdict)
    }

    /// What became of each policy version that was judged.
    #[must_use]
    pub fn courses(&self) -> Vec<Course<'_>> {
        let mut courses: Vec<Course<'_>> = Vec::new();
        let mut before: Option<&Spell> = None;
        for spell in &self.spells {
            let Some(cohort) = spell.verdict.cohort.as_ref().map(Option::as_deref) else {
                before = Some(spell);
                continue;
            };
            let known = courses.iter().position(|course| course.cohort == cohort);
            let at = known.unwrap_or_else(|| {
                courses.push(Course {
                    cohort,
                    from: &spell.from,
                    fell_due: None,
                    first_go: None,
                    flips: 0,
                    last: spell,
                });
                courses.len().saturating_sub(1)
            });
            let Some(course) = courses.get_mut(at) else { continue };
            if before.and_then(|before| flip(before, spell)).is_some_and(|flip| !flip.other_cohort) {
                course.flips = course.flips.saturating_add(1);
            }
            if spell.verdict.phase == Phase::Due {
                course.fell_due = course.fell_due.or(Some(spell));
            }
            if spell.verdict.decision == Decision::Go {
                course.first_go = course.first_go.or(Some(spell));
            }
            course.last = spell;
            before = Some(spell);
        }
        courses
    }
}

fn flip<'r>(before: &'r Spell, after: &'r Spell) -> Option<Flip<'r>> {
    let (from, to) = (&before.verdict, &after.verdict);
    if from.decision == to.decision {
        return None;
    }
    let (these, others) =
        if to.decision.severity() > from.decision.severity() { (to, from) } else { (from, to) };
    let by = these.decided_by.iter().filter(|rule| !others.decided_by.contains(rule)).map(String::as_str);
    Some(Flip {
        at: &after.from,
        from: from.decision,
        to: to.decision,
        by: by.collect(),
        other_cohort: from.cohort != to.cohort,
    })
}
