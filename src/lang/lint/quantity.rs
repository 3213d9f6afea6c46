//! What is not known before there are runs: the ends of each metric's interval as quantities, and what binds them.

use std::collections::BTreeMap;

use crate::base::rational::Rational;
use crate::base::vocab::{Signal, SignalSet, Stratum};
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Metric, Window};

use super::system::{Constraint, Var};

/// A metric where it is counted; or what must not be 0 for one to be defined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Counted {
    pub(super) what: What,
    pub(super) signals: SignalSet,
    pub(super) scope: Stratum,
    /// `10 runs`, `7 days`.
    pub(super) window: Option<String>,
    pub(super) among_known: bool,
    /// Of a rate: how often its ends may be wrong, where it is judged with confidence.
    pub(super) alpha: Option<Rational>,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// A metric.
    Metric(Builtin),
    /// The runs that a metric among known divides by.
    Known(Builtin),
    /// 1 where there is such a window, or such a time; else 0.
    Defined,
    /// A product or quotient of metrics: a quantity of its own, by how it is computed.
    Computed(String),
}

impl Counted {
    /// A metric in the stratum that it counts.
    pub(super) fn of(metric: &Metric, scope: Stratum) -> Self {
        Self {
            what: What::Metric(metric.builtin),
            signals: metric.signals,
            scope,
            window: metric.window.map(|window: Window| window.to_string()),
            among_known: metric.among_known,
            alpha: None,
        }
    }

    /// All runs of a stratum.
    pub(super) fn runs(scope: Stratum) -> Self {
        Self {
            what: What::Metric(Builtin::Runs),
            signals: SignalSet::default(),
            scope,
            window: None,
            among_known: false,
            alpha: None,
        }
    }

    /// What must be 1 or more for a metric to be defined.
    fn needs(&self) -> Vec<Self> {
        let What::Metric(builtin) = self.what else { return Vec::new() };
        let defined =
            || Self { what: What::Defined, signals: SignalSet::default(), alpha: None, ..self.clone() };
        if !builtin.has_scope() {
            return vec![Self { what: What::Known(builtin), ..defined() }];
        }
        let mut needs: Vec<Self> = self.window.iter().map(|_| defined()).collect();
        if matches!(builtin, Builtin::Rate | Builtin::Mean) {
            let runs = || (What::Metric(Builtin::Runs), SignalSet::default());
            let known = || (What::Known(builtin), self.signals);
            let (what, signals) = if self.among_known { known() } else { runs() };
            needs.push(Self { what, signals, alpha: None, ..self.clone() });
        }
        needs
    }

    fn builtin(&self) -> Option<Builtin> {
        match self.what {
            What::Metric(builtin) => Some(builtin),
            _ => None,
        }
    }

    /// Whether its interval is a single value.
    fn is_point(&self) -> bool {
        self.alpha.is_none()
            && (self.among_known
                || matches!(self.what, What::Known(_) | What::Defined)
                || self.builtin().is_some_and(|builtin| !builtin.has_scope()))
    }

    /// Whether it is the same rate, its ends as far apart as those of `other` or further.
    fn is_wider(&self, other: &Self) -> bool {
        let surer = match (&self.alpha, &other.alpha) {
            (Some(own), Some(other)) => own < other,
            (own, None) => own.is_some(),
            (None, Some(_)) => false,
        };
        surer && Self { alpha: None, ..self.clone() } == Self { alpha: None, ..other.clone() }
    }

    fn is_whole(&self) -> bool {
        match self.what {
            What::Metric(builtin) => !matches!(builtin, Builtin::Rate | Builtin::Mean),
            What::Known(_) | What::Defined => true,
            What::Computed(_) => false,
        }
    }

    /// Whether each of its ends is at most that of `other`, however the runs turn out.
    fn is_at_most(&self, other: &Self) -> bool {
        let (Some(a), Some(b)) = (self.builtin(), other.builtin()) else {
            // So many are known of so many runs.
            let known = matches!(self.what, What::Known(Builtin::Rate | Builtin::Mean))
                && other.builtin() == Some(Builtin::Runs);
            return known && self.window.is_none() && other.window.is_none() && self.scope == other.scope;
        };
        if self.window != other.window || self.among_known != other.among_known {
            return false;
        }
        let part = self.scope == other.scope || (other.scope == Stratum::All && self.window.is_none());
        let fewer = self.signals.minus(other.signals).is_empty();
        let known = self.among_known;
        match (a, b) {
            (Builtin::Age, Builtin::Elapsed) => true,
            (Builtin::Rate, Builtin::Rate) => {
                self.scope == other.scope && fewer && !known && self.alpha == other.alpha
            }
            (Builtin::Runs | Builtin::RunsWith | Builtin::Missing, Builtin::Runs) => part,
            (Builtin::RunsWith, Builtin::RunsWith) => part && fewer,
            (Builtin::Sum, Builtin::Sum) => {
                part && (if known { self.signals == other.signals } else { fewer })
            }
            (Builtin::Missing, Builtin::Missing) => part && self.signals == other.signals,
            (Builtin::RunsWith, Builtin::Sum) => {
                part && fewer && !known && !self.signals.contains(Signal::Unknown)
            }
            _ => false,
        }
    }
}

/// An end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Low,
    High,
}

/// The quantities of a policy, each with its number.
#[derive(Debug, Default)]
pub(super) struct Quantities {
    numbers: BTreeMap<Counted, Var>,
    all: Vec<Counted>,
    /// The least and the greatest value of those that are computed.
    computed: BTreeMap<Var, (Option<Rational>, Option<Rational>)>,
}

impl Quantities {
    /// The number of an end; both ends of a single value are one quantity.
    pub(super) fn var(&mut self, counted: &Counted, end: End) -> Var {
        let low = if let Some(var) = self.numbers.get(counted) {
            *var
        } else {
            let var = Var::try_from(self.all.len()).unwrap_or(Var::MAX);
            // Two ends, also where the second is not used: the number says which end it is.
            self.all.extend([counted.clone(), counted.clone()]);
            self.numbers.insert(counted.clone(), var);
            var
        };
        if end == End::High && !counted.is_point() { low.saturating_add(1) } else { low }
    }

    /// The quantities that must be 1 or more for a metric to be defined.
    pub(super) fn needs(&mut self, counted: &Counted) -> Vec<Var> {
        counted.needs().iter().map(|need| self.var(need, End::Low)).collect()
    }

    /// Sets the bounds of something computed.
    pub(super) fn bound(&mut self, var: Var, bounds: (Option<Rational>, Option<Rational>)) {
        self.computed.insert(var, bounds);
    }

    /// Whether a quantity is a whole number.
    pub(super) fn is_whole(&self, var: Var) -> bool {
        self.get(var).is_some_and(Counted::is_whole)
    }

    /// The least and the greatest value of a quantity, where there is one.
    pub(super) fn bounds(&self, var: Var) -> (Option<Rational>, Option<Rational>) {
        let Some(counted) = self.get(var) else { return (None, None) };
        let zero = || Some(Rational::default());
        match counted.what {
            What::Computed(_) => self.computed.get(&first(var)).cloned().unwrap_or_default(),
            What::Metric(Builtin::Rate) | What::Defined => (zero(), Some(Rational::from(1_u64))),
            What::Metric(Builtin::Missing) if counted.among_known => (zero(), zero()),
            What::Metric(_) | What::Known(_) => (zero(), None),
        }
    }

    fn get(&self, var: Var) -> Option<&Counted> {
        self.all.get(var as usize)
    }

    /// All that holds of these quantities, however the runs turn out; also of the other end of each.
    pub(super) fn facts(&self, vars: impl Iterator<Item = Var>) -> Option<Vec<Constraint>> {
        let counted: BTreeMap<Var, &Counted> =
            vars.filter_map(|var| Some((first(var), self.get(var)?))).collect();
        let one = || Rational::from(1_u64);
        let mut facts = Vec::new();
        let mut at_most = |terms: &[(Var, Rational)], most: &Rational| {
            facts.push(Constraint::new(&terms.iter().cloned().collect(), most, false)?);
            Some(())
        };
        let none = Rational::default();
        for (low, quantity) in &counted {
            let high = if quantity.is_point() { *low } else { low.saturating_add(1) };
            let (least, greatest) = self.bounds(*low);
            if let Some(least) = least {
                at_most(&[(*low, -&one())], &-&least)?;
            }
            if let Some(greatest) = greatest {
                at_most(&[(high, one())], &greatest)?;
            }
            if high != *low {
                at_most(&[(*low, one()), (high, -&one())], &none)?;
            }
            for (other_low, other) in &counted {
                if low != other_low && quantity.is_at_most(other) {
                    let other_high = if other.is_point() { *other_low } else { other_low.saturating_add(1) };
                    at_most(&[(*low, one()), (*other_low, -&one())], &none)?;
                    at_most(&[(high, one()), (other_high, -&one())], &none)?;
                }
                if quantity.is_wider(other) {
                    let other_high = if other.is_point() { *other_low } else { other_low.saturating_add(1) };
                    at_most(&[(*low, one()), (*other_low, -&one())], &none)?;
                    at_most(&[(other_high, one()), (high, -&one())], &none)?;
                }
            }
            if let Some(parts) = disjoint_parts(quantity, &counted) {
                let mut terms: Vec<_> = parts.into_iter().map(|part| (part, one())).collect();
                terms.push((*low, -&one()));
                at_most(&terms, &none)?;
            }
        }
        Some(facts)
    }
}

/// The number of the lower end.
const fn first(var: Var) -> Var {
    var & !1
}

/// Strata have no run in common: what is surely in several of them adds up.
fn disjoint_parts(whole: &Counted, all: &BTreeMap<Var, &Counted>) -> Option<Vec<Var>> {
    let counts = matches!(whole.builtin(), Some(Builtin::Runs | Builtin::RunsWith));
    if !counts || whole.scope != Stratum::All || whole.window.is_some() {
        return None;
    }
    let of_stratum = |counted: &Counted| {
        counted.scope != Stratum::All && Counted { scope: Stratum::All, ..counted.clone() } == *whole
    };
    let parts: Vec<Var> =
        all.iter().filter(|(_, counted)| of_stratum(counted)).map(|(var, _)| *var).collect();
    (parts.len() > 1).then_some(parts)
}
