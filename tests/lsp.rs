//! The language server, driven by recorded sessions (tests/lsp/*.session), and over a real connection.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufReader, Write as _};
use std::process::{Command, Stdio};
use std::rc::Rc;

use lsp_server::{Message, Notification, Request, RequestId, Response};
use rulecheck::lsp::files::Files;
use rulecheck::lsp::framing;
use rulecheck::lsp::server::Server;
use serde_json::{Value, json};

use crate::transcript::{assert_golden, files, root};

/// Files in memory.
#[derive(Clone, Default)]
struct Memory(Rc<RefCell<BTreeMap<String, String>>>);

impl Files for Memory {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.borrow().get(path).map(|text| text.clone().into_bytes())
    }

    fn rules_below(&self, folder: &str) -> Vec<String> {
        let inside = |path: &&String| path.starts_with(&format!("{folder}/")) && path.ends_with(".rules");
        self.0.borrow().keys().filter(inside).cloned().collect()
    }
}

/// A client that speaks to a server without a connection.
pub(crate) struct Client {
    server: Server,
    disk: Memory,
    /// The documents as the client has them.
    versions: BTreeMap<String, i32>,
    next: i32,
}

fn uri(name: &str) -> String {
    format!("file:///work/{}", name.replace(' ', "%20"))
}

impl Client {
    /// A client that has not said anything yet.
    pub(crate) fn silent() -> Self {
        let disk = Memory::default();
        Self { server: Server::new(Box::new(disk.clone())), disk, versions: BTreeMap::new(), next: 0 }
    }

    /// A client with these abilities, that has been greeted.
    pub(crate) fn new(capabilities: Value) -> Self {
        let mut client = Self::silent();
        client.request("initialize", json!({ "processId": null, "rootUri": uri(""), "capabilities": capabilities }));
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn put(&mut self, name: &str, text: &str) {
        self.disk.0.borrow_mut().insert(format!("/work/{name}"), text.to_owned());
    }

    /// Sends a request; gives its answer and what came with it.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> (Result<Value, Value>, Vec<Message>) {
        self.next += 1;
        let request = Request { id: RequestId::from(self.next), method: method.to_owned(), params };
        let mut answer = None;
        let mut beside = Vec::new();
        for message in self.server.handle(request.into()) {
            match message {
                Message::Response(Response { response_result, .. }) => {
                    let error = |error| serde_json::to_value(error).unwrap();
                    answer = Some(response_result.map_err(error));
                }
                other => beside.push(other),
            }
        }
        (answer.unwrap(), beside)
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) -> Vec<Message> {
        let mut messages = self.server.handle(Notification { method: method.to_owned(), params }.into());
        messages.extend(self.server.settle());
        messages
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) -> Vec<Message> {
        let language = if name.ends_with(".rules") { "rulecheck" } else { "json" };
        self.versions.insert(name.to_owned(), 1);
        let document = json!({ "uri": uri(name), "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
    }

    pub(crate) fn change(&mut self, name: &str, changes: Value) -> Vec<Message> {
        let version = self.versions.entry(name.to_owned()).or_default();
        *version += 1;
        let document = json!({ "uri": uri(name), "version": *version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))
    }

    pub(crate) fn document(name: &str) -> Value {
        json!({ "uri": uri(name) })
    }
}

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

fn told(out: &mut String, value: &Value) {
    for line in serde_json::to_string_pretty(&short(value)).unwrap().lines() {
        out.push_str("< ");
        out.push_str(line);
        out.push('\n');
    }
}

/// What the server sends unasked.
fn sent(out: &mut String, messages: Vec<Message>) {
    for message in messages {
        let (method, params) = match message {
            Message::Notification(Notification { method, params }) | Message::Request(Request { method, params, .. }) => {
                (method, params)
            }
            Message::Response(_) => continue,
        };
        if method != "textDocument/publishDiagnostics" {
            out.push_str(&format!("< {method}\n"));
            told(out, &params);
            continue;
        }
        let name = params["uri"].as_str().unwrap().replace("file:///work/", "");
        let found = params["diagnostics"].as_array().unwrap();
        if found.is_empty() {
            out.push_str(&format!("< {name}: nothing is wrong\n"));
        }
        for diagnostic in found {
            let severity = if diagnostic["severity"] == 1 { "error" } else { "warning" };
            let place = short(&diagnostic["range"]);
            let (code, message) = (&diagnostic["code"], diagnostic["message"].as_str().unwrap());
            out.push_str(&format!(
                "< {name}:{} {severity} {}\n",
                place.as_str().unwrap(),
                code.as_str().unwrap(),
            ));
            for line in message.lines() {
                out.push_str(&format!("<   {line}\n"));
            }
            for related in diagnostic["relatedInformation"].as_array().into_iter().flatten() {
                let place = short(&related["location"]["range"]);
                out.push_str(&format!("<   {} {}\n", place.as_str().unwrap(), related["message"].as_str().unwrap()));
            }
        }
    }
}

/// Goes through a session and gives it as it is today. Its lines:
///
/// `client JSON` greets with these abilities; `put NAME` and `open NAME` take the text from the lines below that
/// begin with `| `; `edit NAME RANGE JSON` replaces; `ask METHOD NAME [RANGE] [JSON]` asks, `complete` and `hover`
/// likewise in short; `tell METHOD JSON` notifies; `close NAME`, `save NAME`, `disk NAME` (it changed there).
fn replay(session: &str) -> String {
    let mut out = String::new();
    let mut client = Client::silent();
    let mut lines = session.lines().filter(|line| !line.starts_with("< ")).peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let mut text = String::new();
        while let Some(more) = lines.next_if(|line| line.starts_with('|')) {
            out.push_str(more);
            out.push('\n');
            text.push_str(more.strip_prefix("| ").unwrap_or_default());
            text.push('\n');
        }
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        match words.as_slice() {
            [] | [""] | ["##", ..] => {}
            ["client", ..] => client = Client::new(serde_json::from_str(&line["client ".len()..]).unwrap()),
            ["silent"] => client = Client::silent(),
            ["put", name] => client.put(name, &text),
            ["put", name, "from", path] => {
                client.put(name, &std::fs::read_to_string(root().join(path)).unwrap());
            }
            ["open", name] => {
                let messages = client.open(name, &text);
                sent(&mut out, messages);
            }
            ["edit", name, at, text] => {
                let text: String = serde_json::from_str(text).unwrap();
                let messages = client.change(name, json!([{ "range": range(at), "text": text }]));
                sent(&mut out, messages);
            }
            [verb @ ("close" | "save" | "disk"), name] => {
                let (method, params) = match *verb {
                    "close" => ("textDocument/didClose", json!({ "textDocument": Client::document(name) })),
                    "save" => ("textDocument/didSave", json!({ "textDocument": Client::document(name) })),
                    _ => (
                        "workspace/didChangeWatchedFiles",
                        json!({ "changes": [{ "uri": uri(name), "type": 2 }] }),
                    ),
                };
                let messages = client.notify(method, params);
                sent(&mut out, messages);
            }
            ["tell", method, rest @ ..] => {
                let params = rest.first().map_or(Value::Null, |_| {
                    serde_json::from_str(&line["tell ".len() + method.len() + 1..]).unwrap()
                });
                let messages = client.notify(method, params);
                sent(&mut out, messages);
            }
            ["raw", method, ..] => {
                let params = serde_json::from_str(&line["raw ".len() + method.len() + 1..]).unwrap();
                asked(&mut out, &mut client, method, params, short);
            }
            ["hover", name, at] => {
                let params = json!({ "textDocument": Client::document(name), "position": position(at) });
                let (answer, _) = client.request("textDocument/hover", params);
                let answer = answer.unwrap();
                let text = answer["contents"]["value"].as_str().unwrap_or("nothing");
                out.push_str(&format!("< {}\n", short(&answer["range"]).as_str().unwrap_or("-")));
                for line in text.lines() {
                    out.push_str(&format!("< {line}\n"));
                }
            }
            ["complete", name, at] => {
                let params = json!({ "textDocument": Client::document(name), "position": position(at) });
                let (answer, _) = client.request("textDocument/completion", params);
                let items = answer.unwrap()["items"].clone();
                let labels = items.as_array().map(|items| {
                    items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
                });
                out.push_str(&format!("< {}\n", labels.map_or("nothing".to_owned(), |labels| labels.join(" | "))));
            }
            ["ask", method, name, rest @ ..] => {
                let mut params = json!({ "textDocument": Client::document(name) });
                let (at, more) = rest.first().map_or(("", ""), |rest| rest.split_once(' ').unwrap_or((rest, "")));
                if at.contains('-') {
                    params["range"] = range(at);
                } else if !at.is_empty() {
                    params["position"] = position(at);
                }
                if !more.is_empty() {
                    let more: Value = serde_json::from_str(more).unwrap();
                    for (key, value) in more.as_object().unwrap() {
                        params[key] = value.clone();
                    }
                }
                asked(&mut out, &mut client, &format!("textDocument/{method}"), params, short);
            }
            other => panic!("{other:?}"),
        }
    }
    out
}

fn asked(out: &mut String, client: &mut Client, method: &str, params: Value, short: fn(&Value) -> Value) {
    let (answer, beside) = client.request(method, params);
    match answer {
        Ok(answer) => told(out, &short(&answer)),
        Err(error) => out.push_str(&format!("< error {}: {}\n", error["code"], error["message"].as_str().unwrap())),
    }
    sent(out, beside);
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
    let document = json!({ "uri": "file:///nowhere/a.rules", "languageId": "rulecheck", "version": 1, "text": rules });
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
    let codes: Vec<_> = told.params["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
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
