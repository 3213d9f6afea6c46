//! Random reports: few names and values, so that repeats, contradictions and ties are common.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// The members of a report, as text, in random order.
pub(crate) fn members() -> impl Strategy<Value = Vec<String>> {
    let count = || select(vec!["0", "0", "1", "2.0", "7", "null", "-1", "\"1\""]);
    let fields = (
        select(vec!["\"r1\"", "\"r2\"", "\"r10\"", "\"r02\"", "\"\"", "null"]),
        select(vec!["\"pinned\"", "\"pinned\"", "\"Unpinned \"", "\"beta\"", "4"]),
        count(),
        count(),
        count(),
        select(vec!["0", "0", "0", "1", "3", "null", "1e99"]),
        select(vec![
            "null",
            "[]",
            "{\"schema\":1}",
            "[\"contract\",\"disk\"]",
            "\"parse error\"",
            "[\"schema\",4]",
            "5",
        ]),
        select(vec!["null", "\"2026-02-07T08:00:00Z\"", "\"2026-02-08T10:00:00+02:00\"", "\"2026-02-09\""]),
        select(vec!["null", "null", "\"x\"", "\"y\""]),
        select(vec!["null", "1", "2", "\"first\""]),
    );
    let optional = (
        select(vec!["true", "false", "7"]),
        select(vec!["1", "\"v1.2\"", "2"]),
        select(vec!["\"linux\"", "\"mac\"", "[]"]),
        select(vec!["{\"a\":[1,{\"b\":null}]}", "\"x\\u00e9\\n\""]),
    );
    (fields, optional, subsequence(vec![0_usize, 1, 2, 3], 0..=2), any::<bool>())
        .prop_map(|(f, o, more, whole)| {
            let (run_id, state, warn, fail, overrides, unknown, causes, time, hash, attempt) = f;
            let mut members = vec![
                format!("\"run_id\":{run_id}"),
                format!("\"policy_state\":{state}"),
                format!("\"WARN_count\":{warn}"),
                format!("\"FAIL_count\":{fail}"),
                format!("\"Overrides_count\":{overrides}"),
                format!("\"Unknown_count\":{unknown}"),
                format!("\"Unknown_causes\":{causes}"),
                format!("\"timestamp\":{time}"),
                format!("\"policy_hash\":{hash}"),
            ];
            if !whole {
                members.push(format!("\"run_attempt\":{attempt}"));
            }
            let optional = [("override", o.0), ("schema_version", o.1), ("job", o.2), ("note", o.3)];
            for (index, (key, value)) in optional.into_iter().enumerate() {
                if !whole && more.contains(&index) {
                    members.push(format!("\"{key}\":{value}"));
                }
            }
            members
        })
        .prop_shuffle()
}

/// A report on a line, or a line that is none.
pub(crate) fn line() -> impl Strategy<Value = String> {
    let broken = select(vec!["{\"run_id\":\"r1\",", "oops", "17", "[INFO] {}", "{\"run_id\":\"r1\",}"]);
    prop_oneof![
        12 => members().prop_map(|members| format!("{{{}}}", members.join(","))),
        1 => broken.prop_map(str::to_owned),
    ]
}

/// Some lines.
pub(crate) fn lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(line(), 0..24)
}
