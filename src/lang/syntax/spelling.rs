//! Names and words that are spelt as other languages, or other alphabets, spell them.

use super::ast::MAX_NAME;
use super::error::SyntaxError;
use super::foreign::is_spoken;
use super::look_alike;
use super::mend::Mender;
use super::scan::{Kind, Token};
use super::words::is_frame;

impl Mender<'_> {
    /// The name of something that is declared here; dashes in it are mended.
    pub(super) fn id(&mut self, index: usize) -> usize {
        let tokens = self.tokens;
        let mut last = index;
        while tokens.touches_next(last)
            && tokens.sign(last.saturating_add(1)) == "-"
            && tokens.touches_next(last.saturating_add(1))
            && tokens.is(last.saturating_add(2), |kind| matches!(kind, Kind::Word | Kind::Number))
        {
            last = last.saturating_add(2);
        }
        let (Some(first), Some(end)) = (tokens.get(index), tokens.get(last)) else { return index };
        if last == index {
            self.name(index, first);
        } else {
            let span = first.span.to(end.span);
            let found = tokens.text.get(span.range()).unwrap_or_default().to_owned();
            let write = snake(&found);
            let help = format!("write `{write}`");
            self.report(SyntaxError::MalformedName { found, help, span }, span, write);
        }
        last.saturating_add(1)
    }

    /// A word: in lower case, of ASCII letters, not too long.
    pub(super) fn name(&mut self, index: usize, token: Token) {
        let span = token.span;
        let word = self.tokens.slice(index);
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if word.chars().all(sound) && !word.starts_with('_') {
            let length = word.len();
            if length > MAX_NAME {
                self.errors.push(SyntaxError::NameTooLong { length, span });
            }
            return;
        }
        let found = word.to_owned();
        let write = snake(word);
        if self.iso_duration(word, span) {
            return;
        }
        let error = if let Some(twin) = word.chars().find(|c| look_alike::twin(*c).is_some())
            && word.chars().all(|c| c.is_ascii() || look_alike::twin(c).is_some())
        {
            let found = format!("the letter `{twin}` (U+{:04X}) in `{word}`", u32::from(twin));
            SyntaxError::LookAlike { found, write: format!("`{write}` in Latin letters"), span }
        } else if word.is_ascii() && !word.starts_with('_') {
            SyntaxError::UpperCase { found, write: write.clone(), span }
        } else {
            SyntaxError::MalformedName { found, help: format!("write `{write}`"), span }
        };
        // What stands at the beginning of a line is told of by what it should begin.
        let heads = token.first && !is_frame(&write);
        if heads || is_spoken(&write) {
            self.whisper(error, span, write);
            self.spoken = true;
        } else {
            self.report(error, span, write);
        }
    }
}

/// A name in lower case, of ASCII letters, digits and `_`.
pub(super) fn snake(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut lower_before = false;
    for character in word.chars() {
        if character.is_uppercase() && lower_before {
            out.push('_');
        }
        lower_before = character.is_lowercase() || character.is_ascii_digit();
        match look_alike::latin(character).or_else(|| look_alike::latin(character.to_lowercase().next()?)) {
            Some(latin) => out.push_str(latin),
            None if character.is_ascii_alphanumeric() => out.push(character.to_ascii_lowercase()),
            None if matches!(character, '_' | '-') && !out.is_empty() => out.push('_'),
            None => out.extend(look_alike::narrow(character)),
        }
    }
    if !out.starts_with(|c: char| c.is_ascii_lowercase()) {
        out.insert(0, 'x');
    }
    out
}
