//! [`Tokens`]: the strings, numbers and words of JSON, read across the edges of the window.

use super::digest::Sha256;
use super::json_fault::{Fault, Scan, ScanError};
use super::json_shape::{Digits, end_of_plain, end_of_white, is_delimiter};
use super::json_window::{Feed, FeedError, Stop, Window};

/// Where the text of the last string, key or number is.
#[derive(Debug, Clone, Copy)]
enum Token {
    Window { from: usize, to: usize },
    Scratch,
}

/// A reader of tokens; of the last one it keeps the text.
#[derive(Debug)]
pub struct Tokens<F> {
    window: Window<F>,
    token: Token,
    /// Start, in the window, of the part of the token that is not in `scratch` yet.
    mark: usize,
    spilled: bool,
    scratch: Vec<u8>,
}

impl<F: Feed> Tokens<F> {
    /// Tokens of a feed, through a window of the length of `buffer`.
    pub fn new(feed: F, buffer: Vec<u8>) -> Self {
        let window = Window::new(feed, buffer);
        Self { window, token: Token::Scratch, mark: 0, spilled: false, scratch: Vec::new() }
    }

    /// The feed and the buffer, for the next file.
    pub fn into_parts(self) -> (F, Vec<u8>) {
        self.window.into_parts()
    }

    /// Bytes from the start.
    pub fn offset(&self) -> u64 {
        self.window.offset()
    }

    /// Goes to `offset`.
    pub fn rewind(&mut self, offset: u64) -> Result<(), FeedError> {
        self.window.rewind(offset)
    }

    /// Notes that `rewind` may come back here.
    #[inline]
    pub fn mark(&mut self) {
        self.window.mark();
    }

    /// The digest of what stands from `from` to `to`, or to the end; goes there.
    pub fn digest(&mut self, from: u64, to: u64) -> Result<Sha256, FeedError> {
        self.window.digest(from, to)
    }

    /// Goes to the next line that begins with `first`; `false`: to the end.
    pub fn next_line_with(&mut self, first: u8) -> Result<bool, FeedError> {
        self.window.next_line_with(first)
    }

    /// The bytes at hand.
    #[inline]
    pub fn at_hand(&self) -> &[u8] {
        self.window.rest()
    }

    /// Passes over bytes at hand.
    #[inline]
    pub fn advance(&mut self, count: usize) {
        self.window.advance(count);
    }

    /// Passes over the byte that `byte` or `peek` has shown.
    #[inline]
    pub fn pass(&mut self) {
        self.window.advance(1);
    }

    /// The text of the string, key or number that was read last, before any other step.
    #[inline]
    pub fn text(&self) -> &[u8] {
        match self.token {
            Token::Window { from, to } => self.window.slice(from, to),
            Token::Scratch => &self.scratch,
        }
    }

    /// [`Self::text`] as `str`.
    #[inline]
    pub fn text_str(&self) -> &str {
        // INVARIANT: the window is checked, and escapes resolve to characters.
        std::str::from_utf8(self.text()).unwrap_or_default()
    }

    /// Whether `byte` is at hand and next.
    #[inline]
    pub fn is_next(&self, byte: u8) -> bool {
        self.window.rest().first() == Some(&byte)
    }

    /// Passes over a byte order mark.
    pub fn skip_bom(&mut self) -> Scan<()> {
        if self.byte()? == Some(0xef) && self.window.rest().starts_with(b"\xef\xbb\xbf") {
            self.window.advance(3);
        }
        Ok(())
    }

    /// The next byte that is not white space, which is passed over; `None` at the end.
    #[inline]
    pub fn peek(&mut self) -> Scan<Option<u8>> {
        loop {
            let rest = self.window.rest();
            if let Some(index) = end_of_white(rest) {
                let byte = rest.get(index).copied();
                self.window.advance(index);
                return Ok(byte);
            }
            self.window.advance(rest.len());
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    /// A string, from its opening quote on.
    #[inline]
    pub fn string<const KEEP: bool>(&mut self) -> Scan<()> {
        self.window.advance(1);
        self.begin_token();
        loop {
            let rest = self.window.rest();
            let Some((index, byte)) = end_of_plain(rest) else {
                self.window.advance(rest.len());
                self.more_of_token::<KEEP>()?;
                continue;
            };
            self.window.advance(index);
            match byte {
                b'"' => {
                    self.end_token::<KEEP>();
                    self.window.advance(1);
                    return Ok(());
                }
                b'\\' => {
                    self.spill::<KEEP>();
                    self.window.advance(1);
                    let character = self.escape()?;
                    if KEEP {
                        self.scratch.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    self.mark = self.window.position();
                }
                _ => return self.fail(Fault::Control),
            }
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Scan<char> {
        Ok(match self.next_in_string()? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.four_hex()?;
                let code = match high {
                    0xd800..=0xdbff => {
                        if self.next_in_string()? != b'\\' || self.next_in_string()? != b'u' {
                            return self.fail(Fault::Surrogate);
                        }
                        let low = self.four_hex()?;
                        if !matches!(low, 0xdc00..=0xdfff) {
                            return self.fail(Fault::Surrogate);
                        }
                        ((high & 0x3ff) << 10 | (low & 0x3ff)).saturating_add(0x1_0000)
                    }
                    _ => high,
                };
                match char::from_u32(code) {
                    Some(character) => character,
                    None => return self.fail(Fault::Surrogate),
                }
            }
            _ => return self.fail(Fault::Escape),
        })
    }

    fn four_hex(&mut self) -> Scan<u32> {
        let mut code = 0;
        for _ in 0..4 {
            match char::from(self.next_in_string()?).to_digit(16) {
                Some(digit) => code = code << 4 | digit,
                None => return self.fail(Fault::Escape),
            }
        }
        Ok(code)
    }

    fn next_in_string(&mut self) -> Scan<u8> {
        match self.byte()? {
            Some(byte) => {
                self.window.advance(1);
                Ok(byte)
            }
            None => self.fail(Fault::Ended),
        }
    }

    /// A number, from its first character on.
    #[inline]
    pub fn number<const KEEP: bool>(&mut self) -> Scan<()> {
        self.begin_token();
        let mut state = Digits::Start;
        loop {
            let rest = self.window.rest();
            let mut count = 0_usize;
            for byte in rest {
                match state.step(*byte) {
                    Some(next) => state = next,
                    None if state.is_whole() && is_delimiter(*byte) => {
                        self.window.advance(count);
                        self.end_token::<KEEP>();
                        return Ok(());
                    }
                    None => {
                        self.window.advance(count);
                        return self.fail(Fault::Number);
                    }
                }
                count = count.saturating_add(1);
            }
            self.window.advance(count);
            self.spill::<KEEP>();
            if !self.more()? {
                self.mark = self.window.position();
                self.end_token::<KEEP>();
                return if state.is_whole() { Ok(()) } else { self.fail(Fault::Ended) };
            }
            self.mark = self.window.position();
        }
    }

    /// One of the three words.
    pub fn word<T>(&mut self, word: &'static [u8], kind: T) -> Scan<T> {
        for letter in word {
            if self.byte()? != Some(*letter) {
                return self.expected("a value");
            }
            self.window.advance(1);
        }
        match self.byte()? {
            Some(byte) if !is_delimiter(byte) => self.fail(Fault::Expected("a value")),
            _ => Ok(kind),
        }
    }

    /// The next byte, white space or not.
    #[inline]
    pub fn byte(&mut self) -> Scan<Option<u8>> {
        if self.window.rest().is_empty() {
            self.more()?;
        }
        Ok(self.window.rest().first().copied())
    }

    fn begin_token(&mut self) {
        self.mark = self.window.position();
        self.spilled = false;
        self.scratch.clear();
    }

    /// Copies what was read of the token, before it leaves the window or continues otherwise than written.
    fn spill<const KEEP: bool>(&mut self) {
        if KEEP {
            self.spilled = true;
            self.scratch.extend_from_slice(self.window.slice(self.mark, self.window.position()));
        }
    }

    fn end_token<const KEEP: bool>(&mut self) {
        if KEEP && self.spilled {
            self.spill::<KEEP>();
            self.token = Token::Scratch;
        } else {
            self.token = Token::Window { from: self.mark, to: self.window.position() };
        }
    }

    /// Saves the token from the window's next move.
    pub fn keep_token(&mut self) {
        if let Token::Window { from, to } = self.token {
            self.scratch.clear();
            self.scratch.extend_from_slice(self.window.slice(from, to));
            self.token = Token::Scratch;
        }
    }

    #[cold]
    fn more_of_token<const KEEP: bool>(&mut self) -> Scan<()> {
        self.spill::<KEEP>();
        let more = self.more()?;
        self.mark = self.window.position();
        if more { Ok(()) } else { self.fail(Fault::Ended) }
    }

    #[cold]
    fn more(&mut self) -> Scan<bool> {
        match self.window.more() {
            Ok(more) => Ok(more),
            Err(Stop::NotUtf8) => self.fail(Fault::Encoding),
            Err(Stop::Feed(error)) => self.fail(Fault::Feed(error)),
        }
    }

    /// Fails for want of `what`.
    #[cold]
    pub fn expected<T>(&mut self, what: &'static str) -> Scan<T> {
        match self.byte()? {
            Some(_) => self.fail(Fault::Expected(what)),
            None => self.fail(Fault::Ended),
        }
    }

    /// Fails here.
    #[cold]
    pub fn fail<T>(&self, fault: Fault) -> Scan<T> {
        Err(Box::new(ScanError { offset: self.offset(), fault }))
    }
}
