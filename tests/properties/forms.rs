//! Whatever a report, a path or a policy holds, no form obeys it.

use proptest::prelude::*;
use proptest::sample::select;

use crate::verdict_forms::{HOSTILE, check_all, fill, verdicts};

/// Pieces that mean something somewhere, between pieces that mean nothing.
fn text() -> impl Strategy<Value = String> {
    let pieces: Vec<String> = HOSTILE.split(' ').map(str::to_owned).collect();
    let marks =
        select("`|\\@#[]()<>!*_~:&%$\"'{}/=+-.\n\r\t 0aé漢\u{200b}\u{202e}".chars().collect::<Vec<_>>());
    let piece = prop_oneof![
        select(pieces),
        proptest::collection::vec(marks, 0..8).prop_map(|marks| marks.into_iter().collect::<String>()),
        any::<String>(),
        Just(" ".to_owned()),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_form_obeys_what_it_quotes(text in text()) {
        for mut verdict in verdicts() {
            fill(&mut verdict, &text);
            check_all(&verdict);
        }
    }
}
