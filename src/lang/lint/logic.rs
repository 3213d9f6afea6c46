//! When an expression is true, and when it is false, as alternatives of linear inequalities: the judge's interval
//! arithmetic and three-valued logic, with the ends of the intervals left open.

use std::collections::BTreeSet;

use crate::base::rational::Rational;
use crate::base::vocab::{SignalSet, Stratum};
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Comparison, Expr, Metric, NodeId, Op, Policy, Power, Sign};

use super::quantity::{Counted, End, Quantities, What};
use super::range::{Form, Range};
use super::system::{Constraint, Var, is_contradictory};

/// More alternatives than this are given up on.
const MOST_CASES: usize = 48;
/// Larger expressions are not looked into.
const MOST_NODES: usize = 1_000;

/// Inequalities that hold together.
pub(super) type Case = BTreeSet<Constraint>;

/// Alternatives, one of which must hold; none: never. `None`: too many to reckon with, or numbers too large.
pub(super) type Cases = Option<Vec<Case>>;

/// When an expression is true, and when it is false. Where neither holds, it is undetermined.
#[derive(Debug, Clone, Default)]
pub(super) struct Truth {
    pub(super) yes: Cases,
    pub(super) no: Cases,
}

/// What a node comes to; `None` where it is not looked into.
enum Value {
    Range(Range),
    Truth(Truth),
}

/// Looks at the expressions of one policy; all in one group of runs, whichever it is.
pub(super) struct Logic<'a> {
    policy: &'a Policy,
    quantities: Quantities,
    /// How often each rate of the expression that is looked at may be wrong; `None`: they are compared as they are.
    alpha: Option<Rational>,
}

impl<'a> Logic<'a> {
    pub(super) fn new(policy: &'a Policy) -> Self {
        Self { policy, quantities: Quantities::default(), alpha: None }
    }

    /// When `expr` is true and when it is false, in a rule that goes through `stratum`, judged with a `confidence`.
    pub(super) fn truth(
        &mut self,
        expr: &Expr,
        stratum: Option<Stratum>,
        confidence: Option<&Rational>,
    ) -> Truth {
        if expr.nodes.len() > MOST_NODES {
            return Truth::default();
        }
        self.alpha = confidence.and_then(|confidence| expr.alpha(confidence));
        let mut values: Vec<Option<Value>> = Vec::with_capacity(expr.nodes.len());
        let mut keys: Vec<String> = Vec::with_capacity(expr.nodes.len());
        for node in &expr.nodes {
            let value = self.value(&node.op, stratum, &values, &keys);
            let key = self.key(&node.op, stratum, &keys);
            values.push(value);
            keys.push(key);
        }
        match values.pop() {
            Some(Some(Value::Truth(truth))) => truth,
            _ => Truth::default(),
        }
    }

    /// [`Self::truth`] in another policy of the same words.
    pub(super) fn truth_of(
        &mut self,
        policy: &'a Policy,
        expr: &Expr,
        stratum: Option<Stratum>,
        confidence: Option<&Rational>,
    ) -> Truth {
        self.policy = policy;
        self.truth(expr, stratum, confidence)
    }

    /// Alternatives in which there are at most so many runs.
    pub(super) fn at_most_runs(&mut self, runs: u64) -> Cases {
        let var = self.quantities.var(&Counted::runs(Stratum::All), End::Low);
        let form = Form::of(var);
        one_case([at_most(&form, &Range::fixed(runs.into()).low, false)])
    }

    /// Whether none of the alternatives can hold. `false` also where that was not found out.
    pub(super) fn is_impossible(&self, cases: &Cases) -> bool {
        cases.as_ref().is_some_and(|cases| cases.iter().all(|case| self.is_contradictory(case)))
    }

    fn is_contradictory(&self, case: &Case) -> bool {
        let vars: BTreeSet<Var> = case.iter().flat_map(Constraint::vars).collect();
        let Some(facts) = self.quantities.facts(vars.into_iter()) else { return false };
        is_contradictory(case.iter().cloned().chain(facts), &|var| self.quantities.is_whole(var))
    }

    /// How a value is computed: equal texts, equal values.
    fn key(&self, op: &Op, stratum: Option<Stratum>, keys: &[String]) -> String {
        /// A value that is computed in a longer way is never the same as another.
        const LONGEST: usize = 2_000;
        let key = |id: &NodeId| keys.get(*id).map(String::as_str).unwrap_or_default();
        let text = match op {
            Op::Literal(value) => value.to_string(),
            Op::Constant(at) => {
                self.policy.constants.get(*at).map(|constant| constant.value.to_string()).unwrap_or_default()
            }
            Op::Metric(metric) => format!("{:?}", self.counted(metric, stratum)),
            Op::Sum(terms) => {
                let term = |(sign, id): &(Sign, NodeId)| format!("{sign:?}({})", key(id));
                terms.iter().map(term).collect()
            }
            Op::Product(factors) => {
                let factor = |(power, id): &(Power, NodeId)| format!("{power:?}({})", key(id));
                factors.iter().map(factor).collect()
            }
            Op::Negate(id) => format!("-({})", key(id)),
            _ => String::new(),
        };
        if text.len() > LONGEST { String::new() } else { text }
    }

    fn value(
        &mut self,
        op: &Op,
        stratum: Option<Stratum>,
        values: &[Option<Value>],
        keys: &[String],
    ) -> Option<Value> {
        let range = |id: &NodeId| match values.get(*id) {
            Some(Some(Value::Range(range))) => Some(range),
            _ => None,
        };
        let truth = |id: &NodeId| match values.get(*id) {
            Some(Some(Value::Truth(truth))) => truth.clone(),
            _ => Truth::default(),
        };
        Some(match op {
            Op::Literal(value) => Value::Range(Range::fixed(value.clone())),
            Op::Constant(at) => Value::Range(Range::fixed(self.policy.constants.get(*at)?.value.clone())),
            Op::Metric(metric) => Value::Range(self.metric(metric, stratum)),
            Op::Sum(terms) => {
                let mut sum = Range::default();
                for (sign, id) in terms {
                    let term = range(id)?;
                    sum = sum.plus(&if *sign == Sign::Plus { term.clone() } else { term.negated() });
                }
                Value::Range(sum)
            }
            Op::Product(factors) => {
                let factors: Option<Vec<_>> =
                    factors.iter().map(|(power, id)| Some((*power, range(id)?, keys.get(*id)?))).collect();
                Value::Range(self.product(&factors?)?)
            }
            Op::Negate(id) => Value::Range(range(id)?.negated()),
            Op::Not(id) => {
                let Truth { yes, no } = truth(id);
                Value::Truth(Truth { yes: no, no: yes })
            }
            Op::And(ids) => Value::Truth(Truth {
                yes: all(ids.iter().map(|id| truth(id).yes)),
                no: any(ids.iter().map(|id| truth(id).no)),
            }),
            Op::Or(ids) => Value::Truth(Truth {
                yes: any(ids.iter().map(|id| truth(id).yes)),
                no: all(ids.iter().map(|id| truth(id).no)),
            }),
            Op::Compare(left, comparison, right) => {
                Value::Truth(compare(range(left)?, *comparison, range(right)?))
            }
            Op::Within(left, tolerance, right) => {
                Value::Truth(within(range(left)?, range(tolerance)?, range(right)?))
            }
        })
    }

    fn counted(&self, metric: &Metric, stratum: Option<Stratum>) -> Counted {
        let alpha = self.alpha.clone().filter(|_| metric.builtin == Builtin::Rate);
        Counted { alpha, ..Counted::of(metric, scope(metric, stratum)) }
    }

    fn metric(&mut self, metric: &Metric, stratum: Option<Stratum>) -> Range {
        let counted = self.counted(metric, stratum);
        let needs = self.quantities.needs(&counted).into_iter().collect();
        let low = Form::of(self.quantities.var(&counted, End::Low));
        let high = Form::of(self.quantities.var(&counted, End::High));
        Range { low, high, needs }
    }

    /// A product is linear while all factors but one are fixed; any other is a quantity of its own.
    fn product(&mut self, factors: &[(Power, &Range, &String)]) -> Option<Range> {
        let mut total = Range::fixed(Rational::from(1_u64));
        for (power, factor, _) in factors {
            total = match (power, total.as_fixed(), factor.as_fixed()) {
                (Power::Times, _, Some(fixed)) => total.times(fixed),
                (Power::Times, Some(fixed), None) => factor.times(fixed),
                (Power::Over, _, Some(fixed)) => total.times(&Rational::from(1_u64).checked_div(fixed)?),
                _ => return self.computed(factors),
            };
        }
        Some(total)
    }

    /// A product as a quantity of its own.
    fn computed(&mut self, factors: &[(Power, &Range, &String)]) -> Option<Range> {
        let text = |(power, _, key): &(Power, &Range, &String)| format!("{power:?}({key})");
        if factors.iter().any(|(_, _, key)| key.is_empty()) {
            return None;
        }
        let key: String = factors.iter().map(text).collect();
        let of = |what| Counted {
            what,
            signals: SignalSet::default(),
            scope: Stratum::All,
            window: None,
            among_known: false,
            alpha: None,
        };
        let counted = of(What::Computed(key.clone()));
        let (low, high) = (self.quantities.var(&counted, End::Low), self.quantities.var(&counted, End::High));
        self.quantities.bound(low, self.bounds(factors));
        let mut needs: BTreeSet<Var> =
            factors.iter().flat_map(|(_, range, _)| range.needs.iter().copied()).collect();
        // Whether a divisor's range holds 0 is not followed up: that it does not is a quantity of its own.
        if factors.iter().any(|(power, ..)| *power == Power::Over) {
            let defined = Counted { window: Some(key), ..of(What::Defined) };
            needs.insert(self.quantities.var(&defined, End::Low));
        }
        Some(Range { low: Form::of(low), high: Form::of(high), needs })
    }

    /// Between which values a product lies, as far as its factors are not below 0.
    fn bounds(&self, factors: &[(Power, &Range, &String)]) -> (Option<Rational>, Option<Rational>) {
        let mut low = Rational::from(1_u64);
        let mut high = Some(Rational::from(1_u64));
        for (power, factor, _) in factors {
            let Some(least) = self.end(&factor.low, End::Low).filter(|least| !least.is_negative()) else {
                return (None, None);
            };
            let greatest = self.end(&factor.high, End::High);
            match power {
                Power::Times => {
                    low = &low * &least;
                    high = high.zip(greatest).map(|(high, greatest)| &high * &greatest);
                }
                Power::Over => {
                    let one = Rational::from(1_u64);
                    let inverse = |value: &Rational| one.checked_div(value);
                    low = greatest.and_then(|greatest| Some(&low * &inverse(&greatest)?)).unwrap_or_default();
                    high = high.zip(inverse(&least)).map(|(high, inverse)| &high * &inverse);
                }
            }
        }
        (Some(low), high)
    }

    /// The least or greatest value of a sum of quantities.
    fn end(&self, form: &Form, end: End) -> Option<Rational> {
        let mut total = form.constant.clone();
        for (var, factor) in &form.terms {
            let (least, greatest) = self.quantities.bounds(*var);
            let bound = if (end == End::Low) == factor.is_negative() { greatest } else { least };
            total = &total + &(&bound? * factor);
        }
        Some(total)
    }
}

/// The stratum that a metric counts in a rule that goes through `stratum`.
pub(super) fn scope(metric: &Metric, stratum: Option<Stratum>) -> Stratum {
    metric.scope.or(stratum).unwrap_or(Stratum::All)
}

/// `left <= right`, or `left < right`.
fn at_most(left: &Form, right: &Form, strict: bool) -> Option<Constraint> {
    let difference = left.plus(&right.negated());
    Constraint::new(&difference.terms, &-&difference.constant, strict)
}

/// `var >= 1`
fn present(var: Var) -> Option<Constraint> {
    let minus_one = -&Rational::from(1_u64);
    Constraint::new(&[(var, minus_one.clone())].into(), &minus_one, false)
}

fn one_case(constraints: impl IntoIterator<Item = Option<Constraint>>) -> Cases {
    Some(vec![constraints.into_iter().collect::<Option<Case>>()?])
}

fn compare(left: &Range, comparison: Comparison, right: &Range) -> Truth {
    let needs: Vec<_> = left.needs.union(&right.needs).map(|var| present(*var)).collect();
    let case = |constraint| one_case(std::iter::once(constraint).chain(needs.iter().cloned()));
    let below = |a: &Range, b: &Range, strict: bool| Truth {
        yes: case(at_most(&a.high, &b.low, strict)),
        no: case(at_most(&b.high, &a.low, !strict)),
    };
    let equal = || Truth {
        yes: one_case(
            [at_most(&left.high, &right.low, false), at_most(&right.high, &left.low, false)]
                .into_iter()
                .chain(needs.iter().cloned()),
        ),
        no: any([at_most(&left.high, &right.low, true), at_most(&right.high, &left.low, true)]
            .into_iter()
            .map(case)),
    };
    match comparison {
        Comparison::Less => below(left, right, true),
        Comparison::LessOrEqual => below(left, right, false),
        Comparison::Greater => below(right, left, true),
        Comparison::GreaterOrEqual => below(right, left, false),
        Comparison::Equal => equal(),
        Comparison::NotEqual => {
            let Truth { yes, no } = equal();
            Truth { yes: no, no: yes }
        }
    }
}

fn within(left: &Range, tolerance: &Range, right: &Range) -> Truth {
    let difference = left.plus(&right.negated());
    let needs: Vec<_> = difference.needs.union(&tolerance.needs).map(|var| present(*var)).collect();
    let (above, below) = (&difference.high, &difference.low.negated());
    let near = [at_most(above, &tolerance.low, false), at_most(below, &tolerance.low, false)];
    // The distance is at least the lower end, minus the upper end, and 0.
    let far = [&difference.low, &difference.high.negated(), &Form::default()];
    Truth {
        yes: one_case(near.into_iter().chain(needs.iter().cloned())),
        no: any(far.into_iter().map(|distance| {
            let beyond = at_most(&tolerance.high, distance, true);
            one_case(std::iter::once(beyond).chain(needs.iter().cloned()))
        })),
    }
}

/// One alternative of each, together.
pub(super) fn all(parts: impl IntoIterator<Item = Cases>) -> Cases {
    let mut total = vec![Case::new()];
    for part in parts {
        let part = part?;
        if total.len().saturating_mul(part.len()) > MOST_CASES {
            return None;
        }
        total = total
            .iter()
            .flat_map(|case| part.iter().map(move |other| case.union(other).cloned().collect()))
            .collect();
    }
    Some(total)
}

/// Any alternative of any of them.
pub(super) fn any(parts: impl IntoIterator<Item = Cases>) -> Cases {
    let mut total = Vec::new();
    for part in parts {
        total.extend(part?);
        if total.len() > MOST_CASES {
            return None;
        }
    }
    Some(total)
}

/// The alternatives in which none of these holds.
pub(super) fn neither(cases: &Cases) -> Cases {
    let negated = |constraint: &Constraint| one_case([constraint.negated()]);
    all(cases.as_ref()?.iter().map(|case| any(case.iter().map(negated))))
}
