//! A list of the runs that happened → [`ExpectedRun`]s.

use crate::base::json_fault::{Fault, Scan};
use crate::base::json_scan::{Kind, Scanner};
use crate::base::json_window::Bytes;
use crate::data::expected::ExpectedRun;
use crate::data::field::ReportField;

/// Why a list of runs cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct ExpectedError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// Reads a list of runs: a run_id a line, or an object with `run_id` and `policy_state`.
pub fn read(text: &str) -> Result<Vec<ExpectedRun>, ExpectedError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().map(str::trim).zip(1..).filter(|(text, _)| !text.is_empty());
    lines.map(|(text, line)| run(text).map_err(|what| ExpectedError { line, what })).collect()
}

const WANTED: &str = "write a run_id, or {\"run_id\": …, \"policy_state\": …}";

fn run(line: &str) -> Result<ExpectedRun, String> {
    if !line.starts_with('{') {
        if line.starts_with(['[', '"']) || line.chars().any(char::is_control) {
            return Err(format!("this is no run; {WANTED}"));
        }
        return Ok(ExpectedRun { run_id: line.into(), policy_state: None });
    }
    let bytes = line.as_bytes();
    let mut scanner = Scanner::new(Bytes::from(bytes), vec![0; bytes.len().max(1)]);
    match object(&mut scanner) {
        Ok(Ok(run)) => Ok(run),
        Ok(Err(what)) => Err(what),
        Err(error) => Err(match error.fault {
            Fault::Ended => "the object is not closed on its line".into(),
            fault => format!("{fault} (at byte {})", error.offset),
        }),
    }
}

fn object(scanner: &mut Scanner<Bytes<'_>>) -> Scan<Result<ExpectedRun, String>> {
    scanner.value()?;
    let (mut run_id, mut policy_state) = (None, None);
    let mut first = true;
    while scanner.next_key(first)? {
        first = false;
        let key = scanner.text_str().to_owned();
        let Some(field @ (ReportField::RunId | ReportField::PolicyState)) = ReportField::from_word(&key)
        else {
            return Ok(Err(format!("a run has no `{key}` here; {WANTED}")));
        };
        let kind = scanner.scalar()?;
        let text = scanner.text_str();
        let slot = if field == ReportField::RunId { &mut run_id } else { &mut policy_state };
        if slot.is_some() {
            return Ok(Err(format!("`{field}` stands twice")));
        }
        *slot = match (kind, field) {
            (Kind::Null, ReportField::PolicyState) => None,
            (Kind::String, ReportField::PolicyState) => Some(text.trim().to_ascii_lowercase()),
            (Kind::String, _) if !text.is_empty() => Some(text.to_owned()),
            _ => return Ok(Err(format!("`{field}` must be a text that is not empty"))),
        };
    }
    scanner.end()?;
    Ok(match run_id {
        Some(run_id) => Ok(ExpectedRun { run_id, policy_state }),
        None => Err(format!("`{}` is missing; {WANTED}", ReportField::RunId)),
    })
}
