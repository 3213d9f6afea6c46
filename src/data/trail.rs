//! [`Trail`]: the runs of a growing list that are not too old yet, counted.

use crate::data::pool::{Change, Member};

/// The part of a list, its runs in their order, from some place to another; both only move on.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    from: usize,
    to: usize,
    /// How many of its runs are counted.
    pub runs: usize,
}

impl Trail {
    /// Goes on to the end of `list`, and leaves behind what is too old; of both only what `counts` is told.
    pub fn settle(
        &mut self,
        list: &[Member],
        counts: impl Fn(Member) -> bool,
        too_old: impl Fn(Member) -> bool,
        mut tell: impl FnMut(Change, Member),
    ) {
        if self.to == 0 {
            self.from = list.partition_point(|run| too_old(*run));
            self.to = self.from;
        }
        while let Some(run) = list.get(self.to).copied() {
            self.to = self.to.saturating_add(1);
            if counts(run) {
                self.runs = self.runs.saturating_add(1);
                tell(Change::In, run);
            }
        }
        while self.from < self.to
            && let Some(run) = list.get(self.from).copied().filter(|run| too_old(*run))
        {
            self.from = self.from.saturating_add(1);
            if counts(run) {
                self.runs = self.runs.saturating_sub(1);
                tell(Change::Out, run);
            }
        }
    }
}
