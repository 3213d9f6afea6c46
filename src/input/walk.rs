//! Paths → the files to read: folders through and through, each file once, in an order that is always the same.
#![expect(clippy::disallowed_methods, reason = "the edge: folders are listed and paths are resolved here")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::input::error::InputError;

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File {
        /// Where it is.
        path: PathBuf,
        /// It was named, not found in a folder.
        named: bool,
    },
}

/// The files of our own that stand beside reports.
const CONSTANTS: &str = "policy_constants.json";

/// The files under `paths`, as named, those of a folder sorted; each once.
pub fn files(paths: &[PathBuf]) -> Result<Vec<Source>, InputError> {
    let mut walk = Walk::default();
    for path in paths {
        if path.as_os_str() == "-" {
            if !walk.sources.contains(&Source::Stdin) {
                walk.sources.push(Source::Stdin);
            }
            continue;
        }
        let kind = fs::metadata(path).map_err(|error| InputError::unreadable(path, &error))?.file_type();
        if kind.is_dir() {
            walk.folder(path, &real(path)?)?;
        } else if path.file_name().is_some_and(|name| name == CONSTANTS) {
            return Err(InputError::NoReport { path: path.clone(), what: "a constants file" });
        } else {
            refuse_compressed(path)?;
            if kind.is_file() {
                walk.file(path.clone(), real(path)?, true);
            } else {
                // A pipe has no path of its own.
                walk.sources.push(Source::File { path: path.clone(), named: true });
            }
        }
    }
    Ok(walk.sources)
}

#[derive(Debug, Default)]
struct Walk {
    sources: Vec<Source>,
    /// Paths without links, so that equal bytes are the same file.
    seen: BTreeSet<OsString>,
}

impl Walk {
    fn file(&mut self, path: PathBuf, real: PathBuf, named: bool) {
        if self.seen.insert(real.into_os_string()) {
            self.sources.push(Source::File { path, named });
        }
    }

    /// Walks a folder, whose path without links is `real`; as no link is followed, so is that of all in it.
    fn folder(&mut self, folder: &Path, real: &Path) -> Result<(), InputError> {
        let unreadable = |error| InputError::unreadable(folder, &error);
        let mut entries =
            fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(unreadable)?;
        entries.sort_by_cached_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            // The type of the entry itself: links are not followed, so that a folder is read through in finite time.
            let kind = entry.file_type().map_err(|error| InputError::unreadable(&path, &error))?;
            if kind.is_dir() {
                self.folder(&path, &real.join(entry.file_name()))?;
            } else if kind.is_file() && path.file_name().is_none_or(|name| name != CONSTANTS) {
                if is_report(&path) {
                    self.file(path, real.join(entry.file_name()), false);
                } else {
                    refuse_compressed(&path)?;
                }
            }
        }
        Ok(())
    }
}

/// A path without links, by which a file that is reached twice is told.
fn real(path: &Path) -> Result<PathBuf, InputError> {
    fs::canonicalize(path).map_err(|error| InputError::unreadable(path, &error))
}

fn is_report(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "json" || end == "ndjson" || end == "jsonl")
}

/// A report that is passed over silently could turn a verdict: compressed ones are not read in this release.
fn refuse_compressed(path: &Path) -> Result<(), InputError> {
    let compressed = path.extension().is_some_and(|end| end == "gz" || end == "zst");
    if compressed && is_report(&path.with_extension("")) {
        return Err(InputError::Compressed { path: path.to_owned() });
    }
    Ok(())
}
