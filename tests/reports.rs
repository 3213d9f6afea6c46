//! Reports in any condition → runs, and what they add up to.

use std::fmt::Write as _;

use rulecheck::base::json_scan::Scanner;
use rulecheck::base::json_window::Bytes;
use rulecheck::base::time::Timestamp;
use rulecheck::base::vocab::{Signal, Stratum};
use rulecheck::data::aggregate::Aggregator;
use rulecheck::data::document::{Contents, DocumentReader};
use rulecheck::data::metrics::Metrics;
use rulecheck::data::plan::Plan;
use rulecheck::data::run::Run;

/// Reads a document through a window of the given size.
pub(crate) fn read_with(bytes: &[u8], window: usize, sink: impl FnMut(&Run<'_>)) -> Contents {
    let mut scanner = Scanner::new(Bytes::from(bytes), vec![0; window]);
    DocumentReader::new(&[]).read(&mut scanner, sink).unwrap()
}

/// The metrics of some documents.
pub(crate) fn metrics_of(documents: &[&[u8]]) -> Metrics {
    let mut aggregator = Aggregator::new(Plan::default(), 1);
    for document in documents {
        read_with(document, 64, |run| aggregator.add(run));
    }
    aggregator.finish()
}

/// A run on a line: name, stratum, counts, `?` masks, defaults.
fn line(run: &Run<'_>) -> String {
    let mut text =
        format!("{} {}", run.identity.run_id.map_or("-".into(), String::from_utf8_lossy), run.stratum);
    for signal in Signal::all().filter(|signal| run.counts.get(*signal) > 0) {
        let _ = write!(text, " {}={}", signal.word().trim_start_matches("unknown_"), run.counts.get(signal));
    }
    for mask in run.missing.iter() {
        let _ = write!(text, " {mask}?");
    }
    for field in run.defaulted.iter() {
        let _ = write!(text, " {field}!");
    }
    if run.unreadable {
        text.push_str(" unreadable");
    }
    text
}

fn lines(document: &[u8]) -> Vec<String> {
    let mut first = None;
    for window in [4, 5, 7, 16, 61, 1 << 16] {
        let mut lines = Vec::new();
        read_with(document, window, |run| lines.push(line(run)));
        assert_eq!(first.get_or_insert_with(|| lines.clone()), &lines, "window {window}");
    }
    first.unwrap()
}

#[track_caller]
fn check(document: &str, expected: &[&str]) {
    assert_eq!(lines(document.as_bytes()), expected, "{document}");
}

const BROKEN: &str = "- unknowns unknown=1 parse_error=1 fail? override? unknown? warn? unreadable";

/// A report that is complete but for what `more` says; a key in `more` takes the place of the same key.
fn report(more: &str) -> String {
    let mut text = String::from("{");
    for (key, value) in [
        ("run_id", r#""a""#),
        ("policy_state", r#""pinned""#),
        ("WARN_count", "0"),
        ("FAIL_count", "0"),
        ("Overrides_count", "0"),
        ("Unknown_count", "0"),
    ] {
        if !more.contains(&format!("\"{key}\":")) {
            let _ = write!(text, "\"{key}\":{value},");
        }
    }
    text.push_str(more);
    text.trim_end_matches(',').to_owned() + "}"
}

#[test]
fn a_field_in_every_condition() {
    for (more, expected) in [
        ("", "a pinned"),
        (r#""WARN_count":3"#, "a pinned warn=3"),
        (r#""WARN_count":3.0"#, "a pinned warn=3"),
        (r#""WARN_count":30e-1"#, "a pinned warn=3"),
        (r#""WARN_count":0.00e5"#, "a pinned"),
        (r#""WARN_count":-0"#, "a pinned"),
        (r#""WARN_count":-0.0E+99999999999999999999"#, "a pinned"),
        (r#""WARN_count":9007199254740991"#, "a pinned warn=9007199254740991"),
        (r#""WARN_count":9007199254740992"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":9007199254740991.0000"#, "a pinned warn=9007199254740991"),
        (r#""WARN_count":9007199254740990.9999999999"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":0.0000000000000000000001"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":100000000000000000000e-19"#, "a pinned warn=10"),
        (r#""WARN_count":1e400"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":1e-99999999999999999999999"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":-1"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":1.5"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":"3""#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":[3]"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":true"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":null"#, "a pinned unknown=1 field_missing=1 warn?"),
        (r#""WARN_count":null,"WARN_count":2"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""WARN_count":2,"WARN_count":2"#, "a pinned unknown=1 field_invalid=1 warn?"),
        (r#""FAIL_count":{}"#, "a pinned unknown=1 field_invalid=1 fail?"),
        (r#""FAIL_count":null,"WARN_count":null"#, "a pinned unknown=1 field_missing=1 fail? warn?"),
        (
            r#""FAIL_count":"x","WARN_count":null"#,
            "a pinned unknown=2 field_missing=1 field_invalid=1 fail? warn?",
        ),
        (r#""run_id":null"#, "- pinned unknown=1 field_missing=1"),
        (r#""run_id":"""#, "- pinned unknown=1 field_invalid=1"),
        (r#""run_id":7"#, "- pinned unknown=1 field_invalid=1"),
        (r#""run_id":"\u00e9\ud83d\ude00\\""#, "é😀\\ pinned"),
        (r#""run_id":"a","run_id":"a""#, "- pinned unknown=1 field_invalid=1"),
        (r#""policy_state":" PINNED\t""#, "a pinned"),
        (r#""policy_state":"Unpinned""#, "a unpinned"),
        (r#""policy_state":"all""#, "a unknowns unknown=1 state=1"),
        (r#""policy_state":"""#, "a unknowns unknown=1 state=1"),
        (r#""policy_state":null,"WARN_count":2"#, "a unknowns warn=2 unknown=1 field_missing=1"),
        (r#""policy_state":1"#, "a unknowns unknown=1 field_invalid=1"),
        (r#""policy_state":"pinned","policy_state":"pinned""#, "a unknowns unknown=1 field_invalid=1"),
        (r#""Overrides_count":2"#, "a pinned override=2"),
        (r#""Overrides_count":null"#, "a pinned override!"),
        (r#""Overrides_count":null,"override":true"#, "a pinned override=1"),
        (r#""Overrides_count":null,"override":false"#, "a pinned"),
        (r#""Overrides_count":null,"override":null"#, "a pinned override!"),
        (r#""Overrides_count":null,"override":"yes""#, "a pinned unknown=1 field_invalid=1 override?"),
        (r#""Overrides_count":3,"override":false"#, "a pinned override=3"),
        (r#""Overrides_count":0,"override":1"#, "a pinned unknown=1 field_invalid=1"),
        (r#""Overrides_count":0,"override":true,"override":true"#, "a pinned unknown=1 field_invalid=1"),
        (r#""Overrides_count":-1,"override":true"#, "a pinned unknown=1 field_invalid=1 override?"),
        (r#""timestamp":"2026-02-07T08:00:00Z""#, "a pinned"),
        (r#""timestamp":"2026-02-30T08:00:00Z""#, "a pinned unknown=1 field_invalid=1"),
        (r#""timestamp":1770000000"#, "a pinned unknown=1 field_invalid=1"),
        (r#""policy_hash":"""#, "a pinned unknown=1 field_invalid=1"),
        (r#""job":"""#, "a pinned"),
        (r#""job":3"#, "a pinned unknown=1 field_invalid=1"),
        (r#""run_attempt":2"#, "a pinned"),
        (r#""run_attempt":0"#, "a pinned unknown=1 field_invalid=1"),
        (r#""run_attempt":"1""#, "a pinned unknown=1 field_invalid=1"),
        (r#""schema_version":1"#, "a pinned"),
        (r#""schema_version":1.0"#, "a pinned"),
        (r#""schema_version":null"#, "a pinned"),
        (r#""schema_version":"1""#, "a pinned"),
        (r#""schema_version":"v1.7-beta.2""#, "a pinned"),
        (r#""extra":{"x":[]},"WARN_count ":9,"warn_count":9,"runs":3,"format":"x""#, "a pinned"),
    ] {
        check(&report(more), &[expected]);
    }
    for version in [
        "2",
        "1.5",
        "0",
        "-1",
        "\"v2\"",
        "\"1x\"",
        "\"\"",
        "\" 1\"",
        "\"V1\"",
        "true",
        "[]",
        "1,\"schema_version\":1",
    ] {
        let more = format!(r#""WARN_count":"x","schema_version":{version}"#);
        check(&report(&more), &["a unknowns unknown=1 schema_version=1 fail? override? unknown? warn?"]);
    }
    check("{}", &["- unknowns unknown=1 field_missing=1 fail? unknown? warn? override!"]);
}

#[test]
fn causes() {
    for (causes, count, expected) in [
        ("null", "0", "a pinned"),
        ("null", "2", "a pinned unknown=2 unspecified=2 causes?"),
        (r#"{"contract":2}"#, "2", "a pinned unknown=2 contract=2"),
        (r#"{"contract":2}"#, "3", "a pinned unknown=3 contract=2 unspecified=1 causes?"),
        (r#"{"contract":2}"#, "1", "a pinned unknown=2 contract=2"),
        (r#"{"contract":0}"#, "0", "a pinned"),
        (r#"{"contract":1,"contract":2}"#, "3", "a pinned unknown=3 contract=3"),
        (r#"{" Unknown_Contract-Violation ":1}"#, "1", "a pinned unknown=1 contract=1"),
        (
            r#"{"CONTRACT ERROR":1, "artifact missing":1}"#,
            "2",
            "a pinned unknown=2 contract=1 artefact_missing=1",
        ),
        (
            r#"["schema","schema","unknown_artefact_missing"]"#,
            "3",
            "a pinned unknown=3 schema=2 artefact_missing=1",
        ),
        (r#""schema""#, "1", "a pinned unknown=1 schema=1"),
        (r#"["flaky network",""]"#, "2", "a pinned unknown=2 other=2"),
        (r#"["unspecified"]"#, "1", "a pinned unknown=1 unspecified=1 causes?"),
        (r#"["parse","parse_error","unknown_parse_error"]"#, "3", "a pinned unknown=3 parse_error=3"),
        (
            r#"["cohort","run-conflict","schema version","field missing","field invalid","state","other"]"#,
            "7",
            "a pinned unknown=7 other=1 field_missing=1 field_invalid=1 state=1 schema_version=1 run_conflict=1 cohort=1",
        ),
        (
            r#"{"schema":1,"contract":"x"}"#,
            "2",
            "a pinned unknown=3 schema=1 unspecified=1 field_invalid=1 causes?",
        ),
        (r#"{"schema":null}"#, "0", "a pinned unknown=1 field_invalid=1 causes?"),
        (r#"["schema",3]"#, "1", "a pinned unknown=2 schema=1 field_invalid=1 causes?"),
        ("17", "2", "a pinned unknown=3 unspecified=2 field_invalid=1 causes?"),
        ("true", "0", "a pinned unknown=1 field_invalid=1 causes?"),
        (
            r#""schema","Unknown_causes":"schema""#,
            "1",
            "a pinned unknown=2 unspecified=1 field_invalid=1 causes?",
        ),
        (r#"{"schema":2}"#, "null", "a pinned unknown=3 schema=2 field_missing=1 unknown?"),
        (r#"{"schema":2}"#, "\"2\"", "a pinned unknown=3 schema=2 field_invalid=1 unknown?"),
        ("{}", "0", "a pinned"),
        ("[]", "1", "a pinned unknown=1 unspecified=1 causes?"),
    ] {
        check(&report(&format!(r#""Unknown_count":{count},"Unknown_causes":{causes}"#)), &[expected]);
    }
}

#[test]
fn documents() {
    let (a, b) = (report(""), report(r#""run_id":"b""#));
    let (ok, also) = ("a pinned", "b pinned");
    let deep =
        |levels: usize| report(&format!(r#""x":{}{}"#, "[".repeat(levels - 1), "]".repeat(levels - 1)));
    for (document, expected) in [
        (String::new(), vec![BROKEN]),
        (" \r\n\t".into(), vec![BROKEN]),
        ("\u{feff}".into(), vec![BROKEN]),
        (format!("\u{feff}{a}"), vec![ok]),
        (format!("{a}\u{feff}{b}"), vec![ok, BROKEN]),
        (a.clone(), vec![ok]),
        (format!("{a}{b}"), vec![ok, also]),
        (format!("{a} \n {b}\r\n"), vec![ok, also]),
        (format!("{a},\n{b},\n"), vec![ok, also]),
        (format!("{a},{b}"), vec![ok, also]),
        (format!("{a},,{b}"), vec![ok, BROKEN]),
        (format!("{a},,\n{b}"), vec![ok, BROKEN, also]),
        (format!(",{a}\n{b}"), vec![BROKEN, also]),
        ("[]".into(), vec![]),
        (format!("[{a},{b}]"), vec![ok, also]),
        (format!("[{a}]\n[{b}]"), vec![ok, also]),
        (format!("[{a},1,\"x\",[{b}],null]"), vec![ok, BROKEN, BROKEN, BROKEN, BROKEN]),
        ("[1,2]".into(), vec![BROKEN, BROKEN]),
        (format!("[{a}"), vec![ok, BROKEN]),
        (format!("[{a},{b}\n{a}\n{b}"), vec![ok, also, BROKEN]),
        (format!("[{a},\n{{\"run_id\":\n{b}\n{b}"), vec![ok, BROKEN]),
        (format!("[{a},]\n{b}"), vec![ok, BROKEN]),
        (format!("[INFO] started\n{a}\n[INFO] {{}}\n{b}"), vec![BROKEN, ok, BROKEN, also]),
        (format!("[12:30] started\n{a}"), vec![BROKEN, ok]),
        (format!("[12] started\n{a}"), vec![BROKEN, BROKEN, ok]),
        (format!("[1,2,x\n{a}"), vec![BROKEN, ok]),
        (format!("[\n{{x\n{b}"), vec![BROKEN, BROKEN, also]),
        ("3 \"x\" null true".into(), vec![BROKEN, BROKEN, BROKEN, BROKEN]),
        (format!("3\n{a}"), vec![BROKEN, ok]),
        (format!("2026-02-07 {a}\n{b}"), vec![BROKEN, also]),
        (format!("12abc\n{b}"), vec![BROKEN, also]),
        (format!("nullx {a}\n{b}"), vec![BROKEN, also]),
        (format!("garbage\nmore garbage {a}\n  {a}\n{b}"), vec![BROKEN, also]),
        (format!("{{\"run_id\": \"x\n{a}\n{b}"), vec![BROKEN, ok, also]),
        (format!("{a}\n{{\"run_id\": \"cut"), vec![ok, BROKEN]),
        (format!("{a} garbage\n{b}"), vec![ok, BROKEN, also]),
        (format!("{a}}}\n{b}"), vec![ok, BROKEN, also]),
        (format!("{{\"a\":NaN}}\n{b}"), vec![BROKEN, also]),
        (format!("{{\"a\":\"\\ud800\"}}\n{b}"), vec![BROKEN, also]),
        (format!("{{'a':1}}\r\n{b}\r\n"), vec![BROKEN, also]),
        (deep(127), vec![ok]),
        (deep(128), vec![ok]),
        (format!("{}\n{b}", deep(129)), vec![BROKEN, also]),
        (format!("[{}]", deep(128)), vec![ok]),
        (format!("[{a},{},{b}]", deep(129)), vec![ok, BROKEN]),
        (format!("{{\"runs\":[{}]}}", deep(128)), vec![ok]),
        ("[".repeat(100_000), vec![BROKEN]),
        ("{\"a\":".repeat(100_000), vec![BROKEN]),
    ] {
        check(&document, &expected);
    }
    for broken in
        [&b"{\"run_id\":\"\xff\"}\n"[..], b"\xff\n", b"{\"x\":[\"\xc0\x80\"]}\n", b"\xef\xbb\n", b"{}\xc3\n"]
    {
        let mut document = broken.to_vec();
        document.extend_from_slice(b.as_bytes());
        let read = lines(&document);
        assert!(read.iter().any(|line| line == BROKEN), "{broken:?} {read:?}");
        assert_eq!(read.last().map(String::as_str), Some(also));
    }
}

#[test]
fn envelopes() {
    let bare = r#"{"WARN_count":0,"FAIL_count":1,"Unknown_count":0,"Overrides_count":0}"#;
    for (document, expected) in [
        (format!(r#"{{"run_id":"a","runs":[{bare}],"policy_state":"pinned"}}"#), vec!["a pinned fail=1"]),
        (format!(r#"{{"run_id":"a","runs":[{bare},7],"policy_state":"pinned"}}"#), vec!["a pinned fail=1", "A"]),
        (r#"{"runs":[]}"#.into(), vec![]),
        (r#"{"runs":[],"run_id":"a"} 1"#.into(), vec![BROKEN]),
        (r#"{"runs":null,"run_id":"a"}"#.into(), vec!["a unknowns unknown=1 field_missing=1 fail? unknown? warn? override!"]),
        (
            format!(r#"{{"run_id":"a","policy_state":"pinned","runs":[{bare}],"WARN_count":5,"Overrides_count":2}}"#),
            vec!["a pinned fail=1"],
        ),
        (
            r#"{"runs":[{"run_id":"a","WARN_count":null},{"WARN_count":1,"override":true}],"run_id":"e","WARN_count":4,
               "policy_state":"pinned","FAIL_count":0,"Unknown_count":1,"Unknown_causes":["schema"],"Overrides_count":0}"#
                .into(),
            vec!["a pinned unknown=2 schema=1 field_missing=1 warn?", "e pinned warn=1 unknown=1 schema=1"],
        ),
        (
            format!(r#"{{"run_id":"a","run_id":"b","policy_state":"pinned","runs":[{bare}]}}"#),
            vec!["- pinned unknown=1 field_invalid=1 fail=1"],
        ),
        (
            format!(r#"{{"run_id":"a","policy_state":"pinned","runs":[{bare}],"runs":[{bare}]}}"#),
            vec!["a pinned fail=1", "a pinned fail=1"],
        ),
        // After a break the keys before it hold; the rest of the file is one.
        (format!("{{\"run_id\":\"a\",\"runs\":[{bare},x],\"policy_state\":\"pinned\"}}\n{bare}"), vec!["a unknowns unknown=1 field_missing=1 fail=1", "A"]),
        (format!("{{\"policy_state\":\"pinned\",\"run_id\":\"a\",\"runs\":[{bare}] x\n{bare}"), vec!["a pinned fail=1", "A"]),
        (format!("{{\"run_id\":\"a\",\"runs\":[x\n{bare}"), vec!["A"]),
        (format!("{{\"run_id\":\"a\",x \"runs\":[{bare}]}}"), vec![BROKEN]),
        // Containers are told at the top level only.
        (
            format!(r#"[{{"run_id":"a","runs":[{bare}]}}]"#),
            vec!["a unknowns unknown=1 field_missing=1 fail? unknown? warn? override!"],
        ),
    ] {
        let named = BROKEN.replacen('-', "a", 1);
        let expected: Vec<String> = expected
            .into_iter()
            .map(|line| if line == "A" { named.clone() } else { line.to_owned() })
            .map(|line| line.replace("pinned unknown=1 field_invalid=1 fail=1", "pinned fail=1 unknown=1 field_invalid=1"))
            .map(|line| line.replace("unknown=1 field_missing=1 fail=1", "fail=1 unknown=1 field_missing=1"))
            .collect();
        assert_eq!(lines(document.as_bytes()), expected, "{document}");
    }
}

#[test]
fn own_outputs_are_told() {
    let contents = |text: &str| read_with(text.as_bytes(), 8, |_| {});
    let (a, own) = (report(""), r#"{"cohorts":[{"x":1}],"format":"rollout_metrics/1","policy_hash":"x"}"#);
    assert_eq!(contents(own), Contents { reports: 0, own_outputs: 1, open: None });
    assert_eq!(contents(&format!("{a}{own}")), Contents { reports: 1, own_outputs: 1, open: None });
    assert_eq!(contents(r#"{"format":"verdict/9"}"#), Contents { reports: 0, own_outputs: 1, open: None });
    assert_eq!(contents(r#"{"format":"verdict"}"#), Contents { reports: 1, own_outputs: 0, open: None });
    assert_eq!(contents(r#"{"format":["verdict/1"]}"#), Contents { reports: 1, own_outputs: 0, open: None });
    assert_eq!(contents(&format!("[{own}]")), Contents { reports: 1, own_outputs: 0, open: None });
}

/// Where the runs are, and what was repeated.
fn summary(documents: &[&str]) -> String {
    let bytes: Vec<&[u8]> = documents.iter().map(|text| text.as_bytes()).collect();
    let metrics = metrics_of(&bytes);
    let mut text =
        format!("{} reports, {} duplicates, {} reruns", metrics.reports, metrics.duplicates, metrics.reruns);
    for cohort in &metrics.cohorts {
        let _ = write!(text, "\n{}", cohort.policy_hash.as_deref().unwrap_or("null"));
        for time in [cohort.first_run_at, cohort.last_run_at] {
            let _ = write!(text, " {}", time.map_or("-".into(), |time: Timestamp| time.to_string()));
        }
        let strata = [Stratum::Pinned, Stratum::Unpinned, Stratum::Unknowns];
        let profiles = strata.map(|stratum| (stratum.word(), cohort.profiles(stratum).next().unwrap()));
        for (name, profile) in profiles.into_iter().chain(cohort.untold.as_ref().map(|rows| ("untold", rows)))
        {
            for (key, row) in &profile.rows {
                let hits: Vec<String> =
                    key.hits.iter().map(|signal| format!("{signal}={}", row.sums.get(signal))).collect();
                let missing: Vec<&str> = key.missing.iter().map(rulecheck::base::vocab::Mask::word).collect();
                let _ = write!(
                    text,
                    "\n  {name} {} {:?} {} {}",
                    row.runs,
                    row.run_ids,
                    hits.join(","),
                    missing.join(",")
                );
            }
        }
    }
    text
}

#[test]
fn identities() {
    let a = report("");
    let a2 = report(r#""timestamp":"2026-02-08T08:00:00Z","Overrides_count":null"#);
    insta::assert_snapshot!(summary(&[&a, &a2]), @r#"
    2 reports, 1 duplicates, 0 reruns
    null 2026-02-08T08:00:00Z 2026-02-08T08:00:00Z
      pinned 1 ["a"]  
    "#);
    // Reports that differ.
    let warns = report(r#""WARN_count":1"#);
    insta::assert_snapshot!(summary(&[&a, &warns, &a2, &a]), @r#"
    4 reports, 3 duplicates, 0 reruns
    null 2026-02-08T08:00:00Z 2026-02-08T08:00:00Z
      pinned 1 ["a"] unknown=1,unknown_run_conflict=1 fail,override,unknown,warn
    "#);
    // The lowest attempt counts, whatever later ones say.
    let second = report(r#""WARN_count":9,"run_attempt":2"#);
    let third = report(r#""run_attempt":3"#);
    insta::assert_snapshot!(summary(&[&third, &second, &second, &warns, &third]), @r#"
    5 reports, 0 duplicates, 4 reruns
    null - -
      pinned 1 ["a"] warn=1 
    "#);
    // Another state, job or tag is another run; no run_id is a run of its own.
    let other = report(r#""policy_state":"UNPINNED""#);
    let job = report(r#""job":"x""#);
    let nameless = report(r#""run_id":null"#);
    insta::assert_snapshot!(summary(&[&a, &other, &job, &nameless, &nameless]), @r#"
    5 reports, 0 duplicates, 0 reruns
    null - -
      pinned 2 ["a", "a"]  
      pinned 2 [] unknown=2,unknown_field_missing=2 
      unpinned 1 ["a"]  
    "#);
    // A conflict of states that name no stratum stays unattributed.
    let odd = report(r#""policy_state":"Beta""#);
    let odd2 = report(r#""policy_state":"beta ","FAIL_count":1"#);
    insta::assert_snapshot!(summary(&[&odd, &odd2]), @r#"
    2 reports, 1 duplicates, 0 reruns
    null - -
      unknowns 1 ["a"] unknown=1,unknown_run_conflict=1 fail,override,unknown,warn
    "#);
}

#[test]
fn cohorts() {
    let run = |id: &str, hash: &str, time: &str| {
        report(&format!(r#""run_id":"{id}","policy_hash":{hash},"timestamp":{time}"#))
    };
    let day = |day: u32| format!("\"2026-02-{day:02}T00:00:00Z\"");
    let documents = [
        run("t1", "\"x\"", &day(5)),
        run("t2", "\"y\"", &day(7)),
        run("t3", "\"z\"", "null"),
        run("u4", "null", &day(4)),
        run("u5", "null", &day(5)),
        run("u8", "null", &day(8)),
        run("u", "null", "null"),
        "oops".into(),
    ];
    let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
    insta::assert_snapshot!(summary(&documents), @r#"
    8 reports, 0 duplicates, 0 reruns
    null 2026-02-04T00:00:00Z 2026-02-08T00:00:00Z
      pinned 4 ["u", "u4", "u5", "u8"]  
      unknowns 1 [] unknown=1,unknown_parse_error=1 fail,override,unknown,warn
    x 2026-02-05T00:00:00Z 2026-02-05T00:00:00Z
      pinned 1 ["t1"]  
      untold 1 [] unknown=1,unknown_parse_error=1 fail,override,unknown,warn
      untold 3 ["u", "u5", "u8"] unknown=3,unknown_cohort=3 
    y 2026-02-07T00:00:00Z 2026-02-07T00:00:00Z
      pinned 1 ["t2"]  
      untold 1 [] unknown=1,unknown_parse_error=1 fail,override,unknown,warn
      untold 2 ["u", "u8"] unknown=2,unknown_cohort=2 
    z - -
      pinned 1 ["t3"]  
      untold 1 [] unknown=1,unknown_parse_error=1 fail,override,unknown,warn
      untold 4 ["u", "u4", "u5", "u8"] unknown=4,unknown_cohort=4 
    "#);
}

#[test]
fn reports_after_the_time_are_left_out() {
    let until = Timestamp::parse("2026-02-06T00:00:00Z");
    let mut aggregator = Aggregator::new(Plan { until, ..Plan::default() }, 1);
    for (id, time) in
        [("r10", "2026-02-07T00:00:00Z"), ("r9", "2026-02-07T00:00:00Z"), ("r1", "2026-02-06T00:00:00Z")]
    {
        let text = report(&format!(r#""run_id":"{id}","timestamp":"{time}""#));
        read_with(text.as_bytes(), 64, |run| aggregator.add(run));
    }
    let listed: Vec<_> =
        aggregator.not_judged().first.iter().filter_map(|late| late.run_id.clone()).collect();
    assert_eq!((aggregator.not_judged().runs, listed), (2, vec!["r9".into(), "r10".into()]));
    assert_eq!(aggregator.finish().reports, 1);
}

#[test]
fn natural_order_of_run_ids() {
    let names = [
        "r",
        "r2",
        "r10",
        "r010",
        "r9a",
        "r100000000000000000000000000",
        "r99999999999999999999999999",
        "R5",
    ];
    let documents: Vec<String> = names.iter().map(|name| report(&format!(r#""run_id":"{name}""#))).collect();
    let documents: Vec<&[u8]> = documents.iter().map(String::as_bytes).collect();
    let metrics = metrics_of(&documents);
    let row = metrics.cohorts.first().and_then(|cohort| cohort.pinned.rows.values().next()).unwrap();
    assert_eq!((row.runs, row.run_ids.join(" ").as_str()), (8, "R5 r r2 r9a r010"));
}

#[test]
fn reports_without_a_name_are_known_by_their_digest() {
    use rulecheck::base::digest::Sha256;
    let named = r#"{"run_id":"a","x":1}"#;
    for (document, raw) in [
        (r#" {"x":1} "#, vec![r#"{"x":1}"#]),
        ("{}\n{\"run_id\":null}\n", vec!["{}", "{\"run_id\":null}"]),
        ("7 \"a\"\n", vec!["7", "\"a\""]),
        ("oops, more\nand more\n{}\n", vec!["oops, more\nand more\n", "{}"]),
        ("{\"a\":\n{\"b\":1}\n", vec!["{\"a\":\n", "{\"b\":1}"]),
        ("{\"a\":", vec!["{\"a\":"]),
        ("[1, {}, 2]", vec!["1", "{}", "2"]),
        ("[1,2 ]", vec!["1", "2"]),
        ("[{},{},3,{\"x\" ", vec!["{}", "{}", "3", "[{},{},3,{\"x\" "]),
        ("[INFO]\n{}", vec!["[INFO]\n", "{}"]),
        (r#"{"runs":[{"x":[1]},5],"x":{}}"#, vec![r#"{"x":[1]}"#, "5"]),
        (r#"{"runs":[{"x":[1]},5 } {}"#, vec![r#"{"x":[1]}"#, "5", r#"{"runs":[{"x":[1]},5 } {}"#]),
        ("", vec![""]),
        (" \n", vec![" \n"]),
        ("\u{feff}{}", vec!["{}"]),
    ] {
        let mut expected: Vec<Sha256> = raw.iter().map(|raw| Sha256::of(raw.as_bytes())).collect();
        expected.sort();
        for window in [4, 5, 16, 64, 1 << 10] {
            let mut found = Vec::new();
            read_with(document.as_bytes(), window, |run| found.extend(run.raw));
            found.sort();
            assert_eq!(found, expected, "{document} through {window}");
            let mut count = 0;
            read_with(named.as_bytes(), window, |run| count += usize::from(run.raw.is_some()));
            assert_eq!(count, 0);
        }
    }
}
