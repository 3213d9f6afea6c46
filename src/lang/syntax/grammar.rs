//! The parser that pest derives from the grammar; nothing outside `syntax` knows of pest.

/// The derived parser.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/rules.pest"]
pub(super) struct Grammar;
