//! [`Keys`]: what the keys of reports mean, and which comes next: most reports have the same keys in the same order.

use crate::base::json_plain::{Plain, Written};
use crate::data::field::ReportField;
use crate::data::index::Hash;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The field of a report that it is, if it is one.
    pub field: Option<ReportField>,
    /// Else: what it is besides a tag.
    pub key: Key,
    /// Its place among the tags that are asked for, if it is one.
    pub tag: Option<u32>,
}

/// What a key is that is no field of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// On the top level: the reports of an envelope.
    Runs,
    /// On the top level: what kind of file it is.
    Format,
    /// Nothing.
    Other,
    /// No key: the object ends.
    End,
}

const END: Meaning = Meaning { field: None, key: Key::End, tag: None };

const RUNS: &str = "runs";
const FORMAT: &str = "format";

/// How many keys are remembered.
const MOST: usize = 64;

/// How many ways to begin are told from each other: several times as many as keys are remembered.
const PLACES: usize = 256;

/// The keys last seen.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The tags that are asked for.
    tags: Vec<String>,
    /// With their quotes; at most [`MOST`].
    known: Vec<(Written, Meaning)>,
    /// For how each key begins, where it may be among the known ones.
    places: [u8; PLACES],
    /// For the start of a report and after each known key: what comes next.
    guesses: Vec<Guess>,
}

/// A guess at what stands between two values.
#[derive(Debug, Clone, Copy)]
struct Guess {
    written: Written,
    meaning: Meaning,
    /// The guess after that.
    next: usize,
    /// How often in a row it was wrong.
    wrong: u8,
}

/// A guess that was wrong so often in a row is given up: few reports are shuffled, and they should not be learnt from.
const PATIENCE: u8 = 4;

const NEVER: Guess = Guess { written: Written::NEVER, meaning: END, next: 0, wrong: PATIENCE };

impl Keys {
    /// Which guess is next after a key that is not known.
    pub const NO_GUESS: usize = usize::MAX;

    /// No key seen yet; `tags` are to be told from other keys.
    #[must_use]
    pub fn new(tags: &[&str]) -> Self {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Self { tags, known: Vec::new(), places: [0; PLACES], guesses: vec![NEVER] }
    }

    /// What a key means.
    #[must_use]
    pub fn meaning(&self, key: &str) -> Meaning {
        let field = ReportField::from_word(key);
        let mut tags = self.tags.iter().zip(0..).filter(|_| field.is_none());
        let tag = tags.find_map(|(tag, number)| (tag == key).then_some(number));
        let key = match key {
            RUNS => Key::Runs,
            FORMAT => Key::Format,
            _ => Key::Other,
        };
        Meaning { field, key, tag }
    }

    /// Reads the key that comes next, from the end of the value before it to the start of its own; nothing, if that
    /// is not plainly written. `at` is which guess is next: at the start of a report, before its brace, 0; after a
    /// key that was read otherwise, [`Self::NO_GUESS`].
    #[inline]
    pub fn read(&mut self, at: &mut usize, plain: &mut Plain<'_>) -> Option<Meaning> {
        if let Some(guess) = self.guesses.get_mut(*at)
            && plain.take_written(&guess.written)
        {
            guess.wrong = 0;
            *at = guess.next;
            return Some(guess.meaning);
        }
        let (next, meaning) = plain.attempt(|plain| self.search(*at, plain))?;
        *at = next;
        Some(meaning)
    }

    /// Gives up the guesses: what followed was not as it had been.
    pub fn forget(&mut self) {
        self.guesses.fill(NEVER);
    }

    /// Reads a key that does not come as guessed, and which guess is next after it.
    #[inline(never)]
    fn search(&mut self, at: usize, plain: &mut Plain<'_>) -> Option<(usize, Meaning)> {
        let start = *plain;
        let more = if at == 0 { plain.begins(b'{', b'}')? } else { plain.goes_on(b'}')? };
        let (next, meaning) = if more { self.find(plain)? } else { (0, END) };
        if let Some(guess) = self.guesses.get_mut(at) {
            guess.wrong = guess.wrong.saturating_add(1);
            // The same key, written otherwise, will stay so.
            if guess.wrong >= PATIENCE || guess.next == next {
                let written = Written::new(start.until(*plain)).unwrap_or_default();
                *guess = Guess { written, meaning, next, wrong: 0 };
            }
        }
        Some((next, meaning))
    }

    /// Reads a key with its colon, and which guess is next after it.
    fn find(&mut self, plain: &mut Plain<'_>) -> Option<(usize, Meaning)> {
        let is = |known: Option<&(Written, Meaning)>| known.is_some_and(|(key, _)| key.begins(plain.rest()));
        let place = self.places.get_mut(beginning(plain.rest()))?;
        if !is(self.known.get(usize::from(*place))) {
            let Some(number) = self.known.iter().position(|known| is(Some(known))) else {
                return self.learn(plain);
            };
            *place = u8::try_from(number).unwrap_or_default();
        }
        let number = usize::from(*place);
        let (written, meaning) = self.known.get(number)?;
        plain.take_written(written);
        plain.colon()?;
        Some((number.saturating_add(1), *meaning))
    }

    /// Reads a key that is not known yet, and remembers it if it is short.
    fn learn(&mut self, plain: &mut Plain<'_>) -> Option<(usize, Meaning)> {
        let start = *plain;
        let text = plain.string()?;
        let meaning = self.meaning(std::str::from_utf8(text).ok()?);
        let quoted = Written::new(start.until(*plain)).filter(|_| self.known.len() < MOST);
        plain.colon()?;
        let Some(quoted) = quoted else { return Some((Self::NO_GUESS, meaning)) };
        self.known.push((quoted, meaning));
        self.guesses.push(NEVER);
        Some((self.known.len(), meaning))
    }
}

/// A number below [`PLACES`] for the first sixteen bytes of a key, up to the quote at its end.
#[inline]
fn beginning(quoted: &[u8]) -> usize {
    const ONES: u128 = u128::MAX / 255;
    let Some(chunk) = quoted.get(1..).and_then(|key| key.first_chunk()) else { return 0 };
    let word = u128::from_le_bytes(*chunk);
    // A byte that is 0 here is a quote. A borrow can set bits falsely, but only above a true one.
    let zeros = word ^ ONES.wrapping_mul(b'"'.into());
    let ends = zeros.wrapping_sub(ONES) & !zeros & ONES << 7;
    let key = (word & (ends ^ ends.wrapping_sub(1))).to_le_bytes();
    let halves = key.as_chunks().0.iter().map(|half| u64::from_le_bytes(*half));
    halves.fold(Hash::default(), Hash::with).part(PLACES)
}
