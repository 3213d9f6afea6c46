//! Reports that are plainly written and can be used, read quickly: all but a few are.

use crate::base::json_plain::Plain;
use crate::base::time::Timestamp;
use crate::base::vocab::Stratum;
use crate::data::causes;
use crate::data::field::ReportField;
use crate::data::fields::{Fields, Text, set_new_text, set_text};
use crate::data::keys::{Key, Keys};
use crate::data::number;

/// Where reading the plain way stops.
#[derive(Debug, Clone, Copy)]
pub enum Stop {
    /// The object has ended.
    End,
    /// Before the next key, or the end, with all that stands before it.
    Key,
    /// Between this key and its value.
    Value(Key),
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
    let mut plain = start;
    let stop = loop {
        let Some(key) = keys.read(at, &mut plain) else { break Stop::Key };
        let read = match key {
            Key::Field(field) => fields.read_plain(field, &mut plain),
            Key::Other => plain.skip(),
            Key::End => break Stop::End,
            Key::Tag(tag) => fields.read_tag_plain(tag, &mut plain),
            Key::Runs | Key::Format => match keys.tag_of(key) {
                _ if on_top => None,
                Some(tag) => fields.read_tag_plain(tag, &mut plain),
                None => plain.skip(),
            },
        };
        if read.is_none() {
            // White space that the guess did not expect.
            if matches!(plain.rest(), [b' ' | b'\n' | b'\r' | b'\t', ..]) {
                keys.forget();
            }
            break Stop::Value(key);
        }
    };
    (start.until(plain).len(), stop)
}

impl Fields {
    /// Reads the value of a field that is plainly written and can be used; else nothing.
    fn read_plain(&mut self, field: ReportField, plain: &mut Plain<'_>) -> Option<()> {
        if self.seen.contains(field) {
            return None;
        }
        let start = *plain;
        let read = match field {
            ReportField::RunId => {
                let run_id = plain.string().filter(|run_id| !run_id.is_empty());
                run_id.map(|run_id| set_new_text(&mut self.run_id, run_id))
            }
            ReportField::PolicyState => {
                self.stratum = if plain.take_text(b"\"pinned\"") {
                    Some(Stratum::Pinned)
                } else if plain.take_text(b"\"unpinned\"") {
                    Some(Stratum::Unpinned)
                } else {
                    None
                };
                self.stratum.map(|_| ())
            }
            ReportField::PolicyHash => {
                self.policy_hash.read_plain(plain).filter(|()| !self.policy_hash.text.is_empty())
            }
            ReportField::Job => self.job.read_plain(plain),
            ReportField::WarnCount
            | ReportField::FailCount
            | ReportField::OverridesCount
            | ReportField::UnknownCount => plain.small_number().map(|count| self.put(field, count)),
            ReportField::RunAttempt => {
                plain.small_number().filter(|attempt| *attempt > 0).map(|attempt| self.put(field, attempt))
            }
            ReportField::Override => {
                let flag =
                    if plain.take_word(b"true") { Some(1) } else { plain.take_word(b"false").then_some(0) };
                flag.map(|flag| self.put(field, flag))
            }
            ReportField::UnknownCauses => causes::read_plain(plain, &mut self.causes, &mut self.found),
            ReportField::Timestamp => {
                let string = plain.string_of();
                self.timestamp = string.and_then(|(text, _)| Timestamp::from_plain(text));
                self.timestamp.and(string).map(|(_, after)| *plain = after)
            }
            ReportField::SchemaVersion => {
                plain.string().filter(|version| number::has_major_1(version)).map(|_| ())
            }
        };
        if read.is_some() {
            self.given.insert(field);
        } else {
            *plain = start;
            if !plain.take_word(b"null") {
                return None;
            }
        }
        self.seen.insert(field);
        Some(())
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
    #[inline]
    fn read_plain(&mut self, plain: &mut Plain<'_>) -> Option<()> {
        if self.written.is_some_and(|written| plain.take_written(&written)) {
            return Some(());
        }
        let start = *plain;
        let text = plain.string()?;
        self.set_written(text, start.until(*plain));
        Some(())
    }
}
