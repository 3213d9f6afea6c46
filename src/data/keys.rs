//! [`Keys`]: the keys of reports, guessed from the reports before: most have the same keys in the same order.

use crate::base::json_fault::Scan;
use crate::base::json_scan::Scanner;
use crate::base::json_window::Feed;
use crate::data::field::ReportField;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A field of a report.
    Field(ReportField),
    /// On the top level: the reports of an envelope.
    Runs,
    /// On the top level: what kind of file it is.
    Format,
    /// Nothing to us.
    Other,
}

impl Key {
    fn of(text: &str) -> Self {
        match text {
            "runs" => Self::Runs,
            "format" => Self::Format,
            _ => ReportField::from_word(text).map_or(Self::Other, Self::Field),
        }
    }
}

/// How many keys are remembered.
const MOST: usize = 32;

/// How long they may be.
const LONGEST: usize = 64;

/// The keys last seen, in their order, as they are written: `"run_id":`.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    known: Vec<(Vec<u8>, Key)>,
    /// Which of them comes next, if this report is like the last.
    next: usize,
}

impl Keys {
    /// Goes to the start of an object.
    pub fn restart(&mut self) {
        self.next = 0;
    }

    /// Reads the next key of the object, `None` at its end.
    #[inline]
    pub fn read<F: Feed>(&mut self, scanner: &mut Scanner<F>, first: bool) -> Scan<Option<Key>> {
        if let Some((written, key)) = self.known.get(self.next)
            && scanner.take_key(first, written)
        {
            self.next = self.next.saturating_add(1);
            return Ok(Some(*key));
        }
        if !scanner.next_key(first)? {
            return Ok(None);
        }
        Ok(Some(self.learn(scanner.text_str())))
    }

    /// Looks a key up that did not come as guessed, and guesses anew from there.
    fn learn(&mut self, text: &str) -> Key {
        let is = |(written, _): &(Vec<u8>, Key)| {
            written.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\":")) == Some(text.as_bytes())
        };
        if let Some(position) = self.known.iter().position(is) {
            self.next = position.saturating_add(1);
            return self.known.get(position).map_or(Key::Other, |(_, key)| *key);
        }
        let key = Key::of(text);
        // Only keys that can be written in one way without escapes, which is then compared.
        let plain = text.len() <= LONGEST
            && text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\');
        if plain {
            let at = self.next.min(self.known.len());
            self.known.insert(at, (format!("\"{text}\":").into_bytes(), key));
            self.known.truncate(MOST);
            self.next = at.saturating_add(1);
        }
        key
    }
}
