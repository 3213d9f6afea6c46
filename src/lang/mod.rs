//! Rules: text → tree → [`policy::Policy`]; and back to text: formatter, canonical form, hashes.

pub mod builtins;
pub mod diagnostic;
pub mod fmt;
pub mod hash;
pub mod policy;
pub mod syntax;
