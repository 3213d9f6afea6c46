//! `rulecheck lsp`: the language server, on standard input and output.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use crate::cli::exit::ExitStatus;
use crate::lsp::files::Files;
use crate::lsp::{Edge, Event, framing, serve};

/// Serve editors on standard input and output (Language Server Protocol)
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Standard input and output, which is the only way: many editors say so
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(crate) fn run(_: &Args) -> ExitStatus {
    let (sender, events) = mpsc::channel();
    // Reads ahead, so that a request can be taken back while it waits. It ends with the process.
    let messages = sender.clone();
    thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        while let Ok(Some(message)) = framing::read(&mut stdin) {
            if messages.send(Event::Message(message)).is_err() {
                break;
            }
        }
        let _ = messages.send(Event::Closed);
    });
    let mut stdout = io::stdout().lock();
    let mut edge = Edge {
        send: &mut |message| message.write(&mut stdout).and_then(|()| stdout.flush()).is_ok(),
        start: &mut |job| {
            let done = sender.clone();
            // If the server has ended meanwhile, nobody wants to know.
            thread::spawn(move || drop(done.send(Event::Looked(job.run()))));
        },
    };
    let orderly = serve(&events, Box::new(Disk), &mut edge);
    if orderly { ExitStatus::Done } else { ExitStatus::Failed }
}

/// The files of this machine.
struct Disk;

/// Bytes of a file that are read.
const MOST_BYTES: u64 = 64 << 20;
/// Files of rules of a folder that are looked at.
const MOST_FILES: usize = 1000;
/// Folders that are looked into for them.
const MOST_FOLDERS: usize = 20_000;

impl Files for Disk {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let path = native(path);
        let metadata = fs::metadata(&path).ok()?;
        (metadata.is_file() && metadata.len() <= MOST_BYTES).then(|| fs::read(path).ok()).flatten()
    }

    fn rules_below(&self, folder: &str) -> Vec<String> {
        let mut open = vec![native(folder)];
        let (mut found, mut seen) = (Vec::new(), 0_usize);
        while let Some(folder) = open.pop() {
            seen = seen.saturating_add(1);
            if seen > MOST_FOLDERS || found.len() >= MOST_FILES {
                break;
            }
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if is_folder && !name.starts_with('.') && !["target", "node_modules"].contains(&name.as_str())
                {
                    open.push(entry.path());
                } else if !is_folder && entry.path().extension().is_some_and(|extension| extension == "rules")
                {
                    found.push(portable(&entry.path()));
                }
            }
        }
        found.sort();
        found
    }
}

/// A path as this machine writes it: `/c:/rules` is `c:/rules` where there are drives.
fn native(path: &str) -> PathBuf {
    let drive = path.strip_prefix('/').filter(|rest| rest.get(1..2) == Some(":"));
    PathBuf::from(drive.filter(|_| cfg!(windows)).unwrap_or(path))
}

/// A path with `/`, from the root.
fn portable(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', if cfg!(windows) { "/" } else { "\\" });
    if text.starts_with('/') { text } else { format!("/{text}") }
}
