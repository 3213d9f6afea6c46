//! Tokens → the declarations of a broken file, and the clauses of its rules, each to be read alone.

use std::ops::Range;

use super::scan::{Kind, Tokens};
use super::words::{CLAUSES, DECLARATIONS, TEST_CLAUSES, is_joint};

/// What is read alone: a declaration, or what stands where one should.
#[derive(Debug)]
pub(super) struct Item {
    /// Its tokens.
    pub(super) range: Range<usize>,
    /// Its braces.
    pub(super) block: Option<Block>,
}

/// The braces of a rule or a test.
#[derive(Debug)]
pub(super) struct Block {
    /// The words that its clauses begin with.
    pub(super) words: &'static [&'static str],
    /// Its `{`; `None` where it is missing.
    pub(super) open: Option<usize>,
    /// Whether there is a `}`.
    pub(super) closed: bool,
    /// The tokens of each clause.
    pub(super) clauses: Vec<Range<usize>>,
}

/// All declarations, in order.
pub(super) fn split(tokens: &Tokens<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while at < tokens.list.len() {
        let item = item(tokens, at);
        at = item.range.end.max(at.saturating_add(1));
        items.push(item);
    }
    items
}

fn item(tokens: &Tokens<'_>, start: usize) -> Item {
    let words: &[&str] = if tokens.word(start) == "test" { &TEST_CLAUSES } else { &CLAUSES };
    let mut at = start.saturating_add(1);
    while at < tokens.list.len() && tokens.sign(start) != "}" {
        if tokens.sign(at) == "{" {
            return with_block(tokens, words, start..at.saturating_add(1));
        }
        let clause = words.contains(&tokens.word(at));
        if clause && matches!(tokens.word(start), "rule" | "test") && at > start.saturating_add(1) {
            return with_block(tokens, words, start..at);
        }
        if tokens.sign(at) == "}" || begins_item(tokens, start, at) {
            break;
        }
        at = at.saturating_add(1);
    }
    Item { range: start..at, block: None }
}

/// Whether a new declaration begins at `at`, in one that began at `start` and has no braces yet.
fn begins_item(tokens: &Tokens<'_>, start: usize, at: usize) -> bool {
    let word = tokens.word(at);
    let head = tokens.word(start);
    if DECLARATIONS.contains(&word) {
        let is_id = at == start.saturating_add(1)
            && matches!(head, "policy" | "rule" | "const" | "let")
            && tokens.same_line(at);
        return !is_id;
    }
    if CLAUSES.contains(&word) {
        return !matches!(head, "waive" | "rule" | "test");
    }
    begins_line(tokens, at)
}

/// Whether a word begins a line after something complete, and does not go on with that.
fn begins_line(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.first && token.kind == Kind::Word)
        && !is_joint(tokens.word(at))
        && tokens.completes(at.wrapping_sub(1))
}

/// A declaration whose clauses begin behind its head, in braces or without.
fn with_block(tokens: &Tokens<'_>, words: &'static [&'static str], head: Range<usize>) -> Item {
    let inside = head.end;
    let open = inside.checked_sub(1).filter(|at| tokens.sign(*at) == "{");
    let is_test = tokens.word(head.start) == "test";
    let mut clauses = Vec::new();
    let mut depth = 0_usize;
    let mut clause = inside;
    let mut at = inside;
    let mut closed = false;
    let mut nested = false;
    while at < tokens.list.len() {
        match tokens.sign(at) {
            "}" if depth == 0 => {
                closed = true;
                break;
            }
            "}" => depth = depth.saturating_sub(1),
            "{" => {
                nested = true;
                depth = depth.saturating_add(1);
            }
            _ if tokens.get(at).is_some_and(|token| token.first) && tokens.declares(at) => break,
            _ if depth == 0 && at > clause && begins_clause(tokens, words, at) => {
                clauses.push(clause..at);
                clause = at;
            }
            _ => {}
        }
        at = at.saturating_add(1);
    }
    // A `{` too much inside: the last `}` is that of the rule all the same. (Tests have braces inside.)
    if let (false, true, false, "}") = (closed, nested, is_test, tokens.sign(at.saturating_sub(1))) {
        at = at.saturating_sub(1);
        closed = true;
    }
    if at > clause {
        clauses.push(clause..at);
    }
    let end = if closed { at.saturating_add(1) } else { at };
    Item { range: head.start..end, block: Some(Block { words, open, closed, clauses }) }
}

fn begins_clause(tokens: &Tokens<'_>, words: &[&str], at: usize) -> bool {
    let (word, before) = (tokens.word(at), at.wrapping_sub(1));
    // `because` goes on with an `expect`, and what stands behind it may be called as anything.
    let goes_on = tokens.sign(before) == "," || !words.contains(&"because") && word == "because";
    let clause = words.contains(&word) && tokens.word(before) != "each";
    !goes_on && (clause || begins_line(tokens, at))
}
