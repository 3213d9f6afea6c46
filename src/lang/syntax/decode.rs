//! Bytes of a file → its text, or what is wrong with them.

use super::error::SyntaxError;
use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::{Diagnostic, Origin};

/// Most bytes of a file of rules.
pub const MAX_BYTES: usize = 4 << 20;

/// Bytes that are not the text of a file of rules.
#[derive(Debug, Clone)]
pub struct Undecoded {
    /// The text up to what is wrong, where the places of the error are; empty for a file that is too large.
    pub readable: SourceFile,
    /// What is wrong.
    pub error: Diagnostic,
}

/// The text of a file of rules, without a byte order mark; an error if it is too large, not UTF-8, or not text.
pub fn decode(name: &str, bytes: &[u8]) -> Result<SourceFile, Box<Undecoded>> {
    let fail = |text: &str, error: &SyntaxError| {
        let readable = SourceFile::new(name, text);
        Err(Box::new(Undecoded { readable, error: Diagnostic::of(Origin::Rules, error) }))
    };
    if bytes.len() > MAX_BYTES {
        let span = Span::default();
        return fail("", &SyntaxError::TooLarge { size: bytes.len(), limit: MAX_BYTES, span });
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let (text, offset) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let (sound, _) = bytes.split_at_checked(error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(sound).unwrap_or_default(), Some(error.valid_up_to()))
        }
    };
    let control = text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    match (control, offset) {
        (Some((at, character)), _) => {
            let span = Span::new(at, at.saturating_add(character.len_utf8()));
            fail(text, &SyntaxError::NotText { code: u32::from(character), span })
        }
        (None, Some(offset)) => {
            let byte = bytes.get(offset).copied().unwrap_or_default();
            fail(text, &SyntaxError::NotUtf8 { byte, offset, span: Span::new(offset, offset) })
        }
        (None, None) => Ok(SourceFile::new(name, text)),
    }
}
