//! Typing: every expression gets its type and what suffixes can still reach in it, or one error at its cause.

use std::collections::BTreeMap;

use crate::base::quantity::Type;
use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::Diagnostics;
use crate::lang::syntax::ast::{BinaryOp, Expr, ExprKind, LetDecl, Level};

use super::advice::Advice;
use super::algebra;
use super::error::TypeError;
use super::scope::{Definition, Names, const_type};
use super::suffix::{Kinds, Reach, Typed};
use super::words::noun;

/// Types the expressions of a policy.
pub(super) struct Typer<'a, 'd> {
    /// The rules.
    pub(super) source: &'a SourceFile,
    /// What is declared.
    pub(super) names: &'a Names<'a>,
    /// The lets typed so far.
    pub(super) lets: BTreeMap<&'a str, Typed>,
    /// Where errors go.
    pub(super) diagnostics: &'d mut Diagnostics,
    /// The innermost comparison around the expression that is being typed.
    pub(super) comparison: Option<&'a Expr>,
}

impl<'a> Typer<'a, '_> {
    /// Types a let, once.
    pub(super) fn define(&mut self, decl: &'a LetDecl) {
        let typed = self.expression(&decl.value);
        self.lets.insert(&decl.name.node, typed);
    }

    /// Types an expression that must be true or false.
    pub(super) fn condition(&mut self, word: &'static str, expr: &'a Expr) {
        if let Some(ty) = self.expression(expr).ty
            && ty != Type::Bool
        {
            let help = self.advice().compare_it(expr, ty);
            self.report(&TypeError::CheckWithoutComparison { word, ty: noun(ty), span: expr.span, help });
        }
    }

    /// Types an expression.
    pub(super) fn expression(&mut self, expr: &'a Expr) -> Typed {
        match &expr.node {
            ExprKind::Literal(literal) => Typed { ty: Some(literal.ty), reach: Reach::default() },
            ExprKind::Name(name) => self.name(name),
            ExprKind::Metric { metric, .. } => {
                Typed { ty: Some(metric.result()), reach: Reach::of_metric(*metric) }
            }
            ExprKind::Chain { first, rest } => self.chain(first, rest),
            ExprKind::Not(inner) => {
                let inner_typed = self.expression(inner);
                let ty = self.operand("not", inner, inner_typed.ty);
                Typed { ty, reach: inner_typed.reach }
            }
            ExprKind::Negate(inner) => {
                let typed = self.expression(inner);
                let ty = typed.ty.and_then(|ty| {
                    let negated = algebra::negate(ty);
                    if negated.is_none() {
                        self.report(&TypeError::BoolInArithmetic { span: inner.span });
                    }
                    negated
                });
                Typed { ty, ..typed }
            }
            ExprKind::Compare { .. } | ExprKind::Within { .. } => {
                let outer = self.comparison.replace(expr);
                let typed = self.comparison(expr);
                self.comparison = outer;
                typed
            }
            ExprKind::Suffixed { expr: inner, .. } => {
                let typed = self.expression(inner);
                self.suffixes(expr, inner, typed)
            }
        }
    }

    fn name(&self, name: &str) -> Typed {
        match self.names.get(name) {
            Some(Definition::Const(decl)) => Typed { ty: const_type(decl), reach: Reach::default() },
            Some(Definition::Let(_)) => self.lets.get(name).copied().unwrap_or(Typed::UNKNOWN),
            None => Typed::UNKNOWN,
        }
    }

    fn chain(&mut self, first: &'a Expr, rest: &'a [(BinaryOp, Expr)]) -> Typed {
        let mut left = self.expression(first);
        let logic = rest.first().is_some_and(|(op, _)| matches!(op.level(), Level::Or | Level::And));
        let mut left_span = first.span;
        if let Some((op, _)) = rest.first().filter(|_| logic) {
            left.ty = self.operand(op.word(), first, left.ty);
        }
        for (op, operand) in rest {
            let right = self.expression(operand);
            let right_ty = if logic { self.operand(op.word(), operand, right.ty) } else { right.ty };
            let ty = match (left.ty, right_ty) {
                (Some(left_ty), Some(right_ty)) => {
                    let ty = algebra::chain(left_ty, *op, right_ty);
                    if ty.is_none() {
                        self.report_chain((first, left_ty, left_span), *op, (operand, right_ty));
                    }
                    ty
                }
                _ => None,
            };
            left = Typed { ty, reach: left.reach.and(right.reach) };
            left_span = left_span.to(operand.span);
        }
        left
    }

    /// The type of an operand of `word`, which joins conditions only.
    fn operand(&mut self, word: &'static str, expr: &'a Expr, ty: Option<Type>) -> Option<Type> {
        let ty = ty?;
        if ty == Type::Bool {
            return Some(ty);
        }
        let help = self.advice().compare_it(expr, ty);
        self.report(&TypeError::NotACondition { word, ty: noun(ty), span: expr.span, help });
        None
    }

    fn report_chain(&mut self, left: (&'a Expr, Type, Span), op: BinaryOp, right: (&'a Expr, Type)) {
        let (first, left_ty, left_span) = left;
        let (operand, right_ty) = right;
        let (span, other) = (operand.span, left_span);
        let (left_noun, right_noun) = (noun(left_ty), noun(right_ty));
        let error = if left_ty == Type::Bool || right_ty == Type::Bool {
            TypeError::BoolInArithmetic { span: if left_ty == Type::Bool { other } else { span } }
        } else {
            match op {
                BinaryOp::Multiply => {
                    TypeError::CannotMultiply { span, right_ty: right_noun, other, left_ty: left_noun }
                }
                BinaryOp::Divide => {
                    TypeError::CannotDivide { span, right_ty: right_noun, other, left_ty: left_noun }
                }
                _ => TypeError::CannotAdd {
                    span,
                    right_ty: right_noun,
                    op: op.word(),
                    other,
                    left_ty: left_noun,
                    help: self.advice().addition((first, left_ty, left_span), op, (operand, right_ty)),
                },
            }
        };
        self.report(&error);
    }

    fn comparison(&mut self, whole: &'a Expr) -> Typed {
        let (left, tolerance, right) = match &whole.node {
            ExprKind::Compare { left, right, .. } => (left, None, right),
            ExprKind::Within { left, tolerance, right } => (left, Some(tolerance), right),
            _ => return Typed::UNKNOWN,
        };
        let (left_typed, right_typed) = (self.expression(left), self.expression(right));
        let mut reach = left_typed.reach.and(right_typed.reach);
        if let (Some(left_ty), Some(right_ty)) = (left_typed.ty, right_typed.ty)
            && let Some(error) = self.advice().mismatch(whole, (left, left_ty), (right, right_ty))
        {
            self.report(&error);
        } else if let Some(tolerance) = tolerance {
            let typed = self.expression(tolerance);
            reach = reach.and(typed.reach);
            let compared = left_typed.ty.or(right_typed.ty).filter(|ty| *ty != Type::Bool);
            if let (Some(compared), Some(ty)) = (compared, typed.ty) {
                let wanted = algebra::tolerance(compared);
                if ty != wanted {
                    let help = self.advice().tolerance(whole, (tolerance, ty), wanted);
                    let span = tolerance.span;
                    self.report(&TypeError::WrongTolerance {
                        span,
                        ty: noun(ty),
                        wanted: noun(wanted),
                        help,
                    });
                }
            }
        }
        // A comparison is a condition even where its sides do not fit: that error is told, and no other.
        Typed { ty: Some(Type::Bool), reach }
    }

    fn suffixes(&mut self, whole: &'a Expr, inner: &'a Expr, typed: Typed) -> Typed {
        if let Some(error) = self.advice().suffixes(whole, inner, typed.reach, self.comparison) {
            self.report(&error);
        }
        Typed { ty: typed.ty, reach: typed.reach.after(Kinds::of(&whole.node)) }
    }

    fn advice(&self) -> Advice<'_, 'a> {
        Advice { source: self.source, names: self.names, lets: &self.lets }
    }

    fn report(&mut self, error: &TypeError) {
        self.diagnostics.rules(error);
    }
}
