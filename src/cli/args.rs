//! [`ReadArgs`]: how reports are read, alike for every verb that reads some.

use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::cli::{load, output, progress, series};
use crate::data::aggregate::Aggregator;
use crate::data::expected::ExpectedRun;
use crate::data::expected_list;
use crate::data::path_pattern::PathPattern;
use crate::data::plan::{self, Plan};
use crate::input::options::Threads;
use crate::input::walk::Include;
use crate::input::{self, Options, Reading};

/// Flags about reading.
#[derive(Debug, clap::Args)]
pub(crate) struct ReadArgs {
    /// Of folders, read only files that fit this pattern; may be given several times
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Take what reports do not say from their path, as in drift-{run_id}-{policy_state}/*
    #[arg(long, value_name = "PATTERN", value_parser = PathPattern::parse)]
    tags_from: Option<PathPattern>,
    /// The runs that happened, one run_id a line: one without a report counts as unknown
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// Write the runs to this file, a line each (NDJSON, or CSV by its name); the NDJSON can be read again
    #[arg(long, value_name = "FILE")]
    runs_out: Option<PathBuf>,
    /// How many threads read; if not given, as many as there are cores
    #[arg(long, value_name = "N", value_parser = parse_threads)]
    threads: Option<usize>,
}

/// More threads than any machine has cores.
const MOST_THREADS: usize = 1024;

/// The name of a tag: of the fields of a report only `job` is one.
pub(crate) fn parse_tag(name: &str) -> Result<String, String> {
    if plan::is_tag_name(name) {
        return Ok(name.to_owned());
    }
    Err("this is a field of every report, not a tag; of the fields only `job` is one".to_owned())
}

fn parse_threads(text: &str) -> Result<usize, String> {
    let threads = text.parse().ok().filter(|threads| (1..=MOST_THREADS).contains(threads));
    threads.ok_or_else(|| format!("write a number from 1 to {MOST_THREADS}"))
}

impl ReadArgs {
    /// Whether the series of runs is wanted.
    pub(crate) fn wants_series(&self) -> bool {
        self.runs_out.is_some()
    }

    /// Writes the series, if it is wanted.
    pub(crate) fn write_series(&self, runs: &Aggregator, plan: &Plan) -> Option<Result<(), CliError>> {
        self.runs_out.as_deref().map(|path| series::write(path, runs, plan))
    }

    /// Reads reports; with `digest`, the digest of the files is taken.
    pub(crate) fn read(&self, reports: &[PathBuf], plan: &Plan, digest: bool) -> Result<Reading, CliError> {
        let stdin = Path::new(load::STDIN);
        if self.expect.as_deref() == Some(stdin) && reports.iter().any(|path| path == stdin) {
            return Err(CliError::Usage(
                "`-` can stand for the reports or for --expect, not for both".into(),
            ));
        }
        let expected = self.expect.as_deref().map(expected).transpose()?;
        let include = Include::new(&self.include)?;
        let progress = progress::show(reports, &include);
        let options = Options {
            digest,
            include,
            expected,
            tags_from: self.tags_from.clone(),
            threads: self.threads.map(Threads::new).unwrap_or_default(),
            progress: progress.as_ref().map(progress::Shown::counters),
            ..Options::default()
        };
        let reading = input::read(reports, plan, &options);
        drop(progress);
        let reading = reading?;
        if reading.unfit > 0 {
            output::stderr(&format!(
                "note: --tags-from fits the paths of {} of {} files; the others say for themselves what they are\n",
                reading.files - reading.unfit,
                reading.files
            ));
        }
        Ok(reading)
    }
}

fn expected(path: &Path) -> Result<Vec<ExpectedRun>, CliError> {
    expected_list::read(&load::text(path)?)
        .map_err(|error| CliError::Usage(format!("--expect {}, {error}", path.display())))
}
