//! Makes text from reports, paths and policies harmless for the form it goes into.

use std::fmt::Write as _;

/// Text for a terminal: control characters, and those that turn the direction of text, are shown, not obeyed; and so is
/// what would be a command to the log of a CI system.
#[must_use]
pub fn visible(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("::") && !text.contains("##") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        if is_harmful(character) || begins_command(text.get(at..).unwrap_or_default(), before) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
        before = character;
    }
    out
}

/// The same, line by line: what a line end in the text begins is a line again.
pub fn visible_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(visible)
}

/// Whether a log would obey: GitHub takes `::` where a line begins, which is at any word once text is wrapped, and
/// `##[` anywhere; Azure takes `##vso[`.
fn begins_command(rest: &str, before: char) -> bool {
    (before.is_whitespace() && rest.starts_with("::"))
        || rest.starts_with("##[")
        || rest.starts_with("##vso[")
}

/// Control characters, line and paragraph separators, bidirectional controls, invisible ones, and no characters at all.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}'
        )
}
