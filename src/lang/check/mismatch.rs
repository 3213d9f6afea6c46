//! Comparisons of unlike quantities: which side is wrong, and how the comparison reads once it is right.

use crate::base::quantity::Type;
use crate::lang::builtins::Builtin;
use crate::lang::fmt::canonical::expr_text;
use crate::lang::syntax::ast::{Expr, ExprKind};

use super::advice::Advice;
use super::error::TypeError;
use super::expressions::walk;
use super::restate::{Fixed, restate};
use super::words::{example, noun};

/// One side of a comparison and its type.
type Side<'a> = (&'a Expr, Type);

impl<'a> Advice<'_, 'a> {
    /// The error of comparing unlike sides; `None` if they are alike.
    pub(super) fn mismatch(&self, whole: &'a Expr, left: Side<'a>, right: Side<'a>) -> Option<TypeError> {
        if let Some((side, _)) = [left, right].into_iter().find(|(_, ty)| *ty == Type::Bool) {
            let help = "conditions are joined by `and`, `or` and `not`; only quantities are compared".into();
            return Some(TypeError::BoolCompared { span: side.span, help });
        }
        if left.1 == right.1 {
            return None;
        }
        let ((low, low_ty), (high, high_ty)) = if left.1 <= right.1 { (left, right) } else { (right, left) };
        let (span, other) = (low.span, high.span);
        let restated = |part, to| self.restated(whole.span, part, to);
        let say = |help: Option<String>, otherwise: &str| help.unwrap_or_else(|| otherwise.to_owned());
        Some(match (low_ty, high_ty) {
            (Type::Number, Type::Rate) if self.is_counted(low) => TypeError::CountVsRate {
                span,
                other,
                help: say(self.per_run(whole, low, (high, high_ty)), "`rate(…)` is a rate of the runs"),
            },
            (Type::Number, Type::Rate) => {
                let mut help = say(restated(low, Type::Rate), "a rate is written with a percent sign: `20%`");
                if let Some(counted) = self.counted_instead(whole, low, high) {
                    help = format!("{help}; or count the runs: `{counted}`");
                }
                TypeError::RateVsNumber { span, other, help }
            }
            (Type::Number, Type::Points) => TypeError::PointsVsNumber {
                span,
                other,
                help: say(restated(low, Type::Points), "a difference of rates is written in points: `5pp`"),
            },
            (Type::Number, Type::Mean) if self.is_counted(low) => TypeError::CountVsMean {
                span,
                other,
                help: say(self.per_run(whole, low, (high, high_ty)), "`mean(…)` counts per run"),
            },
            (Type::Number, Type::Mean) => TypeError::MeanVsNumber {
                span,
                other,
                help: say(restated(low, Type::Mean), "a mean is written with its runs: `0.1 per run`"),
            },
            (Type::Number, Type::Duration) if !self.is_counted(low) => TypeError::DurationVsNumber {
                span,
                other,
                help: say(restated(low, Type::Duration), "a duration has a unit: `7 days`"),
            },
            (Type::Rate, Type::Points) if self.is_fixed(high) => TypeError::RateVsPoints {
                span: other,
                other: span,
                help: match restated(high, Type::Rate) {
                    Some(help) => format!("`pp` is a difference between two rates; {help}"),
                    None => "`pp` is a difference between two rates; a rate is written `5%`".into(),
                },
            },
            (Type::Rate, Type::Points) => TypeError::PointsVsRate {
                span,
                other,
                help: say(
                    restated(low, Type::Points),
                    "a difference of rates is compared with points: `5pp`",
                ),
            },
            (Type::Rate, Type::Mean) => TypeError::MeanVsRate {
                span,
                ty: noun(low_ty),
                other,
                other_ty: noun(high_ty),
                help: self.mean_or_rate(whole, low, high),
            },
            _ => TypeError::DifferentTypes {
                span: left.0.span,
                left_ty: noun(left.1),
                other: right.0.span,
                right_ty: noun(right.1),
                help: self.like(whole, left, right),
            },
        })
    }

    fn is_fixed(&self, expr: &'a Expr) -> bool {
        Fixed::of(expr, self.names).is_some()
    }

    /// Whether there is a metric in it, also by the name of a let.
    fn is_counted(&self, expr: &Expr) -> bool {
        let mut counted = false;
        walk(expr, &mut |part| {
            counted |= match &part.node {
                ExprKind::Metric { .. } => true,
                ExprKind::Name(name) => self
                    .lets
                    .get(name.as_str())
                    .is_some_and(|typed| typed.reach.metric || typed.reach.cohort.is_some()),
                _ => false,
            };
        });
        counted
    }

    /// `sum(override) / runs <= 10%` as `mean(override) <= 0.1 per run`, or `rate(override) <= 10%`.
    fn per_run(&self, whole: &'a Expr, counts: &'a Expr, threshold: Side<'a>) -> Option<String> {
        let (metric, expr) = signals_counted(counts)?;
        let (limit, ty) = threshold;
        let as_rate = || Some(expr_text(&renamed(expr, Builtin::Rate)?));
        let as_mean = || Some(expr_text(&renamed(expr, Builtin::Mean)?));
        let with = |text: String| self.corrected(whole.span, counts.span, &text);
        if ty == Type::Mean {
            return Some(format!("write `{}`", with(as_mean()?)));
        }
        let rate = with(as_rate()?);
        if metric == Builtin::RunsWith {
            return Some(format!("write `{rate}`"));
        }
        let mean = match Fixed::of(limit, self.names) {
            Some(Fixed::Literal(value, from)) if counts.span.start < limit.span.start => {
                let text = restate(&value, from, Type::Mean).into_iter().next()?;
                format!("{} {} {text}", as_mean()?, compared(whole)?)
            }
            _ => as_mean()?,
        };
        Some(format!("write `{mean}` for events per run, or `{rate}` for the part of the runs that have any"))
    }

    /// `rate(fail) < 3` as `runs_with(fail) < 3`, where the number is above 1 and may count runs.
    fn counted_instead(&self, whole: &'a Expr, number: &'a Expr, rate: &'a Expr) -> Option<String> {
        let Fixed::Literal(value, _) = Fixed::of(number, self.names)? else { return None };
        if !value.is_integer() || value.is_zero() {
            return None;
        }
        let (metric, expr) = signals_counted(rate)?;
        let text = expr_text(&renamed(expr, Builtin::RunsWith)?);
        (metric == Builtin::Rate).then(|| self.corrected(whole.span, rate.span, &text))
    }

    fn mean_or_rate(&self, whole: &'a Expr, rate: &'a Expr, mean: &'a Expr) -> String {
        let (fixed, counted, to, metric) = if self.is_fixed(rate) {
            (rate, mean, Type::Mean, Builtin::Rate)
        } else {
            (mean, rate, Type::Rate, Builtin::Mean)
        };
        let restated = self.restated(whole.span, fixed, to);
        let renamed = signals_counted(counted).and_then(|(_, expr)| renamed(expr, metric));
        let renamed = renamed.map(|expr| self.corrected(whole.span, counted.span, &expr_text(&expr)));
        match (restated, renamed) {
            (Some(restated), Some(renamed)) => format!("{restated}, or `{renamed}`"),
            (Some(restated), None) => restated,
            (None, Some(renamed)) => format!("write `{renamed}`"),
            (None, None) => "a mean counts events per run, a rate the runs that have any".into(),
        }
    }

    fn like(&self, whole: &'a Expr, left: Side<'a>, right: Side<'a>) -> String {
        let (metric, (fixed, _)) = if self.is_fixed(left.0) { (right, left) } else { (left, right) };
        if !self.is_fixed(fixed) {
            return "both sides of a comparison are of one type".into();
        }
        let text = example(metric.1);
        format!(
            "{} is compared with {}: `{}`",
            noun(metric.1),
            noun(metric.1),
            self.corrected(whole.span, fixed.span, text)
        )
    }
}

/// The first metric of signals in an expression that is nothing but that metric, or it divided by runs.
fn signals_counted(expr: &Expr) -> Option<(Builtin, &Expr)> {
    match &expr.node {
        ExprKind::Metric { metric, .. } if metric.takes_signals() => Some((*metric, expr)),
        ExprKind::Suffixed { expr: inner, .. } => match &inner.node {
            ExprKind::Metric { metric, .. } if metric.takes_signals() => Some((*metric, expr)),
            _ => signals_counted(inner),
        },
        ExprKind::Chain { first, .. } => signals_counted(first),
        _ => None,
    }
}

/// A metric, with its suffixes, under the name of another.
fn renamed(expr: &Expr, to: Builtin) -> Option<Expr> {
    let mut renamed = expr.clone();
    let metric = match &mut renamed.node {
        ExprKind::Suffixed { expr, .. } => &mut expr.node,
        other => other,
    };
    let ExprKind::Metric { metric, .. } = metric else { return None };
    *metric = to;
    Some(renamed)
}

fn compared(whole: &Expr) -> Option<&'static str> {
    match &whole.node {
        ExprKind::Compare { op, .. } => Some(op.node.word()),
        _ => None,
    }
}
