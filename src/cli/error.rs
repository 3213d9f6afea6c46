//! [`CliError`]: why a verb could not be done.

use std::io;
use std::path::Path;

use crate::cli::diagnostics::Found;
use crate::input::error::{InputError, words};

/// Why a verb could not be done; each is a sentence for the user.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// A file could not be read.
    #[error("cannot read {path}: {why}")]
    Read { path: String, why: String },
    /// A file could not be written.
    #[error("cannot write {path}: {why}")]
    Write { path: String, why: String },
    /// The output went nowhere: the reader closed it.
    #[error("the output was closed")]
    Closed,
    /// The rules or constants are wrong.
    #[error("{0}")]
    Invalid(Box<Found>),
    /// Reports could not be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Anything else, in its own words.
    #[error("{0}")]
    Usage(String),
}

impl CliError {
    pub(crate) fn read(path: &Path, why: &io::Error) -> Self {
        Self::Read { path: path.display().to_string(), why: words(why) }
    }

    pub(crate) fn write(path: &Path, why: &io::Error) -> Self {
        if why.kind() == io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::Write { path: path.display().to_string(), why: words(why) }
    }

    pub(crate) fn stdout(why: &io::Error) -> Self {
        Self::write(Path::new("standard output"), why)
    }
}
