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
    /// [`RUNS`]
    Runs,
    /// [`FORMAT`]
    Format,
    /// Nothing to us.
    Other,
    /// No key: the object ends.
    End,
}

/// On the top level: the reports of an envelope. Elsewhere it may be a tag.
pub const RUNS: &str = "runs";

/// On the top level: what kind of file it is. It may be a tag too.
pub const FORMAT: &str = "format";

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
    /// Which guess is next; beyond all of them after a key that is not known.
    at: usize,
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

const NO_GUESS: Guess = Guess { written: Written::NEVER, key: Key::End, next: 0, doubted: true };

impl Keys {
    /// No key seen yet; `tags` are to be told from other keys.
    #[must_use]
    pub fn new(tags: &[&str]) -> Self {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Self { tags, known: Vec::new(), guesses: vec![NO_GUESS], at: 0 }
    }

    /// What a key means.
    #[must_use]
    pub fn meaning(&self, key: &str) -> Key {
        match key {
            RUNS => Key::Runs,
            FORMAT => Key::Format,
            _ => ReportField::from_word(key).map_or_else(|| self.tag(key), Key::Field),
        }
    }

    /// What a key means that is no field, or where it is none.
    #[must_use]
    pub fn tag(&self, key: &str) -> Key {
        let number = self.tags.iter().position(|tag| tag == key);
        number.and_then(|number| u32::try_from(number).ok()).map_or(Key::Other, Key::Tag)
    }

    /// Goes to the start of an object.
    #[inline]
    pub fn restart(&mut self) {
        self.at = 0;
    }

    /// Reads the key that comes next, from the end of the value before it, or of nothing, to the start of its own.
    #[inline]
    pub fn read(&mut self, plain: &mut Plain<'_>) -> Option<Key> {
        if let Some(guess) = self.guesses.get_mut(self.at)
            && plain.take_written(&guess.written)
        {
            guess.doubted = false;
            self.at = guess.next;
            return Some(guess.key);
        }
        self.search(plain)
    }

    /// Gives up the guesses: what followed was not as it had been.
    pub fn forget(&mut self) {
        self.guesses.fill(NO_GUESS);
    }

    /// Reads a key that does not come as guessed.
    fn search(&mut self, plain: &mut Plain<'_>) -> Option<Key> {
        let start = *plain;
        let more = if self.at == 0 { plain.begins(b'{', b'}')? } else { plain.goes_on(b'}')? };
        let (next, key) = if more { self.find(plain)? } else { (0, Key::End) };
        if let Some(guess) = self.guesses.get_mut(self.at) {
            guess.doubted |= guess.next == next;
            if guess.doubted {
                let written = Written::new(start.until(*plain)).unwrap_or(Written::NEVER);
                *guess = Guess { written, key, next, doubted: false };
            } else {
                guess.doubted = true;
            }
        }
        self.at = next;
        Some(key)
    }

    /// Reads a key with its colon; which guess comes after it.
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
        let Some(quoted) = quoted else { return Some((usize::MAX, key)) };
        self.known.push((quoted, key));
        self.guesses.push(NO_GUESS);
        Some((self.known.len(), key))
    }
}
