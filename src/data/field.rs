//! [`ReportField`] and [`Field`]: which fields of a report are read, and what one can hold.

use crate::base::vocab::DefaultedField;
pub use crate::base::vocab::ReportField;

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
