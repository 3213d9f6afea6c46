//! What must not matter: the order of keys, reports and files, how they are wrapped, line ends, the window.

use proptest::prelude::*;
use rulecheck::data::aggregate::Aggregator;
use rulecheck::data::metrics_file::write;
use rulecheck::data::plan::Plan;

use super::strategies::{lines, members};
use crate::reports::read_with;

fn bytes_of(documents: &[String], window: usize) -> String {
    let mut aggregator = Aggregator::new(Plan::default(), 3);
    for document in documents {
        read_with(document.as_bytes(), window, |run| aggregator.add(run));
    }
    write(&aggregator.finish())
}

fn object(members: &[String]) -> String {
    format!("{{{}}}", members.join(","))
}

proptest! {
    #[test]
    fn order_of_reports(lines in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))) {
        let (lines, shuffled) = lines;
        prop_assert_eq!(bytes_of(&lines, 64), bytes_of(&shuffled, 5));
    }

    #[test]
    fn order_of_keys(
        reports in prop::collection::vec(
            members().prop_flat_map(|members| (Just(members.clone()), Just(members).prop_shuffle())),
            0..12,
        ),
    ) {
        let (plain, shuffled): (Vec<_>, Vec<_>) =
            reports.iter().map(|(plain, shuffled)| (object(plain), object(shuffled))).unzip();
        prop_assert_eq!(bytes_of(&plain, 64), bytes_of(&shuffled, 64));
    }

    #[test]
    fn any_wrapping(reports in prop::collection::vec(members(), 1..12), cut in any::<prop::sample::Index>()) {
        let objects: Vec<String> = reports.iter().map(|members| object(members)).collect();
        let apart = bytes_of(&objects, 64);
        let joined = |separator: &str| objects.join(separator);
        for document in [
            joined("\n"),
            joined("\r\n") + "\r\n",
            joined(""),
            joined(",\n"),
            format!("[{}]", joined(",")),
            format!("\u{feff}[\r\n{}\r\n]\r\n", joined("\r\n,\r\n").replace(':', " :\t")
                .replace("2026-02-07T08 :\t00 :\t00", "2026-02-07T08:00:00")
                .replace("2026-02-08T10 :\t00 :\t00+02 :\t00", "2026-02-08T10:00:00+02:00")),
            format!("{{\"note\":7,\"runs\":[{}],\"other\":{{\"runs\":[]}}}}", joined(",")),
        ] {
            prop_assert_eq!(&bytes_of(&[document], 17), &apart);
        }
        let (left, right) = objects.split_at(cut.index(objects.len()));
        // An empty part would be an empty file, which is a report that cannot be read.
        if !left.is_empty() {
            let parts = [left.join("\n"), format!("[{}]", right.join(","))];
            prop_assert_eq!(bytes_of(&parts, 64), apart);
        }
    }

    #[test]
    fn cut_anywhere(lines in lines(), cut in any::<prop::sample::Index>(), array in any::<bool>()) {
        let document = if array { format!("[{}]", lines.join(",")) } else { lines.join("\n") };
        let mut cut = cut.index(document.len() + 1);
        while !document.is_char_boundary(cut) {
            cut -= 1;
        }
        let document = document.get(..cut).unwrap().to_owned();
        let window = |window| bytes_of(std::slice::from_ref(&document), window);
        prop_assert_eq!(window(4), window(1 << 16));
    }
}

#[test]
fn every_byte_flipped_or_cut() {
    let document = concat!(
        "{\"run_id\":\"a\",\"policy_state\":\"pinned\",\"WARN_count\":1,\"FAIL_count\":0.0,\"Unknown_count\":2,",
        "\"Unknown_causes\":{\"schema\":1,\"é\":1},\"timestamp\":\"2026-02-07T08:00:00Z\",\"run_attempt\":1}\r\n",
        "[{\"run_id\":\"b\",\"x\":[1,{\"y\":null}]},\n{}]\n",
        "{\"policy_hash\":\"h\",\"runs\":[{\"run_id\":\"c\\u00e9\"},3],\"override\":true}\n",
    );
    for at in 0..document.len() {
        let mut count = [0_u64; 2];
        for (slot, window) in count.iter_mut().zip([4, 1 << 16]) {
            read_with(document.as_bytes().get(..at).unwrap(), window, |_| *slot += 1);
        }
        assert_eq!(count.first(), count.last());
        for bit in 0..8 {
            let mut bytes = document.as_bytes().to_vec();
            *bytes.get_mut(at).unwrap() ^= 1 << bit;
            let mut runs = [Vec::new(), Vec::new()];
            for (runs, window) in runs.iter_mut().zip([5, 1 << 16]) {
                read_with(&bytes, window, |run| runs.push(format!("{run:?}")));
            }
            assert_eq!(runs.first(), runs.last(), "byte {at}, bit {bit}");
            assert!(runs.first().is_some_and(|runs| !runs.is_empty()));
        }
    }
}
