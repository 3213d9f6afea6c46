//! What a test says of its runs is what is counted of them.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rulecheck::base::vocab::Signal;
use rulecheck::data::tally::Tally;

use crate::suite::metrics;

/// `runs_with`, the `sum` beyond it, `missing`.
type Item = (u64, u64, u64);

fn items() -> impl Strategy<Value = Vec<(&'static str, Item)>> {
    let counted = subsequence(vec!["warn", "fail", "override"], 0..=3);
    // Of classes, a report that does not count its unknowns tells none: one of them at most is not known.
    let classes = subsequence(vec!["unknown_contract", "unknown_schema", "unknown_parse_error"], 0..=3);
    let unsure = select(vec!["warn", "unknown_contract", "unknown_schema", "unknown_other"]);
    let item = (0_u64..12, 0_u64..5, 0_u64..12);
    (counted, classes, unsure, vec(item, 6)).prop_map(|(counted, classes, unsure, numbers)| {
        let names = counted.into_iter().chain(classes);
        let missing =
            |name: &str, count| if name.starts_with("unknown") && name != unsure { 0 } else { count };
        names
            .zip(numbers)
            .map(|(name, (with, more, count))| (name, (with, more, missing(name, count))))
            .collect()
    })
}

proptest! {
    #[test]
    fn counts_are_what_was_asked(items in items(), runs in 0_u64..40, order in any::<u64>()) {
        let mut said = vec![format!("runs {runs}")];
        for (number, (name, (with, more, missing))) in items.iter().enumerate() {
            let sum = if *with > 0 { format!("sum({name}) {}", with + more) } else { String::new() };
            let mut own = vec![format!("runs_with({name}) {with}"), sum, format!("missing({name}) {missing}")];
            let turn = usize::try_from(order >> number & 1).unwrap();
            own.rotate_left(turn);
            said.extend(own.into_iter().filter(|item| !item.is_empty()));
        }
        let mut text = String::from("policy g \"G\" due at once rule r { require runs > 1 } test \"t\" { given pinned { ");
        write!(text, "{} }} expect go }}", said.join(", ")).unwrap();
        let fits = items.iter().all(|(_, (with, _, missing))| with + missing <= runs);
        let Some(metrics) = metrics(&text) else {
            prop_assert!(!fits, "{}", text);
            return Ok(());
        };
        prop_assert!(fits, "{}", text);
        if runs == 0 {
            prop_assert!(metrics.cohorts.is_empty());
            return Ok(());
        }
        let profile = &metrics.cohorts[0].pinned;
        prop_assert_eq!(profile.runs(), runs);
        for name in ["warn", "fail", "override", "unknown_contract", "unknown_schema", "unknown_parse_error"] {
            let signals = [Signal::from_word(name).unwrap()].into_iter().collect();
            let tally = Tally::of(profile, signals, std::iter::empty().collect());
            let (with, more, missing) = items.iter().find(|(of, _)| *of == name).map_or((0, 0, 0), |(_, item)| *item);
            prop_assert_eq!(tally.hit, with, "{} {}", name, text);
            prop_assert_eq!(tally.sum, u128::from(with + if with > 0 { more } else { 0 }), "{} {}", name, text);
            if !name.starts_with("unknown") || missing > 0 {
                prop_assert_eq!(tally.not_known, missing, "{} {}", name, text);
            }
        }
    }
}
