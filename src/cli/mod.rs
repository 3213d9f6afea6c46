//! The command line: one file a verb, exit codes as a type.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: files, the clock and the environment are touched here and in input/ only"
)]

mod args;
mod at;
mod commands;
mod counted;
mod diagnostics;
mod error;
mod exit;
mod forms;
mod load;
mod output;
mod outputs;
mod progress;
mod recorded;
mod series;
mod signals;
mod suite;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cli::diagnostics::default_form;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::render::diagnostics::Form;

/// Decides whether a policy rollout may go on: GO, NO-GO or HOLD, with the reasons.
#[derive(Debug, Parser)]
#[command(name = "rulecheck", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str =
    "Exit codes: 0 go, or done; 1 no-go, or a check failed; 2 could not be done; 3 hold.";

#[derive(Debug, Subcommand)]
enum Command {
    Evaluate(commands::evaluate::Args),
    Aggregate(commands::aggregate::Args),
    Merge(commands::merge::Args),
    Check(commands::check::Args),
    Fmt(commands::fmt::Args),
    Hash(commands::hash::Args),
    Explain(commands::explain::Args),
    Diff(commands::diff::Args),
    Test(commands::test::Args),
    Replay(commands::replay::Args),
    Verify(commands::verify::Args),
    Attest(commands::attest::Args),
    Plan(commands::plan::Args),
    Schema(commands::schema::Args),
    Init(commands::init::Args),
    Lsp(commands::lsp::Args),
    Completions(commands::completions::Args),
    #[command(hide = true)]
    Man(commands::man::Args),
}

impl Command {
    /// How errors of the rules are told.
    fn form(&self) -> Form {
        let args = match self {
            Self::Evaluate(args) => &args.diagnostics,
            Self::Check(args) => &args.diagnostics,
            Self::Fmt(args) => &args.diagnostics,
            Self::Hash(args) => &args.diagnostics,
            Self::Explain(args) => &args.diagnostics,
            Self::Diff(args) => &args.diagnostics,
            Self::Test(args) => &args.diagnostics,
            Self::Replay(args) => &args.diagnostics,
            Self::Verify(args) => &args.diagnostics,
            Self::Plan(args) => &args.diagnostics,
            Self::Schema(args) => &args.diagnostics,
            // They take no rules.
            Self::Aggregate(_)
            | Self::Merge(_)
            | Self::Attest(_)
            | Self::Init(_)
            | Self::Lsp(_)
            | Self::Completions(_)
            | Self::Man(_) => {
                return default_form();
            }
        };
        args.form()
    }
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() { ExitStatus::CouldNot } else { ExitStatus::Done };
            if status == ExitStatus::CouldNot {
                commands::evaluate::not_understood(std::env::args_os(), &error.to_string());
            }
            return match error.print() {
                Ok(()) => status,
                Err(error) => output::failed(&CliError::stdout(&error), default_form()),
            }
            .into();
        }
    };
    let result = match &cli.command {
        Command::Evaluate(args) => commands::evaluate::run(args),
        Command::Aggregate(args) => commands::aggregate::run(args),
        Command::Merge(args) => commands::merge::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Fmt(args) => Ok(commands::fmt::run(args)),
        Command::Hash(args) => commands::hash::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Diff(args) => commands::diff::run(args),
        Command::Test(args) => commands::test::run(args),
        Command::Replay(args) => commands::replay::run(args),
        Command::Verify(args) => commands::verify::run(args),
        Command::Attest(args) => commands::attest::run(args),
        Command::Plan(args) => commands::plan::run(args),
        Command::Schema(args) => commands::schema::run(args),
        Command::Init(args) => commands::init::run(args),
        Command::Lsp(args) => Ok(commands::lsp::run(args)),
        Command::Completions(args) => commands::completions::run(args),
        Command::Man(args) => commands::man::run(args),
    };
    match result {
        Ok(status) => status,
        Err(error) => output::failed(&error, cli.command.form()),
    }
    .into()
}
