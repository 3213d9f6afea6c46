//! `rulecheck verify`: a verdict is recomputed, and what differs is said.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::base::digest::Sha256;
use crate::cli::args::{self, ReadArgs};
use crate::cli::counted::{self, Counted};
use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::load::{self, STDIN};
use crate::cli::output;
use crate::data::plan::Plan;
use crate::judge::{self, At, verdict_file};
use crate::lang::policy::Policy;
use crate::render::verification;
use crate::tools::verify;
use crate::tools::verify::finding::{Basis, Cause, Finding, Verification};
use crate::tools::verify::record::Record;

/// Recompute a verdict, and say what differs: as it was (exit 0), or not (1)
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The verdict.json
    verdict: PathBuf,
    /// The reports it was made from; `-` is standard input
    #[arg(required_unless_present = "metrics")]
    reports: Vec<PathBuf>,
    /// The rules it was made by; if not given, those in the verdict, for which then nothing vouches
    #[arg(long, value_name = "RULES")]
    rules: Option<PathBuf>,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    /// The rollout_metrics.json that was judged, instead of reports
    #[arg(long, value_name = "FILE", conflicts_with_all = ["reports", "ReadArgs", "group_by"])]
    metrics: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// The tags that were shown as groups in --metrics-out when it was made; may be given several times
    #[arg(long, value_name = "TAG", value_parser = args::parse_tag)]
    group_by: Vec<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// What is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For machines
    Json,
    /// For people
    Text,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    one_stdin(args)?;
    let text = load::text(&args.verdict)?;
    let record = Record::read(&text)
        .map_err(|why| CliError::Read { path: load::name(&args.verdict), why: why.to_string() })?;
    let (policy, rules) = match policy(args, text) {
        Ok(policy) => policy,
        // A verdict that was edited may hold no policy any more.
        Err(CliError::Invalid(_)) if args.rules.is_none() && !record.flaws().is_empty() => {
            return tell(args, &verify::of_itself(&record));
        }
        Err(error) => return Err(error),
    };
    let at = record.evaluation();
    let shown = args.group_by.iter().cloned().collect();
    let series = args.read.wants_series();
    let plan = Plan { until: at.given(), shown, series, ..judge::demand::demand(&policy) };
    let counted = match &args.metrics {
        None => counted::from_reports(&args.read, &args.reports, &plan)?,
        Some(path) => match from_metrics(path, &plan, &record)? {
            Ok(counted) => counted,
            Err(finding) => {
                let mut verification = verify::of_itself(&record);
                verification.findings.push(finding);
                return tell(args, &verification);
            }
        },
    };
    if let Some(runs) = &counted.runs {
        args.read.write_series(runs, &plan).transpose()?;
    }
    let too_late = too_late(&counted, at);
    let (evidence, claimed) = record.evidence(counted.evidence);
    let verdict = judge::evaluate(&policy, &counted.metrics, at, evidence, BTreeMap::new());
    let recomputed = verdict_file::to_json(&verdict);
    let mut verification = verify::verify(&record, &verdict, &recomputed, Basis { rules, claimed });
    verification.findings.extend(too_late);
    tell(args, &verification)
}

fn tell(args: &Args, verification: &Verification<'_>) -> Result<ExitStatus, CliError> {
    match args.format {
        Format::Text => output::styled(&verification::text(verification))?,
        Format::Json => output::stdout(&verification::json(verification).to_pretty())?,
    }
    Ok(if verification.is_verified() { ExitStatus::Done } else { ExitStatus::Failed })
}

/// Standard input can be read once.
fn one_stdin(args: &Args) -> Result<(), CliError> {
    let named = std::iter::once(&args.verdict).chain(&args.rules).chain(&args.metrics);
    let reports = args.reports.iter().any(|path| path.as_os_str() == STDIN);
    if named.filter(|path| path.as_os_str() == STDIN).count() + usize::from(reports) > 1 {
        return Err(CliError::Usage(
            "`-` can stand for one of them only: standard input is read once".into(),
        ));
    }
    Ok(())
}

/// The policy to recompute by, and whether it is of rules outside of any verdict.
fn policy(args: &Args, verdict: String) -> Result<(Policy, bool), CliError> {
    let (path, rules) = match &args.rules {
        Some(path) => (path, load::rules(path)?),
        None => (&args.verdict, load::rules_in(&args.verdict, verdict.into_bytes())?),
    };
    let given = !rules.is_recorded();
    Ok((load::sound(path, rules, args.constants.as_deref())?.policy, given))
}

/// The metrics; or what is wrong with the file, where it is not the one that was judged.
fn from_metrics<'a>(
    path: &Path,
    plan: &Plan,
    record: &Record,
) -> Result<Result<Counted, Finding<'a>>, CliError> {
    counted::needs_no_runs(path, plan)?;
    let text = load::text(path)?;
    let digest = Sha256::of(text.as_bytes()).to_string();
    match counted::of_text(path, text) {
        Err(error) if record.text(&["evidence", "metrics_sha256"]) != Some(&digest) => {
            let text = format!(
                "The metrics are not those that were judged: the SHA-256 of the file is {digest}. Besides, {error}."
            );
            Ok(Err(Finding { cause: Cause::Metrics, text, lines: Vec::new(), differences: Vec::new() }))
        }
        counted => counted.map(Ok),
    }
}

/// Metrics of runs that a verdict of its time cannot have seen.
fn too_late<'a>(counted: &Counted, at: At) -> Option<Finding<'a>> {
    let (at, last) = (at.given()?, counted::last_run(&counted.metrics)?);
    (at < last).then(|| Finding {
        cause: Cause::Time,
        text: format!(
            "It states that it was judged as of {at}, but the last run of these metrics is of {last}."
        ),
        lines: Vec::new(),
        differences: Vec::new(),
    })
}
