//! [`ReportField`] and [`Field`]: which fields of a report are read, and what one can hold.

use crate::base::vocab::{DefaultedField, words};

words! {
    /// A field that reports are read for.
    ReportField {
        /// The name of the run.
        RunId = "run_id",
        /// Whether its inputs were pinned.
        PolicyState = "policy_state",
        /// How many WARNs.
        WarnCount = "WARN_count",
        /// How many FAILs.
        FailCount = "FAIL_count",
        /// How many overrides.
        OverridesCount = "Overrides_count",
        /// Whether there was an override: read where `Overrides_count` is absent.
        Override = "override",
        /// How many unknowns.
        UnknownCount = "Unknown_count",
        /// What they were.
        UnknownCauses = "Unknown_causes",
        /// When it ran.
        Timestamp = "timestamp",
        /// The cohort tag.
        PolicyHash = "policy_hash",
        /// The version of the report's form.
        SchemaVersion = "schema_version",
        /// The job.
        Job = "job",
        /// Which attempt.
        RunAttempt = "run_attempt",
    }
}

impl ReportField {
    /// How a value from the path of the file is listed; `None` for fields that paths do not give.
    #[must_use]
    pub const fn defaulted(self) -> Option<DefaultedField> {
        match self {
            Self::RunId => Some(DefaultedField::RunId),
            Self::PolicyState => Some(DefaultedField::PolicyState),
            Self::PolicyHash => Some(DefaultedField::PolicyHash),
            Self::Timestamp => Some(DefaultedField::Timestamp),
            Self::Job => Some(DefaultedField::Job),
            Self::RunAttempt => Some(DefaultedField::RunAttempt),
            Self::WarnCount
            | Self::FailCount
            | Self::OverridesCount
            | Self::Override
            | Self::UnknownCount
            | Self::UnknownCauses
            | Self::SchemaVersion => None,
        }
    }
}

/// What a report says in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Field<T> {
    /// Nothing, or `null`.
    #[default]
    Absent,
    /// Something of the wrong type or range, or two things.
    Invalid,
    /// This.
    Given(T),
}

impl<T: Copy> Field<T> {
    /// The value, if there is a usable one.
    #[must_use]
    pub fn given(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Invalid => None,
        }
    }
}
