//! [`ReportField`] and [`Field`]: which fields of a report are read, and what one can hold.

pub use crate::base::vocab::ReportField;

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
