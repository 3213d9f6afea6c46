//! The words that no constant and no let may be called, from the tables that define them.

use crate::base::quantity::Type;
use crate::base::vocab::{Decision, Signal, Stratum};
use crate::lang::builtins::Builtin;
use crate::lang::policy::CohortChoice;
use crate::lang::syntax::words;

/// The words of the grammar that stand in no other table.
const KEYWORDS: &[&str] = &["pp", "reports", "stop", "stratum"];

/// Begins every class of unknown.
pub const CLASS_PREFIX: &str = "unknown_";

/// Whether `name` already has a meaning in the language.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    KEYWORDS.contains(&name)
        || words::frame().any(|word| word == name)
        || words::Unit::from_word(name).is_some()
        || Type::from_word(name).is_some()
        || Builtin::from_word(name).is_some()
        || Stratum::from_word(name).is_some()
        || Signal::from_word(name).is_some()
        || CohortChoice::from_word(name).is_some()
        || Decision::from_word(name).is_some()
}

/// The type with its article: `a rate`, `points`.
pub(super) const fn noun(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "a condition",
        Type::Number => "a number",
        Type::Rate => "a rate",
        Type::Points => "points",
        Type::Mean => "a mean",
        Type::Duration => "a duration",
    }
}

/// A literal of a type, to show how one is written.
pub(super) const fn example(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "rate(fail) < 20%",
        Type::Number => "10",
        Type::Rate => "20%",
        Type::Points => "5pp",
        Type::Mean => "0.1 per run",
        Type::Duration => "7 days",
    }
}
