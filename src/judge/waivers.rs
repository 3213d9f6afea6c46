//! What a waiver covers, and when it is void.

use crate::base::time::Timestamp;
use crate::base::vocab::{Signal, SignalSet, Stratum};
use crate::data::metrics::Cohort;
use crate::data::tally::{Knowledge, knowledge};
use crate::lang::policy::Waiver;

/// The classes that are waived in each stratum.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waived {
    everywhere: SignalSet,
    pinned: SignalSet,
    unpinned: SignalSet,
    unknowns: SignalSet,
}

impl Waived {
    /// The waivers in force at `at`.
    #[must_use]
    pub fn at(waivers: &[Waiver], at: Option<Timestamp>) -> Self {
        let mut waived = Self::default();
        for waiver in waivers.iter().filter(|waiver| in_force(waiver, at)) {
            for (stratum, set) in [
                (Stratum::All, &mut waived.everywhere),
                (Stratum::Pinned, &mut waived.pinned),
                (Stratum::Unpinned, &mut waived.unpinned),
                (Stratum::Unknowns, &mut waived.unknowns),
            ] {
                if covers(waiver, stratum) {
                    *set = set.with(Signal::Class(waiver.class));
                }
            }
        }
        waived
    }

    /// The classes waived for runs of a stratum; of [`Stratum::All`]: for runs that could be of any.
    #[must_use]
    pub const fn of(&self, stratum: Stratum) -> SignalSet {
        match stratum {
            Stratum::All => self.everywhere,
            Stratum::Pinned => self.pinned,
            Stratum::Unpinned => self.unpinned,
            Stratum::Unknowns => self.unknowns,
        }
    }
}

/// In force through its last day, UTC; never without a time.
#[must_use]
pub fn in_force(waiver: &Waiver, at: Option<Timestamp>) -> bool {
    at.is_some_and(|at| at.date() <= waiver.until)
}

fn covers(waiver: &Waiver, stratum: Stratum) -> bool {
    match waiver.stratum {
        None | Some(Stratum::All) => true,
        Some(only) => only == stratum,
    }
}

/// How many runs of the cohort the waiver speaks of: those that hit its class.
#[must_use]
pub fn runs_covered(waiver: &Waiver, cohort: &Cohort) -> u64 {
    let class: SignalSet = [Signal::Class(waiver.class)].into_iter().collect();
    cohort
        .profiles(waiver.stratum.unwrap_or(Stratum::All))
        .flat_map(|profile| &profile.rows)
        .filter(|(key, _)| knowledge(key, class, SignalSet::default()) == Knowledge::Hit)
        .map(|(_, row)| row.runs)
        .fold(0, u64::saturating_add)
}
