//! What is seen of checks where they are made: their outcomes, and how near they come to their thresholds.

use std::collections::BTreeSet;

use crate::base::rational::Rational;
use crate::base::vocab::{Outcome, words};
use crate::data::metrics::Metrics;
use crate::judge::checks::{MadeCheck, each};
use crate::judge::expr::Evaluated;
use crate::judge::value::Value;
use crate::judge::{At, with_scene};
use crate::lang::policy::{Comparison, Expr, NodeId, Op, Policy};
use crate::lang::testcase::Setting;
use crate::tools::suite::threshold::unit;

words! {
    /// Where a value lies by its threshold, within one unit of the last digit of that.
    Position {
        /// On the side that meets the comparison.
        Inside = "just inside",
        /// Exactly there.
        On = "on",
        /// On the other side.
        Outside = "just outside",
    }
}

/// Something that can be seen of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// What came of it.
    Outcome(Outcome),
    /// A comparison of it, or of its rule's `when`, by a threshold.
    Threshold {
        /// Of the `when`.
        when: bool,
        /// The comparison.
        node: NodeId,
        /// Where the compared value lay.
        position: Position,
    },
}

/// A sight of a check of a rule, both by their position.
pub type Seen = (usize, usize, Sight);

/// All that is seen of the checks of a policy; thresholds whose constants are `set` otherwise are left aside.
#[must_use]
pub fn sights(policy: &Policy, set: &[Setting], metrics: &Metrics, at: At) -> BTreeSet<Seen> {
    with_scene(policy, metrics, at, |scene| {
        let mut seen = BTreeSet::new();
        let Some(scene) = scene else { return seen };
        each(policy, scene, |made: MadeCheck<'_, '_>| {
            let (rule, check) = (made.rule, made.check);
            seen.insert((rule, check, Sight::Outcome(made.outcome)));
            let mut look = |evaluated: &Evaluated<'_>, when| {
                for node in thresholds(evaluated.expr) {
                    if is_set(policy, evaluated.expr, set) {
                        continue;
                    }
                    if let Some(position) = position(evaluated, node) {
                        seen.insert((
                            rule,
                            if when { 0 } else { check },
                            Sight::Threshold { when, node, position },
                        ));
                    }
                }
            };
            look(made.judged, false);
            made.when.into_iter().for_each(|when| look(when, true));
        });
        seen
    })
}

fn is_set(policy: &Policy, expr: &Expr, set: &[Setting]) -> bool {
    expr.nodes.iter().any(|node| match node.op {
        Op::Constant(index) => {
            let constant = policy.constants.get(index);
            constant.is_some_and(|constant| set.iter().any(|setting| setting.name == constant.name))
        }
        _ => false,
    })
}

/// The comparisons of an expression with a value that has no metric.
pub fn thresholds(expr: &Expr) -> impl Iterator<Item = NodeId> + '_ {
    let compared = expr.nodes.iter().enumerate().filter(|(_, node)| sides(expr, &node.op).is_some());
    compared.map(|(id, _)| id)
}

/// How a value is compared with a threshold.
enum Sides {
    /// The value, the threshold, and whether the value has to lie above it (`None`: `==`, `!=`).
    Value(NodeId, NodeId, Option<bool>),
    /// How far apart two values are.
    Distance(NodeId, NodeId, NodeId),
}

fn sides(expr: &Expr, op: &Op) -> Option<Sides> {
    match *op {
        Op::Compare(left, comparison, right) => {
            let above = match comparison {
                Comparison::Less | Comparison::LessOrEqual => Some(false),
                Comparison::Greater | Comparison::GreaterOrEqual => Some(true),
                Comparison::Equal | Comparison::NotEqual => None,
            };
            match (has_metric(expr, left), has_metric(expr, right)) {
                (true, false) => Some(Sides::Value(left, right, above)),
                (false, true) => Some(Sides::Value(right, left, above.map(|above| !above))),
                _ => None,
            }
        }
        Op::Within(left, tolerance, right) if !has_metric(expr, tolerance) => {
            Some(Sides::Distance(left, tolerance, right))
        }
        _ => None,
    }
}

fn has_metric(expr: &Expr, id: NodeId) -> bool {
    let mut open = vec![id];
    while let Some(node) = open.pop().and_then(|id| expr.nodes.get(id)) {
        if matches!(node.op, Op::Metric(_)) {
            return true;
        }
        open.extend(node.op.operands());
    }
    false
}

fn position(evaluated: &Evaluated<'_>, node: NodeId) -> Option<Position> {
    let expr = evaluated.expr;
    let interval = |id: NodeId| match evaluated.value(id) {
        Value::Interval(interval) => Some(interval),
        _ => None,
    };
    let (value, limit, above) = match sides(expr, &expr.nodes.get(node)?.op)? {
        Sides::Value(value, limit, above) => (interval(value)?.clone(), limit, above),
        Sides::Distance(left, limit, right) => {
            (interval(left)?.plus(&interval(right)?.negated()).distance(), limit, Some(false))
        }
    };
    // With confidence it is the end that has to keep to the threshold.
    let value = match (&evaluated.alpha, above) {
        (Some(_), Some(false)) => value.high.finite()?,
        (Some(_), Some(true)) => value.low.finite()?,
        _ => value.as_point()?,
    };
    let threshold = interval(limit)?.as_point()?;
    let distance: Rational = value - threshold;
    if distance.is_zero() {
        return Some(Position::On);
    }
    let is_above = !distance.is_negative();
    let near = distance.abs() <= unit(expr.nodes.get(limit)?.ty, threshold);
    let inside = above.unwrap_or(false) == is_above;
    near.then_some(if inside { Position::Inside } else { Position::Outside })
}
