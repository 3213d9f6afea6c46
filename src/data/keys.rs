//! [`Keys`]: what the keys of reports mean, and which comes next: most reports have the same keys in the same order.

use crate::base::json_plain::{Plain, Written};
use crate::data::field::ReportField;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A field of a report.
    Field(ReportField),
    /// The value of a tag that is asked for, by its place among these.
    Tag(u32),
    /// On the top level: the reports of an envelope. Elsewhere it may be a tag.
    Runs,
    /// On the top level: what kind of file it is. It may be a tag too.
    Format,
    /// Nothing to us.
    Other,
    /// No key: the object ends.
    End,
}

const RUNS: &str = "runs";
const FORMAT: &str = "format";

/// How many keys are remembered.
const MOST: usize = 64;

/// The keys last seen.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The tags that are asked for.
    tags: Vec<String>,
    /// With their quotes; at most [`MOST`].
    known: Vec<(Written, Key)>,
    /// For the start of a report and after each known key: what comes next.
    guesses: Vec<Guess>,
}

/// A guess at what stands between two values; it is given up when it was wrong twice in a row.
#[derive(Debug, Clone, Copy)]
struct Guess {
    written: Written,
    key: Key,
    /// The guess after that.
    next: usize,
    doubted: bool,
}

const NEVER: Guess = Guess { written: Written::NEVER, key: Key::End, next: 0, doubted: true };

impl Keys {
    /// Which guess is next after a key that is not known.
    pub const NO_GUESS: usize = usize::MAX;

    /// No key seen yet; `tags` are to be told from other keys.
    #[must_use]
    pub fn new(tags: &[&str]) -> Self {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Self { tags, known: Vec::new(), guesses: vec![NEVER] }
    }

    /// What a key means.
    #[must_use]
    pub fn meaning(&self, key: &str) -> Key {
        match key {
            RUNS => Key::Runs,
            FORMAT => Key::Format,
            _ => match (ReportField::from_word(key), self.tag(key)) {
                (Some(field), _) => Key::Field(field),
                (None, Some(tag)) => Key::Tag(tag),
                (None, None) => Key::Other,
            },
        }
    }

    /// The tag that [`Key::Runs`] or [`Key::Format`] is besides, or elsewhere.
    #[must_use]
    pub fn tag_of(&self, key: Key) -> Option<u32> {
        match key {
            Key::Runs => self.tag(RUNS),
            Key::Format => self.tag(FORMAT),
            _ => None,
        }
    }

    fn tag(&self, key: &str) -> Option<u32> {
        self.tags.iter().zip(0..).find_map(|(tag, number)| (tag == key).then_some(number))
    }

    /// Reads the key that comes next, from the end of the value before it to the start of its own; nothing, if that
    /// is not plainly written. `at` is which guess is next: at the start of a report, before its brace, 0; after a
    /// key that was read otherwise, [`Self::NO_GUESS`].
    #[inline]
    pub fn read(&mut self, at: &mut usize, plain: &mut Plain<'_>) -> Option<Key> {
        if let Some(guess) = self.guesses.get_mut(*at)
            && plain.take_written(&guess.written)
        {
            guess.doubted = false;
            *at = guess.next;
            return Some(guess.key);
        }
        let before = *plain;
        let found = self.search(*at, plain);
        match found {
            Some((next, _)) => *at = next,
            None => *plain = before,
        }
        found.map(|(_, key)| key)
    }

    /// Gives up the guesses: what followed was not as it had been.
    pub fn forget(&mut self) {
        self.guesses.fill(NEVER);
    }

    /// Reads a key that does not come as guessed, and which guess is next after it.
    fn search(&mut self, at: usize, plain: &mut Plain<'_>) -> Option<(usize, Key)> {
        let start = *plain;
        let more = if at == 0 { plain.begins(b'{', b'}')? } else { plain.goes_on(b'}')? };
        let (next, key) = if more { self.find(plain)? } else { (0, Key::End) };
        if let Some(guess) = self.guesses.get_mut(at) {
            guess.doubted |= guess.next == next;
            if guess.doubted {
                let written = Written::new(start.until(*plain)).unwrap_or(Written::NEVER);
                *guess = Guess { written, key, next, doubted: false };
            } else {
                guess.doubted = true;
            }
        }
        Some((next, key))
    }

    /// Reads a key with its colon, and which guess is next after it.
    fn find(&mut self, plain: &mut Plain<'_>) -> Option<(usize, Key)> {
        if let Some(number) = self.known.iter().position(|(written, _)| plain.take_written(written)) {
            plain.colon()?;
            return Some((number.saturating_add(1), self.known.get(number)?.1));
        }
        let start = *plain;
        let text = plain.string()?;
        let key = self.meaning(std::str::from_utf8(text).ok()?);
        let quoted = Written::new(start.until(*plain)).filter(|_| self.known.len() < MOST);
        plain.colon()?;
        let Some(quoted) = quoted else { return Some((Self::NO_GUESS, key)) };
        self.known.push((quoted, key));
        self.guesses.push(NEVER);
        Some((self.known.len(), key))
    }
}
