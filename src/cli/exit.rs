//! [`ExitStatus`]: what the exit codes mean, for every verb.

use std::process::ExitCode;

use clap::ValueEnum;

use crate::base::vocab::Decision;
use crate::cli::forms;
use crate::render::{Mode, ModeSource};

/// What the caller is told by the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ExitStatus {
    /// 0: go, or done.
    Done,
    /// 1: no-go, or a check failed.
    Failed,
    /// 3: hold.
    Hold,
    /// 2: it could not be done.
    CouldNot,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Done => 0,
            ExitStatus::Failed => 1,
            ExitStatus::CouldNot => 2,
            ExitStatus::Hold => 3,
        })
    }
}

/// Which verdicts are reported as failure; the others exit with 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum FailOn {
    /// NO-GO and HOLD
    Hold,
    /// NO-GO only
    NoGo,
    /// None
    Never,
}

impl FailOn {
    /// The decisions that are reported as failure.
    pub(crate) const fn failing(self) -> &'static [Decision] {
        match self {
            Self::Hold => &[Decision::NoGo, Decision::Hold],
            Self::NoGo => &[Decision::NoGo],
            Self::Never => &[],
        }
    }

    /// The exit status of a decision.
    pub(crate) fn status(self, decision: Decision) -> ExitStatus {
        match decision {
            _ if !self.failing().contains(&decision) => ExitStatus::Done,
            Decision::Go => ExitStatus::Done,
            Decision::NoGo => ExitStatus::Failed,
            Decision::Hold => ExitStatus::Hold,
        }
    }
}

/// The environment variable that sets the mode.
const VARIABLE: &str = "RULECHECK_MODE";

/// Flags about what a verdict leads to.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// How much the verdict stands in the way: block (NO-GO and HOLD fail), warn (none fails; what is not met is
    /// annotated) or comment (none fails); if not given, what RULECHECK_MODE says, or else block
    #[arg(long, value_name = "MODE", value_parser = parse_mode)]
    mode: Option<Mode>,
    /// Which verdicts exit with their own code, whatever the mode; the others exit with 0
    #[arg(long, value_name = "WHEN")]
    fail_on: Option<FailOn>,
}

fn parse_mode(text: &str) -> Result<Mode, String> {
    forms::known(text, "modes", Mode::ALL, Mode::word)
}

/// What a verdict leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report {
    /// The mode.
    pub(crate) mode: Mode,
    /// What set it.
    pub(crate) source: ModeSource,
    /// Which verdicts are reported as failure.
    pub(crate) fail_on: FailOn,
}

impl ReportArgs {
    /// What the flags and the environment ask for. An empty variable is none; `--fail-on` is closer than the mode.
    pub(crate) fn report(&self) -> Result<Report, String> {
        let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let (mode, source) = match (self.mode, variable) {
            (Some(mode), _) => (mode, ModeSource::Flag),
            (None, None) => (Mode::Block, ModeSource::Default),
            (None, Some(value)) => {
                let value = value.to_string_lossy();
                let mode =
                    parse_mode(&value).map_err(|why| format!("{VARIABLE} is {:?}: {why}", value.as_ref()))?;
                (mode, ModeSource::Environment)
            }
        };
        let of_mode = if mode == Mode::Block { FailOn::Hold } else { FailOn::Never };
        Ok(Report { mode, source, fail_on: self.fail_on.unwrap_or(of_mode) })
    }
}
