//! Text from outside, in Markdown. Plain words stay words; every other word stands in a code span, where GitHub and
//! GitLab see no mention, link, reference, emoji, command or HTML.

use crate::render::escape::visible;

/// Text in one line, of at most `most` characters: for a paragraph, an item or a cell of a table.
#[must_use]
pub fn inline(text: &str, most: usize) -> String {
    let text = cut(&visible(text), most);
    let words: Vec<String> = text.split_whitespace().map(word).collect();
    let line = words.join(" ");
    // What would begin a list or a heading, should it stand where a line begins.
    let begins = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let (number, rest) = line.split_at_checked(line.len().saturating_sub(begins.len())).unwrap_or_default();
    match rest.chars().next() {
        Some('-' | '+' | '=') if number.is_empty() => format!("\\{rest}"),
        Some('.' | ')') if !number.is_empty() => format!("{number}\\{rest}"),
        _ => line,
    }
}

/// Text in a code span.
#[must_use]
pub fn code(text: &str) -> String {
    // A table would end the cell, and takes no escape for that within code.
    let text = visible(text).replace('|', "\\u{7c}");
    let fence = "`".repeat(longest_run(&text).saturating_add(1));
    let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    if text.is_empty() { String::new() } else { format!("{fence}{gap}{text}{gap}{fence}") }
}

/// Lines in a code block.
#[must_use]
pub fn block(lines: &[String]) -> String {
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or(0);
    let fence = "`".repeat(longest.saturating_add(1).max(3));
    format!("{fence}text\n{}\n{fence}\n", lines.join("\n"))
}

/// The text up to a number of characters, with `…` in place of the rest.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn word(word: &str) -> String {
    if !is_plain(word) {
        let marks = |c: char| ",.;:()".contains(c);
        let inside = word.trim_matches(marks);
        let (before, rest) = word.split_once(inside).unwrap_or_default();
        // Marks around it stay outside, unless they are all there is.
        return match rest {
            after
                if !inside.is_empty() && after.chars().all(marks) && is_plain(before) && is_plain(after) =>
            {
                format!("{before}{}{after}", code(inside))
            }
            _ => code(word),
        };
    }
    let mut out = String::with_capacity(word.len());
    for character in word.chars() {
        match character {
            '_' => out.push_str("\\_"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            other => out.push(other),
        }
    }
    out
}

/// Whether a word means nothing but itself to those who render Markdown, once [`word`] has escaped it.
fn is_plain(word: &str) -> bool {
    let known = |c: char| c.is_alphanumeric() || ".,;:()%<>=\"'_+-?!|…✓✗–—×←".contains(c);
    let around: Vec<char> = format!(" {word} ").chars().collect();
    // `!12` and `%3` are references of GitLab, `ABC-12` of trackers.
    let refers = around.windows(3).any(|three| match three {
        [_, '!' | '%', next] => next.is_alphanumeric() || matches!(next, '"' | '\''),
        [before, '-', next] => before.is_alphanumeric() && next.is_ascii_digit(),
        _ => false,
    });
    // Seven digits of a hash are a commit.
    let mut parts = word.split(|c: char| !c.is_alphanumeric());
    let commit = parts.any(|part| part.len() >= 7 && part.chars().all(|c| c.is_ascii_hexdigit()));
    let link = word.to_lowercase().contains("www.");
    // `:x:` is an emoji.
    word.chars().all(known) && !refers && !commit && !link && word.matches(':').count() < 2
}
