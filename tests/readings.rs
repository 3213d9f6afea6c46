//! Reports, whole and damaged: read plainly, read in general, and read by serde_json, they are the same.

use proptest::prelude::*;
use rulecheck::base::json_scan::Scanner;
use rulecheck::base::json_window::{Bytes, Feed, FeedError};
use rulecheck::base::time::Timestamp;
use rulecheck::base::time_plain::Clock;
use rulecheck::base::vocab::{Mask, Signal};
use rulecheck::data::document::DocumentReader;
use rulecheck::data::run::Run;
use serde_json::Value;

use crate::json;

/// The tags that are asked for; some stand where they mean something else on the top level.
const TAGS: [&str; 4] = ["branch", "format", "runs", "try"];

/// Everything that reading a document gives, a line for each run, then the defects.
fn told(document: &[u8], window: usize) -> Vec<String> {
    let mut scanner = Scanner::new(Bytes::from(document), vec![0; window]);
    let mut reader = DocumentReader::new(&TAGS);
    let mut lines = Vec::new();
    let contents = reader.read(&mut scanner, |run| lines.push(format!("{run:?}"))).unwrap();
    lines.push(format!("{contents:?}"));
    lines.extend(reader.reports.ledger.defects.first.iter().map(|defect| format!("{defect:?}")));
    lines.push(format!("{:?}", reader.reports.ledger.defects.reports));
    lines
}

/// Through the whole document reports are read plainly; through a window smaller than any of them, in general.
fn same_through_any_window(document: &[u8]) {
    let plain = told(document, document.len().max(4));
    for window in [5, 16, 200] {
        assert_eq!(told(document, window), plain, "window {window}: {}", String::from_utf8_lossy(document));
    }
}

const REPORTS: &[&str] = &[
    r#"{"schema_version": "1.1", "run_id": "17345000007", "branch": "main", "policy_state": "pinned", "policy_hash": "3d8f0c5b71a94e26", "timestamp": "2026-01-01T00:00:20Z", "WARN_count": 0, "FAIL_count": 12, "Unknown_count": 1, "Unknown_causes": {"schema_error": 1}, "Overrides_count": 0, "host": {"name": "ci-9"}, "duration_ms": 46031}"#,
    r#"{"schema_version":1,"run_id":"é1","policy_state":"unpinned","WARN_count":3,"FAIL_count":0,"Unknown_count":2,"Unknown_causes":["flaky","contract"],"override":true,"job":"a/b","run_attempt":2,"x":[1,-2.5e+3,{"y":[]},null,false],"branch":7}"#,
    "{\n  \"branch\": true,\n  \"Unknown_causes\": {},\n  \"Unknown_count\": 0,\n  \"FAIL_count\": 0,\n  \"WARN_count\": 1,\n  \"policy_state\": \" Pinned\\t\",\n  \"run_id\": \"a\\u00e9\",\n  \"runs\": 3, \"format\": \"x\",\n  \"job\": null\n}",
    r#"{"run_id":"r","policy_state":"pinned","WARN_count":3.0,"FAIL_count":30e-1,"Unknown_count":9007199254740991,"Unknown_causes":"artifact missing","Overrides_count":1,"timestamp":"2026-02-07T08:00:00+02:00","try":-0,"WARN_count ":1}"#,
];

const TOKENS: &[&str] = &[
    "null",
    "true",
    "3.0",
    "-0",
    "1e2",
    "007",
    "\"\"",
    "{}",
    "[]",
    "\"x\"",
    " ",
    ",",
    ":",
    "\"",
    "\\",
    "}",
    "{",
    "]",
    "\n",
    "\"run_id\":",
    "\"branch\": ",
    "\"runs\":[",
    "\u{0}",
    "é",
    "1.5",
    "-",
    "1234567890123456",
    "\"pinned\"",
    "\"2026-02-29T10:00:00Z\"",
    "\"2024-02-29T23:59:59Z\"",
    "\"v1.2\"",
    "\"format\":\"verdict/1\",",
];

/// Where, how many bytes are taken out, and what is put in.
type Edit = (prop::sample::Index, usize, Option<prop::sample::Index>, Option<u8>);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (
        any::<prop::sample::Index>(),
        0_usize..20,
        prop::option::of(any::<prop::sample::Index>()),
        prop::option::of(any::<u8>()),
    );
    prop::collection::vec(edit, 0..4)
}

fn edited(report: &str, edits: Vec<Edit>) -> Vec<u8> {
    let mut bytes = report.as_bytes().to_vec();
    for (at, length, token, byte) in edits {
        let start = at.index(bytes.len() + 1);
        let end = (start + length).min(bytes.len());
        let token = token.map(|token| token.get(TOKENS).as_bytes().to_vec()).unwrap_or_default();
        bytes.splice(start..end, token.into_iter().chain(byte));
    }
    bytes
}

/// What a report says, found by simple means from its members in order.
struct Model(Vec<(String, Value)>);

impl Model {
    fn of(text: &[u8]) -> Option<Self> {
        let Some(Value::Array(mut parts)) = json::read_all(text, text.len().max(1)) else { return None };
        let is_object = parts.first() == Some(&"object".into());
        let members: Vec<Value> = parts.drain(1..).collect();
        let pairs = members
            .chunks(2)
            .filter_map(|pair| Some((pair.first()?.as_str()?.to_owned(), pair.get(1)?.clone())));
        is_object.then(|| Self(pairs.collect()))
    }

    /// The value of a key; `Err` if it stands twice.
    fn get(&self, key: &str) -> Result<Option<&Value>, ()> {
        let mut values = self.0.iter().filter(|(other, _)| other == key).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(()),
            (value, None) => Ok(value.filter(|value| !value.is_null())),
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.get(key).ok().flatten().and_then(Value::as_str)
    }

    fn count(&self, key: &str) -> Option<u64> {
        self.get(key).ok().flatten().and_then(number).and_then(|number| whole(&number))
    }

    fn tag(&self, key: &str) -> Option<String> {
        match self.get(key).ok()?? {
            Value::String(text) => Some(text.clone()),
            Value::Bool(flag) => Some(flag.to_string()),
            value => {
                let number = number(value)?;
                let (sign, size) = number.strip_prefix('-').map_or(("", number.as_str()), |size| ("-", size));
                let digits = size.bytes().all(|byte| byte.is_ascii_digit());
                match whole(size) {
                    Some(0) => Some("0".into()),
                    Some(value) => Some(format!("{sign}{value}")),
                    None => digits.then(|| number.clone()),
                }
            }
        }
    }

    fn overrides(&self) -> Option<u64> {
        match (self.get("Overrides_count"), self.get("override")) {
            (Ok(None), Ok(None)) => Some(0),
            (Ok(None), Ok(Some(Value::Bool(flag)))) => Some(u64::from(*flag)),
            (Ok(None), _) => None,
            _ => self.count("Overrides_count"),
        }
    }

    /// The sum of the readable causes and their number of kinds; whether all are readable.
    fn causes(&self) -> (u128, bool) {
        match self.get("Unknown_causes") {
            Ok(None) => (0, true),
            Ok(Some(Value::String(_))) => (1, true),
            Ok(Some(Value::Array(parts))) if parts.first() == Some(&"object".into()) => {
                let counts: Vec<_> = parts
                    .iter()
                    .skip(2)
                    .step_by(2)
                    .map(|value| number(value).and_then(|number| whole(&number)))
                    .collect();
                (
                    counts.iter().flatten().map(|count| u128::from(*count)).sum(),
                    counts.iter().all(Option::is_some),
                )
            }
            Ok(Some(value @ Value::Array(parts))) if number(value).is_none() => {
                let texts = parts.iter().skip(1).filter(|part| part.is_string()).count();
                (texts as u128, texts == parts.len() - 1)
            }
            _ => (0, false),
        }
    }

    fn trusted(&self) -> bool {
        match self.get("schema_version") {
            Ok(None) => true,
            Ok(Some(Value::String(version))) => {
                let version = version.strip_prefix('v').unwrap_or(version);
                version.split('.').next() == Some("1")
            }
            _ => self.count("schema_version") == Some(1),
        }
    }

    fn compare(&self, run: &Run<'_>, text: &str) {
        let name = |key| self.text(key).filter(|name| !name.is_empty());
        let state = self.text("policy_state").map(|state| state.trim().to_ascii_lowercase());
        assert_eq!(run.identity.run_id, name("run_id").map(str::as_bytes), "{text}");
        assert_eq!(run.identity.policy_hash, name("policy_hash"), "{text}");
        assert_eq!(run.identity.job, self.text("job"), "{text}");
        assert_eq!(run.identity.policy_state, state.as_deref(), "{text}");
        assert_eq!(
            run.attempt,
            self.count("run_attempt").filter(|attempt| *attempt > 0).unwrap_or(1),
            "{text}"
        );
        assert_eq!(run.time, self.text("timestamp").and_then(Timestamp::parse), "{text}");
        let tags: Vec<_> = TAGS.iter().map(|tag| self.tag(tag)).collect();
        assert_eq!(run.tags.iter().map(|tag| tag.map(str::to_owned)).collect::<Vec<_>>(), tags, "{text}");
        let trusted = self.trusted();
        let counted = [
            (Signal::Warn, Mask::Warn, self.count("WARN_count")),
            (Signal::Fail, Mask::Fail, self.count("FAIL_count")),
            (Signal::Override, Mask::Override, self.overrides()),
        ];
        for (signal, mask, count) in counted {
            let count = count.filter(|_| trusted);
            assert_eq!(run.missing.contains(mask), count.is_none(), "{signal} {text}");
            assert_eq!(run.counts.get(signal), u128::from(count.unwrap_or(0)), "{signal} {text}");
        }
        let ((stated, readable), count) = (self.causes(), self.count("Unknown_count"));
        assert_eq!(run.missing.contains(Mask::Unknown), count.is_none() || !trusted, "{text}");
        if trusted {
            let found = rulecheck::base::vocab::UnknownClass::ALL.len() as u128;
            let unknown = run.counts.get(Signal::Unknown);
            let least = stated.max(u128::from(count.unwrap_or(0)));
            assert!(unknown >= least && unknown <= least + found, "{text}");
            assert!(run.missing.contains(Mask::Causes) || readable, "{text}");
        }
    }
}

/// The text of a number: [`json::read_all`] gives it as the one element of an array.
fn number(value: &Value) -> Option<String> {
    match value.as_array()?.as_slice() {
        [Value::String(text)] if text != "array" && text != "object" => Some(text.clone()),
        _ => None,
    }
}

/// The value of a number that is whole and fits a count.
fn whole(number: &str) -> Option<u64> {
    let (mantissa, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{before}{after}");
    if digits.bytes().all(|digit| digit == b'0') {
        return Some(0);
    }
    let beyond = if power.starts_with('-') { -1_000_000 } else { 1_000_000 };
    let point = i64::try_from(before.len()).unwrap()
        + power.trim_start_matches('+').parse::<i64>().unwrap_or(beyond).clamp(-1_000_000, 1_000_000);
    let point = usize::try_from(point).ok().filter(|point| *point < 1_000)?;
    let padded = format!("{digits:0<point$}");
    let (whole, fraction) = padded.split_at(point);
    let value = whole.trim_start_matches('0');
    let fits = !negative && fraction.bytes().all(|digit| digit == b'0') && value.len() <= 16;
    value.parse().ok().filter(|value| fits && *value < 1 << 53)
}

fn against_serde(bytes: &[u8]) {
    let theirs = std::str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<Value>(text).is_ok());
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(theirs, json::read_all(bytes, bytes.len().max(1)).is_some(), "{text}");
    let Some(model) = Model::of(bytes) else { return };
    let is_array =
        |value: &Value| value.as_array().is_some_and(|parts| parts.first() == Some(&"array".into()));
    if model.0.iter().any(|(key, value)| key == "runs" && is_array(value)) {
        return;
    }
    for window in [16, bytes.len().max(4)] {
        let mut scanner = Scanner::new(Bytes::from(bytes), vec![0; window]);
        let mut runs = 0;
        let contents = DocumentReader::new(&TAGS)
            .read(&mut scanner, |run| {
                runs += 1;
                assert!(!run.unreadable, "{text}");
                model.compare(run, &text);
            })
            .unwrap();
        assert_eq!(runs + contents.own_outputs, 1, "{text}");
    }
}

#[test]
fn every_report_cut_and_every_byte_changed() {
    for report in REPORTS {
        for at in 0..report.len() {
            let cut = report.as_bytes().get(..at).unwrap();
            same_through_any_window(cut);
            against_serde(cut);
            for byte in [0, b'\n', b' ', b'"', b'\\', b'}', b',', b'0', b'-', b'.', b'x', 0x80, 0xc3] {
                let mut bytes = report.as_bytes().to_vec();
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = byte;
                }
                against_serde(&bytes);
                // After a report of the same layout, and before one.
                let document = [report.as_bytes(), &bytes, report.as_bytes()].join(&b'\n');
                let plain = told(&document, document.len());
                assert_eq!(told(&document, 16), plain, "{}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}

#[test]
fn tags() {
    for (value, expected) in [
        (r#""main""#, Some("main")),
        (r#""""#, Some("")),
        (r#""\u00e9""#, Some("é")),
        ("3", Some("3")),
        ("3.0", Some("3")),
        ("30e-1", Some("3")),
        ("-2", Some("-2")),
        ("-2.00", Some("-2")),
        ("-0", Some("0")),
        ("-0.0e5", Some("0")),
        ("123456789012345678901234567890", Some("123456789012345678901234567890")),
        ("-123456789012345678901234567890", Some("-123456789012345678901234567890")),
        ("9007199254740991.0", Some("9007199254740991")),
        ("9007199254740992.0", None),
        ("1.5", None),
        ("true", Some("true")),
        ("false", Some("false")),
        ("null", None),
        ("[]", None),
        (r#"{"a":"b"}"#, None),
        (r#""a","branch":"a""#, None),
        (r#""a","branch":null,"branch":"b""#, None),
    ] {
        for (name, text) in
            [("branch", format!(r#"{{"branch":{value}}}"#)), ("format", format!(r#"[{{"format":{value}}}]"#))]
        {
            let text = text.replace("branch", name);
            let value = |document: &str, window: usize| {
                let mut scanner = Scanner::new(Bytes::from(document.as_bytes()), vec![0; window]);
                let mut found = Vec::new();
                let read = DocumentReader::new(&["branch", "format", "run_id"]).read(&mut scanner, |run| {
                    assert_eq!(run.tags.get(2), Some(&None), "a field is no tag");
                    found.push(run.tags.get(usize::from(name == "format")).unwrap().map(str::to_owned));
                });
                read.map(|_| found).unwrap()
            };
            for window in [8, 1 << 10] {
                assert_eq!(value(&text, window), [expected.map(str::to_owned)], "{text}");
                // An envelope's holds for elements that lack it, also for those that cannot be read.
                let members = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(&text);
                let members = members.strip_suffix('}').unwrap();
                let envelope = format!(r#"{members},"runs":[{{}},{{"{name}":"own"}},{{"{name}":null}},7]}}"#);
                let outer = expected.map(str::to_owned);
                let expected = [outer.clone(), Some("own".into()), None, outer];
                assert_eq!(value(&envelope, window), expected, "{envelope}");
            }
        }
    }
}

#[test]
fn times_are_read_alike() {
    // It remembers the last day.
    let mut clock = Clock::default();
    let mut check = |text: &str, plain: bool| {
        let time = Timestamp::parse(text);
        let quick = text.as_bytes().try_into().ok().and_then(|text| clock.read(text));
        assert!(quick.is_none() || quick == time, "{text}");
        assert_eq!(quick.is_some(), plain && time.is_some(), "{text}");
    };
    for year in (0..10_000).filter(|year| year % 97 < 2 || year % 100 == 0 || *year > 9_990) {
        for month in 0..=13 {
            for day in [0, 1, 2, 28, 29, 30, 31, 32] {
                check(&format!("{year:04}-{month:02}-{day:02}T23:59:58Z"), true);
            }
        }
    }
    let time = "2024-02-29T10:20:30Z";
    for at in 0..time.len() {
        for byte in " 0123456789:-+.TZtz/;\"".chars() {
            let text: String =
                time.char_indices().map(|(other, own)| if other == at { byte } else { own }).collect();
            let plain = text.ends_with('Z') && text.contains('T') && !text.contains(":60");
            check(&text, plain);
        }
    }
}

/// A feed that cannot go back.
struct Stream<'a>(Bytes<'a>);

impl Feed for Stream<'_> {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, FeedError> {
        let few = buffer.len().min(100);
        self.0.fill(buffer.get_mut(..few).unwrap_or_default())
    }

    fn rewind(&mut self, _: u64) -> Result<(), FeedError> {
        Err(FeedError::Failed("it cannot go back".into()))
    }
}

#[test]
fn a_value_of_half_a_window_is_read_without_going_back() {
    let broken = format!("{{\"x\":\"{}\" oops\n", "y".repeat(400));
    let envelope = format!(r#"{{"runs":[{}{{}}],"policy_state":"pinned"}}"#, r#"{"x":[1,2]},"#.repeat(30));
    let document = [broken.as_str(), REPORTS[0], "\n", &envelope].concat().repeat(20);
    let runs = |feed: Result<usize, FeedError>| feed.unwrap();
    let mut count = 0;
    let mut scanner = Scanner::new(Stream(Bytes::from(document.as_bytes())), vec![0; 1 << 10]);
    let read = DocumentReader::new(&[]).read(&mut scanner, |_| count += 1);
    assert_eq!((runs(read.map(|_| count)), count), (20 * 33, 20 * 33));
}

proptest! {
    #[test]
    fn edited_reports(report in prop::sample::select(REPORTS), edits in edits()) {
        let bytes = edited(report, edits);
        against_serde(&bytes);
        same_through_any_window(&bytes);
    }

    #[test]
    fn edited_reports_among_others(
        reports in prop::collection::vec((prop::sample::select(REPORTS), edits()), 1..8),
        (start, between, end) in prop::sample::select(vec![("", "\n", ""), ("[", ",", "]"), ("{\"branch\":\"b\",\"job\":\"j\",\"runs\":[", ", ", "],\"policy_hash\":\"h\"}")]),
    ) {
        let reports: Vec<Vec<u8>> = reports.into_iter().map(|(report, edits)| edited(report, edits)).collect();
        let document = [start.as_bytes(), &reports.join(between.as_bytes()), end.as_bytes()].concat();
        same_through_any_window(&document);
    }
}
