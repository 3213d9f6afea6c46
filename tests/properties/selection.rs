//! The one law for groups and windows: whatever is missing (a count, a stratum, a cohort tag, a tag, a time) is filled in
//! at random, the true window of the true group is drawn, and each metric over it is found in its interval.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use proptest::prelude::*;
use rulecheck::base::rational::Rational;
use rulecheck::base::time::{Duration, Timestamp};
use rulecheck::base::vocab::{Signal, SignalSet, Stratum};
use rulecheck::data::metrics::{Cohort, Selection, Strata};
use rulecheck::data::plan::{Plan, Window};
use rulecheck::data::profile::Profile;
use rulecheck::data::tally::{Counted, Tally, sum};

use crate::selection::{Made, cohort as cohort_of, hour, plan, view};

/// A run, and what was true of it.
#[derive(Debug, Clone, Copy)]
struct Gapped {
    said: Made,
    /// Where it really ran: pinned or unpinned; `None`, if it is untold: not of the cohort at all.
    really: Option<Stratum>,
    /// Its place among the others, where it has none: in half hours, so that it can be between any two.
    half_hour: i64,
    value: Option<&'static str>,
    warn: u128,
    /// Where it is among runs of one time and name.
    luck: i64,
}

impl Gapped {
    /// As it might have been; `None` outside of the cohort.
    fn completed(&self, first: Option<Timestamp>) -> Option<True> {
        let said = self.said;
        let too_early = said.hour.map(hour).zip(first).is_some_and(|(time, first)| time < first);
        if !said.told && (self.really.is_none() || too_early) {
            return None;
        }
        // An attributed run without a time is the oldest, by definition.
        let is_oldest = said.told && said.stratum != Stratum::Unknowns;
        let place = said.hour.map(|hour| hour * 2).or((!is_oldest).then_some(self.half_hour));
        let stratum = match (said.told, said.stratum) {
            (true, stratum @ (Stratum::Pinned | Stratum::Unpinned)) => stratum,
            _ => self.really.unwrap_or(Stratum::Pinned),
        };
        let value = said.value.or(self.value);
        let in_unknowns = said.stratum == Stratum::Unknowns;
        Some(True {
            said,
            stratum,
            in_unknowns,
            place,
            value,
            warn: said.warn.unwrap_or(self.warn),
            luck: self.luck,
        })
    }
}

/// A run as it might have been.
#[derive(Debug, Clone, Copy)]
struct True {
    said: Made,
    stratum: Stratum,
    in_unknowns: bool,
    place: Option<i64>,
    value: Option<&'static str>,
    warn: u128,
    luck: i64,
}

impl True {
    fn is_in(&self, scope: Stratum) -> bool {
        match scope {
            Stratum::All => true,
            Stratum::Unknowns => self.in_unknowns,
            scope => self.stratum == scope,
        }
    }

    /// The order of windows, the latest first: by what is said; for a run that is in doubt of itself, anyhow.
    fn key(&self, value: Option<&str>, scope: Stratum) -> impl Ord + use<> {
        let Made { told, stratum, id, value: said, warn, .. } = self.said;
        let by_stratum = matches!(scope, Stratum::Pinned | Stratum::Unpinned) && stratum == Stratum::Unknowns;
        let is_in_doubt = !told || by_stratum || (value.is_some() && said.is_none());
        let content = match warn {
            Some(0) => 0,
            None => 1,
            Some(_) => 2,
        };
        let content = stratum as i64 * 3 + content;
        Reverse((self.place, id, if is_in_doubt { self.luck } else { content }))
    }
}

fn made() -> impl Strategy<Value = Made> {
    let stratum = prop_oneof![
        3 => Just(Stratum::Pinned),
        2 => Just(Stratum::Unpinned),
        2 => Just(Stratum::Unknowns),
    ];
    let value = prop::sample::select(vec![Some("a"), Some("a"), Some("b"), None]);
    let hour = prop::option::weighted(0.8, 0..8_i64);
    let warn = prop::sample::select(vec![Some(0), Some(0), Some(2), None]);
    (prop::bool::weighted(0.8), stratum, hour, 0..12_u64, value, warn)
        .prop_map(|(told, stratum, hour, id, value, warn)| Made { told, stratum, hour, id, value, warn })
}

fn gapped() -> impl Strategy<Value = Gapped> {
    let really = prop::sample::select(vec![None, Some(Stratum::Pinned), Some(Stratum::Unpinned)]);
    let value = prop::sample::select(vec![None, Some("a"), Some("b"), Some("c")]);
    (made(), really, -3..20_i64, value, prop::sample::select(vec![0_u128, 1, 3]), -1..13_i64).prop_map(
        |(said, really, half_hour, value, warn, luck)| Gapped { said, really, half_hour, value, warn, luck },
    )
}

/// Some runs; of those with one name all but the first have none.
fn runs() -> impl Strategy<Value = Vec<Gapped>> {
    prop::collection::vec(gapped(), 0..9).prop_map(|mut runs| {
        let mut names = BTreeSet::new();
        for run in &mut runs {
            if !names.insert(run.said.id) {
                run.said.id = 0;
            }
        }
        runs
    })
}

fn scope() -> impl Strategy<Value = Stratum> {
    prop::sample::select(vec![
        Stratum::All,
        Stratum::All,
        Stratum::Pinned,
        Stratum::Unpinned,
        Stratum::Unknowns,
    ])
}

/// The window of a check in this scope.
#[derive(Debug, Clone, Copy)]
enum Over {
    Everything,
    Runs(u64),
    Hours(i64),
}

impl Over {
    fn window(self, stratum: Stratum, among_known: bool) -> Option<Window> {
        match self {
            Self::Everything => None,
            Self::Runs(count) => Some(Window::Runs { count, stratum, among_known }),
            Self::Hours(hours) => Some(Window::Span(Duration::from_seconds(hours * 3600))),
        }
    }
}

fn over() -> impl Strategy<Value = Over> {
    prop_oneof![
        1 => Just(Over::Everything),
        4 => (1..5_u64).prop_map(Over::Runs),
        3 => (1..6_i64).prop_map(Over::Hours),
    ]
}

fn parts(strata: &Strata, scope: Stratum) -> Vec<&Profile> {
    strata.profiles(scope).collect()
}

/// The uniform rule by which a selection is judged in a scope.
fn counted(selection: &Selection, scope: Stratum) -> Counted {
    let warn = SignalSet::default().with(Signal::Warn);
    let tally = |profiles: Vec<&Profile>| {
        let tallies = profiles.into_iter().map(|profile| Tally::of(profile, warn, SignalSet::default()));
        tallies.fold(Tally::default(), Tally::plus)
    };
    let mut could_be = parts(&selection.could_be, scope);
    if matches!(scope, Stratum::Pinned | Stratum::Unpinned) {
        could_be.extend([&selection.inside.unknowns, &selection.could_be.unknowns]);
    }
    Counted {
        inside: tally(parts(&selection.inside, scope)),
        unattributed: tally(could_be),
        untold: tally(vec![&selection.untold]),
        unplaced: Tally::default(),
        among_known: false,
    }
}

/// The runs that a window of a group really held.
fn truth(
    runs: &[Gapped],
    first: Option<Timestamp>,
    value: Option<&str>,
    scope: Stratum,
    over: Over,
) -> Vec<True> {
    let of_cohort: Vec<True> = runs.iter().filter_map(|run| run.completed(first)).collect();
    let newest = of_cohort.iter().filter_map(|run| run.said.hour).max();
    let in_group = |run: &True| value.is_none_or(|value| run.value == Some(value));
    let mut held: Vec<True> =
        of_cohort.iter().copied().filter(|run| in_group(run) && run.is_in(scope)).collect();
    match over {
        Over::Everything => {}
        Over::Runs(count) => {
            held.sort_by_key(|run| run.key(value, scope));
            held.truncate(usize::try_from(count).unwrap());
        }
        Over::Hours(hours) => {
            let time = |run: &True, gap: &Gapped| run.said.hour.map_or(gap.half_hour, |hour| hour * 2);
            let times: Vec<i64> = runs
                .iter()
                .filter_map(|gap| Some((gap.completed(first)?, gap)))
                .filter(|(run, _)| in_group(run) && run.is_in(scope))
                .map(|(run, gap)| time(&run, gap))
                .collect();
            let after = newest.map(|newest| (newest - hours) * 2);
            held = held
                .into_iter()
                .zip(times)
                .filter(|(_, time)| Some(*time) > after)
                .map(|(run, _)| run)
                .collect();
        }
    }
    held
}

fn cohort(runs: &[Gapped], plan: &Plan) -> Cohort {
    let said: Vec<Made> = runs.iter().map(|run| run.said).collect();
    cohort_of(&said, plan).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_true_window_is_within_what_is_told(
        runs in runs(),
        value in prop::sample::select(vec![None, Some("a")]),
        scope in scope(),
        over in over(),
    ) {
        let window = over.window(scope, false);
        let cohort = cohort(&runs, &plan(window));
        let Some(selection) = cohort.selections.get(&view(value, window)) else {
            let has = |run: &Gapped| run.said.told && run.said.value == value;
            prop_assert!(!runs.iter().any(has) || (value.is_none() && window.is_none()));
            return Ok(());
        };
        if selection.shortfall.is_some() {
            return Ok(());
        }
        let held = truth(&runs, cohort.first_run_at, value, scope, over);
        if let Over::Runs(count) = over {
            prop_assert_eq!(held.len() as u64, count);
        }
        let counted = counted(selection, scope);
        let told = counted.cannot_be_told();
        let hits = held.iter().filter(|run| run.warn > 0).count() as u64;
        let all = held.len() as u64;
        let between = |low: u64, value: u64, high: u64| low <= value && value <= high;
        prop_assert!(between(counted.inside.runs, all, counted.inside.runs + told.runs), "{all} runs: {selection:?}");
        let greatest = sum([counted.inside.hit, counted.inside.not_known, told.hit, told.not_known]);
        prop_assert!(between(counted.inside.hit, hits, greatest), "{hits} hits: {selection:?}");
        let warns: u128 = held.iter().map(|run| run.warn).sum();
        prop_assert!(counted.inside.sum <= warns);
        prop_assert!(counted.inside.sum_unknown || told.sum_unknown || warns <= counted.inside.sum + told.sum);
        if counted.inside.runs > 0 {
            let [low, high, rate] =
                [counted.least(), counted.greatest(), (hits, all)].map(|(hits, runs)| Rational::ratio(hits, runs).unwrap());
            prop_assert!(low <= rate && rate <= high, "{low} <= {rate} <= {high}: {selection:?}");
        }
    }

    /// Where nothing is missing nothing is in doubt; `among known` is as if what is missing were not there.
    #[test]
    fn what_is_known_is_told(
        runs in runs(),
        value in prop::sample::select(vec![None, Some("a")]),
        scope in scope(),
        over in over(),
    ) {
        let is_known = |run: &&Gapped| {
            run.said.told
                && run.said.stratum != Stratum::Unknowns
                && (value.is_none() || run.said.value.is_some())
                && (run.said.hour.is_some() || !matches!(over, Over::Hours(_)))
        };
        let known: Vec<Gapped> = runs.iter().filter(is_known).copied().collect();
        let [all, only_known] = [(&runs, true), (&known, false)].map(|(runs, among_known)| {
            let window = over.window(scope, among_known);
            cohort(runs, &plan(window)).selections.remove(&view(value, window))
        });
        let (Some(all), Some(only_known)) = (all, only_known) else { return Ok(()) };
        let held = truth(&known, None, value, scope, over);
        match (only_known.shortfall, over) {
            (Some(_), Over::Runs(count)) => prop_assert!((held.len() as u64) < count),
            (Some(_), _) => prop_assert!(held.is_empty()),
            (None, _) => {
                let counted = counted(&only_known, scope);
                prop_assert_eq!(counted.inside.runs, held.len() as u64);
                prop_assert_eq!(counted.cannot_be_told(), Tally::default());
                let hits = held.iter().filter(|run| run.said.warn.is_some_and(|warn| warn > 0)).count() as u64;
                prop_assert_eq!(counted.inside.hit, hits);
            }
        }
        let mut among_known = all.inside.clone();
        if matches!(over, Over::Hours(_)) {
            // The newest run of all sets the end, attributed or not.
            among_known.merge(&all.pushed);
            let newest = |runs: &[Gapped]| runs.iter().filter(|run| run.said.told).filter_map(|run| run.said.hour).max();
            if newest(&runs) != newest(&known) {
                return Ok(());
            }
        }
        prop_assert_eq!(all.shortfall, only_known.shortfall);
        prop_assert_eq!(among_known.pinned, only_known.inside.pinned);
        prop_assert_eq!(among_known.unpinned, only_known.inside.unpinned);
    }

    #[test]
    fn order_does_not_matter(
        runs in runs().prop_flat_map(|runs| (Just(runs.clone()), Just(runs).prop_shuffle())),
        scope in scope(),
        over in over(),
    ) {
        let plan = plan(over.window(scope, false));
        prop_assert_eq!(cohort(&runs.0, &plan), cohort(&runs.1, &plan));
    }
}

/// Every way to line up to four runs that are of the scope, could be, or could be anywhere.
#[test]
fn all_small_windows_hold_what_they_must() {
    let kinds = [(Stratum::Pinned, true), (Stratum::Unknowns, true), (Stratum::Unknowns, false)];
    let mut drawn = 0;
    for length in 1..=5_u32 {
        for mut code in 0..3_usize.pow(length) {
            let mut runs = Vec::new();
            for position in 0..i64::from(length) {
                let (stratum, has_time) = kinds[code % 3];
                code /= 3;
                let id = u64::try_from(position).unwrap() + 1;
                runs.push(Made {
                    told: true,
                    stratum,
                    hour: has_time.then_some(position),
                    id,
                    value: None,
                    warn: Some(0),
                });
            }
            for count in 1..=3 {
                let window = Over::Runs(count).window(Stratum::Pinned, false);
                let cohort = cohort_of(&runs, &plan(window)).unwrap();
                let selection = &cohort.selections[&view(None, window)];
                let definite = runs.iter().filter(|run| run.stratum == Stratum::Pinned).count() as u64;
                assert_eq!(selection.shortfall.is_some(), definite < count);
                if selection.shortfall.is_some() {
                    continue;
                }
                let ids = |profiles: &[&Profile]| -> Vec<String> {
                    profiles
                        .iter()
                        .flat_map(|p| p.rows.values())
                        .flat_map(|row| row.run_ids.clone())
                        .collect()
                };
                let inside = ids(&[&selection.inside.pinned]);
                let any = ids(&[
                    &selection.inside.pinned,
                    &selection.could_be.pinned,
                    &selection.could_be.unknowns,
                ]);
                // Each run in doubt is in scope or not; without a time, at any place.
                let doubtful: Vec<&Made> = runs.iter().filter(|run| run.stratum != Stratum::Pinned).collect();
                for mut choice in 0..8_usize.pow(u32::try_from(doubtful.len()).unwrap()) {
                    let mut places: Vec<(i64, u64)> = runs
                        .iter()
                        .filter(|run| run.stratum == Stratum::Pinned)
                        .map(|run| (run.hour.unwrap() * 2, run.id))
                        .collect();
                    for run in &doubtful {
                        let place = i64::try_from(choice % 8).unwrap();
                        choice /= 8;
                        match run.hour {
                            Some(hour) if place > 0 => places.push((hour * 2, run.id)),
                            None if place > 0 => places.push((place * 2 - 3, run.id)),
                            _ => {}
                        }
                    }
                    places.sort_unstable();
                    let held: Vec<String> = places
                        .iter()
                        .rev()
                        .take(usize::try_from(count).unwrap())
                        .map(|(_, id)| format!("r{id}"))
                        .collect();
                    assert!(inside.iter().all(|id| held.contains(id)), "{runs:?} {count}: {held:?}");
                    assert!(held.iter().all(|id| any.contains(id)), "{runs:?} {count}: {held:?}");
                    drawn += 1;
                }
            }
        }
    }
    assert!(drawn > 10_000);
}
