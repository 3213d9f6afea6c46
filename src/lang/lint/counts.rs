//! What a policy counts: signals nobody looks at, thresholds finer than one run, waivers that nobody sees.

use std::collections::BTreeSet;

use dashu_int::IBig;

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Timestamp;
use crate::base::vocab::{Signal, SignalSet, Stratum, UnknownClass};
use crate::lang::builtins::Builtin;
use crate::lang::check::error::Lint;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::policy::{Effect, Expr, Metric, NodeId, Op, Policy, Window};
use crate::lang::syntax::ast::{DeclKind, RuleFile, WaiveDecl};

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
        let rates = metrics(&check.check.expr).any(|metric| metric.builtin == Builtin::Rate);
        if check.check.effect == Effect::Stop && rates && check.decl.confidence.is_none() {
            found.rules(&Lint::StopOnBareRate { span: check.span() });
        }
    }
    for decl in &file.decls {
        if let DeclKind::Waive(waive) = &decl.node {
            waiver(waive, rules, at, decl.span, found);
        }
    }
}

fn metrics(expr: &Expr) -> impl Iterator<Item = &Metric> {
    expr.nodes.iter().filter_map(|node| match &node.op {
        Op::Metric(metric) => Some(metric),
        _ => None,
    })
}

/// All metrics of a rule, each with the stratum it counts.
fn counted<'a>(site: &'a RuleSite<'_>) -> impl Iterator<Item = (&'a Metric, Stratum)> {
    let when = site.when.map(|(_, when)| when);
    let exprs = when.into_iter().chain(site.checks.iter().map(|check| &check.check.expr));
    let strata = strata(site);
    exprs.flat_map(metrics).flat_map(move |metric| {
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
            Op::Compare(left, _, right) => match (rate(expr, *left), rate(expr, *right)) {
                (Some(metric), None) => fixed(policy, expr, *right).map(|value| (metric, value)),
                (None, Some(metric)) => fixed(policy, expr, *left).map(|value| (metric, value)),
                _ => None,
            },
            Op::Within(left, tolerance, right) => rate(expr, *left)
                .and(rate(expr, *right))
                .and_then(|metric| Some((metric, fixed(policy, expr, *tolerance)?))),
            _ => None,
        };
        let Some((metric, threshold)) = threshold else { continue };
        let runs = match metric.window {
            Some(Window::Runs(runs)) => Some(runs),
            _ => policy.due.runs,
        };
        let Some(runs) = runs else { continue };
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

fn rate(expr: &Expr, id: NodeId) -> Option<&Metric> {
    match &expr.nodes.get(id)?.op {
        Op::Metric(metric) if metric.builtin == Builtin::Rate => Some(metric),
        _ => None,
    }
}

/// The value of a literal or a constant.
fn fixed(policy: &Policy, expr: &Expr, id: NodeId) -> Option<Rational> {
    match &expr.nodes.get(id)?.op {
        Op::Literal(value) => Some(value.clone()),
        Op::Constant(at) => policy.constants.get(*at).map(|constant| constant.value.clone()),
        _ => None,
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
