//! The quick way through common layouts: a token that lies in the window whole, with no more than one space before it.
//!
//! INVARIANT: nothing is read unless the general way would read the same.

use super::json_shape::end_of_plain;
use super::json_token::{Token, Tokens};
use super::json_window::Feed;

impl<F: Feed> Tokens<F> {
    /// Reads a key with its comma and colon, if it lies in the window in one of the common layouts; else nothing.
    #[inline]
    pub fn plain_key(&mut self, first: bool) -> bool {
        let rest = self.window.rest();
        let skip = match rest {
            [b',', b'"', ..] if !first => 2,
            [b',', b' ', b'"', ..] if !first => 3,
            [b'"', ..] if first => 1,
            _ => return false,
        };
        let body = rest.get(skip..).unwrap_or_default();
        let Some((length, b'"')) = end_of_plain(body) else { return false };
        let found = body.get(length.saturating_add(1)) == Some(&b':');
        if found {
            self.plain_token(skip, length, 2);
        }
        found
    }

    /// Passes over a key that is written as `quoted`, with its comma before and colon after it, if it is that.
    #[inline]
    pub fn take_key(&mut self, first: bool, quoted: &[u8]) -> bool {
        let (skip, rest) = match self.window.rest() {
            [b',', b' ', rest @ ..] if !first => (2_usize, rest),
            [b',', rest @ ..] if !first => (1, rest),
            rest if first => (0, rest),
            _ => return false,
        };
        let found = rest.starts_with(quoted);
        if found {
            self.window.advance(skip.saturating_add(quoted.len()));
        }
        found
    }

    /// The value of a whole number of at most fifteen digits, if one lies in the window in a common layout.
    #[inline]
    pub fn take_small_number(&mut self) -> Option<u64> {
        let (mut skip, mut rest) = match self.window.rest() {
            [b' ', rest @ ..] => (1_usize, rest),
            rest => (0, rest),
        };
        let (mut value, mut digits) = (0_u64, 0_usize);
        while let [digit @ b'0'..=b'9', after @ ..] = rest {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
            (digits, rest) = (digits.saturating_add(1), after);
        }
        let small = match digits {
            1 => true,
            2..=15 => value >= 10_u64.pow(u32::try_from(digits).ok()?.saturating_sub(1)),
            _ => false,
        };
        if !small || !matches!(rest, [b',' | b'}' | b']', ..]) {
            return None;
        }
        skip = skip.saturating_add(digits);
        self.window.advance(skip);
        Some(value)
    }

    /// Reads a string or a whole number, if it lies in the window in one of the common layouts; whether it is a
    /// string. Else nothing.
    #[inline]
    pub fn plain_scalar(&mut self) -> Option<bool> {
        let (skip, rest) = match self.window.rest() {
            [b' ', rest @ ..] => (1_usize, rest),
            rest => (0, rest),
        };
        if let [b'"', body @ ..] = rest {
            let Some((length, b'"')) = end_of_plain(body) else { return None };
            self.plain_token(skip.saturating_add(1), length, 1);
            return Some(true);
        }
        let length = rest.iter().position(|byte| !byte.is_ascii_digit())?;
        let plain = matches!((rest, length), ([b'1'..=b'9', ..], _) | ([b'0', ..], 1));
        if plain && matches!(rest.get(length), Some(b',' | b'}' | b']')) {
            self.plain_token(skip, length, 0);
            return Some(false);
        }
        None
    }

    /// Takes bytes of the window as the token, and passes over what is before and after them.
    fn plain_token(&mut self, before: usize, length: usize, after: usize) {
        let from = self.window.position().saturating_add(before);
        self.token = Token::Window { from, to: from.saturating_add(length) };
        self.window.advance(before.saturating_add(length).saturating_add(after));
    }
}
