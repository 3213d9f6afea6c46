//! [`Decoder`]: the text of a compressed file, as a stream that can go back.
#![expect(clippy::disallowed_types, reason = "the edge: files are read here")]

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use crate::base::json_window::FeedError;
use crate::input::codec::{CORRUPT, CUT, Codec};
use crate::input::raw::{RawFile, failed};

/// How much of the compressed file is in memory at once.
const INPUT: usize = 1 << 16;

/// The text of a compressed file. None of it is held: to go back, it is decoded again; what is decoded after the second
/// time is written to a file without a name as well, so that the time it takes stays in proportion to the text.
pub struct Decoder {
    codec: Codec,
    input: Vec<u8>,
    /// The part of `input` that is not decoded yet.
    at: usize,
    filled: usize,
    ended: bool,
    damage: Option<&'static str>,
    /// How much text was decoded.
    offset: u64,
    restarts: u32,
    spool: Option<Spool>,
}

/// Text that can be read again.
#[derive(Debug)]
struct Spool {
    file: File,
    /// The text from here on is in the file, all that was decoded since.
    from: u64,
    /// Where reading goes on.
    at: u64,
}

impl Decoder {
    /// Decodes a file of which `begins` was read.
    #[must_use]
    pub fn new(codec: Codec, begins: &[u8]) -> Self {
        let mut input = begins.to_vec();
        input.resize(INPUT.max(begins.len()), 0);
        Self {
            codec,
            input,
            at: 0,
            filled: begins.len(),
            ended: false,
            damage: None,
            offset: 0,
            restarts: 0,
            spool: None,
        }
    }

    /// Writes the next text into `output`; 0 only at the end.
    pub fn fill(&mut self, raw: &mut RawFile, output: &mut [u8]) -> Result<usize, FeedError> {
        if let Some(spool) = &mut self.spool
            && spool.at < self.offset
        {
            let count = spool.file.read(output).map_err(|error| failed(&error))?;
            spool.at += count as u64;
            if spool.at >= self.offset {
                spool.file.seek(SeekFrom::End(0)).map_err(|error| failed(&error))?;
            }
            return Ok(count);
        }
        let count = self.decode(raw, output)?;
        if let Some(spool) = &mut self.spool {
            spool.file.write_all(output.get(..count).unwrap_or_default()).map_err(|error| failed(&error))?;
            spool.at = self.offset;
        }
        Ok(count)
    }

    /// Goes to `offset` of the text.
    pub fn rewind(&mut self, raw: &mut RawFile, offset: u64) -> Result<(), FeedError> {
        if let Some(spool) = &mut self.spool
            && (spool.from..=self.offset).contains(&offset)
        {
            spool.file.seek(SeekFrom::Start(offset - spool.from)).map_err(|error| failed(&error))?;
            spool.at = offset;
            return Ok(());
        }
        if offset < self.offset {
            raw.seek(0)?;
            self.codec = self.codec.anew();
            (self.at, self.filled, self.ended, self.damage, self.offset) = (0, 0, false, None, 0);
            self.spool = None;
            self.restarts += 1;
        }
        let mut passed = vec![0; INPUT];
        while self.offset < offset {
            let left = usize::try_from(offset - self.offset).unwrap_or(usize::MAX).min(INPUT);
            if self.decode(raw, passed.get_mut(..left).unwrap_or_default())? == 0 {
                break;
            }
        }
        if self.restarts > 1 && self.spool.is_none() {
            let file = tempfile::tempfile().map_err(|error| failed(&error))?;
            self.spool = Some(Spool { file, from: self.offset, at: self.offset });
        }
        Ok(())
    }

    /// Decodes the next text.
    fn decode(&mut self, raw: &mut RawFile, output: &mut [u8]) -> Result<usize, FeedError> {
        if output.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(damage) = self.damage {
                return Err(FeedError::Damaged(damage));
            }
            if self.at == self.filled && !self.ended {
                (self.at, self.filled) = (0, raw.read(&mut self.input)?);
                self.ended = self.filled == 0;
            }
            let input = self.input.get(self.at..self.filled).unwrap_or_default();
            let step = self.codec.step(input, output);
            let stuck = step.read == 0 && step.written == 0;
            self.damage = step.damage.or(match input.is_empty() {
                true if stuck && self.codec.may_end() => return Ok(0),
                true => stuck.then_some(CUT),
                false => stuck.then_some(CORRUPT),
            });
            self.at += step.read;
            if step.written > 0 {
                self.offset += step.written as u64;
                return Ok(step.written);
            }
        }
    }
}
