//! What a policy decides by, in one form: two policies of the same meaning decide alike, whatever the runs.

use crate::base::rational::Rational;
use crate::base::time::Date;
use crate::base::vocab::{Stratum, UnknownClass};
use crate::lang::builtins::Builtin;
use crate::lang::policy::{CohortChoice, Comparison, Effect, Expr, Group, NodeId, Op, Policy, Rule};
use crate::tools::early;

/// What a policy decides by. Checks that only advise are no part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    due: (Option<u64>, Option<i64>, bool),
    /// The confidence of an early GO, where one is possible.
    early: Option<Rational>,
    cohort: CohortChoice,
    waivers: Vec<(UnknownClass, Option<Stratum>, Date)>,
    /// What each rule decides by, by its id.
    pub rules: Vec<RuleMeaning>,
}

/// What a rule decides by.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleMeaning {
    /// Its id.
    pub id: String,
    strata: Vec<Stratum>,
    group: Option<Group>,
    when: Option<Vec<Op>>,
    checks: Vec<(Effect, Option<Rational>, Vec<Op>)>,
}

impl Meaning {
    /// Of a policy.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        let due = &policy.due;
        let waivers = policy.waivers.iter().map(|waiver| {
            let stratum = waiver.stratum.filter(|stratum| *stratum != Stratum::All);
            (waiver.class, stratum, waiver.until)
        });
        Self {
            due: (due.runs, due.elapsed.map(crate::base::time::Duration::seconds), due.all),
            early: policy.early.clone().filter(|_| early::is_possible(policy)),
            cohort: policy.cohort,
            waivers: waivers.collect(),
            rules: policy.rules.iter().filter_map(|rule| RuleMeaning::of(policy, rule)).collect(),
        }
    }

    /// Whether something else than rules differs.
    #[must_use]
    pub fn differs_beside_rules(&self, other: &Self) -> bool {
        (&self.due, &self.early, self.cohort, &self.waivers)
            != (&other.due, &other.early, other.cohort, &other.waivers)
    }
}

impl RuleMeaning {
    /// `None` for a rule that only advises.
    fn of(policy: &Policy, rule: &Rule) -> Option<Self> {
        // Without strata metrics count all runs; with one stratum those of that.
        let scope = match rule.strata.as_slice() {
            [] => Some(Stratum::All),
            [only] => Some(*only),
            _ => None,
        };
        let normal = |expr: &Expr| normal(policy, scope, expr);
        let checks = rule.checks.iter().filter(|check| check.effect != Effect::Advise);
        let checks: Vec<_> = checks
            .map(|check| {
                // Without a rate a confidence changes nothing.
                let confidence = check.confidence.clone().filter(|own| check.expr.alpha(own).is_some());
                let mut ops = normal(&check.expr);
                if confidence.is_some() {
                    ops.iter_mut().for_each(or_equal);
                }
                (check.effect, confidence, ops)
            })
            .collect();
        let when = rule.when.as_ref().map(normal);
        let mut ops = when.iter().chain(checks.iter().map(|(.., ops)| ops)).flatten();
        let open = ops.any(
            |op| matches!(op, Op::Metric(metric) if metric.builtin.has_scope() && metric.scope.is_none()),
        );
        let strata = if open { rule.strata.clone() } else { Vec::new() };
        let id = rule.id.clone();
        (!checks.is_empty()).then(|| Self { id, strata, group: rule.group.clone(), when, checks })
    }
}

/// The nodes of an expression: constants as their values, metrics with their scope, whole numbers compared by `<=` and
/// `>=`.
fn normal(policy: &Policy, scope: Option<Stratum>, expr: &Expr) -> Vec<Op> {
    let mut ops: Vec<Op> = expr.nodes.iter().map(|node| node.op.clone()).collect();
    for op in &mut ops {
        match op {
            Op::Constant(index) => {
                if let Some(constant) = policy.constants.get(*index) {
                    *op = Op::Literal(constant.value.clone());
                }
            }
            Op::Metric(metric) if metric.builtin.has_scope() => metric.scope = metric.scope.or(scope),
            _ => {}
        }
    }
    for at in 0..ops.len() {
        if let Some(Op::Compare(left, comparison, right)) = ops.get(at).cloned() {
            if counts(&ops, left) {
                whole(&mut ops, at, (left, comparison, right), right);
            } else if counts(&ops, right) {
                whole(&mut ops, at, (left, comparison, right), left);
            }
        }
    }
    ops
}

/// A bound of six decimals is its threshold by accident only: with confidence `<` is `<=`.
const fn or_equal(op: &mut Op) {
    if let Op::Compare(_, comparison, _) = op {
        *comparison = match *comparison {
            Comparison::Less => Comparison::LessOrEqual,
            Comparison::Greater => Comparison::GreaterOrEqual,
            other => other,
        };
    }
}

/// Whether a node is a metric that counts in whole numbers.
fn counts(ops: &[Op], id: NodeId) -> bool {
    let whole = [Builtin::Runs, Builtin::RunsWith, Builtin::Sum, Builtin::Missing];
    matches!(ops.get(id), Some(Op::Metric(metric)) if whole.contains(&metric.builtin))
}

/// `runs > 9.5` is `runs >= 10`, and `runs < 10` is `runs <= 9`.
fn whole(ops: &mut [Op], at: usize, (left, comparison, right): (NodeId, Comparison, NodeId), limit: NodeId) {
    let Some(Op::Literal(value)) = ops.get(limit) else { return };
    let integer = |value: dashu_int::IBig| Rational::ratio(value, 1_u8).unwrap_or_default();
    let one = Rational::from(1_u64);
    // Read with the limit on the right.
    let mirrored = limit == left;
    let least = matches!(comparison, Comparison::Greater | Comparison::GreaterOrEqual) != mirrored;
    let strict = matches!(comparison, Comparison::Greater | Comparison::Less);
    let bound = match (least, strict) {
        _ if matches!(comparison, Comparison::Equal | Comparison::NotEqual) => return,
        (true, true) => &integer(value.floor()) + &one,
        (true, false) => integer(value.ceil()),
        (false, true) => &integer(value.ceil()) - &one,
        (false, false) => integer(value.floor()),
    };
    let comparison = if least == mirrored { Comparison::LessOrEqual } else { Comparison::GreaterOrEqual };
    if let Some(op) = ops.get_mut(limit) {
        *op = Op::Literal(bound);
    }
    if let Some(op) = ops.get_mut(at) {
        *op = Op::Compare(left, comparison, right);
    }
}
