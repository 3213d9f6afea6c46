//! [`TypeError`]: quantities that do not fit together.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::lang::diagnostic::{Finding, Fix, Help};

/// What is wrong with the types of an expression.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum TypeError {
    /// `rate(fail) < 0.2`
    #[error("a rate is compared with a plain number")]
    #[diagnostic(code("rulecheck::type::rate_vs_number"))]
    RateVsNumber {
        #[label("a number")]
        span: Span,
        #[label("a rate")]
        other: Span,
        #[help]
        help: Help,
    },

    /// `rate(fail) < 5pp`
    #[error("a rate is compared with a difference of rates")]
    #[diagnostic(code("rulecheck::type::rate_vs_points"))]
    RateVsPoints {
        #[label("points")]
        span: Span,
        #[label("a rate")]
        other: Span,
        #[help]
        help: Help,
    },

    /// `rate(fail) in pinned - rate(fail) in unpinned < 5%`
    #[error("a difference of rates is compared with a rate")]
    #[diagnostic(code("rulecheck::type::points_vs_rate"))]
    PointsVsRate {
        #[label("a rate")]
        span: Span,
        #[label("points")]
        other: Span,
        #[help]
        help: Help,
    },

    /// `rate(fail) in pinned - rate(fail) in unpinned < 0.05`
    #[error("a difference of rates is compared with a plain number")]
    #[diagnostic(code("rulecheck::type::points_vs_number"))]
    PointsVsNumber {
        #[label("a number")]
        span: Span,
        #[label("points")]
        other: Span,
        #[help]
        help: Help,
    },

    /// `mean(warn) < 0.1`
    #[error("a mean is compared with a plain number")]
    #[diagnostic(code("rulecheck::type::mean_vs_number"))]
    MeanVsNumber {
        #[label("a number")]
        span: Span,
        #[label("a mean")]
        other: Span,
        #[help]
        help: Help,
    },

    /// `mean(warn) < 20%`
    #[error("a mean is compared with a rate")]
    #[diagnostic(code("rulecheck::type::mean_vs_rate"))]
    MeanVsRate {
        #[label("{ty}")]
        span: Span,
        ty: &'static str,
        #[label("{other_ty}")]
        other: Span,
        other_ty: &'static str,
        #[help]
        help: Help,
    },

    /// `elapsed >= 7`
    #[error("a duration is compared with a plain number")]
    #[diagnostic(code("rulecheck::type::duration_vs_number"))]
    DurationVsNumber {
        #[label("a number")]
        span: Span,
        #[label("a duration")]
        other: Span,
        #[help]
        help: Help,
    },

    /// `sum(override) / runs <= 10%`
    #[error("a plain number is compared with a rate")]
    #[diagnostic(code("rulecheck::type::count_vs_rate"))]
    CountVsRate {
        #[label("a number")]
        span: Span,
        #[label("a rate")]
        other: Span,
        #[help]
        help: Help,
    },

    /// `sum(warn) < 0.1 per run`
    #[error("a plain number is compared with a mean")]
    #[diagnostic(code("rulecheck::type::count_vs_mean"))]
    CountVsMean {
        #[label("a number")]
        span: Span,
        #[label("a mean")]
        other: Span,
        #[help]
        help: Help,
    },

    /// `elapsed < 5%`
    #[error("{left_ty} and {right_ty} cannot be compared")]
    #[diagnostic(code("rulecheck::type::different_types"))]
    DifferentTypes {
        #[label("{left_ty}")]
        span: Span,
        left_ty: &'static str,
        #[label("{right_ty}")]
        other: Span,
        right_ty: &'static str,
        #[help]
        help: Help,
    },

    /// `rate(fail) + 0.05 < 20%`
    #[error("{left_ty} {op} {right_ty} has no meaning")]
    #[diagnostic(code("rulecheck::type::cannot_add"))]
    CannotAdd {
        #[label("{right_ty}")]
        span: Span,
        right_ty: &'static str,
        op: &'static str,
        #[label("{left_ty}")]
        other: Span,
        left_ty: &'static str,
        #[help]
        help: Help,
    },

    /// `rate(fail) * rate(warn) < 1%`
    #[error("{left_ty} * {right_ty} has no meaning")]
    #[diagnostic(
        code("rulecheck::type::cannot_multiply"),
        help("one side of `*` is a plain number: `2 * rate(fail)`")
    )]
    CannotMultiply {
        #[label("{right_ty}")]
        span: Span,
        right_ty: &'static str,
        #[label("{left_ty}")]
        other: Span,
        left_ty: &'static str,
    },

    /// `runs / rate(fail) > 3`
    #[error("{left_ty} / {right_ty} has no meaning")]
    #[diagnostic(
        code("rulecheck::type::cannot_divide"),
        help("divide by a plain number, or two quantities of one type by each other")
    )]
    CannotDivide {
        #[label("{right_ty}")]
        span: Span,
        right_ty: &'static str,
        #[label("{left_ty}")]
        other: Span,
        left_ty: &'static str,
    },

    /// `rate(fail) and runs >= 10`
    #[error("`{word}` takes conditions, and {ty} is none")]
    #[diagnostic(code("rulecheck::type::not_a_condition"))]
    NotACondition {
        word: &'static str,
        ty: &'static str,
        #[label("{ty}")]
        span: Span,
        #[help]
        help: Help,
    },

    /// `require rate(fail)`
    #[error("a `{word}` without a comparison")]
    #[diagnostic(code("rulecheck::type::check_without_comparison"))]
    CheckWithoutComparison {
        word: &'static str,
        ty: &'static str,
        #[label("{ty}: neither true nor false")]
        span: Span,
        #[help]
        help: Help,
    },

    /// `(rate(fail) < 5%) == (rate(warn) < 5%)`
    #[error("a condition is compared")]
    #[diagnostic(code("rulecheck::type::bool_compared"))]
    BoolCompared {
        #[label("true or false: not a quantity")]
        span: Span,
        #[help]
        help: Help,
    },

    /// `(rate(fail) < 5%) + 1 > 1`
    #[error("a condition cannot be calculated with")]
    #[diagnostic(
        code("rulecheck::type::bool_in_arithmetic"),
        help("conditions are joined by `and`, `or` and `not`")
    )]
    BoolInArithmetic {
        #[label("true or false: not a quantity")]
        span: Span,
    },

    /// `noise in pinned within 25% of noise in unpinned`
    #[error("the tolerance of this `within` is {ty}, not {wanted}")]
    #[diagnostic(code("rulecheck::type::wrong_tolerance"))]
    WrongTolerance {
        #[label("{ty}")]
        span: Span,
        ty: &'static str,
        wanted: &'static str,
        #[help]
        help: Help,
    },

    /// `rate(fail) < 2% in pinned`
    #[error("`{suffix}` reaches no metric")]
    #[diagnostic(code("rulecheck::type::suffix_reaches_no_metric"))]
    SuffixReachesNoMetric {
        suffix: String,
        #[label("this has no runs that could be counted")]
        span: Span,
        #[help]
        help: Help,
    },

    /// `elapsed in pinned`
    #[error("`{suffix}` cannot be said of `{metric}`")]
    #[diagnostic(
        code("rulecheck::type::suffix_on_cohort_metric"),
        help("`elapsed` and `age` are of the whole cohort: write `{metric}`")
    )]
    SuffixOnCohortMetric {
        suffix: String,
        metric: &'static str,
        #[label("of the whole cohort")]
        span: Span,
    },

    /// `(rate(fail) in pinned) in unpinned`
    #[error("`{suffix}` changes nothing: the innermost suffix of a kind wins")]
    #[diagnostic(code("rulecheck::type::suffix_without_effect"))]
    SuffixWithoutEffect {
        suffix: String,
        #[label("every metric in here already has such a suffix")]
        span: Span,
        #[help]
        help: Help,
    },
}

impl Finding for TypeError {
    fn fixes(&self) -> Vec<Fix> {
        match self {
            Self::RateVsNumber { help, .. }
            | Self::RateVsPoints { help, .. }
            | Self::PointsVsRate { help, .. }
            | Self::PointsVsNumber { help, .. }
            | Self::MeanVsNumber { help, .. }
            | Self::MeanVsRate { help, .. }
            | Self::DurationVsNumber { help, .. }
            | Self::CountVsRate { help, .. }
            | Self::CountVsMean { help, .. }
            | Self::DifferentTypes { help, .. }
            | Self::CannotAdd { help, .. }
            | Self::NotACondition { help, .. }
            | Self::CheckWithoutComparison { help, .. }
            | Self::BoolCompared { help, .. }
            | Self::WrongTolerance { help, .. }
            | Self::SuffixReachesNoMetric { help, .. }
            | Self::SuffixWithoutEffect { help, .. } => help.fixes.clone(),
            Self::SuffixOnCohortMetric { span, metric, .. } => vec![Fix::write(*span, *metric)],
            Self::CannotMultiply { .. } | Self::CannotDivide { .. } | Self::BoolInArithmetic { .. } => {
                Vec::new()
            }
        }
    }
}
