//! The metrics of the language: one table of names, arguments and results.

use crate::base::quantity::Type;
use crate::base::vocab::words;

words! {
    /// A metric, by its name.
    Builtin {
        /// Runs.
        Runs = "runs",
        /// Runs with at least one of the signals, of all runs.
        Rate = "rate",
        /// Runs with at least one of the signals.
        RunsWith = "runs_with",
        /// Counts of the signals added up.
        Sum = "sum",
        /// Counts of the signals per run.
        Mean = "mean",
        /// Runs of which it is not known whether they have one of the signals.
        Missing = "missing",
        /// First run to time of evaluation.
        Elapsed = "elapsed",
        /// Newest run to time of evaluation.
        Age = "age",
    }
}

impl Builtin {
    /// Whether signals in parentheses follow its name.
    #[must_use]
    pub const fn takes_signals(self) -> bool {
        matches!(self, Self::Rate | Self::RunsWith | Self::Sum | Self::Mean | Self::Missing)
    }

    /// Whether it is counted in a scope, and so takes suffixes; `elapsed` and `age` belong to the whole cohort.
    #[must_use]
    pub const fn has_scope(self) -> bool {
        !matches!(self, Self::Elapsed | Self::Age)
    }

    /// The type of its value.
    #[must_use]
    pub const fn result(self) -> Type {
        match self {
            Self::Rate => Type::Rate,
            Self::Runs | Self::RunsWith | Self::Sum | Self::Missing => Type::Number,
            Self::Mean => Type::Mean,
            Self::Elapsed | Self::Age => Type::Duration,
        }
    }
}
