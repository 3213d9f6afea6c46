//! What is said of runs → the runs: each item takes the next of them, round, of which its signal is not said yet.

use crate::base::vocab::{Mask, Signal, SignalSet, Stratum, UnknownClass};
use crate::lang::testcase::{Counted, GivenRun, RunSign};

/// The class of an unknown that is given without one: found by the reader, so no policy can waive it, and in no doubt
/// about the other classes.
const UNSAID: Signal = Signal::Class(UnknownClass::FieldInvalid);
/// What a run shows of which something is not known.
const FIELD_MISSING: Signal = Signal::Class(UnknownClass::FieldMissing);
/// What a run of `unknowns` shows.
pub const STATE: Signal = Signal::Class(UnknownClass::State);

/// The run of a character in a stratum.
#[must_use]
pub fn run_of(sign: RunSign, stratum: Stratum) -> GivenRun {
    let mut run = clean(stratum);
    match sign {
        RunSign::Clean => {}
        RunSign::Warn => run.counts.push((Signal::Warn, 1)),
        RunSign::Fail => run.counts.push((Signal::Fail, 1)),
        RunSign::Override => run.counts.push((Signal::Override, 1)),
        RunSign::Unknown => run.counts.push((UNSAID, 1)),
        RunSign::Unreadable => return GivenRun { unreadable: true, ..GivenRun::default() },
    }
    run
}

fn clean(stratum: Stratum) -> GivenRun {
    let counts = if stratum == Stratum::Unknowns { vec![(STATE, 1)] } else { Vec::new() };
    GivenRun { counts, ..GivenRun::default() }
}

/// Runs in the making.
#[derive(Debug, Clone)]
pub struct Placing {
    /// The runs, in their order.
    pub runs: Vec<GivenRun>,
    /// The signals that are said of each.
    said: Vec<SignalSet>,
    /// Where the next item begins.
    next: usize,
}

impl Placing {
    /// So many runs of a stratum, of which nothing is said yet.
    #[must_use]
    pub fn new(size: usize, stratum: Stratum) -> Self {
        let run = clean(stratum);
        let mut said: SignalSet = run.counts.iter().map(|(signal, _)| *signal).collect();
        if said.has_class() {
            said = said.with(Signal::Unknown);
        }
        Self { runs: vec![run; size], said: vec![said; size], next: 0 }
    }

    /// Says of the next `count` runs, round the stratum, that they have `signal`, or that it is not known; if there are
    /// fewer of which it is not said yet, how many there are.
    pub fn take(&mut self, counted: Counted, signal: Signal, count: u64) -> Result<(), u64> {
        let size = self.runs.len();
        let round = (self.next..size).chain(0..self.next.min(size));
        let free = |at: &usize| self.said.get(*at).is_some_and(|said| !said.contains(signal));
        let free: Vec<usize> = round.filter(free).collect();
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let Some(taken) = free.get(..count) else {
            return Err(u64::try_from(free.len()).unwrap_or(u64::MAX));
        };
        for at in taken {
            if let (Some(run), Some(said)) = (self.runs.get_mut(*at), self.said.get_mut(*at)) {
                say(run, said, counted, signal);
            }
        }
        if let Some(last) = taken.last() {
            self.next = last.saturating_add(1);
        }
        Ok(())
    }

    /// Gives the runs that have `signal` counts that add up to `sum`, as evenly as can be.
    pub fn spread(&mut self, signal: Signal, sum: u64, runs: u64) {
        let counted = if signal == Signal::Unknown { UNSAID } else { signal };
        let (Some(each), Some(more)) = (sum.checked_div(runs), sum.checked_rem(runs)) else { return };
        let mut more = more;
        let counts = self.runs.iter_mut().flat_map(|run| &mut run.counts);
        for (_, count) in counts.filter(|(of, _)| *of == counted) {
            *count = each.saturating_add(more.min(1));
            more = more.saturating_sub(1);
        }
    }
}

fn say(run: &mut GivenRun, said: &mut SignalSet, counted: Counted, signal: Signal) {
    *said = said.with(signal);
    let class = match (counted, signal) {
        (Counted::Missing, _) => {
            run.missing = run.missing.with(match signal {
                Signal::Warn => Mask::Warn,
                Signal::Fail => Mask::Fail,
                Signal::Override => Mask::Override,
                // A report that does not count its unknowns tells of no class whether it has it.
                Signal::Unknown | Signal::Class(_) => Mask::Unknown,
            });
            FIELD_MISSING
        }
        (_, Signal::Unknown) => UNSAID,
        (_, signal) => signal,
    };
    if matches!(class, Signal::Class(_)) {
        *said = said.with(class).with(Signal::Unknown);
    }
    if !run.counts.iter().any(|(of, _)| *of == class) {
        run.counts.push((class, 1));
    }
}
