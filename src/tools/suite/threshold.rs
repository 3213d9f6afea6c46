//! Thresholds: the unit of their last digit, and the values next to them.

use crate::base::quantity::Type;
use crate::base::rational::Rational;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// One unit of the last digit of a value, as its canonical literal is written: of `20%` 1%, of `2.5pp` 0.1pp, of
/// `1 per 4 runs` 1 per 4 runs, of `36 hours` 1 hour.
#[must_use]
pub fn unit(ty: Type, value: &Rational) -> Rational {
    let hundred = Rational::from(100_u64);
    let digits = |value: &Rational| {
        let places = value
            .to_exact_decimal()
            .map_or(0, |text| text.split_once('.').map_or(0, |(_, fraction)| fraction.len()));
        Rational::decimal(1, u32::try_from(places).unwrap_or(0))
    };
    match ty {
        Type::Bool | Type::Number => digits(value),
        Type::Rate | Type::Points => digits(&(value * &hundred)).checked_div(&hundred).unwrap_or_default(),
        Type::Mean => Rational::ratio(1_u8, value.denominator().clone()).unwrap_or_default(),
        Type::Duration => {
            let whole = |seconds: u64| {
                value.checked_div(&Rational::from(seconds)).is_some_and(|count| count.is_integer())
            };
            let seconds = [DAY, HOUR].into_iter().find(|seconds| whole(*seconds)).unwrap_or(MINUTE);
            Rational::from(seconds)
        }
    }
}

/// The values one unit below and above, as far as a literal can have them.
pub fn neighbours(ty: Type, value: &Rational) -> impl Iterator<Item = Rational> {
    let unit = unit(ty, value);
    let one = Rational::from(1_u64);
    let sound = move |value: &Rational| !value.is_negative() && (ty != Type::Rate || *value <= one);
    [value - &unit, value + &unit].into_iter().filter(sound)
}
