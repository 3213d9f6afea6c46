//! [`InputError`]: why reports could not be read; what is wrong inside of reports is no error but a run.

use std::io;
use std::path::{Path, PathBuf};

use crate::base::json_window::FeedError;

/// Why reports could not be read.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A file or folder is not there, or may not be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A named file that is no report.
    #[error("{}: this is {what}, not a report", path.display())]
    NoReport {
        /// Which.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A pattern of a flag that is none.
    #[error("{message}")]
    Pattern {
        /// What is wrong with it, and where.
        message: String,
    },
}

impl InputError {
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), reason: words(error) }
    }

    pub(super) fn feed(path: &Path, error: &FeedError) -> Self {
        Self::Unreadable { path: path.to_owned(), reason: error.to_string() }
    }
}

/// An error of the system in words, without its number.
#[must_use]
pub fn words(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_lowercase(),
        None => text,
    }
}
