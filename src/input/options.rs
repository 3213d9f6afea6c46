//! [`Options`]: how files are read.

use std::sync::Arc;

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
    pub threads: usize,
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

impl Default for Options {
    fn default() -> Self {
        Self {
            digest: false,
            threads: 1,
            chunk: 1 << 20,
            include: Include::default(),
            tags_from: None,
            expected: None,
            progress: None,
        }
    }
}
