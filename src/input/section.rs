//! [`Section`]: a part of a text as a feed, in a file or in memory; offsets are counted from the start of the text.
#![expect(clippy::disallowed_types, reason = "the edge: files are read here")]

use std::fs::File;
use std::io;
use std::sync::Arc;

use crate::base::json_window::{Feed, FeedError};
use crate::input::progress::Progress;
use crate::input::raw::failed;

/// A part of a text.
#[derive(Debug, Clone)]
pub struct Section {
    /// Where it begins.
    pub start: u64,
    /// Its bytes.
    pub text: Text,
}

/// Where the bytes of a part are.
#[derive(Debug, Clone)]
pub enum Text {
    /// In a file, up to this offset or its end.
    File(Arc<File>, u64),
    /// In memory; after them, what is wrong with the file.
    Memory(Vec<u8>, Option<&'static str>),
}

impl Section {
    /// This part from `start` on together with the part after it.
    #[must_use]
    pub fn joined(self, start: u64, next: Self) -> Self {
        let text = match (self.text, next.text) {
            (Text::Memory(mut bytes, _), Text::Memory(more, damage)) => {
                let passed = usize::try_from(start.saturating_sub(self.start)).unwrap_or(usize::MAX);
                bytes.drain(..passed.min(bytes.len()));
                bytes.extend_from_slice(&more);
                Text::Memory(bytes, damage)
            }
            (_, text) => text,
        };
        Self { start, text }
    }

    /// This part up to `end`.
    #[must_use]
    pub fn up_to(self, end: u64) -> Self {
        let text = match self.text {
            Text::File(file, _) => Text::File(file, end),
            Text::Memory(mut bytes, _) => {
                bytes.truncate(usize::try_from(end.saturating_sub(self.start)).unwrap_or(usize::MAX));
                Text::Memory(bytes, None)
            }
        };
        Self { text, ..self }
    }

    /// The part as a feed.
    #[must_use]
    pub fn feed<'a>(&'a self, progress: Option<&'a Progress>) -> SectionFeed<'a> {
        SectionFeed { section: self, at: self.start, progress }
    }
}

/// A part of a text, being read.
#[derive(Debug)]
pub struct SectionFeed<'a> {
    section: &'a Section,
    at: u64,
    progress: Option<&'a Progress>,
}

impl Feed for SectionFeed<'_> {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, FeedError> {
        let count = match &self.section.text {
            Text::File(file, end) => {
                let left = usize::try_from(end.saturating_sub(self.at)).unwrap_or(usize::MAX);
                let most = left.min(buffer.len());
                let count = read_at(file, buffer.get_mut(..most).unwrap_or_default(), self.at)?;
                if let Some(progress) = self.progress {
                    progress.add_bytes(count);
                }
                count
            }
            Text::Memory(bytes, damage) => {
                let passed =
                    usize::try_from(self.at.saturating_sub(self.section.start)).unwrap_or(usize::MAX);
                let rest = bytes.get(passed..).unwrap_or_default();
                if let (true, Some(damage)) = (rest.is_empty(), damage) {
                    return Err(FeedError::Damaged(damage));
                }
                let count = rest.len().min(buffer.len());
                if let (Some(target), Some(source)) = (buffer.get_mut(..count), rest.get(..count)) {
                    target.copy_from_slice(source);
                }
                count
            }
        };
        self.at += count as u64;
        Ok(count)
    }

    fn rewind(&mut self, offset: u64) -> Result<(), FeedError> {
        self.at = offset;
        Ok(())
    }
}

/// Reads bytes at a place of a file that others read as well.
pub fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> Result<usize, FeedError> {
    loop {
        match read_once_at(file, buffer, offset) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read.map_err(|error| failed(&error)),
        }
    }
}

#[cfg(unix)]
fn read_once_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_once_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}
