//! [`ReportReader`]: one report, or what should be one, → its run, and what is wrong with it.

use crate::base::digest::Sha256;
use crate::base::json_fault::{Fault, Scan};
use crate::base::json_scan::Scanner;
use crate::base::json_window::{Feed, FeedError};
use crate::base::vocab::{Signal, SignalSet, UnknownClass};
use crate::data::defect::{Defect, Defects, Found, shorten};
use crate::data::field::ReportField;
use crate::data::fields::Fields;
use crate::data::keys::Keys;
use crate::data::path_pattern::Said;
use crate::data::provenance::{RawDefect, RawReport};
use crate::data::read::{self, Reading, Shape};
use crate::data::run::Run;
use crate::data::series_read::Line;

/// Reads reports one after the other; its memory is used again from report to report.
#[derive(Debug)]
pub struct ReportReader {
    /// What is said of the reports.
    pub ledger: Ledger,
    keys: Keys,
    line: Line,
    /// The report in hand.
    fields: Fields,
    /// What holds for all reports in hand: the keys of the envelope, and what the path of the file says.
    outside: Fields,
    in_envelope: bool,
    tags: Vec<String>,
    /// What the path of the file says.
    path: Option<Fields>,
}

/// What is said of reports: their runs are given out, and what is wrong with them is noted.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The file, as defects name it.
    source: String,
    /// What was found wrong.
    pub defects: Defects,
    /// For the series: runs are given out with the raw report and its defects.
    pub series: bool,
    /// How many reports were given out.
    pub given: u64,
    /// What is wrong with the report in hand, for the series.
    told: Vec<RawDefect>,
}

impl Ledger {
    fn note(&mut self, offset: u64, class: UnknownClass, field: Option<ReportField>, found: &str) {
        self.defects.tell(&self.source, offset, class, || Defect {
            source: self.source.clone(),
            offset,
            class,
            field,
            found: shorten(found),
        });
        if self.series {
            self.told.push(RawDefect { class, field, found: shorten(found) });
        }
    }

    /// Notes all that is wrong with a report, and what it states that is on no list.
    #[cold]
    fn note_all(&mut self, offset: u64, reading: &Reading<'_>, fields: &Fields, outside: &[Found]) {
        for class in classes(reading.found) {
            self.defects.count(class);
            let at_fault = match class {
                UnknownClass::FieldMissing => fields.lacking().collect(),
                UnknownClass::State => vec![ReportField::PolicyState],
                _ => Vec::new(),
            };
            let state = reading.run.identity.policy_state.filter(|_| class == UnknownClass::State);
            for field in at_fault {
                self.note(offset, class, Some(field), state.unwrap_or_default());
            }
        }
        for Found { field, text, stated } in fields.found.iter().chain(outside) {
            let class = match field {
                _ if *stated => UnknownClass::Other,
                Some(ReportField::SchemaVersion) => UnknownClass::SchemaVersion,
                _ => UnknownClass::FieldInvalid,
            };
            if *stated || reading.found.contains(Signal::Class(class)) {
                self.note(offset, class, *field, text);
            }
        }
    }

    /// Gives out the run that was read from a piece.
    #[inline]
    fn give<F: Feed>(
        &mut self,
        run: &Run<'_>,
        piece: Piece,
        scanner: &mut Scanner<F>,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<(), FeedError> {
        if self.series || run.identity.run_id.is_none() {
            self.give_digested(run.clone(), piece.digest(scanner)?, sink);
        } else {
            sink(run);
        }
        self.given = self.given.saturating_add(1);
        Ok(())
    }

    /// The same, with the digest of the piece, where that is needed.
    #[cold]
    fn give_digested(&mut self, run: Run<'_>, sha256: Sha256, sink: &mut impl FnMut(&Run<'_>)) {
        self.told.sort();
        let report = RawReport { sha256, recorded: false, source: &self.source, defects: &self.told };
        sink(&Run { raw: Some(sha256), reports: &[report], ..run });
        self.told.clear();
    }
}

/// A piece of a file.
#[derive(Debug, Clone, Copy)]
pub enum Piece {
    /// From this offset up to where the scanner is.
    Read(u64),
    /// From this offset to the end.
    Rest(u64),
}

impl Piece {
    const fn offset(self) -> u64 {
        match self {
            Self::Read(offset) | Self::Rest(offset) => offset,
        }
    }

    fn digest<F: Feed>(self, scanner: &mut Scanner<F>) -> Result<Sha256, FeedError> {
        match self {
            Self::Read(offset) => scanner.digest(offset),
            Self::Rest(offset) => scanner.digest_rest(offset),
        }
    }
}

impl ReportReader {
    /// A reader of reports and of `tags`, the values of which it gives in their order.
    #[must_use]
    pub fn new(tags: &[&str]) -> Self {
        Self {
            ledger: Ledger::default(),
            keys: Keys::new(tags),
            line: Line::default(),
            fields: Fields::new(tags.len()),
            outside: Fields::new(tags.len()),
            in_envelope: true,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            path: None,
        }
    }

    /// Goes to another file, by the name that defects are to have; `path` is what its path says.
    pub fn begin(&mut self, source: String, path: Option<&Said<'_>>) {
        self.ledger.source = source;
        self.path = path.map(|said| Fields::of_path(said, &self.tags));
        self.in_envelope = true;
    }

    /// Leaves the envelope, if there is one.
    pub fn leave_envelope(&mut self) {
        if std::mem::take(&mut self.in_envelope) {
            self.outside.clear();
            self.take_path();
        }
    }

    /// Takes the object in hand as an envelope.
    pub fn enter_envelope(&mut self) {
        std::mem::swap(&mut self.fields, &mut self.outside);
        self.in_envelope = true;
        self.take_path();
    }

    fn take_path(&mut self) {
        if let Some(path) = &self.path {
            self.outside.contradict(path, &self.tags);
            self.outside.inherit(path);
            self.outside.found.extend_from_slice(&path.found);
        }
    }

    /// Reads an object; with `shape` it is on the top level.
    pub fn read<F: Feed>(&mut self, scanner: &mut Scanner<F>, shape: Option<&mut Shape>) -> Scan<()> {
        read::report(scanner, &mut self.keys, &mut self.fields, shape)
    }

    /// The run of the report in hand, which begins at `offset`.
    pub fn report<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        offset: u64,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<(), FeedError> {
        if let Some(path) = &self.path {
            self.fields.contradict(path, &self.tags);
        }
        self.fields.inherit(&self.outside);
        let mut reading = Reading::of(&self.fields);
        reading.report(&self.fields);
        if !reading.found.is_empty() || !self.fields.found.is_empty() || !self.outside.found.is_empty() {
            self.ledger.note_all(offset, &reading, &self.fields, &self.outside.found);
        }
        self.ledger.give(&reading.run, Piece::Read(offset), scanner, sink)
    }

    /// The run of a piece that cannot be read.
    pub fn broken<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        piece: Piece,
        why: &str,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<(), FeedError> {
        let mut reading = Reading::of(&self.outside);
        reading.unreadable();
        for class in classes(reading.found) {
            self.ledger.defects.count(class);
            self.ledger.note(piece.offset(), class, None, why);
        }
        self.ledger.give(&reading.run, piece, scanner, sink)
    }

    /// The run of a line of a series, which begins at `offset`; of one that no run gives, that of a piece that cannot be
    /// read.
    pub fn recorded<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        offset: u64,
        sink: &mut impl FnMut(&Run<'_>),
    ) -> Result<(), FeedError> {
        scanner.rewind(offset)?;
        // INVARIANT: it was read before, as a report, so only the feed can fail.
        if let Err(error) = self.line.read(scanner)
            && let Fault::Feed(error) = error.fault
        {
            return Err(error);
        }
        if let Some((run, reports)) = self.line.run(&self.tags) {
            self.ledger.given = self.ledger.given.saturating_add(1);
            sink(&Run { reports: &reports, ..run });
            return Ok(());
        }
        self.broken(scanner, Piece::Read(offset), "a line of a series that says no run", sink)
    }
}

fn classes(found: SignalSet) -> impl Iterator<Item = UnknownClass> {
    found.iter().filter_map(|signal| match signal {
        Signal::Class(class) => Some(class),
        _ => None,
    })
}
