//! Expressions with one thing changed: a threshold, a comparison, a scope, a signal.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::source::{Span, Spanned};
use crate::lang::policy::Comparison;
use crate::lang::syntax::ast::{Amount, Expr, ExprKind, Literal};
use crate::tools::suite::threshold::neighbours;

/// Every expression that differs from `expr` in one thing, with the place of that.
///
/// INVARIANT: a tree is as deep as the parser lets it be.
#[must_use]
pub fn expressions(expr: &Expr) -> Vec<(Span, Expr)> {
    let mut found: Vec<(Span, Expr)> =
        own(expr).into_iter().map(|(span, kind)| (span, Expr::new(kind, expr.span))).collect();
    let mut around = |inner: &Expr, wrap: &dyn Fn(Box<Expr>) -> ExprKind| {
        let changed = expressions(inner);
        found.extend(
            changed.into_iter().map(|(span, inner)| (span, Expr::new(wrap(Box::new(inner)), expr.span))),
        );
    };
    match &expr.node {
        ExprKind::Literal(_) | ExprKind::Name(_) | ExprKind::Metric { .. } => {}
        ExprKind::Chain { first, rest } => {
            around(first, &|first| ExprKind::Chain { first, rest: rest.clone() });
            for (at, (op, operand)) in rest.iter().enumerate() {
                around(operand, &|changed| {
                    let mut rest = rest.clone();
                    if let Some(place) = rest.get_mut(at) {
                        *place = (*op, *changed);
                    }
                    ExprKind::Chain { first: first.clone(), rest }
                });
            }
        }
        ExprKind::Not(inner) => around(inner, &ExprKind::Not),
        ExprKind::Negate(inner) => around(inner, &ExprKind::Negate),
        ExprKind::Compare { left, op, right } => {
            around(left, &|left| ExprKind::Compare { left, op: *op, right: right.clone() });
            around(right, &|right| ExprKind::Compare { left: left.clone(), op: *op, right });
        }
        ExprKind::Within { left, tolerance, right } => {
            let whole = |left: &Expr, tolerance: &Expr, right: &Expr| ExprKind::Within {
                left: Box::new(left.clone()),
                tolerance: Box::new(tolerance.clone()),
                right: Box::new(right.clone()),
            };
            around(left, &|changed| whole(&changed, tolerance, right));
            around(tolerance, &|changed| whole(left, &changed, right));
            around(right, &|changed| whole(left, tolerance, &changed));
        }
        ExprKind::Suffixed { expr: inner, scope, window, among_known } => {
            around(inner, &|expr| ExprKind::Suffixed {
                expr,
                scope: scope.clone(),
                window: window.clone(),
                among_known: *among_known,
            });
        }
    }
    found
}

/// The changes of the node itself.
fn own(expr: &Expr) -> Vec<(Span, ExprKind)> {
    match &expr.node {
        ExprKind::Literal(Literal { ty, value }) => neighbours(*ty, value)
            .map(|value| (expr.span, ExprKind::Literal(Literal { ty: *ty, value })))
            .collect(),
        ExprKind::Metric { metric, signals } if signals.len() > 1 => signals
            .iter()
            .enumerate()
            .map(|(at, signal)| {
                let mut signals = signals.clone();
                signals.remove(at);
                (signal.span, ExprKind::Metric { metric: *metric, signals })
            })
            .collect(),
        ExprKind::Compare { left, op, right } => with_or_without_equal(op.node)
            .map(|other| {
                let op = Spanned::new(other, op.span);
                (op.span, ExprKind::Compare { left: left.clone(), op, right: right.clone() })
            })
            .into_iter()
            .collect(),
        ExprKind::Suffixed { expr: inner, scope, window, among_known } => {
            let with = |scope: &Option<_>, window: &Option<_>, among_known: &Option<_>| {
                if scope.is_none() && window.is_none() && among_known.is_none() {
                    return inner.node.clone();
                }
                ExprKind::Suffixed {
                    expr: inner.clone(),
                    scope: scope.clone(),
                    window: window.clone(),
                    among_known: *among_known,
                }
            };
            let mut found = Vec::new();
            if let Some(word) = scope {
                found.push((word.span, with(&None, window, among_known)));
            }
            if let Some(amount) = window {
                found.push((amount.span, with(scope, &None, among_known)));
                let others = amounts(&amount.node).map(|other| {
                    (amount.span, with(scope, &Some(Spanned::new(other, amount.span)), among_known))
                });
                found.extend(others);
            }
            if let Some(known) = among_known {
                found.push((known.span, with(scope, window, &None)));
            }
            found
        }
        _ => Vec::new(),
    }
}

const fn with_or_without_equal(comparison: Comparison) -> Option<Comparison> {
    Some(match comparison {
        Comparison::Less => Comparison::LessOrEqual,
        Comparison::LessOrEqual => Comparison::Less,
        Comparison::Greater => Comparison::GreaterOrEqual,
        Comparison::GreaterOrEqual => Comparison::Greater,
        Comparison::Equal | Comparison::NotEqual => return None,
    })
}

/// The amounts one unit below and above; none is 0.
pub fn amounts(amount: &Amount) -> impl Iterator<Item = Amount> {
    let (ty, value) = match amount {
        Amount::Runs(runs) => (Type::Number, Rational::from(*runs)),
        Amount::Time(seconds) => (Type::Duration, seconds.clone()),
    };
    let values = neighbours(ty, &value).filter(|value| !value.is_zero()).collect::<Vec<_>>();
    values.into_iter().filter_map(move |value| match ty {
        Type::Duration => Some(Amount::Time(value)),
        _ => u64::try_from(value.numerator()).ok().map(Amount::Runs),
    })
}
