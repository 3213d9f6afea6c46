//! `rulecheck test`: the tests in rules.

use std::path::{Path, PathBuf};

use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output, suite};
use crate::render::suite::{SuiteForm, render};
use crate::tools::suite::results::{FileResult, SuiteResult};
use crate::tools::suite::{Subject, Work};

/// Run the tests in rules
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rules
    #[arg(required = true)]
    rules: Vec<PathBuf>,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// What is printed
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = parse_form)]
    format: SuiteForm,
}

fn parse_form(text: &str) -> Result<SuiteForm, String> {
    let forms: Vec<&str> = SuiteForm::ALL.iter().map(|form| form.word()).collect();
    SuiteForm::from_word(text).ok_or_else(|| format!("the forms are {}", forms.join(", ")))
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let mut status = ExitStatus::Done;
    let mut files = Vec::new();
    for path in &args.rules {
        let result = test(args, path);
        status = status.max(match &result {
            Ok(suite) if suite.passed() => ExitStatus::Done,
            Ok(_) => ExitStatus::Failed,
            Err(error) => output::failed(error, args.diagnostics.form()),
        });
        let result = result.map_err(|error| output::plain(&error.to_string()));
        files.push(FileResult { file: load::name(path), result });
    }
    output::styled(&render(&files, args.format))?;
    Ok(status)
}

fn test(args: &Args, path: &Path) -> Result<SuiteResult, CliError> {
    let load::Sound { policy, tests, source, file, constants } =
        load::policy_with_tests(path, args.constants.as_deref())?;
    let subject = Subject {
        source: &source,
        file: &file,
        constants: constants.as_ref(),
        policy: &policy,
        tests: &tests,
    };
    let work = Work::new(subject);
    let reports = suite::reports(path, &source, &tests, work.plan())?;
    Ok(work.run(&reports))
}
