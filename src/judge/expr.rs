//! Typed expression → values: one pass over its nodes, operands first.

use crate::base::rational::Rational;
use crate::base::vocab::Stratum;
use crate::data::tally::Counted;
use crate::judge::functions::Scene;
use crate::judge::value::{Interval, Truth, Undefined, Value};
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Comparison, Expr, Metric, Node, NodeId, Op, Policy, Power, Sign};

/// An expression and what each of its nodes came to.
#[derive(Debug, Clone)]
pub struct Evaluated<'a> {
    /// The policy it is of.
    pub policy: &'a Policy,
    /// The expression.
    pub expr: &'a Expr,
    /// The runs it was judged on.
    pub scene: Scene<'a>,
    /// The stratum its rule goes through, if any.
    pub stratum: Option<Stratum>,
    /// What each of its rates may be wrong with, where it is to hold with a confidence.
    pub alpha: Option<Rational>,
    values: Vec<Value>,
}

impl<'a> Evaluated<'a> {
    /// Evaluates `expr` on the runs of `scene`; metrics without a scope of their own count `stratum`, else all. With a
    /// `confidence` each rate is what can be said of it with that.
    #[must_use]
    pub fn new(
        policy: &'a Policy,
        expr: &'a Expr,
        scene: Scene<'a>,
        stratum: Option<Stratum>,
        confidence: Option<&Rational>,
    ) -> Self {
        let alpha = confidence.and_then(|confidence| expr.alpha(confidence));
        let values = Vec::with_capacity(expr.nodes.len());
        let mut evaluated = Self { policy, expr, scene, stratum, alpha, values };
        for node in &expr.nodes {
            let value = evaluated.compute(node);
            evaluated.values.push(value);
        }
        evaluated
    }

    /// The value of a node.
    #[must_use]
    pub fn value(&self, id: NodeId) -> &Value {
        self.values.get(id).unwrap_or(&Value::Undefined(Undefined::NoRuns))
    }

    /// A node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&'a Node> {
        self.expr.nodes.get(id)
    }

    /// The node that is the whole expression.
    #[must_use]
    pub fn root(&self) -> NodeId {
        self.expr.nodes.len().saturating_sub(1)
    }

    /// What the whole expression comes to; undefined counts as undetermined.
    #[must_use]
    pub fn truth(&self) -> Truth {
        self.truth_of(self.root())
    }

    /// The truth of a node; undefined counts as undetermined.
    #[must_use]
    pub fn truth_of(&self, id: NodeId) -> Truth {
        match self.value(id) {
            Value::Truth(truth) => *truth,
            Value::Interval(_) | Value::Undefined(_) => Truth::Undetermined,
        }
    }

    /// The stratum a metric counts here.
    #[must_use]
    pub fn scope(&self, metric: &Metric) -> Stratum {
        metric.scope.or(self.stratum).unwrap_or(Stratum::All)
    }

    /// The runs a metric counts here; `None` where there is no such group or window.
    #[must_use]
    pub fn counted(&self, metric: &Metric) -> Option<Counted> {
        self.scene.count(metric, self.scope(metric)).ok()
    }

    /// Whether a metric stands in the tree below `id`.
    #[must_use]
    pub fn has_metric(&self, id: NodeId) -> bool {
        self.has(id, |_| true)
    }

    /// Whether a rate stands in the tree below `id`.
    #[must_use]
    pub fn has_rate(&self, id: NodeId) -> bool {
        self.has(id, |metric| metric.builtin == Builtin::Rate)
    }

    fn has(&self, id: NodeId, wanted: fn(&Metric) -> bool) -> bool {
        let mut open = vec![id];
        while let Some(node) = open.pop().and_then(|id| self.node(id)) {
            if matches!(&node.op, Op::Metric(metric) if wanted(metric)) {
                return true;
            }
            open.extend(node.op.operands());
        }
        false
    }

    fn compute(&self, node: &Node) -> Value {
        match &node.op {
            Op::Literal(value) => Value::Interval(Interval::point(value.clone())),
            Op::Constant(index) => match self.policy.constants.get(*index) {
                Some(constant) => Value::Interval(Interval::point(constant.value.clone())),
                None => Value::Undefined(Undefined::NoRuns),
            },
            Op::Metric(metric) => self.scene.value(metric, self.scope(metric), self.alpha.as_ref()),
            Op::Sum(terms) => self.fold(terms, |total, sign, term| {
                Ok(total.plus(&if sign == Sign::Plus { term.clone() } else { term.negated() }))
            }),
            Op::Product(factors) => self.fold(factors, |total, power, factor| match power {
                Power::Times => Ok(total.times(factor)),
                Power::Over => {
                    factor.inverted().map(|inverse| total.times(&inverse)).ok_or(Undefined::DivisionByZero)
                }
            }),
            Op::Negate(operand) => match self.interval(*operand) {
                Ok(value) => Value::Interval(value.negated()),
                Err(why) => Value::Undefined(why),
            },
            Op::Not(operand) => Value::Truth(self.truth_of(*operand).negated()),
            Op::And(operands) => Value::Truth(Truth::all(operands.iter().map(|id| self.truth_of(*id)))),
            Op::Or(operands) => Value::Truth(Truth::any(operands.iter().map(|id| self.truth_of(*id)))),
            Op::Compare(left, comparison, right) => {
                let compared = self.interval(*left).and_then(|left| Ok((left, self.interval(*right)?)));
                Value::Truth(match compared {
                    Ok((left, right)) => left.compare(*comparison, right),
                    Err(_) => Truth::Undetermined,
                })
            }
            Op::Within(left, tolerance, right) => {
                let within = |left: &Interval, tolerance: &Interval, right: &Interval| {
                    left.plus(&right.negated()).distance().compare(Comparison::LessOrEqual, tolerance)
                };
                Value::Truth(match (self.interval(*left), self.interval(*tolerance), self.interval(*right)) {
                    (Ok(left), Ok(tolerance), Ok(right)) => within(left, tolerance, right),
                    _ => Truth::Undetermined,
                })
            }
        }
    }

    fn interval(&self, id: NodeId) -> Result<&Interval, Undefined> {
        match self.value(id) {
            Value::Interval(interval) => Ok(interval),
            Value::Undefined(why) => Err(*why),
            Value::Truth(_) => Err(Undefined::NoRuns),
        }
    }

    /// Combines operands from left to right; the first counts as it is.
    fn fold<How: Copy>(
        &self,
        operands: &[(How, NodeId)],
        combine: impl Fn(&Interval, How, &Interval) -> Result<Interval, Undefined>,
    ) -> Value {
        let mut total: Option<Interval> = None;
        for (how, id) in operands {
            let next = self.interval(*id).and_then(|operand| match &total {
                None => Ok(operand.clone()),
                Some(total) => combine(total, *how, operand),
            });
            match next {
                Ok(next) => total = Some(next),
                Err(why) => return Value::Undefined(why),
            }
        }
        total.map_or(Value::Undefined(Undefined::NoRuns), Value::Interval)
    }
}
