//! Scenarios around a check: on its thresholds and next to them, with things not known, in each stratum and signal.

use std::collections::BTreeMap;

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::vocab::{Decision, Signal, Stratum};
use crate::data::plan::Plan;
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Expr, Metric, Op, Policy, Rule, Values, Window};
use crate::tools::early;
use crate::tools::suite::change::{Change, HOUR, is_in, total};
use crate::tools::suite::scenario::{Group, Scenario};
use crate::tools::suite::shown::{first_early, turns};
use crate::tools::suite::threshold::unit;

/// How many more runs are tried until one of them lies next to a threshold.
const REACH: u64 = 2_000;
/// Most scenarios tried around one check.
const MOST: usize = 240;
/// Most runs of a window that are tried one by one.
const WINDOW: u64 = 60;

/// The scenarios around checks of a policy.
#[derive(Debug)]
pub struct Candidates<'a> {
    policy: &'a Policy,
    /// Runs that everything is fine with, as far as they could be found.
    pub base: Scenario,
    /// Runs in each stratum of it.
    runs: u64,
    /// Clean runs in each stratum that are just enough for an early GO.
    early: Option<u64>,
}

impl<'a> Candidates<'a> {
    /// Looks for runs that everything is fine with.
    #[must_use]
    pub fn new(policy: &'a Policy, plan: &Plan) -> Self {
        let due = policy.due.runs.unwrap_or(0).div_ceil(2).max(1);
        let sizes = [1, 5, 10, 20, 30, 50, 100, 200, 500, 1_000];
        let mut sizes: Vec<u64> = sizes.into_iter().filter(|size| *size > due).collect();
        sizes.insert(0, due);
        let short = |size: u64| (Scenario { elapsed: None, ..base(policy, size) }, size);
        let bases = sizes.iter().flat_map(|size| [short(*size), (base(policy, *size), *size)]);
        let goes = |(base, _): &(Scenario, u64)| {
            base.tried(policy, plan).is_some_and(|tried| tried.decided.decision == Decision::Go)
        };
        let (base, runs) =
            bases.clone().find(goes).unwrap_or_else(|| (base(policy, due.max(10)), due.max(10)));
        let early = early::is_possible(policy).then(|| first_early(policy, plan, |size| short(size).0));
        Self { policy, base, runs, early: early.flatten() }
    }

    /// Scenarios around one rule.
    #[must_use]
    pub fn around(&self, rule: &Rule) -> Vec<Scenario> {
        let of = |expr: &Expr| self.changes(rule, expr, None);
        let whens: Vec<Change> = rule.when.as_ref().map(of).unwrap_or_default();
        let mut scenarios = vec![self.base.clone()];
        for check in &rule.checks {
            let alpha = check.confidence.as_ref().and_then(|confidence| check.expr.alpha(confidence));
            let changes = self.changes(rule, &check.expr, alpha.as_ref());
            scenarios.extend(changes.iter().filter_map(|change| self.with(&[change])));
            for when in &whens {
                let pairs = changes.iter().filter_map(|change| self.with(&[when, change]));
                scenarios.extend(pairs.take(MOST));
            }
            let metrics = check.expr.metrics().count();
            if metrics > 1 || changes.len() < 40 {
                for (at, first) in changes.iter().enumerate() {
                    let rest = changes.iter().skip(at.saturating_add(1));
                    scenarios.extend(rest.filter_map(|second| self.with(&[first, second])).take(MOST));
                    if scenarios.len() > 4 * MOST {
                        break;
                    }
                }
            }
        }
        scenarios.extend(whens.iter().filter_map(|when| self.with(&[when])));
        scenarios
    }

    /// Scenarios around what holds for the whole policy: when it is due, and what it waives.
    #[must_use]
    pub fn around_all(&self) -> Vec<Scenario> {
        let due = &self.policy.due;
        let mut changes = Vec::new();
        for runs in due.runs.into_iter().flat_map(around) {
            changes.push(vec![
                Change::Runs { stratum: Stratum::Pinned, runs: runs.div_ceil(2) },
                Change::Runs { stratum: Stratum::Unpinned, runs: runs / 2 },
            ]);
        }
        let times: Vec<i64> = due.elapsed.iter().flat_map(|time| times(&time.seconds().into())).collect();
        let short = changes.first().cloned().unwrap_or_default();
        for time in times {
            changes.push(vec![Change::Elapsed(time)]);
            let mut both = short.clone();
            both.push(Change::Elapsed(time));
            changes.push(both);
        }
        for waiver in &self.policy.waivers {
            for stratum in [Stratum::Pinned, Stratum::Unpinned] {
                for hits in [self.runs, self.runs.div_ceil(2), self.runs.div_ceil(4)] {
                    let signal = Signal::Class(waiver.class);
                    changes.push(vec![Change::Hits {
                        stratum,
                        runs: self.runs,
                        signal,
                        hits,
                        sum: None,
                        newest: false,
                    }]);
                }
            }
        }
        let clean = |[pinned, unpinned]: [u64; 2]| {
            let mut scenario = Scenario { elapsed: None, ..base(self.policy, pinned) };
            let others = scenario.groups.iter_mut().filter(|group| group.stratum == Stratum::Unpinned);
            others.for_each(|group| group.runs = unpinned);
            scenario
        };
        let early = self.early.into_iter().flat_map(|size| {
            let less = size.saturating_sub(1);
            [[size, size], [size, less], [less, size], [less, less], [size.saturating_add(1), size]]
        });
        let early = early.map(clean);
        let altered = changes.iter().filter_map(|changes| self.with(&changes.iter().collect::<Vec<_>>()));
        altered.chain(early).collect()
    }

    /// Changes by an expression; `alpha`: how often each of its rates may be wrong, if it is to hold with confidence.
    fn changes(&self, rule: &Rule, expr: &Expr, alpha: Option<&Rational>) -> Vec<Change> {
        let mut changes = Vec::new();
        let values = values(self.policy, expr);
        for metric in expr.metrics() {
            let strata = match metric.scope {
                Some(stratum) => vec![stratum],
                None if rule.strata.is_empty() => vec![Stratum::All],
                None => rule.strata.clone(),
            };
            for stratum in strata {
                self.of_metric(metric, stratum, &values, alpha, &mut changes);
            }
        }
        let attributed = |metric: &Metric| metric.builtin.has_scope();
        if expr.metrics().any(attributed) {
            let several =
                [1, 2, self.runs.div_ceil(4), self.runs.div_ceil(2), self.runs, self.runs.saturating_mul(4)];
            changes.extend(several.map(Change::Unattributed));
            changes.extend(
                [Stratum::Pinned, Stratum::Unpinned].map(|stratum| Change::Runs { stratum, runs: 0 }),
            );
        }
        if expr.metrics().any(|metric| metric.window.is_some()) {
            changes.extend([1, 2].map(Change::Unreadable));
        }
        let mut once: Vec<Change> = Vec::new();
        for change in changes {
            if !once.contains(&change) {
                once.push(change);
            }
        }
        once
    }

    fn of_metric(
        &self,
        metric: &Metric,
        stratum: Stratum,
        values: &[(Type, Rational)],
        alpha: Option<&Rational>,
        changes: &mut Vec<Change>,
    ) {
        let runs = if stratum == Stratum::All { self.runs.saturating_mul(2) } else { self.runs };
        let of = |types: &[Type]| -> Vec<Rational> {
            let fit = values.iter().filter(|(ty, _)| types.contains(ty));
            fit.map(|(_, value)| value.clone()).collect()
        };
        let whole = |values: Vec<Rational>| -> Vec<u64> {
            values.iter().filter_map(|value| u64::try_from(value.floor()).ok()).flat_map(around).collect()
        };
        match metric.builtin {
            Builtin::Runs => {
                changes.extend(
                    whole(of(&[Type::Number])).into_iter().map(|runs| Change::Runs { stratum, runs }),
                );
            }
            Builtin::Elapsed => {
                changes.extend(of(&[Type::Duration]).iter().flat_map(times).map(Change::Elapsed));
            }
            Builtin::Age => changes.extend(of(&[Type::Duration]).iter().flat_map(times).map(Change::Age)),
            counted => {
                let newest = metric.window.is_some();
                let size = match metric.window {
                    Some(Window::Runs(count)) => Some(count),
                    _ => None,
                };
                for signal in metric.signals.iter() {
                    let hits =
                        match counted {
                            Builtin::Rate => match size {
                                Some(size) => {
                                    (0..=size.min(WINDOW)).map(|hits| (runs.max(size), hits, None)).collect()
                                }
                                None => fractions(&of(&[Type::Rate, Type::Points]), runs)
                                    .into_iter()
                                    .chain(alpha.iter().flat_map(|alpha| {
                                        turns(&of(&[Type::Rate, Type::Points]), alpha, runs)
                                    }))
                                    .map(|(runs, hits)| (runs, hits, None))
                                    .collect(),
                            },
                            Builtin::Mean => fractions(&of(&[Type::Mean]), runs)
                                .into_iter()
                                .map(|(runs, sum)| (runs, sum.min(runs), Some(sum)))
                                .collect(),
                            Builtin::Sum => whole(of(&[Type::Number]))
                                .into_iter()
                                .map(|sum| (runs, sum.min(runs), Some(sum)))
                                .collect(),
                            _ => whole(of(&[Type::Number]))
                                .into_iter()
                                .map(|hits| (runs.max(hits), hits, None))
                                .collect::<Vec<_>>(),
                        };
                    let far = [(runs, runs, None), (runs, runs.div_ceil(2), None), (runs, 1, None)];
                    for (runs, hits, sum) in hits.into_iter().chain(far) {
                        changes.push(Change::Hits { stratum, runs, signal, hits, sum, newest });
                        if newest {
                            changes.push(Change::Hits { stratum, runs, signal, hits, sum, newest: false });
                        }
                    }
                    for count in [1, runs.div_ceil(4), runs.div_ceil(2), runs] {
                        changes.push(Change::Missing { stratum, signal, count });
                    }
                    if counted == Builtin::Missing {
                        let counts = whole(of(&[Type::Number])).into_iter();
                        changes.extend(counts.map(|count| Change::Missing { stratum, signal, count }));
                    }
                }
            }
        }
    }

    /// The base, with some changes.
    fn with(&self, changes: &[&Change]) -> Option<Scenario> {
        let mut scenario = self.base.clone();
        for change in changes {
            change.apply(&mut scenario)?;
        }
        let mut counted = changes.iter().filter_map(|change| match change {
            Change::Runs { stratum, .. } => Some(*stratum),
            _ => None,
        });
        if let (Some(changed), None) = (counted.next(), counted.next()) {
            self.fill(&mut scenario, changed);
        }
        Some(scenario)
    }

    /// Adds runs in the other stratum, so that the verdict is due all the same.
    fn fill(&self, scenario: &mut Scenario, changed: Stratum) {
        let lacking = self.policy.due.runs.unwrap_or(0).saturating_sub(total(scenario, Stratum::All));
        let others = |group: &&mut Group| group.stratum != changed && is_in(group, Stratum::All);
        if changed != Stratum::All
            && let Some(group) = scenario.groups.iter_mut().find(others)
        {
            group.runs = group.runs.saturating_add(lacking);
        }
    }
}

/// Runs without anything to be said of them, so many in each stratum, of every group that a rule goes through.
fn base(policy: &Policy, runs: u64) -> Scenario {
    let mut tags: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for group in policy.rules.iter().filter_map(|rule| rule.group.as_ref()) {
        let values = match &group.values {
            Values::In(values) => values.clone(),
            Values::Seen => vec!["a".to_owned()],
            Values::Except(values) => ["a", "b", "c"]
                .into_iter()
                .find(|value| !values.iter().any(|other| other == value))
                .map(str::to_owned)
                .into_iter()
                .collect(),
        };
        let known = tags.entry(&group.tag).or_default();
        known.extend(values.into_iter().filter(|value| value != "a" || known.is_empty()).collect::<Vec<_>>());
        known.dedup();
    }
    let kinds = tags.values().map(Vec::len).max().unwrap_or(1).max(1);
    let mut groups = Vec::new();
    for kind in 0..kinds {
        let of = |(tag, values): (&&str, &Vec<String>)| {
            let value = values.iter().cycle().nth(kind)?;
            Some(((*tag).to_owned(), value.clone()))
        };
        let tags: Vec<(String, String)> = tags.iter().filter_map(of).collect();
        for stratum in [Stratum::Pinned, Stratum::Unpinned] {
            groups.push(Group { tags: tags.clone(), ..Group::clean(stratum, runs) });
        }
    }
    Scenario { groups, elapsed: policy.due.elapsed }
}

/// The fixed values of an expression, each with its type.
fn values(policy: &Policy, expr: &Expr) -> Vec<(Type, Rational)> {
    let value = |op: &Op| match op {
        Op::Literal(value) => Some(value.clone()),
        Op::Constant(index) => policy.constants.get(*index).map(|constant| constant.value.clone()),
        _ => None,
    };
    expr.nodes.iter().filter_map(|node| Some((node.ty, value(&node.op)?))).collect()
}

/// A whole number and those next to it.
fn around(value: u64) -> [u64; 3] {
    [value.saturating_sub(1), value, value.saturating_add(1)]
}

/// A time and those next to it, within one unit.
fn times(value: &Rational) -> Vec<i64> {
    let Ok(seconds) = i64::try_from(value.floor()) else { return Vec::new() };
    let unit = i64::try_from(unit(Type::Duration, value).floor()).unwrap_or(HOUR);
    let step = unit.checked_div(2).unwrap_or(HOUR).max(60);
    let step = if unit > HOUR { HOUR } else { step };
    [seconds.saturating_sub(step), seconds, seconds.saturating_add(step)]
        .into_iter()
        .filter(|time| *time >= 0)
        .collect()
}

/// Runs and hits whose rate is on each value, and next to it within one unit.
fn fractions(values: &[Rational], least: u64) -> Vec<(u64, u64)> {
    let one = Rational::from(1_u64);
    let mut found = Vec::new();
    for value in values {
        let unit = unit(Type::Rate, value);
        let (below, above) = (value - &unit, value + &unit);
        let near: [&dyn Fn(&Rational) -> bool; 3] =
            [&|rate| *rate == *value, &|rate| *rate > below && *rate < *value, &|rate| {
                *rate > *value && *rate < above
            }];
        for is_near in near {
            let fits = |runs: u64| {
                let hits = (value * &Rational::from(runs)).floor();
                let hits = u64::try_from(hits).ok()?;
                let tries = around(hits).into_iter().filter(|hits| *hits <= runs || *value > one);
                let mut tries =
                    tries.filter(|hits| Rational::ratio(*hits, runs).is_some_and(|rate| is_near(&rate)));
                tries.next().map(|hits| (runs, hits))
            };
            found.extend((least.max(1)..least.saturating_add(REACH)).find_map(fits));
        }
    }
    found
}
