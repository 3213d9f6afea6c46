//! The series: one normalised line a run, for a history that is carried along and for looking at single runs.
//!
//! INVARIANT: [`crate::data::series_read`] reads a line back as exactly the run it was written from, so that writing
//! it again gives the same bytes.

use crate::base::json::Json;
use crate::base::vocab::{DefaultedField, Mask, Signal};
use crate::data::aggregate::Aggregator;
use crate::data::entries::State;
use crate::data::field::ReportField;
use crate::data::metrics_file;
use crate::data::provenance::RawReport;
use crate::data::seen::Seen;
use crate::data::tally::count_is_known;

/// The name and version of a line's form.
pub const FORMAT: &str = "run/1";

/// The runs in the order in which they are written: by time, then run_id, none first; a run without a run_id as often
/// as it counts. Runs that should have left a report, and left none, are not among them.
#[must_use]
pub fn sorted(aggregator: &Aggregator) -> Vec<Seen<'_>> {
    let mut runs: Vec<Seen<'_>> = aggregator.runs().collect();
    runs.sort_unstable_by(Seen::compare);
    let copies = |seen: Seen<'_>| usize::try_from(seen.copies()).unwrap_or(usize::MAX);
    if runs.iter().all(|seen| seen.copies() == 1) {
        return runs;
    }
    runs.into_iter().flat_map(|seen| std::iter::repeat_n(seen, copies(seen))).collect()
}

/// A run as a line of NDJSON, line end included; `tags` are the names of those that are asked for.
#[must_use]
pub fn line(seen: &Seen<'_>, tags: &[&str]) -> String {
    let tags = tags.iter().enumerate().filter_map(|(place, name)| Some((*name, seen.tag(place)?.into())));
    let reports = seen.raw_reports();
    let own = [
        ("format", FORMAT.into()),
        ("job", seen.job().into()),
        ("policy_hash", seen.cohort().into()),
        ("policy_state", seen.policy_state().into()),
        ("reports", Json::array(reports.iter().map(report))),
        ("run_attempt", seen.attempt().into()),
        ("run_id", seen.run_id().into()),
        ("stratum", seen.shape().stratum.word().into()),
        ("tags", Json::object(tags)),
        ("timestamp", seen.time().map(|time| time.to_string()).into()),
        ("unreadable", (seen.shape().state == State::Unreadable).into()),
    ];
    let shown = metrics_file::shown(seen.shape().key, &seen.counts());
    let mut line = Json::object(shown.into_iter().chain(own)).to_jcs();
    line.push('\n');
    line
}

fn report<'a>(report: &'a RawReport<'_>) -> Json<'a> {
    let defects = report.defects.iter().map(|defect| {
        Json::object([
            ("class", defect.class.word().into()),
            ("field", defect.field.map(ReportField::word).into()),
            ("found", Json::from(defect.found.as_str())),
        ])
    });
    Json::object([
        ("defects", Json::array(defects)),
        ("sha256", report.sha256.to_string().into()),
        ("source", Json::from(report.source)),
    ])
}

/// The runs as CSV (RFC 4180) with a line of names first. A count that is not known is an empty cell. For reading by
/// people and spreadsheets; it is not read back.
#[must_use]
pub fn csv_header(tags: &[&str]) -> Vec<String> {
    let fixed = ["timestamp", "run_id", "policy_state", "policy_hash", "job", "run_attempt", "stratum"];
    let signals = Signal::all().map(Signal::word);
    let last = ["missing", "defaulted", "unreadable", "reports", "defects"];
    let tags = tags.iter().map(|tag| format!("tag:{tag}"));
    fixed.into_iter().chain(signals).chain(last).map(str::to_owned).chain(tags).collect()
}

/// The cells of a run, in the order of [`csv_header`].
#[must_use]
pub fn csv_cells(seen: &Seen<'_>, tags: &[&str]) -> Vec<String> {
    let text = |text: Option<&str>| text.map(harmless).unwrap_or_default();
    let (key, counts) = (seen.shape().key, seen.counts());
    let count = |signal: Signal| {
        if count_is_known(&key, signal) { counts.get(signal).to_string() } else { String::new() }
    };
    let reports = seen.raw_reports();
    let defects = reports.iter().flat_map(|report| report.defects).map(|defect| {
        let field = defect.field.map_or("report", ReportField::word);
        format!("{} in {field}: {}", defect.class, defect.found)
    });
    let fixed = [
        seen.time().map(|time| time.to_string()).unwrap_or_default(),
        text(seen.run_id()),
        text(seen.policy_state()),
        text(seen.cohort()),
        text(seen.job()),
        seen.attempt().to_string(),
        seen.shape().stratum.to_string(),
    ];
    let last = [
        key.missing.iter().map(Mask::word).collect::<Vec<_>>().join(" "),
        key.defaulted.iter().map(DefaultedField::word).collect::<Vec<_>>().join(" "),
        (seen.shape().state == State::Unreadable).to_string(),
        reports.iter().map(|report| report.sha256.to_string()).collect::<Vec<_>>().join(" "),
        defects.collect::<Vec<_>>().join("; "),
    ];
    let tags = (0..tags.len()).map(|place| text(seen.tag(place)));
    fixed.into_iter().chain(Signal::all().map(count)).chain(last).chain(tags).collect()
}

/// A text that a spreadsheet does not take for a formula.
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
