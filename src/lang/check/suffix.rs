//! Suffixes: what they can reach in an expression, and how they are pushed down to its metrics.

use crate::base::quantity::Type;
use crate::base::source::Spanned;
use crate::lang::builtins::Builtin;
use crate::lang::fmt::canonical::amount_text;
use crate::lang::syntax::ast::{Expr, ExprKind};

/// Kinds of suffixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kinds {
    /// `in`
    pub(super) scope: bool,
    /// `over`
    pub(super) window: bool,
    /// `among known`
    pub(super) known: bool,
}

impl Kinds {
    const ALL: Self = Self { scope: true, window: true, known: true };

    /// The kinds that stand in a suffix.
    pub(super) const fn of(suffixed: &ExprKind) -> Self {
        match suffixed {
            ExprKind::Suffixed { scope, window, among_known, .. } => {
                Self { scope: scope.is_some(), window: window.is_some(), known: among_known.is_some() }
            }
            _ => Self { scope: false, window: false, known: false },
        }
    }

    /// These without `other`.
    pub(super) const fn without(self, other: Self) -> Self {
        Self {
            scope: self.scope && !other.scope,
            window: self.window && !other.window,
            known: self.known && !other.known,
        }
    }

    /// Whether there is none.
    pub(super) const fn is_empty(self) -> bool {
        !self.scope && !self.window && !self.known
    }
}

/// What suffixes can reach in an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reach {
    /// Whether there is a metric that is counted in a scope.
    pub(super) metric: bool,
    /// The kinds that one of those metrics lacks.
    pub(super) free: Kinds,
    /// A metric of the whole cohort.
    pub(super) cohort: Option<Builtin>,
}

impl Reach {
    /// Of an expression that is not known: everything, so that no error follows.
    pub(super) const ANY: Self = Self { metric: true, free: Kinds::ALL, cohort: None };

    /// Of a metric without suffixes.
    pub(super) fn of_metric(metric: Builtin) -> Self {
        if metric.has_scope() { Self::ANY } else { Self { cohort: Some(metric), ..Self::default() } }
    }

    /// Of two expressions together.
    pub(super) fn and(self, other: Self) -> Self {
        let (a, b) = (self.free, other.free);
        Self {
            metric: self.metric || other.metric,
            free: Kinds {
                scope: a.scope || b.scope,
                window: a.window || b.window,
                known: a.known || b.known,
            },
            cohort: self.cohort.or(other.cohort),
        }
    }

    /// Once suffixes of these kinds are said.
    pub(super) const fn after(self, said: Kinds) -> Self {
        Self { free: self.free.without(said), ..self }
    }
}

/// What is known of an expression.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Typed {
    /// Its type; `None` after an error, which is not told twice.
    pub(super) ty: Option<Type>,
    /// What suffixes can reach in it.
    pub(super) reach: Reach,
}

impl Typed {
    /// Of what an error was told already: nothing that follows from it is told.
    pub(super) const UNKNOWN: Self = Self { ty: None, reach: Reach::ANY };
}

/// The suffixes of `suffixed` as written: `in pinned among known`.
pub(super) fn text(suffixed: &ExprKind, kinds: Kinds) -> String {
    let ExprKind::Suffixed { scope, window, among_known, .. } = suffixed else { return String::new() };
    let scope = scope.as_ref().filter(|_| kinds.scope).map(|word| format!("in {}", word.node));
    let window = window
        .as_ref()
        .filter(|_| kinds.window)
        .map(|amount| format!("over last {}", amount_text(&amount.node)));
    let known = among_known.filter(|_| kinds.known).map(|_| "among known".to_owned());
    [scope, window, known].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The expression without the suffixes of `misplaced`, which are said of each metric that lacks them instead;
/// `None` if there is no such metric. `reach` tells what a name stands for.
pub(super) fn moved(expr: &Expr, misplaced: &Expr, reach: &impl Fn(&str) -> Reach) -> Option<Expr> {
    let mut hits = 0_usize;
    let moved = push(expr, misplaced, reach, &mut hits);
    (hits > 0).then_some(moved)
}

fn push(expr: &Expr, misplaced: &Expr, reach: &impl Fn(&str) -> Reach, hits: &mut usize) -> Expr {
    let mut go = |expr: &Expr| push(expr, misplaced, reach, hits);
    let node = match &expr.node {
        ExprKind::Suffixed { expr: inner, .. } if std::ptr::eq(expr, misplaced) => return (**inner).clone(),
        ExprKind::Literal(_) => return expr.clone(),
        ExprKind::Name(name) => return said_of(expr, reach(name), misplaced, hits),
        ExprKind::Metric { metric, .. } => return said_of(expr, Reach::of_metric(*metric), misplaced, hits),
        // A metric with suffixes: what they say stays, and what they do not say is added.
        ExprKind::Suffixed { expr: inner, .. } => {
            let reach = match &inner.node {
                ExprKind::Metric { metric, .. } => Reach::of_metric(*metric),
                ExprKind::Name(name) => reach(name),
                _ => return expr.clone(),
            };
            return said_of(expr, reach.after(Kinds::of(&expr.node)), misplaced, hits);
        }
        ExprKind::Chain { first, rest } => ExprKind::Chain {
            first: Box::new(go(first)),
            rest: rest.iter().map(|(op, operand)| (*op, go(operand))).collect(),
        },
        ExprKind::Not(inner) => ExprKind::Not(Box::new(go(inner))),
        ExprKind::Negate(inner) => ExprKind::Negate(Box::new(go(inner))),
        ExprKind::Compare { left, op, right } => {
            ExprKind::Compare { left: Box::new(go(left)), op: *op, right: Box::new(go(right)) }
        }
        ExprKind::Within { left, tolerance, right } => ExprKind::Within {
            left: Box::new(go(left)),
            tolerance: Box::new(go(tolerance)),
            right: Box::new(go(right)),
        },
    };
    Spanned::new(node, expr.span)
}

fn said_of(expr: &Expr, Reach { free, .. }: Reach, misplaced: &Expr, hits: &mut usize) -> Expr {
    let ExprKind::Suffixed { scope, window, among_known, .. } = &misplaced.node else { return expr.clone() };
    let (mut own, mut own_window, mut own_known) = (None, None, None);
    let mut inner = expr;
    if let ExprKind::Suffixed { expr, scope, window, among_known } = &expr.node {
        (own, own_window, own_known, inner) = (scope.clone(), window.clone(), *among_known, &**expr);
    }
    let added = (
        scope.clone().filter(|_| free.scope),
        window.clone().filter(|_| free.window),
        among_known.filter(|_| free.known),
    );
    if added.0.is_none() && added.1.is_none() && added.2.is_none() {
        return expr.clone();
    }
    *hits = hits.saturating_add(1);
    let node = ExprKind::Suffixed {
        expr: Box::new(inner.clone()),
        scope: own.or(added.0),
        window: own_window.or(added.1),
        among_known: own_known.or(added.2),
    };
    Spanned::new(node, expr.span)
}
