//! [`Walk`]: paths → the files to read, one after the other: folders through and through, each file once, in an order
//! that is always the same.
#![expect(clippy::disallowed_methods, reason = "the edge: folders are listed and paths are resolved here")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

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

impl Source {
    /// The path as it was named or found; `-` for standard input.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Stdin => Path::new(STDIN),
            Self::File { path, .. } => path,
        }
    }

    /// It was named, not found in a folder.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        matches!(self, Self::Stdin | Self::File { named: true, .. })
    }
}

/// What stands for standard input.
const STDIN: &str = "-";

/// The files of our own that stand beside reports.
const CONSTANTS: &str = "policy_constants.json";

/// Which files of a folder are read, beside that they must be named like reports; all, if nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Include(Option<GlobSet>);

impl Include {
    /// Files that one of `patterns` fits. A pattern with a `/` is held against the path from the folder on, one
    /// without against the name of the file.
    pub fn new(patterns: &[String]) -> Result<Self, InputError> {
        if patterns.is_empty() {
            return Ok(Self::default());
        }
        let mut set = GlobSetBuilder::new();
        let wrong = |pattern: &str, error: &globset::Error| InputError::Pattern {
            message: format!("--include {pattern}: {}", error.kind()),
        };
        for pattern in patterns {
            let anywhere = if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
            let glob = GlobBuilder::new(anywhere.trim_start_matches('/')).literal_separator(true).build();
            set.add(glob.map_err(|error| wrong(pattern, &error))?);
        }
        set.build().map(|set| Self(Some(set))).map_err(|error| wrong("", &error))
    }

    fn fits(&self, relative: &Path) -> bool {
        self.0.as_ref().is_none_or(|set| set.is_match(relative))
    }
}

/// The files under some paths, as named, those of a folder sorted. Folders are listed as they are reached, so that
/// memory does not grow with the number of files.
#[derive(Debug)]
pub struct Walk {
    include: Include,
    arguments: std::vec::IntoIter<Argument>,
    /// The folders being walked, the innermost last.
    folders: Vec<Folder>,
    /// What was reached, as paths without links, so that equal bytes are the same file; only where arguments overlap.
    seen: Option<BTreeSet<OsString>>,
}

#[derive(Debug)]
struct Argument {
    path: PathBuf,
    /// The same without links; `None` for pipes, which have no path of their own.
    real: Option<PathBuf>,
    is_folder: bool,
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    real: PathBuf,
    /// The path from the folder that was named.
    relative: PathBuf,
    entries: std::vec::IntoIter<Entry>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    name: OsString,
    is_folder: bool,
}

impl Walk {
    /// Looks at the paths; what is in folders is found on the way.
    pub fn new(paths: &[PathBuf], include: Include) -> Result<Self, InputError> {
        let mut folders = Folders::default();
        let argument = |path: &PathBuf| Argument::new(path, &mut folders);
        let arguments = paths.iter().map(argument).collect::<Result<Vec<_>, _>>()?;
        let mut reals: Vec<&PathBuf> =
            arguments.iter().filter_map(|argument| argument.real.as_ref()).collect();
        reals.sort_unstable();
        // What lies in a path stands right behind it.
        let overlap = reals.iter().zip(reals.iter().skip(1)).any(|(path, next)| next.starts_with(path));
        let seen = overlap.then(BTreeSet::new);
        Ok(Self { include, arguments: arguments.into_iter(), folders: Vec::new(), seen })
    }

    fn argument(&mut self, argument: Argument) -> Result<Option<Source>, InputError> {
        let Argument { path, real, is_folder } = argument;
        if is_folder {
            self.folders.push(Folder::list(path, real.unwrap_or_default(), PathBuf::new())?);
            return Ok(None);
        }
        let source =
            if path.as_os_str() == STDIN { Source::Stdin } else { Source::File { path, named: true } };
        let is_new = match (&mut self.seen, real) {
            (Some(seen), Some(real)) => seen.insert(real.into_os_string()),
            _ => true,
        };
        Ok(is_new.then_some(source))
    }

    /// The next of a folder, if it is a report.
    fn entry(&mut self, entry: &Entry) -> Result<Option<Source>, InputError> {
        let Some(folder) = self.folders.last() else { return Ok(None) };
        let Entry { name, is_folder } = entry;
        let (path, relative) = (folder.path.join(name), folder.relative.join(name));
        if *is_folder {
            let real = folder.real.join(name);
            self.folders.push(Folder::list(path, real, relative)?);
            return Ok(None);
        }
        let wanted = name != CONSTANTS && is_report(Path::new(name)) && self.include.fits(&relative);
        let is_new = |seen: &mut BTreeSet<OsString>| seen.insert(folder.real.join(name).into_os_string());
        let wanted = wanted && self.seen.as_mut().is_none_or(is_new);
        Ok(wanted.then_some(Source::File { path, named: false }))
    }
}

impl Iterator for Walk {
    type Item = Result<Source, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let found = if let Some(folder) = self.folders.last_mut() {
                let Some(entry) = folder.entries.next() else {
                    self.folders.pop();
                    continue;
                };
                self.entry(&entry)
            } else {
                let argument = self.arguments.next()?;
                self.argument(argument)
            };
            if let Some(source) = found.transpose() {
                return Some(source);
            }
        }
    }
}

impl Argument {
    fn new(path: &Path, folders: &mut Folders) -> Result<Self, InputError> {
        let failed = |error| InputError::unreadable(path, &error);
        let found = |real, is_folder| Self { path: path.to_owned(), real, is_folder };
        if path.as_os_str() == STDIN {
            return Ok(found(Some(STDIN.into()), false));
        }
        let itself = fs::symlink_metadata(path).map_err(failed)?.file_type();
        let kind = if itself.is_symlink() { fs::metadata(path).map_err(failed)?.file_type() } else { itself };
        if !kind.is_dir() && path.file_name().is_some_and(|name| name == CONSTANTS) {
            return Err(InputError::NoReport { path: path.to_owned(), what: "a constants file" });
        }
        let real = match path.file_name() {
            _ if !kind.is_dir() && !kind.is_file() => None,
            Some(name) if itself.is_file() => Some(folders.real(path).map_err(failed)?.join(name)),
            _ => Some(fs::canonicalize(path).map_err(failed)?),
        };
        Ok(found(real, kind.is_dir()))
    }
}

/// The folder of the file that was named last, and the same without links: most files are named beside each other.
#[derive(Debug, Default)]
struct Folders {
    folder: Option<PathBuf>,
    real: PathBuf,
}

impl Folders {
    /// The folder of a file, without links.
    fn real(&mut self, file: &Path) -> io::Result<&Path> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        if self.folder.as_deref().map(Path::as_os_str) != Some(folder.as_os_str()) {
            self.real = fs::canonicalize(folder)?;
            self.folder = Some(folder.to_owned());
        }
        Ok(&self.real)
    }
}

impl Folder {
    fn list(path: PathBuf, real: PathBuf, relative: PathBuf) -> Result<Self, InputError> {
        let entry = |entry: fs::DirEntry| {
            // The type of the entry itself: links are not followed, so that a folder is read through in finite time.
            let kind = entry.file_type()?;
            let wanted = kind.is_dir() || kind.is_file();
            Ok(wanted.then(|| Entry { name: entry.file_name(), is_folder: kind.is_dir() }))
        };
        let entries = fs::read_dir(&path)
            .and_then(|entries| entries.filter_map(|found| found.and_then(entry).transpose()).collect());
        let mut entries: Vec<Entry> = entries.map_err(|error| InputError::unreadable(&path, &error))?;
        entries.sort_unstable();
        Ok(Self { path, real, relative, entries: entries.into_iter() })
    }
}

/// By its name, whether it is compressed or not.
fn is_report(name: &Path) -> bool {
    let ends =
        |name: &Path| name.extension().is_some_and(|end| end == "json" || end == "ndjson" || end == "jsonl");
    let compressed = name.extension().is_some_and(|end| end == "gz" || end == "zst");
    if compressed { name.file_stem().is_some_and(|stem| ends(Path::new(stem))) } else { ends(name) }
}
