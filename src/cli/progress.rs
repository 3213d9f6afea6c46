//! What is shown on a terminal while reading takes longer than a second: how much is read, and how long it will take.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::progress::Progress;
use crate::input::walk::{Include, Source, Walk};

/// What is done within this time needs no company.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often it is drawn anew.
const INTERVAL: Duration = Duration::from_millis(200);

/// Progress, shown until this is dropped.
pub(crate) struct Shown {
    counters: Arc<Progress>,
    done: Arc<Done>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Done {
    is_done: Mutex<bool>,
    changed: Condvar,
}

impl Done {
    /// Waits; whether it is done.
    fn wait(&self, time: Duration) -> bool {
        let is_done = self.is_done.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(is_done, time, |is_done| !*is_done);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Shows progress, if there is a terminal to show it on.
pub(crate) fn show(reports: &[PathBuf], include: &Include) -> Option<Shown> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let (counters, done) = (Arc::<Progress>::default(), Arc::<Done>::default());
    let (reports, include) = (reports.to_owned(), include.clone());
    let (counted, ends) = (Arc::clone(&counters), Arc::clone(&done));
    let thread = thread::Builder::new().spawn(move || {
        if !ends.wait(PATIENCE) {
            draw(&counted, &ends, total(&reports, include));
        }
    });
    Some(Shown { counters, done, thread: Some(thread.ok()?) })
}

/// How many bytes there are to read; `None` if that cannot be told before.
fn total(reports: &[PathBuf], include: Include) -> Option<u64> {
    let mut total = 0;
    for source in Walk::new(reports, include).ok()? {
        match source.ok()? {
            Source::Stdin => return None,
            Source::File { path, .. } => {
                let metadata = std::fs::metadata(path).ok()?;
                if !metadata.is_file() {
                    return None;
                }
                total += metadata.len();
            }
        }
    }
    Some(total)
}

fn draw(counters: &Progress, ends: &Done, total: Option<u64>) {
    let template = match total {
        Some(_) => "{bar:24} {bytes} of {total_bytes}, {msg} reports, {eta} left",
        None => "{bytes}, {msg} reports",
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr()).with_style(style);
    loop {
        let bytes = counters.bytes();
        bar.set_message(counters.reports().to_string());
        bar.set_position(total.map_or(bytes, |total| bytes.min(total)));
        if ends.wait(INTERVAL) {
            break;
        }
    }
    bar.finish_and_clear();
}

impl Shown {
    /// What is to be counted up.
    pub(crate) fn counters(&self) -> Arc<Progress> {
        Arc::clone(&self.counters)
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        *self.done.is_done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.done.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // Only to draw: nothing depends on how it ended.
            let _ = thread.join();
        }
    }
}
