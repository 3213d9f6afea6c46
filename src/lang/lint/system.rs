//! Linear inequalities, and whether any values satisfy them all: exactly, by eliminating one quantity after the other.

use std::collections::BTreeMap;

use crate::base::rational::Rational;

/// A quantity, by its number.
pub(super) type Var = u32;

/// More inequalities than this are given up on: a system that is not decided counts as satisfiable.
const MOST: usize = 400;

/// `factor * quantity + … <= most`, or `< most`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Constraint {
    /// The factors, none of them 0, by quantity; their greatest common divisor is 1.
    terms: Vec<(Var, i128)>,
    most: Rational,
    strict: bool,
}

impl Constraint {
    /// `None` if the numbers are too large to reckon with.
    pub(super) fn new(terms: &BTreeMap<Var, Rational>, most: &Rational, strict: bool) -> Option<Self> {
        let mut scale = 1_i128;
        for factor in terms.values() {
            let denominator = i128::try_from(factor.denominator()).ok()?;
            scale = scale.checked_mul(denominator.checked_div(gcd(scale, denominator))?)?;
        }
        let scaled = |factor: &Rational| {
            let denominator = i128::try_from(factor.denominator()).ok()?;
            i128::try_from(factor.numerator()).ok()?.checked_mul(scale.checked_div(denominator)?)
        };
        let whole: Option<Vec<_>> = terms.iter().map(|(var, factor)| Some((*var, scaled(factor)?))).collect();
        Self::of(whole?, most * &ratio(scale)?, strict)
    }

    fn of(mut terms: Vec<(Var, i128)>, most: Rational, strict: bool) -> Option<Self> {
        terms.retain(|(_, factor)| *factor != 0);
        let divisor = terms.iter().fold(0, |divisor, (_, factor)| gcd(divisor, *factor));
        if divisor <= 1 {
            return Some(Self { terms, most, strict });
        }
        for (_, factor) in &mut terms {
            *factor = factor.checked_div(divisor)?;
        }
        Some(Self { terms, most: most.checked_div(&ratio(divisor)?)?, strict })
    }

    /// The opposite: holds exactly where this one does not.
    pub(super) fn negated(&self) -> Option<Self> {
        let terms: Option<Vec<_>> =
            self.terms.iter().map(|(var, factor)| Some((*var, factor.checked_neg()?))).collect();
        Some(Self { terms: terms?, most: -&self.most, strict: !self.strict })
    }

    /// The quantities in it.
    pub(super) fn vars(&self) -> impl Iterator<Item = Var> {
        self.terms.iter().map(|(var, _)| *var)
    }

    /// Whole numbers times whole numbers are whole: what they may add up to at most is rounded down.
    fn rounded(mut self, is_whole: &impl Fn(Var) -> bool) -> Option<Self> {
        if !self.terms.is_empty() && self.vars().all(is_whole) {
            let floor = i128::try_from(self.most.floor()).ok()?;
            let below = self.strict && self.most.is_integer();
            self.most = ratio(floor.checked_sub(i128::from(below))?)?;
            self.strict = false;
        }
        Some(self)
    }

    fn factor(&self, var: Var) -> i128 {
        self.terms.iter().find(|(other, _)| *other == var).map_or(0, |(_, factor)| *factor)
    }

    /// Whether it holds without any quantity; `None` if there are some in it.
    fn verdict(&self) -> Option<bool> {
        let zero = Rational::default();
        self.terms.is_empty().then(|| if self.strict { zero < self.most } else { zero <= self.most })
    }

    /// Both, each so often that `var` cancels out.
    fn without(&self, other: &Self, var: Var) -> Option<Self> {
        let (a, b) = (self.factor(var).checked_abs()?, other.factor(var).checked_abs()?);
        let shared = gcd(a, b);
        let (times, other_times) = (b.checked_div(shared)?, a.checked_div(shared)?);
        let mut terms: BTreeMap<Var, i128> = BTreeMap::new();
        for (constraint, times) in [(self, times), (other, other_times)] {
            for (var, factor) in &constraint.terms {
                let sum = terms.entry(*var).or_default();
                *sum = sum.checked_add(factor.checked_mul(times)?)?;
            }
        }
        let most = &(&self.most * &ratio(times)?) + &(&other.most * &ratio(other_times)?);
        Self::of(terms.into_iter().collect(), most, self.strict || other.strict)
    }
}

/// Whether no values satisfy all of them. `false` also where that was not found out.
pub(super) fn is_contradictory(
    constraints: impl IntoIterator<Item = Constraint>,
    is_whole: &impl Fn(Var) -> bool,
) -> bool {
    decide(constraints, is_whole).unwrap_or(false)
}

fn decide(
    constraints: impl IntoIterator<Item = Constraint>,
    is_whole: &impl Fn(Var) -> bool,
) -> Option<bool> {
    let mut system = System::default();
    for constraint in constraints {
        if !system.add(constraint.rounded(is_whole)?) {
            return Some(true);
        }
    }
    while let Some(var) = system.next() {
        let (with, without): (Vec<_>, Vec<_>) =
            system.constraints().partition(|constraint| constraint.factor(var) != 0);
        let (above, below): (Vec<_>, Vec<_>) =
            with.into_iter().partition(|constraint| constraint.factor(var) > 0);
        system = System::default();
        for constraint in without {
            system.add(constraint);
        }
        for above in &above {
            for below in &below {
                if !system.add(above.without(below, var)?.rounded(is_whole)?) {
                    return Some(true);
                }
            }
            if system.0.len() > MOST {
                return None;
            }
        }
    }
    Some(false)
}

/// Of each direction the tightest inequality.
#[derive(Default)]
struct System(BTreeMap<Vec<(Var, i128)>, (Rational, bool)>);

impl System {
    /// `false` if it contradicts itself.
    fn add(&mut self, constraint: Constraint) -> bool {
        if let Some(holds) = constraint.verdict() {
            return holds;
        }
        let Constraint { terms, most, strict } = constraint;
        let tightest = self.0.entry(terms).or_insert_with(|| (most.clone(), strict));
        if most < tightest.0 || (most == tightest.0 && strict) {
            *tightest = (most, strict);
        }
        true
    }

    fn constraints(self) -> impl Iterator<Item = Constraint> {
        self.0.into_iter().map(|(terms, (most, strict))| Constraint { terms, most, strict })
    }

    /// The quantity that is cheapest to eliminate.
    fn next(&self) -> Option<Var> {
        let mut uses: BTreeMap<Var, (usize, usize)> = BTreeMap::new();
        for (var, factor) in self.0.keys().flatten() {
            let (above, below) = uses.entry(*var).or_default();
            let side = if *factor > 0 { above } else { below };
            *side = side.saturating_add(1);
        }
        uses.into_iter().min_by_key(|(_, (above, below))| above.saturating_mul(*below)).map(|(var, _)| var)
    }
}

fn ratio(value: i128) -> Option<Rational> {
    Rational::ratio(value, 1_u8)
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.saturating_abs(), b.saturating_abs());
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or_default());
    }
    a
}
