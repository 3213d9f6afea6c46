//! [`Scale`]: where on an axis values stand, in percent of its length.

use crate::base::quantity::Type;
use crate::base::rational::Rational;

/// The ends that an axis may have, in tenths of a power of ten.
const ROUND: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// Decimals of a place: a ten-thousandth of the axis is less than can be seen.
const PLACES: usize = 2;

/// An axis from one round value to another.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    ty: Type,
    low: Rational,
    high: Rational,
}

impl Scale {
    /// An axis that has 0 and all values on it, and a little more.
    pub(super) fn of<'a>(ty: Type, values: impl IntoIterator<Item = &'a Rational>) -> Self {
        let zero = Rational::default();
        let (mut low, mut high) = (zero.clone(), zero);
        for value in values {
            low = low.min(value.clone());
            high = high.max(value.clone());
        }
        let low = if low.is_negative() { -&round_above(ty, &-&low) } else { low };
        let high = if high.is_zero() && low.is_negative() { high } else { round_above(ty, &high) };
        Self { ty, low, high }
    }

    /// An axis from 0 to exactly this.
    pub(super) fn up_to(high: Rational) -> Self {
        Self { ty: Type::Number, low: Rational::default(), high }
    }

    /// Where a value stands, from 0 to 100; beyond the ends is at the end.
    pub(super) fn place(&self, value: &Rational) -> Rational {
        let part = (value - &self.low).checked_div(&(&self.high - &self.low)).unwrap_or_default();
        (&part * &Rational::from(100_u64)).clamp(Rational::default(), Rational::from(100_u64))
    }

    /// The first value of the axis, to read.
    pub(super) fn first(&self) -> String {
        self.ty.reading(&self.low, PLACES)
    }

    /// The last value of the axis, to read.
    pub(super) fn last(&self) -> String {
        self.ty.reading(&self.high, PLACES)
    }
}

/// A place as the value of an attribute: `13.04%`.
pub(super) fn percent(place: &Rational) -> String {
    format!("{}%", place.to_decimal(PLACES))
}

/// A round value a fifth above another, so that both it and what is near it can be seen; of rates at most 100%.
fn round_above(ty: Type, value: &Rational) -> Rational {
    let whole = Rational::from(1_u64);
    let fifth = Rational::decimal(12, 1);
    let unit = match ty {
        Type::Duration => {
            let units = [86_400_u64, 3_600, 60].map(Rational::from);
            units.into_iter().find(|unit| unit <= value).unwrap_or(whole.clone())
        }
        Type::Rate | Type::Points if value.is_zero() => Rational::decimal(1, 2),
        _ => whole.clone(),
    };
    let asked = (value * &fifth).checked_div(&unit).unwrap_or_default();
    let powers = (0..=8).rev().map(|places| Rational::decimal(1, places));
    let larger = (1..=18).map(|places| Rational::from(10_u64.saturating_pow(places)));
    let ends =
        powers.chain(larger).flat_map(|power| ROUND.map(|tenths| &power * &Rational::decimal(tenths, 1)));
    let found = if value.is_zero() {
        whole.clone()
    } else {
        ends.into_iter().find(|end| *end >= asked).unwrap_or(asked)
    };
    let end = &found * &unit;
    if matches!(ty, Type::Rate) && value <= &whole { end.min(whole) } else { end }
}
