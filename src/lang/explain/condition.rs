//! Conditions in words. Parentheses stand where the words alone would leave open what belongs together.

use std::borrow::Cow;

use crate::base::quantity::Type;
use crate::lang::policy::{Comparison, Expr, NodeId, Op, Policy, Power, Sign};

use super::metric::subject;
use super::value::value;

/// What is still to be written, the next piece last: no recursion, as lets can nest thousands deep.
enum Piece {
    /// Words.
    Words(Cow<'static, str>),
    /// A node as it is.
    Node(NodeId),
    /// A node, in parentheses unless it is a single thing.
    Part(NodeId),
    /// A condition, in parentheses unless it is a single comparison.
    Clause(NodeId),
}

/// An expression that is true or false; `here`: its rule goes through strata or groups.
#[must_use]
pub fn condition(policy: &Policy, expr: &Expr, here: bool) -> String {
    let mut out = String::new();
    let mut open = vec![Piece::Node(expr.nodes.len().saturating_sub(1))];
    while let Some(piece) = open.pop() {
        let (id, whole) = match piece {
            Piece::Words(words) => {
                out.push_str(&words);
                continue;
            }
            Piece::Node(id) => (id, true),
            Piece::Part(id) => (id, expr.nodes.get(id).is_none_or(|node| node.op.operands().is_empty())),
            Piece::Clause(id) => {
                let comparison = |op: &Op| matches!(op, Op::Compare(..) | Op::Within(..));
                (id, expr.nodes.get(id).is_none_or(|node| comparison(&node.op)))
            }
        };
        let Some(node) = expr.nodes.get(id) else { continue };
        let mut pieces = pieces(policy, &node.op, node.ty, here);
        if !whole {
            pieces.insert(0, words("("));
            pieces.push(words(")"));
        }
        open.extend(pieces.into_iter().rev());
    }
    out
}

fn words(words: &'static str) -> Piece {
    Piece::Words(Cow::Borrowed(words))
}

/// An operation as words and operands, from left to right.
fn pieces(policy: &Policy, op: &Op, ty: Type, here: bool) -> Vec<Piece> {
    match op {
        Op::Literal(literal) => vec![Piece::Words(value(ty, literal).into())],
        Op::Constant(at) => {
            let told =
                policy.constants.get(*at).map(|of| format!("{} ({})", of.name, value(of.ty, &of.value)));
            vec![Piece::Words(told.unwrap_or_default().into())]
        }
        Op::Metric(metric) => vec![Piece::Words(subject(metric, here).into())],
        Op::Sum(terms) => joined(terms.iter().map(|(sign, id)| match sign {
            Sign::Plus => (" plus ", Piece::Part(*id)),
            Sign::Minus => (" minus ", Piece::Part(*id)),
        })),
        Op::Product(factors) => joined(factors.iter().map(|(power, id)| match power {
            Power::Times => (" times ", Piece::Part(*id)),
            Power::Over => (" divided by ", Piece::Part(*id)),
        })),
        Op::Negate(id) => vec![words("the opposite of "), Piece::Part(*id)],
        Op::Not(id) => vec![words("it is not so that "), Piece::Clause(*id)],
        Op::And(ids) => joined(ids.iter().map(|id| (", and ", Piece::Clause(*id)))),
        Op::Or(ids) => joined(ids.iter().map(|id| (", or ", Piece::Clause(*id)))),
        Op::Compare(left, comparison, right) => {
            vec![Piece::Node(*left), words(compared(*comparison)), Piece::Node(*right)]
        }
        Op::Within(left, tolerance, right) => vec![
            Piece::Part(*left),
            words(" and "),
            Piece::Part(*right),
            words(" are at most "),
            Piece::Part(*tolerance),
            words(" apart"),
        ],
    }
}

/// Operands with words between them; the words before the first are left out.
fn joined(operands: impl Iterator<Item = (&'static str, Piece)>) -> Vec<Piece> {
    operands.flat_map(|(between, operand)| [words(between), operand]).skip(1).collect()
}

const fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => " is below ",
        Comparison::LessOrEqual => " is at most ",
        Comparison::Greater => " is above ",
        Comparison::GreaterOrEqual => " is at least ",
        Comparison::Equal => " is exactly ",
        Comparison::NotEqual => " is other than ",
    }
}
