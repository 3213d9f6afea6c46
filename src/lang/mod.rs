//! Rules: text → tree → [`policy::Policy`]; and back to text: formatter, canonical form, hashes.

pub mod builtins;
pub mod diagnostic;
pub mod policy;
pub mod syntax;
