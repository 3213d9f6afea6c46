//! Characters that the language does not have: what they are mistaken for, or that they are of no use.

use super::error::SyntaxError;
use super::look_alike;
use super::mend::Mender;
use super::scan::Token;

impl Mender<'_> {
    /// A character, or several of one kind; the position after them.
    pub(super) fn stray(&mut self, index: usize, token: Token) -> usize {
        let span = token.span;
        let text = self.tokens.slice(index);
        let first = text.chars().next().unwrap_or_default();
        let code = u32::from(first);
        let narrow: Option<String> = text.chars().map(look_alike::narrow).collect();
        let (error, write) = if let Some(narrow) = narrow {
            let found = format!("the full-width `{text}`");
            (SyntaxError::LookAlike { found, write: format!("`{narrow}`"), span }, narrow)
        } else if let Some(sign) = look_alike::sign(first) {
            let found = format!("`{first}` (U+{code:04X})");
            (SyntaxError::LookAlike { found, write: format!("`{sign}`"), span }, format!(" {sign} "))
        } else if first.is_whitespace() {
            let found = match first {
                '\u{a0}' => "the non-breaking space (U+00A0)".to_owned(),
                _ => format!("the space U+{code:04X}"),
            };
            (SyntaxError::LookAlike { found, write: "a plain space".into(), span }, " ".into())
        } else if look_alike::is_invisible(first) {
            let found = format!("the invisible character U+{code:04X}");
            (SyntaxError::StrayCharacter { found, help: "delete it", span }, String::new())
        } else {
            let found = match (first.is_control(), text.chars().nth(1)) {
                (true, _) => format!("the control character U+{code:04X}"),
                (false, None) => format!("`{first}` (U+{code:04X})"),
                (false, Some(_)) => format!("`{text}`"),
            };
            let help = match first {
                '‰' => "write it in percent: 5‰ is `0.5%`",
                '½' => "write `0.5`",
                '±' => "write `a within 5pp of b`",
                '→' | '⇒' => "an effect is written `else hold` or `else stop`",
                _ => "leave it out",
            };
            let write = if first == '‰' { "%" } else { " " };
            (SyntaxError::StrayCharacter { found, help, span }, write.into())
        };
        self.report(error, span, write);
        index.saturating_add(1)
    }
}
