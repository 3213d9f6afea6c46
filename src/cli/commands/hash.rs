//! `rulecheck hash`: what identifies a policy, and the very bytes it is the hash of.

use std::path::PathBuf;

use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};

/// Print policy_hash and rules_hash
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rules
    rules: PathBuf,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// Print the bytes whose SHA-256 is policy_hash
    #[arg(long, conflicts_with = "canonical")]
    preimage: bool,
    /// Print the canonical text, whose SHA-256 is rules_hash
    #[arg(long)]
    canonical: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let policy = load::policy(&args.rules, args.constants.as_deref())?;
    let text = if args.preimage {
        policy.preimage
    } else if args.canonical {
        policy.canonical_text
    } else {
        format!("policy_hash {}\nrules_hash  {}\n", policy.policy_hash, policy.rules_hash)
    };
    output::stdout(&text)?;
    Ok(ExitStatus::Done)
}
