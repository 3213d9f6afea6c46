//! Windows: which runs are among the newest, which could be.

use crate::base::time::{Duration, Timestamp};
use crate::base::vocab::Stratum;
use crate::data::metrics::{Selection, Shortfall, Strata};
use crate::data::pool::{Member, Pool};

/// Whether a run is in something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    In,
    /// It cannot be told.
    CouldBe,
    /// It is not.
    Out,
}

/// A window of days.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// It begins after this many seconds since the epoch.
    after: i64,
    /// If all untagged runs were of the cohort, it would begin after so many.
    surely_after: i64,
}

impl Span {
    /// Back from the cohort's newest run with a time. A later untagged run could be the newest instead.
    #[must_use]
    pub fn new(length: Duration, newest: Timestamp, newest_untold: Option<Timestamp>) -> Self {
        let after = |end: Timestamp| end.seconds().saturating_sub(length.seconds());
        let latest = newest_untold.map_or(newest, |time| time.max(newest));
        Self { after: after(newest), surely_after: after(latest) }
    }

    /// Whether a run with this time is surely not in it.
    #[must_use]
    pub fn is_too_old(&self, time: Option<Timestamp>) -> bool {
        time.is_some_and(|time| time.seconds() <= self.after)
    }

    /// Whether a run with this time is in it, whatever the untagged runs are of.
    #[must_use]
    pub fn surely_holds(&self, time: Option<Timestamp>) -> bool {
        time.is_some_and(|time| time.seconds() > self.surely_after)
    }

    /// The runs of a scope that are in it.
    #[must_use]
    pub fn select(&self, pool: &Pool<'_>, own: &[Member]) -> Selection {
        let mut selection = Selection::default();
        for run in own.iter().copied() {
            match run.time() {
                Some(time) if time.seconds() <= self.after => {}
                time if self.surely_holds(time) => selection.inside.count(pool, run),
                time => {
                    selection.could_be.count(pool, run);
                    if time.is_some() && pool.stratum(run) != Stratum::Unknowns {
                        selection.pushed.count(pool, run);
                    }
                }
            }
        }
        selection
    }
}

/// A window of runs: the newest of a stratum.
#[derive(Debug, Clone, Copy)]
pub struct Newest {
    /// How many.
    pub count: u64,
    /// Of which stratum.
    pub stratum: Stratum,
    /// Of attributed runs only.
    pub among_known: bool,
}

impl Newest {
    /// Whether a run counted in `of` is in the stratum.
    #[must_use]
    pub fn standing(&self, of: Stratum) -> Standing {
        match (self.stratum, of) {
            (_, Stratum::Unknowns) if self.among_known => Standing::Out,
            (Stratum::All, _) => Standing::In,
            (scope, of) if scope == of => Standing::In,
            (Stratum::Pinned | Stratum::Unpinned, Stratum::Unknowns) => Standing::CouldBe,
            _ => Standing::Out,
        }
    }

    /// Whether a run counted in `of` is or could be in the stratum.
    #[must_use]
    pub fn could_hold(&self, of: Stratum) -> bool {
        self.standing(of) != Standing::Out
    }

    /// The runs of a scope, in their order, that are in it. `elsewhere` tells how many other runs could be, being not
    /// older than the last run of the window: each of them could push one out.
    pub fn select(
        &self,
        pool: &Pool<'_>,
        own: &[Member],
        elsewhere: impl FnOnce(Option<Member>) -> usize,
    ) -> Selection {
        let standing = |run: Member| self.standing(pool.stratum(run));
        let definite = own.iter().filter(|run| standing(**run) == Standing::In).count();
        let count = usize::try_from(self.count).unwrap_or(usize::MAX);
        if definite < count {
            return Selection { shortfall: Some(Shortfall::TooFewRuns), ..Selection::default() };
        }
        let (mut newest, mut could_be) = (Vec::new(), Vec::new());
        for run in own.iter().copied().rev().filter(|run| pool.has_place(*run)) {
            let is_full = newest.len() >= count;
            if is_full && newest.last().is_none_or(|last| pool.is_older(run, *last)) {
                break;
            }
            match standing(run) {
                Standing::In if !is_full => newest.push(run),
                Standing::CouldBe => could_be.push(run),
                Standing::In | Standing::Out => {}
            }
        }
        let timeless = own.iter().copied().take_while(|run| run.time().is_none());
        could_be.extend(timeless.filter(|run| !pool.has_place(*run) && standing(*run) != Standing::Out));
        let last = newest.last().copied().filter(|_| newest.len() >= count);
        let elsewhere = if self.among_known { 0 } else { elsewhere(last) };
        let pushing = could_be.len().saturating_add(elsewhere);
        let kept = count.saturating_sub(pushing).min(newest.len());
        could_be.extend(newest.split_off(kept));
        Selection {
            inside: Strata::of(pool, newest),
            could_be: Strata::of(pool, could_be),
            ..Selection::default()
        }
    }
}
