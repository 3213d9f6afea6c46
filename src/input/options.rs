//! [`Options`]: how files are read.

use std::sync::{Arc, OnceLock};
use std::thread::available_parallelism;

use crate::data::expected::ExpectedRun;
use crate::data::path_pattern::PathPattern;
use crate::input::progress::Progress;
use crate::input::walk::Include;

/// How files are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether the digest of the inputs is wanted.
    pub digest: bool,
    /// How many threads may read.
    pub threads: Threads,
    /// The length of the chunks that long files are cut into, in bytes. It makes no difference to what is read.
    pub chunk: u64,
    /// Which files of folders are read.
    pub include: Include,
    /// What the paths of files say of their reports.
    pub tags_from: Option<PathPattern>,
    /// The runs that happened, if anybody says.
    pub expected: Option<Vec<ExpectedRun>>,
    /// Told how far reading has come.
    pub progress: Option<Arc<Progress>>,
}

/// A number of threads. The default is as many as there are cores; to count those takes longer than to read a little, so
/// it is done when it is asked for.
#[derive(Debug, Clone, Default)]
pub struct Threads(OnceLock<usize>);

impl Threads {
    /// So many, but at least one.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        Self(OnceLock::from(threads.max(1)))
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        *self.0.get_or_init(|| available_parallelism().map_or(1, Into::into))
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            digest: false,
            threads: Threads::default(),
            chunk: 1 << 20,
            include: Include::default(),
            tags_from: None,
            expected: None,
            progress: None,
        }
    }
}
