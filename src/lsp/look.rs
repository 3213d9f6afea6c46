//! [`Job`]: a policy without errors is looked over for warnings, which takes long for a long one: beside everything
//! else, so that no question waits for it.

use crate::base::source::SourceFile;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::lint;
use crate::lang::policy::Policy;
use crate::lang::syntax::Parse;

use super::place::Place;

/// A policy to be looked over.
#[derive(Debug)]
pub struct Job {
    /// The file it is of.
    pub place: Place,
    /// Its text.
    pub source: SourceFile,
    /// Its tree.
    pub parse: Parse,
    /// The policy.
    pub policy: Policy,
}

/// What was found.
#[derive(Debug)]
pub struct Looked {
    /// The file it is of.
    pub place: Place,
    /// The text that was looked over.
    pub text: String,
    /// The warnings.
    pub warnings: Diagnostics,
}

impl Job {
    /// Does it. Waivers are not held against a time: there is no clock here.
    #[must_use]
    pub fn run(self) -> Looked {
        let warnings = lint::warnings(&self.source, &self.parse, &self.policy, None);
        Looked { place: self.place, text: self.source.text().to_owned(), warnings }
    }
}
