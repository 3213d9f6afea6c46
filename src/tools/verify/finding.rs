//! [`Verification`]: what came of verifying a verdict, as plain data.

use crate::base::digest::Sha256;
use crate::base::vocab::words;
use crate::tools::verify::compare::Difference;

words! {
    /// Why a verdict is not as it would be recomputed.
    Cause {
        /// It was edited: it contradicts itself.
        Edited = "edited",
        /// The rules mean something else.
        Rules = "rules",
        /// A constant has another value.
        Constants = "constants",
        /// Other files were read.
        Reports = "reports",
        /// Other numbers were judged.
        Metrics = "metrics",
        /// It was judged as of another time.
        Time = "time",
        /// By the same rules, on the same numbers, something else comes out.
        Judgement = "judgement",
        /// A sentence reads otherwise.
        Words = "words",
    }
}

/// What is wrong, what it means, and where.
#[derive(Debug, Clone)]
pub struct Finding<'a> {
    /// Why.
    pub cause: Cause,
    /// What it means, in sentences.
    pub text: String,
    /// The lines that differ: of the rules (`-` as recorded, `+` as given), or a constant each.
    pub lines: Vec<String>,
    /// Every place at which the recorded and the recomputed verdict differ because of it.
    pub differences: Vec<Difference<'a>>,
}

/// What the verdict was recomputed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// Rules were given; else the policy was taken from the verdict itself, or from another one.
    pub rules: bool,
    /// What reports tell and metrics do not, or the other way round, was taken from the verdict itself.
    pub claimed: bool,
}

/// Something that verifying says nothing about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCovered {
    /// Its place in the verdict.
    pub place: &'static str,
    /// Why, and what that leaves open.
    pub why: String,
}

/// What came of verifying.
#[derive(Debug, Clone)]
pub struct Verification<'a> {
    /// The title and id of the policy, as recorded.
    pub policy: (String, String),
    /// The answer, as recorded.
    pub recorded: String,
    /// The answer recomputed; `None`: nothing could be, as what the verdict holds is no policy.
    pub recomputed: Option<&'static str>,
    /// `core_sha256` as stated.
    pub core_stated: Option<String>,
    /// That of what the file holds.
    pub core_of_content: Sha256,
    /// That of the recomputed verdict.
    pub core_recomputed: Option<Sha256>,
    /// What is wrong, causes before what follows from them; none: it is verified.
    pub findings: Vec<Finding<'a>>,
    /// What is not wrong, but should be known.
    pub notes: Vec<String>,
    /// What was not verified.
    pub not_covered: Vec<NotCovered>,
}

impl Verification<'_> {
    /// Whether all that could be recomputed is as recorded.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.findings.is_empty()
    }
}
