//! The JSON scanner against serde_json: the same texts accepted, the same trees, through windows of any size.

use proptest::prelude::*;
use rulecheck::base::json_fault::Scan;
use rulecheck::base::json_read::{Node, parse};
use rulecheck::base::json_scan::{Kind, Scanner};
use rulecheck::base::json_window::{Bytes, Feed, FeedError};
use rulecheck::base::source::Spanned;
use serde_json::Value;

/// Hands out at most `most` bytes at once.
struct Drops<'a> {
    bytes: Bytes<'a>,
    most: usize,
}

impl Feed for Drops<'_> {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, FeedError> {
        let most = self.most.min(buffer.len());
        self.bytes.fill(buffer.get_mut(..most).unwrap_or_default())
    }

    fn rewind(&mut self, offset: u64) -> Result<(), FeedError> {
        self.bytes.rewind(offset)
    }
}

fn drops(bytes: &[u8], window: usize) -> Scanner<Drops<'_>> {
    Scanner::new(Drops { bytes: Bytes::from(bytes), most: window }, vec![0; window])
}

/// Objects as lists, so that order and duplicates are compared too.
pub(crate) fn read<F: Feed>(scanner: &mut Scanner<F>) -> Scan<Value> {
    Ok(match scanner.value()? {
        Kind::Null => Value::Null,
        Kind::True => Value::Bool(true),
        Kind::False => Value::Bool(false),
        Kind::Number => Value::Array(vec![scanner.text_str().into()]),
        Kind::String => scanner.text_str().into(),
        Kind::Array => {
            let mut elements = vec!["array".into()];
            while scanner.next_element(elements.len() == 1)? {
                elements.push(read(scanner)?);
            }
            Value::Array(elements)
        }
        Kind::Object => {
            let mut members = vec!["object".into()];
            while scanner.next_key(members.len() == 1)? {
                members.push(scanner.text_str().into());
                members.push(read(scanner)?);
            }
            Value::Array(members)
        }
    })
}

pub(crate) fn read_all(bytes: &[u8], window: usize) -> Option<Value> {
    let mut scanner = drops(bytes, window);
    let value = read(&mut scanner).ok()?;
    scanner.end().ok().map(|()| value)
}

fn skips_all(bytes: &[u8], window: usize) -> bool {
    let mut scanner = drops(bytes, window);
    scanner.skip().is_ok() && scanner.end().is_ok()
}

fn from_node(node: &Spanned<Node>, text: &str) -> Value {
    let slice = text.get(node.span.range()).unwrap();
    match &node.node {
        Node::Null => Value::Null,
        Node::Bool(value) => Value::Bool(*value),
        Node::Number(number) => {
            assert_eq!(number, slice);
            Value::Array(vec![number.as_str().into()])
        }
        Node::String(string) => {
            assert_eq!(serde_json::from_str::<String>(slice).unwrap(), *string);
            string.as_str().into()
        }
        Node::Array(elements) => Value::Array(
            std::iter::once("array".into())
                .chain(elements.iter().map(|element| from_node(element, text)))
                .collect(),
        ),
        Node::Object(members) => {
            let mut list = vec!["object".into()];
            for (key, value) in members {
                let slice = text.get(key.span.range()).unwrap();
                assert_eq!(serde_json::from_str::<String>(slice).unwrap(), key.node);
                list.push(key.node.as_str().into());
                list.push(from_node(value, text));
            }
            Value::Array(list)
        }
    }
}

/// serde_json's own tree, from which order and duplicates are gone.
fn plain(node: &Spanned<Node>) -> Value {
    match &node.node {
        Node::Null => Value::Null,
        Node::Bool(value) => Value::Bool(*value),
        Node::Number(number) => serde_json::from_str(number).unwrap(),
        Node::String(string) => string.as_str().into(),
        Node::Array(elements) => elements.iter().map(plain).collect(),
        Node::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (key.node.clone(), plain(value))).collect())
        }
    }
}

/// Compares every way to read `bytes`.
fn compare(bytes: &[u8]) {
    // serde_json does not look at the encoding of what it skips, so the text is checked as a whole first.
    let text = std::str::from_utf8(bytes).ok();
    let theirs = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let ours = read_all(bytes, bytes.len().max(1));
    assert_eq!(ours.is_some(), theirs.is_some(), "{:?}", String::from_utf8_lossy(bytes));
    for window in (1..12).chain([16, 63, 64, 65]) {
        assert_eq!(read_all(bytes, window), ours, "window {window}, {:?}", String::from_utf8_lossy(bytes));
        assert_eq!(skips_all(bytes, window), ours.is_some(), "{window} {:?}", String::from_utf8_lossy(bytes));
    }
    if let Some(text) = text.filter(|text| !text.starts_with('\u{feff}')) {
        match parse(text) {
            Ok(node) => {
                assert_eq!(Some(from_node(&node, text)), ours);
                assert_eq!(Some(plain(&node)), theirs);
            }
            Err(error) => {
                assert!(ours.is_none(), "{text:?}: {error}");
                assert!(text.get(error.span.range()).is_some(), "{text:?}: {error:?}");
            }
        }
    }
}

const DOCUMENTS: &[&str] = &[
    r#"{"run_id":"r1","policy_state":"pinned","WARN_count":0,"FAIL_count":3.0,"x":[1,-2.5e+10,true,null]}"#,
    r#"[{"a":{"b":[[],{}, "\ud83d\ude00\u0041\n"]}},"ü€😀",-0.0e-7 , false]"#,
    " {\r\n\t\"k\" : \"tab\\tquote\\\"slash\\/\\\\\" , \"k\":[ ] } ",
    "12345678901234567890.123e5",
    "\"eight by\\u00e9te runs, then more than eight\"",
];

#[test]
fn every_byte_changed_or_the_rest_cut() {
    for document in DOCUMENTS {
        compare(document.as_bytes());
        for at in 0..document.len() {
            compare(document.as_bytes().get(..at).unwrap());
            for byte in [
                0, b'\n', b' ', b'"', b'\\', b'{', b'}', b',', b'0', b'-', b'e', b'.', 0x80, 0xc3, 0xed, 0xff,
            ] {
                let mut bytes = document.as_bytes().to_vec();
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = byte;
                }
                compare(&bytes);
            }
        }
    }
}

#[test]
fn oddities() {
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "NaN",
        "-Infinity",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "0x1",
        "1_0",
        "--1",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "[1]]",
        "{}{}",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\ud800\"",
        "\"\\ud800x\"",
        "\"\\u12\"",
        "\"\\x\"",
        "\"a\nb\"",
        "\"\u{7f}\"",
        "true false",
        "/* c */ 1",
        "[1]//",
        "\u{feff}",
        "\u{a0}1",
        "1\u{0}",
        "tru\u{e9}",
        "-0",
        "-0.0",
        "0e0",
        "1E5",
    ] {
        compare(text.as_bytes());
    }
    for bytes in [
        &b"\"\xed\xa0\x80\""[..],
        b"\"\xc0\x80\"",
        b"\"\xf4\x90\x80\x80\"",
        b"{\"skipped\":[\"\xff\"]}",
        b"\"\xe2\x82",
    ] {
        compare(bytes);
    }
}

#[test]
fn nesting_ends_at_128() {
    for depth in [127, 128, 129, 1_000_000] {
        let arrays = "[".repeat(depth) + &"]".repeat(depth);
        let objects = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        for text in [arrays, objects] {
            assert_eq!(skips_all(text.as_bytes(), 64), depth <= 128);
            assert_eq!(parse(&text).is_ok(), depth <= 128);
        }
    }
}

#[test]
fn errors_name_the_place() {
    let error = |text: &str| {
        parse(text).map_err(|error| (error.span.start, error.span.end, error.message)).unwrap_err()
    };
    assert_eq!(error("{\"a\": 01}"), (7, 8, "not a number as JSON writes it".into()));
    assert_eq!(error("[1, 2"), (5, 5, "the text ends within a value".into()));
    assert_eq!(error("[1 é]"), (3, 5, "expected `,` or `]`".into()));
    assert_eq!(error("{} {}"), (3, 4, "expected the end of the text".into()));
    assert!(parse("\u{feff}{}").is_ok());
}

fn json() -> impl Strategy<Value = String> {
    let space = prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just("\n\t")];
    let string = prop_oneof![any::<String>(), "[a-z\\\\\"]{0,20}"]
        .prop_map(|text| serde_json::to_string(&text).unwrap());
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,3})?",
        string.clone(),
        "\"(\\\\u[0-9a-fA-F]{4}|\\\\[bfnrt/]|[a-z])*\"",
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        let element =
            (space.clone(), inner.clone(), space.clone()).prop_map(|(a, b, c)| format!("{a}{b}{c}"));
        let member = (string.clone(), element.clone()).prop_map(|(key, value)| format!("{key}:{value}"));
        prop_oneof![
            prop::collection::vec(element, 0..6).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|list| format!("{{{}}}", list.join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn random_texts(text in json()) {
        compare(text.as_bytes());
    }

    #[test]
    fn mutated_texts(text in json(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..4)) {
        let mut bytes = text.into_bytes();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len().max(1));
            match how {
                0 => bytes.insert(at.min(bytes.len()), byte),
                1 if at < bytes.len() => { bytes.remove(at); }
                _ => if let Some(slot) = bytes.get_mut(at) { *slot = byte },
            }
        }
        compare(&bytes);
    }
}
