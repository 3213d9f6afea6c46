//! `rulecheck check`: what is wrong with rules, and what to write instead.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::lang::codes;

/// Check rules: syntax, names, types and constants
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rules
    #[arg(required_unless_present = "explain")]
    rules: Vec<PathBuf>,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    /// Fail (exit 1) on warnings as well
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Show the page of a code, like `type::rate_vs_number`
    #[arg(long, value_name = "CODE", conflicts_with_all = ["rules", "constants", "deny"])]
    explain: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Deny {
    Warnings,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    let statuses =
        args.rules.iter().map(|path| check(args, path).unwrap_or_else(|error| output::failed(&error)));
    Ok(statuses.max().unwrap_or(ExitStatus::Done))
}

fn check(args: &Args, path: &Path) -> Result<ExitStatus, CliError> {
    let checked = load::check(path, load::rules(path)?, args.constants.as_deref())?;
    if checked.diagnostics.is_empty() {
        output::stdout(&format!("{}: no errors\n", path.display()))?;
        return Ok(ExitStatus::Done);
    }
    output::stderr(&checked.rendered());
    Ok(match (checked.diagnostics.has_errors(), args.deny) {
        (true, _) => ExitStatus::CouldNot,
        (false, Some(Deny::Warnings)) => ExitStatus::Failed,
        (false, None) => ExitStatus::Done,
    })
}

fn explain(code: &str) -> Result<ExitStatus, CliError> {
    if let Some(page) = codes::page(code) {
        output::stdout(page)?;
        return Ok(ExitStatus::Done);
    }
    let nearest = codes::nearest(code).map(|code| format!("; did you mean {code}?")).unwrap_or_default();
    Err(CliError::Usage(format!("there is no code {code}{nearest}")))
}
