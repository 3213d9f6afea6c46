//! `rulecheck diff`: what changed between two policies, in meaning.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::render::{diff as text, diff_json};
use crate::tools::diff::diff;

/// Say what changed between two policies: stricter, looser, with runs that show it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The policy as it was: rules, or a verdict.json
    old: PathBuf,
    /// The policy as it is
    new: PathBuf,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    /// The same for the old policy; if not given, --constants is for both
    #[arg(long, value_name = "FILE[#/POINTER]")]
    old_constants: Option<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// What is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    /// Exit with 1 if anything got looser, or cannot be compared
    #[arg(long, value_name = "WHAT")]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For machines
    Json,
    /// For a comment on the change
    Markdown,
    /// For people
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Something passes that did not, or could
    Looser,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let constants = args.constants.as_deref();
    let old = load::policy(&args.old, args.old_constants.as_deref().or(constants))?;
    let new = load::policy(&args.new, constants)?;
    let difference = diff(&old, &new);
    match args.format {
        Format::Text => output::styled(&text::text(&difference))?,
        Format::Markdown => output::stdout(&text::markdown(&difference))?,
        Format::Json => output::stdout(&diff_json::json(&difference).to_pretty())?,
    }
    let fails = args.fail_on.is_some() && difference.may_loosen();
    Ok(if fails { ExitStatus::Failed } else { ExitStatus::Done })
}
