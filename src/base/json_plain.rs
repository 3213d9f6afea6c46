//! [`Plain`]: JSON that is in memory whole and plainly written, read without a look at where the memory ends.
//!
//! INVARIANT: each step reads what the scanner would read there, or gives `None`: at an escape, at what is not JSON,
//! deep down, at the end of the bytes. Then the scanner has to read from where the step began.

use super::json_shape::{Digits, end_of_plain, is_delimiter};

/// How many levels [`Plain::skip`] goes down at most.
pub const PLAIN_DEPTH: u32 = 31;

/// A place in bytes that are UTF-8.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'a> {
    rest: &'a [u8],
}

impl<'a> From<&'a [u8]> for Plain<'a> {
    fn from(rest: &'a [u8]) -> Self {
        Self { rest }
    }
}

impl<'a> Plain<'a> {
    /// What follows.
    #[inline]
    #[must_use]
    pub fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// The bytes from here to there.
    #[must_use]
    pub fn until(self, there: Self) -> &'a [u8] {
        self.rest.get(..self.rest.len().saturating_sub(there.rest.len())).unwrap_or_default()
    }

    /// Takes a step, or none: where it gives nothing, it passes over nothing.
    ///
    /// As it works on a copy, the place itself can be held in registers between rare steps, which are calls.
    #[inline]
    pub fn attempt<T>(&mut self, step: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut after = *self;
        let done = step(&mut after);
        if done.is_some() {
            *self = after;
        }
        done
    }

    /// Passes over white space.
    #[inline]
    pub fn blank(&mut self) {
        if !matches!(self.rest, [b'!'..=0xff, ..]) {
            *self = self.after_blank();
        }
    }

    fn after_blank(mut self) -> Self {
        while let [b' ' | b'\n' | b'\r' | b'\t', after @ ..] = self.rest {
            self.rest = after;
        }
        self
    }

    /// Passes over `byte`, if it is next.
    #[inline]
    pub fn take(&mut self, byte: u8) -> bool {
        match self.rest {
            [next, after @ ..] if *next == byte => {
                self.rest = after;
                true
            }
            _ => false,
        }
    }

    /// Passes over `written`, if it is next.
    #[inline]
    pub fn take_written(&mut self, written: &Written) -> bool {
        let after = self.rest.get(written.length..).filter(|_| written.begins(self.rest));
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Passes over `text`, if it is next.
    #[inline]
    pub fn take_text(&mut self, text: &[u8]) -> bool {
        let after = self.rest.strip_prefix(text);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Passes over `true`, `false` or `null`, if that is next.
    #[inline]
    pub fn take_word(&mut self, word: &[u8]) -> bool {
        match self.rest.strip_prefix(word) {
            Some(after @ [byte, ..]) if is_delimiter(*byte) => {
                self.rest = after;
                true
            }
            _ => false,
        }
    }

    /// Begins an object or array that ends with `close`: whether there is something in it.
    #[inline]
    pub fn begins(&mut self, open: u8, close: u8) -> Option<bool> {
        self.take(open).then(|| {
            self.blank();
            !self.take(close)
        })
    }

    /// After a member or element: whether there is another, before which it then stands, or the end.
    #[inline]
    pub fn goes_on(&mut self, close: u8) -> Option<bool> {
        if !matches!(self.rest, [b',' | b'}' | b']', ..]) {
            self.blank();
        }
        match self.rest {
            [b',', b' ', after @ ..] | [b',', after @ ..] => {
                self.rest = after;
                self.blank();
                Some(true)
            }
            [byte, after @ ..] if *byte == close => {
                self.rest = after;
                Some(false)
            }
            _ => None,
        }
    }

    /// Reads a string without escapes.
    #[inline]
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let body = self.rest.strip_prefix(b"\"")?;
        let (length, b'"') = end_of_plain(body)? else { return None };
        let (text, after) = body.split_at_checked(length)?;
        self.rest = after.get(1..)?;
        Some(text)
    }

    /// The next `N` bytes, if they are a string; they may hold escapes.
    #[inline]
    #[must_use]
    pub fn string_of<const N: usize>(self) -> Option<(&'a [u8; N], Self)> {
        let (text, after) = self.rest.strip_prefix(b"\"")?.split_first_chunk::<N>()?;
        let rest = after.strip_prefix(b"\"")?;
        Some((text, Self { rest }))
    }

    /// Reads a key, with its colon.
    #[inline]
    pub fn key(&mut self) -> Option<&'a [u8]> {
        let key = self.string()?;
        self.colon()?;
        Some(key)
    }

    /// Passes over a colon and the white space around it.
    #[inline]
    pub fn colon(&mut self) -> Option<()> {
        if !matches!(self.rest, [b':', ..]) {
            self.blank();
        }
        let ([b':', b' ', after @ ..] | [b':', after @ ..]) = self.rest else { return None };
        self.rest = after;
        self.blank();
        Some(())
    }

    /// Reads a whole number of at most fifteen digits.
    #[inline]
    pub fn small_number(&mut self) -> Option<u64> {
        // One digit is what most counts have.
        if let [digit @ b'0'..=b'9', b',' | b'}', ..] = self.rest {
            self.rest = self.rest.get(1..)?;
            return Some(u64::from(digit.wrapping_sub(b'0')));
        }
        self.attempt(Self::some_digits)
    }

    #[inline(never)]
    fn some_digits(&mut self) -> Option<u64> {
        let digits = self.rest;
        let mut value = 0_u64;
        while let [digit @ b'0'..=b'9', after @ ..] = self.rest {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
            self.rest = after;
        }
        let length = digits.len().wrapping_sub(self.rest.len());
        let zero_leads = length > 1 && digits.first() == Some(&b'0');
        let ends = self.rest.first().is_some_and(|byte| is_delimiter(*byte));
        (ends && matches!(length, 1..=15) && !zero_leads).then_some(value)
    }

    /// Passes over a value of any kind, or over nothing.
    #[expect(
        clippy::inline_always,
        reason = "a call in the loop of a report would keep the place out of registers"
    )]
    #[inline(always)]
    pub fn skip(&mut self) -> Option<()> {
        match self.rest {
            [b'"', ..] => self.skip_string(),
            [b'{' | b'[', ..] => self.attempt(Self::skip_levels),
            _ => self.skip_word(),
        }
    }

    /// Passes over a string, also one with escapes.
    #[inline]
    fn skip_string(&mut self) -> Option<()> {
        match self.string() {
            Some(_) => Some(()),
            None => self.attempt(Self::skip_escapes),
        }
    }

    #[cold]
    fn skip_escapes(&mut self) -> Option<()> {
        self.rest = self.rest.strip_prefix(b"\"")?;
        loop {
            let (length, _) = end_of_plain(self.rest)?;
            self.rest = match self.rest.get(length..)? {
                [b'"', after @ ..] => {
                    self.rest = after;
                    return Some(());
                }
                [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', after @ ..] => after,
                // Not the halves of pairs, U+D800 to U+DFFF.
                [b'\\', b'u', a, b, c, d, after @ ..]
                    if [a, b, c, d].into_iter().all(u8::is_ascii_hexdigit)
                        && (!matches!(a, b'd' | b'D') || matches!(b, b'0'..=b'7')) =>
                {
                    after
                }
                _ => return None,
            };
        }
    }

    /// Passes over an object or array.
    #[inline(never)]
    fn skip_levels(&mut self) -> Option<()> {
        // A bit for each level, whether it is an object, and a 1 before them.
        let mut levels = 1_u32;
        loop {
            let mut more = match self.rest {
                [open @ (b'{' | b'['), ..] => {
                    if levels.leading_zeros() == 0 {
                        return None;
                    }
                    levels = levels << 1 | u32::from(*open == b'{');
                    self.begins(*open, close_of(levels))?
                }
                [b'"', ..] => {
                    self.skip_string()?;
                    self.goes_on(close_of(levels))?
                }
                _ => {
                    self.skip_word()?;
                    self.goes_on(close_of(levels))?
                }
            };
            while !more {
                levels >>= 1;
                if levels == 1 {
                    return Some(());
                }
                more = self.goes_on(close_of(levels))?;
            }
            if levels & 1 == 1 {
                self.string()?;
                self.colon()?;
            }
        }
    }

    /// Passes over a number, `true`, `false` or `null`.
    #[inline]
    fn skip_word(&mut self) -> Option<()> {
        match self.small_number() {
            Some(_) => Some(()),
            None => self.attempt(Self::some_word),
        }
    }

    #[inline(never)]
    fn some_word(&mut self) -> Option<()> {
        if [&b"true"[..], b"false", b"null"].into_iter().any(|word| self.take_word(word)) {
            return Some(());
        }
        let mut state = Digits::Start;
        while let [byte, after @ ..] = self.rest
            && let Some(next) = state.step(*byte)
        {
            (state, self.rest) = (next, after);
        }
        let ends = state.is_whole() && self.rest.first().is_some_and(|byte| is_delimiter(*byte));
        ends.then_some(())
    }
}

/// What ends the innermost level.
fn close_of(levels: u32) -> u8 {
    if levels & 1 == 1 { b'}' } else { b']' }
}

/// A short text that bytes are often compared with: as words, so that no loop is needed.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    words: [u128; 2],
    /// Which bits of the words are of the text.
    masks: [u128; 2],
    length: usize,
}

impl Default for Written {
    fn default() -> Self {
        Self::NEVER
    }
}

impl Written {
    /// What is never written: it is not UTF-8.
    pub const NEVER: Self = Self { words: [u128::MAX; 2], masks: [u128::MAX; 2], length: 32 };

    /// A text of at most 32 bytes.
    #[must_use]
    pub fn new(text: &[u8]) -> Option<Self> {
        let mut mask = Chunk::default();
        mask.get_mut(..text.len())?.fill(0xff);
        Some(Self { words: words(&padded(text)?), masks: words(&mask), length: text.len() })
    }

    /// Whether `text` begins with it.
    #[inline]
    #[must_use]
    pub fn begins(&self, text: &[u8]) -> bool {
        let [first, second] = match text.first_chunk() {
            Some(chunk) => words(chunk),
            None => return self.begins_short(text),
        };
        let ([own_first, own_second], [first_mask, second_mask]) = (self.words, self.masks);
        (first ^ own_first) & first_mask | (second ^ own_second) & second_mask == 0
    }

    #[cold]
    fn begins_short(&self, text: &[u8]) -> bool {
        let differs = |((word, own), mask): ((u128, u128), u128)| (word ^ own) & mask != 0;
        let text = padded(text).filter(|_| text.len() >= self.length).as_ref().map(words);
        text.is_some_and(|text| !text.into_iter().zip(self.words).zip(self.masks).any(differs))
    }
}

type Chunk = [u8; 32];

fn padded(text: &[u8]) -> Option<Chunk> {
    let mut chunk = Chunk::default();
    chunk.get_mut(..text.len())?.copy_from_slice(text);
    Some(chunk)
}

#[inline]
fn words(chunk: &Chunk) -> [u128; 2] {
    let mut words = chunk.as_chunks().0.iter().map(|word| u128::from_le_bytes(*word));
    [words.next().unwrap_or_default(), words.next().unwrap_or_default()]
}
