//! `rulecheck test`: the tests in rules.

use std::path::{Path, PathBuf};

use crate::base::rational::Rational;
use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::load::{self, Sound};
use crate::cli::{forms, output, suite};
use crate::lang::syntax::literal;
use crate::render::suite::{SuiteForm, render};
use crate::tools::suite::results::{FileResult, SuiteResult};
use crate::tools::suite::{Asked, Subject, Work};

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
    /// Tell what the tests do not show of each check: that it is met, violated, undetermined; each threshold just
    /// inside, on and just outside
    #[arg(long)]
    coverage: bool,
    /// Tell which changes of the policy no test notices: each threshold, comparison, `require`, scope and signal changed
    #[arg(long)]
    mutate: bool,
    /// Be content with so much of what --coverage and --mutate ask for; if not given, all of it
    #[arg(long, value_name = "N%", value_parser = parse_share)]
    fail_under: Option<Rational>,
    /// What is printed
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = parse_form)]
    format: SuiteForm,
}

fn parse_form(text: &str) -> Result<SuiteForm, String> {
    forms::form(text, SuiteForm::ALL, SuiteForm::word)
}

fn parse_share(text: &str) -> Result<Rational, String> {
    let number = text.strip_suffix('%').unwrap_or(text);
    match literal::parse(&format!("{number}%")) {
        Ok(literal) if number.starts_with(|c: char| c.is_ascii_digit()) => Ok(literal.value),
        _ => Err("write a percentage from 0% to 100%, as in 90%".to_owned()),
    }
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    if args.fail_under.is_some() && !args.coverage && !args.mutate {
        return Err(CliError::Usage(
            "--fail-under is about --coverage and --mutate: ask for one of them".into(),
        ));
    }
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
    let Sound { policy, tests, rules, constants } = load::policy_with_tests(path, args.constants.as_deref())?;
    let subject = Subject {
        source: &rules.source,
        file: &rules.parse.file,
        constants: constants.as_ref(),
        policy: &policy,
        tests: &tests,
    };
    let least = args.fail_under.clone().unwrap_or_else(|| Rational::from(1_u64));
    let work = Work::new(subject, Asked { coverage: args.coverage, mutation: args.mutate, least });
    let reports = suite::reports(path, &rules.source, &tests, work.plan())?;
    Ok(work.run(&reports))
}
