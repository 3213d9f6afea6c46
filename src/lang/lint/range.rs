//! [`Range`]: the value of an expression before there are runs: its two ends as sums of quantities.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::rational::Rational;

use super::system::Var;

/// One end of a value: a sum of quantities.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    pub(super) terms: BTreeMap<Var, Rational>,
    pub(super) constant: Rational,
}

impl Form {
    pub(super) fn of(var: Var) -> Self {
        Self { terms: [(var, Rational::from(1_u64))].into(), constant: Rational::default() }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.constant = &sum.constant + &other.constant;
        for (var, factor) in &other.terms {
            let total = sum.terms.entry(*var).or_default();
            *total = &*total + factor;
        }
        sum.terms.retain(|_, factor| !factor.is_zero());
        sum
    }

    pub(super) fn times(&self, factor: &Rational) -> Self {
        if factor.is_zero() {
            return Self::default();
        }
        let terms = self.terms.iter().map(|(var, own)| (*var, own * factor)).collect();
        Self { terms, constant: &self.constant * factor }
    }

    pub(super) fn negated(&self) -> Self {
        self.times(&-&Rational::from(1_u64))
    }
}

/// A value: its ends, and what must be 1 or more for it to be defined.
#[derive(Debug, Clone, Default)]
pub(super) struct Range {
    pub(super) low: Form,
    pub(super) high: Form,
    pub(super) needs: BTreeSet<Var>,
}

impl Range {
    pub(super) fn fixed(value: Rational) -> Self {
        let form = Form { constant: value, ..Form::default() };
        Self { low: form.clone(), high: form, needs: BTreeSet::new() }
    }

    pub(super) fn as_fixed(&self) -> Option<&Rational> {
        let fixed = self.low.terms.is_empty() && self.high.terms.is_empty();
        (fixed && self.low.constant == self.high.constant).then_some(&self.low.constant)
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        Self {
            low: self.low.plus(&other.low),
            high: self.high.plus(&other.high),
            needs: self.needs.union(&other.needs).copied().collect(),
        }
    }

    pub(super) fn times(&self, factor: &Rational) -> Self {
        let (low, high) = (self.low.times(factor), self.high.times(factor));
        let (low, high) = if factor.is_negative() { (high, low) } else { (low, high) };
        Self { low, high, needs: self.needs.clone() }
    }

    pub(super) fn negated(&self) -> Self {
        self.times(&-&Rational::from(1_u64))
    }
}
