//! Texts that are not quoted, or not as texts are here; and days in words.

use super::error::SyntaxError;
use super::mend::Mender;
use super::scan::{Kind, Quoting, Token};
use super::words::is_frame;

impl Mender<'_> {
    /// `until December 31`
    pub(super) fn day_in_words(&mut self, index: usize, token: Token) -> usize {
        let tokens = self.tokens;
        let mut end = index.saturating_add(1);
        while tokens.same_line(end) && tokens.is(end, |kind| matches!(kind, Kind::Word | Kind::Number)) {
            end = end.saturating_add(1);
        }
        let span = tokens.get(end.saturating_sub(1)).map_or(token.span, |last| token.span.to(last.span));
        let found = tokens.text.get(span.range()).unwrap_or_default().to_owned();
        let help = "write year, month and day in figures, as in `2026-12-31`".to_owned();
        self.report(SyntaxError::DateForm { found, help, span }, span, "2026-12-31");
        end
    }

    /// Whether words stand here that should be a text: not a clause of their own.
    pub(super) fn is_prose(&self, index: usize) -> bool {
        let tokens = self.tokens;
        let next = index.saturating_add(1);
        let clause = is_frame(tokens.word(index)) && (tokens.is_text(next) || tokens.word(next) == "each");
        tokens.is(index, |kind| matches!(kind, Kind::Word | Kind::Number)) && !clause
    }

    /// Words from `index` to the end of the line that should be a text.
    pub(super) fn unquoted(&mut self, after: &str, index: usize) -> usize {
        let tokens = self.tokens;
        let mut end = index.saturating_add(1);
        while tokens.same_line(end) {
            let until =
                tokens.word(end) == "until" && tokens.is(end.saturating_add(1), |kind| kind == Kind::Day);
            if matches!(tokens.sign(end), "{" | "}") || until {
                break;
            }
            end = end.saturating_add(1);
        }
        let last = tokens.get(end.saturating_sub(1)).map(|token| token.span).unwrap_or_default();
        let span = tokens.get(index).map_or(last, |first| first.span.to(last));
        let prose = tokens.text.get(span.range()).unwrap_or_default();
        let write = if prose.chars().count() > 60 || prose.contains(['"', '\\']) {
            "it in quotation marks: \"…\"".to_owned()
        } else {
            format!("`\"{prose}\"`")
        };
        self.report(SyntaxError::UnquotedText { after: after.to_owned(), write, span }, span, "\"…\"");
        end
    }

    /// A text in quotation marks of some kind; the position after it.
    pub(super) fn text(&mut self, index: usize, token: Token, quoting: Quoting) -> usize {
        let tokens = self.tokens;
        let span = token.span;
        let text = tokens.slice(index);
        let plain = |text: &str| -> String {
            text.chars().filter(|c| !matches!(c, '"' | '\\' | '\n' | '\r')).collect()
        };
        let mut write = format!("\"{}\"", plain(text));
        let error = match quoting {
            Quoting::Sound => return index.saturating_add(1),
            Quoting::Foreign => {
                let found = text.chars().find(|c| *c != '"' && !c.is_alphanumeric()).unwrap_or('\'');
                let found =
                    if text.starts_with('"') { text.chars().next_back().unwrap_or(found) } else { found };
                let mut inside = text.chars();
                inside.next();
                inside.next_back();
                write = format!("\"{}\"", plain(inside.as_str()));
                SyntaxError::QuotationMarks { found: format!("`{found}`"), write: write.clone(), span }
            }
            Quoting::Open => SyntaxError::UnclosedString { span },
            Quoting::Broken => SyntaxError::LineBreakInString { span },
        };
        self.report(error, span, write);
        index.saturating_add(1)
    }
}
