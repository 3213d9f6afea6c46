//! One file → its reports: values one after the other, arrays, envelopes, and what to do when it breaks.

use crate::base::json_fault::{Fault, Scan, ScanError};
use crate::base::json_scan::Scanner;
use crate::base::json_window::{Feed, FeedError};
use crate::data::read::{self, Shape};
use crate::data::report::{Piece, ReportReader};
use crate::data::run::Run;

/// What a file, or a part of it, held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// Reports, read or not.
    pub reports: u64,
    /// Objects that we wrote ourselves: they were passed over.
    pub own_outputs: u64,
    /// A value that a part of a file does not tell: what follows is needed.
    pub open: Option<Open>,
}

impl Contents {
    /// What two parts held together, the second of which tells all.
    #[must_use]
    pub fn and(self, rest: Self) -> Self {
        Self {
            reports: self.reports.saturating_add(rest.reports),
            own_outputs: self.own_outputs.saturating_add(rest.own_outputs),
            open: rest.open,
        }
    }
}

/// A value that goes on after the part of a file that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// Where it begins. All before it was read.
    pub start: u64,
    /// Some of its reports were given out.
    pub given: bool,
    /// It goes on to the end of the file.
    pub to_end: bool,
}

/// Reads files one after the other.
#[derive(Debug)]
pub struct DocumentReader {
    /// What reads the reports in them.
    pub reports: ReportReader,
    /// The damage of the file is counted.
    damage_counted: bool,
}

/// How a top-level value ended.
enum Next {
    /// As it should.
    Value,
    /// It cannot be read: reading goes on at a line after it.
    Line(Box<ScanError>),
    /// It cannot be read from here on, and with it the rest of the file.
    End(Box<ScanError>),
}

impl DocumentReader {
    /// A reader of reports and of `tags`, the values of which it gives in their order.
    #[must_use]
    pub fn new(tags: &[&str]) -> Self {
        Self { reports: ReportReader::new(tags), damage_counted: false }
    }

    /// Gives each report of a file, from where the scanner is, to `sink` as a run. Only the feed can fail.
    pub fn read<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        sink: impl FnMut(&Run<'_>),
    ) -> Result<Contents, FeedError> {
        self.damage_counted = false;
        self.values(scanner, false, sink)
    }

    /// The same for a part of a file, as if it were all, up to a value that it does not tell. What follows must be a
    /// line that begins with `{`.
    pub fn read_part<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        sink: impl FnMut(&Run<'_>),
    ) -> Result<Contents, FeedError> {
        self.values(scanner, true, sink)
    }

    fn values<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        is_part: bool,
        mut sink: impl FnMut(&Run<'_>),
    ) -> Result<Contents, FeedError> {
        let given = self.reports.ledger.given;
        let (mut own_outputs, mut open) = (0_u64, None);
        let (mut values, mut after_value) = (0_u64, false);
        if let Err(error) = scanner.skip_bom() {
            failure(&error)?;
        }
        loop {
            self.reports.leave_envelope();
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
            let (start, given_before) = (scanner.offset(), self.reports.ledger.given);
            scanner.mark();
            scanner.set_depth(0);
            let ended = match next {
                Ok(Some(b'{')) => self.top_object(scanner, start, is_part, &mut own_outputs, &mut sink)?,
                Ok(Some(b'[')) => self.top_array(scanner, start, &mut sink)?,
                next => self.top_scalar(scanner, start, next, &mut sink)?,
            };
            after_value = matches!(ended, Next::Value);
            let (error, to_end) = match ended {
                Next::Value => continue,
                Next::Line(error) => (error, false),
                Next::End(error) => (error, true),
            };
            failure(&error)?;
            let is_open = error.fault == Fault::Ended;
            if is_part && (is_open || to_end) {
                let given = self.reports.ledger.given > given_before;
                open = Some(Open { start, given, to_end: to_end && !is_open });
                break;
            }
            let goes_on = !to_end && to_line(scanner, start)?;
            let piece = if to_end { Piece::Rest(start) } else { Piece::Read(start) };
            self.fault(scanner, piece, &error, &mut sink)?;
            if !goes_on {
                break;
            }
        }
        if values == 0 && !is_part {
            self.reports.broken(scanner, Piece::Read(0), "an empty file", &mut sink)?;
        }
        Ok(Contents { reports: self.reports.ledger.given.saturating_sub(given), own_outputs, open })
    }

    /// A scalar is a value, though no report; so is what cannot be read at all, until the next line that may do.
    fn top_scalar<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        start: u64,
        next: Scan<Option<u8>>,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<Next, FeedError> {
        if let Err(error) = next.and_then(|_| scanner.skip()) {
            return Ok(Next::Line(error));
        }
        self.reports.broken(scanner, Piece::Read(start), "not an object", sink)?;
        Ok(Next::Value)
    }

    fn top_object<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        start: u64,
        is_part: bool,
        own_outputs: &mut u64,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<Next, FeedError> {
        let mut shape = Shape::default();
        match self.reports.read(scanner, Some(&mut shape)) {
            Ok(()) if shape.recorded => self.reports.recorded(scanner, start, sink)?,
            Ok(()) if shape.own_output => *own_outputs = own_outputs.saturating_add(1),
            Ok(()) if !shape.envelope => self.reports.report(scanner, start, sink)?,
            Err(error) if !shape.envelope => return Ok(Next::Line(error)),
            Err(error) if is_part => return Ok(Next::End(error)),
            // An envelope, whole or not: now that its keys are known, its elements are read, up to the same break.
            Ok(()) | Err(_) => {
                self.reports.enter_envelope();
                scanner.rewind(start)?;
                if let Err(error) = self.envelope_elements(scanner, sink) {
                    return Ok(Next::End(error));
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
                read::for_each_element(scanner, |scanner| self.element(scanner, sink))?;
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
        let (given, mut waiting) = (self.reports.ledger.given, 0_u64);
        let read = read::for_each_element(scanner, |scanner| {
            if self.reports.ledger.given > given || scanner.peek()? == Some(b'{') {
                return self.element(scanner, sink);
            }
            waiting = waiting.saturating_add(1);
            scanner.skip()
        });
        let ended = match read {
            Ok(()) => Next::Value,
            Err(error) if self.reports.ledger.given > given => Next::End(error),
            Err(error) => return Ok(Next::Line(error)),
        };
        if waiting > 0 {
            let here = scanner.offset();
            scanner.rewind(start)?;
            self.leading_elements(scanner, waiting, sink).or_else(|error| failure(&error))?;
            scanner.rewind(here)?;
        }
        Ok(ended)
    }

    /// Reads the first elements of an array again, now that it is known to be one.
    fn leading_elements<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        count: u64,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Scan<()> {
        scanner.value()?;
        for number in 0..count {
            scanner.next_element(number == 0)?;
            scanner.set_depth(0);
            self.element(scanner, sink)?;
        }
        Ok(())
    }

    /// Reads an element of an array of reports.
    fn element<F: Feed>(&mut self, scanner: &mut Scanner<F>, sink: &mut impl FnMut(&Run<'_>)) -> Scan<()> {
        let is_object = scanner.peek()? == Some(b'{');
        let start = scanner.offset();
        scanner.mark();
        let given = if is_object {
            self.reports.read(scanner, None)?;
            self.reports.report(scanner, start, sink)
        } else {
            scanner.skip()?;
            self.reports.broken(scanner, Piece::Read(start), "an element that is no object", sink)
        };
        given.map_err(|error| Box::new(ScanError { offset: start, fault: Fault::Feed(error) }))
    }

    /// A fault of the text is a run; so is damage of the file, together with the value that it cuts.
    fn fault<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        piece: Piece,
        error: &ScanError,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<(), FeedError> {
        if matches!(error.fault, Fault::Feed(_)) {
            if self.damage_counted {
                return Ok(());
            }
            self.damage_counted = true;
        }
        let why = format!("{} (at byte {})", error.fault, error.offset);
        self.reports.broken(scanner, piece, &why, sink)
    }
}

/// Goes to the line after that of `start` at which reading goes on, or to the end.
fn to_line<F: Feed>(scanner: &mut Scanner<F>, start: u64) -> Result<bool, FeedError> {
    match scanner.to_line_with(b'{', start) {
        Err(FeedError::Damaged(_)) => Ok(false),
        found => found,
    }
}

/// Fails if the system did.
fn failure(error: &ScanError) -> Result<(), FeedError> {
    match &error.fault {
        Fault::Feed(error @ FeedError::Failed(_)) => Err(error.clone()),
        _ => Ok(()),
    }
}
