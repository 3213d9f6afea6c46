//! `rulecheck check`: what is wrong with rules, and what to write instead.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::base::time::Timestamp;
use crate::cli::at::AtFlag;
use crate::cli::diagnostics::{DiagnosticsArgs, Found, rendered};
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::load::{self, Checked};
use crate::cli::{output, suite};
use crate::judge::demand::demand;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::{codes, lint};
use crate::render::diagnostics::Form;
use crate::tools::suite::Subject;
use crate::tools::warnings::warnings;

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
    /// Right what can be righted without changing what the rules mean
    #[arg(long)]
    fix: bool,
    /// Fail (exit 1) on warnings as well
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// Show the page of a code, like `type::rate_vs_number`
    #[arg(
        long,
        value_name = "CODE",
        conflicts_with_all = ["rules", "constants", "at", "fix", "deny", "diagnostics"]
    )]
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
    let form = args.diagnostics.form();
    let at = args.at.map(AtFlag::time).transpose()?;
    // A document is of all files together.
    let mut found = Vec::new();
    let mut status = ExitStatus::Done;
    for path in &args.rules {
        let checked = match check(args, path, at) {
            Ok(checked) => checked,
            Err(CliError::Invalid(wrong)) => *wrong,
            Err(error) => {
                status = status.max(output::failed(&error, form));
                continue;
            }
        };
        status = status.max(args.status(&checked.diagnostics));
        if form.is_document() {
            found.push(checked);
        } else {
            tell(args, path, &checked, form)?;
        }
    }
    if form.is_document() {
        let document = rendered(&found.iter().collect::<Vec<_>>(), form, false);
        // What is righted of standard input goes to standard output.
        if args.fix && args.rules.iter().any(|path| path.as_os_str() == load::STDIN) {
            output::stderr(&document);
        } else {
            output::stdout(&document)?;
        }
    }
    Ok(status)
}

impl Args {
    fn status(&self, diagnostics: &Diagnostics) -> ExitStatus {
        match (diagnostics.has_errors(), diagnostics.is_empty(), self.deny) {
            (true, ..) => ExitStatus::CouldNot,
            (false, false, Some(Deny::Warnings)) => ExitStatus::Failed,
            _ => ExitStatus::Done,
        }
    }
}

fn tell(args: &Args, path: &Path, found: &Found, form: Form) -> Result<(), CliError> {
    let piped = args.fix && path.as_os_str() == load::STDIN;
    match (found.diagnostics.is_empty(), form.is_for_machines()) {
        (true, false) if !piped => output::stdout(&format!("{}: no errors\n", path.display())),
        (true, _) => Ok(()),
        (false, true) if !piped => output::stdout(&rendered(&[found], form, false)),
        (false, _) => {
            output::stderr(&rendered(&[found], form, output::stderr_is_styled()));
            Ok(())
        }
    }
}

fn check(args: &Args, path: &Path, at: Option<Timestamp>) -> Result<Found, CliError> {
    let checked = load::check(path, load::rules(path)?, args.constants.as_deref())?;
    let found = sought(path, &checked, at)?;
    let (checked, warnings) = if args.fix { fix(args, path, checked, found, at)? } else { (checked, found) };
    let mut found = checked.into_found();
    found.diagnostics.append(warnings);
    Ok(found)
}

/// The warnings that the author has not accepted; none beside errors.
fn sought(path: &Path, checked: &Checked, at: Option<Timestamp>) -> Result<Diagnostics, CliError> {
    let Checked { policy: Some(policy), tests, rules, constants, .. } = checked else {
        return Ok(Diagnostics::default());
    };
    let (source, file, constants) = (&rules.source, &rules.parse.file, constants.as_ref());
    // A verdict holds no tests.
    let reports = (!rules.is_recorded()).then(|| suite::reports(path, source, tests, &demand(policy)));
    let reports = reports.transpose()?;
    let subject = Subject { source, file, constants, policy, tests };
    Ok(warnings(subject, &rules.parse, reports.as_ref(), at))
}

/// Rights the file; the policy, and so its hash, is as it was. Gives it as righted, and the warnings that are left.
fn fix(
    args: &Args,
    path: &Path,
    checked: Checked,
    found: Diagnostics,
    at: Option<Timestamp>,
) -> Result<(Checked, Diagnostics), CliError> {
    if checked.rules.is_recorded() {
        let why = format!("{}: this is a verdict; only rules are righted", path.display());
        return Err(CliError::Usage(why));
    }
    let fixed = lint::fix(&checked.rules.source, &checked.rules.parse, &found);
    let piped = path.as_os_str() == load::STDIN;
    let Some(fixed) = fixed else {
        if piped {
            output::stdout(checked.rules.source.text())?;
        }
        return Ok((checked, found));
    };
    let rules = checked.rules.with_text(fixed.text);
    let rechecked = load::check(path, rules, args.constants.as_deref())?;
    let hash = |checked: &Checked| checked.policy.as_ref().map(|policy| policy.rules_hash);
    if hash(&rechecked) != checked.policy.as_ref().map(|policy| policy.rules_hash) {
        let bug = format!("{}: righting it would change what it means: please report this", path.display());
        return Err(CliError::Usage(bug));
    }
    if piped {
        output::stdout(rechecked.rules.source.text())?;
    } else {
        output::file_with(path, |out| out.write_all(&rechecked.rules.bytes))?;
        let plural = if fixed.changes == 1 { "" } else { "s" };
        output::stderr(&format!("{}: {} warning{plural} righted\n", path.display(), fixed.changes));
    }
    let left = sought(path, &rechecked, at)?;
    Ok((rechecked, left))
}

fn explain(code: &str) -> Result<ExitStatus, CliError> {
    if let Some(page) = codes::page(code) {
        output::stdout(page)?;
        return Ok(ExitStatus::Done);
    }
    let nearest = codes::nearest(code).map(|code| format!("; did you mean {code}?")).unwrap_or_default();
    Err(CliError::Usage(format!("there is no code {code}{nearest}")))
}
