//! [`Fields`]: the known fields of one report as they were written, each absent, unusable or given.

use crate::base::json_fault::Scan;
use crate::base::json_plain::Written;
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Feed;
use crate::base::time::Timestamp;
use crate::base::time_plain::Clock;
use crate::base::vocab::Stratum;
use crate::data::causes::{self, Causes};
use crate::data::defect::{Found, shorten};
use crate::data::field::{Field, FieldSet, ReportField};
use crate::data::number;

mod path;

/// A text that is mostly the same from report to report.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) text: String,
    /// With its quotes, if it is short and was written without escapes; else nothing that ever stands there.
    pub(super) written: Written,
}

impl Text {
    fn set(&mut self, text: &[u8]) {
        if self.text.as_bytes() != text {
            set_text(&mut self.text, text);
            self.written = Written::NEVER;
        }
    }

    /// Takes a text that was written as `quoted`.
    pub(super) fn set_written(&mut self, text: &[u8], quoted: &[u8]) {
        self.set(text);
        self.written = Written::new(quoted).unwrap_or_default();
    }
}

/// The value of a tag.
#[derive(Debug, Clone, Default)]
pub(super) struct Tag {
    pub(super) seen: bool,
    pub(super) given: bool,
    origin: Origin,
    pub(super) text: String,
}

/// Where the value of a tag comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Origin {
    /// The report, or nowhere.
    #[default]
    Report,
    /// The path of the file.
    Path,
    /// They contradict each other.
    Disputed,
}

/// One report's fields. Its memory is used again for the next report.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// Whose keys occur.
    pub(super) seen: FieldSet,
    /// Which can be used.
    pub(super) given: FieldSet,
    /// Which cannot, though they are not `null`.
    invalid: FieldSet,
    /// Which the path of the file gives, not the report.
    filled: FieldSet,
    /// The numbers that are given, by field; a flag is 0 or 1.
    numbers: [u64; ReportField::ALL.len()],
    pub(super) timestamp: Option<Timestamp>,
    pub(super) clock: Clock,
    /// UTF-8.
    pub(super) run_id: Vec<u8>,
    pub(super) policy_hash: Text,
    pub(super) job: Text,
    /// What `policy_state` names; where it names none, its text is in `state`, trimmed and in lower case.
    pub(super) stratum: Option<Stratum>,
    state: String,
    pub(super) causes: Causes,
    pub(super) tags: Vec<Tag>,
    /// What was found in fields that are unusable, and the causes that are in no list.
    pub found: Vec<Found>,
}

impl Fields {
    /// Fields with room for so many tags.
    #[must_use]
    pub fn new(tags: usize) -> Self {
        Self { tags: vec![Tag::default(); tags], ..Self::default() }
    }

    /// Forgets the last report.
    #[inline]
    pub fn clear(&mut self) {
        (self.seen, self.given, self.invalid) =
            (FieldSet::default(), FieldSet::default(), FieldSet::default());
        self.filled = FieldSet::default();
        for tag in &mut self.tags {
            (tag.seen, tag.given, tag.origin) = (false, false, Origin::Report);
        }
        self.found.clear();
    }

    /// Takes from the envelope what the report lacks. What the report says is `null` is not lacking.
    #[inline]
    pub fn inherit(&mut self, envelope: &Self) {
        let lacking = envelope.seen.minus(self.seen);
        if !lacking.is_empty() {
            self.inherit_fields(envelope, lacking);
        }
        for (own, outer) in self.tags.iter_mut().zip(&envelope.tags) {
            if !own.seen && outer.seen {
                own.clone_from(outer);
            }
        }
    }

    fn inherit_fields(&mut self, envelope: &Self, lacking: FieldSet) {
        self.seen.add(lacking);
        self.given.add(envelope.given.intersection(lacking));
        self.invalid.add(envelope.invalid.intersection(lacking));
        self.filled.add(envelope.filled.intersection(lacking));
        for field in ReportField::ALL.iter().copied().filter(|field| lacking.contains(*field)) {
            match field {
                ReportField::RunId => self.run_id.clone_from(&envelope.run_id),
                ReportField::PolicyHash => self.policy_hash.clone_from(&envelope.policy_hash),
                ReportField::Job => self.job.clone_from(&envelope.job),
                ReportField::PolicyState => {
                    self.stratum = envelope.stratum;
                    self.state.clone_from(&envelope.state);
                }
                ReportField::Timestamp => self.timestamp = envelope.timestamp,
                ReportField::UnknownCauses => self.causes = envelope.causes,
                ReportField::SchemaVersion
                | ReportField::WarnCount
                | ReportField::FailCount
                | ReportField::OverridesCount
                | ReportField::Override
                | ReportField::UnknownCount
                | ReportField::RunAttempt => {
                    if let Some(number) = envelope.numbers.get(field as usize) {
                        self.put(field, *number);
                    }
                }
            }
        }
    }

    /// `WARN_count`, `FAIL_count`, `Overrides_count`, `Unknown_count`, `run_attempt`; `override` as 0 or 1.
    #[inline]
    #[must_use]
    pub fn number(&self, field: ReportField) -> Field<u64> {
        self.state_of(field, self.numbers.get(field as usize).copied().unwrap_or_default())
    }

    /// `run_id`
    #[must_use]
    pub fn run_id(&self) -> Field<&[u8]> {
        self.state_of(ReportField::RunId, &self.run_id)
    }

    /// `policy_hash`
    #[must_use]
    pub fn policy_hash(&self) -> Field<&str> {
        self.state_of(ReportField::PolicyHash, &self.policy_hash.text)
    }

    /// `job`
    #[must_use]
    pub fn job(&self) -> Field<&str> {
        self.state_of(ReportField::Job, &self.job.text)
    }

    /// `policy_state`, trimmed and in lower case.
    #[must_use]
    pub fn policy_state(&self) -> Field<&str> {
        self.state_of(
            ReportField::PolicyState,
            self.stratum.map_or(self.state.as_str(), |named| named.word()),
        )
    }

    /// The stratum that `policy_state` names.
    #[must_use]
    pub fn named_stratum(&self) -> Option<Stratum> {
        self.stratum.filter(|_| self.given.contains(ReportField::PolicyState))
    }

    /// `timestamp`
    #[must_use]
    pub fn timestamp(&self) -> Field<Timestamp> {
        match self.state_of(ReportField::Timestamp, self.timestamp) {
            Field::Given(time) => time.map_or(Field::Invalid, Field::Given),
            Field::Invalid => Field::Invalid,
            Field::Absent => Field::Absent,
        }
    }

    /// `Unknown_causes`
    #[must_use]
    pub fn causes(&self) -> Field<&Causes> {
        self.state_of(ReportField::UnknownCauses, &self.causes)
    }

    /// `schema_version`: unusable unless its major version is 1.
    #[must_use]
    pub fn schema_version(&self) -> Field<()> {
        self.state_of(ReportField::SchemaVersion, ())
    }

    /// The values of the tags that are asked for.
    pub fn tags(&self) -> impl Iterator<Item = Option<&str>> {
        self.tags.iter().map(|tag| tag.given.then_some(tag.text.as_str()))
    }

    /// The required fields that are absent.
    pub fn lacking(&self) -> impl Iterator<Item = ReportField> {
        let absent = FieldSet::REQUIRED.minus(self.given).minus(self.invalid);
        ReportField::ALL.iter().copied().filter(move |field| absent.contains(*field))
    }

    /// Whether a required field is absent.
    #[inline]
    #[must_use]
    pub fn lack_required(&self) -> bool {
        !FieldSet::REQUIRED.minus(self.given).minus(self.invalid).is_empty()
    }

    /// Whether there is a field or tag that cannot be used. `schema_version` has a class of its own.
    #[inline]
    #[must_use]
    pub fn hold_invalid(&self) -> bool {
        !self.invalid.minus(FieldSet::of(ReportField::SchemaVersion)).is_empty()
            || self.tags.iter().any(|tag| tag.origin == Origin::Disputed)
    }

    #[inline]
    fn state_of<T>(&self, field: ReportField, value: T) -> Field<T> {
        if self.given.contains(field) {
            Field::Given(value)
        } else if self.invalid.contains(field) {
            Field::Invalid
        } else {
            Field::Absent
        }
    }

    /// Reads the value of a field.
    pub fn read<F: Feed>(&mut self, field: ReportField, scanner: &mut Scanner<F>) -> Scan<()> {
        if self.seen.contains(field) {
            scanner.skip()?;
            self.reject(field, "stands twice");
            return Ok(());
        }
        self.seen.insert(field);
        if field == ReportField::UnknownCauses {
            match causes::read(scanner, &mut self.causes, &mut self.found)? {
                Field::Absent => {}
                Field::Invalid => self.invalid.insert(field),
                Field::Given(()) => self.given.insert(field),
            }
            return Ok(());
        }
        let kind = scanner.scalar()?;
        if kind == Kind::Null {
        } else if self.take(field, kind, scanner) {
            self.given.insert(field);
        } else {
            match kind {
                Kind::Array => self.reject(field, "[…]"),
                Kind::Object => self.reject(field, "{…}"),
                Kind::True => self.reject(field, "true"),
                Kind::False => self.reject(field, "false"),
                Kind::Null | Kind::Number | Kind::String => self.reject(field, scanner.text_str()),
            }
        }
        Ok(())
    }

    /// Takes the value that was just read; whether it can be used.
    fn take<F: Feed>(&mut self, field: ReportField, kind: Kind, scanner: &Scanner<F>) -> bool {
        let text = (kind == Kind::String).then(|| scanner.text());
        let count = || (kind == Kind::Number).then(|| number::count(scanner.text())).flatten();
        let taken = match field {
            ReportField::RunId
            | ReportField::PolicyHash
            | ReportField::Job
            | ReportField::PolicyState
            | ReportField::Timestamp => text.and_then(|text| self.take_text(field, text)),
            ReportField::WarnCount
            | ReportField::FailCount
            | ReportField::OverridesCount
            | ReportField::UnknownCount => count().map(|count| self.put(field, count)),
            ReportField::RunAttempt => {
                count().filter(|attempt| *attempt > 0).map(|attempt| self.put(field, attempt))
            }
            ReportField::Override => matches!(kind, Kind::True | Kind::False)
                .then(|| self.put(field, u64::from(kind == Kind::True))),
            ReportField::SchemaVersion => {
                (count() == Some(1) || text.is_some_and(number::has_major_1)).then_some(())
            }
            ReportField::UnknownCauses => None,
        };
        taken.is_some()
    }

    /// Takes a text for a field that holds one.
    fn take_text(&mut self, field: ReportField, text: &[u8]) -> Option<()> {
        match field {
            ReportField::RunId if !text.is_empty() => set_bytes(&mut self.run_id, text),
            ReportField::PolicyHash if !text.is_empty() => self.policy_hash.set(text),
            ReportField::Job => self.job.set(text),
            ReportField::PolicyState => self.set_state(text),
            ReportField::Timestamp => self.timestamp = Some(Timestamp::from_bytes(text)?),
            _ => return None,
        }
        Some(())
    }

    #[inline]
    pub(super) fn put(&mut self, field: ReportField, number: u64) {
        if let Some(slot) = self.numbers.get_mut(field as usize) {
            *slot = number;
        }
    }

    fn set_state(&mut self, text: &[u8]) {
        let text = std::str::from_utf8(text).unwrap_or_default();
        self.state = text.trim().to_ascii_lowercase();
        self.stratum = Self::stratum(&self.state);
    }

    /// The stratum that a `policy_state` names.
    #[must_use]
    pub fn stratum(state: &str) -> Option<Stratum> {
        Stratum::from_word(state).filter(|stratum| matches!(stratum, Stratum::Pinned | Stratum::Unpinned))
    }

    /// Notes that a field cannot be used, and what was found in it.
    fn reject(&mut self, field: ReportField, found: &str) {
        self.given = self.given.minus(FieldSet::of(field));
        self.invalid.insert(field);
        self.found.push(Found { field: Some(field), text: shorten(found), stated: false });
    }

    /// Takes the scalar that was just read as the value of a tag.
    pub fn set_tag<F: Feed>(&mut self, tag: u32, kind: Kind, scanner: &Scanner<F>) {
        let Some(tag) = self.tags.get_mut(tag as usize) else { return };
        tag.given = !tag.seen
            && match kind {
                Kind::String => {
                    set_text(&mut tag.text, scanner.text());
                    true
                }
                Kind::Number => number::integer(scanner.text_str(), &mut tag.text),
                Kind::True | Kind::False => {
                    set_text(&mut tag.text, if kind == Kind::True { b"true" } else { b"false" });
                    true
                }
                Kind::Null | Kind::Array | Kind::Object => false,
            };
        tag.seen = true;
    }
}

/// Most texts are those of the report before, which are known to be text.
#[inline]
pub(super) fn set_text(own: &mut String, text: &[u8]) {
    if own.as_bytes() != text {
        own.clear();
        own.push_str(std::str::from_utf8(text).unwrap_or_default());
    }
}

#[inline]
pub(super) fn set_bytes(own: &mut Vec<u8>, text: &[u8]) {
    own.clear();
    own.extend_from_slice(text);
}
