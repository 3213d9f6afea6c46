//! [`Change`]: one difference from runs that everything is fine with.

use crate::base::time::Duration;
use crate::base::vocab::{Signal, Stratum};
use crate::lang::testcase::Counted;
use crate::tools::suite::scenario::{Group, Scenario};

/// Seconds of an hour.
pub const HOUR: i64 = 60 * 60;

/// One difference from the runs that everything is fine with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// So many of the runs of a stratum show a signal, so often.
    Hits {
        /// The stratum.
        stratum: Stratum,
        /// How many runs it has.
        runs: u64,
        /// What they show.
        signal: Signal,
        /// In how many runs.
        hits: u64,
        /// How often altogether; `None`: once each.
        sum: Option<u64>,
        /// They are the newest ones.
        newest: bool,
    },
    /// Of so many it is not known.
    Missing {
        /// The stratum.
        stratum: Stratum,
        /// What is not known of them.
        signal: Signal,
        /// Of how many.
        count: u64,
    },
    /// A stratum has so many runs.
    Runs {
        /// The stratum.
        stratum: Stratum,
        /// How many.
        runs: u64,
    },
    /// So many runs are not attributed.
    Unattributed(u64),
    /// So many reports cannot be read.
    Unreadable(u64),
    /// First run to time of evaluation takes so many seconds.
    Elapsed(i64),
    /// The newest run is so many seconds old.
    Age(i64),
}

impl Change {
    /// Makes it; `None` if there is nothing that could be changed so.
    pub fn apply(&self, scenario: &mut Scenario) -> Option<()> {
        match self {
            Change::Hits { stratum, runs, signal, hits, sum, newest } => {
                for (group, runs, hits, sum) in split(scenario, *stratum, (*runs, *hits, *sum), *newest)? {
                    group.runs = runs;
                    if hits > 0 {
                        group.items.push((Counted::RunsWith, *signal, hits));
                    }
                    if let Some(sum) = sum.filter(|sum| *sum > hits) {
                        group.items.push((Counted::Sum, *signal, sum));
                    }
                    group.newest |= newest;
                }
            }
            Change::Missing { stratum, signal, count } => {
                let runs = total(scenario, *stratum);
                for (group, _, count, _) in split(scenario, *stratum, (runs, *count, None), false)? {
                    if count > 0 {
                        group.items.push((Counted::Missing, *signal, count));
                    }
                }
            }
            Change::Runs { stratum, runs } => {
                for (group, runs, ..) in split(scenario, *stratum, (*runs, 0, None), false)? {
                    group.runs = runs;
                }
            }
            Change::Unattributed(runs) => scenario.groups.push(Group::clean(Stratum::Unknowns, *runs)),
            Change::Unreadable(runs) => {
                scenario.groups.push(Group { unreadable: true, ..Group::clean(Stratum::Pinned, *runs) });
            }
            Change::Elapsed(seconds) => scenario.elapsed = Some(Duration::from_seconds(*seconds)),
            Change::Age(age) => {
                let longest = scenario.groups.iter().map(|group| group.runs).max()?.checked_sub(1)?;
                let steps = i64::try_from(longest).ok().filter(|steps| *steps > 0)?;
                let needed = scenario.elapsed.map_or(0, Duration::seconds);
                let hours = needed.checked_div(steps)?.checked_add(HOUR)?.checked_div(HOUR)?;
                let each = Duration::from_seconds(hours.checked_mul(HOUR)?);
                for group in scenario.groups.iter_mut().filter(|group| group.stratum != Stratum::Unknowns) {
                    group.each = Some(each);
                }
                let length = each.seconds().checked_mul(steps)?;
                scenario.elapsed = Some(Duration::from_seconds(length.checked_add(*age)?));
            }
        }
        Some(())
    }
}

/// Runs of a stratum.
#[must_use]
pub fn total(scenario: &Scenario, stratum: Stratum) -> u64 {
    let groups = scenario.groups.iter().filter(|group| is_in(group, stratum));
    groups.map(|group| group.runs).fold(0, u64::saturating_add)
}

/// Whether the runs of a group are counted in a stratum, as far as that can be told.
#[must_use]
pub fn is_in(group: &Group, stratum: Stratum) -> bool {
    let all = stratum == Stratum::All && group.stratum != Stratum::Unknowns;
    !group.unreadable && (all || group.stratum == stratum)
}

/// A group with its runs, hits and sum.
type Share<'s> = (&'s mut Group, u64, u64, Option<u64>);

/// Shares out runs, hits and their sum among the groups of a stratum; hits begin with the first group;
/// if they are to be the newest, with the last: of runs at one time those count as newer.
fn split(
    scenario: &mut Scenario,
    stratum: Stratum,
    (runs, hits, sum): (u64, u64, Option<u64>),
    newest: bool,
) -> Option<Vec<Share<'_>>> {
    let mut groups: Vec<&mut Group> =
        scenario.groups.iter_mut().filter(|group| is_in(group, stratum)).collect();
    if newest {
        groups.reverse();
    }
    let count = u64::try_from(groups.len()).ok().filter(|count| *count > 0)?;
    let (each, mut more) = (runs.checked_div(count)?, runs.checked_rem(count)?);
    let (mut hits, mut sum) = (hits, sum);
    let mut shares = Vec::new();
    for group in groups {
        let runs = each.saturating_add(more.min(1));
        more = more.saturating_sub(1);
        let own = hits.min(runs);
        hits = hits.saturating_sub(own);
        // The first group takes the whole sum but one for each further hit.
        let own_sum = sum.map(|sum| sum.saturating_sub(hits)).filter(|_| own > 0);
        sum = sum.zip(own_sum).map(|(sum, own)| sum.saturating_sub(own)).or(sum);
        shares.push((group, runs, own, own_sum));
    }
    (hits == 0).then_some(shares)
}
