//! `rulecheck evaluate`: reports or metrics → verdict.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cli::args::{self, ReadArgs};
use crate::cli::at::AtFlag;
use crate::cli::counted::{self, Counted};
use crate::cli::diagnostics::{DiagnosticsArgs, default_form};
use crate::cli::error::CliError;
use crate::cli::exit::{ExitStatus, ReportArgs};
use crate::cli::load::{self, Sound};
use crate::cli::output;
use crate::cli::outputs::OutputArgs;
use crate::data::aggregate::Aggregator;
use crate::data::plan::Plan;
use crate::judge;
use crate::judge::verdict::Verdict;
use crate::lang::policy::Policy;
use crate::lang::syntax;
use crate::render::{self, Failure, Form, Mode, Setting, diagnostics};
use crate::tools::replay::timeline::Timeline;

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
    #[command(flatten)]
    outputs: OutputArgs,
    #[command(flatten)]
    report: ReportArgs,
    /// Refuse (exit 2) unless the policy has exactly this policy_hash
    #[arg(long, value_name = "HEX")]
    policy_hash: Option<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// Add a fact to the verdict, verbatim
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_context)]
    context: Vec<(String, String)>,
}

fn parse_context(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE, like commit=4f2a91c")?;
    Ok((key.into(), value.into()))
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let loaded = load::policy_with_tests(&args.rules, args.constants.as_deref());
    let known = Known::of(&args.rules, &loaded);
    let report = args.report.report().map_err(CliError::Usage);
    let annotates =
        report.as_ref().is_ok_and(|report| report.mode == Mode::Warn && !args.outputs.has(Form::Github));
    let judged = loaded.and_then(|sound| {
        args.outputs.are_apart()?;
        Ok((judge(args, &sound.policy)?, report?))
    });
    match judged {
        Ok((Judged { verdict, metrics, series, timeline }, report)) => {
            let setting = Setting {
                rules: known.rules.as_deref(),
                mode: report.mode,
                mode_source: report.source,
                failing: report.fail_on.failing(),
                timeline: timeline.as_ref(),
            };
            let text = |form| render::render(&verdict, form, &setting);
            // Every output is written, also if another one cannot be: no old verdict stays in the place of this one.
            let metrics = args.metrics_out.iter().map(|path| output::file(path, &metrics));
            let series = series.and_then(|(runs, plan)| args.read.write_series(&runs, &plan));
            let written: Vec<_> = metrics.chain(series).collect();
            args.outputs.write(&text)?;
            written.into_iter().collect::<Result<(), _>>()?;
            if annotates {
                output::stderr(&text(Form::Github));
            }
            Ok(report.fail_on.status(verdict.decision))
        }
        Err(error) => {
            let messages = [output::plain(&error.to_string())];
            let failure = known.failure(&error, &messages);
            if annotates {
                output::stderr(&render::render_failure(&failure, Form::Github));
            }
            write_failure(&args.outputs, &failure, args.diagnostics.form());
            Err(error)
        }
    }
}

/// Yesterday's verdict must not stay where today's was asked for.
fn write_failure(outputs: &OutputArgs, failure: &Failure<'_>, form: diagnostics::Form) {
    let text = |form| render::render_failure(failure, form);
    outputs.write_failure(&text).iter().for_each(|error| {
        output::failed(error, form);
    });
}

/// The same for a command line that is wrong, as far as it can be told what it asked for.
pub(crate) fn not_understood(args: impl Iterator<Item = OsString>, message: &str) {
    let args: Vec<OsString> = args.skip(1).collect();
    if args.first().is_some_and(|verb| verb == "evaluate") {
        let messages = [message.trim_end().to_owned()];
        let failure = Failure { policy: None, rules: None, messages: &messages, found: None };
        write_failure(&OutputArgs::of_broken(args), &failure, default_form());
    }
}

/// What is known of the rules, judged or not.
struct Known {
    /// The id of the policy.
    policy: Option<String>,
    /// The file, as a path from the current folder; `None` where its lines are not those of the verdict.
    rules: Option<String>,
}

impl Known {
    fn of(path: &Path, loaded: &Result<Sound, CliError>) -> Self {
        let policy = match loaded {
            Ok(sound) => Some(sound.policy.id.clone()),
            Err(CliError::Invalid(found)) => {
                syntax::parse(&found.rules).file.header.map(|header| header.id.node)
            }
            Err(_) => None,
        };
        let is_file = loaded.as_ref().is_ok_and(|sound| !sound.rules.is_recorded());
        let rules = (is_file || loaded.is_err()).then(|| load::portable(path)).flatten();
        Self { policy, rules }
    }

    fn failure<'a>(&'a self, error: &'a CliError, messages: &'a [String]) -> Failure<'a> {
        let found = match error {
            CliError::Invalid(found) => Some(found.borrowed()),
            _ => None,
        };
        Failure { policy: self.policy.as_deref(), rules: self.rules.as_deref(), messages, found }
    }
}

/// A verdict and what was counted for it.
struct Judged {
    verdict: Verdict,
    /// The text of the metrics file.
    metrics: String,
    /// The runs, if they were read and are wanted.
    series: Option<(Aggregator, Plan)>,
    /// The runs over time, if they were read and are wanted.
    timeline: Option<Timeline>,
}

fn judge(args: &Args, policy: &Policy) -> Result<Judged, CliError> {
    is_expected(policy, args.policy_hash.as_deref())?;
    let at = AtFlag::evaluation(args.at)?;
    let shown = args.group_by.iter().cloned().collect();
    let series = args.read.wants_series();
    let plan = Plan { until: at.given(), shown, series, ..judge::demand::demand(policy) };
    let context: BTreeMap<String, String> = args.context.iter().cloned().collect();
    let Counted { metrics, text, evidence, runs } = match &args.metrics {
        Some(path) => counted::from_metrics(path, at, &plan)?,
        None => counted::from_reports(&args.read, &args.reports, &plan)?,
    };
    let verdict = judge::evaluate(policy, &metrics, at, evidence, context);
    let timeline = runs.as_ref().filter(|_| args.outputs.has(Form::Html));
    let timeline = timeline.map(|runs| Timeline::of(policy, runs, &plan));
    let series = runs.filter(|_| plan.series).map(|runs| (runs, plan));
    Ok(Judged { verdict, metrics: text, series, timeline })
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
