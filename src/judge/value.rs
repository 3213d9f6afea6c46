//! [`Value`]: what an expression comes to: a truth, an interval, or undefined with the reason; and how they combine.

use std::cmp::Ordering;

use crate::base::rational::Rational;
use crate::base::vocab::words;
use crate::lang::policy::Comparison;

/// What a node of an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Of a comparison and what is built of them.
    Truth(Truth),
    /// Of everything that is counted or computed.
    Interval(Interval),
    /// No number can be given.
    Undefined(Undefined),
}

words! {
    /// Kleene's three truth values.
    Truth {
        /// False, however the missing part had turned out.
        False = "false",
        /// Cannot be told.
        Undetermined = "undetermined",
        /// True, however the missing part had turned out.
        True = "true",
    }
}

impl Truth {
    /// From a certain answer.
    #[must_use]
    pub const fn certain(answer: bool) -> Self {
        if answer { Self::True } else { Self::False }
    }

    /// Kleene's `not`.
    #[must_use]
    pub const fn negated(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Undetermined => Self::Undetermined,
            Self::True => Self::False,
        }
    }

    /// Kleene's `and`: the least true of all.
    #[must_use]
    pub fn all(truths: impl Iterator<Item = Self>) -> Self {
        truths.min().unwrap_or(Self::True)
    }

    /// Kleene's `or`: the most true of all.
    #[must_use]
    pub fn any(truths: impl Iterator<Item = Self>) -> Self {
        truths.max().unwrap_or(Self::False)
    }
}

words! {
    /// Why a value is undefined.
    Undefined {
        /// Nothing to divide by.
        NoRuns = "no_runs",
        /// The divisor's interval holds 0.
        DivisionByZero = "division_by_a_range_with_0",
        /// No attributed run has a time, or there is no time of evaluation.
        NoTimestamps = "no_timestamps",
        /// A window asks for more runs than there are.
        TooFewRuns = "too_few_runs",
        /// There is no such group of runs.
        NoGroup = "no_group",
    }
}

impl Undefined {
    /// The reason as the end of a sentence: "… is undefined, as …".
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoRuns => "there are no runs to count",
            Self::DivisionByZero => "what it is divided by could be 0",
            Self::NoTimestamps => "no attributed run has a timestamp",
            Self::TooFewRuns => "there are fewer runs than it looks back",
            Self::NoGroup => "there is no such group",
        }
    }
}

/// One end of an interval.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// No lower end.
    Below,
    /// An exact number.
    At(Rational),
    /// No upper end.
    Above,
}

impl End {
    /// The number, if there is an end.
    #[must_use]
    pub const fn finite(&self) -> Option<&Rational> {
        match self {
            Self::At(value) => Some(value),
            Self::Below | Self::Above => None,
        }
    }

    fn negated(&self) -> Self {
        match self {
            Self::Below => Self::Above,
            Self::At(value) => Self::At(-value),
            Self::Above => Self::Below,
        }
    }

    /// INVARIANT: never adds [`End::Below`] to [`End::Above`]; lower ends are added to lower ends only.
    fn plus(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::At(a), Self::At(b)) => Self::At(a + b),
            (Self::Below, _) | (_, Self::Below) => Self::Below,
            _ => Self::Above,
        }
    }

    /// Which side of 0 it is on.
    fn side(&self) -> Ordering {
        self.cmp(&Self::At(Rational::default()))
    }

    /// The product; 0 times anything is 0.
    fn times(&self, other: &Self) -> Self {
        if let (Self::At(a), Self::At(b)) = (self, other) {
            return Self::At(a * b);
        }
        match (self.side(), other.side()) {
            (Ordering::Equal, _) | (_, Ordering::Equal) => Self::At(Rational::default()),
            (a, b) if a == b => Self::Above,
            _ => Self::Below,
        }
    }

    /// `1 / self`; `None` for 0.
    fn inverted(&self) -> Option<Self> {
        match self {
            Self::At(value) => Rational::from(1_u64).checked_div(value).map(Self::At),
            Self::Below | Self::Above => Some(Self::At(Rational::default())),
        }
    }
}

/// All the values that a quantity can still have.
///
/// INVARIANT: `low <= high`; `low` is not [`End::Above`], `high` not [`End::Below`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// The lowest.
    pub low: End,
    /// The highest.
    pub high: End,
}

impl Interval {
    /// A single value.
    #[must_use]
    pub fn point(value: Rational) -> Self {
        Self { low: End::At(value.clone()), high: End::At(value) }
    }

    /// From the lowest to the highest value; no upper end where there is none.
    #[must_use]
    pub fn between(low: Rational, high: Option<Rational>) -> Self {
        Self { low: End::At(low), high: high.map_or(End::Above, End::At) }
    }

    /// The value, if there is only one.
    #[must_use]
    pub fn as_point(&self) -> Option<&Rational> {
        if self.low == self.high { self.low.finite() } else { None }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self { low: self.low.plus(&other.low), high: self.high.plus(&other.high) }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self { low: self.high.negated(), high: self.low.negated() }
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut low = self.low.times(&other.low);
        let mut high = low.clone();
        for (a, b) in [(&self.low, &other.high), (&self.high, &other.low), (&self.high, &other.high)] {
            let product = a.times(b);
            if product < low {
                low = product;
            } else if product > high {
                high = product;
            }
        }
        Self { low, high }
    }

    /// The inverse; `None` if 0 is in it.
    #[must_use]
    pub fn inverted(&self) -> Option<Self> {
        let zero_inside = self.low.side() != Ordering::Greater && self.high.side() != Ordering::Less;
        if zero_inside { None } else { Some(Self { low: self.high.inverted()?, high: self.low.inverted()? }) }
    }

    /// The distance from 0.
    #[must_use]
    pub fn distance(&self) -> Self {
        let zero = End::At(Rational::default());
        match (self.low.side(), self.high.side()) {
            (Ordering::Less, Ordering::Greater) => {
                Self { low: zero, high: self.high.clone().max(self.low.negated()) }
            }
            (_, Ordering::Greater) => self.clone(),
            _ => self.negated(),
        }
    }

    /// Whether it compares so with another, in every case, in no case, or undetermined.
    #[must_use]
    pub fn compare(&self, comparison: Comparison, other: &Self) -> Truth {
        let below = |a: &Self, b: &Self| decided(a.high < b.low, a.low >= b.high);
        let at_most = |a: &Self, b: &Self| decided(a.high <= b.low, a.low > b.high);
        match comparison {
            Comparison::Less => below(self, other),
            Comparison::LessOrEqual => at_most(self, other),
            Comparison::Greater => below(other, self),
            Comparison::GreaterOrEqual => at_most(other, self),
            Comparison::Equal => self.equals(other),
            Comparison::NotEqual => self.equals(other).negated(),
        }
    }

    fn equals(&self, other: &Self) -> Truth {
        let same_point = self.as_point().is_some() && self == other;
        decided(same_point, self.high < other.low || other.high < self.low)
    }
}

fn decided(always: bool, never: bool) -> Truth {
    match (always, never) {
        (true, _) => Truth::True,
        (false, true) => Truth::False,
        (false, false) => Truth::Undetermined,
    }
}
