//! Reports that are plainly written and can be used, read quickly: all but a few are.

use crate::base::json_plain::Plain;
use crate::base::time::Timestamp;
use crate::base::vocab::Stratum;
use crate::data::causes;
use crate::data::field::ReportField;
use crate::data::fields::{Fields, Text, set_new_text, set_text};
use crate::data::keys::{FORMAT, Key, Keys, RUNS};
use crate::data::number;

/// Reads a report that `text` begins with, if it is plainly written and its fields can be used; its length.
///
/// INVARIANT: what it reads is what [`crate::data::read::report`] reads without it.
pub fn report(text: &[u8], keys: &mut Keys, fields: &mut Fields, on_top: bool) -> Option<usize> {
    let start = Plain::from(text);
    let mut plain = start;
    keys.restart();
    loop {
        let read = match keys.read(&mut plain)? {
            Key::Field(field) => fields.read_plain(field, &mut plain),
            Key::Other => plain.skip(),
            Key::End => return Some(start.until(plain).len()),
            Key::Tag(tag) => fields.read_tag_plain(tag, &mut plain),
            Key::Runs | Key::Format if on_top => None,
            key => match keys.tag(if key == Key::Runs { RUNS } else { FORMAT }) {
                Key::Tag(tag) => fields.read_tag_plain(tag, &mut plain),
                _ => plain.skip(),
            },
        };
        if read.is_none() {
            // White space that the guess did not expect would look the same.
            if matches!(plain.rest(), [b' ' | b'\n' | b'\r' | b'\t', ..]) {
                keys.forget();
            }
            return None;
        }
    }
}

impl Fields {
    /// Reads the value of a field that is plainly written and can be used.
    fn read_plain(&mut self, field: ReportField, plain: &mut Plain<'_>) -> Option<()> {
        if self.seen.contains(field) {
            return None;
        }
        self.seen.insert(field);
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
                    if plain.take_text(b"true") { Some(1) } else { plain.take_text(b"false").then_some(0) };
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
        if read.is_none() {
            *plain = start;
            return plain.take_text(b"null").then_some(());
        }
        self.given.insert(field);
        read
    }

    /// Reads the value of a tag that is plainly written, if it has one.
    fn read_tag_plain(&mut self, tag: u32, plain: &mut Plain<'_>) -> Option<()> {
        let tag = self.tags.get_mut(tag as usize).filter(|tag| !tag.seen)?;
        let text = match plain.rest() {
            [b'"', ..] => plain.string()?,
            rest => {
                // A word, or a number that is written as the tag is.
                if !plain.take_text(b"true") && !plain.take_text(b"false") {
                    plain.small_number()?;
                }
                Plain::from(rest).until(*plain)
            }
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
