//! `rulecheck check`: what is wrong with rules, and what to write instead.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::at::AtFlag;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::lang::{codes, lint};

/// Check rules: syntax, names, types, constants, and what is probably not meant
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rules
    #[arg(required_unless_present = "explain")]
    rules: Vec<PathBuf>,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    /// Hold waivers against this time (RFC 3339, or `now`)
    #[arg(long, value_name = "TIME", value_parser = AtFlag::parse)]
    at: Option<AtFlag>,
    /// Fail (exit 1) on warnings as well
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Show the page of a code, like `type::rate_vs_number`
    #[arg(long, value_name = "CODE", conflicts_with_all = ["rules", "constants", "deny", "at"])]
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
    let mut checked = load::check(path, load::rules(path)?, args.constants.as_deref())?;
    let at = args.at.map(AtFlag::time).transpose()?;
    if let Some(policy) = &checked.policy {
        let found = lint::lint(&checked.source, &checked.parse, policy, at);
        let not_sought: &[&str] = if at.is_some() { &[] } else { &["lint::expired_waiver"] };
        checked.diagnostics.append(lint::accept(&checked.source, &checked.parse, found, not_sought));
    }
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
