//! [`ExitStatus`]: what the exit codes mean, for every verb.

use std::process::ExitCode;

use clap::ValueEnum;

use crate::base::vocab::Decision;

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
    /// The exit status of a decision.
    pub(crate) const fn status(self, decision: Decision) -> ExitStatus {
        match (decision, self) {
            (Decision::NoGo, Self::Hold | Self::NoGo) => ExitStatus::Failed,
            (Decision::Hold, Self::Hold) => ExitStatus::Hold,
            _ => ExitStatus::Done,
        }
    }
}
