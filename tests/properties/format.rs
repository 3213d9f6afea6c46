//! Layout: however rules are written, nothing but their looks changes, and they are changed once.

use proptest::prelude::*;
use rulecheck::lang::fmt::canonical_text;

use rulecheck::base::source::SourceFile;
use rulecheck::lang::syntax::{Parse, parse};

use crate::format::formatted;
use crate::rewriting::rewritten;

fn parsed(text: &str) -> (SourceFile, Parse) {
    let source = SourceFile::new("gate.rules", text);
    let parsed = parse(&source);
    assert!(!parsed.diagnostics.has_errors(), "{text}: {:#?}", parsed.diagnostics);
    (source, parsed)
}

/// The texts of the comments of a file.
fn comments<'a>(source: &'a SourceFile, parsed: &'a Parse) -> Vec<&'a str> {
    parsed.comments.iter().map(|comment| source.slice(comment.span)).collect()
}

proptest! {
    #[test]
    fn nothing_but_looks(rules in rewritten()) {
        let (_, original) = parsed(&rules.original);
        let (source, written) = parsed(&rules.text);
        prop_assert!(written.file == original.file, "the same tree");
        prop_assert_eq!(comments(&source, &written), rules.comments.clone());

        // `formatted` also lays its own output out again.
        let (source, laid_out) = parsed(&formatted(&rules.text));
        prop_assert!(laid_out.file == original.file, "the same tree");
        prop_assert_eq!(comments(&source, &laid_out), rules.comments);
        prop_assert_eq!(canonical_text(&laid_out.file), canonical_text(&original.file));
    }
}
