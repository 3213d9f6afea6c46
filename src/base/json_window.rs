//! [`Window`]: a sliding view of a file, checked to be UTF-8; it never grows, however long the file.

use memchr::memmem;

use super::digest::{Hasher, Sha256};

/// Where bytes come from, piece by piece.
pub trait Feed {
    /// Writes the next bytes into `buffer`, as many as fit or as there are at hand; 0 only at the end.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, FeedError>;

    /// Goes (back) to `offset`, counted from the first byte: the next `fill` begins there.
    fn rewind(&mut self, offset: u64) -> Result<(), FeedError>;
}

/// The bytes could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// The system could not give them: nothing can be said of the file.
    #[error("{0}")]
    Failed(String),
    /// There are no more that make sense: a compressed file is damaged, and this is how.
    #[error("{0}")]
    Damaged(&'static str),
}

/// A feed of bytes that are in memory.
#[derive(Debug, Clone)]
pub struct Bytes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> From<&'a [u8]> for Bytes<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }
}

impl Feed for Bytes<'_> {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, FeedError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(target), Some(source)) = (buffer.get_mut(..count), rest.get(..count)) {
            target.copy_from_slice(source);
        }
        self.at = self.at.saturating_add(count);
        Ok(count)
    }

    fn rewind(&mut self, offset: u64) -> Result<(), FeedError> {
        self.at = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(())
    }
}

/// Why there is no next byte, other than the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// What follows is not UTF-8.
    NotUtf8,
    /// The feed failed.
    Feed(FeedError),
}

/// The part of a feed that is in memory.
///
/// INVARIANT: `at <= checked <= filled <= buffer.len()`, and `buffer[checked_from..checked]` is UTF-8.
/// `checked_from <= at`.
#[derive(Debug)]
pub struct Window<F> {
    feed: F,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte from the start of the feed.
    start: u64,
    /// The next byte.
    at: usize,
    /// Start of the bytes known to be UTF-8.
    checked_from: usize,
    /// Their end.
    checked: usize,
    /// End of the bytes that were read.
    filled: usize,
    /// What follows the checked bytes is not UTF-8 and no more bytes can make it so.
    broken: bool,
    /// Where it will perhaps go back to: bytes from there on are kept, as long as they leave an eighth of it free.
    mark: Option<usize>,
}

/// The longest UTF-8 sequence; a window must hold one.
const LEAST: usize = 4;

impl<F: Feed> Window<F> {
    /// A view of `feed` through `buffer`, which is used at its length, but at least four bytes.
    pub fn new(feed: F, mut buffer: Vec<u8>) -> Self {
        if buffer.len() < LEAST {
            buffer.resize(LEAST, 0);
        }
        Self {
            feed,
            buffer,
            start: 0,
            at: 0,
            checked_from: 0,
            checked: 0,
            filled: 0,
            broken: false,
            mark: None,
        }
    }

    /// The feed and the buffer, for the next file.
    pub fn into_parts(self) -> (F, Vec<u8>) {
        (self.feed, self.buffer)
    }

    /// The checked bytes at hand; if there are none, `more` gets some.
    #[inline]
    pub fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..self.checked).unwrap_or_default()
    }

    /// Bytes of the window, by positions that `position` gave since the last call of `more`.
    #[inline]
    pub fn slice(&self, from: usize, to: usize) -> &[u8] {
        self.buffer.get(from..to).unwrap_or_default()
    }

    /// Where the next byte is in the window.
    #[inline]
    pub fn position(&self) -> usize {
        self.at
    }

    /// Where the next byte is in the feed.
    pub fn offset(&self) -> u64 {
        self.start.saturating_add(self.at as u64)
    }

    /// Passes over bytes of `rest`.
    #[inline]
    pub fn advance(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.checked);
    }

    /// Gets more bytes when `rest` is empty; `false` at the end.
    #[cold]
    pub fn more(&mut self) -> Result<bool, Stop> {
        while self.at >= self.checked {
            if self.broken {
                return Err(Stop::NotUtf8);
            }
            let carried = self.filled.saturating_sub(self.checked);
            if self.refill(self.checked).map_err(Stop::Feed)? == 0 {
                // A sequence that the end cuts short is not UTF-8.
                self.broken = carried > 0;
                return if self.broken { Err(Stop::NotUtf8) } else { Ok(false) };
            }
            self.check();
        }
        Ok(true)
    }

    /// Notes that `rewind` may come back here: it will not have to ask the feed, if that is not far.
    #[inline]
    pub fn mark(&mut self) {
        self.mark = Some(self.at);
    }

    /// Goes to `offset`, backwards or forwards.
    pub fn rewind(&mut self, offset: u64) -> Result<(), FeedError> {
        let at = offset.checked_sub(self.start).and_then(|at| usize::try_from(at).ok());
        if let Some(at) = at.filter(|at| *at <= self.filled) {
            self.at = at;
            if at < self.checked_from || at > self.checked {
                self.check();
            }
        } else {
            self.feed.rewind(offset)?;
            (self.start, self.at, self.filled, self.mark) = (offset, 0, 0, None);
            self.check();
        }
        Ok(())
    }

    /// Goes to the next line that begins with `first`, whatever is in between; `false`: to the end.
    pub fn next_line_with(&mut self, first: u8) -> Result<bool, FeedError> {
        let mut line_begins = false;
        loop {
            let raw = self.buffer.get(self.at..self.filled).unwrap_or_default();
            let found = match raw.first() {
                Some(byte) if line_begins && *byte == first => Some(0),
                _ => memmem::find(raw, &[b'\n', first]).map(|index| index.saturating_add(1)),
            };
            if let Some(index) = found {
                self.at = self.at.saturating_add(index);
                if self.at >= self.checked {
                    self.check();
                }
                return Ok(true);
            }
            line_begins = if raw.is_empty() { line_begins } else { raw.last() == Some(&b'\n') };
            self.at = self.filled;
            self.checked = self.filled;
            self.broken = false;
            if self.refill(self.filled)? == 0 {
                return Ok(false);
            }
        }
    }

    /// The digest of what stands from `from` to `to`, or to the end, whatever it is; goes there.
    pub fn digest(&mut self, from: u64, to: u64) -> Result<Sha256, FeedError> {
        let mut hasher = Hasher::default();
        self.rewind(from)?;
        loop {
            let raw = self.buffer.get(self.at..self.filled).unwrap_or_default();
            let left = usize::try_from(to.saturating_sub(self.offset())).unwrap_or(usize::MAX);
            let raw = raw.get(..left).unwrap_or(raw);
            hasher.update(raw);
            self.at = self.at.saturating_add(raw.len());
            if self.offset() >= to {
                break;
            }
            match self.refill(self.filled) {
                Ok(0) | Err(FeedError::Damaged(_)) => break,
                Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
        if self.at < self.checked_from || self.at > self.checked {
            self.check();
        }
        Ok(hasher.finish())
    }

    /// Moves what stands from `next` or the mark on to the front, fills up behind it, and goes to `next`; the number
    /// of new bytes.
    fn refill(&mut self, next: usize) -> Result<usize, FeedError> {
        let most = self.buffer.len().saturating_sub((self.buffer.len() >> 3).max(LEAST));
        let mark = self.mark.filter(|mark| *mark <= next && self.filled.saturating_sub(*mark) <= most);
        let keep = mark.unwrap_or(next);
        self.buffer.copy_within(keep..self.filled, 0);
        self.start = self.start.saturating_add(keep as u64);
        self.filled = self.filled.saturating_sub(keep);
        self.at = next.saturating_sub(keep);
        (self.checked_from, self.checked, self.mark) = (self.at, self.at, mark.map(|_| 0));
        let count = self.feed.fill(self.buffer.get_mut(self.filled..).unwrap_or_default())?;
        self.filled = self.filled.saturating_add(count).min(self.buffer.len());
        Ok(count)
    }

    /// Finds out how far the bytes from `at` on are UTF-8.
    fn check(&mut self) {
        let raw = self.buffer.get(self.at..self.filled).unwrap_or_default();
        // ASCII is the common case, and quicker told.
        let (valid, broken) = match std::str::from_utf8(if raw.is_ascii() { &[] } else { raw }) {
            Ok(_) => (raw.len(), false),
            Err(error) => (error.valid_up_to(), error.error_len().is_some()),
        };
        self.checked_from = self.at;
        self.checked = self.at.saturating_add(valid);
        self.broken = broken;
    }
}
