//! [`AtFlag`]: the time to judge by, as it is given on the command line.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::base::time::Timestamp;
use crate::cli::error::CliError;
use crate::judge::At;

/// `--at TIME` or `--at now`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AtFlag {
    Now,
    Time(Timestamp),
}

impl AtFlag {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text == "now" {
            return Ok(Self::Now);
        }
        let help = "write a time as 2026-02-14T18:00:00Z, or `now`";
        Timestamp::parse(text).map(Self::Time).ok_or_else(|| help.to_owned())
    }

    /// The time; of `now`, that of the clock.
    pub(crate) fn time(self) -> Result<Timestamp, CliError> {
        match self {
            Self::Now => now(),
            Self::Time(time) => Ok(time),
        }
    }

    /// The time of evaluation that a flag, given or not, asks for.
    pub(crate) fn evaluation(flag: Option<Self>) -> Result<At, CliError> {
        Ok(match flag {
            None => At::NewestRun,
            Some(Self::Time(time)) => At::Given(time),
            Some(Self::Now) => At::Now(now()?),
        })
    }
}

fn now() -> Result<Timestamp, CliError> {
    let seconds =
        SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|time| i64::try_from(time.as_secs()).ok());
    seconds
        .and_then(Timestamp::from_seconds)
        .ok_or_else(|| CliError::Usage("the clock of this machine is not set; give --at a time".into()))
}
