//! What a profile answers: hits, what is not known, counts, with and without waivers.

use rulecheck::base::vocab::{Mask, MaskSet, Signal, SignalSet, UnknownClass};
use rulecheck::data::profile::{Profile, Row, RowKey};
use rulecheck::data::run::Counts;
use rulecheck::data::tally::Tally;

fn profile(runs: u64, counts: &[(&str, u128)], missing: MaskSet) -> Profile {
    let mut sums = Counts::default();
    for (word, count) in counts {
        sums.add(Signal::from_word(word).unwrap(), *count);
    }
    sums.add(Signal::Unknown, sums.of_classes());
    let key = RowKey { hits: sums.hits(), missing, ..RowKey::default() };
    let mut profile = Profile::default();
    profile.add(key, &Row { runs, sums, run_ids: Vec::new() });
    profile
}

fn set(words: &str) -> SignalSet {
    words.split_whitespace().map(|word| Signal::from_word(word).unwrap()).collect()
}

fn masks(masks: &[Mask]) -> MaskSet {
    masks.iter().copied().collect()
}

/// hit, clean, not known, sum, whether the sum has no upper end.
#[track_caller]
fn check(profile: &Profile, signals: &str, waived: &str, expected: (u64, u64, u64, u128, bool)) {
    let tally = Tally::of(profile, set(signals), set(waived));
    assert_eq!(
        (tally.hit, tally.clean, tally.not_known, tally.sum, tally.sum_unknown),
        expected,
        "{signals} {waived}"
    );
    assert_eq!(tally.counted_runs, if expected.4 { 0 } else { tally.runs });
    assert_eq!(tally.counted_sum, if expected.4 { 0 } else { tally.sum });
}

#[test]
fn counted_signals() {
    let noisy = profile(3, &[("warn", 5)], masks(&[Mask::Fail]));
    check(&noisy, "warn", "", (3, 0, 0, 5, false));
    check(&noisy, "fail", "", (0, 0, 3, 0, true));
    check(&noisy, "override", "", (0, 3, 0, 0, false));
    check(&noisy, "warn fail", "", (3, 0, 0, 5, true));
    check(&noisy, "fail override", "", (0, 0, 3, 0, true));
    check(&noisy, "unknown", "", (0, 3, 0, 0, false));
    check(&noisy, "", "", (0, 3, 0, 0, false));
}

#[test]
fn classes_and_waivers() {
    let two = profile(2, &[("unknown_schema", 2), ("unknown_contract", 3)], MaskSet::default());
    check(&two, "unknown", "", (2, 0, 0, 5, false));
    check(&two, "unknown", "unknown_schema", (2, 0, 0, 3, false));
    check(&two, "unknown", "unknown_schema unknown_contract", (0, 2, 0, 0, false));
    check(&two, "unknown_schema", "unknown_schema", (2, 0, 0, 2, false));
    check(&two, "unknown_other", "", (0, 2, 0, 0, false));
    check(&two, "unknown_schema unknown_other", "", (2, 0, 0, 2, false));
}

#[test]
fn causes_that_are_not_known() {
    let unspecified =
        profile(2, &[("unknown_schema", 2), ("unknown_unspecified", 2)], masks(&[Mask::Causes]));
    check(&unspecified, "unknown", "", (2, 0, 0, 4, false));
    check(&unspecified, "unknown", "unknown_unspecified", (2, 0, 0, 2, false));
    check(&unspecified, "unknown_schema", "", (2, 0, 0, 2, false));
    check(&unspecified, "unknown_contract", "", (0, 0, 2, 0, true));
    // The count of unknowns itself is not known: whether there are any is.
    let masked = profile(1, &[("unknown_schema", 2), ("unknown_field_missing", 1)], masks(&[Mask::Unknown]));
    check(&masked, "unknown", "", (1, 0, 0, 3, true));
    check(&masked, "unknown", "unknown_schema", (1, 0, 0, 1, true));
    check(&masked, "unknown_schema", "", (1, 0, 0, 2, false));
    check(&masked, "unknown_contract", "", (0, 0, 1, 0, true));
}

#[test]
fn expected_runs_without_a_report_are_never_waived() {
    let absent = profile(4, &[("unknown_artefact_missing", 4)], MaskSet::untrusted());
    check(&absent, "unknown", "unknown_artefact_missing", (4, 0, 0, 4, true));
    let stated = profile(4, &[("unknown_artefact_missing", 4)], MaskSet::default());
    check(&stated, "unknown", "unknown_artefact_missing", (0, 4, 0, 0, false));
}

#[test]
fn tallies_add_up_over_rows() {
    let mut both = profile(3, &[("warn", 5)], MaskSet::default());
    both.merge(&profile(2, &[], masks(&[Mask::Warn])));
    let class = SignalSet::default().with(Signal::Class(UnknownClass::Other));
    let warn = Tally::of(&both, SignalSet::default().with(Signal::Warn), class);
    let expected = Tally {
        runs: 5,
        hit: 3,
        clean: 0,
        not_known: 2,
        sum: 5,
        sum_unknown: true,
        counted_runs: 3,
        counted_sum: 5,
    };
    assert_eq!(warn, expected);
}
