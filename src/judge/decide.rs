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
    /// 2: the verdict is not due, and GO is not possible yet.
    NotDue,
    /// 2: the verdict is not due, but each requirement is met with the confidence that was asked for.
    Early,
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
            Self::NothingJudged | Self::NotDue | Self::Early | Self::NothingMet | Self::Gone => false,
        }
    }

    const fn decision(self) -> Decision {
        match self {
            Self::Stopped | Self::Violated => Decision::NoGo,
            Self::NothingJudged | Self::NotDue | Self::Held | Self::NothingMet => Decision::Hold,
            Self::Early | Self::Gone => Decision::Go,
        }
    }
}

/// Decides. Without outcomes no run is judged. `phase`: whether the verdict is due, or each requirement is shown early.
#[must_use]
pub fn decide(outcomes: Option<&[CheckOutcome<'_>]>, phase: Phase) -> Decided {
    let step = step(outcomes, phase);
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
    let phase = match step {
        Step::NothingJudged | Step::NotDue => Phase::Observing,
        Step::Stopped if phase == Phase::Early => Phase::Observing,
        _ => phase,
    };
    Decided { decision: step.decision(), phase, decided_by, step }
}

fn step(outcomes: Option<&[CheckOutcome<'_>]>, phase: Phase) -> Step {
    let Some(outcomes) = outcomes else { return Step::NothingJudged };
    let any = |step: Step| outcomes.iter().any(|check| step.is_decided_by(check.effect, check.outcome));
    if any(Step::Stopped) {
        Step::Stopped
    } else if phase == Phase::Early {
        Step::Early
    } else if phase == Phase::Observing {
        Step::NotDue
    } else if any(Step::Violated) {
        Step::Violated
    } else if any(Step::Held) {
        Step::Held
    } else if !outcomes.iter().any(is_met) {
        Step::NothingMet
    } else {
        Step::Gone
    }
}

/// Whether a requirement is met.
fn is_met(check: &CheckOutcome<'_>) -> bool {
    check.effect != Effect::Advise && check.outcome == Outcome::Met
}

/// The rules with a requirement that is not shown yet, sorted; `early`: the outcomes with the confidence asked for.
#[must_use]
pub fn not_shown(early: &[CheckOutcome<'_>]) -> Vec<String> {
    let fine = |outcome| matches!(outcome, Outcome::Met | Outcome::NotApplicable);
    let rules = early.iter().filter(|check| check.effect != Effect::Advise && !fine(check.outcome));
    rules.map(|check| check.rule.to_owned()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whether each requirement that applies is met, and at least one is.
#[must_use]
pub fn all_met(outcomes: &[CheckOutcome<'_>]) -> bool {
    not_shown(outcomes).is_empty() && outcomes.iter().any(is_met)
}

impl From<Decided> for Alternative {
    fn from(decided: Decided) -> Self {
        Self { decision: decided.decision, decided_by: decided.decided_by }
    }
}
