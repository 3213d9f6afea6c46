//! The language server, driven by recorded sessions (tests/lsp/*.session), and over a real connection.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufReader, Write as _};
use std::process::{Command, Stdio};

use lsp_server::{Message, Notification, Request, RequestId};
use rulecheck::lsp::{framing, handlers};
use serde_json::{Value, json};

use crate::editor::{Editor, uri};
use crate::transcript::{assert_golden, files, root};

/// `3:4` or `3:4-5:6`, lines and columns from 0, as the protocol counts.
fn position(text: &str) -> Value {
    let (line, character) = text.split_once(':').unwrap();
    json!({ "line": line.parse::<u32>().unwrap(), "character": character.parse::<u32>().unwrap() })
}

fn range(text: &str) -> Value {
    let (start, end) = text.split_once('-').unwrap_or((text, text));
    json!({ "start": position(start), "end": position(end) })
}

/// The answer with ranges, positions and URIs in short.
fn short(value: &Value) -> Value {
    let at = |position: &Value| Some(format!("{}:{}", position.get("line")?, position.get("character")?));
    match value {
        Value::Object(members) => {
            if let Some(position) = at(value) {
                return position.into();
            }
            if let (Some(start), Some(end), 2) = (members.get("start"), members.get("end"), members.len())
                && let (Some(start), Some(end)) = (at(start), at(end))
            {
                return format!("{start}-{end}").into();
            }
            members.iter().map(|(key, value)| (key.clone(), short(value))).collect()
        }
        Value::Array(elements) => elements.iter().map(short).collect(),
        Value::String(text) => text.replace("file:///work/", "").into(),
        other => other.clone(),
    }
}

/// A session as it is today.
struct Session {
    editor: Editor,
    /// The documents as they were opened.
    texts: BTreeMap<String, String>,
    out: String,
}

impl Session {
    /// Writes what the server says.
    fn said(&mut self, line: &str) {
        let _ = writeln!(self.out, "{}", format!("< {line}").trim_end());
    }

    fn answer(&mut self, value: &Value) {
        for line in serde_json::to_string_pretty(&short(value)).unwrap().lines() {
            self.said(line);
        }
    }

    /// What the server sends unasked.
    fn sent(&mut self, messages: Vec<Message>) {
        for message in messages {
            match message {
                Message::Notification(Notification { method, params })
                    if method == "textDocument/publishDiagnostics" =>
                {
                    self.findings(&params);
                }
                Message::Notification(Notification { method, params })
                | Message::Request(Request { method, params, .. }) => {
                    self.said(&method);
                    self.answer(&params);
                }
                Message::Response(_) => {}
            }
        }
    }

    fn findings(&mut self, params: &Value) {
        let name = params["uri"].as_str().unwrap().replace("file:///work/", "");
        let found = params["diagnostics"].as_array().unwrap();
        if found.is_empty() {
            self.said(&format!("{name}: nothing is wrong"));
        }
        for diagnostic in found {
            let severity = if diagnostic["severity"] == 1 { "error" } else { "warning" };
            let (place, code) = (short(&diagnostic["range"]), diagnostic["code"].as_str().unwrap());
            let tag = if diagnostic["tags"].is_array() { " (superfluous)" } else { "" };
            self.said(&format!("{name}:{} {severity} {code}{tag}", place.as_str().unwrap()));
            for line in diagnostic["message"].as_str().unwrap().lines() {
                self.said(&format!("  {line}"));
            }
            for related in diagnostic["relatedInformation"].as_array().into_iter().flatten() {
                let place = short(&related["location"]["range"]);
                self.said(&format!("  {} {}", place.as_str().unwrap(), related["message"].as_str().unwrap()));
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) {
        let (answer, beside) = self.editor.request(method, params);
        match answer {
            Ok(answer) => self.answer(&answer),
            Err(error) => {
                self.said(&format!("error {}: {}", error["code"], error["message"].as_str().unwrap()));
            }
        }
        self.sent(beside);
    }

    /// The answer to a question at a place.
    fn at(&mut self, method: &str, name: &str, at: &str) -> Value {
        let params = json!({ "textDocument": Editor::document(name), "position": position(at) });
        self.editor.request(method, params).0.unwrap()
    }

    fn hover(&mut self, name: &str, at: &str) {
        let answer = self.at("textDocument/hover", name, at);
        self.said(short(&answer["range"]).as_str().unwrap_or("-"));
        for line in answer["contents"]["value"].as_str().unwrap_or("nothing").lines() {
            self.said(line);
        }
    }

    fn complete(&mut self, name: &str, at: &str) {
        let answer = self.at("textDocument/completion", name, at);
        let labels = answer["items"].as_array().map(|items| {
            items.iter().map(|item| item["label"].as_str().unwrap()).collect::<Vec<_>>().join(" | ")
        });
        self.said(labels.as_deref().unwrap_or("nothing"));
    }

    /// The coloured words, a line each: place, word, kind, what else is said of it.
    fn tokens(&mut self, name: &str) {
        let params = json!({ "textDocument": Editor::document(name) });
        let answer = self.editor.request("textDocument/semanticTokens/full", params).0.unwrap();
        let legend = handlers::outline::legend();
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let numbers: Vec<usize> = answer["data"].as_array().unwrap().iter().map(number).collect();
        let text = self.texts[name].clone();
        let (mut line, mut column) = (0, 0);
        for token in numbers.chunks(5) {
            column = if token[0] == 0 { column + token[1] } else { token[1] };
            line += token[0];
            let units = text.lines().nth(line).unwrap().encode_utf16().skip(column).take(token[2]);
            let word = String::from_utf16(&units.collect::<Vec<_>>()).unwrap();
            let modifiers =
                legend.token_modifiers.iter().enumerate().filter(|(at, _)| token[4] >> at & 1 == 1);
            let modifiers: Vec<&str> = modifiers.map(|(_, modifier)| modifier.as_str()).collect();
            self.said(&format!(
                "{line}:{column} {word}: {} {}",
                legend.token_types[token[3]],
                modifiers.join(" ")
            ));
        }
    }

    /// One line of a session, with the text below it.
    fn step(&mut self, line: &str, text: &str) {
        let rest = |words: usize| line.splitn(words + 1, ' ').nth(words).unwrap_or_default();
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        match words.as_slice() {
            [""] | ["##", ..] => {}
            ["silent"] => self.editor = Editor::silent(),
            ["client", ..] => {
                self.editor = Editor::new(&serde_json::from_str(rest(1)).unwrap());
                let messages = std::mem::take(&mut self.editor.greeting);
                self.sent(messages);
            }
            ["put", name] => self.editor.put(name, text),
            ["put", name, "from", path] => {
                self.editor.put(name, &std::fs::read_to_string(root().join(path)).unwrap());
            }
            ["open", name] => {
                self.texts.insert((*name).to_owned(), text.to_owned());
                let messages = self.editor.open(name, text);
                self.sent(messages);
            }
            ["edit", name, at, text] => {
                let text: String = serde_json::from_str(text).unwrap();
                let messages = self.editor.change(name, &json!([{ "range": range(at), "text": text }]));
                self.sent(messages);
            }
            ["close", name] => {
                self.tell("textDocument/didClose", json!({ "textDocument": Editor::document(name) }));
            }
            ["save", name] => {
                self.tell("textDocument/didSave", json!({ "textDocument": Editor::document(name) }));
            }
            ["disk", name] => {
                let changes = json!([{ "uri": uri(name), "type": 2 }]);
                self.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
            }
            ["tell", method, ..] => self.tell(method, serde_json::from_str(rest(2)).unwrap_or_default()),
            ["raw", method, ..] => self.ask(method, serde_json::from_str(rest(2)).unwrap()),
            ["hover", name, at] => self.hover(name, at),
            ["complete", name, at] => self.complete(name, at),
            ["tokens", name] => self.tokens(name),
            ["ask", method, name, ..] => {
                let mut params = json!({ "textDocument": Editor::document(name) });
                let (at, more) = match rest(3) {
                    more if more.starts_with('{') => ("", more),
                    rest => rest.split_once(' ').unwrap_or((rest, "")),
                };
                if at.contains('-') {
                    params["range"] = range(at);
                } else if !at.is_empty() {
                    params["position"] = position(at);
                }
                let more: Value = serde_json::from_str(more).unwrap_or_default();
                params.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
                self.ask(&format!("textDocument/{method}"), params);
            }
            other => panic!("{other:?}"),
        }
    }

    fn tell(&mut self, method: &str, params: Value) {
        let messages = self.editor.notify(method, params);
        self.sent(messages);
    }
}

/// Goes through a session and gives it as it is today. Its lines:
///
/// `client JSON` greets with these abilities; `put NAME` and `open NAME` take the text from the lines below that
/// begin with `| `; `edit NAME RANGE JSON` replaces; `ask METHOD NAME [RANGE] [JSON]` asks, `complete` and `hover`
/// likewise in short, `tokens NAME` asks for the colours, `raw METHOD JSON` anything; `tell METHOD JSON` notifies;
/// `close NAME`, `save NAME`, `disk NAME` (it changed there).
fn replay(session: &str) -> String {
    let mut today = Session { editor: Editor::silent(), texts: BTreeMap::new(), out: String::new() };
    let mut lines = session.lines().filter(|line| !line.starts_with('<')).peekable();
    while let Some(line) = lines.next() {
        let mut text = String::new();
        let _ = writeln!(today.out, "{line}");
        while let Some(more) = lines.next_if(|line| line.starts_with('|')) {
            let _ = writeln!(today.out, "{more}");
            let _ = writeln!(text, "{}", more.strip_prefix("| ").unwrap_or_default());
        }
        today.step(line, &text);
    }
    today.out
}

#[test]
fn sessions_are_what_they_were() {
    for path in files("tests/lsp", "session") {
        let session = std::fs::read_to_string(&path).unwrap();
        assert_golden(&path, &replay(&session));
    }
}

/// A message as it goes over a connection.
fn framed(message: &Value) -> Vec<u8> {
    let text = message.to_string();
    format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes()
}

#[test]
fn a_process_serves_until_exit() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_rulecheck"))
        .args(["lsp", "--stdio"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = server.stdin.take().unwrap();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    let rules = "policy ü \"😀\"\ndue at once\nrule a { require rate(fail) < 0.2 }\n";
    let document =
        json!({ "uri": "file:///nowhere/a.rules", "languageId": "rulecheck", "version": 1, "text": rules });
    for message in [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!("no message"),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }),
    ] {
        input.write_all(&framed(&message)).unwrap();
    }
    let mut next = || framing::read(&mut output).unwrap().unwrap();
    let Message::Response(greeting) = next() else { panic!("no answer") };
    assert_eq!(greeting.id, RequestId::from(1));
    let Message::Notification(told) = next() else { panic!("nothing told") };
    assert_eq!(told.method, "textDocument/publishDiagnostics");
    let codes: Vec<_> =
        told.params["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, ["syntax::malformed_name", "type::rate_vs_number"]);
    input.write_all(&framed(&json!({ "jsonrpc": "2.0", "id": "x", "method": "shutdown" }))).unwrap();
    input.write_all(&framed(&json!({ "jsonrpc": "2.0", "method": "exit" }))).unwrap();
    let Message::Response(last) = next() else { panic!("no answer") };
    assert_eq!((last.id, last.response_result.unwrap()), (RequestId::from("x".to_owned()), Value::Null));
    assert_eq!(server.wait().unwrap().code(), Some(0));
}

#[test]
fn a_process_that_loses_its_client_ends() {
    for input in [&b""[..], b"Content-Length: x\r\n\r\n", b"Content-Length: 20\r\n\r\n{}"] {
        let mut server = Command::new(env!("CARGO_BIN_EXE_rulecheck"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        server.stdin.take().unwrap().write_all(input).unwrap();
        assert_eq!(server.wait().unwrap().code(), Some(1));
    }
}
