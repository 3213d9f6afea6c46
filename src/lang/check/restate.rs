//! A fixed value in another type: `0.2` as a rate is `20%`, `7` as a duration is `7 days`.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::lang::syntax::ast::{BinaryOp, ConstValue, Expr, ExprKind};

use super::scope::{Definition, Names, const_type};

/// A value that stands in the text, and so can be written otherwise.
pub(super) enum Fixed<'a> {
    /// Here: `0.2`, also as `1 / 5`.
    Literal(Rational, Type),
    /// In a declaration: its word, its name.
    Declared(&'static str, &'a str, Rational, Type),
    /// In the constants file.
    Typed(&'a str, Type),
}

impl<'a> Fixed<'a> {
    /// The fixed value of an expression; `None` if it has a metric or is more than a value.
    pub(super) fn of(expr: &'a Expr, names: &Names<'a>) -> Option<Self> {
        let ExprKind::Name(_) = &expr.node else {
            let (value, ty) = constant_value(expr)?;
            return Some(Self::Literal(value, ty));
        };
        match definition(expr, names)? {
            Definition::Const(decl) => match &decl.value {
                ConstValue::Default(literal) => {
                    let literal = &literal.node;
                    Some(Self::Declared("const", &decl.name.node, literal.value.clone(), literal.ty))
                }
                ConstValue::Typed(_) => Some(Self::Typed(&decl.name.node, const_type(decl)?)),
            },
            Definition::Let(decl) => {
                let (value, ty) = constant_value(&decl.value)?;
                Some(Self::Declared("let", &decl.name.node, value, ty))
            }
        }
    }
}

fn definition<'a>(expr: &'a Expr, names: &Names<'a>) -> Option<Definition<'a>> {
    let ExprKind::Name(name) = &expr.node else { return None };
    names.get(name)
}

/// A literal, or plain numbers multiplied and divided: `20 / 100`.
fn constant_value(expr: &Expr) -> Option<(Rational, Type)> {
    match &expr.node {
        ExprKind::Literal(literal) => Some((literal.value.clone(), literal.ty)),
        ExprKind::Chain { first, rest } => {
            let number = |expr: &Expr| match &expr.node {
                ExprKind::Literal(literal) if literal.ty == Type::Number => Some(literal.value.clone()),
                _ => None,
            };
            let value = rest.iter().try_fold(number(first)?, |left, (op, operand)| match op {
                BinaryOp::Multiply => Some(&left * &number(operand)?),
                BinaryOp::Divide => left.checked_div(&number(operand)?),
                _ => None,
            })?;
            Some((value, Type::Number))
        }
        _ => None,
    }
}

/// How `value` may have been meant in another type, the likelier first; empty if in no way.
pub(super) fn restate(value: &Rational, from: Type, to: Type) -> Vec<String> {
    let one = Rational::from(1_u64);
    let hundredth = value.checked_div(&Rational::from(100_u64)).unwrap_or_default();
    let decimal = |value: &Rational| value.to_exact_decimal();
    if decimal(value).is_none() {
        return Vec::new();
    }
    match (from, to) {
        (Type::Number, Type::Rate | Type::Points) => {
            let fraction = (*value <= one).then(|| to.literal(value));
            let percent = (*value >= one && hundredth <= one).then(|| to.literal(&hundredth));
            fraction.into_iter().chain(percent).collect()
        }
        (Type::Rate, Type::Points) | (Type::Points, Type::Rate) => vec![to.literal(value)],
        (Type::Mean, Type::Rate) if *value <= one => vec![to.literal(value)],
        (Type::Number | Type::Rate, Type::Mean) => {
            decimal(value).map(|digits| format!("{digits} per run")).into_iter().collect()
        }
        (Type::Number, Type::Duration) => {
            let seconds = |unit: u64| value * &Rational::from(unit);
            // From an hour on, a bare number is taken for seconds, as machines count them.
            let length = if *value < Rational::from(3_600_u64) { seconds(86_400) } else { value.clone() };
            let minutes = length.checked_div(&Rational::from(60_u64)).unwrap_or_default();
            if minutes.is_integer() { vec![to.literal(&length)] } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}
