//! The shapes of strings, white space and numbers in JSON, as functions of the bytes at hand.

/// The first byte of `text` that ends a run of plain characters in a string: `"`, `\` or a control character.
#[inline]
#[must_use]
pub fn end_of_plain(text: &[u8]) -> Option<(usize, u8)> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    let mut index = 0_usize;
    let mut rest = text;
    // Eight bytes at a time: a byte's high bit is set where it is one of the three. A borrow can set bits falsely,
    // but only above a true one, so the lowest is right.
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let quote = zero(word ^ (ONES.wrapping_mul(0x22)));
        let backslash = zero(word ^ (ONES.wrapping_mul(0x5c)));
        let control = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
        let hits = (quote | backslash | control) & HIGH;
        if hits != 0 {
            let step = (hits.trailing_zeros() >> 3) as usize;
            return Some((index.saturating_add(step), chunk.get(step).copied().unwrap_or_default()));
        }
        index = index.saturating_add(8);
        rest = after;
    }
    let step = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
    Some((index.saturating_add(step), rest.get(step).copied().unwrap_or_default()))
}

/// The position of the first byte that is not white space.
#[inline]
#[must_use]
pub fn end_of_white(text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))
}

/// What may stand directly after a number or word.
#[must_use]
pub fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b'[' | b']' | b'{' | b'}' | b'"')
}

/// How far a number has come.
#[derive(Debug, Clone, Copy)]
pub enum Digits {
    /// Nothing yet.
    Start,
    /// The sign.
    Minus,
    /// A leading 0.
    Zero,
    /// Digits before the point.
    Whole,
    /// The point.
    Point,
    /// Digits after the point.
    Fraction,
    /// The `e`.
    Exponent,
    /// Its sign.
    ExponentSign,
    /// Its digits.
    ExponentDigits,
}

impl Digits {
    /// With one more character; `None` if it cannot follow.
    #[inline]
    #[must_use]
    pub fn step(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Start, b'-') => Self::Minus,
            (Self::Start | Self::Minus, b'0') => Self::Zero,
            (Self::Start | Self::Minus, b'1'..=b'9') | (Self::Whole, b'0'..=b'9') => Self::Whole,
            (Self::Zero | Self::Whole, b'.') => Self::Point,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Whole | Self::Fraction, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'+' | b'-') => Self::ExponentSign,
            (Self::Exponent | Self::ExponentSign | Self::ExponentDigits, b'0'..=b'9') => Self::ExponentDigits,
            _ => return None,
        })
    }

    /// Whether it may end here.
    #[must_use]
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Zero | Self::Whole | Self::Fraction | Self::ExponentDigits)
    }
}
