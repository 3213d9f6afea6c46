//! `rulecheck fmt`: rules in their one layout.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::cli::diagnostics::{DiagnosticsArgs, Found, rendered};
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::lang::fmt;

/// Lay out rules in their one form, in place
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rules; `-` formats standard input to standard output
    #[arg(required = true)]
    rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// Change nothing; exit with 1 if anything would change
    #[arg(long)]
    check: bool,
    /// Change nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
}

pub(crate) fn run(args: &Args) -> ExitStatus {
    let form = args.diagnostics.form();
    // A document is of all files together.
    let mut invalid = Vec::new();
    let mut status = ExitStatus::Done;
    for path in &args.rules {
        status = status.max(match lay_out(args, path) {
            Ok(status) => status,
            Err(CliError::Invalid(found)) if form.is_document() => {
                invalid.push(found);
                ExitStatus::CouldNot
            }
            Err(error) => output::failed(&error, form),
        });
    }
    if form.is_document() {
        let invalid: Vec<&Found> = invalid.iter().map(|found| &**found).collect();
        output::stderr(&rendered(&invalid, form, false));
    }
    status
}

fn lay_out(args: &Args, path: &Path) -> Result<ExitStatus, CliError> {
    let rules = load::rules(path)?;
    if rules.is_recorded() {
        return Err(CliError::Usage(format!(
            "{}: this is a verdict; only rules are laid out",
            path.display()
        )));
    }
    if rules.parse.diagnostics.has_errors() {
        return Err(rules.into_error());
    }
    let formatted = fmt::format(&rules.source, &rules.parse)
        .map_err(|bug| CliError::Usage(format!("{}: {bug}", path.display())))?;
    let changed = formatted.as_bytes() != rules.bytes;
    report(args, path, rules.source.text(), &formatted, changed)?;
    Ok(if changed && (args.check || args.diff) { ExitStatus::Failed } else { ExitStatus::Done })
}

fn report(args: &Args, path: &Path, before: &str, after: &str, changed: bool) -> Result<(), CliError> {
    let name = path.display();
    if args.diff {
        let diff = TextDiff::from_lines(before, after);
        return output::stdout(
            &diff.unified_diff().header(&name.to_string(), &format!("{name} (formatted)")).to_string(),
        );
    }
    match (args.check, path.as_os_str() == load::STDIN, changed) {
        (true, _, true) => output::stdout(&format!("{name}: not formatted\n")),
        (false, true, _) => output::stdout(after),
        (false, false, true) => output::file(path, after),
        _ => Ok(()),
    }
}
