//! [`Fields`]: the known fields of one report as they were written, each absent, unusable or given.

use crate::base::json_fault::Scan;
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Feed;
use crate::base::time::Timestamp;
use crate::base::vocab::{Stratum, UnknownClass, words};
use crate::data::classify::class_of;
use crate::data::defect::{Found, shorten};
use crate::data::number;

words! {
    /// A field that reports are read for.
    ReportField {
        /// The name of the run.
        RunId = "run_id",
        /// Whether its inputs were pinned.
        PolicyState = "policy_state",
        /// How many WARNs.
        WarnCount = "WARN_count",
        /// How many FAILs.
        FailCount = "FAIL_count",
        /// How many overrides.
        OverridesCount = "Overrides_count",
        /// Whether there was an override: read where `Overrides_count` is absent.
        Override = "override",
        /// How many unknowns.
        UnknownCount = "Unknown_count",
        /// What they were.
        UnknownCauses = "Unknown_causes",
        /// When it ran.
        Timestamp = "timestamp",
        /// The cohort tag.
        PolicyHash = "policy_hash",
        /// The version of the report's form.
        SchemaVersion = "schema_version",
        /// The job.
        Job = "job",
        /// Which attempt.
        RunAttempt = "run_attempt",
    }
}

/// What a report says in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Field<T> {
    /// Nothing, or `null`.
    #[default]
    Absent,
    /// Something of the wrong type or range, or two things.
    Invalid,
    /// This.
    Given(T),
}

impl<T: Copy> Field<T> {
    /// This field, or if it is absent the other's.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if matches!(self, Self::Absent) { other } else { self }
    }

    /// The value, if there is a usable one.
    #[must_use]
    pub fn given(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Invalid => None,
        }
    }
}

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

    fn set(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
        self.state = Field::Given(());
    }
}

/// The stated causes, as classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Causes {
    counts: [u128; UnknownClass::ALL.len()],
    /// Some entry could not be read.
    pub unreadable: bool,
}

impl Causes {
    /// The classes with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (UnknownClass, u128)> {
        UnknownClass::ALL.iter().copied().zip(self.counts)
    }

    fn add(&mut self, class: UnknownClass, count: u64) {
        if let Some(slot) = self.counts.get_mut(class as usize) {
            *slot = slot.saturating_add(u128::from(count));
        }
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
            return self.read_causes(scanner);
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
        let text = || (kind == Kind::String).then(|| scanner.text_str());
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
            ReportField::Timestamp => set(&mut self.timestamp, text().and_then(Timestamp::parse)),
            ReportField::SchemaVersion => {
                let major_1 = count() == Some(1) || text().is_some_and(number::has_major_1);
                set(&mut self.schema, major_1.then_some(()))
            }
            ReportField::UnknownCauses => false,
        }
    }

    fn set_state(&mut self, text: &str) {
        self.policy_state.set(text.trim());
        self.policy_state.text.make_ascii_lowercase();
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

    /// An object cause → count, an array of causes, or one string.
    fn read_causes<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<()> {
        let mut causes = Causes::default();
        match scanner.peek()? {
            Some(b'{') => {
                scanner.value()?;
                let mut first = true;
                while scanner.next_key(first)? {
                    first = false;
                    let (class, label) = classify(scanner.text_str());
                    let count = match scanner.scalar()? {
                        Kind::Number => number::count(scanner.text()),
                        _ => None,
                    };
                    self.add_cause(&mut causes, class, label, count);
                }
            }
            Some(b'[') => {
                scanner.value()?;
                let mut first = true;
                while scanner.next_element(first)? {
                    first = false;
                    if scanner.scalar()? == Kind::String {
                        let (class, label) = classify(scanner.text_str());
                        self.add_cause(&mut causes, class, label, Some(1));
                    } else {
                        self.note(ReportField::UnknownCauses, "an entry that is no string");
                        causes.unreadable = true;
                    }
                }
            }
            _ => match scanner.value()? {
                Kind::Null => return Ok(()),
                Kind::String => {
                    let (class, label) = classify(scanner.text_str());
                    self.add_cause(&mut causes, class, label, Some(1));
                }
                _ => {
                    self.note(ReportField::UnknownCauses, "no object, array or string");
                    self.causes = Field::Invalid;
                    return Ok(());
                }
            },
        }
        self.causes = Field::Given(causes);
        Ok(())
    }

    fn add_cause(
        &mut self,
        causes: &mut Causes,
        class: UnknownClass,
        label: Option<String>,
        count: Option<u64>,
    ) {
        let Some(count) = count else {
            self.note(ReportField::UnknownCauses, class.word());
            causes.unreadable = true;
            return;
        };
        causes.add(class, count);
        if let Some(text) = label.filter(|_| count > 0) {
            self.found.push(Found { field: ReportField::UnknownCauses, text, stated: true });
        }
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
fn set_name(name: &mut Text, text: Option<&str>) -> bool {
    let text = text.filter(|text| !text.is_empty());
    if let Some(text) = text {
        name.set(text);
    }
    text.is_some()
}

/// The class of a label, and the label where it is on no list.
fn classify(label: &str) -> (UnknownClass, Option<String>) {
    let class = class_of(label);
    (class, (class == UnknownClass::Other).then(|| shorten(label)))
}
