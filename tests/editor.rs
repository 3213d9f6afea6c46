//! An editor that speaks to the language server without a connection.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use lsp_server::{Message, Notification, Request, RequestId, Response};
use rulecheck::lsp::files::Files;
use rulecheck::lsp::server::Server;
use serde_json::{Value, json};

/// Files in memory.
#[derive(Clone, Default)]
struct Memory(Rc<RefCell<BTreeMap<String, String>>>);

impl Files for Memory {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.borrow().get(path).map(|text| text.clone().into_bytes())
    }

    fn rules_below(&self, folder: &str) -> Vec<String> {
        let inside = |path: &&String| path.starts_with(&format!("{folder}/")) && is_rules(path);
        self.0.borrow().keys().filter(inside).cloned().collect()
    }
}

/// An editor that speaks to a server without a connection.
pub(crate) struct Editor {
    server: Server,
    disk: Memory,
    /// The documents as the editor has them.
    versions: BTreeMap<String, i32>,
    next: i32,
    /// What the server sent when it was greeted.
    pub(crate) greeting: Vec<Message>,
}

fn is_rules(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "rules")
}

pub(crate) fn uri(name: &str) -> String {
    format!("file:///work/{}", name.replace(' ', "%20"))
}

impl Editor {
    /// An editor that has not said anything yet.
    pub(crate) fn silent() -> Self {
        let disk = Memory::default();
        Self {
            server: Server::new(Box::new(disk.clone())),
            disk,
            versions: BTreeMap::new(),
            next: 0,
            greeting: Vec::new(),
        }
    }

    /// A client with these abilities, that has been greeted.
    pub(crate) fn new(capabilities: &Value) -> Self {
        let mut editor = Self::silent();
        let greeting = json!({ "processId": null, "rootUri": uri(""), "capabilities": capabilities });
        editor.request("initialize", greeting).0.unwrap();
        editor.greeting = editor.notify("initialized", json!({}));
        editor
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
        for job in self.server.jobs() {
            self.server.looked(job.run());
        }
        messages.extend(self.server.settle());
        messages
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) -> Vec<Message> {
        let language = if is_rules(name) { "rulecheck" } else { "json" };
        self.versions.insert(name.to_owned(), 1);
        let document = json!({ "uri": uri(name), "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
    }

    pub(crate) fn change(&mut self, name: &str, changes: &Value) -> Vec<Message> {
        let version = self.versions.entry(name.to_owned()).or_default();
        *version += 1;
        let document = json!({ "uri": uri(name), "version": *version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))
    }

    pub(crate) fn document(name: &str) -> Value {
        json!({ "uri": uri(name) })
    }
}
