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

/// Some of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FieldSet(u16);

impl FieldSet {
    /// Those without which a report says less than it should.
    pub const REQUIRED: Self = Self::of(ReportField::RunId)
        .union(Self::of(ReportField::PolicyState))
        .union(Self::of(ReportField::WarnCount))
        .union(Self::of(ReportField::FailCount))
        .union(Self::of(ReportField::UnknownCount));

    /// One field.
    #[inline]
    #[must_use]
    pub const fn of(field: ReportField) -> Self {
        Self(1 << field as u16)
    }

    /// Whether there is none.
    #[inline]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those of either.
    #[inline]
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of both.
    #[inline]
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that `others` has not.
    #[inline]
    #[must_use]
    pub const fn minus(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Adds those of `others`.
    #[inline]
    pub const fn add(&mut self, others: Self) {
        *self = self.union(others);
    }

    /// Whether `field` is one of them.
    #[inline]
    #[must_use]
    pub const fn contains(self, field: ReportField) -> bool {
        !self.intersection(Self::of(field)).is_empty()
    }

    /// Adds a field.
    #[inline]
    pub const fn insert(&mut self, field: ReportField) {
        self.add(Self::of(field));
    }
}
