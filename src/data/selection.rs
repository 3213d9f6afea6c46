//! [`select`]: the groups and windows that are asked for, in every cohort.

use std::collections::BTreeMap;

use crate::base::time::Timestamp;
use crate::data::group::{Groups, Values};
use crate::data::line::Line;
use crate::data::metrics::{Cohort, Selection, Shortfall, Strata};
use crate::data::plan::{JOB, Plan, View, Window};
use crate::data::pool::{Member, Pool, Tag};
use crate::data::untold::Untold;
use crate::data::window::{Newest, Span};

/// Fills in what the plan asks for.
pub fn select(plan: &Plan, pool: &Pool<'_>, cohorts: &mut [Cohort]) {
    let asked = plan.tags().into_iter().enumerate().map(|(at, tag)| (tag, Tag::Asked(at)));
    let job = plan.asks_for(JOB).then_some((JOB, Tag::Job));
    let tags: BTreeMap<&str, Values<'_>> =
        asked.chain(job).map(|(name, tag)| (name, Values::new(pool, tag))).collect();
    let mut members = pool.by_cohort(plan.until);
    let is_beside_tagged = cohorts.iter().any(|cohort| cohort.policy_hash.is_some());
    let untagged = members.get(&None).filter(|_| is_beside_tagged).cloned().unwrap_or_default();
    let untold = Untold::new(pool, untagged, &tags);
    let is_ordered = plan.windows.iter().any(|asked| matches!(asked.window, Window::Runs { .. }));
    let mut selector = Selector { plan, pool, untold };
    for (number, cohort) in cohorts.iter_mut().enumerate() {
        let mut members = members.remove(&cohort.policy_hash).unwrap_or_default();
        if is_ordered {
            pool.sort(&mut members);
        }
        selector.fill(number, cohort, &members, &tags);
    }
    selector.untold.count(pool, cohorts);
}

struct Selector<'p, 'a> {
    plan: &'p Plan,
    pool: &'p Pool<'a>,
    untold: Untold<'p, 'a>,
}

/// Some runs of a cohort, in their order, and the group that they are.
type Scope<'a> = (Option<(String, String)>, &'a [Member]);

impl Selector<'_, '_> {
    fn fill(
        &mut self,
        number: usize,
        cohort: &mut Cohort,
        members: &[Member],
        tags: &BTreeMap<&str, Values<'_>>,
    ) {
        let (plan, pool) = (self.plan, self.pool);
        let newest = members.iter().filter_map(Member::time).max();
        let windows = |tag: Option<&str>| {
            let of_tag = plan.windows.iter().filter(move |asked| asked.tag.as_deref() == tag);
            of_tag.map(|asked| asked.window).collect::<Vec<_>>()
        };
        for window in windows(None) {
            self.fill_window(number, cohort, newest, window, &[(None, members)], &[]);
        }
        for (tag, values) in tags.iter().map(|(tag, values)| (*tag, values)) {
            let groups = values.part(members);
            let seen = groups.seen(pool);
            if plan.shown.contains(tag) {
                let shown = |(value, list): (&&str, &Vec<Member>)| {
                    Strata::of(pool, list.iter().copied()).shown(tag, value)
                };
                cohort.groups.extend(groups.values.iter().map(shown));
            }
            if let Some(listed) = plan.groups.get(tag) {
                let judged = groups.judged(&seen, listed);
                let scope = |(value, list)| (Some((tag.to_owned(), str::to_owned(value))), list);
                let scopes: Vec<Scope<'_>> = judged.into_iter().map(scope).collect();
                self.fill_groups(number, cohort, &scopes, &groups);
                for window in windows(Some(tag)) {
                    self.fill_window(number, cohort, newest, window, &scopes, &groups.without);
                }
            }
            cohort.tags.insert(tag.to_owned(), seen);
        }
    }

    fn fill_groups(&mut self, number: usize, cohort: &mut Cohort, scopes: &[Scope<'_>], groups: &Groups<'_>) {
        let without = Strata::of(self.pool, groups.without.iter().copied());
        for (group, own) in scopes {
            let view = View { group: group.clone(), window: None };
            let inside = Strata::of(self.pool, own.iter().copied());
            self.ask_untold(number, cohort, &view, |_| false);
            let selection = Selection { inside, could_be: without.clone(), ..Selection::default() };
            cohort.selections.insert(view, selection);
        }
    }

    /// Draws a window from each of the scopes; the runs of `without` could be of any of them.
    fn fill_window(
        &mut self,
        number: usize,
        cohort: &mut Cohort,
        newest: Option<Timestamp>,
        window: Window,
        scopes: &[Scope<'_>],
        without: &[Member],
    ) {
        let pool = self.pool;
        let view = |group: &Option<_>| View { group: group.clone(), window: Some(window) };
        match (window, newest) {
            (Window::Span(_), None) => {
                let shortfall = Some(Shortfall::NoTimestamps);
                let none = Selection { shortfall, ..Selection::default() };
                cohort.selections.extend(scopes.iter().map(|(group, _)| (view(group), none.clone())));
            }
            (Window::Span(length), Some(newest)) => {
                let tagged = cohort.policy_hash.is_some();
                let untold = self.untold.newest().filter(|_| tagged);
                let span = Span::new(length, newest, untold);
                let too_old = |run: Member| span.is_too_old(run.time());
                let without = Strata::of(pool, without.iter().copied().filter(|run| !too_old(*run)));
                for (group, own) in scopes {
                    let view = view(group);
                    self.ask_untold(number, cohort, &view, too_old);
                    let mut selection = span.select(pool, own);
                    selection.could_be.merge(&without);
                    cohort.selections.insert(view, selection);
                }
            }
            (Window::Runs { count, stratum, among_known }, _) => {
                let window = Newest { count, stratum, among_known };
                let could_be = without.iter().copied().filter(|run| window.could_hold(pool.stratum(*run)));
                let line = Line::new(pool, could_be);
                let (mut views, mut places) = (Vec::new(), Vec::new());
                for (group, own) in scopes {
                    let view = view(group);
                    let selection = window.select(pool, own, |last| {
                        let older = |run| last.is_some_and(|last| pool.is_older(run, last));
                        let place = line.place_after(older);
                        views.push(view.clone());
                        places.push(place);
                        line.len_from(place).saturating_add(self.ask_untold(number, cohort, &view, older))
                    });
                    cohort.selections.insert(view, selection);
                }
                let sums = line.sums_from(&places, |strata: &mut Strata, run| strata.count(pool, run));
                for (view, sum) in views.iter().zip(&sums) {
                    if let Some(selection) = cohort.selections.get_mut(view) {
                        selection.could_be.merge(sum);
                    }
                }
            }
        }
    }

    /// How many untagged runs could be in a view.
    fn ask_untold(
        &mut self,
        number: usize,
        cohort: &Cohort,
        view: &View,
        too_old: impl Fn(Member) -> bool,
    ) -> usize {
        if cohort.policy_hash.is_none() {
            return 0;
        }
        let first = cohort.first_run_at;
        let before_first = |run: Member| run.time().zip(first).is_some_and(|(time, first)| time < first);
        self.untold.ask(number, view, |run| before_first(run) || too_old(run))
    }
}
