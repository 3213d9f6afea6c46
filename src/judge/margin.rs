//! How close a check was: distance to the limit, and slack in runs; and which runs count against it.

use std::collections::BTreeMap;

use dashu_int::IBig;

use crate::base::bounds::Looks;
use crate::base::limit::Limit;
use crate::base::rational::Rational;
use crate::base::vocab::{Outcome, Stratum};
use crate::data::natural;
use crate::data::profile::{RUN_IDS_KEPT, Row, RowKey};
use crate::data::tally::{Knowledge, knowledge};
use crate::judge::expr::Evaluated;
use crate::judge::functions::Part;
use crate::judge::value::Value;
use crate::judge::verdict::{Margin, RunIds};
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Comparison, Metric, NodeId, Op, Power};

/// The margin of a comparison of a rate with a value that has no metric; `None` for every other check.
#[must_use]
pub fn margin(evaluated: &Evaluated<'_>) -> Option<Margin> {
    let Op::Compare(left, comparison, right) = evaluated.node(evaluated.root())?.op else { return None };
    let (metric, limit, comparison) = match (rate(evaluated, left), rate(evaluated, right)) {
        (Some(metric), None) if !evaluated.has_metric(right) => (metric, right, comparison),
        (None, Some(metric)) if !evaluated.has_metric(left) => (metric, left, comparison.mirrored()),
        _ => return None,
    };
    let Value::Interval(limit) = evaluated.value(limit) else { return None };
    let limit = limit.as_point()?;
    let counted = evaluated.counted(metric)?;
    let at_most = comparison.wants_less()?;
    let (hits, of) = if at_most { counted.greatest() } else { counted.least() };
    if let Some(alpha) = &evaluated.alpha {
        let strict = matches!(comparison, Comparison::Less | Comparison::Greater);
        let (value, alpha, looks) = (limit.clone(), alpha.clone(), Looks::Any);
        return shown(&Limit { value, at_most, strict, alpha, looks }, hits, of);
    }
    let rate = Rational::ratio(hits, of)?;
    let at_limit = limit * &Rational::from(of);
    let (bound, distance) = match comparison {
        Comparison::Less => (at_limit.ceil() - IBig::ONE, limit - &rate),
        Comparison::LessOrEqual => (at_limit.floor(), limit - &rate),
        Comparison::Greater => (at_limit.floor() + IBig::ONE, &rate - limit),
        Comparison::GreaterOrEqual => (at_limit.ceil(), &rate - limit),
        Comparison::Equal | Comparison::NotEqual => return None,
    };
    let bound = i64::try_from(bound).ok()?;
    let hits = i64::try_from(hits).ok()?;
    let slack = if at_most { bound.checked_sub(hits)? } else { hits.checked_sub(bound)? };
    Some(Margin { distance, slack, at_most, bound, of, more_runs: None })
}

/// The margin of a rate that is to be shown with confidence.
fn shown(limit: &Limit, hits: u64, of: u64) -> Option<Margin> {
    let bound = i64::try_from(limit.turn(of)).ok()?.checked_sub(i64::from(limit.at_most))?;
    let hits_now = i64::try_from(hits).ok()?;
    let slack = if limit.at_most { bound.checked_sub(hits_now)? } else { hits_now.checked_sub(bound)? };
    let more_runs = if slack < 0 { limit.more_runs(hits, of) } else { None };
    Some(Margin { distance: limit.distance(hits, of), slack, at_most: limit.at_most, bound, of, more_runs })
}

fn rate<'a>(evaluated: &Evaluated<'a>, id: NodeId) -> Option<&'a Metric> {
    match &evaluated.node(id)?.op {
        Op::Metric(metric) if metric.builtin == Builtin::Rate => Some(metric),
        _ => None,
    }
}

/// The runs that count against a check: hits where a hit harms; where it is undetermined, the runs that could be.
#[must_use]
pub fn against<'a>(evaluated: &Evaluated<'a>, outcome: Outcome) -> RunIds {
    let mut rows: BTreeMap<(Stratum, bool, RowKey), &Row> = BTreeMap::new();
    for metric in harmful(evaluated) {
        let [inside, outside] = evaluated.scene.parts(metric, evaluated.scope(metric));
        // Of two windows the longer holds the runs of the shorter: the row with more runs stands for both.
        let mut take = |parts: Vec<Part<'a>>, counts: fn(Knowledge) -> bool| {
            for part in parts {
                let counted =
                    |(key, _): &(&RowKey, &Row)| counts(knowledge(key, metric.signals, part.waived));
                for (key, row) in part.profile.rows.iter().filter(counted) {
                    let kept = rows.entry((part.stratum, part.selected, *key)).or_insert(row);
                    if row.runs > kept.runs {
                        *kept = row;
                    }
                }
            }
        };
        match outcome {
            Outcome::Violated => take(inside, |knowledge| knowledge == Knowledge::Hit),
            Outcome::Undetermined if evaluated.scene.among_known(metric) => {}
            Outcome::Undetermined => {
                take(inside, |knowledge| knowledge == Knowledge::NotKnown);
                take(outside, |knowledge| knowledge != Knowledge::Clean);
            }
            Outcome::Met | Outcome::NotApplicable => {}
        }
    }
    let runs = rows.values().map(|row| row.runs).fold(0, u64::saturating_add);
    let mut first: Vec<String> = rows.into_values().flat_map(|row| row.run_ids.iter().cloned()).collect();
    first.sort_by(|a, b| natural::compare(a, b));
    first.truncate(RUN_IDS_KEPT);
    let shown = u64::try_from(first.len()).unwrap_or(u64::MAX);
    RunIds { first, more: runs.saturating_sub(shown) }
}

/// The metrics whose hits harm: those that can make the check false by growing. The first such metric of the
/// text stands for all of the same signals and scope.
fn harmful<'a>(evaluated: &Evaluated<'a>) -> Vec<&'a Metric> {
    let mut found: Vec<&Metric> = Vec::new();
    // Each entry: a node, and whether its growing (for truths: its being true) helps the check.
    let mut open = vec![(evaluated.root(), true)];
    while let Some((id, helps)) = open.pop() {
        let Some(node) = evaluated.node(id) else { continue };
        match &node.op {
            Op::Metric(metric) => {
                let counts_hits = metric.builtin.takes_signals();
                if counts_hits && !helps && !found.contains(&metric) {
                    found.push(metric);
                }
            }
            Op::Product(factors) => {
                open.extend(factors.iter().map(|(power, id)| (*id, (*power == Power::Times) == helps)));
            }
            Op::Within(left, tolerance, right) => {
                open.extend([(*left, false), (*tolerance, helps), (*right, false)]);
            }
            // Of values that should be equal, neither is to grow.
            op => match op.directions(helps) {
                Some(operands) => open.extend(operands),
                None => open.extend(op.operands().into_iter().map(|id| (id, false))),
            },
        }
    }
    found
}
