//! [`RawFile`]: a file as it lies there, digested on the way where asked: every byte once, also those that are not
//! parsed.
#![expect(clippy::disallowed_types, reason = "the edge: files are read here")]

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::Arc;

use crate::base::digest::{Hasher, Sha256};
use crate::base::json_window::FeedError;
use crate::input::progress::Progress;

/// A file being read.
#[derive(Debug)]
pub struct RawFile {
    file: File,
    at: u64,
    hasher: Option<Hasher>,
    /// How many bytes from the start are in the digest.
    hashed: u64,
    /// Where the file ended, once that was seen.
    end: Option<u64>,
    progress: Option<Arc<Progress>>,
}

impl RawFile {
    /// Begins to read `file`; with `digest`, its digest is taken on the way.
    #[must_use]
    pub fn new(file: File, digest: bool, progress: Option<Arc<Progress>>) -> Self {
        Self { file, at: 0, hasher: digest.then(Hasher::default), hashed: 0, end: None, progress }
    }

    /// How long it is; 0 if that is not known.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.file.metadata().map_or(0, |metadata| metadata.len())
    }

    /// Where reading goes on.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.at
    }

    /// The file, to be read otherwise.
    #[must_use]
    pub fn into_file(self) -> File {
        self.file
    }

    /// A pipe as a file without a name, as reading may have to go back.
    pub fn spool(mut input: impl io::Read) -> io::Result<File> {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut input, &mut file)?;
        file.rewind()?;
        Ok(file)
    }

    /// Reads the next bytes into `buffer`; 0 only at the end.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, FeedError> {
        let count = loop {
            match self.file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read.map_err(|error| failed(&error))?,
            }
        };
        if let Some(hasher) = &mut self.hasher {
            // After going back, the first bytes are in the digest already. Going forward past them does not occur:
            // reading goes on where it stopped.
            let known = usize::try_from(self.hashed.saturating_sub(self.at)).unwrap_or(usize::MAX);
            let new = buffer.get(known.min(count)..count).unwrap_or_default();
            hasher.update(new);
            self.hashed += new.len() as u64;
        }
        if count == 0 && !buffer.is_empty() {
            self.end = Some(self.at);
        }
        self.at += count as u64;
        if let Some(progress) = &self.progress {
            progress.add_bytes(count);
        }
        Ok(count)
    }

    /// Reads bytes at a place into `buffer`.
    pub fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, FeedError> {
        if self.at != offset {
            self.seek(offset)?;
        }
        self.read(buffer)
    }

    /// Goes to `offset`.
    pub fn seek(&mut self, offset: u64) -> Result<(), FeedError> {
        self.file.seek(SeekFrom::Start(offset)).map_err(|error| failed(&error))?;
        self.at = offset;
        Ok(())
    }

    /// The digest of the whole file, if it was asked for; `buffer` is used for what was not read.
    pub fn digest(mut self, buffer: &mut [u8]) -> Result<Option<Sha256>, FeedError> {
        if self.hasher.is_some() && self.end != Some(self.hashed) {
            self.seek(self.hashed)?;
            while self.read(buffer)? > 0 {}
        }
        Ok(self.hasher.map(Hasher::finish))
    }
}

/// An error of the system, as a feed tells it.
#[must_use]
pub fn failed(error: &io::Error) -> FeedError {
    FeedError::Failed(error.to_string())
}
