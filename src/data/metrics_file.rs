//! `rollout_metrics.json`: [`write()`] gives the same bytes for the same runs, [`crate::data::metrics_read::read`] takes
//! no file that it would not have written.

use crate::base::json::Json;
use crate::base::vocab::{DefaultedField, Mask, Signal, Stratum, UnknownClass};
use crate::data::bounds;
use crate::data::figures::{Decimal, Delta, Figure, Figures, Group, SHOWN, decimal};
use crate::data::metrics::{Cohort, Metrics};
use crate::data::profile::{Profile, Row, RowKey};
use crate::data::run::Counts;

/// The name and version of the form.
pub const FORMAT: &str = "rollout_metrics/1";

/// The text of a metrics file.
#[must_use]
pub fn write(metrics: &Metrics) -> String {
    Json::object([
        ("cohorts", Json::array(metrics.cohorts.iter().map(cohort))),
        ("duplicates", metrics.duplicates.into()),
        ("format", FORMAT.into()),
        ("reports", metrics.reports.into()),
        ("reruns", metrics.reruns.into()),
    ])
    .to_pretty()
}

fn cohort(cohort: &Cohort) -> Json {
    let elapsed =
        cohort.last_run_at.zip(cohort.first_run_at).map(|(last, first)| last.since(first).seconds());
    let strata = Stratum::ALL.iter().map(|name| (name.word(), stratum(cohort, *name)));
    let mut members = vec![
        ("delta", delta(&Delta::between(&cohort.pinned, &cohort.unpinned))),
        ("elapsed_seconds", elapsed.into()),
        ("first_run_at", cohort.first_run_at.map(|time| time.to_string()).into()),
        ("groups", Json::Array(cohort.groups.iter().map(group).collect())),
        ("last_run_at", cohort.last_run_at.map(|time| time.to_string()).into()),
        ("policy_hash", cohort.policy_hash.clone().into()),
        ("strata", Json::object(strata)),
    ];
    if let Some(untold) = &cohort.untold {
        members.push(("untold", rows(untold)));
    }
    Json::object(members)
}

fn group(group: &Group) -> Json {
    let strata = group.strata.iter().map(|(stratum, shown)| (stratum.word(), figures(shown)));
    Json::object([
        ("delta", delta(&group.delta)),
        ("strata", Json::object(strata)),
        ("tag", group.tag.as_str().into()),
        ("value", group.value.as_str().into()),
    ])
}

fn delta(delta: &Delta) -> Json {
    let shown = |values: &[Decimal]| by_signal(values, number);
    Json::object([("mean", shown(&delta.mean)), ("rate", shown(&delta.rate))])
}

fn stratum(cohort: &Cohort, name: Stratum) -> Json {
    let profiles: Vec<&Profile> = cohort.profiles(name).collect();
    let bounds = |(word, signals): &(&'static str, &[Signal])| {
        let bounds = bounds::rate_bounds(cohort, name, signals);
        let pair = bounds.map(|(low, high)| Json::array([low, high].map(|end| number(&decimal(Some(end))))));
        (*word, pair.into())
    };
    let own = match (name, profiles.as_slice()) {
        (Stratum::All, _) | (_, []) => None,
        (_, [profile, ..]) => Some(("profile", rows(profile))),
    };
    let more = [("rate_bounds", Json::object(SHOWN.iter().map(bounds)))];
    figures(&Figures::of(&profiles)).with(more.into_iter().chain(own))
}

fn figures(figures: &Figures) -> Json {
    let defaulted = figures.defaulted.iter().map(|(field, runs)| (field.word(), Json::from(*runs)));
    let class = |(class, runs, sum): &(UnknownClass, u64, u128)| {
        (class.word(), Json::object([("runs", Json::from(*runs)), ("sum", Json::from(*sum))]))
    };
    let shown = |value: fn(&Figure) -> Json| by_signal(&figures.signals, value);
    Json::object([
        ("defaulted", Json::object(defaulted)),
        ("mean", shown(|figure| number(&figure.mean))),
        ("missing", shown(|figure| figure.missing.into())),
        ("rate", shown(|figure| number(&figure.rate))),
        ("runs", figures.runs.into()),
        ("runs_with", shown(|figure| figure.runs_with.into())),
        ("sum", shown(|figure| figure.sum.into())),
        ("unknown", Json::object(figures.unknown.iter().map(class))),
    ])
}

fn by_signal<T>(values: &[T], shown: impl Fn(&T) -> Json) -> Json {
    Json::object(SHOWN.iter().zip(values).map(|((name, _), value)| (*name, shown(value))))
}

fn number(decimal: &Decimal) -> Json {
    decimal.clone().map_or(Json::Null, Json::Number)
}

/// The rows of a profile, sorted by what they hit, what is missing, what was defaulted, as words.
fn rows(profile: &Profile) -> Json {
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

fn json_row(key: RowKey, row: &Row) -> Json {
    let own = [("run_ids", Json::array(row.run_ids.iter().map(String::as_str))), ("runs", row.runs.into())];
    Json::object(shown(key, &row.sums).into_iter().chain(own))
}

/// What runs hit, with their counts, what is not known of them, and what was filled by a default.
pub(super) fn shown(key: RowKey, counts: &Counts) -> [(&'static str, Json); 3] {
    let counts = key.hits.iter().map(|signal| (signal.word(), Json::from(counts.get(signal))));
    [
        ("counts", Json::object(counts)),
        ("defaulted", Json::array(key.defaulted.iter().map(DefaultedField::word))),
        ("missing", Json::array(key.missing.iter().map(Mask::word))),
    ]
}
