//! What comes of quantities that are added, multiplied and compared: the types of the language as one table.

use crate::base::quantity::Type;
use crate::lang::syntax::ast::BinaryOp;

/// The type of `left op right` for an operator that chains; `None` where it has no meaning.
pub(super) fn chain(left: Type, op: BinaryOp, right: Type) -> Option<Type> {
    let quantities = left != Type::Bool && right != Type::Bool;
    match op {
        BinaryOp::Or | BinaryOp::And => (left == Type::Bool && right == Type::Bool).then_some(Type::Bool),
        BinaryOp::Subtract if left == Type::Rate && right == Type::Rate => Some(Type::Points),
        BinaryOp::Add | BinaryOp::Subtract if left == Type::Rate && right == Type::Points => Some(Type::Rate),
        BinaryOp::Add | BinaryOp::Subtract => (quantities && left == right).then_some(left),
        BinaryOp::Multiply if left == Type::Number => quantities.then_some(right),
        BinaryOp::Divide if left == right => quantities.then_some(Type::Number),
        BinaryOp::Multiply | BinaryOp::Divide => (quantities && right == Type::Number).then_some(left),
    }
}

/// The type of the opposite.
pub(super) const fn negate(ty: Type) -> Option<Type> {
    match ty {
        Type::Bool => None,
        Type::Rate => Some(Type::Points),
        other => Some(other),
    }
}

/// The type of how far apart two values may be.
pub(super) const fn tolerance(ty: Type) -> Type {
    match ty {
        Type::Rate => Type::Points,
        other => other,
    }
}
