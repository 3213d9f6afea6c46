//! `rollout_metrics.json`: [`write()`] gives the same bytes for the same runs, [`crate::data::metrics_read::read`] takes
//! no file that it would not have written.

use crate::base::json::Json;
use crate::base::vocab::{DefaultedField, Mask, Signal, Stratum, UnknownClass};
use crate::data::bounds::rate_bounds;
use crate::data::figures::{Decimal, Delta, Figures, Group, SHOWN, Tallies, decimal};
use crate::data::metrics::{Cohort, Metrics};
use crate::data::profile::{Profile, Row, RowKey};
use crate::data::run::Counts;

/// The name and version of the form.
pub const FORMAT: &str = "rollout_metrics/1";

/// The text of a metrics file.
#[must_use]
pub fn write(metrics: &Metrics) -> String {
    let shown: Vec<Shown> = metrics.cohorts.iter().map(Shown::of).collect();
    let cohorts = metrics.cohorts.iter().zip(&shown).map(|(own, shown)| cohort(own, shown));
    Json::object([
        ("cohorts", Json::array(cohorts)),
        ("duplicates", metrics.duplicates.into()),
        ("format", FORMAT.into()),
        ("reports", metrics.reports.into()),
        ("reruns", metrics.reruns.into()),
    ])
    .to_pretty()
}

/// What is shown of a cohort beside its rows.
struct Shown {
    delta: Delta,
    /// One for each of [`Stratum::ALL`].
    strata: Vec<ShownStratum>,
}

struct ShownStratum {
    name: Stratum,
    figures: Figures,
    /// For each of [`SHOWN`], between which values the rate is.
    rate_bounds: Vec<[Decimal; 2]>,
}

impl Shown {
    fn of(cohort: &Cohort) -> Self {
        let parts = [&cohort.pinned, &cohort.unpinned, &cohort.unknowns].map(Tallies::of);
        let untold = cohort.untold.as_ref().map(Tallies::of).unwrap_or_default();
        let [pinned, unpinned, unknowns] = parts;
        let stratum = |name: &Stratum| {
            // Unattributed runs could be of either of pinned and unpinned.
            let (inside, unattributed) = match name {
                Stratum::All => (pinned.plus(&unpinned).plus(&unknowns), Tallies::default()),
                Stratum::Pinned => (pinned, unknowns),
                Stratum::Unpinned => (unpinned, unknowns),
                Stratum::Unknowns => (unknowns, Tallies::default()),
            };
            let could_be = unattributed.iter().zip(untold.iter());
            let bounds = inside.iter().zip(could_be).map(|(inside, (unattributed, untold))| {
                let (low, high) = rate_bounds(*inside, [*unattributed, *untold]).unzip();
                [low, high].map(decimal)
            });
            let profiles: Vec<&Profile> = cohort.profiles(*name).collect();
            let figures = Figures::of(&profiles, &inside);
            ShownStratum { name: *name, figures, rate_bounds: bounds.collect() }
        };
        let strata = Stratum::ALL.iter().map(stratum).collect();
        Self { delta: Delta::between(&pinned, &unpinned), strata }
    }
}

fn cohort<'a>(cohort: &'a Cohort, shown: &'a Shown) -> Json<'a> {
    let elapsed =
        cohort.last_run_at.zip(cohort.first_run_at).map(|(last, first)| last.since(first).seconds());
    let strata = shown.strata.iter().map(|shown| (shown.name.word(), stratum(cohort, shown)));
    let mut members = vec![
        ("delta", delta(&shown.delta)),
        ("elapsed_seconds", elapsed.into()),
        ("first_run_at", cohort.first_run_at.map(|time| time.to_string()).into()),
        ("groups", Json::Array(cohort.groups.iter().map(group).collect())),
        ("last_run_at", cohort.last_run_at.map(|time| time.to_string()).into()),
        ("policy_hash", cohort.policy_hash.as_deref().into()),
        ("strata", Json::object(strata)),
    ];
    if let Some(untold) = &cohort.untold {
        members.push(("untold", rows(untold)));
    }
    Json::object(members)
}

fn group(group: &Group) -> Json<'_> {
    let strata = group.strata.iter().map(|(stratum, shown)| (stratum.word(), figures(shown)));
    Json::object([
        ("delta", delta(&group.delta)),
        ("strata", Json::object(strata)),
        ("tag", group.tag.as_str().into()),
        ("value", group.value.as_str().into()),
    ])
}

fn delta(delta: &Delta) -> Json<'_> {
    Json::object([("mean", by_signal(&delta.mean, number)), ("rate", by_signal(&delta.rate, number))])
}

fn stratum<'a>(cohort: &'a Cohort, shown: &'a ShownStratum) -> Json<'a> {
    let own = match shown.name {
        Stratum::All => None,
        Stratum::Pinned => Some(&cohort.pinned),
        Stratum::Unpinned => Some(&cohort.unpinned),
        Stratum::Unknowns => Some(&cohort.unknowns),
    };
    let bounds = |ends: &'a [Decimal; 2]| match ends {
        [None, None] => Json::Null,
        ends => Json::array(ends.iter().map(number)),
    };
    let own = own.map(|profile| ("profile", rows(profile)));
    let more = [("rate_bounds", by_signal(&shown.rate_bounds, bounds))];
    figures(&shown.figures).with(more.into_iter().chain(own))
}

fn figures(figures: &Figures) -> Json<'_> {
    let defaulted = figures.defaulted.iter().map(|(field, runs)| (field.word(), Json::from(*runs)));
    let class = |(class, runs, sum): &(UnknownClass, u64, u128)| {
        (class.word(), Json::object([("runs", Json::from(*runs)), ("sum", Json::from(*sum))]))
    };
    let signals = &figures.signals;
    Json::object([
        ("defaulted", Json::object(defaulted)),
        ("mean", by_signal(signals, |figure| number(&figure.mean))),
        ("missing", by_signal(signals, |figure| figure.missing.into())),
        ("rate", by_signal(signals, |figure| number(&figure.rate))),
        ("runs", figures.runs.into()),
        ("runs_with", by_signal(signals, |figure| figure.runs_with.into())),
        ("sum", by_signal(signals, |figure| figure.sum.into())),
        ("unknown", Json::object(figures.unknown.iter().map(class))),
    ])
}

fn by_signal<'a, T>(values: &'a [T], shown: impl Fn(&'a T) -> Json<'a>) -> Json<'a> {
    Json::object(SHOWN.iter().zip(values).map(|((name, _), value)| (*name, shown(value))))
}

fn number(decimal: &Decimal) -> Json<'_> {
    decimal.as_deref().map_or(Json::Null, |digits| Json::Number(digits.into()))
}

/// The rows of a profile, sorted by what they hit, what is missing, what was defaulted, as words.
fn rows(profile: &Profile) -> Json<'_> {
    let mut rows: Vec<(&RowKey, &Row)> = profile.rows.iter().collect();
    rows.sort_by_cached_key(|(key, _)| row_words(**key));
    Json::Array(rows.into_iter().map(|(key, row)| json_row(*key, row)).collect())
}

type RowWords = (Vec<&'static str>, Vec<&'static str>, Vec<&'static str>);

fn row_words(key: RowKey) -> RowWords {
    let mut hits: Vec<&str> = key.hits.iter().map(Signal::word).collect();
    hits.sort_unstable();
    let missing = key.missing.iter().map(Mask::word).collect();
    (hits, missing, key.defaulted.iter().map(DefaultedField::word).collect())
}

fn json_row(key: RowKey, row: &Row) -> Json<'_> {
    let own = [("run_ids", Json::array(row.run_ids.iter().map(String::as_str))), ("runs", row.runs.into())];
    Json::object(shown(key, &row.sums).into_iter().chain(own))
}

/// What runs hit, with their counts, what is not known of them, and what was filled by a default.
pub(super) fn shown(key: RowKey, counts: &Counts) -> [(&'static str, Json<'static>); 3] {
    let counts = key.hits.iter().map(|signal| (signal.word(), Json::from(counts.get(signal))));
    [
        ("counts", Json::object(counts)),
        ("defaulted", Json::array(key.defaulted.iter().map(DefaultedField::word))),
        ("missing", Json::array(key.missing.iter().map(Mask::word))),
    ]
}
