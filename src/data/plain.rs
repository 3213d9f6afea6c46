//! Reports that are plainly written and can be used, read quickly: all but a few are.

use crate::base::json_plain::Plain;
use crate::base::vocab::Stratum;
use crate::data::causes;
use crate::data::field::ReportField;
use crate::data::fields::{Fields, Text, set_bytes, set_text};
use crate::data::keys::{Key, Keys, Meaning};
use crate::data::number;

/// Where reading the plain way stops.
#[derive(Debug, Clone, Copy)]
pub enum Stop {
    /// The object has ended.
    End,
    /// Before the next key, or the end, with all that stands before it.
    Key,
    /// Between this key and its value.
    Value(Meaning),
}

/// Reads the members of a report from `text` on, as long as they are plainly written and can be used: how many bytes
/// they are, and why it stops. `at` is as in [`Keys::read`].
///
/// INVARIANT: what it reads is what the general way would read there.
pub fn members(
    text: &[u8],
    keys: &mut Keys,
    at: &mut usize,
    fields: &mut Fields,
    on_top: bool,
) -> (usize, Stop) {
    let start = Plain::from(text);
    let (mut plain, mut next) = (start, *at);
    let (mut seen, mut given) = (fields.seen, fields.given);
    let stop = loop {
        let Some(meaning) = keys.read(&mut next, &mut plain) else { break Stop::Key };
        let read = match (meaning.field, meaning.key) {
            (Some(field), _) if seen.contains(field) => None,
            (Some(field), _) => {
                let read = fields.read_plain(field, &mut plain);
                if read.is_some() {
                    given.insert(field);
                }
                let read = read.or_else(|| plain.take_word(b"null").then_some(()));
                if read.is_some() {
                    seen.insert(field);
                }
                read
            }
            (None, Key::End) => break Stop::End,
            (None, Key::Runs | Key::Format) if on_top => None,
            (None, _) => match meaning.tag {
                Some(tag) => plain.attempt(|plain| fields.read_tag_plain(tag, plain)),
                None => plain.skip(),
            },
        };
        if read.is_none() {
            break Stop::Value(meaning);
        }
    };
    if matches!((stop, plain.rest()), (Stop::Value(_), [b' ' | b'\n' | b'\r' | b'\t', ..])) {
        // White space that the guess did not expect.
        keys.forget();
    }
    (fields.seen, fields.given) = (seen, given);
    *at = next;
    (start.until(plain).len(), stop)
}

impl Fields {
    /// Reads the value of a field that is plainly written and can be used; else nothing.
    #[expect(
        clippy::inline_always,
        reason = "a call in the loop of a report would keep the place out of registers"
    )]
    #[inline(always)]
    fn read_plain(&mut self, field: ReportField, plain: &mut Plain<'_>) -> Option<()> {
        match field {
            ReportField::RunId => {
                let run_id = plain.attempt(|plain| plain.string().filter(|run_id| !run_id.is_empty()));
                run_id.map(|run_id| set_bytes(&mut self.run_id, run_id))
            }
            ReportField::PolicyState => self.read_state_plain(plain),
            ReportField::PolicyHash => self.policy_hash.read_plain(plain, |hash| !hash.is_empty()),
            ReportField::Job => self.job.read_plain(plain, |_| true),
            ReportField::WarnCount
            | ReportField::FailCount
            | ReportField::OverridesCount
            | ReportField::UnknownCount => plain.small_number().map(|count| self.put(field, count)),
            ReportField::RunAttempt => {
                let attempt = plain.attempt(|plain| plain.small_number().filter(|attempt| *attempt > 0));
                attempt.map(|attempt| self.put(field, attempt))
            }
            ReportField::Override => {
                let flag =
                    if plain.take_word(b"true") { Some(1) } else { plain.take_word(b"false").then_some(0) };
                flag.map(|flag| self.put(field, flag))
            }
            ReportField::UnknownCauses => causes::read_plain(plain, &mut self.causes, &mut self.found),
            ReportField::Timestamp => {
                let read = plain.string_of().and_then(|(text, after)| Some((self.clock.read(text)?, after)));
                read.map(|(time, after)| (self.timestamp, *plain) = (Some(time), after))
            }
            ReportField::SchemaVersion => plain
                .attempt(|plain| plain.string().filter(|version| number::has_major_1(version)))
                .map(|_| ()),
        }
    }

    #[inline]
    fn read_state_plain(&mut self, plain: &mut Plain<'_>) -> Option<()> {
        self.stratum = if plain.take_text(b"\"pinned\"") {
            Some(Stratum::Pinned)
        } else if plain.take_text(b"\"unpinned\"") {
            Some(Stratum::Unpinned)
        } else {
            None
        };
        self.stratum.map(|_| ())
    }

    /// Reads the value of a tag that is plainly written, if it has one; else nothing.
    fn read_tag_plain(&mut self, tag: u32, plain: &mut Plain<'_>) -> Option<()> {
        let tag = self.tags.get_mut(tag as usize).filter(|tag| !tag.seen)?;
        let start = *plain;
        let text = match plain.string() {
            Some(text) => text,
            // A word, or a number that is written as the tag is.
            None if plain.take_word(b"true") || plain.take_word(b"false") => start.until(*plain),
            None => plain.small_number().map(|_| start.until(*plain))?,
        };
        set_text(&mut tag.text, text);
        (tag.seen, tag.given) = (true, true);
        Some(())
    }
}

impl Text {
    /// Reads a text that is plainly written, if it is so as asked; else nothing.
    #[inline]
    fn read_plain(&mut self, plain: &mut Plain<'_>, is: impl Fn(&[u8]) -> bool) -> Option<()> {
        // INVARIANT: what is written was asked already.
        if plain.take_written(&self.written) {
            return Some(());
        }
        plain.attempt(|plain| {
            let start = *plain;
            let text = plain.string().filter(|text| is(text))?;
            self.set_written(text, start.until(*plain));
            Some(())
        })
    }
}
