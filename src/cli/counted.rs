//! [`Counted`]: what is judged, from reports or from a metrics file.

use std::path::{Path, PathBuf};

use crate::base::digest::Sha256;
use crate::base::time::Timestamp;
use crate::cli::args::ReadArgs;
use crate::cli::error::CliError;
use crate::cli::load;
use crate::data::aggregate::Aggregator;
use crate::data::metrics::Metrics;
use crate::data::plan::Plan;
use crate::data::{metrics_file, metrics_read};
use crate::judge::At;
use crate::judge::verdict::{Evidence, EvidenceSource, NotJudged};

/// What is judged, and where it comes from.
pub(crate) struct Counted {
    pub(crate) metrics: Metrics,
    /// The same as the text of a metrics file.
    pub(crate) text: String,
    pub(crate) evidence: Evidence,
    /// The runs, if they were read.
    pub(crate) runs: Option<Aggregator>,
}

/// Reads and counts reports.
pub(crate) fn from_reports(read: &ReadArgs, reports: &[PathBuf], plan: &Plan) -> Result<Counted, CliError> {
    let reading = read.read(reports, plan, true)?;
    let text = metrics_file::write(&reading.metrics);
    let evidence = Evidence {
        source: EvidenceSource::Reports,
        metrics_sha256: Sha256::of(text.as_bytes()),
        inputs_sha256: reading.inputs_sha256,
        after_at: NotJudged {
            runs: reading.not_judged.runs,
            run_ids: reading.not_judged.first.into_iter().filter_map(|late| late.run_id).collect(),
        },
        expected: reading.expected.map(|count| (count.expected, count.received)),
    };
    Ok(Counted { metrics: reading.metrics, text, evidence, runs: Some(reading.runs) })
}

/// Reads a metrics file, to be judged as of a time.
pub(crate) fn from_metrics(path: &Path, at: At, plan: &Plan) -> Result<Counted, CliError> {
    needs_no_runs(path, plan)?;
    let counted = of_text(path, load::text(path)?)?;
    match (at.given(), last_run(&counted.metrics)) {
        (Some(at), Some(last)) if at < last => Err(CliError::Usage(format!(
            "--at {at} is before the last run of {} ({last}): judge the reports instead, which can be left out",
            path.display()
        ))),
        _ => Ok(counted),
    }
}

/// Refuses rules that look at the runs one by one.
pub(crate) fn needs_no_runs(path: &Path, plan: &Plan) -> Result<(), CliError> {
    let groups = plan.groups.keys().map(|tag| format!("`for each {tag}`"));
    match groups.chain((!plan.windows.is_empty()).then(|| "`over last …`".into())).next() {
        Some(asked) => Err(CliError::Usage(format!(
            "{} cannot be judged by rules with {asked}, which look at the runs one by one: a metrics file holds their \
             sums; judge the reports, or the series of `--runs-out`",
            path.display()
        ))),
        None => Ok(()),
    }
}

/// The newest run, of whichever cohort.
pub(crate) fn last_run(metrics: &Metrics) -> Option<Timestamp> {
    metrics.cohorts.iter().filter_map(|cohort| cohort.last_run_at).max()
}

/// What a metrics file holds.
///
/// INVARIANT: a metrics file is taken only if its text is what is written of its metrics.
pub(crate) fn of_text(path: &Path, text: String) -> Result<Counted, CliError> {
    let metrics = metrics_read::read(&text)
        .map_err(|error| CliError::Usage(format!("{} cannot be judged: {error}", path.display())))?;
    let evidence = Evidence {
        source: EvidenceSource::Metrics,
        metrics_sha256: Sha256::of(text.as_bytes()),
        inputs_sha256: None,
        after_at: NotJudged::default(),
        expected: None,
    };
    Ok(Counted { metrics, text, evidence, runs: None })
}
