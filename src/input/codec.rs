//! [`Codec`]: gzip and Zstandard → text, told by what a file begins with.
//!
//! INVARIANT: how much text comes before a damaged place does not depend on how large the pieces are that are asked
//! for.

use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{Decoder as ZstdDecoder, Operation as _};

/// The compressed data is not what it should be.
pub const CORRUPT: &str = "the compressed data is corrupt";
/// The compressed data should go on.
pub const CUT: &str = "the compressed data is cut short";
/// The file wants more memory than is given to one: a window of 128 MiB.
const TOO_LARGE: &str = "the compressed data needs more than 128 MiB of memory";

/// How many bytes must be seen to tell what a file is.
pub const TOLD_BY: usize = 4;

/// A way to compress, and how far its decoding is. All parts of a file are decoded, one after the other.
pub enum Codec {
    /// gzip
    Gzip(Gzip),
    /// Zstandard
    Zstd(Box<Zstd>),
}

/// What one step of decoding did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step {
    /// Bytes of the input that were used up.
    pub read: usize,
    /// Bytes of text that were written.
    pub written: usize,
    /// Nothing can be decoded after that, and why.
    pub damage: Option<&'static str>,
}

impl Codec {
    /// The way in which a file that begins so is compressed; `None` if it is not.
    #[must_use]
    pub fn told_by(begins: &[u8]) -> Option<Self> {
        match begins {
            [0x1f, 0x8b, ..] => Some(Self::Gzip(Gzip::default())),
            // The second is a frame to be skipped: parallel compressors begin with one.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
                Some(Self::Zstd(Box::default()))
            }
            _ => None,
        }
    }

    /// Decodes some of `input`.
    pub fn step(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        match self {
            Self::Gzip(gzip) => gzip.step(input, output),
            Self::Zstd(zstd) => zstd.step(input, output),
        }
    }

    /// The same from the start of a file.
    #[must_use]
    pub fn anew(&self) -> Self {
        match self {
            Self::Gzip(_) => Self::Gzip(Gzip::default()),
            Self::Zstd(_) => Self::Zstd(Box::default()),
        }
    }

    /// Whether the file may end here.
    #[must_use]
    pub fn may_end(&self) -> bool {
        match self {
            Self::Gzip(gzip) => gzip.member.is_none(),
            Self::Zstd(zstd) => zstd.wanted == 0,
        }
    }
}

/// Members of a gzip file.
#[derive(Debug, Default)]
pub struct Gzip {
    /// The member that is begun.
    member: Option<Decompress>,
}

/// The size of the window that any gzip file can be decoded with, as a power of two.
const GZIP_WINDOW: u8 = 15;

impl Gzip {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        if self.member.is_none() && input.is_empty() {
            return Step::default();
        }
        let member = self.member.get_or_insert_with(|| Decompress::new_gzip(GZIP_WINDOW));
        let before = (member.total_in(), member.total_out());
        let result = member.decompress(input, output, FlushDecompress::None);
        let done = |now: u64, before: u64| usize::try_from(now - before).unwrap_or_default();
        let step = Step {
            read: done(member.total_in(), before.0),
            written: done(member.total_out(), before.1),
            damage: result.is_err().then_some(CORRUPT),
        };
        if matches!(result, Ok(Status::StreamEnd)) {
            self.member = None;
        }
        step
    }
}

/// Frames of a Zstandard file.
#[derive(Default)]
pub struct Zstd {
    /// The decoder, once something is to be decoded.
    decoder: Option<ZstdDecoder<'static>>,
    /// How many bytes the decoder asks for next; 0 between frames.
    wanted: usize,
    /// Text of the last block that was not taken yet.
    text: Vec<u8>,
    taken: usize,
}

/// The most that a block of Zstandard can hold.
const BLOCK: usize = 1 << 17;

/// What the decoder asks for after a block includes the header of the next.
const BLOCK_HEADER: usize = 3;

impl Zstd {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        if self.taken == self.text.len() {
            let step = self.decode(input);
            if step.written == 0 {
                return step;
            }
            return Step { written: self.take(output), ..step };
        }
        Step { written: self.take(output), ..Step::default() }
    }

    fn take(&mut self, output: &mut [u8]) -> usize {
        let rest = self.text.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(output.len());
        if let (Some(target), Some(source)) = (output.get_mut(..count), rest.get(..count)) {
            target.copy_from_slice(source);
        }
        self.taken += count;
        count
    }

    /// Decodes at most one block: the decoder drops what it has decoded in a step that fails.
    fn decode(&mut self, input: &[u8]) -> Step {
        let stage = if self.wanted > BLOCK_HEADER { self.wanted - BLOCK_HEADER } else { self.wanted.max(1) };
        let input = input.get(..stage).unwrap_or(input);
        if input.is_empty() {
            return Step::default();
        }
        self.text.resize(BLOCK, 0);
        self.taken = 0;
        if self.decoder.is_none() {
            self.decoder = ZstdDecoder::new().ok();
        }
        let Some(decoder) = &mut self.decoder else {
            return Step { damage: Some(TOO_LARGE), ..Step::default() };
        };
        let (read, written, damage) = match decoder.run_on_buffers(input, &mut self.text) {
            Ok(status) => {
                self.wanted = status.remaining;
                (status.bytes_read, status.bytes_written, None)
            }
            Err(error) => {
                let memory = error.to_string().contains("memory");
                (0, 0, Some(if memory { TOO_LARGE } else { CORRUPT }))
            }
        };
        self.text.truncate(written);
        Step { read, written, damage }
    }
}
