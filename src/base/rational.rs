//! [`Rational`]: exact fractions of any size. Every number that is judged is one; there are no floats.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use dashu_base::{Abs as _, BitTest as _, Signed as _, UnsignedAbs as _};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

/// An exact fraction in lowest terms, of any size.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rational(RBig);

impl Rational {
    /// `numerator / denominator`; `None` if the denominator is 0.
    pub fn ratio(numerator: impl Into<IBig>, denominator: impl Into<UBig>) -> Option<Self> {
        let denominator = denominator.into();
        (!denominator.is_zero()).then(|| Self(RBig::from_parts(numerator.into(), denominator)))
    }

    /// `digits / 10^scale`: the value of a decimal literal.
    #[must_use]
    pub fn decimal(digits: u64, scale: u32) -> Self {
        Self(RBig::from_parts(digits.into(), UBig::from(10_u8).pow(scale as usize)))
    }

    /// The quotient; `None` if `divisor` is 0.
    #[must_use]
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// Whether it is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below 0.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.0.denominator().is_one()
    }

    /// The distance from 0.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The numerator, with the sign.
    #[must_use]
    pub fn numerator(&self) -> &IBig {
        self.0.numerator()
    }

    /// The denominator, at least 1.
    #[must_use]
    pub fn denominator(&self) -> &UBig {
        self.0.denominator()
    }

    /// The largest whole number that is not above it.
    #[must_use]
    pub fn floor(&self) -> IBig {
        self.0.floor()
    }

    /// The smallest whole number that is not below it.
    #[must_use]
    pub fn ceil(&self) -> IBig {
        self.0.ceil()
    }

    /// Decimal digits with at most `places` after the point, rounded half to even, trailing zeros dropped.
    #[must_use]
    pub fn to_decimal(&self, places: usize) -> String {
        let (negative, mut digits) = self.rounded_small(places).unwrap_or_else(|| self.rounded(places));
        let whole = digits.len().saturating_sub(places);
        digits.truncate(digits.trim_end_matches('0').len().max(whole));
        if digits.len() > whole {
            digits.insert(whole, '.');
        }
        if negative {
            digits.insert(0, '-');
        }
        digits
    }

    /// `self * 10^places`, rounded half to even: whether it is below 0, and its digits, more than `places`.
    fn rounded(&self, places: usize) -> (bool, String) {
        let scaled = &self.0 * RBig::from(UBig::from(10_u8).pow(places));
        let floor = scaled.floor();
        let twice_rest = (&scaled - RBig::from(floor.clone())) * RBig::from(2_u8);
        let odd = floor.clone().unsigned_abs().bit(0);
        let rounded = match twice_rest.cmp(&RBig::ONE) {
            Ordering::Less => floor,
            Ordering::Equal if !odd => floor,
            _ => floor + IBig::ONE,
        };
        let digits = rounded.clone().unsigned_abs().to_string();
        let digits = format!("{digits:0>width$}", width = places.saturating_add(1));
        (rounded.is_negative(), digits)
    }

    /// The same in machine words; `None` where they are too small for it. Rounding half to even is symmetric.
    fn rounded_small(&self, places: usize) -> Option<(bool, String)> {
        let numerator = i64::try_from(self.numerator()).ok()?;
        let denominator = u128::from(u64::try_from(self.denominator()).ok()?);
        let scale = 10_u128.checked_pow(u32::try_from(places).ok()?)?;
        let scaled = u128::from(numerator.unsigned_abs()).checked_mul(scale)?;
        let (floor, rest) = (scaled.checked_div(denominator)?, scaled.checked_rem(denominator)?);
        let up = match rest.checked_mul(2)?.cmp(&denominator) {
            Ordering::Less => false,
            Ordering::Equal => floor & 1 == 1,
            Ordering::Greater => true,
        };
        let rounded = floor.checked_add(u128::from(up))?;
        let mut buffer = itoa::Buffer::new();
        let figures = buffer.format(rounded);
        let zeros = places.saturating_add(1).saturating_sub(figures.len());
        // Room for the sign and the point as well.
        let mut digits = String::with_capacity(figures.len().saturating_add(zeros).saturating_add(2));
        (0..zeros).for_each(|_| digits.push('0'));
        digits.push_str(figures);
        Some((numerator < 0 && rounded > 0, digits))
    }

    /// All its decimal digits, if they end: `1/8` is `0.125`, `1/3` has no such form.
    #[must_use]
    pub fn to_exact_decimal(&self) -> Option<String> {
        let mut rest = self.denominator().clone();
        let mut places = 0_usize;
        // Each place takes out one 2, one 5 or both: the larger of their powers is the number of places.
        while !rest.is_one() {
            let by_two = !rest.bit(0);
            let by_five = (&rest % 5_u8) == 0;
            if !by_two && !by_five {
                return None;
            }
            let divisor = if by_two && by_five {
                10_u8
            } else if by_two {
                2
            } else {
                5
            };
            rest /= divisor;
            places = places.saturating_add(1);
        }
        Some(self.to_decimal(places))
    }
}

impl From<u64> for Rational {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl From<u128> for Rational {
    fn from(value: u128) -> Self {
        Self(value.into())
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:tt) => {
        impl $trait<&Rational> for &Rational {
            type Output = Rational;
            fn $method(self, other: &Rational) -> Rational {
                Rational(&self.0 $op &other.0)
            }
        }
    };
}
operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);

impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        Rational(-self.0.clone())
    }
}

/// `7/20`, or `3` for a whole number.
impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
