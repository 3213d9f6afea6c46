//! One report → [`Run`]: total, whatever the report says.

use crate::base::json_fault::Scan;
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Feed;
use crate::base::vocab::{DefaultedField, Mask, MaskSet, Signal, SignalSet, Stratum, UnknownClass};
use crate::data::causes::Causes;
use crate::data::field::{Field, ReportField};
use crate::data::fields::Fields;
use crate::data::keys::{Key, Keys, Meaning};
use crate::data::plain::{self, Stop};
use crate::data::run::{Counts, Identity, Run};

/// What `format` our own files begin with.
const OWN_FORMATS: [&str; 2] = ["rollout_metrics/", "verdict/"];

/// What `format` a line of a series begins with, of whatever version.
const SERIES: &str = "run/";

/// What an object is besides a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// It is a file that we wrote.
    pub own_output: bool,
    /// It wraps reports.
    pub envelope: bool,
    /// It is a line of a series.
    pub recorded: bool,
}

/// Reads the fields of the object that comes next. With `shape` it stands on the top level: it may be an envelope,
/// whose reports are passed over here, or one of our own files; what it is so far is there, also when it breaks.
pub fn report<F: Feed>(
    scanner: &mut Scanner<F>,
    keys: &mut Keys,
    fields: &mut Fields,
    mut shape: Option<&mut Shape>,
) -> Scan<()> {
    fields.clear();
    let mut at = 0;
    loop {
        let (length, stop) = plain::members(scanner.at_hand(), keys, &mut at, fields, shape.is_some());
        scanner.advance(length);
        if matches!(stop, Stop::End) || !member(scanner, keys, fields, shape.as_deref_mut(), stop, &mut at)? {
            scanner.set_depth(0);
            return Ok(());
        }
    }
}

/// Reads a member that is not plain, from where reading the plain way has stopped; `false` if the object has ended.
#[inline(never)]
fn member<F: Feed>(
    scanner: &mut Scanner<F>,
    keys: &Keys,
    fields: &mut Fields,
    shape: Option<&mut Shape>,
    stop: Stop,
    at: &mut usize,
) -> Scan<bool> {
    // The brace is one level; here it is read by whoever reads the first key.
    let Meaning { field, key, tag } = match stop {
        Stop::End => return Ok(false),
        Stop::Value(meaning) => {
            scanner.set_depth(1);
            meaning
        }
        Stop::Key => {
            let first = *at == 0;
            if first {
                scanner.value()?;
            } else {
                scanner.set_depth(1);
            }
            if !scanner.next_key(first)? {
                return Ok(false);
            }
            *at = Keys::NO_GUESS;
            keys.meaning(scanner.text_str())
        }
    };
    match (field, key, shape) {
        (Some(field), ..) => fields.read(field, scanner)?,
        (_, Key::Runs, Some(shape)) if scanner.peek()? == Some(b'[') => {
            shape.envelope = true;
            for_each_element(scanner, Scanner::skip)?;
        }
        (_, Key::Format, Some(shape)) => {
            let kind = scanner.scalar()?;
            if kind == Kind::String {
                let begins = |format: &&str| scanner.text().starts_with(format.as_bytes());
                shape.own_output |= OWN_FORMATS.iter().any(begins);
                shape.recorded |= begins(&SERIES);
            }
            if let Some(tag) = tag {
                fields.set_tag(tag, kind, scanner);
            }
        }
        _ => match tag {
            Some(tag) => {
                let kind = scanner.scalar()?;
                fields.set_tag(tag, kind, scanner);
            }
            None => scanner.skip()?,
        },
    }
    Ok(true)
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

/// A run and how it came about.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The run.
    pub run: Run<'a>,
    /// The classes that the reader found, each once a run.
    pub found: SignalSet,
}

impl<'a> Reading<'a> {
    /// A run of which nothing is known yet but who it is: what fields say, or the envelope of what cannot be read.
    #[inline]
    #[must_use]
    pub fn of(fields: &'a Fields) -> Self {
        let run = Run {
            identity: Identity {
                policy_hash: fields.policy_hash().given(),
                run_id: fields.run_id().given(),
                policy_state: fields.policy_state().given(),
                job: fields.job().given(),
            },
            attempt: fields.number(ReportField::RunAttempt).given().unwrap_or(1),
            time: fields.timestamp().given(),
            stratum: Stratum::Unknowns,
            counts: Counts::default(),
            missing: MaskSet::default(),
            defaulted: fields.defaulted(),
            unreadable: false,
            tags: if fields.tags.is_empty() { Vec::new() } else { fields.tags().collect() },
            raw: None,
            recorded: false,
            reports: &[],
        };
        Self { run, found: SignalSet::default() }
    }

    /// Takes what a report says.
    #[inline]
    pub fn report(&mut self, fields: &Fields) {
        if matches!(fields.schema_version(), Field::Invalid) {
            return self.distrust(UnknownClass::SchemaVersion);
        }
        match fields.named_stratum() {
            Some(stratum) => self.run.stratum = stratum,
            None if self.run.identity.policy_state.is_some() => self.find(UnknownClass::State),
            None => {}
        }
        if fields.lack_required() {
            self.find(UnknownClass::FieldMissing);
        }
        if fields.hold_invalid() {
            self.find(UnknownClass::FieldInvalid);
        }
        self.count(Signal::Warn, Mask::Warn, fields.number(ReportField::WarnCount));
        self.count(Signal::Fail, Mask::Fail, fields.number(ReportField::FailCount));
        self.overrides(fields.number(ReportField::OverridesCount), fields.number(ReportField::Override));
        self.unknowns(fields.number(ReportField::UnknownCount), fields.causes());
        self.total();
    }

    /// Takes it as the run of what cannot be read.
    pub fn unreadable(&mut self) {
        self.run.unreadable = true;
        self.distrust(UnknownClass::ParseError);
    }

    fn find(&mut self, class: UnknownClass) {
        self.found = self.found.with(Signal::Class(class));
    }

    /// Nothing is known of it but why.
    fn distrust(&mut self, class: UnknownClass) {
        self.run.missing = MaskSet::untrusted();
        self.find(class);
        self.total();
    }

    fn count(&mut self, signal: Signal, mask: Mask, count: Field<u64>) {
        match count {
            Field::Given(count) => self.run.counts.add(signal, count.into()),
            Field::Absent | Field::Invalid => self.run.missing = self.run.missing.with(mask),
        }
    }

    fn overrides(&mut self, count: Field<u64>, flag: Field<u64>) {
        let count = match (count, flag) {
            (Field::Absent, Field::Absent) => {
                self.run.defaulted = self.run.defaulted.with(DefaultedField::Override);
                Field::Given(0)
            }
            (Field::Absent, flag) => flag,
            (count, _) => count,
        };
        self.count(Signal::Override, Mask::Override, count);
    }

    fn unknowns(&mut self, count: Field<u64>, causes: Field<&Causes>) {
        if matches!(causes, Field::Invalid) || causes.given().is_some_and(|causes| causes.unreadable) {
            self.find(UnknownClass::FieldInvalid);
            self.run.missing = self.run.missing.with(Mask::Causes);
        }
        if let Some(causes) = causes.given().filter(|causes| causes.some) {
            for (class, count) in causes.iter() {
                self.run.counts.add(Signal::Class(class), count);
            }
        }
        match count {
            Field::Given(0) => {}
            Field::Given(count) => {
                let rest = u128::from(count).saturating_sub(self.run.counts.of_classes());
                self.run.counts.add(Signal::Class(UnknownClass::Unspecified), rest);
            }
            Field::Absent | Field::Invalid => self.run.missing = self.run.missing.with(Mask::Unknown),
        }
        if self.run.counts.hits().contains(Signal::Class(UnknownClass::Unspecified)) {
            self.run.missing = self.run.missing.with(Mask::Causes);
        }
    }

    /// Counts each class found once, and all classes as `unknown`.
    #[inline]
    fn total(&mut self) {
        if !self.found.is_empty() {
            self.found.iter().for_each(|class| self.run.counts.add(class, 1));
        }
        self.run.counts.add(Signal::Unknown, self.run.counts.of_classes());
    }
}
