//! `rollout_metrics.json`: [`write()`] gives the same bytes for the same runs, [`crate::data::metrics_read::read`] takes
//! no file that it would not have written.

use crate::base::json::Json;
use crate::base::rational::Rational;
use crate::base::vocab::{DefaultedField, Mask, Signal, Stratum};
use crate::data::bounds::{self, Scope};
use crate::data::metrics::{Cohort, Metrics};
use crate::data::profile::{Profile, Row, RowKey};
use crate::data::tally::Counted;

/// The name and version of the form.
pub const FORMAT: &str = "rollout_metrics/1";

/// Decimals are for reading: judging computes from the counts.
const PLACES: usize = 6;

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
        ("delta", delta(cohort)),
        ("elapsed_seconds", elapsed.into()),
        ("first_run_at", cohort.first_run_at.map(|time| time.to_string()).into()),
        ("groups", Json::Array(Vec::new())),
        ("last_run_at", cohort.last_run_at.map(|time| time.to_string()).into()),
        ("policy_hash", cohort.policy_hash.clone().into()),
        ("strata", Json::object(strata)),
    ];
    if let Some(untold) = &cohort.untold {
        members.push(("untold", rows(untold)));
    }
    Json::object(members)
}

/// Pinned less unpinned, rounded once.
fn delta(cohort: &Cohort) -> Json {
    let shown = |stratum| Scope::new(cohort, stratum).shown();
    let (pinned, unpinned) = (shown(Stratum::Pinned), shown(Stratum::Unpinned));
    let differences = |value: fn(&Counted) -> Option<Rational>| {
        Json::object(pinned.iter().zip(&unpinned).map(|((name, pinned), (_, unpinned))| {
            (*name, decimal(value(pinned).zip(value(unpinned)).map(|(a, b)| &a - &b)))
        }))
    };
    Json::object([("mean", differences(bounds::mean)), ("rate", differences(bounds::rate))])
}

fn stratum(cohort: &Cohort, name: Stratum) -> Json {
    let scope = Scope::new(cohort, name);
    let counted = scope.shown();
    let shown = |value: fn(&Counted) -> Json| {
        Json::object(counted.iter().map(|(name, counted)| (*name, value(counted))))
    };
    let classes = scope.classes().map(|(class, tally)| {
        (class.word(), Json::object([("runs", Json::from(tally.hit)), ("sum", tally.sum.into())]))
    });
    let runs = cohort.profiles(name).map(Profile::runs).fold(0, u64::saturating_add);
    let mut members = vec![
        ("defaulted", Json::object(scope.defaulted().map(|(field, runs)| (field.word(), Json::from(runs))))),
        ("mean", shown(|counted| decimal(bounds::mean(counted)))),
        ("missing", shown(|counted| counted.inside.not_known.into())),
        ("rate", shown(|counted| decimal(bounds::rate(counted)))),
        ("rate_bounds", shown(|counted| range(bounds::rate_bounds(counted)))),
        ("runs", runs.into()),
        ("runs_with", shown(|counted| counted.inside.hit.into())),
        ("sum", shown(|counted| counted.inside.sum.into())),
        ("unknown", Json::object(classes)),
    ];
    if name != Stratum::All {
        let mut profiles = cohort.profiles(name);
        members.push(("profile", profiles.next().map_or(Json::Null, rows)));
    }
    Json::object(members)
}

fn decimal(value: Option<Rational>) -> Json {
    value.map_or(Json::Null, |value| Json::decimal(&value, PLACES))
}

fn range(range: Option<(Rational, Rational)>) -> Json {
    range.map_or(Json::Null, |(low, high)| {
        Json::Array(vec![Json::decimal(&low, PLACES), Json::decimal(&high, PLACES)])
    })
}

/// The rows of a profile, sorted by what they hit, what is missing, what was defaulted, as words.
fn rows(profile: &Profile) -> Json {
    let mut rows: Vec<(RowWords, RowKey, &Row)> =
        profile.rows.iter().map(|(key, row)| (row_words(*key), *key, row)).collect();
    rows.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    Json::Array(rows.into_iter().map(|(words, key, row)| json_row(words, key, row)).collect())
}

type RowWords = (Vec<&'static str>, Vec<&'static str>, Vec<&'static str>);

fn row_words(key: RowKey) -> RowWords {
    let mut hits: Vec<&str> = key.hits.iter().map(Signal::word).collect();
    hits.sort_unstable();
    let missing = key.missing.iter().map(Mask::word).collect();
    (hits, missing, key.defaulted.iter().map(DefaultedField::word).collect())
}

fn json_row((_, missing, defaulted): RowWords, key: RowKey, row: &Row) -> Json {
    let counts = key.hits.iter().map(|signal| (signal.word(), Json::from(row.sums.get(signal))));
    Json::object([
        ("counts", Json::object(counts)),
        ("defaulted", Json::array(defaulted)),
        ("missing", Json::array(missing)),
        ("run_ids", Json::array(row.run_ids.iter().map(String::as_str))),
        ("runs", row.runs.into()),
    ])
}
