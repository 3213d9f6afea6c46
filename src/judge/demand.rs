//! [`demand`]: what a policy wants counted beyond the plain profile, so that reports are read for no more than that.

use crate::base::vocab::Stratum;
use crate::data::plan::{AskedWindow, Plan, Window};
use crate::lang::policy::{self, Op, Policy, Rule, Values};

/// The tags, values and windows that a policy asks for.
#[must_use]
pub fn demand(policy: &Policy) -> Plan {
    let mut plan = Plan::default();
    for rule in &policy.rules {
        if let Some(group) = &rule.group {
            let listed = plan.groups.entry(group.tag.clone()).or_default();
            if let Values::In(values) = &group.values {
                listed.extend(values.iter().cloned());
            }
        }
        plan.windows.extend(windows(rule));
    }
    plan
}

fn windows(rule: &Rule) -> impl Iterator<Item = AskedWindow> {
    let exprs = rule.when.iter().chain(rule.checks.iter().map(|check| &check.expr));
    let metrics = exprs.flat_map(|expr| &expr.nodes).filter_map(|node| match &node.op {
        Op::Metric(metric) => metric.window.map(|window| (metric, window)),
        _ => None,
    });
    metrics.flat_map(|(metric, window)| {
        let strata = match metric.scope {
            Some(own) => vec![own],
            None if rule.strata.is_empty() => vec![Stratum::All],
            None => rule.strata.clone(),
        };
        // The sensitivity judges every metric `among known` as well.
        let drawn = move |stratum| [metric.among_known, true].map(|known| asked(window, stratum, known));
        strata.into_iter().flat_map(drawn).map(|window| {
            let tag = rule.group.as_ref().map(|group| group.tag.clone());
            AskedWindow { tag, window }
        })
    })
}

/// The window of a metric that counts a stratum.
#[must_use]
pub const fn asked(window: policy::Window, stratum: Stratum, among_known: bool) -> Window {
    match window {
        policy::Window::Runs(count) => Window::Runs { count, stratum, among_known },
        policy::Window::Span(time) => Window::Span(time),
    }
}
