//! [`Line`]: runs from oldest to newest, to be counted from some place on.

use crate::data::pool::{Member, Pool};

/// Runs in their order.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Those that have a place, oldest first.
    placed: Vec<Member>,
    /// Those that could have any.
    unplaced: Vec<Member>,
}

impl Line {
    /// Of runs that are in order.
    #[must_use]
    pub fn new(pool: &Pool<'_>, sorted: impl IntoIterator<Item = Member>) -> Self {
        let (placed, unplaced) = sorted.into_iter().partition(|run| pool.has_place(*run));
        Self { placed, unplaced }
    }

    /// Of untagged runs that are in order: whatever they say of themselves is in doubt, so without a time they could
    /// have any place.
    #[must_use]
    pub fn of_untold(sorted: impl IntoIterator<Item = Member>) -> Self {
        let (placed, unplaced) = sorted.into_iter().partition(|run| run.time().is_some());
        Self { placed, unplaced }
    }

    /// The newest run that has a place.
    #[must_use]
    pub fn newest(&self) -> Option<Member> {
        self.placed.last().copied()
    }

    /// The place after all runs that are too old.
    pub fn place_after(&self, too_old: impl Fn(Member) -> bool) -> usize {
        self.placed.partition_point(|run| too_old(*run))
    }

    /// How many runs could be from this place on.
    #[must_use]
    pub fn len_from(&self, place: usize) -> usize {
        self.placed.len().saturating_sub(place).saturating_add(self.unplaced.len())
    }

    /// What the runs that could be from each of these places on add up to: one pass for all of them.
    pub fn sums_from<T: Clone + Default>(&self, places: &[usize], add: impl Fn(&mut T, Member)) -> Vec<T> {
        let mut sum = T::default();
        self.unplaced.iter().for_each(|run| add(&mut sum, *run));
        let mut order: Vec<usize> = (0..places.len()).collect();
        let place_of = |index: usize| places.get(index).copied().unwrap_or_default();
        order.sort_by_key(|index| std::cmp::Reverse(place_of(*index)));
        let mut sums = vec![T::default(); places.len()];
        let mut rest = self.placed.as_slice();
        for index in order {
            while rest.len() > place_of(index)
                && let Some((newest, older)) = rest.split_last()
            {
                add(&mut sum, *newest);
                rest = older;
            }
            if let Some(slot) = sums.get_mut(index) {
                slot.clone_from(&sum);
            }
        }
        sums
    }
}
