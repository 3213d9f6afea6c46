//! Tree → text: the canonical form.

pub mod canonical;
mod expr;

pub use canonical::canonical_text;
