//! [`Sliding`]: a window that runs are added to, oldest first: after each it selects what [`crate::data::selection`]
//! would of all of them.

use std::collections::VecDeque;

use crate::base::time::{Duration, Timestamp};
use crate::base::vocab::Stratum;
use crate::data::metrics::{Selection, Shortfall, Strata};
use crate::data::plan::Window;
use crate::data::pool::{Change, Member, Pool};
use crate::data::trail::Trail;
use crate::data::window::{Newest, Span, Standing};

/// What lies around a window: the other runs of which it cannot be told, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Around<'l> {
    /// Runs of the cohort without the tag that the window's group is of.
    pub without: Lists<'l>,
    /// Runs without a cohort tag; none where the cohort has none itself.
    pub untold: Lists<'l>,
    /// First attributed run of the cohort.
    pub first: Option<Timestamp>,
    /// Newest run of the cohort with a time.
    pub newest: Option<Timestamp>,
}

/// Runs by whether they have a place in the order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lists<'l> {
    /// Those that have one, oldest first.
    pub placed: &'l [Member],
    /// Those that could have any.
    pub unplaced: &'l [Member],
}

/// Runs of a list that have come in so far.
#[derive(Debug, Clone, Default)]
struct Trails {
    placed: Trail,
    unplaced: Trail,
}

impl Trails {
    fn settle(
        &mut self,
        lists: Lists<'_>,
        counts: impl Fn(Member) -> bool,
        too_old: impl Fn(Member) -> bool,
        mut tell: impl FnMut(Change, Member),
    ) {
        self.placed.settle(lists.placed, &counts, too_old, &mut tell);
        self.unplaced.settle(lists.unplaced, counts, |_| false, tell);
    }

    fn runs(&self) -> usize {
        self.placed.runs.saturating_add(self.unplaced.runs)
    }
}

/// A window in the making.
#[derive(Debug, Clone)]
pub struct Sliding {
    window: Shape,
    without: Trails,
    untold: Trails,
}

#[derive(Debug, Clone)]
enum Shape {
    Runs(SlidingRuns),
    Span(SlidingSpan),
}

impl Sliding {
    /// Of no run yet.
    #[must_use]
    pub fn new(window: Window) -> Self {
        let window = match window {
            Window::Runs { count, stratum, among_known } => {
                Shape::Runs(SlidingRuns::new(Newest { count, stratum, among_known }))
            }
            Window::Span(length) => Shape::Span(SlidingSpan::new(length)),
        };
        Self { window, without: Trails::default(), untold: Trails::default() }
    }

    /// Takes in a run of its scope, which is not older than those before.
    pub fn push(&mut self, pool: &Pool<'_>, run: Member, selection: &mut Selection) {
        match &mut self.window {
            Shape::Runs(window) => window.push(pool, run, selection),
            Shape::Span(window) => window.push(pool, run, selection),
        }
    }

    /// Brings the selection up to date with all that changed around it. `is_untold`: which untagged runs could be of
    /// its scope.
    pub fn settle(
        &mut self,
        pool: &Pool<'_>,
        around: Around<'_>,
        is_untold: impl Fn(Member) -> bool,
        selection: &mut Selection,
    ) {
        let before_first =
            |run: Member| run.time().zip(around.first).is_some_and(|(time, first)| time < first);
        match &mut self.window {
            Shape::Span(window) => {
                let Some(newest) = around.newest else {
                    selection.shortfall = Some(Shortfall::NoTimestamps);
                    return;
                };
                selection.shortfall = None;
                let latest = around.untold.placed.last().and_then(Member::time);
                let span = Span::new(window.length, newest, latest);
                window.settle(pool, span, selection);
                let too_old = |run: Member| span.is_too_old(run.time());
                self.without.settle(
                    around.without,
                    |_| true,
                    too_old,
                    |change, run| {
                        changed(&mut selection.could_be, pool, change, run);
                    },
                );
                let too_old = |run: Member| before_first(run) || too_old(run);
                self.untold.settle(around.untold, is_untold, too_old, |change, run| {
                    untold_changed(selection, pool, change, run);
                });
            }
            Shape::Runs(window) => {
                selection.shortfall = window.shortfall();
                if !window.of.among_known {
                    let last = window.last();
                    let older = |run: Member| last.is_some_and(|last| pool.is_older(run, last));
                    let could_hold = |run: Member| window.of.could_hold(pool.stratum(run));
                    self.without.settle(around.without, could_hold, older, |change, run| {
                        changed(&mut selection.could_be, pool, change, run);
                    });
                    let too_old = |run: Member| before_first(run) || older(run);
                    self.untold.settle(around.untold, is_untold, too_old, |change, run| {
                        untold_changed(selection, pool, change, run);
                    });
                }
                let elsewhere = self.without.runs().saturating_add(self.untold.runs());
                window.keep(pool, elsewhere, selection);
            }
        }
    }
}

/// Counts a run into, or out of, some strata.
pub fn changed(strata: &mut Strata, pool: &Pool<'_>, change: Change, run: Member) {
    let Some((shape, row)) = pool.nameless(run) else { return };
    let profile = strata.profile_mut(shape.stratum);
    match change {
        Change::In => profile.add(shape.key, &row),
        Change::Out => profile.take(shape.key, &row),
    }
}

fn untold_changed(selection: &mut Selection, pool: &Pool<'_>, change: Change, run: Member) {
    pool.change_untold(&mut selection.untold, change, run);
}

/// The newest so many runs.
#[derive(Debug, Clone)]
struct SlidingRuns {
    of: Newest,
    count: usize,
    /// From the oldest run of the window on, each with whether it is in the stratum, not only could be.
    line: VecDeque<(Member, bool)>,
    /// How many of the line are in the stratum.
    definite: usize,
    /// How many of the line could be.
    could_be: usize,
    /// Those that could have any place.
    unplaced: usize,
    /// Runs in the stratum that have no place.
    unplaced_definite: usize,
    /// How many of the newest places of the line are looked at for what is surely inside.
    tail: usize,
    /// How many runs are surely inside.
    inside: usize,
    /// Whether there have ever been more than fit.
    is_full: bool,
}

impl SlidingRuns {
    fn new(of: Newest) -> Self {
        Self {
            of,
            count: usize::try_from(of.count).unwrap_or(usize::MAX),
            line: VecDeque::new(),
            definite: 0,
            could_be: 0,
            unplaced: 0,
            unplaced_definite: 0,
            tail: 0,
            inside: 0,
            is_full: false,
        }
    }

    fn shortfall(&self) -> Option<Shortfall> {
        let definite = self.definite.saturating_add(self.unplaced_definite);
        (!self.is_full && definite < self.count).then_some(Shortfall::TooFewRuns)
    }

    /// The oldest run of a full window.
    fn last(&self) -> Option<Member> {
        let is_full = self.definite >= self.count;
        self.line.iter().find(|(_, is_in)| *is_in).map(|(run, _)| *run).filter(|_| is_full)
    }

    fn push(&mut self, pool: &Pool<'_>, run: Member, selection: &mut Selection) {
        let standing = self.of.standing(pool.stratum(run));
        if standing == Standing::Out {
            return;
        }
        if !pool.has_place(run) {
            self.unplaced = self.unplaced.saturating_add(1);
            if standing == Standing::In {
                self.unplaced_definite = self.unplaced_definite.saturating_add(1);
            }
            changed(&mut selection.could_be, pool, Change::In, run);
            return;
        }
        let is_in = standing == Standing::In;
        self.line.push_back((run, is_in));
        self.tail = self.tail.saturating_add(1);
        if is_in {
            self.definite = self.definite.saturating_add(1);
            self.inside = self.inside.saturating_add(1);
            changed(&mut selection.inside, pool, Change::In, run);
        } else {
            self.could_be = self.could_be.saturating_add(1);
            changed(&mut selection.could_be, pool, Change::In, run);
        }
        self.evict(pool, selection);
    }

    /// Lets go of what is older than the window. What only could be stays if it is as old as the last run.
    fn evict(&mut self, pool: &Pool<'_>, selection: &mut Selection) {
        if self.definite < self.count {
            return;
        }
        let mut aside = Vec::new();
        while self.definite > self.count || self.line.front().is_some_and(|(_, is_in)| !is_in) {
            let is_tail = self.tail >= self.line.len();
            let Some((run, is_in)) = self.line.pop_front() else { break };
            self.tail = self.tail.min(self.line.len());
            if !is_in {
                aside.push(run);
                continue;
            }
            self.definite = self.definite.saturating_sub(1);
            if is_tail {
                self.inside = self.inside.saturating_sub(1);
                changed(&mut selection.inside, pool, Change::Out, run);
            } else {
                changed(&mut selection.could_be, pool, Change::Out, run);
            }
        }
        self.is_full = true;
        let last = self.last();
        for run in aside.into_iter().rev() {
            if last.is_some_and(|last| pool.is_older(run, last)) {
                self.could_be = self.could_be.saturating_sub(1);
                changed(&mut selection.could_be, pool, Change::Out, run);
            } else {
                self.line.push_front((run, false));
            }
        }
    }

    /// Keeps as many inside as nothing can push out.
    fn keep(&mut self, pool: &Pool<'_>, elsewhere: usize, selection: &mut Selection) {
        let pushing = self.could_be.saturating_add(self.unplaced).saturating_add(elsewhere);
        let kept = self.count.saturating_sub(pushing).min(self.definite);
        while self.inside > kept {
            let at = self.line.len().saturating_sub(self.tail);
            let Some((run, is_in)) = self.line.get(at).copied() else { break };
            self.tail = self.tail.saturating_sub(1);
            if is_in {
                self.inside = self.inside.saturating_sub(1);
                changed(&mut selection.inside, pool, Change::Out, run);
                changed(&mut selection.could_be, pool, Change::In, run);
            }
        }
        while self.inside < kept {
            let at = self.line.len().saturating_sub(self.tail).checked_sub(1);
            let Some((run, is_in)) = at.and_then(|at| self.line.get(at).copied()) else { break };
            self.tail = self.tail.saturating_add(1);
            if is_in {
                self.inside = self.inside.saturating_add(1);
                changed(&mut selection.could_be, pool, Change::Out, run);
                changed(&mut selection.inside, pool, Change::In, run);
            }
        }
    }
}

/// The runs of the last days.
#[derive(Debug, Clone)]
struct SlidingSpan {
    length: Duration,
    /// Runs with a time, oldest first, that are not too old yet.
    line: VecDeque<Member>,
    /// How many of the oldest of these could be pushed out by an untagged run.
    could_be: usize,
}

impl SlidingSpan {
    fn new(length: Duration) -> Self {
        Self { length, line: VecDeque::new(), could_be: 0 }
    }

    fn push(&mut self, pool: &Pool<'_>, run: Member, selection: &mut Selection) {
        if run.time().is_some() {
            self.line.push_back(run);
            changed(&mut selection.inside, pool, Change::In, run);
        } else {
            changed(&mut selection.could_be, pool, Change::In, run);
        }
    }

    fn settle(&mut self, pool: &Pool<'_>, span: Span, selection: &mut Selection) {
        while let Some(run) =
            self.line.get(self.could_be).copied().filter(|run| !span.surely_holds(run.time()))
        {
            self.could_be = self.could_be.saturating_add(1);
            changed(&mut selection.inside, pool, Change::Out, run);
            changed(&mut selection.could_be, pool, Change::In, run);
            if pool.stratum(run) != Stratum::Unknowns {
                changed(&mut selection.pushed, pool, Change::In, run);
            }
        }
        while let Some(run) = self.line.front().copied().filter(|run| span.is_too_old(run.time())) {
            self.line.pop_front();
            self.could_be = self.could_be.saturating_sub(1);
            changed(&mut selection.could_be, pool, Change::Out, run);
            if pool.stratum(run) != Stratum::Unknowns {
                changed(&mut selection.pushed, pool, Change::Out, run);
            }
        }
    }
}
