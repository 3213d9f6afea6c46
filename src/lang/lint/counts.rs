//! What a policy counts: signals nobody looks at, thresholds finer than one run, waivers that nobody sees.

use std::collections::BTreeSet;

use dashu_int::IBig;

use crate::base::bounds::Looks;
use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Timestamp;
use crate::base::vocab::{Signal, SignalSet, Stratum, UnknownClass};
use crate::lang::builtins::Builtin;
use crate::lang::check::error::Lint;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::fmt::canonical::expr_text;
use crate::lang::policy::{Effect, Expr, Metric, Op, Policy, Window};
use crate::lang::syntax::ast::{DeclKind, RuleFile, WaiveDecl};
use crate::lang::threshold::{Threshold, fixed, rate};

use super::logic::scope;
use super::ranges::strata;
use super::{CheckSite, RuleSite};

pub(super) fn lint(
    file: &RuleFile,
    policy: &Policy,
    rules: &[RuleSite<'_>],
    at: Option<Timestamp>,
    found: &mut Diagnostics,
) {
    signals(file, rules, found);
    for check in rules.iter().flat_map(|site| &site.checks) {
        too_fine(policy, check, found);
        match (&check.decl.confidence, has_rate(&check.check.expr)) {
            (None, true) if check.check.effect == Effect::Stop => {
                let write = format!("{} with 95% confidence else stop", expr_text(&check.decl.expr));
                found.rules(&Lint::StopOnBareRate { write, span: check.span() });
            }
            (Some(confidence), true) => not_shown(policy, check, &confidence.node, found),
            (Some(confidence), false) => {
                found.rules(&Lint::ConfidenceWithoutRate { span: confidence.span });
            }
            (None, _) => {}
        }
    }
    for decl in &file.decls {
        if let DeclKind::Waive(waive) = &decl.node {
            waiver(waive, rules, at, decl.span, found);
        }
    }
}

fn has_rate(expr: &Expr) -> bool {
    expr.metrics().any(|metric| metric.builtin == Builtin::Rate)
}

/// All metrics of a rule, each with the stratum it counts.
fn counted<'a>(site: &'a RuleSite<'_>) -> impl Iterator<Item = (&'a Metric, Stratum)> {
    let when = site.when.map(|(_, when)| when);
    let exprs = when.into_iter().chain(site.checks.iter().map(|check| &check.check.expr));
    let strata = strata(site);
    exprs.flat_map(Expr::metrics).flat_map(move |metric| {
        let scopes: BTreeSet<Stratum> = strata.iter().map(|stratum| scope(metric, *stratum)).collect();
        scopes.into_iter().map(move |scope| (metric, scope))
    })
}

fn signals(file: &RuleFile, rules: &[RuleSite<'_>], found: &mut Diagnostics) {
    let looked_at: SignalSet =
        rules.iter().flat_map(counted).flat_map(|(metric, _)| metric.signals.iter()).collect();
    let classes = looked_at.has_class();
    let missing: Vec<String> = Signal::COUNTED
        .into_iter()
        .filter(|signal| !(looked_at.contains(*signal) || *signal == Signal::Unknown && classes))
        .map(|signal| format!("`{}`", signal.word()))
        .collect();
    let Some(header) = &file.header else { return };
    if let Some((last, rest)) = missing.split_last() {
        let signals = if rest.is_empty() { last.clone() } else { format!("{} or {last}", rest.join(", ")) };
        found.rules(&Lint::SignalNotLookedAt { signals, span: header.id.span });
    }
}

/// A threshold of a rate that one run oversteps, however many runs there are by the time of the verdict.
fn too_fine(policy: &Policy, check: &CheckSite<'_>, found: &mut Diagnostics) {
    let expr = &check.check.expr;
    for node in &expr.nodes {
        let threshold = match &node.op {
            Op::Compare(..) => Threshold::of(policy, expr, &node.op).map(|found| (found.metric, found.value)),
            Op::Within(left, tolerance, right) => rate(expr, *left)
                .and(rate(expr, *right))
                .and_then(|metric| Some((metric, fixed(policy, expr, *tolerance)?))),
            _ => None,
        };
        let Some((metric, threshold)) = threshold else { continue };
        let Some(runs) = runs_by_then(policy, metric) else { continue };
        let (one, zero) = (Rational::from(1_u64), Rational::default());
        let Some(step) = Rational::ratio(1_u8, runs) else { continue };
        // What is left to the nearer end: 2% of `< 2%`, as of `> 98%`.
        let within = matches!(node.op, Op::Within(..));
        let left = if within { threshold.clone() } else { threshold.clone().min(&one - &threshold) };
        if left <= zero || left >= step {
            continue;
        }
        let enough = one.checked_div(&left).map_or(IBig::ZERO, |runs| runs.ceil());
        let ty = if within { Type::Points } else { Type::Rate };
        found.rules(&Lint::ThresholdTooFine {
            threshold: if left == threshold {
                format!("{} is", ty.literal(&threshold))
            } else {
                format!("what {} leaves to 100% is", ty.literal(&threshold))
            },
            runs,
            step: ty.reading(&step, 2),
            enough: enough.to_string(),
            span: check.span(),
        });
        return;
    }
}

/// How many runs a metric counts at most when the verdict falls due by the number of runs.
fn runs_by_then(policy: &Policy, metric: &Metric) -> Option<u64> {
    match metric.window {
        Some(Window::Runs(runs)) => Some(runs),
        _ => policy.due.runs,
    }
}

/// A threshold that so few runs cannot show, even if all of them speak for it.
fn not_shown(policy: &Policy, check: &CheckSite<'_>, confidence: &Rational, found: &mut Diagnostics) {
    let expr = &check.check.expr;
    for node in &expr.nodes {
        let Some(threshold) = Threshold::of(policy, expr, &node.op) else { continue };
        let Some(runs) = runs_by_then(policy, threshold.metric) else { continue };
        let limit = expr.alpha(confidence).and_then(|alpha| threshold.limit(alpha, Looks::Any));
        let Some(limit) = limit else { continue };
        let enough = limit.least_runs(0);
        if enough.is_none_or(|enough| enough > runs) {
            let which = if limit.at_most { "clean" } else { "hit" };
            found.rules(&Lint::NotShownByThen {
                threshold: Type::Rate.literal(&threshold.value),
                confidence: Type::Rate.literal(confidence),
                runs,
                instead: match enough {
                    Some(enough) => format!(
                        "even if every run is {which}, that takes {enough} runs: ask for less, or let it be due after so many"
                    ),
                    None => "no number of runs shows that: ask for less".to_owned(),
                },
                span: check.span(),
            });
            return;
        }
    }
}

fn waiver(
    waive: &WaiveDecl,
    rules: &[RuleSite<'_>],
    at: Option<Timestamp>,
    decl: crate::base::source::Span,
    found: &mut Diagnostics,
) {
    let Some(class) = UnknownClass::from_word(&waive.class.node) else { return };
    let stratum = waive.stratum.as_ref().and_then(|word| Stratum::from_word(&word.node));
    let sees = |(metric, scope): (&Metric, Stratum)| {
        let reaches = match (stratum, scope) {
            // An unattributed run could be of either stratum.
            (None | Some(Stratum::All | Stratum::Unknowns), _) | (_, Stratum::All) => true,
            (Some(stratum), scope) => stratum == scope,
        };
        metric.signals.contains(Signal::Unknown) && reaches
    };
    let class = class.word().to_owned();
    if !rules.iter().flat_map(counted).any(sees) {
        found.rules(&Lint::UnusedWaiver { class, span: waive.class.span, decl });
    } else if let Some(at) = at
        && at.date() > waive.until.node
    {
        let (until, at) = (waive.until.node.to_string(), at.date().to_string());
        found.rules(&Lint::ExpiredWaiver { class, until, at, span: waive.until.span, decl });
    }
}
