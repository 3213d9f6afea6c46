//! `rulecheck evaluate`: reports or metrics → verdict.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::cli::args::{self, ReadArgs};
use crate::cli::at::AtFlag;
use crate::cli::counted::{self, Counted};
use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::{ExitStatus, FailOn};
use crate::cli::{forms, load, output};
use crate::data::aggregate::Aggregator;
use crate::data::plan::Plan;
use crate::judge;
use crate::judge::verdict::Verdict;
use crate::lang::policy::Policy;
use crate::render::{self, Form};

/// Judge reports by a policy: GO (exit 0), NO-GO (1) or HOLD (3)
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The policy
    rules: PathBuf,
    /// Files and folders of reports; `-` is standard input
    #[arg(required_unless_present = "metrics")]
    reports: Vec<PathBuf>,
    /// Judge this rollout_metrics.json instead of reports
    #[arg(long, value_name = "FILE", conflicts_with_all = ["reports", "ReadArgs", "group_by"])]
    metrics: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    /// Judge as of this time (RFC 3339, or `now`); later reports are left out
    #[arg(long, value_name = "TIME", value_parser = AtFlag::parse)]
    at: Option<AtFlag>,
    /// Write the metrics that were judged to this file
    #[arg(long, value_name = "FILE")]
    metrics_out: Option<PathBuf>,
    /// Show the values of this tag as groups in --metrics-out; may be given several times
    #[arg(long, value_name = "TAG", requires = "metrics_out", value_parser = args::parse_tag)]
    group_by: Vec<String>,
    /// What is printed
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = parse_form)]
    format: Form,
    /// Write the verdict in another form to a file as well; `-` is standard output
    #[arg(long, value_name = "FORM=FILE", value_parser = parse_output)]
    output: Vec<(Form, PathBuf)>,
    /// Which verdicts exit with their own code; the others exit with 0
    #[arg(long, value_name = "WHEN", default_value = "hold")]
    fail_on: FailOn,
    /// Refuse (exit 2) unless the policy has exactly this policy_hash
    #[arg(long, value_name = "HEX")]
    policy_hash: Option<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// Add a fact to the verdict, verbatim
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_context)]
    context: Vec<(String, String)>,
}

fn parse_form(text: &str) -> Result<Form, String> {
    forms::form(text, Form::ALL, Form::word)
}

fn parse_output(text: &str) -> Result<(Form, PathBuf), String> {
    let (form, file) = text.split_once('=').ok_or("write FORM=FILE, like json=verdict.json")?;
    Ok((parse_form(form)?, file.into()))
}

fn parse_context(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE, like commit=4f2a91c")?;
    Ok((key.into(), value.into()))
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    match judge(args) {
        Ok(Judged { verdict, metrics, series }) => {
            let text = |form| render::render(&verdict, form);
            // Every output is written, also if another one cannot be: no old verdict stays in the place of this one.
            let metrics = args.metrics_out.iter().map(|path| output::file(path, &metrics));
            let series = series.and_then(|(runs, plan)| args.read.write_series(&runs, &plan));
            let written: Vec<_> = metrics.chain(series).chain(write_outputs(args, &text)).collect();
            output::verdict(args.format, &text(args.format))?;
            written.into_iter().collect::<Result<(), _>>()?;
            Ok(args.fail_on.status(verdict.decision))
        }
        Err(error) => {
            // Yesterday's verdict must not stay where today's was asked for.
            let messages = [output::plain(&error.to_string())];
            let text = |form| render::render_failure(&messages, form);
            let written: Vec<_> = write_outputs(args, &text).collect();
            if args.format == Form::Json {
                output::stdout(&text(Form::Json))?;
            }
            written.into_iter().filter_map(Result::err).for_each(|error| {
                output::failed(&error, args.diagnostics.form());
            });
            Err(error)
        }
    }
}

fn write_outputs<'a>(
    args: &'a Args,
    text: &'a dyn Fn(Form) -> String,
) -> impl Iterator<Item = Result<(), CliError>> + 'a {
    args.output.iter().map(move |(form, path)| output::verdict_file(*form, path, &text(*form)))
}

/// A verdict and what was counted for it.
struct Judged {
    verdict: Verdict,
    /// The text of the metrics file.
    metrics: String,
    /// The runs, if they were read and are wanted.
    series: Option<(Aggregator, Plan)>,
}

fn judge(args: &Args) -> Result<Judged, CliError> {
    let policy = load::policy(&args.rules, args.constants.as_deref())?;
    is_expected(&policy, args.policy_hash.as_deref())?;
    let at = AtFlag::evaluation(args.at)?;
    let shown = args.group_by.iter().cloned().collect();
    let series = args.read.wants_series();
    let plan = Plan { until: at.given(), shown, series, ..judge::demand::demand(&policy) };
    let context: BTreeMap<String, String> = args.context.iter().cloned().collect();
    let Counted { metrics, text, evidence, runs } = match &args.metrics {
        Some(path) => counted::from_metrics(path, at, &plan)?,
        None => counted::from_reports(&args.read, &args.reports, &plan)?,
    };
    let verdict = judge::evaluate(&policy, &metrics, at, evidence, context);
    Ok(Judged { verdict, metrics: text, series: runs.map(|runs| (runs, plan)) })
}

fn is_expected(policy: &Policy, expected: Option<&str>) -> Result<(), CliError> {
    let actual = policy.policy_hash.to_string();
    match expected {
        Some(expected) if !expected.eq_ignore_ascii_case(&actual) => Err(CliError::Usage(format!(
            "this is not the policy that was asked for: its policy_hash is {actual}, not {expected}"
        ))),
        _ => Ok(()),
    }
}
