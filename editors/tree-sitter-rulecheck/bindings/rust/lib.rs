//! The grammar of rulecheck policies for the tree-sitter library.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_rulecheck() -> *const ();
}

/// The grammar: `parser.set_language(&tree_sitter_rulecheck::LANGUAGE.into())`.
// SAFETY: the generated parser exports this function, which returns a language.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_rulecheck) };
