//! Exactly how likely hits are, if each run is hit with the same chance.

use dashu_int::UBig;

use crate::base::rational::Rational;

/// How likely each number of hits is, in parts of a whole; of runs that come in one after the other.
#[derive(Debug, Clone)]
pub struct Hits {
    /// Parts of [`Self::whole`], from no hit on.
    parts: Vec<UBig>,
    whole: UBig,
    hit: UBig,
    clean: UBig,
}

impl Hits {
    /// After so many runs; `rate`: the chance of a hit. `None` if it is none.
    #[must_use]
    pub fn after(runs: u64, rate: &Rational) -> Option<Self> {
        let hit = UBig::try_from(rate.numerator().clone()).ok()?;
        let of = rate.denominator().clone();
        if hit > of {
            return None;
        }
        let clean = &of - &hit;
        let times = usize::try_from(runs).ok()?;
        // From no hit on, each number of hits is as likely as the one before, times `(runs − hits) hit / (hits + 1) clean`.
        let mut parts = vec![clean.pow(times)];
        if clean.is_zero() {
            parts = vec![UBig::ZERO; times];
            parts.push(hit.pow(times));
        } else {
            let mut part = clean.pow(times);
            for hits in 0..runs {
                let more = UBig::from(hits.saturating_add(1)) * &clean;
                part = part * UBig::from(runs.saturating_sub(hits)) * &hit / more;
                parts.push(part.clone());
            }
        }
        Some(Self { parts, whole: of.pow(times), hit, clean })
    }

    /// One run more.
    pub fn run(&mut self) {
        self.whole = &self.whole * (&self.hit + &self.clean);
        let mut carried = UBig::ZERO;
        for part in &mut self.parts {
            let hit = &*part * &self.hit;
            *part = &*part * &self.clean + carried;
            carried = hit;
        }
        self.parts.push(carried);
    }

    /// Takes out the numbers of hits that pass, and says how likely they were.
    pub fn take(&mut self, passes: impl Fn(u64) -> bool) -> Rational {
        let mut taken = UBig::ZERO;
        for (hits, part) in (0_u64..).zip(&mut self.parts) {
            if passes(hits) {
                taken += std::mem::take(part);
            }
        }
        Rational::ratio(taken, self.whole.clone()).unwrap_or_default()
    }
}
