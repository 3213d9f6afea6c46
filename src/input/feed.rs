//! [`FileFeed`]: a file as a feed of text, decompressed where it must be.

use crate::base::digest::Sha256;
use crate::base::json_window::{Feed, FeedError};
use crate::input::decoder::Decoder;
use crate::input::raw::RawFile;

/// A file being read, from its start.
pub struct FileFeed<'a> {
    raw: RawFile,
    text: Text<'a>,
}

/// What the file holds.
enum Text<'a> {
    Plain {
        /// The first bytes, which were read already.
        head: &'a [u8],
        at: u64,
    },
    Compressed(Box<Decoder>),
}

impl<'a> FileFeed<'a> {
    /// A file that is text, of which `head` was read.
    #[must_use]
    pub const fn plain(raw: RawFile, head: &'a [u8]) -> Self {
        Self { raw, text: Text::Plain { head, at: 0 } }
    }

    /// A compressed file.
    #[must_use]
    pub fn compressed(raw: RawFile, decoder: Decoder) -> Self {
        Self { raw, text: Text::Compressed(Box::new(decoder)) }
    }

    /// How far the file was read.
    #[must_use]
    pub const fn read(&self) -> u64 {
        self.raw.offset()
    }

    /// The digest of the whole file, if it was asked for; `buffer` is used for what was not parsed.
    pub fn digest(self, buffer: &mut [u8]) -> Result<Option<Sha256>, FeedError> {
        self.raw.digest(buffer)
    }
}

impl Feed for FileFeed<'_> {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, FeedError> {
        match &mut self.text {
            Text::Plain { head, at } => {
                let rest = usize::try_from(*at).ok().and_then(|at| head.get(at..)).unwrap_or_default();
                let count = if rest.is_empty() {
                    self.raw.read_at(*at, buffer)?
                } else {
                    let count = rest.len().min(buffer.len());
                    if let (Some(target), Some(source)) = (buffer.get_mut(..count), rest.get(..count)) {
                        target.copy_from_slice(source);
                    }
                    count
                };
                *at += count as u64;
                Ok(count)
            }
            Text::Compressed(decoder) => decoder.fill(&mut self.raw, buffer),
        }
    }

    fn rewind(&mut self, offset: u64) -> Result<(), FeedError> {
        match &mut self.text {
            Text::Plain { at, .. } => {
                *at = offset;
                Ok(())
            }
            Text::Compressed(decoder) => decoder.rewind(&mut self.raw, offset),
        }
    }
}
