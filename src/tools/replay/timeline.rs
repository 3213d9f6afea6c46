//! [`Timeline`]: how the judged rates came about, run by run, at so many points that a picture can show them.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Timestamp;
use crate::base::vocab::{Decision, Stratum};
use crate::data::aggregate::Aggregator;
use crate::data::plan::Plan;
use crate::judge::checks::{MadeCheck, each};
use crate::judge::functions::{Scene, rate as seen};
use crate::judge::value::{Interval, Value};
use crate::judge::{self, At};
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Comparison, Op, Policy};
use crate::tools::replay::walk::walk;

/// The most points; of more runs every so many-th is one, and the last.
pub const MOST_POINTS: u64 = 500;
/// The most changes of the judged policy version that are kept.
const MOST_CHANGES: usize = 50;

/// The runs over time, as they were judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// How many runs there are.
    pub runs: u64,
    /// Some of them, oldest first.
    pub points: Vec<Point>,
    /// The rates that rules hold against a fixed value.
    pub lines: Vec<Line>,
    /// Where runs of another policy version began to be judged: the number of the first, and their tag.
    pub changes: Vec<(u64, Option<String>)>,
}

/// The state of things after a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The number of the run, from 1.
    pub number: u64,
    /// When it ran.
    pub time: Option<Timestamp>,
    /// The verdict then.
    pub decision: Decision,
    /// How many runs with an unknown there were since the point before.
    pub unknowns: u64,
}

/// A rate over all runs so far, and what it is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its canonical text.
    pub text: String,
    /// Where it is counted.
    pub stratum: Stratum,
    /// The limits.
    pub limits: Vec<Limit>,
    /// Its interval at each point; `None` where it was undefined.
    pub values: Vec<Option<Interval>>,
}

/// What a rate is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The rule.
    pub rule: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: Rational,
    /// What to read for it.
    pub reads: String,
}

impl Timeline {
    /// Of the runs that were read for the plan `read`.
    #[must_use]
    pub fn of(policy: &Policy, runs: &Aggregator, read: &Plan) -> Self {
        let mut timeline = Self::default();
        let total = runs.pool().in_order(read.until).len() as u64;
        let mut unknowns = 0_u64;
        let mut cohort: Option<Option<String>> = None;
        walk(policy, runs, read, |step| {
            timeline.runs = step.number;
            unknowns = unknowns.saturating_add(u64::from(step.run.shape().key.hits.has_class()));
            if let [judged] = step.cohorts
                && cohort.as_ref() != Some(&judged.policy_hash)
            {
                if cohort.is_some() && timeline.changes.len() < MOST_CHANGES {
                    timeline.changes.push((step.number, judged.policy_hash.clone()));
                }
                cohort = Some(judged.policy_hash.clone());
            }
            if is_point(step.number, total) {
                let decision = judge::among(policy, step.cohorts, At::NewestRun, |scene| {
                    timeline.note(policy, scene);
                    judge::decided(policy, scene).decision
                });
                let point = Point { number: step.number, time: step.run.time(), decision, unknowns };
                timeline.points.push(point);
                unknowns = 0;
            }
        });
        timeline
    }

    /// Notes the rates at a point.
    fn note(&mut self, policy: &Policy, scene: Option<Scene<'_>>) {
        let point = self.points.len();
        if let Some(scene) = scene {
            each(policy, scene, |made| {
                if let Some((line, value)) = rate(policy, &made) {
                    self.line(line, point, value);
                }
            });
        }
        for line in &mut self.lines {
            line.values.resize(point.saturating_add(1), None);
        }
    }

    fn line(&mut self, new: Line, point: usize, value: Option<Interval>) {
        let same = |line: &Line| line.text == new.text && line.stratum == new.stratum;
        let known = self.lines.iter().position(same).unwrap_or(self.lines.len());
        if known == self.lines.len() {
            self.lines.push(Line { limits: Vec::new(), ..new.clone() });
        }
        let Some(line) = self.lines.get_mut(known) else { return };
        for limit in new.limits {
            if !line.limits.contains(&limit) {
                line.limits.push(limit);
            }
        }
        line.values.resize(point, None);
        line.values.push(value);
    }
}

/// Whether a run is a point: evenly spread, and the last.
fn is_point(number: u64, total: u64) -> bool {
    if total <= MOST_POINTS {
        return true;
    }
    let part = |number: u64| u128::from(number).saturating_mul(MOST_POINTS.into()).checked_div(total.into());
    part(number) != part(number.saturating_sub(1))
}

/// A check that compares a rate over all runs with a value that has no metric; and the rate.
fn rate(policy: &Policy, made: &MadeCheck<'_, '_>) -> Option<(Line, Option<Interval>)> {
    let judged = made.judged;
    let Op::Compare(left, comparison, right) = judged.node(judged.root())?.op else { return None };
    let node = judged.node(left)?;
    let Op::Metric(metric) = &node.op else { return None };
    let is_cumulative = metric.builtin == Builtin::Rate && metric.window.is_none();
    if !is_cumulative || judged.scene.group.is_some() || judged.has_metric(right) {
        return None;
    }
    let Value::Interval(limit) = judged.value(right) else { return None };
    let limit = limit.as_point()?.clone();
    // As it was seen: what can be said of it with confidence is another matter.
    let value = match seen(&judged.counted(metric)?, None) {
        Value::Interval(interval) => Some(interval),
        Value::Undefined(_) | Value::Truth(_) => None,
    };
    let rule = policy.rules.get(made.rule)?.id.clone();
    let reads = format!("{comparison} {}", Type::Rate.reading(&limit, 2));
    let limits = vec![Limit { rule, comparison, value: limit, reads }];
    let line = Line { text: node.text.clone(), stratum: judged.scope(metric), limits, values: Vec::new() };
    Some((line, value))
}
