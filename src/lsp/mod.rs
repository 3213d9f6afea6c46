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
pub mod look;
pub mod place;
pub mod position;
pub mod roles;
pub mod server;
pub mod store;
pub mod today;
pub mod vocabulary;
pub mod watch;

use std::collections::VecDeque;
use std::sync::mpsc::Receiver;

use lsp_server::{Message, RequestId};
use serde_json::Value;

use files::Files;
use look::{Job, Looked};
use server::Server;

/// What comes to the server.
#[derive(Debug)]
pub enum Event {
    /// A message of the client.
    Message(Message),
    /// A policy was looked over.
    Looked(Looked),
    /// The client is gone.
    Closed,
}

/// What the server needs of the edge.
pub struct Edge<'a> {
    /// Sends a message; false, if nobody listens any more.
    pub send: &'a mut dyn FnMut(Message) -> bool,
    /// Has a job done beside everything else; what comes of it is an event.
    pub start: &'a mut dyn FnMut(Job),
}

/// Answers messages until `exit`, or until the client is gone; whether it was ended as it should be.
pub fn serve(events: &Receiver<Event>, files: Box<dyn Files>, edge: &mut Edge<'_>) -> bool {
    let mut server = Server::new(files);
    let mut queue = VecDeque::new();
    loop {
        queue.extend(events.try_iter());
        if queue.is_empty() {
            server.jobs().into_iter().for_each(&mut *edge.start);
            if !server.settle().into_iter().all(&mut *edge.send) {
                return false;
            }
            queue.extend(events.recv());
            queue.extend(events.try_iter());
        }
        let answers = match queue.pop_front() {
            None | Some(Event::Closed) => return false,
            Some(Event::Looked(looked)) => {
                server.looked(looked);
                Vec::new()
            }
            Some(Event::Message(Message::Request(request))) if is_cancelled(&request.id, &queue) => {
                vec![Server::cancelled(request.id)]
            }
            Some(Event::Message(message)) => server.handle(message),
        };
        if !answers.into_iter().all(&mut *edge.send) {
            return false;
        }
        if let Some(orderly) = server.ended() {
            return orderly;
        }
    }
}

/// Whether a message that waits takes a request back.
fn is_cancelled(id: &RequestId, queue: &VecDeque<Event>) -> bool {
    queue.iter().any(|event| match event {
        Event::Message(Message::Notification(notification)) if notification.method == "$/cancelRequest" => {
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
