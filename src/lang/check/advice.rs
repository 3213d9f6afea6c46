//! What to write instead: the corrected text where it can be told, an example where it cannot.

use std::collections::BTreeMap;

use crate::base::quantity::Type;
use crate::base::source::{SourceFile, Span, one_line};
use crate::lang::diagnostic::{Fix, Help};
use crate::lang::fmt::canonical::expr_text;
use crate::lang::syntax::ast::{BinaryOp, Expr};

use super::error::TypeError;
use super::restate::{Fixed, restate};
use super::scope::Names;
use super::suffix::{self, Kinds, Reach, Typed};
use super::words::{example, noun};

/// A longer text is not repeated in a help.
const SHOWN: usize = 200;

/// Knows the text, the names and the lets, and words the help of type errors.
pub(super) struct Advice<'b, 'a> {
    /// The rules.
    pub(super) source: &'a SourceFile,
    /// What is declared.
    pub(super) names: &'a Names<'a>,
    /// The lets typed so far.
    pub(super) lets: &'b BTreeMap<&'a str, Typed>,
}

impl<'a> Advice<'_, 'a> {
    /// For an expression that should be a condition.
    pub(super) fn compare_it(&self, expr: &Expr, ty: Type) -> Help {
        let text = self.written(expr.span);
        let text = if text.len() > SHOWN { "…" } else { &text };
        format!("compare it: `{text} < {}`", example(ty)).into()
    }

    /// For a sum of quantities that cannot be added.
    pub(super) fn addition(
        &self,
        left: (&'a Expr, Type, Span),
        op: BinaryOp,
        right: (&'a Expr, Type),
    ) -> Help {
        let ((first, left_ty, left_span), (operand, right_ty)) = (left, right);
        let whole = left_span.to(operand.span);
        let wanted = if left_ty == Type::Rate { Type::Points } else { left_ty };
        if left_ty == Type::Points && right_ty == Type::Rate && op == BinaryOp::Add {
            let (left, right) = (self.written(left_span), self.written(operand.span));
            let text = format!("write the rate first: `{right} + {left}`");
            return Help { text, fixes: vec![Fix::write(whole, format!("{right} + {left}"))] };
        }
        let whole_first = left_span == first.span;
        let restated = self.restated(whole, operand, wanted);
        let restated = restated.or_else(|| self.restated(whole, first, right_ty).filter(|_| whole_first));
        restated.unwrap_or_else(|| {
            let sign = op.word();
            format!("add and subtract quantities of one type, or points to a rate: `rate(fail) {sign} 5pp`")
                .into()
        })
    }

    /// For a `within` whose tolerance is of the wrong type.
    pub(super) fn tolerance(&self, whole: &Expr, tolerance: (&'a Expr, Type), wanted: Type) -> Help {
        let restated = self.restated(whole.span, tolerance.0, wanted);
        restated.unwrap_or_else(|| {
            format!("say how far apart they may be, as in `within {} of`", example(wanted)).into()
        })
    }

    /// The error of suffixes that do not all reach a metric; `None` if they do.
    pub(super) fn suffixes(
        &self,
        whole: &'a Expr,
        inner: &'a Expr,
        reach: Reach,
        comparison: Option<&'a Expr>,
    ) -> Option<TypeError> {
        let missed = Kinds::of(&whole.node).without(reach.free);
        if missed.is_empty() {
            return None;
        }
        let span = whole.span;
        let suffix = suffix::text(&whole.node, missed);
        if reach.metric {
            let help = "leave it out, or write it where the inner one stands".into();
            return Some(TypeError::SuffixWithoutEffect { suffix, span, help });
        }
        if let Some(metric) = reach.cohort {
            return Some(TypeError::SuffixOnCohortMetric { suffix, metric: metric.word(), span });
        }
        let reach_of = |name: &str| self.lets.get(name).map(|typed| typed.reach).unwrap_or_default();
        let moved = |comparison| Some((comparison, suffix::moved(comparison, whole, &reach_of)?));
        let corrected = comparison.and_then(moved).map(|(whole, moved)| (whole.span, expr_text(&moved)));
        let help = if let Some((whole, text)) = corrected.filter(|(_, text)| text.len() <= SHOWN) {
            Help { text: format!("say it of the metric: `{text}`"), fixes: vec![Fix::write(whole, text)] }
        } else {
            let out = Fix::leave_out(Span { start: inner.span.end, end: span.end });
            let text = match self.written(inner.span) {
                inner if inner.len() <= SHOWN => format!("leave it out: `{inner}`"),
                _ => "leave it out".to_owned(),
            };
            Help { text, fixes: vec![out] }
        };
        Some(TypeError::SuffixReachesNoMetric { suffix, span, help })
    }

    /// The help that says a fixed `part` of `whole` as a value of type `to`; `None` if it cannot be said so.
    pub(super) fn restated(&self, whole: Span, part: &'a Expr, to: Type) -> Option<Help> {
        match Fixed::of(part, self.names)? {
            Fixed::Literal(value, from) => {
                let texts = restate(&value, from, to);
                let corrected: Vec<_> = texts
                    .iter()
                    .map(|text| format!("`{}`", self.corrected(whole, part.span, text)))
                    .collect();
                let fixes = texts.iter().map(|text| Fix::write(part.span, text)).collect();
                (!corrected.is_empty())
                    .then(|| Help { text: format!("write {}", corrected.join(", or ")), fixes })
            }
            Fixed::Declared(word, name, value, from) => {
                let text = restate(&value, from, to).into_iter().next()?;
                Some(format!("`{name}` is {}: declare `{word} {name} = {text}`", noun(from)).into())
            }
            Fixed::Typed(name, from) => {
                Some(format!("`{name}` is {}: declare `const {name}: {to}`", noun(from)).into())
            }
        }
    }

    /// The text of `whole` with `part` replaced, on one line.
    pub(super) fn corrected(&self, whole: Span, part: Span, text: &str) -> String {
        let before = self.source.slice(Span { start: whole.start, end: part.start });
        let after = self.source.slice(Span { start: part.end, end: whole.end });
        if before.contains('#') || after.contains('#') || !whole.range().contains(&(part.start as usize)) {
            return text.to_owned();
        }
        let whole = one_line(&format!("{before}{text}{after}"));
        if whole.len() > SHOWN { text.to_owned() } else { whole }
    }

    /// The text under a span, on one line.
    pub(super) fn written(&self, span: Span) -> String {
        one_line(self.source.slice(span))
    }
}
