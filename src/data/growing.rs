//! [`Growing`]: the cohorts as they are after each run, oldest first: what [`crate::data::cohort`] would make of the runs
//! so far, kept up to date instead of made anew. Names of runs are left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::time::Timestamp;
use crate::base::vocab::Stratum;
use crate::data::group::Values;
use crate::data::metrics::{Cohort, GROUPS_JUDGED, Selection, TagValues};
use crate::data::plan::{JOB, Plan, View, Window};
use crate::data::pool::{Change, Member, Pool, Tag};
use crate::data::sliding::{Around, Lists, Sliding, changed};
use crate::data::trail::Trail;

/// The runs so far.
#[derive(Debug)]
pub struct Growing<'p, 'a> {
    pool: &'p Pool<'a>,
    /// The tags that rules go through, with the number that each kind of run has of its values.
    tags: Vec<(&'p str, Values<'a>)>,
    windows: Vec<(Option<usize>, Window)>,
    cohorts: Vec<Known>,
    /// The cohort of each kind of run, by its number.
    of_kind: Vec<usize>,
    untold: OwnedLists,
    own: Option<usize>,
    leading: Leading,
}

/// A cohort, and what its windows need.
#[derive(Debug, Default)]
struct Known {
    cohort: Cohort,
    newest: Option<Timestamp>,
    untold: [Trail; 2],
    scopes: Vec<Scope>,
    /// The scope of each value of each tag.
    of_value: Vec<BTreeMap<usize, usize>>,
    /// For each tag the runs without it, by whether they have a place, and by whether they have a time.
    without: Vec<[OwnedLists; 2]>,
}

/// A group, or the whole cohort, and its windows.
#[derive(Debug)]
struct Scope {
    /// Number of the tag, and of its value.
    group: Option<(usize, usize)>,
    view: View,
    windows: Vec<(View, Sliding)>,
    untold: [Trail; 2],
}

#[derive(Debug, Clone, Default)]
struct OwnedLists {
    placed: Vec<Member>,
    unplaced: Vec<Member>,
}

impl OwnedLists {
    fn push(&mut self, run: Member, has_place: bool) {
        if has_place { self.placed.push(run) } else { self.unplaced.push(run) }
    }

    fn lists(&self) -> Lists<'_> {
        Lists { placed: &self.placed, unplaced: &self.unplaced }
    }
}

/// Which cohorts could be the one to judge.
#[derive(Debug, Clone, Default)]
struct Leading {
    /// Those with a tag, in the order of their first runs.
    tagged: Vec<usize>,
    untagged: Option<usize>,
    newest: Option<Timestamp>,
    /// Those whose newest attributed run has that time.
    at_newest: Vec<usize>,
}

impl<'p, 'a> Growing<'p, 'a> {
    /// No runs yet of those of `pool`, which were read for `read`. `wanted` is counted. `own`: the
    /// tag of the cohort that the policy asks for, if it asks for its own.
    #[must_use]
    pub fn new(pool: &'p Pool<'a>, read: &'p Plan, wanted: &Plan, own: Option<&str>) -> Self {
        let asked = read.tags();
        let place = |tag: &str| match asked.iter().position(|asked| *asked == tag) {
            Some(place) => Tag::Asked(place),
            None => Tag::Job,
        };
        let names = asked.iter().copied().chain([JOB]);
        let names: Vec<&'p str> = names.filter(|tag| wanted.groups.contains_key(*tag)).collect();
        let number = |tag: &Option<String>| {
            let tag = tag.as_deref()?;
            names.iter().position(|name| *name == tag)
        };
        let windows = wanted.windows.iter().map(|asked| (number(&asked.tag), asked.window)).collect();
        let tags: BTreeSet<Option<&str>> = pool.cohorts().collect();
        let numbers: BTreeMap<Option<&str>, usize> = tags.iter().copied().zip(0..).collect();
        let of_kind = pool.cohorts().filter_map(|tag| numbers.get(&tag).copied()).collect();
        let cohorts = tags.into_iter().map(|tag| Known::new(tag, names.len())).collect();
        let own = own.and_then(|own| numbers.get(&Some(own)).copied());
        Self {
            pool,
            tags: names.into_iter().map(|name| (name, Values::new(pool, place(name)))).collect(),
            windows,
            cohorts,
            of_kind,
            untold: OwnedLists::default(),
            own,
            leading: Leading::default(),
        }
    }

    /// Takes in a run, which is not older than those before.
    pub fn add(&mut self, run: Member) {
        let Some(number) = self.of_kind.get(run.kind()).copied() else { return };
        let Some(known) = self.cohorts.get_mut(number) else { return };
        let stratum = self.pool.stratum(run);
        let attributed = stratum != Stratum::Unknowns;
        let is_new = known.scopes.is_empty();
        known.add(self.pool, &self.tags, &self.windows, run);
        let is_tagged = known.cohort.policy_hash.is_some();
        if !is_tagged {
            self.untold.push(run, run.time().is_some());
        }
        self.leading.add(number, is_tagged, is_new, run.time().filter(|_| attributed));
    }

    /// The cohorts that could be the one to judge: the one that is, or several where it cannot be told.
    pub fn candidates(&mut self) -> Vec<&Cohort> {
        let is_there =
            |number: &usize| self.cohorts.get(*number).is_some_and(|known| !known.scopes.is_empty());
        let candidates = match self.own.filter(is_there) {
            Some(own) => vec![own],
            None => self.leading.candidates(),
        };
        if let [only] = candidates.as_slice()
            && let Some(known) = self.cohorts.get_mut(*only)
        {
            known.settle(self.pool, &self.tags, &self.untold);
        }
        candidates.into_iter().filter_map(|number| Some(&self.cohorts.get(number)?.cohort)).collect()
    }
}

impl Leading {
    fn add(&mut self, number: usize, is_tagged: bool, is_new: bool, time: Option<Timestamp>) {
        if !is_tagged {
            self.untagged = Some(number);
            return;
        }
        if is_new {
            self.tagged.push(number);
        }
        if time.is_none() {
            return;
        }
        if time > self.newest {
            self.newest = time;
            self.at_newest.clear();
        }
        // More than two make no difference.
        if self.at_newest.len() < 2 && !self.at_newest.contains(&number) {
            self.at_newest.push(number);
        }
    }

    fn candidates(&self) -> Vec<usize> {
        match (self.tagged.as_slice(), self.at_newest.as_slice()) {
            ([], _) => self.untagged.into_iter().collect(),
            ([only], _) => vec![*only],
            (several, []) => several.iter().copied().take(2).collect(),
            (_, newest) => newest.iter().copied().take(2).collect(),
        }
    }
}

impl Known {
    fn new(tag: Option<&str>, tags: usize) -> Self {
        let cohort = Cohort { policy_hash: tag.map(str::to_owned), ..Cohort::default() };
        let mut known = Self { cohort, ..Self::default() };
        known.of_value.resize(tags, BTreeMap::new());
        known.without.resize(tags, <[OwnedLists; 2]>::default());
        known
    }

    fn add(
        &mut self,
        pool: &Pool<'_>,
        tags: &[(&str, Values<'_>)],
        windows: &[(Option<usize>, Window)],
        run: Member,
    ) {
        let Some((shape, row)) = pool.nameless(run) else { return };
        let cohort = &mut self.cohort;
        let profile = match shape.stratum {
            Stratum::Pinned => &mut cohort.pinned,
            Stratum::Unpinned => &mut cohort.unpinned,
            Stratum::Unknowns | Stratum::All => &mut cohort.unknowns,
        };
        profile.add(shape.key, &row);
        let (time, attributed) = (run.time(), shape.stratum != Stratum::Unknowns);
        if attributed {
            cohort.first_run_at = cohort.first_run_at.or(time);
            cohort.last_run_at = cohort.last_run_at.max(time);
        }
        self.newest = self.newest.max(time);
        if self.scopes.is_empty() {
            self.open(None, View::default(), windows);
            for (name, _) in tags {
                cohort_tags(&mut self.cohort, name);
            }
        }
        self.push(pool, 0, run);
        for (number, (name, values)) in tags.iter().enumerate() {
            match values.of(run) {
                Some((value, text)) => {
                    if attributed {
                        see(cohort_tags(&mut self.cohort, name), text);
                    }
                    let scope = self.scope(pool, number, (name, value, text), windows);
                    self.push(pool, scope, run);
                }
                None => self.push_without(pool, number, run),
            }
        }
    }

    /// The scope of a value of a tag; where it is new, the runs without the tag could be of it.
    fn scope(
        &mut self,
        pool: &Pool<'_>,
        number: usize,
        (name, value, text): (&str, usize, &str),
        windows: &[(Option<usize>, Window)],
    ) -> usize {
        if let Some(scope) = self.of_value.get(number).and_then(|scopes| scopes.get(&value)) {
            return *scope;
        }
        let view = View { group: Some((name.to_owned(), text.to_owned())), window: None };
        let mut selection = Selection::default();
        if let Some([by_place, _]) = self.without.get(number) {
            for run in by_place.placed.iter().chain(&by_place.unplaced) {
                changed(&mut selection.could_be, pool, Change::In, *run);
            }
        }
        self.cohort.selections.insert(view.clone(), selection);
        let scope = self.scopes.len();
        self.open(Some((number, value)), view, windows);
        if let Some(scopes) = self.of_value.get_mut(number) {
            scopes.insert(value, scope);
        }
        scope
    }

    fn open(&mut self, group: Option<(usize, usize)>, view: View, windows: &[(Option<usize>, Window)]) {
        let own = windows.iter().filter(|(tag, _)| *tag == group.map(|(tag, _)| tag));
        let own = own.map(|(_, window)| {
            (View { group: view.group.clone(), window: Some(*window) }, Sliding::new(*window))
        });
        let windows: Vec<(View, Sliding)> = own.collect();
        for (view, _) in &windows {
            self.cohort.selections.insert(view.clone(), Selection::default());
        }
        self.scopes.push(Scope { group, view, windows, untold: <[Trail; 2]>::default() });
    }

    fn push(&mut self, pool: &Pool<'_>, scope: usize, run: Member) {
        let Some(scope) = self.scopes.get_mut(scope) else { return };
        let selections = &mut self.cohort.selections;
        if scope.group.is_some()
            && let Some(selection) = selections.get_mut(&scope.view)
        {
            changed(&mut selection.inside, pool, Change::In, run);
        }
        for (view, window) in &mut scope.windows {
            if let Some(selection) = selections.get_mut(view) {
                window.push(pool, run, selection);
            }
        }
    }

    /// Takes in a run without the tag: it could be of any of its groups.
    fn push_without(&mut self, pool: &Pool<'_>, number: usize, run: Member) {
        if let Some([by_place, by_time]) = self.without.get_mut(number) {
            by_place.push(run, pool.has_place(run));
            by_time.push(run, run.time().is_some());
        }
        for scope in self.scopes.iter().filter(|scope| scope.group.is_some_and(|(tag, _)| tag == number)) {
            if let Some(selection) = self.cohort.selections.get_mut(&scope.view) {
                changed(&mut selection.could_be, pool, Change::In, run);
            }
        }
    }

    /// Brings up to date what depends on the untagged runs and on the newest run.
    fn settle(&mut self, pool: &Pool<'_>, tags: &[(&str, Values<'_>)], untold: &OwnedLists) {
        let first = self.cohort.first_run_at;
        let before_first = |run: Member| run.time().zip(first).is_some_and(|(time, first)| time < first);
        let untold = if self.cohort.policy_hash.is_some() { untold.lists() } else { Lists::default() };
        if self.cohort.policy_hash.is_some() {
            let own = self.cohort.untold.get_or_insert_default();
            let [timed, timeless] = &mut self.untold;
            let mut tell = |change, run| pool.change_untold(own, change, run);
            timed.settle(untold.placed, |_| true, before_first, &mut tell);
            timeless.settle(untold.unplaced, |_| true, |_| false, tell);
        }
        for scope in &mut self.scopes {
            let group = scope.group.and_then(|(tag, value)| Some((tag, value, tags.get(tag)?)));
            let is_untold = |run: Member| {
                group.is_none_or(|(_, value, (_, values))| {
                    values.of(run).is_none_or(|(other, _)| other == value)
                })
            };
            if scope.group.is_some()
                && let Some(selection) = self.cohort.selections.get_mut(&scope.view)
            {
                let [timed, timeless] = &mut scope.untold;
                let mut tell = |change, run| pool.change_untold(&mut selection.untold, change, run);
                timed.settle(untold.placed, is_untold, before_first, &mut tell);
                timeless.settle(untold.unplaced, is_untold, |_| false, tell);
            }
            let nothing = <[OwnedLists; 2]>::default();
            let [by_place, by_time] = group.and_then(|(tag, ..)| self.without.get(tag)).unwrap_or(&nothing);
            for (view, window) in &mut scope.windows {
                let by = if matches!(view.window, Some(Window::Span(_))) { by_time } else { by_place };
                let around = Around { without: by.lists(), untold, first, newest: self.newest };
                if let Some(selection) = self.cohort.selections.get_mut(view) {
                    window.settle(pool, around, is_untold, selection);
                }
            }
        }
    }
}

fn cohort_tags<'c>(cohort: &'c mut Cohort, tag: &str) -> &'c mut TagValues {
    if !cohort.tags.contains_key(tag) {
        cohort.tags.insert(tag.to_owned(), TagValues::default());
    }
    cohort.tags.entry(tag.to_owned()).or_default()
}

/// Notes a value of an attributed run.
fn see(values: &mut TagValues, value: &str) {
    if let Err(place) = values.seen.binary_search_by(|other| other.as_str().cmp(value)) {
        values.seen.insert(place, value.to_owned());
        values.too_many |= values.seen.len() > GROUPS_JUDGED;
        values.seen.truncate(GROUPS_JUDGED);
    }
}
