//! `rulecheck aggregate`: reports → rollout_metrics.json.

use std::path::PathBuf;

use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::output;
use crate::data::metrics_file;
use crate::data::plan::Plan;
use crate::input;

/// Count drift reports into rollout_metrics.json
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files and folders of reports; `-` is standard input
    #[arg(required = true)]
    reports: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let reading = input::read(&args.reports, &Plan::default(), &input::Options::default())?;
    output::stdout(&metrics_file::write(&reading.metrics))?;
    Ok(ExitStatus::Done)
}
