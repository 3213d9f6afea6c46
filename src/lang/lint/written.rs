//! How a policy is written: rules without a reason, names without a use, numbers without a name, a case left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::source::{SourceFile, Span};
use crate::lang::check::error::Lint;
use crate::lang::check::walk;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::fmt::canonical::expr_text;
use crate::lang::policy::Comparison;
use crate::lang::syntax::ast::{
    BinaryOp, ClauseKind, ConstValue, DeclKind, Expr, ExprKind, Literal, RuleDecl, RuleFile,
};

use super::RuleSite;

pub(super) fn lint(source: &SourceFile, file: &RuleFile, rules: &[RuleSite<'_>], found: &mut Diagnostics) {
    let exprs = expressions(file);
    unused(file, &exprs, found);
    repeated(&exprs, found);
    thousands(source, file, &exprs, found);
    undecided(rules, &exprs, found);
    for site in rules {
        let because =
            |clause: &ClauseKind| matches!(clause, ClauseKind::Because(text) if !text.node.trim().is_empty());
        if !site.decl.clauses.iter().any(|clause| because(&clause.node)) {
            let rule = site.decl.id.node.clone();
            found.rules(&Lint::RuleWithoutBecause { rule, span: site.decl.id.span });
        }
    }
}

/// All expressions of a file, as they are written.
fn expressions(file: &RuleFile) -> Vec<&Expr> {
    let mut exprs = Vec::new();
    for decl in &file.decls {
        match &decl.node {
            DeclKind::Let(decl) => exprs.push(&decl.value),
            DeclKind::Rule(rule) => {
                exprs.extend(rule.clauses.iter().filter_map(|clause| match &clause.node {
                    ClauseKind::When(expr) => Some(expr),
                    ClauseKind::Check(check) => Some(&check.expr),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    exprs
}

fn unused(file: &RuleFile, exprs: &[&Expr], found: &mut Diagnostics) {
    let mut used = BTreeSet::new();
    for expr in exprs {
        walk(expr, &mut |part| {
            if let ExprKind::Name(name) = &part.node {
                used.insert(name.as_str());
            }
        });
    }
    for decl in &file.decls {
        let (name, is_let) = match &decl.node {
            DeclKind::Const(decl) => (&decl.name, false),
            DeclKind::Let(decl) => (&decl.name, true),
            _ => continue,
        };
        if used.contains(name.node.as_str()) {
            continue;
        }
        let (name, span, decl) = (name.node.clone(), name.span, decl.span);
        found.rules(&if is_let {
            Lint::UnusedLet { name, span, decl }
        } else {
            Lint::UnusedConst { name, span, decl }
        });
    }
}

/// A literal that stands twice is a threshold without a name. 0 and 100% are none: they say "no run" and "every run".
fn repeated(exprs: &[&Expr], found: &mut Diagnostics) {
    let mut first: BTreeMap<(Type, &Rational), Span> = BTreeMap::new();
    let mut told = BTreeSet::new();
    let one = Rational::from(1_u64);
    for expr in exprs {
        walk(expr, &mut |part| {
            let ExprKind::Literal(literal) = &part.node else { return };
            let (ty, value) = (literal.ty, &literal.value);
            if value.is_zero() || (ty == Type::Rate && *value == one) {
                return;
            }
            match first.get(&(ty, value)) {
                Some(first) if told.insert((ty, value)) => {
                    let (number, span, first) = (ty.literal(value), part.span, *first);
                    found.rules(&Lint::RepeatedNumber { number, span, first });
                }
                Some(_) => {}
                None => {
                    first.insert((ty, value), part.span);
                }
            }
        });
    }
}

/// `1.000`, which in many countries is a thousand. Decimals are written without zeros at their end.
fn thousands(source: &SourceFile, file: &RuleFile, exprs: &[&Expr], found: &mut Diagnostics) {
    let mut literals = Vec::new();
    for decl in &file.decls {
        if let DeclKind::Const(decl) = &decl.node
            && let ConstValue::Default(literal) = &decl.value
        {
            literals.push((literal.node.clone(), literal.span));
        }
    }
    for expr in exprs {
        walk(expr, &mut |part| {
            if let ExprKind::Literal(literal) = &part.node {
                literals.push((literal.clone(), part.span));
            }
        });
    }
    for (Literal { ty, value }, span) in literals {
        let number = source.slice(span).trim_end();
        let Some((whole, decimals)) = number.split_once('.').filter(|_| ty == Type::Number) else { continue };
        if whole != "0" && whole.len() <= 3 && decimals.len() == 3 && decimals.ends_with('0') {
            found.rules(&Lint::Thousands {
                number: number.to_owned(),
                value: ty.literal(&value),
                thousands: format!("{whole}{decimals}"),
                grouped: format!("{whole}_{decimals}"),
                span,
            });
        }
    }
}

/// A comparison as `lower < higher`, or one that holds where both are equal.
struct Side {
    lower: String,
    higher: String,
    holds_if_equal: bool,
    span: Span,
    op: Span,
    /// `<` or `>`, as written.
    word: &'static str,
}

impl Side {
    fn of(expr: &Expr) -> Option<Self> {
        let ExprKind::Compare { left, op, right } = &expr.node else { return None };
        let (left, right) = (expr_text(left), expr_text(right));
        let (lower, higher) = match op.node {
            Comparison::Less | Comparison::LessOrEqual | Comparison::Equal => (left, right),
            Comparison::Greater | Comparison::GreaterOrEqual => (right, left),
            Comparison::NotEqual => return None,
        };
        let holds_if_equal = !matches!(op.node, Comparison::Less | Comparison::Greater);
        let (span, op, word) = (expr.span, op.span, op.node.word());
        Some(Self { lower, higher, holds_if_equal, span, op, word })
    }

    fn is_about(&self, other: &Self) -> bool {
        (self.lower == other.lower && self.higher == other.higher)
            || (self.lower == other.higher && self.higher == other.lower)
    }
}

/// `when a < b` here and `when a > b` there, or both in one `or`, and nothing for where they are equal.
fn undecided(rules: &[RuleSite<'_>], exprs: &[&Expr], found: &mut Diagnostics) {
    let mut conditions: BTreeMap<String, Vec<Side>> = BTreeMap::new();
    for site in rules {
        let Some((when, _)) = site.when else { continue };
        conditions.entry(places(site.decl)).or_default().extend(Side::of(when));
    }
    for sides in conditions.values() {
        gap(sides, found);
    }
    for expr in exprs {
        walk(expr, &mut |part| {
            if let ExprKind::Chain { first, rest } = &part.node
                && rest.iter().all(|(op, _)| *op == BinaryOp::Or)
            {
                let operands = std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand));
                gap(&operands.filter_map(Side::of).collect::<Vec<_>>(), found);
            }
        });
    }
}

/// Where a rule is checked: only rules of the same places share out the runs between them.
fn places(rule: &RuleDecl) -> String {
    let words = rule.clauses.iter().filter_map(|clause| match &clause.node {
        ClauseKind::ForEachStratum(words) => {
            Some(format!("{:?}", words.iter().map(|word| &word.node).collect::<Vec<_>>()))
        }
        ClauseKind::ForEachTag(each) => Some(format!(
            "{} {:?}",
            each.tag.node,
            each.values
                .as_ref()
                .map(|(_, values)| values.iter().map(|value| &value.node).collect::<Vec<_>>())
        )),
        _ => None,
    });
    words.collect()
}

fn gap(sides: &[Side], found: &mut Diagnostics) {
    for (at, side) in sides.iter().enumerate() {
        let mut before = sides.iter().take(at);
        let opposite = before.find(|other| other.lower == side.higher && other.higher == side.lower);
        let decided = sides.iter().any(|other| other.holds_if_equal && other.is_about(side));
        if let Some(other) = opposite.filter(|_| !decided) {
            found.rules(&Lint::EqualityUndecided {
                write: format!("{}=", side.word),
                op: side.op,
                span: side.span,
                other: other.span,
            });
        }
    }
}
