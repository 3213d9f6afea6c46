//! Files, folders and standard input → [`Reading`]: what all reports in them add up to.
#![expect(clippy::disallowed_types, reason = "the edge: files are opened here")]

pub mod error;
pub mod feed;
pub mod walk;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::digest::Sha256;
use crate::base::json_scan::Scanner;
use crate::data::aggregate::{Aggregator, NotJudged};
use crate::data::defect::Defects;
use crate::data::document::DocumentReader;
use crate::data::metrics::Metrics;
use crate::data::plan::Plan;
use crate::input::error::InputError;
use crate::input::feed::FileFeed;
use crate::input::walk::Source;

/// How files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Whether the digest of the inputs is wanted.
    pub digest: bool,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it adds up to.
    pub metrics: Metrics,
    /// The SHA-256 of the sorted list of the files' SHA-256, if it was asked for.
    pub inputs_sha256: Option<Sha256>,
    /// Reports that are too late to be judged.
    pub not_judged: NotJudged,
    /// What was found wrong in reports.
    pub defects: Defects,
}

/// What gzip and Zstandard files begin with, whatever their name.
const COMPRESSED: [&[u8]; 2] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd"];

/// How much of a file is in memory at once.
const WINDOW: usize = 1 << 16;

/// Reads all reports in `paths`: files, folders, `-` for standard input.
pub fn read(paths: &[PathBuf], plan: Plan, options: Options) -> Result<Reading, InputError> {
    let mut reader = Reader {
        aggregator: Aggregator::new(plan, 8),
        document: DocumentReader::default(),
        window: vec![0; WINDOW],
        digests: Vec::new(),
        options,
    };
    for source in walk::files(paths)? {
        reader.source(&source)?;
    }
    Ok(Reading {
        metrics: reader.aggregator.finish(),
        inputs_sha256: options.digest.then(|| Sha256::of_sorted(reader.digests)),
        not_judged: reader.aggregator.not_judged().clone(),
        defects: reader.document.defects,
    })
}

/// What is kept from file to file.
struct Reader {
    aggregator: Aggregator,
    document: DocumentReader,
    window: Vec<u8>,
    digests: Vec<Sha256>,
    options: Options,
}

impl Reader {
    fn source(&mut self, source: &Source) -> Result<(), InputError> {
        let (path, named, file) = match source {
            Source::Stdin => (Path::new("-"), true, FileFeed::spool(io::stdin().lock())),
            Source::File { path, named: true } => (path.as_path(), true, open(path)),
            Source::File { path, named: false } => (path.as_path(), false, File::open(path)),
        };
        let file = file.map_err(|error| InputError::unreadable(path, &error))?;
        let failed = |error| InputError::feed(path, error);
        self.document.source = path.display().to_string();
        let mut scanner =
            Scanner::new(FileFeed::new(file, self.options.digest), std::mem::take(&mut self.window));
        let begins = scanner.first_bytes().map_err(failed)?;
        if COMPRESSED.iter().any(|magic| begins.starts_with(magic)) {
            return Err(InputError::Compressed { path: path.to_owned() });
        }
        let aggregator = &mut self.aggregator;
        let contents = self.document.read(&mut scanner, |run| aggregator.add(run)).map_err(failed)?;
        let (feed, mut window) = scanner.into_parts();
        if contents.own_outputs > 0 && named {
            return Err(InputError::NoReport { path: path.to_owned(), what: "a metrics or verdict file" });
        }
        if contents.reports > 0 || contents.own_outputs == 0 {
            self.digests.extend(feed.digest(&mut window).map_err(failed)?);
        }
        self.window = window;
        Ok(())
    }
}

/// A pipe or device cannot be read twice, which broken reports may need: it is spooled.
fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { FileFeed::spool(file) }
}
