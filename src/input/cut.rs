//! [`Cutter`]: a long text → chunks that can be parsed on their own, cut before lines that begin with `{`.
#![expect(clippy::disallowed_types, reason = "the edge: files are read here")]

use std::fs::File;
use std::sync::Arc;

use memchr::memmem;

use crate::base::json_window::{Feed as _, FeedError};
use crate::input::feed::FileFeed;
use crate::input::section::{Section, Text, read_at};

/// How many chunks long a text may be without a place to cut it, before it is read in one go.
pub const PATIENCE: u64 = 4;

/// What a chunk is cut before.
const CUT: &[u8] = b"\n{";

/// A chunk of a text.
#[derive(Debug)]
pub struct Chunk {
    /// What it is.
    pub section: Section,
    /// The text ends with it.
    pub is_last: bool,
    /// There is no place to cut the text: from here on it is to be read in one go.
    pub to_end: bool,
}

/// Cuts a text into chunks.
pub enum Cutter {
    /// The text of a file as it is.
    Plain(PlainCutter),
    /// The text of a compressed file.
    Compressed(Box<CompressedCutter>),
}

impl Cutter {
    /// The next chunk, of about `size` bytes.
    pub fn next(&mut self, size: u64) -> Result<Chunk, FeedError> {
        match self {
            Self::Plain(plain) => plain.next(size),
            Self::Compressed(compressed) => compressed.next(size),
        }
    }
}

/// Cuts a file; only the neighbourhood of the cuts is read.
pub struct PlainCutter {
    /// The file.
    pub file: Arc<File>,
    /// Where the next chunk begins.
    pub at: u64,
}

impl PlainCutter {
    fn next(&mut self, size: u64) -> Result<Chunk, FeedError> {
        let start = self.at;
        let latest = start.saturating_add(size.saturating_mul(PATIENCE));
        // The line end before a `{` that would be right at the size asked for belongs to the search.
        let mut at = start.saturating_add(size.max(1)) - 1;
        let mut buffer = vec![0; usize::try_from(size).unwrap_or(PIECE).clamp(CUT.len(), PIECE)];
        let section = |end| Section { start, text: Text::File(Arc::clone(&self.file), end) };
        while at < latest {
            let count = read_at(&self.file, &mut buffer, at)?;
            let read = buffer.get(..count).unwrap_or_default();
            if let Some(found) = memmem::find(read, CUT) {
                let end = at + found as u64 + 1;
                self.at = end;
                return Ok(Chunk { section: section(end), is_last: false, to_end: false });
            }
            if count < CUT.len() {
                return Ok(Chunk { section: section(u64::MAX), is_last: true, to_end: false });
            }
            // A cut may lie across the edge.
            at += count as u64 - 1;
        }
        Ok(Chunk { section: section(u64::MAX), is_last: true, to_end: true })
    }
}

/// How much is read to find a place to cut.
const PIECE: usize = 1 << 13;

/// Decodes a file and cuts its text.
pub struct CompressedCutter {
    /// The file.
    pub feed: FileFeed<'static>,
    /// Where the next chunk begins.
    at: u64,
    /// What was decoded, and belongs to it.
    text: Vec<u8>,
}

impl CompressedCutter {
    /// Begins with the first chunk of a file of which no text was taken.
    #[must_use]
    pub const fn new(feed: FileFeed<'static>) -> Self {
        Self { feed, at: 0, text: Vec::new() }
    }

    fn next(&mut self, size: u64) -> Result<Chunk, FeedError> {
        let start = self.at;
        let size = usize::try_from(size).unwrap_or(usize::MAX).max(CUT.len());
        let mut wanted = size;
        for _ in 0..PATIENCE {
            let (is_last, damage) = self.decode(wanted)?;
            if is_last {
                let text = Text::Memory(std::mem::take(&mut self.text), damage);
                return Ok(Chunk { section: Section { start, text }, is_last, to_end: false });
            }
            if let Some(found) = memmem::rfind(&self.text, CUT) {
                let rest = self.text.split_off(found + 1);
                let text = std::mem::replace(&mut self.text, rest);
                self.at += text.len() as u64;
                let section = Section { start, text: Text::Memory(text, None) };
                return Ok(Chunk { section, is_last, to_end: false });
            }
            wanted = wanted.saturating_add(size);
        }
        let section = Section { start, text: Text::Memory(Vec::new(), None) };
        Ok(Chunk { section, is_last: true, to_end: true })
    }

    /// Decodes until so much text is there; whether it has ended, and how it is damaged.
    fn decode(&mut self, wanted: usize) -> Result<(bool, Option<&'static str>), FeedError> {
        let mut filled = self.text.len();
        self.text.resize(wanted.max(filled), 0);
        let mut ended = (false, None);
        while filled < wanted {
            match self.feed.fill(self.text.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => ended = (true, None),
                Err(FeedError::Damaged(damage)) => ended = (true, Some(damage)),
                Err(error) => return Err(error),
                Ok(count) => {
                    filled += count;
                    continue;
                }
            }
            break;
        }
        self.text.truncate(filled);
        Ok(ended)
    }
}
