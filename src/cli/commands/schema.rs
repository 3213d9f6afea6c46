//! `rulecheck schema`: what each of our files looks like, as JSON Schema.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::diagnostics::DiagnosticsArgs;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::lang::check::constants_schema;

/// Print the JSON Schema (2020-12) of a file
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of which file
    name: Name,
    /// The policy whose constants they are
    #[arg(required_if_eq("name", "constants"))]
    rules: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) diagnostics: DiagnosticsArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// A drift report
    Report,
    /// `rollout_metrics.json`
    Metrics,
    /// `verdict.json`
    Verdict,
    /// What `rulecheck test --format json` prints
    Tests,
    /// What `rulecheck diff --format json` prints
    Diff,
    /// What `rulecheck replay --format json` prints
    Replay,
    /// What `rulecheck plan --format json` prints
    Plan,
    /// The constants file of the policy RULES
    Constants,
    /// What `--diagnostics json` tells
    Diagnostics,
    /// What `rulecheck verify --format json` prints
    Verification,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    match (args.name, &args.rules) {
        (Name::Constants, Some(rules)) => {
            let rules = load::rules(rules)?;
            if rules.parse.diagnostics.has_errors() {
                return Err(rules.into_error());
            }
            output::stdout(&constants_schema(&rules.parse.file).to_pretty())?;
        }
        (Name::Report, None) => output::stdout(include_str!("../../../docs/schemas/report.schema.json"))?,
        (Name::Metrics, None) => {
            output::stdout(include_str!("../../../docs/schemas/rollout_metrics.schema.json"))?;
        }
        (Name::Diagnostics, None) => {
            output::stdout(include_str!("../../../docs/schemas/diagnostics.schema.json"))?;
        }
        (Name::Verification, None) => {
            output::stdout(include_str!("../../../docs/schemas/verification.schema.json"))?;
        }
        (Name::Tests, None) => {
            output::stdout(include_str!("../../../docs/schemas/test_results.schema.json"))?;
        }
        (Name::Diff, None) => {
            output::stdout(include_str!("../../../docs/schemas/policy_diff.schema.json"))?;
        }
        (Name::Replay, None) => output::stdout(include_str!("../../../docs/schemas/replay.schema.json"))?,
        (Name::Plan, None) => output::stdout(include_str!("../../../docs/schemas/plan.schema.json"))?,
        (Name::Verdict, None) => output::stdout(include_str!("../../../docs/schemas/verdict.schema.json"))?,
        _ => {
            return Err(CliError::Usage(
                "only `schema constants` takes RULES: the other schemas are the same for every policy".into(),
            ));
        }
    }
    Ok(ExitStatus::Done)
}
