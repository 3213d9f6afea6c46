//! A line of the series → the run it was written from.

use std::collections::BTreeMap;

use crate::base::digest::Sha256;
use crate::base::json_fault::Scan;
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Feed;
use crate::base::time::Timestamp;
use crate::base::vocab::{DefaultedField, DefaultedSet, Mask, MaskSet, Signal, Stratum, UnknownClass};
use crate::data::field::ReportField;
use crate::data::fields::Fields;
use crate::data::provenance::{RawDefect, RawReport};
use crate::data::run::{Counts, Identity, Run};
use crate::data::series::FORMAT;

/// A line in the making; its memory is used again from line to line.
#[derive(Debug, Default)]
pub struct Line {
    run_id: Option<String>,
    policy_hash: Option<String>,
    policy_state: Option<String>,
    job: Option<String>,
    attempt: Option<u64>,
    time: Option<Timestamp>,
    stratum: Option<Stratum>,
    counts: Counts,
    missing: MaskSet,
    defaulted: DefaultedSet,
    unreadable: bool,
    tags: BTreeMap<String, String>,
    reports: Vec<Report>,
    /// Something in it is not as it is written.
    wrong: bool,
}

#[derive(Debug, Default)]
struct Report {
    sha256: Option<Sha256>,
    source: String,
    defects: Vec<RawDefect>,
}

impl Line {
    /// Reads the object that comes next. Only its JSON can fail; whether it says a run, [`Self::run`] tells.
    pub fn read<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<()> {
        *self = Self::default();
        self.each_member(scanner, |line, scanner| {
            match scanner.text() {
                b"run_id" => line.run_id = line.text(scanner)?,
                b"policy_hash" => line.policy_hash = line.text(scanner)?,
                b"policy_state" => line.policy_state = line.text(scanner)?,
                b"job" => line.job = line.text(scanner)?,
                b"run_attempt" => {
                    line.attempt = line.number(scanner)?.and_then(|number| u64::try_from(number).ok());
                }
                b"timestamp" => {
                    let text = line.text(scanner)?;
                    line.time = text.as_deref().and_then(Timestamp::parse);
                    line.wrong |= line.time.is_none() && text.is_some();
                }
                b"stratum" => line.stratum = line.text(scanner)?.as_deref().and_then(Stratum::from_word),
                b"unreadable" => line.unreadable = line.flag(scanner)?,
                b"counts" => line.counts(scanner)?,
                b"missing" => line.missing = line.words(scanner, Mask::from_word)?.into_iter().collect(),
                b"defaulted" => {
                    line.defaulted = line.words(scanner, DefaultedField::from_word)?.into_iter().collect();
                }
                b"tags" => line.tags(scanner)?,
                b"reports" => line.reports(scanner)?,
                b"format" => line.wrong |= line.text(scanner)?.as_deref() != Some(FORMAT),
                _ => scanner.skip()?,
            }
            Ok(())
        })
    }

    /// The run that the line says, with the reports it was read from; `None` if no run can be so. `tags` are the names
    /// of those that are asked for.
    #[must_use]
    pub fn run(&self, tags: &[String]) -> Option<(Run<'_>, Vec<RawReport<'_>>)> {
        let raw_reports: Option<Vec<RawReport<'_>>> = self
            .reports
            .iter()
            .map(|report| {
                let (source, defects) = (report.source.as_str(), report.defects.as_slice());
                Some(RawReport { sha256: report.sha256?, recorded: true, source, defects })
            })
            .collect();
        let raw_reports = raw_reports.filter(|_| !self.wrong)?;
        let (stratum, attempt) = (self.stratum?, self.attempt.filter(|attempt| *attempt > 0)?);
        let raw = raw_reports.first().map(|report| report.sha256).filter(|_| self.run_id.is_none());
        let run = Run {
            identity: Identity {
                policy_hash: self.policy_hash.as_deref(),
                run_id: self.run_id.as_ref().map(String::as_bytes),
                policy_state: self.policy_state.as_deref(),
                job: self.job.as_deref(),
            },
            attempt,
            time: self.time,
            stratum,
            counts: self.counts.clone(),
            missing: self.missing,
            defaulted: self.defaulted,
            unreadable: self.unreadable,
            tags: tags.iter().map(|tag| self.tags.get(tag).map(String::as_str)).collect(),
            raw,
            recorded: true,
            reports: &[],
        };
        is_possible(&run).then_some((run, raw_reports))
    }

    fn text<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<Option<String>> {
        match scanner.scalar()? {
            Kind::String => Ok(Some(scanner.text_str().to_owned())),
            kind => {
                self.wrong |= kind != Kind::Null;
                Ok(None)
            }
        }
    }

    fn number<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<Option<u128>> {
        let is_number = scanner.scalar()? == Kind::Number;
        let number = scanner.text_str().parse().ok().filter(|_| is_number);
        self.wrong |= number.is_none();
        Ok(number)
    }

    fn flag<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<bool> {
        let kind = scanner.scalar()?;
        self.wrong |= !matches!(kind, Kind::True | Kind::False);
        Ok(kind == Kind::True)
    }

    /// Begins an object or array; `false` if what comes is none.
    fn begin<F: Feed>(&mut self, scanner: &mut Scanner<F>, bracket: u8) -> Scan<bool> {
        if scanner.peek()? == Some(bracket) {
            return scanner.value().map(|_| true);
        }
        self.wrong = true;
        scanner.skip().map(|()| false)
    }

    /// Visits the members of an object, each when its key was read.
    fn each_member<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        mut visit: impl FnMut(&mut Self, &mut Scanner<F>) -> Scan<()>,
    ) -> Scan<()> {
        let begun = self.begin(scanner, b'{')?;
        let mut first = true;
        while begun && scanner.next_key(std::mem::take(&mut first))? {
            visit(self, scanner)?;
        }
        Ok(())
    }

    /// Visits the elements of an array.
    fn each_element<F: Feed>(
        &mut self,
        scanner: &mut Scanner<F>,
        mut visit: impl FnMut(&mut Self, &mut Scanner<F>) -> Scan<()>,
    ) -> Scan<()> {
        let begun = self.begin(scanner, b'[')?;
        let mut first = true;
        while begun && scanner.next_element(std::mem::take(&mut first))? {
            visit(self, scanner)?;
        }
        Ok(())
    }

    fn counts<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<()> {
        self.each_member(scanner, |line, scanner| {
            let signal = Signal::from_word(scanner.text_str());
            let count = line.number(scanner)?;
            match signal.zip(count) {
                Some((signal, count)) if count > 0 => line.counts.add(signal, count),
                _ => line.wrong = true,
            }
            Ok(())
        })
    }

    fn tags<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<()> {
        self.each_member(scanner, |line, scanner| {
            let name = scanner.text_str().to_owned();
            if let Some(value) = line.text(scanner)? {
                line.tags.insert(name, value);
            }
            Ok(())
        })
    }

    fn words<F: Feed, T>(&mut self, scanner: &mut Scanner<F>, word: fn(&str) -> Option<T>) -> Scan<Vec<T>> {
        let mut words = Vec::new();
        self.each_element(scanner, |line, scanner| {
            match line.text(scanner)?.as_deref().and_then(word) {
                Some(word) => words.push(word),
                None => line.wrong = true,
            }
            Ok(())
        })?;
        Ok(words)
    }

    fn reports<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<()> {
        self.each_element(scanner, |line, scanner| {
            let mut report = Report::default();
            line.each_member(scanner, |line, scanner| {
                match scanner.text() {
                    b"sha256" => report.sha256 = line.text(scanner)?.and_then(|hex| hex.parse().ok()),
                    b"source" => report.source = line.text(scanner)?.unwrap_or_default(),
                    b"defects" => report.defects = line.defects(scanner)?,
                    _ => scanner.skip()?,
                }
                Ok(())
            })?;
            line.reports.push(report);
            Ok(())
        })
    }

    fn defects<F: Feed>(&mut self, scanner: &mut Scanner<F>) -> Scan<Vec<RawDefect>> {
        let mut defects = Vec::new();
        self.each_element(scanner, |line, scanner| {
            let (mut class, mut field, mut found) = (None, None, String::new());
            line.each_member(scanner, |line, scanner| {
                match scanner.text() {
                    b"class" => class = line.text(scanner)?.as_deref().and_then(UnknownClass::from_word),
                    b"field" => field = line.text(scanner)?.as_deref().and_then(ReportField::from_word),
                    b"found" => found = line.text(scanner)?.unwrap_or_default(),
                    _ => scanner.skip()?,
                }
                Ok(())
            })?;
            match class {
                Some(class) => defects.push(RawDefect { class, field, found }),
                None => line.wrong = true,
            }
            Ok(())
        })?;
        Ok(defects)
    }
}

/// Whether some report gives such a run.
fn is_possible(run: &Run<'_>) -> bool {
    let attributed = run.identity.policy_state.and_then(Fields::stratum);
    let unspecified = run.counts.get(Signal::Class(UnknownClass::Unspecified)) > 0;
    let stratum = match run.stratum {
        Stratum::All => false,
        Stratum::Unknowns => true,
        stated => attributed == Some(stated),
    };
    stratum
        && run.counts.get(Signal::Unknown) == run.counts.of_classes()
        && (!unspecified || run.missing.contains(Mask::Causes))
        && run.identity.run_id != Some(b"")
        && run.identity.policy_hash != Some("")
        && (run.identity.run_id.is_some() || run.raw.is_some())
}
