//! Reports: bytes → [`run::Run`] → [`profile::Profile`] → [`metrics::Metrics`].
#![deny(clippy::arithmetic_side_effects)]

pub mod metrics;
pub mod plan;
pub mod profile;
pub mod run;
pub mod tally;
