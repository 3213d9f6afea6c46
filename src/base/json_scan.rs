//! [`Scanner`]: strict JSON (RFC 8259), pulled value by value; the only JSON reader of the crate.

use super::digest::Sha256;
use super::json_fault::{Fault, Scan};
use super::json_plain::{PLAIN_DEPTH, Plain};
use super::json_token::Tokens;
use super::json_window::{Feed, FeedError};

/// How many arrays and objects may stand one in another.
pub const MAX_DEPTH: u32 = 128;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number; its text is kept as written.
    Number,
    /// A string; its text is kept, escapes resolved.
    String,
    /// An array, begun.
    Array,
    /// An object, begun.
    Object,
}

/// A pull reader of JSON values.
#[derive(Debug)]
pub struct Scanner<F> {
    tokens: Tokens<F>,
    depth: u32,
}

impl<F: Feed> Scanner<F> {
    /// A scanner over a feed, through a window of the length of `buffer`.
    pub fn new(feed: F, buffer: Vec<u8>) -> Self {
        Self { tokens: Tokens::new(feed, buffer), depth: 0 }
    }

    /// The feed and the buffer, for the next file.
    pub fn into_parts(self) -> (F, Vec<u8>) {
        self.tokens.into_parts()
    }

    /// Bytes from the start.
    pub fn offset(&self) -> u64 {
        self.tokens.offset()
    }

    /// The text of the string, key or number that was read last, before any other step.
    #[inline]
    pub fn text(&self) -> &[u8] {
        self.tokens.text()
    }

    /// [`Self::text`] as `str`.
    #[inline]
    pub fn text_str(&self) -> &str {
        self.tokens.text_str()
    }

    /// Passes over a byte order mark.
    pub fn skip_bom(&mut self) -> Scan<()> {
        self.tokens.skip_bom()
    }

    /// The next byte that is not white space, which is passed over; `None` at the end.
    #[inline]
    pub fn peek(&mut self) -> Scan<Option<u8>> {
        self.tokens.peek()
    }

    /// How many arrays and objects are begun and not ended, counted from where `set_depth` said 0.
    #[inline]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Counts levels anew: the limit holds for each report of its own, whatever it is wrapped in.
    #[inline]
    pub fn set_depth(&mut self, depth: u32) {
        self.depth = depth;
    }

    /// Notes that `rewind` may come back here: it does not ask the feed, if that is not much farther than half a window.
    #[inline]
    pub fn mark(&mut self) {
        self.tokens.mark();
    }

    /// Goes to `offset`.
    pub fn rewind(&mut self, offset: u64) -> Result<(), FeedError> {
        self.depth = 0;
        self.tokens.rewind(offset)
    }

    /// Goes to the first line that begins with `first` after the line that `offset` is on; `false`: to the end.
    pub fn to_line_with(&mut self, first: u8, offset: u64) -> Result<bool, FeedError> {
        self.rewind(offset)?;
        self.tokens.next_line_with(first)
    }

    /// The digest of what was read since `from`.
    pub fn digest(&mut self, from: u64) -> Result<Sha256, FeedError> {
        self.tokens.digest(from, self.offset())
    }

    /// The digest of all that stands from `from` on; goes to the end.
    pub fn digest_rest(&mut self, from: u64) -> Result<Sha256, FeedError> {
        self.tokens.digest(from, u64::MAX)
    }

    /// Passes over the byte that `peek` has shown.
    pub fn pass(&mut self) {
        self.tokens.pass();
    }

    /// Fails unless nothing but white space is left.
    pub fn end(&mut self) -> Scan<()> {
        match self.peek()? {
            None => Ok(()),
            Some(_) => self.tokens.fail(Fault::Expected("the end of the text")),
        }
    }

    /// Reads a scalar, or begins an array or object.
    #[inline]
    pub fn value(&mut self) -> Scan<Kind> {
        self.begin::<true>()
    }

    /// Reads a scalar; an array or object is passed over as a whole.
    #[inline]
    pub fn scalar(&mut self) -> Scan<Kind> {
        match self.peek()? {
            Some(b'{') => self.skip().map(|()| Kind::Object),
            Some(b'[') => self.skip().map(|()| Kind::Array),
            _ => self.begin::<true>(),
        }
    }

    /// In an object: reads the next key with its colon, `false` at the end of the object.
    #[inline]
    pub fn next_key(&mut self, first: bool) -> Scan<bool> {
        self.key::<true>(first)
    }

    /// In an array: goes to the next element, `false` at the end of the array.
    #[inline]
    pub fn next_element(&mut self, first: bool) -> Scan<bool> {
        match self.peek()? {
            Some(b']') => {
                self.tokens.pass();
                self.depth = self.depth.saturating_sub(1);
                Ok(false)
            }
            Some(b',') if !first => {
                self.tokens.pass();
                Ok(true)
            }
            Some(_) if first => Ok(true),
            Some(_) => self.tokens.fail(Fault::Expected("`,` or `]`")),
            None => self.tokens.fail(Fault::Ended),
        }
    }

    /// The bytes at hand, which are UTF-8: to read plainly what lies in them whole.
    #[inline]
    pub fn at_hand(&self) -> &[u8] {
        self.tokens.at_hand()
    }

    /// Passes over bytes at hand that were read.
    #[inline]
    pub fn advance(&mut self, count: usize) {
        self.tokens.advance(count);
    }

    /// Checks a value of any kind and passes over it, keeping nothing.
    pub fn skip(&mut self) -> Scan<()> {
        let outside = self.depth;
        self.peek()?;
        if outside <= MAX_DEPTH.saturating_sub(PLAIN_DEPTH) {
            let mut plain = Plain::from(self.at_hand());
            if plain.skip().is_some() {
                let length = self.at_hand().len().saturating_sub(plain.rest().len());
                self.advance(length);
                return Ok(());
            }
        }
        // One bit a level: whether it is an object. MAX_DEPTH of them fit.
        let mut objects = 0_u128;
        loop {
            let kind = self.begin::<false>()?;
            let mut first = matches!(kind, Kind::Array | Kind::Object);
            if first {
                objects = objects << 1 | u128::from(kind == Kind::Object);
            }
            loop {
                if self.depth <= outside {
                    return Ok(());
                }
                let goes_on =
                    if objects & 1 == 1 { self.key::<false>(first)? } else { self.next_element(first)? };
                if goes_on {
                    break;
                }
                objects >>= 1;
                first = false;
            }
        }
    }

    fn begin<const KEEP: bool>(&mut self) -> Scan<Kind> {
        match self.peek()? {
            Some(b'"') => self.tokens.string::<KEEP>().map(|()| Kind::String),
            Some(b'-' | b'0'..=b'9') => self.tokens.number::<KEEP>().map(|()| Kind::Number),
            Some(b'{') => self.enter(Kind::Object),
            Some(b'[') => self.enter(Kind::Array),
            Some(b't') => self.tokens.word(b"true", Kind::True),
            Some(b'f') => self.tokens.word(b"false", Kind::False),
            Some(b'n') => self.tokens.word(b"null", Kind::Null),
            Some(_) => self.tokens.fail(Fault::Expected("a value")),
            None => self.tokens.fail(Fault::Ended),
        }
    }

    fn enter(&mut self, kind: Kind) -> Scan<Kind> {
        if self.depth >= MAX_DEPTH {
            return self.tokens.fail(Fault::Depth(MAX_DEPTH));
        }
        self.tokens.pass();
        self.depth = self.depth.saturating_add(1);
        Ok(kind)
    }

    #[inline]
    fn key<const KEEP: bool>(&mut self, first: bool) -> Scan<bool> {
        match self.peek()? {
            Some(b'}') => {
                self.tokens.pass();
                self.depth = self.depth.saturating_sub(1);
                return Ok(false);
            }
            Some(b',') if !first => {
                self.tokens.pass();
                if self.peek()? != Some(b'"') {
                    return self.tokens.expected("a key in quotes");
                }
            }
            Some(b'"') if first => {}
            _ if first => return self.tokens.expected("a key in quotes or `}`"),
            _ => return self.tokens.expected("`,` or `}`"),
        }
        self.tokens.string::<KEEP>()?;
        if !self.tokens.is_next(b':') {
            if KEEP {
                self.tokens.keep_token();
            }
            if self.peek()? != Some(b':') {
                return self.tokens.expected("`:`");
            }
        }
        self.tokens.pass();
        Ok(true)
    }
}
