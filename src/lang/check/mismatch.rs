//! Comparisons of unlike quantities: which side is wrong, and how the comparison reads once it is right.

use crate::base::quantity::Type;
use crate::lang::builtins::Builtin;
use crate::lang::diagnostic::{Fix, Help};
use crate::lang::fmt::canonical::expr_text;
use crate::lang::syntax::ast::{BinaryOp, Expr, ExprKind};

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
            let help = self.unchained(whole).unwrap_or_else(|| {
                "conditions are joined by `and`, `or` and `not`; only quantities are compared".into()
            });
            return Some(TypeError::BoolCompared { span: side.span, help });
        }
        if left.1 == right.1 {
            return None;
        }
        let ((low, low_ty), (high, high_ty)) = if left.1 <= right.1 { (left, right) } else { (right, left) };
        let (span, other) = (low.span, high.span);
        let restated = |part, to| self.restated(whole.span, part, to);
        let say = |help: Option<Help>, otherwise: &str| help.unwrap_or_else(|| otherwise.into());
        Some(match (low_ty, high_ty) {
            (Type::Number, Type::Rate) if self.is_counted(low) => TypeError::CountVsRate {
                span,
                other,
                help: self.per_run(whole, low, high).unwrap_or_else(|| self.as_number(whole, low, high)),
            },
            (Type::Number, Type::Rate) => {
                let mut help = say(restated(low, Type::Rate), "a rate is written with a percent sign: `20%`");
                if let Some((counted, fix)) = self.counted_instead(whole, low, high) {
                    help = help.reworded(|help| format!("{help}; or count the runs: `{counted}`"));
                    help.fixes.push(fix);
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
                help: say(self.per_mean(whole, low), "`mean(…)` counts per run"),
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
                    Some(help) => {
                        help.reworded(|help| format!("`pp` is a difference between two rates; {help}"))
                    }
                    None => "`pp` is a difference between two rates; a rate is written `5%`".into(),
                },
            },
            (Type::Rate, Type::Points) if matches!(&high.node, ExprKind::Negate(inner) if self.is_fixed(inner)) => {
                TypeError::RateVsPoints {
                    span: other,
                    other: span,
                    help: "a rate lies between 0% and 100%, and is never below 0%: leave the `-` out".into(),
                }
            }
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

    /// `(1% < rate(fail)) < 5%` as `1% < rate(fail) and rate(fail) < 5%`.
    fn unchained(&self, whole: &Expr) -> Option<Help> {
        let ExprKind::Compare { left, op, right } = &whole.node else { return None };
        let ExprKind::Compare { right: middle, .. } = &left.node else { return None };
        if matches!(right.node, ExprKind::Compare { .. } | ExprKind::Within { .. }) {
            return None;
        }
        let (first, middle, last) = (expr_text(left), expr_text(middle), self.written(right.span));
        let two = format!("{first} and {middle} {} {last}", op.node);
        let text = format!("write two comparisons: `{two}`");
        Some(Help { text, fixes: vec![Fix::write(whole.span, two)] })
    }

    /// `sum(override) / runs <= 10%` as `mean(override) <= 0.1 per run`, or `rate(override) <= 10%`.
    fn per_run(&self, whole: &'a Expr, counts: &'a Expr, limit: &'a Expr) -> Option<Help> {
        let (metric, expr) = counted_per_run(counts)?;
        let rate = expr_text(&renamed(expr, Builtin::Rate)?);
        let limit = part_of_runs(limit).unwrap_or(limit);
        let sides = |metric: &str, limit: &str| compared(whole, counts, metric, limit);
        let rate = sides(&rate, &self.written(limit.span)).unwrap_or(rate);
        let write = |text: &String| Fix::write(whole.span, text);
        if metric == Builtin::RunsWith {
            return Some(Help { text: format!("write `{rate}`"), fixes: vec![write(&rate)] });
        }
        let mean = expr_text(&renamed(expr, Builtin::Mean)?);
        let mean = match Fixed::of(limit, self.names) {
            Some(Fixed::Literal(value, from)) => {
                let text = restate(&value, from, Type::Mean).into_iter().next()?;
                sides(&mean, &text).unwrap_or(mean)
            }
            _ => mean,
        };
        let text =
            format!("write `{mean}` for events per run, or `{rate}` for the part of the runs that have any");
        Some(Help { text, fixes: vec![write(&mean), write(&rate)] })
    }

    /// `sum(warn) / runs < 0.1 per run` as `mean(warn) < 0.1 per run`.
    fn per_mean(&self, whole: &'a Expr, counts: &'a Expr) -> Option<Help> {
        let (_, expr) = counted_per_run(counts)?;
        let mean = expr_text(&renamed(expr, Builtin::Mean)?);
        let text = format!("write `{}`", self.corrected(whole.span, counts.span, &mean));
        Some(Help { text, fixes: vec![Fix::write(counts.span, mean)] })
    }

    /// `runs >= 10%` with a number, which is what is counted there.
    fn as_number(&self, whole: &'a Expr, counts: &'a Expr, limit: &'a Expr) -> Help {
        let inner = match &counts.node {
            ExprKind::Suffixed { expr, .. } => &expr.node,
            other => other,
        };
        let number = match (Fixed::of(limit, self.names), inner) {
            (Some(Fixed::Literal(value, _)), ExprKind::Chain { .. }) => Type::Number.literal(&value),
            (Some(_), _) => example(Type::Number).to_owned(),
            (None, _) => return "a part of the runs is `rate(…)`".into(),
        };
        let text = self.corrected(whole.span, limit.span, &number);
        format!("a number is compared with a number: `{text}`; a part of the runs is `rate(…)`").into()
    }

    /// `rate(fail) < 3` as `runs_with(fail) < 3`, where the number is above 1 and may count runs.
    fn counted_instead(&self, whole: &'a Expr, number: &'a Expr, rate: &'a Expr) -> Option<(String, Fix)> {
        let Fixed::Literal(value, _) = Fixed::of(number, self.names)? else { return None };
        if !value.is_integer() || value.is_zero() {
            return None;
        }
        let text = expr_text(&renamed(metric_of(rate, &[Builtin::Rate])?.1, Builtin::RunsWith)?);
        Some((self.corrected(whole.span, rate.span, &text), Fix::write(rate.span, text)))
    }

    fn mean_or_rate(&self, whole: &'a Expr, rate: &'a Expr, mean: &'a Expr) -> Help {
        let general = || "a mean counts events per run, a rate the runs that have any".into();
        let (fixed, counted, to, metric) = if self.is_fixed(rate) {
            (rate, mean, Type::Mean, Builtin::Rate)
        } else if self.is_fixed(mean) {
            (mean, rate, Type::Rate, Builtin::Mean)
        } else {
            return general();
        };
        let restated = self.restated(whole.span, fixed, to);
        let renamed = metric_of(counted, &[Builtin::Rate, Builtin::Mean])
            .and_then(|(_, expr)| renamed(expr, metric))
            .map(|expr| expr_text(&expr))
            .map(|text| (self.corrected(whole.span, counted.span, &text), Fix::write(counted.span, text)));
        match (restated, renamed) {
            (Some(mut restated), Some((renamed, fix))) => {
                restated.fixes.push(fix);
                restated.reworded(|restated| format!("{restated}, or `{renamed}`"))
            }
            (Some(restated), None) => restated,
            (None, Some((renamed, fix))) => Help { text: format!("write `{renamed}`"), fixes: vec![fix] },
            (None, None) => general(),
        }
    }

    fn like(&self, whole: &'a Expr, left: Side<'a>, right: Side<'a>) -> Help {
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
        .into()
    }
}

/// A metric that is one of `wanted`, with or without suffixes.
fn metric_of<'e>(expr: &'e Expr, wanted: &[Builtin]) -> Option<(Builtin, &'e Expr)> {
    let inner = match &expr.node {
        ExprKind::Suffixed { expr, .. } => &expr.node,
        other => other,
    };
    match inner {
        ExprKind::Metric { metric, .. } if wanted.contains(metric) => Some((*metric, expr)),
        _ => None,
    }
}

/// The metric of `sum(fail)`, `runs_with(fail)`, or one of them divided by runs.
fn counted_per_run(expr: &Expr) -> Option<(Builtin, &Expr)> {
    let counts = match &expr.node {
        ExprKind::Chain { first, rest } => match rest.as_slice() {
            [(BinaryOp::Divide, runs)] if metric_of(runs, &[Builtin::Runs]).is_some() => &**first,
            _ => return None,
        },
        _ => expr,
    };
    metric_of(counts, &[Builtin::Sum, Builtin::RunsWith])
}

/// The `10%` of `10% * runs`.
fn part_of_runs(expr: &Expr) -> Option<&Expr> {
    let ExprKind::Chain { first, rest } = &expr.node else { return None };
    let is_runs = |expr| metric_of(expr, &[Builtin::Runs]).is_some();
    match rest.as_slice() {
        [(BinaryOp::Multiply, runs)] if is_runs(runs) => Some(first),
        [(BinaryOp::Multiply, part)] if is_runs(first) => Some(part),
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

/// The comparison with other sides: `metric` where `counts` stands.
fn compared(whole: &Expr, counts: &Expr, metric: &str, limit: &str) -> Option<String> {
    let ExprKind::Compare { left, op, .. } = &whole.node else { return None };
    let counted_first = std::ptr::eq(&raw const **left, counts);
    let (left, right) = if counted_first { (metric, limit) } else { (limit, metric) };
    Some(format!("{left} {} {right}", op.node))
}
