//! One report → [`Run`]: total, whatever the report says.

use crate::base::json_fault::Scan;
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Feed;
use crate::base::time::Timestamp;
use crate::base::vocab::{
    DefaultedField, DefaultedSet, Mask, MaskSet, Signal, SignalSet, Stratum, UnknownClass,
};
use crate::data::causes::Causes;
use crate::data::field::{Field, ReportField};
use crate::data::fields::Fields;
use crate::data::keys::{Key, Keys};
use crate::data::run::{Counts, Identity, Run};

/// What `format` our own files begin with.
const OWN_FORMATS: [&str; 2] = ["rollout_metrics/", "verdict/"];

/// What an object is besides a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// It is a file that we wrote.
    pub own_output: bool,
    /// It wraps reports.
    pub envelope: bool,
}

/// Reads the fields of an object whose brace was read. With `shape` it stands on the top level: it may be an
/// envelope, whose reports are passed over here, or one of our own files; what it is so far is there, also when it
/// breaks.
pub fn report<F: Feed>(
    scanner: &mut Scanner<F>,
    keys: &mut Keys,
    fields: &mut Fields,
    mut shape: Option<&mut Shape>,
) -> Scan<()> {
    let mut first = true;
    keys.restart();
    while let Some(key) = keys.read(scanner, first)? {
        first = false;
        match (key, &mut shape) {
            (Key::Field(field), _) => fields.read(field, scanner)?,
            (Key::Runs, Some(shape)) if scanner.peek()? == Some(b'[') => {
                shape.envelope = true;
                for_each_element(scanner, Scanner::skip)?;
            }
            (Key::Format, Some(shape)) => {
                let is_text = scanner.scalar()? == Kind::String;
                shape.own_output |=
                    is_text && OWN_FORMATS.iter().any(|own| scanner.text_str().starts_with(own));
            }
            (Key::Runs | Key::Format | Key::Other, _) => scanner.skip()?,
        }
    }
    Ok(())
}

/// Visits the elements of the array that comes next, each with the full depth of a report.
pub fn for_each_element<F: Feed>(
    scanner: &mut Scanner<F>,
    mut visit: impl FnMut(&mut Scanner<F>) -> Scan<()>,
) -> Scan<()> {
    let outside = scanner.depth();
    scanner.value()?;
    let mut first = true;
    while scanner.next_element(first)? {
        first = false;
        scanner.set_depth(0);
        visit(scanner)?;
    }
    scanner.set_depth(outside);
    Ok(())
}

/// The run of a report, and the classes that were found in reading it. What `own` lacks, the envelope gives.
#[must_use]
pub fn run<'a>(own: &'a Fields, envelope: &'a Fields) -> (Run<'a>, SignalSet) {
    let mut reading = Reading::default();
    let state = own.inherit(ReportField::PolicyState, own.policy_state.get(), envelope.policy_state.get());
    let mut stratum = Stratum::Unknowns;
    match state {
        Field::Given(state) => match Fields::stratum(state) {
            Some(named) => stratum = named,
            None => reading.find(UnknownClass::State),
        },
        Field::Absent => reading.find(UnknownClass::FieldMissing),
        Field::Invalid => reading.find(UnknownClass::FieldInvalid),
    }
    let run_id = own.inherit(ReportField::RunId, own.run_id.get(), envelope.run_id.get());
    reading.require(run_id);
    let policy_hash = reading.option(own.inherit(
        ReportField::PolicyHash,
        own.policy_hash.get(),
        envelope.policy_hash.get(),
    ));
    let job = reading.option(own.inherit(ReportField::Job, own.job.get(), envelope.job.get()));
    let time = reading.option(own.inherit(ReportField::Timestamp, own.timestamp, envelope.timestamp));
    let attempt =
        reading.option(own.inherit(ReportField::RunAttempt, own.attempt, envelope.attempt)).unwrap_or(1);
    reading.count(Signal::Warn, Mask::Warn, own.inherit(ReportField::WarnCount, own.warn, envelope.warn));
    reading.count(Signal::Fail, Mask::Fail, own.inherit(ReportField::FailCount, own.fail, envelope.fail));
    reading.overrides(
        own.inherit(ReportField::OverridesCount, own.overrides, envelope.overrides),
        own.inherit(ReportField::Override, own.overridden, envelope.overridden),
    );
    reading.unknowns(
        own.inherit(ReportField::UnknownCount, own.unknown, envelope.unknown),
        own.inherit(ReportField::UnknownCauses, own.causes, envelope.causes),
    );
    let identity = Identity { policy_hash, run_id: run_id.given(), policy_state: state.given(), job };
    if matches!(own.inherit(ReportField::SchemaVersion, own.schema, envelope.schema), Field::Invalid) {
        return untrusted(identity, attempt, time, UnknownClass::SchemaVersion);
    }
    let Reading { counts, missing, defaulted, found } = reading.total();
    let (tags, raw) = (Vec::new(), None);
    let unreadable = false;
    let run = Run {
        identity,
        attempt,
        time,
        stratum,
        counts,
        missing,
        defaulted,
        unreadable,
        tags,
        raw,
        recorded: false,
    };
    (run, found)
}

/// The required fields that a report and its envelope lack.
#[must_use]
pub fn missing(own: &Fields, envelope: &Fields) -> Vec<ReportField> {
    let absent = |fields: &Fields| {
        [
            (ReportField::RunId, fields.run_id.get() == Field::Absent),
            (ReportField::PolicyState, fields.policy_state.get() == Field::Absent),
            (ReportField::WarnCount, fields.warn == Field::Absent),
            (ReportField::FailCount, fields.fail == Field::Absent),
            (ReportField::UnknownCount, fields.unknown == Field::Absent),
        ]
    };
    let both = absent(own).into_iter().zip(absent(envelope));
    both.filter_map(|((field, absent), (_, outside))| own.inherit(field, absent, outside).then_some(field))
        .collect()
}

/// The run of what could not be read; an envelope still names it.
#[must_use]
pub fn unreadable(envelope: &Fields) -> (Run<'_>, SignalSet) {
    let identity = Identity {
        policy_hash: envelope.policy_hash.get().given(),
        run_id: envelope.run_id.get().given(),
        policy_state: envelope.policy_state.get().given(),
        job: envelope.job.get().given(),
    };
    let (attempt, time) = (envelope.attempt.given().unwrap_or(1), envelope.timestamp.given());
    let (run, found) = untrusted(identity, attempt, time, UnknownClass::ParseError);
    (Run { unreadable: true, ..run }, found)
}

/// A run of which nothing is known but why.
fn untrusted(
    identity: Identity<'_>,
    attempt: u64,
    time: Option<Timestamp>,
    class: UnknownClass,
) -> (Run<'_>, SignalSet) {
    let mut reading = Reading { missing: MaskSet::untrusted(), ..Reading::default() };
    reading.find(class);
    let Reading { counts, missing, defaulted, found } = reading.total();
    let stratum = Stratum::Unknowns;
    let (tags, raw) = (Vec::new(), None);
    let unreadable = false;
    let run = Run {
        identity,
        attempt,
        time,
        stratum,
        counts,
        missing,
        defaulted,
        unreadable,
        tags,
        raw,
        recorded: false,
    };
    (run, found)
}

/// A run in the making.
#[derive(Debug, Default)]
struct Reading {
    counts: Counts,
    missing: MaskSet,
    defaulted: DefaultedSet,
    /// The classes that the reader found, each once a run.
    found: SignalSet,
}

impl Reading {
    fn find(&mut self, class: UnknownClass) {
        self.found = self.found.with(Signal::Class(class));
    }

    /// Notes the class of a required field without a usable value.
    fn require<T: Copy>(&mut self, field: Field<T>) -> Option<T> {
        if matches!(field, Field::Absent) {
            self.find(UnknownClass::FieldMissing);
        }
        self.option(field)
    }

    /// Notes the class of a field that is there, but cannot be used.
    fn option<T: Copy>(&mut self, field: Field<T>) -> Option<T> {
        if matches!(field, Field::Invalid) {
            self.find(UnknownClass::FieldInvalid);
        }
        field.given()
    }

    fn count(&mut self, signal: Signal, mask: Mask, field: Field<u64>) {
        match self.require(field) {
            Some(count) => self.counts.add(signal, count.into()),
            None => self.missing = self.missing.with(mask),
        }
    }

    fn overrides(&mut self, count: Field<u64>, flag: Field<bool>) {
        // A flag that cannot be used is a defect even where the count makes it needless.
        self.option(flag);
        let count = match (count, flag) {
            (Field::Absent, Field::Given(flag)) => Field::Given(u64::from(flag)),
            (Field::Absent, Field::Absent) => {
                self.defaulted = self.defaulted.with(DefaultedField::Override);
                Field::Given(0)
            }
            (Field::Absent, Field::Invalid) => Field::Invalid,
            (count, _) => count,
        };
        self.count(Signal::Override, Mask::Override, count);
    }

    fn unknowns(&mut self, count: Field<u64>, causes: Field<Causes>) {
        let stated = causes.given().unwrap_or_default();
        if stated.unreadable || matches!(causes, Field::Invalid) {
            self.find(UnknownClass::FieldInvalid);
            self.missing = self.missing.with(Mask::Causes);
        }
        if matches!(causes, Field::Given(_)) {
            for (class, count) in stated.iter().filter(|(_, count)| *count > 0) {
                self.counts.add(Signal::Class(class), count);
            }
        }
        match self.require(count) {
            Some(0) => {}
            Some(count) => {
                let rest = u128::from(count).saturating_sub(self.counts.of_classes());
                self.counts.add(Signal::Class(UnknownClass::Unspecified), rest);
            }
            None => self.missing = self.missing.with(Mask::Unknown),
        }
        if self.counts.get(Signal::Class(UnknownClass::Unspecified)) > 0 {
            self.missing = self.missing.with(Mask::Causes);
        }
    }

    /// With each class found counted once, and all classes as `unknown`.
    fn total(mut self) -> Self {
        for class in self.found.iter() {
            self.counts.add(class, 1);
        }
        self.counts.add(Signal::Unknown, self.counts.of_classes());
        self
    }
}
