//! Characters in texts and comments that are not what they look like, or that nobody sees.

use crate::base::source::{SourceFile, Span};
use crate::lang::check::error::Lint;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::syntax::look_alike;

/// Tells of them, word by word. In a file without errors they only stand in texts and comments.
pub(super) fn lint(source: &SourceFile, found: &mut Diagnostics) {
    let text = source.text();
    if text.is_ascii() {
        return;
    }
    for (start, word) in words(text) {
        let span = Span::new(start, start.saturating_add(word.len()));
        if let Some(lint) = hidden(word, start).or_else(|| look_alikes(word, span)) {
            found.rules(&lint);
        }
    }
}

/// What stands between ASCII signs and spaces, with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let between = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric();
    let words = text.split(between).filter(|word| !word.is_ascii());
    words.map(|word| (word.as_ptr().addr().saturating_sub(text.as_ptr().addr()), word))
}

/// A character that takes no room, or turns the direction of writing.
fn hidden(word: &str, start: usize) -> Option<Lint> {
    let mut before = ' ';
    for (at, character) in word.char_indices() {
        // Emoji are joined by one.
        let joins = character == '\u{200d}' && !before.is_alphanumeric() && !before.is_ascii();
        if (look_alike::is_invisible(character) || character == '\u{61c}') && !joins {
            let at = start.saturating_add(at);
            let turns = matches!(
                character,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            );
            let what = if turns { "turns the direction of the text" } else { "cannot be seen" };
            let span = Span::new(at, at.saturating_add(character.len_utf8()));
            return Some(Lint::HiddenCharacter {
                code: format!("U+{:04X}", u32::from(character)),
                what,
                span,
            });
        }
        before = character;
    }
    None
}

/// Letters of another alphabet in a word of Latin ones, or full-width ones.
fn look_alikes(word: &str, span: Span) -> Option<Lint> {
    let latin = |character: char| {
        let twin = look_alike::twin(character)?;
        Some(if character.is_uppercase() { twin.to_ascii_uppercase() } else { twin.to_owned() })
    };
    let wide = |character: char| look_alike::narrow(character).filter(char::is_ascii_alphanumeric);
    let mixed = word.chars().any(|c| c.is_ascii_alphabetic());
    let odd = |c: &char| wide(*c).is_some() || (mixed && latin(*c).is_some());
    let character = word.chars().find(odd)?;
    let write = word.chars().map(|c| match (wide(c), latin(c)) {
        (Some(narrow), _) => narrow.to_string(),
        (None, Some(twin)) if mixed => twin,
        _ => c.to_string(),
    });
    let code = format!("U+{:04X}", u32::from(character));
    Some(Lint::LookAlikeText { character, code, write: write.collect(), span })
}
