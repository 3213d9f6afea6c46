//! [`Stands`]: how a check stands to another one, of the same policy or of its next version, by reasoning over all the
//! runs that there could be.

use crate::base::rational::Rational;
use crate::base::vocab::Stratum;
use crate::lang::policy::{Check, Expr, Op, Policy, Rule};

use super::logic::{Cases, Logic, Truth, all, any, neither};

/// A check in one of the strata that its rule goes through.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The policy it is of.
    pub policy: &'a Policy,
    /// The rule it is of.
    pub rule: &'a Rule,
    /// The check.
    pub check: &'a Check,
    /// The stratum; `None` where the rule goes through none.
    pub stratum: Option<Stratum>,
    /// The confidence with which it is asked for before the verdict is due; `None`: as when it is due.
    pub early: Option<&'a Rational>,
}

impl<'a> Place<'a> {
    /// All places of a check.
    pub fn all(
        policy: &'a Policy,
        rule: &'a Rule,
        check: &'a Check,
        early: Option<&'a Rational>,
    ) -> impl Iterator<Item = Self> {
        let none = rule.strata.is_empty().then_some(None);
        let strata = none.into_iter().chain(rule.strata.iter().copied().map(Some));
        strata.map(move |stratum| Self { policy, rule, check, stratum, early })
    }
}

impl Place<'_> {
    fn confidence(&self) -> Option<&Rational> {
        self.check.confidence.as_ref().max(self.early)
    }

    /// Whether the same is asked of the same runs; with the same numbers, whatever they are called.
    fn is_same(&self, other: &Self) -> bool {
        let ops = |place: &Self, expr: &Expr| -> Vec<Op> {
            let constants = &place.policy.constants;
            let ops = expr.nodes.iter().map(|node| match &node.op {
                Op::Constant(at) => match constants.get(*at) {
                    Some(constant) => Op::Literal(constant.value.clone()),
                    None => node.op.clone(),
                },
                op => op.clone(),
            });
            ops.collect()
        };
        let when = |place: &Self| place.rule.when.as_ref().map(|when| ops(place, when));
        self.stratum == other.stratum
            && self.confidence() == other.confidence()
            && ops(self, &self.check.expr) == ops(other, &other.check.expr)
            && when(self) == when(other)
    }
}

/// When a check lets a rollout pass, met or not applicable, and when it is violated.
struct Verdicts {
    passes: Cases,
    violated: Cases,
}

/// Holds checks against each other.
pub struct Stands<'a>(Logic<'a>);

impl<'a> Stands<'a> {
    /// For the checks of two policies with the same words.
    #[must_use]
    pub fn new(policy: &'a Policy) -> Self {
        Self(Logic::new(policy))
    }

    /// Whether `b` lets every rollout pass that `a` lets pass. `false` also where that was not found out.
    pub fn passes_follow(&mut self, a: Place<'a>, b: Place<'a>) -> bool {
        self.follow(a, b, |verdicts| verdicts.passes)
    }

    /// Whether `b` is violated wherever `a` is violated. `false` also where that was not found out.
    pub fn violations_follow(&mut self, a: Place<'a>, b: Place<'a>) -> bool {
        self.follow(a, b, |verdicts| verdicts.violated)
    }

    fn follow(&mut self, a: Place<'a>, b: Place<'a>, of: fn(Verdicts) -> Cases) -> bool {
        if a.rule.group != b.rule.group {
            return false;
        }
        if a.is_same(&b) {
            return true;
        }
        let (a, b) = (of(self.verdicts(a)), of(self.verdicts(b)));
        self.0.is_impossible(&all([a, neither(&b)]))
    }

    fn verdicts(&mut self, place: Place<'a>) -> Verdicts {
        let Place { policy, rule, check, stratum, .. } = place;
        let truth = self.0.truth_of(policy, &check.expr, stratum, place.confidence());
        let when = match &rule.when {
            Some(when) => self.0.truth_of(policy, when, stratum, None),
            None => Truth { yes: all([]), no: Some(Vec::new()) },
        };
        let passes = any([when.no, all([when.yes.clone(), truth.yes])]);
        Verdicts { passes, violated: all([when.yes, truth.no]) }
    }
}
