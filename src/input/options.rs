//! [`Options`]: how files are read.

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
}

impl Default for Options {
    fn default() -> Self {
        Self { digest: false, threads: 1, chunk: 1 << 20, include: Include::default() }
    }
}
