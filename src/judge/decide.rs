//! The numbered steps of the verdict, in their order.

use std::collections::BTreeSet;

use crate::base::vocab::{Decision, Outcome, Phase};
use crate::judge::checks::CheckOutcome;
use crate::judge::verdict::Alternative;
use crate::lang::policy::Effect;

/// The word that decides while observing.
pub const DUE: &str = "due";

/// What was decided, and by which checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The answer.
    pub decision: Decision,
    /// How far the rollout is observed.
    pub phase: Phase,
    /// The deciding rules, sorted.
    pub decided_by: Vec<String>,
    /// The condition of the step that decided, as effect and outcome of a check.
    pub step: Step,
}

/// The step that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 0: no run is judged.
    NothingJudged,
    /// 1: a `require … else stop` is violated.
    Stopped,
    /// 2: the verdict is not due.
    NotDue,
    /// 3: a `require` is violated.
    Violated,
    /// 4: a `require … else hold` is violated, or a `require` is undetermined.
    Held,
    /// 4: no `require` is met.
    NothingMet,
    /// 5: nothing is against it.
    Gone,
}

impl Step {
    /// Whether a check met the condition of this step.
    #[must_use]
    pub fn is_decided_by(self, effect: Effect, outcome: Outcome) -> bool {
        let violated = outcome == Outcome::Violated;
        match self {
            Self::Stopped => effect == Effect::Stop && violated,
            Self::Violated => effect == Effect::NoGo && violated,
            Self::Held => {
                (effect == Effect::Hold && violated)
                    || (effect != Effect::Advise && outcome == Outcome::Undetermined)
            }
            Self::NothingJudged | Self::NotDue | Self::NothingMet | Self::Gone => false,
        }
    }

    const fn decision(self) -> Decision {
        match self {
            Self::Stopped | Self::Violated => Decision::NoGo,
            Self::NothingJudged | Self::NotDue | Self::Held | Self::NothingMet => Decision::Hold,
            Self::Gone => Decision::Go,
        }
    }
}

/// Decides. Without outcomes no run is judged.
#[must_use]
pub fn decide(outcomes: Option<&[CheckOutcome<'_>]>, due: bool) -> Decided {
    let step = step(outcomes, due);
    let decided_by = match step {
        Step::NothingJudged | Step::NotDue => vec![DUE.to_owned()],
        _ => outcomes
            .unwrap_or_default()
            .iter()
            .filter(|check| step.is_decided_by(check.effect, check.outcome))
            .map(|check| check.rule.to_owned())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
    };
    let phase = if due && step != Step::NothingJudged { Phase::Due } else { Phase::Observing };
    Decided { decision: step.decision(), phase, decided_by, step }
}

fn step(outcomes: Option<&[CheckOutcome<'_>]>, due: bool) -> Step {
    let Some(outcomes) = outcomes else { return Step::NothingJudged };
    let any = |step: Step| outcomes.iter().any(|check| step.is_decided_by(check.effect, check.outcome));
    let met = |check: &CheckOutcome<'_>| check.effect != Effect::Advise && check.outcome == Outcome::Met;
    if any(Step::Stopped) {
        Step::Stopped
    } else if !due {
        Step::NotDue
    } else if any(Step::Violated) {
        Step::Violated
    } else if any(Step::Held) {
        Step::Held
    } else if !outcomes.iter().any(met) {
        Step::NothingMet
    } else {
        Step::Gone
    }
}

impl From<Decided> for Alternative {
    fn from(decided: Decided) -> Self {
        Self { decision: decided.decision, decided_by: decided.decided_by }
    }
}
