//! `rulecheck completions`: what a shell asks for to complete commands, flags and their words.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{Cli, output};

/// Print the completions for a shell
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// For which shell
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "rulecheck", &mut script);
    output::stdout(&String::from_utf8_lossy(&script))?;
    Ok(ExitStatus::Done)
}
