//! [`Lines`]: byte offsets of a text ↔ positions as the protocol counts them, UTF-16 or UTF-8.

use gen_lsp_types::{Position, Range};

use crate::base::source::Span;

/// In what the columns of positions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what every client knows.
    #[default]
    Utf16,
}

/// Where the lines of a text begin. Lines end with `\n`, `\r\n` or `\r`, as the protocol has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
    encoding: Encoding,
}

impl Lines {
    /// Finds the lines of a text.
    #[must_use]
    pub fn of(text: &str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at.saturating_add(1)) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at.saturating_add(1))).collect();
        Self { starts, encoding }
    }

    /// The line that a byte is in, from 0.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Where a line begins; the end of the text for a line that there is not.
    #[must_use]
    pub fn start_of(&self, text: &str, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(text.len())
    }

    /// The text of a line without what ends it.
    #[must_use]
    pub fn text_of<'a>(&self, text: &'a str, line: usize) -> &'a str {
        let start = self.start_of(text, line);
        let end = self.start_of(text, line.saturating_add(1));
        text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// The byte at a position. One that is not there is taken for the nearest before it: the end of its line, the end
    /// of the text, the beginning of its character.
    #[must_use]
    pub fn offset(&self, text: &str, position: Position) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        let wanted = usize::try_from(position.character).unwrap_or(usize::MAX);
        let mut units = 0_usize;
        let mut offset = self.start_of(text, line);
        for character in self.text_of(text, line).chars() {
            units = units.saturating_add(self.units(character));
            if units > wanted {
                break;
            }
            offset = offset.saturating_add(character.len_utf8());
        }
        offset
    }

    /// The position of a byte.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let line = self.line_of(offset);
        let before = text.get(self.start_of(text, line)..offset).unwrap_or_default();
        let units = before.chars().map(|character| self.units(character)).fold(0, usize::saturating_add);
        let cap = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position { line: cap(line), character: cap(units) }
    }

    /// The range of some bytes.
    #[must_use]
    pub fn range(&self, text: &str, span: Span) -> Range {
        let bytes = span.range();
        Range { start: self.position(text, bytes.start), end: self.position(text, bytes.end) }
    }

    /// The bytes of a range; one that ends before it begins is empty.
    #[must_use]
    pub fn bytes(&self, text: &str, range: Range) -> std::ops::Range<usize> {
        let start = self.offset(text, range.start);
        start..self.offset(text, range.end).max(start)
    }

    /// How long a text is, in columns.
    #[must_use]
    pub fn width(&self, text: &str) -> u32 {
        let units = text.chars().map(|character| self.units(character)).fold(0, usize::saturating_add);
        u32::try_from(units).unwrap_or(u32::MAX)
    }

    const fn units(&self, character: char) -> usize {
        match self.encoding {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
        }
    }
}
