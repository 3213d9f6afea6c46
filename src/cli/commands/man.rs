//! `rulecheck man`: the manual pages, for packages. Not shown in the help: who installs rulecheck has them.

use std::path::PathBuf;

use clap::CommandFactory as _;

use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{Cli, output};

/// Write the manual pages, one a command
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where to; made if it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    std::fs::create_dir_all(&args.folder).map_err(|why| CliError::write(&args.folder, &why))?;
    let mut whole = Cli::command().disable_help_subcommand(true);
    // Each command then knows its full name.
    whole.build();
    page(args, &whole, "rulecheck")?;
    for command in whole.get_subcommands().filter(|command| !command.is_hide_set()) {
        page(args, command, &format!("rulecheck-{}", command.get_name()))?;
    }
    Ok(ExitStatus::Done)
}

fn page(args: &Args, command: &clap::Command, name: &str) -> Result<(), CliError> {
    let path = args.folder.join(format!("{name}.1"));
    let man = clap_mangen::Man::new(command.clone()).title(name.to_uppercase()).manual("rulecheck");
    output::file_with(&path, |mut out| man.render(&mut out))
}
