//! The metrics of the language: one table of names, arguments, results and meanings.

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

    /// What it measures, in one sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Runs => "how many runs there are",
            Self::Rate => "the part of the runs that have at least one of the signals",
            Self::RunsWith => "how many runs have at least one of the signals",
            Self::Sum => "the counts of the signals added up",
            Self::Mean => "the counts of the signals per run",
            Self::Missing => "of how many runs it is not known whether they have one of the signals",
            Self::Elapsed => "the time from the cohort's first run to the time of evaluation",
            Self::Age => "the time from the cohort's newest run to the time of evaluation",
        }
    }
}
