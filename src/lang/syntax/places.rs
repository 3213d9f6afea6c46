//! [`Places`]: a text in which mistakes were mended so that reading can go on, and where each part of it came from.

use crate::base::source::{SourceFile, Span};

/// One replacement in a text.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    /// What is replaced.
    pub(super) span: Span,
    /// By what.
    pub(super) write: String,
}

/// A replaced part: where it was, and where it is now.
#[derive(Debug, Clone, Copy)]
struct Piece {
    old: (usize, usize),
    new: (usize, usize),
}

/// The way back from a mended text to the source, over any number of rounds of mending.
#[derive(Debug, Clone)]
pub(super) struct Places<'a> {
    source: &'a SourceFile,
    rounds: Vec<Vec<Piece>>,
}

impl<'a> Places<'a> {
    /// Of a source as it is.
    pub(super) fn new(source: &'a SourceFile) -> Self {
        Self { source, rounds: Vec::new() }
    }

    /// Applies `edits` to `text`, which these places belong to, and remembers them.
    ///
    /// INVARIANT: edits are in order and do not overlap; one that would is left out.
    pub(super) fn mend(&mut self, text: &str, edits: &[Edit]) -> String {
        let mut mended = String::with_capacity(text.len());
        let mut pieces = Vec::with_capacity(edits.len());
        let mut at = 0;
        for edit in edits {
            let old = (edit.span.start as usize, edit.span.end as usize);
            let Some(kept) = text.get(at..old.0) else { continue };
            mended.push_str(kept);
            let start = mended.len();
            mended.push_str(&edit.write);
            pieces.push(Piece { old, new: (start, mended.len()) });
            at = old.1;
        }
        mended.push_str(text.get(at..).unwrap_or_default());
        self.rounds.push(pieces);
        mended
    }

    /// Where a range of the mended text came from. A range that touches a replaced part covers all of it.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) = self
            .rounds
            .iter()
            .rev()
            .fold((start, end), |(start, end), pieces| (start_of(pieces, start), end_of(pieces, end)));
        Span::new(start, end)
    }

    /// Where the lines of the source end, in order.
    pub(super) fn line_ends(&self) -> Vec<u32> {
        let ends = memchr::memchr_iter(b'\n', self.source.text().as_bytes());
        ends.filter_map(|end| u32::try_from(end).ok()).collect()
    }

    /// The source under a span.
    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.source.slice(span)
    }
}

fn start_of(pieces: &[Piece], at: usize) -> usize {
    match last(pieces, |piece| piece.new.0 <= at) {
        None => at,
        Some(piece) if at < piece.new.1 => piece.old.0,
        Some(piece) => piece.old.1.saturating_add(at.saturating_sub(piece.new.1)),
    }
}

fn end_of(pieces: &[Piece], at: usize) -> usize {
    match last(pieces, |piece| piece.new.0 < at) {
        None => at,
        Some(piece) if at <= piece.new.1 => piece.old.1,
        Some(piece) => piece.old.1.saturating_add(at.saturating_sub(piece.new.1)),
    }
}

fn last(pieces: &[Piece], before: impl Fn(&Piece) -> bool) -> Option<&Piece> {
    pieces.partition_point(before).checked_sub(1).and_then(|index| pieces.get(index))
}
