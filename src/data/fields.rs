//! [`Fields`]: the known fields of one report as they were written, each absent, unusable or given.

use crate::base::json_fault::Scan;
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Feed;
use crate::base::time::Timestamp;
use crate::base::vocab::Stratum;
use crate::data::causes::{self, Causes};
use crate::data::defect::{Found, shorten};
use crate::data::field::{Field, ReportField};
use crate::data::number;

/// A text whose memory is used again for the next report.
#[derive(Debug, Clone, Default)]
pub struct Text {
    state: Field<()>,
    text: String,
}

impl Text {
    /// The field.
    #[must_use]
    pub fn get(&self) -> Field<&str> {
        match self.state {
            Field::Absent => Field::Absent,
            Field::Invalid => Field::Invalid,
            Field::Given(()) => Field::Given(&self.text),
        }
    }

    /// Takes a text; that of the report before is known to be text already.
    fn set(&mut self, text: &[u8]) {
        if self.text.as_bytes() != text {
            self.text.clear();
            self.text.push_str(std::str::from_utf8(text).unwrap_or_default());
        }
        self.state = Field::Given(());
    }
}

/// One report's fields.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    seen: u16,
    /// `run_id`
    pub run_id: Text,
    /// `policy_state`, trimmed and in lower case.
    pub policy_state: Text,
    /// `WARN_count`
    pub warn: Field<u64>,
    /// `FAIL_count`
    pub fail: Field<u64>,
    /// `Overrides_count`
    pub overrides: Field<u64>,
    /// `override`
    pub overridden: Field<bool>,
    /// `Unknown_count`
    pub unknown: Field<u64>,
    /// `Unknown_causes`
    pub causes: Field<Causes>,
    /// `timestamp`
    pub timestamp: Field<Timestamp>,
    /// `policy_hash`
    pub policy_hash: Text,
    /// `schema_version`: unusable unless its major version is 1.
    pub schema: Field<()>,
    /// `job`
    pub job: Text,
    /// `run_attempt`
    pub attempt: Field<u64>,
    /// What was found in fields that are unusable, and the causes that are in no list.
    pub found: Vec<Found>,
}

impl Fields {
    /// Forgets the last report.
    pub fn clear(&mut self) {
        self.seen = 0;
        for text in [&mut self.run_id, &mut self.policy_state, &mut self.policy_hash, &mut self.job] {
            text.state = Field::Absent;
        }
        (self.warn, self.fail, self.unknown) = (Field::Absent, Field::Absent, Field::Absent);
        (self.overrides, self.overridden, self.causes) = (Field::Absent, Field::Absent, Field::Absent);
        (self.timestamp, self.schema, self.attempt) = (Field::Absent, Field::Absent, Field::Absent);
        self.found.clear();
    }

    /// What holds for a field: the report's own value, also if that is `null`; the envelope's if it lacks the key.
    pub fn inherit<T>(&self, field: ReportField, own: T, envelope: T) -> T {
        if self.seen & (1 << (field as u16)) == 0 { envelope } else { own }
    }

    /// Reads the value of a field.
    pub fn read<F: Feed>(&mut self, field: ReportField, scanner: &mut Scanner<F>) -> Scan<()> {
        let bit = 1 << (field as u16);
        if self.seen & bit != 0 {
            scanner.skip()?;
            self.note(field, "stands twice");
            self.reject(field);
            return Ok(());
        }
        self.seen |= bit;
        if field == ReportField::UnknownCauses {
            self.causes = causes::read(scanner, &mut self.found)?;
            return Ok(());
        }
        if let Some(count) = self.count_mut(field)
            && let Some(small) = scanner.take_small_number()
        {
            *count = Field::Given(small);
            return Ok(());
        }
        let kind = scanner.scalar()?;
        if kind != Kind::Null && !self.take(field, kind, scanner) {
            match kind {
                Kind::Array => self.note(field, "[…]"),
                Kind::Object => self.note(field, "{…}"),
                Kind::True => self.note(field, "true"),
                Kind::False => self.note(field, "false"),
                Kind::Null | Kind::Number | Kind::String => self.note(field, scanner.text_str()),
            }
            self.reject(field);
        }
        Ok(())
    }

    /// The fields that hold a count from 0.
    fn count_mut(&mut self, field: ReportField) -> Option<&mut Field<u64>> {
        match field {
            ReportField::WarnCount => Some(&mut self.warn),
            ReportField::FailCount => Some(&mut self.fail),
            ReportField::OverridesCount => Some(&mut self.overrides),
            ReportField::UnknownCount => Some(&mut self.unknown),
            _ => None,
        }
    }

    /// Takes the scalar that was just read; `false` if its type or range is wrong.
    fn take<F: Feed>(&mut self, field: ReportField, kind: Kind, scanner: &Scanner<F>) -> bool {
        let text = || (kind == Kind::String).then(|| scanner.text());
        let count = || (kind == Kind::Number).then(|| number::count(scanner.text())).flatten();
        match field {
            ReportField::RunId => set_name(&mut self.run_id, text()),
            ReportField::PolicyHash => set_name(&mut self.policy_hash, text()),
            ReportField::Job => text().map(|text| self.job.set(text)).is_some(),
            ReportField::PolicyState => text().map(|text| self.set_state(text)).is_some(),
            ReportField::WarnCount
            | ReportField::FailCount
            | ReportField::OverridesCount
            | ReportField::UnknownCount => {
                let count = count();
                self.count_mut(field).is_some_and(|field| set(field, count))
            }
            ReportField::RunAttempt => set(&mut self.attempt, count().filter(|attempt| *attempt > 0)),
            ReportField::Override => {
                let flag = matches!(kind, Kind::True | Kind::False).then_some(kind == Kind::True);
                set(&mut self.overridden, flag)
            }
            ReportField::Timestamp => {
                let text = (kind == Kind::String).then(|| scanner.text_str());
                set(&mut self.timestamp, text.and_then(Timestamp::parse))
            }
            ReportField::SchemaVersion => {
                let major_1 =
                    count() == Some(1) || (kind == Kind::String && number::has_major_1(scanner.text_str()));
                set(&mut self.schema, major_1.then_some(()))
            }
            ReportField::UnknownCauses => false,
        }
    }

    fn set_state(&mut self, text: &[u8]) {
        self.policy_state.set(text);
        let state = &mut self.policy_state.text;
        if Self::stratum(state).is_none() {
            *state = state.trim().to_ascii_lowercase();
        }
    }

    /// The stratum that `policy_state` names.
    #[must_use]
    pub fn stratum(state: &str) -> Option<Stratum> {
        Stratum::from_word(state).filter(|stratum| matches!(stratum, Stratum::Pinned | Stratum::Unpinned))
    }

    fn reject(&mut self, field: ReportField) {
        match field {
            ReportField::RunId => self.run_id.state = Field::Invalid,
            ReportField::PolicyHash => self.policy_hash.state = Field::Invalid,
            ReportField::Job => self.job.state = Field::Invalid,
            ReportField::PolicyState => self.policy_state.state = Field::Invalid,
            ReportField::WarnCount => self.warn = Field::Invalid,
            ReportField::FailCount => self.fail = Field::Invalid,
            ReportField::OverridesCount => self.overrides = Field::Invalid,
            ReportField::Override => self.overridden = Field::Invalid,
            ReportField::UnknownCount => self.unknown = Field::Invalid,
            ReportField::UnknownCauses => self.causes = Field::Invalid,
            ReportField::Timestamp => self.timestamp = Field::Invalid,
            ReportField::SchemaVersion => self.schema = Field::Invalid,
            ReportField::RunAttempt => self.attempt = Field::Invalid,
        }
    }

    fn note(&mut self, field: ReportField, found: &str) {
        self.found.push(Found { field, text: shorten(found), stated: false });
    }
}

fn set<T>(field: &mut Field<T>, value: Option<T>) -> bool {
    let usable = value.is_some();
    if let Some(value) = value {
        *field = Field::Given(value);
    }
    usable
}

/// A name must not be empty.
fn set_name(name: &mut Text, text: Option<&[u8]>) -> bool {
    let text = text.filter(|text| !text.is_empty());
    if let Some(text) = text {
        name.set(text);
    }
    text.is_some()
}
