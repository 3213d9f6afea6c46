//! Every page of docs/errors can be shown, and no other.

use std::collections::BTreeSet;
use std::path::Path;

use rulecheck::lang::codes;

use crate::transcript::root;

fn pages(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.file_stem().unwrap() != "README" {
            let code = path.with_extension("").strip_prefix(root().join("docs/errors")).unwrap().to_owned();
            found.insert(code.to_str().unwrap().replace(['/', '\\'], "::"));
        }
    }
}

#[test]
fn every_page_can_be_shown() {
    let mut found = BTreeSet::new();
    pages(&root().join("docs/errors"), &mut found);
    assert_eq!(codes::all().collect::<BTreeSet<_>>(), found);
    for code in found {
        let page = codes::page(&code).unwrap();
        assert!(page.starts_with(&format!("# `rulecheck::{code}`\n")), "{code}");
        assert_eq!(codes::page(&format!("rulecheck::{code}")), Some(page));
    }
}

#[test]
fn a_code_that_is_near_is_named() {
    assert_eq!(codes::nearest("type::rate_vs_nubmer").as_deref(), Some("type::rate_vs_number"));
    assert_eq!(codes::nearest("looks_alike").as_deref(), Some("syntax::look_alike"));
    assert_eq!(codes::nearest("something else entirely"), None);
}
