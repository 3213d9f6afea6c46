//! Checks that more FAILs could turn from violated to met: told only beside two sets of runs that show it.

use std::collections::BTreeSet;

use crate::base::rational::Rational;
use crate::base::source::Span;
use crate::base::vocab::{Signal, Stratum};
use crate::lang::builtins::Builtin;
use crate::lang::check::error::Lint;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::policy::{Comparison, Effect, Expr, Metric, Op, Policy, Power, Sign};

use super::logic::scope;
use super::ranges::strata;
use super::{CheckSite, RuleSite};

/// Larger expressions are not looked into.
const MOST_NODES: usize = 200;
/// How many runs of each stratum are tried.
const SIZES: [(u64, u64); 5] = [(1, 1), (5, 5), (20, 20), (50, 50), (100, 100)];
/// How many of them FAIL.
const FAILS: [u64; 10] = [0, 1, 2, 3, 5, 10, 20, 35, 50, 100];

/// Runs of which everything is known, and nothing is odd but that some FAIL.
#[derive(Debug, Clone, Copy)]
struct Table {
    runs: [u64; 2],
    fails: [u64; 2],
}

impl Table {
    fn value(&self, metric: &Metric, scope: Stratum) -> Option<Rational> {
        let of = |[pinned, unpinned]: [u64; 2]| match scope {
            Stratum::All => pinned.saturating_add(unpinned),
            Stratum::Pinned => pinned,
            Stratum::Unpinned => unpinned,
            Stratum::Unknowns => 0,
        };
        if metric.window.is_some() {
            return None;
        }
        let hits = if metric.signals.contains(Signal::Fail) { of(self.fails) } else { 0 };
        match metric.builtin {
            Builtin::Runs => Some(of(self.runs).into()),
            Builtin::RunsWith | Builtin::Sum => Some(hits.into()),
            Builtin::Rate | Builtin::Mean => Rational::ratio(hits, of(self.runs)),
            Builtin::Missing => Some(Rational::default()),
            Builtin::Elapsed | Builtin::Age => None,
        }
    }

    /// Whether an expression is true; `None` where that cannot be told.
    fn judge(&self, policy: &Policy, expr: &Expr, stratum: Option<Stratum>) -> Option<bool> {
        let mut numbers: Vec<Option<Rational>> = Vec::with_capacity(expr.nodes.len());
        let mut truths: Vec<Option<bool>> = Vec::with_capacity(expr.nodes.len());
        for node in &expr.nodes {
            let number = |id: &usize| numbers.get(*id).cloned().flatten();
            let truth = |id: &usize| truths.get(*id).copied().flatten();
            let mut result = (None, None);
            match &node.op {
                Op::Literal(value) => result.0 = Some(value.clone()),
                Op::Constant(at) => {
                    result.0 = policy.constants.get(*at).map(|constant| constant.value.clone());
                }
                Op::Metric(metric) => result.0 = self.value(metric, scope(metric, stratum)),
                Op::Sum(terms) => {
                    result.0 = terms.iter().try_fold(Rational::default(), |sum, (sign, id)| {
                        let term = number(id)?;
                        Some(&sum + &if *sign == Sign::Plus { term } else { -&term })
                    });
                }
                Op::Product(factors) => {
                    let one = Rational::from(1_u64);
                    result.0 = factors.iter().try_fold(one, |product, (power, id)| match power {
                        Power::Times => Some(&product * &number(id)?),
                        Power::Over => product.checked_div(&number(id)?),
                    });
                }
                Op::Negate(id) => result.0 = number(id).map(|value| -&value),
                Op::Not(id) => result.1 = truth(id).map(|truth| !truth),
                Op::And(ids) => result.1 = joined(ids.iter().map(truth), false),
                Op::Or(ids) => result.1 = joined(ids.iter().map(truth), true),
                Op::Compare(left, comparison, right) => {
                    result.1 = number(left).zip(number(right)).map(|(a, b)| holds(&a, *comparison, &b));
                }
                Op::Within(left, tolerance, right) => {
                    let sides = number(left).zip(number(right)).zip(number(tolerance));
                    result.1 = sides.map(|((a, b), tolerance)| (&a - &b).abs() <= tolerance);
                }
            }
            numbers.push(result.0);
            truths.push(result.1);
        }
        truths.pop().flatten()
    }
}

/// Kleene's `or` (`decisive`: true) or `and` (false).
fn joined(mut truths: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    truths
        .try_fold(Some(!decisive), |so_far, truth| match truth {
            Some(truth) if truth == decisive => Err(decisive),
            Some(_) => Ok(so_far),
            None => Ok(None),
        })
        .unwrap_or_else(Some)
}

fn holds(a: &Rational, comparison: Comparison, b: &Rational) -> bool {
    match comparison {
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
    }
}

/// Tells of the checks that more FAILs can turn. `settled`: those that can never be met or violated.
pub(super) fn lint(
    policy: &Policy,
    rules: &[RuleSite<'_>],
    settled: &BTreeSet<Span>,
    found: &mut Diagnostics,
) {
    for site in rules {
        for check in site.checks.iter().filter(|check| !settled.contains(&check.span())) {
            let decides = matches!(check.check.effect, Effect::NoGo | Effect::Stop);
            let suspicious = check.check.expr.could_help(Signal::Fail, true, true)
                || site.when.is_some_and(|(_, when)| when.could_help(Signal::Fail, true, false));
            // Tables are judged as they are, not by what they show.
            let as_it_is = check.check.confidence.is_none();
            if !decides || !as_it_is || !suspicious {
                continue;
            }
            let witness = strata(site).into_iter().find_map(|stratum| witness(policy, site, check, stratum));
            if let Some((few, many)) = witness {
                let span = check.span();
                found.rules(&Lint::NonMonotone { few: told(&few), many: told(&many), span });
            }
        }
    }
}

fn told(table: &Table) -> String {
    let part = |stratum: Stratum, [a, b]: [u64; 2]| if stratum == Stratum::Pinned { a } else { b };
    let of = |stratum| format!("{} of {} {stratum}", part(stratum, table.fails), part(stratum, table.runs));
    format!("{} and {} runs", of(Stratum::Pinned), of(Stratum::Unpinned))
}

/// Runs of which the check is violated, and the same with more FAILs, of which it is not, nor undetermined.
fn witness(
    policy: &Policy,
    site: &RuleSite<'_>,
    check: &CheckSite<'_>,
    stratum: Option<Stratum>,
) -> Option<(Table, Table)> {
    if check.check.expr.nodes.len() > MOST_NODES {
        return None;
    }
    let violated = |table: &Table| {
        let applies = match site.when {
            Some((_, when)) => table.judge(policy, when, stratum)?,
            None => true,
        };
        if applies { table.judge(policy, &check.check.expr, stratum).map(|met| !met) } else { Some(false) }
    };
    SIZES.into_iter().find_map(|(pinned, unpinned)| {
        let runs = [pinned, unpinned];
        let up_to = |most: u64| FAILS.into_iter().filter(move |fails| *fails <= most);
        let tables =
            || up_to(pinned).flat_map(move |a| up_to(unpinned).map(move |b| Table { runs, fails: [a, b] }));
        let judged: Vec<(Table, bool)> =
            tables().filter_map(|table| Some((table, violated(&table)?))).collect();
        judged.iter().filter(|(_, violated)| *violated).find_map(|(few, _)| {
            let more = |many: &Table| few.fails.iter().zip(many.fails).all(|(few, many)| *few <= many);
            judged.iter().find(|(many, violated)| !*violated && more(many)).map(|(many, _)| (*few, *many))
        })
    })
}
