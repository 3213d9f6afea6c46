//! Every page of docs/errors can be shown, and no other; the index lists them all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rulecheck::lang::codes;

use crate::transcript::{assert_golden, root};

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

/// The first sentence of a page, below its title, for a cell of a table.
fn first_sentence(page: &str) -> String {
    let paragraph = page.split("\n\n").nth(1).unwrap().replace('\n', " ");
    let end = paragraph.find(". ").map_or(paragraph.len(), |end| end + 1);
    paragraph[..end].replace('|', "\\|")
}

#[test]
fn the_index_lists_every_code() {
    let mark = "<!-- From here on written by `UPDATE=1 cargo test codes`. -->\n";
    let path = root().join("docs/errors/README.md");
    let index = std::fs::read_to_string(&path).unwrap();
    let (head, _) = index.split_once(mark).unwrap();
    let mut stages = BTreeMap::<String, String>::new();
    for code in codes::all() {
        let (stage, name) = code.split_once("::").unwrap();
        let sentence = first_sentence(codes::page(&code).unwrap());
        let row = format!("| [`{name}`]({stage}/{name}.md) | {sentence} |\n");
        stages.entry(stage.to_owned()).or_default().push_str(&row);
    }
    let tables: Vec<String> = stages
        .into_iter()
        .map(|(stage, rows)| format!("\n### {stage}\n\n| code | when |\n|---|---|\n{rows}"))
        .collect();
    assert_golden(&path, &format!("{head}{mark}{}", tables.concat()));
}

#[test]
fn a_code_that_is_near_is_named() {
    assert_eq!(codes::nearest("type::rate_vs_nubmer").as_deref(), Some("type::rate_vs_number"));
    assert_eq!(codes::nearest("looks_alike").as_deref(), Some("syntax::look_alike"));
    assert_eq!(codes::nearest("something else entirely"), None);
}
