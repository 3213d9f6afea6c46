//! Tree → text: the canonical form.

pub mod canonical;

pub use canonical::canonical_text;
