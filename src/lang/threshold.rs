//! [`Threshold`]: a comparison of a rate with a fixed value, as a policy has it.

use crate::base::bounds::Looks;
use crate::base::limit::Limit;
use crate::base::rational::Rational;
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Comparison, Expr, Metric, NodeId, Op, Policy};

/// A comparison of a rate with a fixed value.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold<'a> {
    /// The rate.
    pub metric: &'a Metric,
    /// How it is compared, the rate on the left.
    pub comparison: Comparison,
    /// What with.
    pub value: Rational,
}

impl<'a> Threshold<'a> {
    /// Of a comparison in an expression; `None` for any other operation.
    #[must_use]
    pub fn of(policy: &Policy, expr: &'a Expr, op: &Op) -> Option<Self> {
        let Op::Compare(left, comparison, right) = *op else { return None };
        let (metric, comparison, limit) = match (rate(expr, left), rate(expr, right)) {
            (Some(metric), None) => (metric, comparison, right),
            (None, Some(metric)) => (metric, comparison.mirrored(), left),
            _ => return None,
        };
        Some(Self { metric, comparison, value: fixed(policy, expr, limit)? })
    }

    /// Of an expression that is nothing else.
    #[must_use]
    pub fn of_all(policy: &Policy, expr: &'a Expr) -> Option<Self> {
        Self::of(policy, expr, &expr.nodes.last()?.op)
    }

    /// What is to be shown, and may be wrong as often as `alpha`; `None` for `==` and `!=`.
    #[must_use]
    pub fn limit(&self, alpha: Rational, looks: Looks) -> Option<Limit> {
        let at_most = self.comparison.wants_less()?;
        let strict = matches!(self.comparison, Comparison::Less | Comparison::Greater);
        Some(Limit { value: self.value.clone(), at_most, strict, alpha, looks })
    }
}

/// The rate that a node is.
#[must_use]
pub fn rate(expr: &Expr, id: NodeId) -> Option<&Metric> {
    match &expr.nodes.get(id)?.op {
        Op::Metric(metric) if metric.builtin == Builtin::Rate => Some(metric),
        _ => None,
    }
}

/// The value of a literal or a constant.
#[must_use]
pub fn fixed(policy: &Policy, expr: &Expr, id: NodeId) -> Option<Rational> {
    match &expr.nodes.get(id)?.op {
        Op::Literal(value) => Some(value.clone()),
        Op::Constant(at) => policy.constants.get(*at).map(|constant| constant.value.clone()),
        _ => None,
    }
}
