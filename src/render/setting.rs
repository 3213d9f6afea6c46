//! What a form needs beside the verdict: how it is reported, and where the rules lie. And what it gets in place of one.

use crate::base::vocab::{Decision, words};
use crate::judge::verdict::Verdict;
use crate::render::diagnostics::Found;
use crate::tools::replay::timeline::Timeline;

words! {
    /// How much a verdict stands in the way: from all to nothing.
    Mode {
        /// A NO-GO or HOLD is a failure.
        Block = "block",
        /// No verdict is a failure; it is only told.
        Comment = "comment",
        /// No verdict is a failure, but what is not met is annotated.
        Warn = "warn",
    }
}

words! {
    /// What set the mode.
    ModeSource {
        /// Nothing did.
        Default = "default",
        /// The environment variable RULECHECK_MODE.
        Environment = "environment",
        /// `--mode`.
        Flag = "flag",
    }
}

/// How a verdict is reported.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The rules, as a path from the current folder with `/`; `None` where the lines of the verdict are not those of a
    /// file that others have too.
    pub rules: Option<&'a str>,
    /// The mode.
    pub mode: Mode,
    /// What set it.
    pub mode_source: ModeSource,
    /// Which decisions are reported as failure.
    pub failing: &'a [Decision],
    /// The runs over time, where they were read and are wanted.
    pub timeline: Option<&'a Timeline>,
}

impl<'a> Setting<'a> {
    /// Whether the verdict is reported as failure.
    #[must_use]
    pub fn fails(&self, verdict: &Verdict) -> bool {
        self.failing.contains(&verdict.decision)
    }

    /// The file that the rules of a verdict stand in: its path, or else its name.
    #[must_use]
    pub fn file(&self, verdict: &'a Verdict) -> &'a str {
        let source = verdict.policy.sources.first();
        self.rules.or(source.map(|source| source.base_name.as_str())).unwrap_or_default()
    }
}

/// Why no verdict could be given.
#[derive(Debug, Clone, Copy)]
pub struct Failure<'a> {
    /// The id of the policy, where that much is known.
    pub policy: Option<&'a str>,
    /// The rules, as a path from the current folder with `/`, if there is such a file.
    pub rules: Option<&'a str>,
    /// Why, for people; a message may have several lines.
    pub messages: &'a [String],
    /// What is wrong with the rules, if that is why.
    pub found: Option<Found<'a>>,
}

impl Failure<'_> {
    /// What every form says of it.
    pub const WHAT: &'static str = "It could not be judged.";
}
