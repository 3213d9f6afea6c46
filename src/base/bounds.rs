//! Bounds of a rate, from hits and runs: those that hold however often one looks, and those of a single look.
//!
//! The only floats of the crate: nothing else leaves this file than rationals with a fixed number of decimals. All is
//! computed with operations that IEEE 754 fixes to the bit, and with the functions of `libm`, which are made of them.
#![expect(
    clippy::float_arithmetic,
    clippy::disallowed_types,
    clippy::cast_precision_loss,
    reason = "logarithms have no exact form; each bound is rounded far above the error"
)]

use std::f64::consts::{LN_2, PI};

use super::rational::Rational;

/// The decimals that a bound has.
pub const PLACES: u32 = 6;
/// The most decimals that can be asked for; the error is below half of the last.
pub const MOST_PLACES: u32 = 12;

/// `ln 2π`
const LN_2PI: f64 = 1.837_877_066_409_345_5;
/// From here on the series of the gamma function give all digits.
const SERIES_FROM: u64 = 16;
/// Terms of a continued fraction; where it is needed, a few dozen are enough.
const MOST_TERMS: u32 = 20_000;

/// How often the runs are looked at while they come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// After each run, for as long as one likes: the Jeffreys mixture e-process, by Ville's inequality.
    Any,
    /// Once, at a number of runs that was set before: Clopper and Pearson.
    One,
}

/// What a bound may be wrong with: what the confidence (above 0, below 1) leaves, shared among so many rates.
#[must_use]
pub fn alpha(confidence: &Rational, rates: usize) -> Rational {
    let left = &Rational::from(1_u64) - confidence;
    Rational::ratio(1_u8, rates.max(1)).map_or_else(Rational::default, |share| &left * &share)
}

/// The upper bound of a rate of which `hits` of `runs` were seen: a true rate above it is as unlikely as `alpha`.
#[must_use]
pub fn upper(looks: Looks, hits: u64, runs: u64, alpha: &Rational) -> Rational {
    upper_to(PLACES, looks, hits, runs, alpha)
}

/// The lower bound: one less the upper bound of the rate of runs without a hit.
#[must_use]
pub fn lower(looks: Looks, hits: u64, runs: u64, alpha: &Rational) -> Rational {
    &Rational::from(1_u64) - &upper(looks, runs.saturating_sub(hits), runs, alpha)
}

/// [`upper`] with another number of decimals, at most [`MOST_PLACES`].
#[must_use]
pub fn upper_to(places: u32, looks: Looks, hits: u64, runs: u64, alpha: &Rational) -> Rational {
    let scale = 10_u64.saturating_pow(places.min(MOST_PLACES));
    let one = Rational::from(1_u64);
    let Some(alpha) = as_float(alpha).filter(|alpha| *alpha > 0.0 && *alpha < 1.0 && hits < runs) else {
        return one;
    };
    let sample = Sample::new(looks, hits, runs);
    // The bound is rounded to `low` or above it, and at most to `high`.
    let mut low = floor_of(hits, runs, scale);
    let mut high = scale;
    while low < high {
        let middle = low.midpoint(high);
        // Halfway to the next value that a bound can have: it is rounded to `middle` at most if it lies below.
        let halfway = Part::halfway(middle, scale);
        if sample.is_beyond(halfway, alpha) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    Rational::ratio(low, scale).unwrap_or(one)
}

/// `hits / runs` in units of `1 / scale`, rounded down.
fn floor_of(hits: u64, runs: u64, scale: u64) -> u64 {
    let floor = u128::from(hits).saturating_mul(scale.into()).checked_div(runs.into());
    floor.and_then(|floor| u64::try_from(floor).ok()).unwrap_or(0)
}

/// `None` for what is no number between those that floats have.
fn as_float(value: &Rational) -> Option<f64> {
    let numerator = u128::try_from(value.numerator()).ok()?;
    let denominator = u128::try_from(value.denominator()).ok()?;
    Some(numerator as f64 / denominator as f64)
}

/// A rate and what it leaves to 1, each as exactly as it can be.
#[derive(Debug, Clone, Copy)]
struct Part {
    rate: f64,
    rest: f64,
}

impl Part {
    /// `(value + 1/2) / scale`
    fn halfway(value: u64, scale: u64) -> Self {
        let (of, rate) = (scale.saturating_mul(2), value.saturating_mul(2).saturating_add(1));
        Self { rate: rate as f64 / of as f64, rest: of.saturating_sub(rate) as f64 / of as f64 }
    }

    /// `2 asin √rate`, which is the incomplete beta function `B(rate; ½, ½)`.
    fn angle(self) -> f64 {
        2.0 * libm::atan2(libm::sqrt(self.rate), libm::sqrt(self.rest))
    }
}

/// What was seen, and what of the bound does not depend on where it is looked for.
struct Sample {
    looks: Looks,
    hits: f64,
    clean: f64,
    runs: f64,
    /// `ln B(hits + ½, clean + ½)`, or `ln (runs choose hits)`; each with the likelihood at the rate that was seen.
    constant: f64,
}

impl Sample {
    fn new(looks: Looks, hits: u64, runs: u64) -> Self {
        let clean = runs.saturating_sub(hits);
        let constant = match looks {
            Looks::Any => {
                0.5 * (LN_2PI - libm::log(runs as f64)) + half_remainder(hits) + half_remainder(clean)
                    - remainder(runs)
            }
            Looks::One => factorial_rest(runs) - factorial_rest(hits) - factorial_rest(clean),
        };
        Self { looks, hits: hits as f64, clean: clean as f64, runs: runs as f64, constant }
    }

    /// Whether a rate is above the bound: too unlikely to be the true one, after what was seen.
    fn is_beyond(&self, part: Part, alpha: f64) -> bool {
        let distance = if part.rate < part.rest {
            part.rate - self.hits / self.runs
        } else {
            self.clean / self.runs - part.rest
        };
        if distance <= 0.0 {
            return false;
        }
        let deviance = self.deviance(part, distance);
        match self.looks {
            Looks::Any => {
                // E_go = [B(hits+½, clean+½) − B(rest; clean+½, hits+½)] / (angle · likelihood) >= 1 / alpha,
                // that is, the first part >= 1/alpha + the second; both in logarithms.
                let angle = part.angle();
                let excess = self.constant + deviance - libm::log(angle) + libm::log(alpha);
                if excess <= 0.0 {
                    return false;
                }
                // The likelihood falls from here on, so the second part is at most that of no runs at all.
                if excess >= libm::log1p(alpha * (PI / angle - 1.0)) {
                    return true;
                }
                let (a, b) = (self.clean + 0.5, self.hits + 0.5);
                let root = libm::sqrt(part.rate * part.rest);
                excess >= libm::log1p(alpha * root * continued(part.rest, a, b) / (a * angle))
            }
            Looks::One => {
                // P(at most so many hits) <= alpha.
                let tail = part.rate * continued(part.rest, self.clean, self.hits + 1.0);
                self.constant - deviance + libm::log(tail) <= libm::log(alpha)
            }
        }
    }

    /// The logarithm of the likelihood at the rate that was seen, less that at `part`, which lies `distance` above.
    fn deviance(&self, part: Part, distance: f64) -> f64 {
        let hits =
            if self.hits > 0.0 { self.hits * libm::log1p(distance * self.runs / self.hits) } else { 0.0 };
        let less = distance * self.runs / self.clean;
        // Where nearly nothing is left, the difference would have lost its digits.
        let clean =
            if less < 0.5 { libm::log1p(-less) } else { libm::log(part.rest * self.runs / self.clean) };
        -hits - self.clean * clean
    }
}

/// The continued fraction of the incomplete beta function, `a B(x; a, b) / (x^a (1−x)^b)`, by Lentz's method. It
/// converges quickly below the mean, `a / (a + b)`.
fn continued(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let sum = a + b;
    let mut above = 1.0;
    let mut below = 1.0 / away(1.0 - sum * x / (a + 1.0));
    let mut result = below;
    for term in 1..=MOST_TERMS {
        let term = f64::from(term);
        let place = a + 2.0 * term;
        let even = term * (b - term) * x / ((place - 1.0) * place);
        below = 1.0 / away(1.0 + even * below);
        above = away(1.0 + even / above);
        result *= below * above;
        let odd = -(a + term) * (sum + term) * x / (place * (place + 1.0));
        below = 1.0 / away(1.0 + odd * below);
        above = away(1.0 + odd / above);
        let step = below * above;
        result *= step;
        if (step - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    result
}

/// `ln Γ(k + ½)` beyond `k ln k − k + ½ ln 2π`.
fn half_remainder(count: u64) -> f64 {
    let k = count as f64;
    if count < SERIES_FROM {
        let gamma: f64 = (1..=count).map(|factor| libm::log(factor as f64 - 0.5)).sum();
        let by_power = if count == 0 { 0.0 } else { k * libm::log(k) - k };
        return gamma - by_power - 0.5 * LN_2;
    }
    let square = 1.0 / (k * k);
    let series = [-1.0 / 24.0, 7.0 / 2_880.0, -31.0 / 40_320.0, 127.0 / 215_040.0, -511.0 / 608_256.0];
    series.into_iter().rev().fold(0.0, |sum, term| sum * square + term) / k
}

/// `ln Γ(n + 1)` beyond `(n + ½) ln n − n + ½ ln 2π`; for 1 and above.
fn remainder(count: u64) -> f64 {
    let n = count as f64;
    if count < SERIES_FROM {
        let gamma: f64 = (1..=count).map(|factor| libm::log(factor as f64)).sum();
        return gamma - (n + 0.5) * libm::log(n) + n - 0.5 * LN_2PI;
    }
    let square = 1.0 / (n * n);
    let series = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1_260.0, -1.0 / 1_680.0, 1.0 / 1_188.0, -691.0 / 360_360.0];
    series.into_iter().rev().fold(0.0, |sum, term| sum * square + term) / n
}

/// `ln n!` beyond `n ln n − n`.
fn factorial_rest(count: u64) -> f64 {
    if count == 0 { 0.0 } else { 0.5 * (LN_2PI + libm::log(count as f64)) + remainder(count) }
}
