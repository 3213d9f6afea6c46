//! `rulecheck check`: what is wrong with rules, and what to write instead.

use std::path::PathBuf;

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
    let mut status = ExitStatus::Done;
    for path in &args.rules {
        let rules = load::rules(path)?;
        let checked = load::check(path, rules, args.constants.as_deref())?;
        if checked.diagnostics.is_empty() {
            output::stdout(&format!("{}: no errors\n", path.display()))?;
            continue;
        }
        output::stderr(&checked.rendered());
        let found = if checked.diagnostics.has_errors() {
            ExitStatus::CouldNot
        } else if args.deny.is_some() {
            ExitStatus::Failed
        } else {
            ExitStatus::Done
        };
        status = status.max(found);
    }
    Ok(status)
}

fn explain(code: &str) -> Result<ExitStatus, CliError> {
    if let Some(page) = codes::page(code) {
        output::stdout(page)?;
        return Ok(ExitStatus::Done);
    }
    let nearest = codes::nearest(code).map(|code| format!("; did you mean {code}?")).unwrap_or_default();
    Err(CliError::Usage(format!("there is no code {code}{nearest}")))
}
