//! One file → its reports: values one after the other, arrays, envelopes, and what to do when it breaks.

use crate::base::json_fault::{Fault, Scan, ScanError};
use crate::base::json_scan::Scanner;
use crate::base::json_window::{Feed, FeedError};
use crate::base::vocab::{Signal, SignalSet, UnknownClass};
use crate::data::defect::{Defect, Defects, Found, shorten};
use crate::data::field::ReportField;
use crate::data::fields::Fields;
use crate::data::keys::Keys;
use crate::data::read::{self, Reading, Shape};
use crate::data::run::Run;

/// What a file held besides reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// Reports, read or not.
    pub reports: u64,
    /// Objects that we wrote ourselves: they were passed over.
    pub own_outputs: u64,
}

/// Reads files one after the other; its memory is used again from report to report.
#[derive(Debug)]
pub struct DocumentReader {
    /// The file, as defects name it.
    pub source: String,
    /// What was found wrong.
    pub defects: Defects,
    keys: Keys,
    /// The report in hand.
    fields: Fields,
    /// The keys of the envelope in hand; empty outside of one.
    envelope: Fields,
}

/// How a top-level value ended.
enum Next {
    /// As it should.
    Value,
    /// It cannot be read: reading goes on at a line after it.
    Line,
    /// It cannot be read from here on, and with it the rest of the file.
    End,
}

impl DocumentReader {
    /// A reader of reports and of `tags`, the values of which it gives in their order.
    #[must_use]
    pub fn new(tags: &[&str]) -> Self {
        Self {
            source: String::new(),
            defects: Defects::default(),
            keys: Keys::new(tags),
            fields: Fields::new(tags.len()),
            envelope: Fields::new(tags.len()),
        }
    }

    /// Gives each report of a file to `sink` as a run. Only the feed can fail.
    pub fn read<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        mut sink: impl FnMut(&Run<'_>),
    ) -> Result<Contents, FeedError> {
        let mut contents = Contents::default();
        let mut reports = 0_u64;
        let mut sink = |run: &Run<'_>| {
            reports = reports.saturating_add(1);
            sink(run);
        };
        if let Err(error) = scanner.skip_bom()
            && let Fault::Feed(error) = error.fault
        {
            return Err(error);
        }
        let (mut values, mut after_value) = (0_u64, false);
        self.envelope.clear();
        loop {
            let next = scanner.peek();
            if matches!(next, Ok(None)) {
                break;
            }
            if after_value && matches!(next, Ok(Some(b','))) {
                scanner.pass();
                after_value = false;
                continue;
            }
            values = values.saturating_add(1);
            let start = scanner.offset();
            scanner.mark();
            self.envelope.clear();
            scanner.set_depth(0);
            let ended = match next {
                Ok(Some(b'{')) => self.top_object(scanner, start, &mut contents, &mut sink)?,
                Ok(Some(b'[')) => self.top_array(scanner, start, &mut sink)?,
                next => self.top_scalar(scanner, start, next, &mut sink)?,
            };
            after_value = matches!(ended, Next::Value);
            match ended {
                Next::Value => {}
                Next::Line if scanner.to_line_with(b'{', start)? => {}
                Next::Line | Next::End => break,
            }
        }
        if values == 0 {
            self.broken(0, "an empty file", &mut sink);
        }
        Ok(Contents { reports, ..contents })
    }

    /// A scalar is a value, though no report; so is what cannot be read at all, until the next line that may do.
    fn top_scalar<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        start: u64,
        next: Scan<Option<u8>>,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<Next, FeedError> {
        Ok(match next.and_then(|_| scanner.skip()) {
            Ok(()) => {
                self.broken(start, "not an object", sink);
                Next::Value
            }
            Err(error) => {
                self.fault(start, *error, sink)?;
                Next::Line
            }
        })
    }

    fn top_object<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        start: u64,
        contents: &mut Contents,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<Next, FeedError> {
        let mut shape = Shape::default();
        match read::report(scanner, &mut self.keys, &mut self.fields, Some(&mut shape)) {
            Ok(()) if shape.own_output => contents.own_outputs = contents.own_outputs.saturating_add(1),
            Ok(()) if !shape.envelope => self.report(start, sink),
            Err(error) if !shape.envelope || matches!(error.fault, Fault::Feed(_)) => {
                self.fault(start, *error, sink)?;
                return Ok(Next::Line);
            }
            // An envelope, whole or not: now that its keys are known, its elements are read, up to the same break.
            Ok(()) | Err(_) => {
                std::mem::swap(&mut self.fields, &mut self.envelope);
                scanner.rewind(start)?;
                if let Err(error) = self.envelope_elements(scanner, sink) {
                    self.fault(start, *error, sink)?;
                    return Ok(Next::End);
                }
            }
        }
        Ok(Next::Value)
    }

    fn envelope_elements<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Scan<()> {
        scanner.value()?;
        let mut first = true;
        while scanner.next_key(first)? {
            first = false;
            if scanner.text() == b"runs" && scanner.peek()? == Some(b'[') {
                read::for_each_element(scanner, |scanner| {
                    let start = element_start(scanner)?;
                    if self.element(scanner)? {
                        self.report(start, sink);
                    } else {
                        self.broken(start, "an element that is no object", sink);
                    }
                    Ok(())
                })?;
            } else {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    fn top_array<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        start: u64,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<Next, FeedError> {
        // Until an object is read, a break would mean that this is no array at all: `[INFO] …`.
        let (mut is_array, mut waiting) = (false, 0_u64);
        let read = read::for_each_element(scanner, |scanner| {
            let start = element_start(scanner)?;
            if self.element(scanner)? {
                is_array = true;
                self.report(start, sink);
            } else {
                waiting = waiting.saturating_add(1);
            }
            Ok(())
        });
        let error = match read {
            Ok(()) => None,
            Err(error) if is_array => Some(error),
            Err(error) => {
                self.fault(start, *error, sink)?;
                return Ok(Next::Line);
            }
        };
        for _ in 0..waiting {
            self.broken(start, "an element that is no object", sink);
        }
        let Some(error) = error else { return Ok(Next::Value) };
        self.fault(start, *error, sink)?;
        Ok(Next::End)
    }

    /// Reads an element; `false` if it is no object.
    fn element<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<bool> {
        if scanner.peek()? != Some(b'{') {
            return scanner.skip().map(|()| false);
        }
        read::report(scanner, &mut self.keys, &mut self.fields, None).map(|()| true)
    }

    fn report(&mut self, offset: u64, sink: &mut impl FnMut(&Run<'_>)) {
        self.fields.inherit(&self.envelope);
        let Reading { run, found } = &read::run(&self.fields);
        for class in classes(*found) {
            self.defects.count(class);
            let fields = match class {
                UnknownClass::FieldMissing => self.fields.lacking().collect(),
                UnknownClass::State => vec![ReportField::PolicyState],
                _ => Vec::new(),
            };
            let state =
                run.identity.policy_state.filter(|_| class == UnknownClass::State).unwrap_or_default();
            for field in fields {
                self.defects.tell(|| Defect {
                    field: Some(field),
                    ..defect(&self.source, offset, class, shorten(state))
                });
            }
        }
        for Found { field, text, stated } in self.fields.found.iter().chain(&self.envelope.found) {
            let class = match field {
                _ if *stated => UnknownClass::Other,
                ReportField::SchemaVersion => UnknownClass::SchemaVersion,
                _ => UnknownClass::FieldInvalid,
            };
            if *stated || found.contains(Signal::Class(class)) {
                self.defects.tell(|| Defect {
                    field: Some(*field),
                    ..defect(&self.source, offset, class, text.clone())
                });
            }
        }
        sink(run);
    }

    fn broken(&mut self, offset: u64, why: &str, sink: &mut impl FnMut(&Run<'_>)) {
        let Reading { run, found } = &read::unreadable(&self.envelope);
        for class in classes(*found) {
            self.defects.count(class);
            self.defects.tell(|| defect(&self.source, offset, class, why.to_owned()));
        }
        sink(run);
    }

    /// A fault of the text is a run; a fault of the feed ends the reading.
    fn fault(
        &mut self,
        start: u64,
        error: ScanError,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<(), FeedError> {
        match error.fault {
            Fault::Feed(error) => Err(error),
            fault => {
                self.broken(start, &format!("{fault} (at byte {})", error.offset), sink);
                Ok(())
            }
        }
    }
}

fn element_start<F: Feed>(scanner: &mut Scanner<F>) -> Scan<u64> {
    scanner.peek()?;
    Ok(scanner.offset())
}

fn classes(found: SignalSet) -> impl Iterator<Item = UnknownClass> {
    found.iter().filter_map(|signal| match signal {
        Signal::Class(class) => Some(class),
        _ => None,
    })
}

fn defect(source: &str, offset: u64, class: UnknownClass, found: String) -> Defect {
    Defect { source: source.to_owned(), offset, class, field: None, found }
}
