//! Expressions as text, with parentheses only where the tree would change without them.

use crate::base::quantity::Type;
use crate::lang::policy::Window;
use crate::lang::syntax::ast::{Amount, Expr, ExprKind, Level, Word};

/// An expression, with parentheses only where the tree would change without them.
#[must_use]
pub fn expr_text(expr: &Expr) -> String {
    let mut text = String::new();
    write_expr(&mut text, &expr.node, Binding::Or);
    text
}

/// `30 runs`, `7 days`
#[must_use]
pub fn amount_text(amount: &Amount) -> String {
    match amount {
        Amount::Runs(runs) => Window::Runs(*runs).to_string(),
        Amount::Time(seconds) => Type::Duration.literal(seconds),
    }
}

/// Words with commas between them.
pub(super) fn words_text(words: &[Word]) -> String {
    words.iter().map(|word| word.node.as_str()).collect::<Vec<_>>().join(", ")
}

/// How closely an expression binds, the loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Minus,
    Suffixes,
    Operand,
}

impl Binding {
    /// Of an expression as a whole.
    fn of(expr: &ExprKind) -> Self {
        match expr {
            ExprKind::Literal(_) | ExprKind::Name(_) | ExprKind::Metric { .. } => Self::Operand,
            ExprKind::Chain { rest, .. } => {
                rest.first().map_or(Self::Operand, |(op, _)| Self::of_level(op.level()))
            }
            ExprKind::Not(_) => Self::Not,
            ExprKind::Negate(_) => Self::Minus,
            ExprKind::Compare { .. } | ExprKind::Within { .. } => Self::Comparison,
            ExprKind::Suffixed { .. } => Self::Suffixes,
        }
    }

    const fn of_level(level: Level) -> Self {
        match level {
            Level::Or => Self::Or,
            Level::And => Self::And,
            Level::Sum => Self::Sum,
            Level::Product => Self::Product,
        }
    }

    /// The next closer one: what an operand must have at least that may not be of this one itself.
    const fn closer(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Not,
            Self::Not => Self::Comparison,
            Self::Comparison => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product => Self::Minus,
            Self::Minus => Self::Suffixes,
            Self::Suffixes | Self::Operand => Self::Operand,
        }
    }
}

/// Writes an expression where one is expected that binds at least as closely as `least`.
fn write_expr(out: &mut String, expr: &ExprKind, least: Binding) {
    let binding = Binding::of(expr);
    if binding < least {
        out.push('(');
        write_expr(out, expr, Binding::Or);
        out.push(')');
        return;
    }
    match expr {
        ExprKind::Literal(literal) => out.push_str(&literal.ty.literal(&literal.value)),
        ExprKind::Name(name) => out.push_str(name),
        ExprKind::Metric { metric, signals } => {
            out.push_str(metric.word());
            if metric.takes_signals() {
                out.push('(');
                out.push_str(&words_text(signals));
                out.push(')');
            }
        }
        ExprKind::Chain { first, rest } => {
            write_expr(out, &first.node, binding);
            for (op, operand) in rest {
                write_word(out, op.word());
                write_expr(out, &operand.node, binding.closer());
            }
        }
        ExprKind::Not(inner) => {
            out.push_str("not ");
            write_expr(out, &inner.node, Binding::Not);
        }
        ExprKind::Negate(inner) => {
            out.push('-');
            write_expr(out, &inner.node, Binding::Minus);
        }
        ExprKind::Compare { left, op, right } => {
            write_expr(out, &left.node, Binding::Sum);
            write_word(out, op.node.word());
            write_expr(out, &right.node, Binding::Sum);
        }
        ExprKind::Within { left, tolerance, right } => {
            write_expr(out, &left.node, Binding::Sum);
            write_word(out, "within");
            write_expr(out, &tolerance.node, Binding::Sum);
            write_word(out, "of");
            write_expr(out, &right.node, Binding::Sum);
        }
        ExprKind::Suffixed { expr, scope, window, among_known } => {
            write_expr(out, &expr.node, Binding::Operand);
            if let Some(scope) = scope {
                write_word(out, "in");
                out.push_str(&scope.node);
            }
            if let Some(window) = window {
                write_word(out, "over last");
                out.push_str(&amount_text(&window.node));
            }
            if among_known.is_some() {
                out.push_str(" among known");
            }
        }
    }
}

fn write_word(out: &mut String, word: &str) {
    out.push(' ');
    out.push_str(word);
    out.push(' ');
}
