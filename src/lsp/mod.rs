//! The language server: what editors ask of files of rules while they are being written.
//!
//! [`serve`] goes through the messages; [`server::Server`] answers each; nothing here touches a file or a stream.

pub mod analysis;
pub mod ask;
pub mod capabilities;
pub mod context;
pub mod files;
pub mod framing;
pub mod handlers;
pub mod place;
pub mod position;
pub mod roles;
pub mod server;
pub mod store;
pub mod today;
pub mod told;
pub mod vocabulary;

use std::collections::VecDeque;
use std::sync::mpsc::Receiver;

use lsp_server::{Message, RequestId};
use serde_json::Value;

use files::Files;
use server::Server;

/// Answers messages until `exit`, or until there are no more; whether it was ended as it should be. `send` gives
/// false if nobody listens any more.
pub fn serve(
    messages: &Receiver<Message>,
    files: Box<dyn Files>,
    send: &mut dyn FnMut(Message) -> bool,
) -> bool {
    let mut server = Server::new(files);
    let mut queue = VecDeque::new();
    loop {
        queue.extend(messages.try_iter());
        let waiting = if queue.is_empty() { server.settle() } else { Vec::new() };
        if !waiting.into_iter().all(&mut *send) {
            return false;
        }
        if queue.is_empty() {
            match messages.recv() {
                Ok(message) => queue.push_back(message),
                Err(_) => return false,
            }
            queue.extend(messages.try_iter());
        }
        let Some(message) = queue.pop_front() else { continue };
        let answers = match &message {
            Message::Request(request) if is_cancelled(&request.id, &queue) => {
                vec![Server::cancelled(request.id.clone())]
            }
            _ => server.handle(message),
        };
        if !answers.into_iter().all(&mut *send) {
            return false;
        }
        if let Some(orderly) = server.ended() {
            return orderly;
        }
    }
}

/// Whether a message that waits takes a request back.
fn is_cancelled(id: &RequestId, queue: &VecDeque<Message>) -> bool {
    queue.iter().any(|message| match message {
        Message::Notification(notification) if notification.method == "$/cancelRequest" => {
            notification.params.get("id").is_some_and(|of| match of {
                Value::String(of) => *id == RequestId::from(of.clone()),
                other => other
                    .as_i64()
                    .and_then(|of| i32::try_from(of).ok())
                    .is_some_and(|of| *id == RequestId::from(of)),
            })
        }
        _ => false,
    })
}
