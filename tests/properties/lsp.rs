//! A document that is edited piece by piece is the same as one that is sent whole, and no question about it fails.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::editor::Editor;
use crate::transcript::root;

/// Pieces of rules, whole and broken, with characters of every width and line ends of every kind.
const PIECES: &[&str] = &[
    "",
    " ",
    "\n",
    "\r\n",
    "\r",
    "😀",
    "ü",
    "\u{feff}",
    "\u{0}",
    "#",
    "\"",
    "{",
    "}",
    "(",
    ")",
    ",",
    "rule",
    "rule a \"ä😀\" {\n  require rate(fail) < most\n}\n",
    "const most = 20%\r\n",
    "const other: rate",
    "let noise = rate(warn, fail)",
    "constants from \"policy_constants.json\"",
    "for each stratum in ",
    "for each job ",
    "require noise in pinned within 5pp of noise in unpinned or runs > 3",
    "else hold",
    "waive unknown_schema because \"x\" until 2027-01-01\n",
    "policy p \"😀\"",
    "due at once\n",
    "test \"ü\" {\n  given pinned { runs 20 }\n  expect go because a, b\n}\n",
    "not not - - ((",
    "0.2",
    "ratee(fial) ≤ 0,2%",
];

#[derive(Debug, Clone)]
struct Edit {
    from: (u32, u32),
    to: (u32, u32),
    text: String,
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = || (0_u32..12, prop_oneof![0_u32..40, Just(u32::MAX)]);
    (place(), place(), proptest::collection::vec(select(PIECES), 0..3)).prop_map(|(a, b, text)| {
        let (from, to) = if a <= b { (a, b) } else { (b, a) };
        Edit { from, to, text: text.concat() }
    })
}

/// The UTF-16 index of a position: beyond the line its end, inside a character its beginning.
fn index(units: &[u16], (line, column): (u32, u32)) -> usize {
    let (cr, lf) = (u16::from(b'\r'), u16::from(b'\n'));
    let mut start = 0;
    for _ in 0..line {
        let Some(end) = units[start..].iter().position(|unit| [cr, lf].contains(unit)) else {
            return units.len();
        };
        start += end + 1;
        if units[start - 1] == cr && units.get(start) == Some(&lf) {
            start += 1;
        }
    }
    let length =
        units[start..].iter().position(|unit| [cr, lf].contains(unit)).unwrap_or(units.len() - start);
    let at = start + length.min(column as usize);
    if at > start && units.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit)) { at - 1 } else { at }
}

fn edited(text: &str, edit: &Edit) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let (from, to) = (index(&units, edit.from), index(&units, edit.to));
    units.splice(from..to.max(from), edit.text.encode_utf16());
    String::from_utf16(&units).unwrap()
}

fn position((line, character): (u32, u32)) -> Value {
    json!({ "line": line, "character": character })
}

/// Every question about a document, at a place.
fn questions(at: (u32, u32), to: (u32, u32)) -> Vec<(&'static str, Value)> {
    let document = Editor::document("gate.rules");
    let here = |more: Value| {
        let mut params = json!({ "textDocument": document, "position": position(at) });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let range = json!({ "start": position(at), "end": position(to) });
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let whole = |more: Value| {
        let mut params = json!({ "textDocument": document });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    vec![
        ("textDocument/hover", here(json!({}))),
        ("textDocument/completion", here(json!({}))),
        ("textDocument/definition", here(json!({}))),
        ("textDocument/references", here(json!({ "context": { "includeDeclaration": true } }))),
        ("textDocument/documentHighlight", here(json!({}))),
        ("textDocument/prepareRename", here(json!({}))),
        ("textDocument/rename", here(json!({ "newName": "quiet" }))),
        ("textDocument/documentSymbol", whole(json!({}))),
        ("textDocument/foldingRange", whole(json!({}))),
        ("textDocument/semanticTokens/full", whole(json!({}))),
        ("textDocument/formatting", whole(json!({ "options": options }))),
        ("textDocument/rangeFormatting", whole(json!({ "options": options, "range": range }))),
        ("textDocument/inlayHint", whole(json!({ "range": range }))),
        ("textDocument/codeLens", whole(json!({}))),
        ("textDocument/codeAction", whole(json!({ "range": range, "context": { "diagnostics": [] } }))),
        ("workspace/symbol", json!({ "query": "o" })),
    ]
}

fn client() -> Editor {
    // Without `documentChanges`, no version stands in an edit.
    let mut client = Editor::new(&json!({}));
    client.put("policy_constants.json", "{\"most\": \"20%\"}");
    let metrics = std::fs::read_to_string(root().join("tests/lsp/rollout_metrics.json")).unwrap();
    client.put("rollout_metrics.json", &metrics);
    client
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn edits_piece_by_piece_are_the_whole_text(
        begin in proptest::collection::vec(select(PIECES), 0..8),
        edits in proptest::collection::vec(edit(), 1..8),
    ) {
        let mut text = format!("policy p \"ü😀\"\ndue at once\n{}", begin.join("\n"));
        let mut pieces = client();
        pieces.open("gate.rules", &text);
        for edit in edits {
            let range = json!({ "start": position(edit.from), "end": position(edit.to) });
            let told = pieces.change("gate.rules", &json!([{ "range": range, "text": edit.text }]));
            text = edited(&text, &edit);
            let mut whole = client();
            whole.open("gate.rules", "");
            let told_whole = whole.change("gate.rules", &json!([{ "text": text }]));
            // What is told again depends on what was told before; where both tell, they tell the same.
            let found = |messages: &[lsp_server::Message]| messages.iter().find_map(|message| match message {
                lsp_server::Message::Notification(it) => Some(it.params["diagnostics"].clone()),
                _ => None,
            });
            if let (Some(a), Some(b)) = (found(&told), found(&told_whole)) {
                prop_assert_eq!(a, b, "{}", text);
            }
            for (method, params) in questions(edit.from, edit.to) {
                let one = pieces.request(method, params.clone()).0;
                let other = whole.request(method, params).0;
                prop_assert_eq!(one, other, "{} {}", method, text);
            }
        }
    }
}

/// Applies edits that lie in the order of the text and do not touch.
fn applied(text: &str, edits: &Value) -> String {
    let place = |position: &Value| {
        let part = |key: &str| u32::try_from(position[key].as_u64().unwrap()).unwrap();
        (part("line"), part("character"))
    };
    let mut text = text.to_owned();
    for change in edits.as_array().unwrap().iter().rev() {
        let (from, to) = (place(&change["range"]["start"]), place(&change["range"]["end"]));
        text = edited(&text, &Edit { from, to, text: change["newText"].as_str().unwrap().to_owned() });
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// The edits of a range are a part of those of the whole: a file laid out in pieces is laid out.
    #[test]
    fn laying_out_piece_by_piece_lays_out(
        declarations in proptest::collection::vec(select(vec![
            "const a=5%  # five ü", "const long_name  =  7%", "# alone", "",
            "rule r { # opened\n  require   rate(fail)<a   # 😀\n  # inside\n}",
            "rule s { require rate(warn) < long_name }", "let  noise=rate(warn,fail)",
        ]), 0..9),
        crlf in any::<bool>(),
    ) {
        let mut text = format!("policy  p \"😀\"   due  at once\n{}\n", declarations.join("\n"));
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        let ask = |text: &str, method: &str, range: Value| {
            let mut client = client();
            client.open("gate.rules", text);
            let params = json!({ "textDocument": Editor::document("gate.rules"), "options": options, "range": range });
            client.request(method, params).0.unwrap()
        };
        let whole = ask(&text, "textDocument/formatting", Value::Null);
        let formatted = applied(&text, &whole);
        let mut pieces = text.clone();
        // Each time, one declaration at least comes to its place.
        for _ in 0..declarations.len() + 3 {
            let mut line = 0;
            while line <= u32::try_from(pieces.lines().count()).unwrap() {
                let range = json!({ "start": position((line, 0)), "end": position((line, u32::MAX)) });
                pieces = applied(&pieces, &ask(&pieces, "textDocument/rangeFormatting", range));
                line += 1;
            }
        }
        prop_assert_eq!(pieces, formatted, "{}", text);
    }
}
