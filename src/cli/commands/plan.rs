//! `rulecheck plan`: what a policy can show with so many runs, before there are any.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::render::{plan_json, plan_text};
use crate::tools::plan::forecast;

/// Tell what a policy can show with so many runs, before there are any
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The policy
    rules: PathBuf,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// What is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For machines
    Json,
    /// For people
    Text,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let policy = load::policy(&args.rules, args.constants.as_deref())?;
    let forecast = forecast(&policy);
    match args.format {
        Format::Text => output::styled(&plan_text::text(&policy, &forecast))?,
        Format::Json => output::stdout(&plan_json::json(&policy, &forecast).to_pretty())?,
    }
    Ok(ExitStatus::Done)
}
