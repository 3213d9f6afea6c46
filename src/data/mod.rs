//! Reports: bytes → [`run::Run`] → [`profile::Profile`] → [`metrics::Metrics`].
#![deny(clippy::arithmetic_side_effects)]

pub mod aggregate;
pub mod batch;
pub mod blocks;
pub mod bounds;
pub mod causes;
pub mod classify;
pub mod cohort;
pub mod dedup;
pub mod defect;
pub mod document;
pub mod entries;
pub mod expected;
pub mod field;
pub mod fields;
pub mod index;
pub mod keys;
pub mod metrics;
pub mod metrics_file;
pub mod metrics_read;
pub mod names;
pub mod natural;
pub mod number;
pub mod plan;
pub mod profile;
pub mod provenance;
pub mod read;
pub mod records;
pub mod run;
pub mod seen;
pub mod series;
pub mod series_read;
pub mod tally;
