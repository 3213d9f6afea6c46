//! Bounds of rates against reference values of 34 digits, and how often they are wrong when one looks after each run.
#![expect(
    clippy::float_arithmetic,
    clippy::disallowed_types,
    reason = "probabilities of thousands of looks, all of them sums of what is not below 0: no digit is lost"
)]

use proptest::prelude::*;
use rulecheck::base::bounds::{Looks, MOST_PLACES, PLACES, alpha, lower, upper, upper_to};
use rulecheck::base::rational::Rational;
use serde_json::Value;

use crate::transcript::root;

fn reference() -> Value {
    let text = std::fs::read_to_string(root().join("tests/fixtures/bounds.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn rows(name: &str) -> Vec<Vec<Value>> {
    let reference = reference();
    let rows = reference[name].as_array().unwrap().iter();
    rows.map(|row| row.as_array().unwrap().clone()).collect()
}

fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

/// A decimal number, as a string or as JSON has it, exactly.
fn exact(value: &Value) -> Rational {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let scale = i32::try_from(fraction.len()).unwrap() - power.parse::<i32>().unwrap();
    let digits: u128 = format!("{whole}{fraction}").parse().unwrap();
    assert!(scale >= 0, "{text}");
    Rational::ratio(digits, dashu_int::UBig::from(10_u8).pow(usize::try_from(scale).unwrap())).unwrap()
}

fn percent(value: u64) -> Rational {
    Rational::ratio(value, 100_u8).unwrap()
}

fn agree(ours: &Rational, theirs: &Value, what: &str) {
    // Half of the last place that is asked for here.
    let most = Rational::ratio(1_u8, 1_000_000_000_000_u64).unwrap();
    assert!((ours - &exact(theirs)).abs() <= most, "{what}: {} and {theirs}", ours.to_decimal(14));
}

#[test]
fn bounds_are_those_of_the_reference() {
    for (name, looks) in [("anytime", Looks::Any), ("single", Looks::One)] {
        let rows = rows(name);
        assert!(rows.len() > 100);
        for row in rows {
            let (hits, runs, alpha) = (whole(&row[0]), whole(&row[1]), exact(&row[2]));
            let bound = |hits| upper_to(MOST_PLACES, looks, hits, runs, &alpha);
            let what = format!("{name} {hits} of {runs} at {alpha}");
            agree(&bound(hits), &row[4], &what);
            agree(&(&Rational::from(1_u64) - &bound(runs - hits)), &row[3], &what);
            // Six places are the nearest of them.
            let half = Rational::ratio(1_u8, 1_999_998_u64).unwrap();
            assert!((&upper(looks, hits, runs, &alpha) - &exact(&row[4])).abs() <= half, "{what}");
            assert!((&lower(looks, hits, runs, &alpha) - &exact(&row[3])).abs() <= half, "{what}");
        }
    }
}

#[test]
fn so_are_those_of_ten_million_runs() {
    let rows = rows("large");
    assert!(rows.iter().any(|row| whole(&row[1]) == 10_000_000));
    for row in rows {
        let (hits, runs, alpha) = (whole(&row[0]), whole(&row[1]), exact(&row[2]));
        let bound = upper_to(MOST_PLACES, Looks::Any, hits, runs, &alpha);
        agree(&bound, &row[3], &format!("{hits} of {runs} at {alpha}"));
    }
}

/// The least number of runs of which so many hits show that the rate is at most a threshold.
fn first_shown(places: u32, looks: Looks, hits: u64, threshold: &Rational, alpha: &Rational) -> u64 {
    (1..10_000).find(|runs| upper_to(places, looks, hits.min(*runs), *runs, alpha) <= *threshold).unwrap()
}

#[test]
fn go_comes_when_the_reference_says() {
    for row in rows("first_go") {
        let (alpha, threshold) = (exact(&row[0]), exact(&row[1]));
        for (looks, runs) in [(Looks::Any, &row[2]), (Looks::One, &row[3])] {
            for (hits, runs) in runs.as_array().unwrap().iter().enumerate() {
                let hits = u64::try_from(hits).unwrap();
                let first = first_shown(MOST_PLACES, looks, hits, &threshold, &alpha);
                assert_eq!(first, whole(runs), "{threshold} {hits}");
            }
        }
    }
    let alpha = percent(5);
    for (threshold, any, one) in [(2, 188, 149), (5, 74, 59), (10, 36, 29)] {
        assert_eq!(first_shown(PLACES, Looks::Any, 0, &percent(threshold), &alpha), any);
        assert_eq!(first_shown(PLACES, Looks::One, 0, &percent(threshold), &alpha), one);
    }
}

/// How likely it is that, looked at after each of so many runs, at least once so few hits were seen that `limit` allows
/// GO; by dynamic programming over the number of hits. Each step adds two products of numbers between 0 and 1, so the
/// error stays below 1e-12.
fn ever(runs: usize, rate: f64, limit: impl Fn(u64, Option<u64>) -> Option<u64>) -> f64 {
    let (mut found, mut most) = (0.0, None);
    let mut open = vec![1.0];
    for n in 1..=runs {
        let mut next = vec![0.0; n + 1];
        for (hits, likely) in open.iter().enumerate() {
            next[hits] += likely * (1.0 - rate);
            next[hits + 1] += likely * rate;
        }
        most = limit(n as u64, most);
        if let Some(most) = most {
            for likely in next.iter_mut().take(usize::try_from(most).unwrap() + 1) {
                found += std::mem::take(likely);
            }
        }
        open = next;
    }
    found
}

/// The most hits of so many runs that meet a check; as runs come in they never get fewer.
fn most_hits(runs: u64, before: Option<u64>, meets: impl Fn(u64, u64) -> bool) -> Option<u64> {
    let mut most = before;
    loop {
        let next = most.map_or(0, |most| most + 1);
        if next > runs || !meets(next, runs) {
            return most;
        }
        most = Some(next);
    }
}

fn float(value: &Rational) -> f64 {
    value.to_decimal(9).parse().unwrap()
}

#[test]
fn looked_at_after_each_run_it_is_as_often_wrong_as_the_reference_says() {
    let alpha = percent(5);
    for row in rows("wrong") {
        let (threshold, runs) = (exact(&row[0]), usize::try_from(whole(&row[1])).unwrap());
        for (looks, theirs) in [(Looks::Any, &row[2]), (Looks::One, &row[3])] {
            let meets = |hits, runs| upper_to(MOST_PLACES, looks, hits, runs, &alpha) <= threshold;
            let ours = ever(runs, float(&threshold), |runs, before| most_hits(runs, before, meets));
            let theirs = theirs.as_f64().unwrap();
            assert!((ours - theirs).abs() < 1e-9, "{looks:?} {threshold} {runs}: {ours} {theirs}");
        }
    }
}

#[test]
fn a_wrong_go_or_no_go_is_as_rare_as_was_asked_for() {
    let mut worst: f64 = 0.0;
    for confidence in [90, 95, 99] {
        let alpha = alpha(&percent(confidence), 1);
        let allowed = float(&alpha);
        for threshold in [1, 2, 3, 5, 8, 10, 15, 20, 25, 35, 50, 65, 80, 98] {
            let limit = percent(threshold);
            let runs = if confidence == 95 { 2_000 } else { 400 };
            // GO though the rate is just what it must be below; the bound as it is compared, of six places.
            let meets = |hits, runs| upper(Looks::Any, hits, runs, &alpha) <= limit;
            let go = ever(runs, float(&limit), |runs, before| most_hits(runs, before, meets));
            assert!(go <= allowed, "{threshold}%: {go}");
            // NO-GO though it is just what it may be: the same, seen from the clean runs.
            let meets = |clean, runs| lower(Looks::Any, runs - clean, runs, &alpha) >= limit;
            let no_go = ever(runs, 1.0 - float(&limit), |runs, before| most_hits(runs, before, meets));
            assert!(no_go <= allowed, "{threshold}%: {no_go}");
            worst = worst.max(go / allowed).max(no_go / allowed);
        }
    }
    // It is not only that nothing is ever shown.
    assert!(worst > 0.8, "{worst}");
}

#[test]
fn what_cannot_be_bounded_is_left_open() {
    let alpha = percent(5);
    let (zero, one) = (Rational::default(), Rational::from(1_u64));
    for runs in [0, 1, 7, 10_000_000] {
        assert_eq!(upper(Looks::Any, runs, runs, &alpha), one);
        assert_eq!(lower(Looks::Any, 0, runs, &alpha), zero);
    }
    assert_eq!(upper(Looks::Any, 0, 10, &one), one);
    assert_eq!(upper(Looks::Any, 0, 10, &zero), one);
}

proptest! {
    #[test]
    fn a_bound_follows_the_runs(
        runs in prop_oneof![1..200_u64, 1..20_000_000_u64],
        part in 0..=1_000_u64,
        error in 1..50_u64,
        less in 1..50_u64,
        any in any::<bool>(),
    ) {
        let hits = runs * part / 1_000;
        let looks = if any { Looks::Any } else { Looks::One };
        let (error, sure) = (percent(error), percent(error.min(less)));
        let seen = Rational::ratio(hits, runs).unwrap();
        let half = Rational::ratio(1_u8, 2_000_000_u64).unwrap();
        let high = upper(looks, hits, runs, &error);
        let low = lower(looks, hits, runs, &error);
        prop_assert!(&low - &half <= seen && seen <= &high + &half);
        // A clean run lowers both, a hit raises both.
        prop_assert!(upper(looks, hits, runs + 1, &error) <= high);
        prop_assert!(lower(looks, hits, runs + 1, &error) <= low);
        prop_assert!(upper(looks, hits + 1, runs + 1, &error) >= high);
        prop_assert!(lower(looks, hits + 1, runs + 1, &error) >= low);
        // Who wants to be surer sees less.
        prop_assert!(upper(looks, hits, runs, &sure) >= high);
        prop_assert!(lower(looks, hits, runs, &sure) <= low);
        // One look shows no less than many.
        if any {
            prop_assert!(upper(Looks::One, hits, runs, &error) <= &high + &half);
        }
    }
}
