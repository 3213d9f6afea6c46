//! How `due`, `early` and `cohort` changed.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::lang::policy::{Due, Policy};
use crate::tools::diff::comparer::Comparer;
use crate::tools::diff::report::{Change, Item};

/// The settings of both policies, in the order of a file.
pub(super) fn settings(comparer: Comparer<'_>) -> Vec<Item> {
    let Comparer { old, new } = comparer;
    let item = |name: &str, text: fn(&Policy) -> Option<String>, change: Change| Item {
        name: name.to_owned(),
        old: text(old),
        new: text(new),
        change,
        witness: None,
    };
    let due = Change::between(follows(&new.due, &old.due), follows(&old.due, &new.due));
    let cohort = if old.cohort == new.cohort { Change::Unchanged } else { Change::Incomparable };
    let mut settings = vec![item("due", |policy| Some(policy.due.text.clone()), due)];
    if old.early.is_some() || new.early.is_some() {
        settings.push(item("early", |policy| policy.early.as_ref().map(early_text), early(old, new)));
    }
    settings.push(item("cohort", |policy| Some(format!("cohort {}", policy.cohort)), cohort));
    settings
}

fn early_text(confidence: &Rational) -> String {
    format!("early at {} confidence", Type::Rate.literal(confidence))
}

fn early(old: &Policy, new: &Policy) -> Change {
    match (&old.early, &new.early) {
        (None, None) => Change::Unchanged,
        (None, Some(_)) => Change::Looser,
        (Some(_), None) => Change::Stricter,
        (Some(old), Some(new)) => Change::between(new >= old, new <= old),
    }
}

/// What must be reached, in runs and seconds: one of these.
fn ways(due: &Due) -> Vec<(u64, i64)> {
    let runs = due.runs;
    let time = due.elapsed.map(crate::base::time::Duration::seconds);
    match (runs, time) {
        (Some(runs), Some(time)) if due.all => vec![(runs, time)],
        (None, None) => vec![(0, 0)],
        _ => runs.map(|runs| (runs, 0)).into_iter().chain(time.map(|time| (0, time))).collect(),
    }
}

/// Whether `b` is due wherever `a` is.
fn follows(a: &Due, b: &Due) -> bool {
    let at_least = |(runs, time): (u64, i64), (least_runs, least_time): (u64, i64)| {
        runs >= least_runs && time >= least_time
    };
    ways(a).into_iter().all(|one| ways(b).into_iter().any(|other| at_least(one, other)))
}
