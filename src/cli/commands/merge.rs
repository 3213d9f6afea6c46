//! `rulecheck merge`: metrics of several shards → those of all.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::data::{merge, metrics_file, metrics_read};

/// Add up several rollout_metrics.json whose reports were split by run_id
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files that `rulecheck aggregate` wrote; `-` is standard input
    #[arg(required = true)]
    metrics: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let mut named = BTreeSet::new();
    let mut parts = Vec::new();
    for path in &args.metrics {
        let name = load::name(path);
        if !named.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())) {
            return Err(CliError::Usage(format!("{name} is named twice: its runs would count twice")));
        }
        let metrics = metrics_read::read(&load::text(path)?)
            .map_err(|error| CliError::Usage(format!("{name} cannot be merged: {error}")))?;
        parts.push((name, metrics));
    }
    let merged = merge::merge(parts).map_err(|error| CliError::Usage(error.to_string()))?;
    output::stdout(&metrics_file::write(&merged))?;
    Ok(ExitStatus::Done)
}
