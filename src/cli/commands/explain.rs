//! `rulecheck explain`: a policy in plain sentences.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::at::AtFlag;
use crate::cli::counted::from_metrics;
use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::data::plan::Plan;
use crate::judge;
use crate::judge::verdict::Verdict;
use crate::lang::explain;
use crate::lang::nearest::nearest;
use crate::lang::policy::Policy;
use crate::render::explanation::{self, Explanation};

/// Say a policy, or one of its rules, in plain sentences
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The policy
    rules: PathBuf,
    /// Only this rule
    rule: Option<String>,
    /// Take the constants from this file instead of the one the rules name
    #[arg(long, value_name = "FILE[#/POINTER]")]
    constants: Option<String>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
    /// Say with each sentence what it comes to by this rollout_metrics.json
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
    /// Judge as of this time (RFC 3339, or `now`)
    #[arg(long, value_name = "TIME", value_parser = AtFlag::parse, requires = "metrics")]
    at: Option<AtFlag>,
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
    let policy = load::policy(&args.rules, args.constants.as_deref())?;
    if let Some(rule) = args.rule.as_deref().filter(|id| policy.rules.iter().all(|rule| rule.id != **id)) {
        let ids: Vec<&str> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
        let instead = match nearest(rule, ids.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if ids.is_empty() => "it has no rules".to_owned(),
            None => format!("its rules are {}", ids.join(", ")),
        };
        return Err(CliError::Usage(format!(
            "{} has no rule `{}`; {instead}",
            load::name(&args.rules),
            crate::render::escape::visible(rule)
        )));
    }
    let today = today(args, &policy)?;
    let explained = explain::policy(&policy);
    let explanation = Explanation {
        policy: &policy,
        explained: &explained,
        only: args.rule.as_deref(),
        today: today.as_ref(),
    };
    match args.format {
        Format::Text => output::styled(&explanation::text(explanation))?,
        Format::Json => output::stdout(&explanation::json(explanation).to_pretty())?,
    }
    Ok(ExitStatus::Done)
}

/// The verdict on the metrics, if there are some.
fn today(args: &Args, policy: &Policy) -> Result<Option<Verdict>, CliError> {
    let Some(path) = &args.metrics else { return Ok(None) };
    let at = AtFlag::evaluation(args.at)?;
    let plan = Plan { until: at.given(), ..judge::demand::demand(policy) };
    let counted = from_metrics(path, at, &plan)?;
    Ok(Some(judge::evaluate(policy, &counted.metrics, at, counted.evidence, BTreeMap::new())))
}
