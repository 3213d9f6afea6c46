//! Each syntax error has a page and a case, each page has its error, and what the pages show is true.
#![expect(clippy::disallowed_methods, reason = "pages and cases are files")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rulecheck::base::source::SourceFile;
use rulecheck::lang::syntax::parse;

/// Errors of bytes and sizes: they have no example that could stand on a page.
const WITHOUT_EXAMPLE: [&str; 4] = ["not_utf8", "not_text", "too_large", "too_long"];
/// Errors about the header: their examples are whole files.
const WHOLE_FILES: [&str; 4] = ["empty_file", "missing_header", "second_header", "header_not_first"];
/// Has a case in `limits.rs` instead of a file of 4 MiB.
const WITHOUT_CASE: [&str; 1] = ["too_large"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every variant and every code of the error enum.
fn variants_and_codes() -> (Vec<String>, BTreeSet<String>) {
    let source = std::fs::read_to_string(root().join("src/lang/syntax/error.rs")).unwrap();
    let mut variants = Vec::new();
    let mut codes = BTreeSet::new();
    for line in source.lines() {
        if let Some((_, rest)) = line.split_once("code(\"rulecheck::syntax::") {
            codes.insert(rest.split('"').next().unwrap().to_owned());
        }
        let variant = line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase));
        variants.extend(variant.map(|line| line.split_whitespace().next().unwrap().to_owned()));
    }
    (variants, codes)
}

fn snake(variant: &str) -> String {
    let mut out = String::new();
    for character in variant.chars() {
        if character.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(character.to_lowercase());
    }
    out
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

/// The rules blocks of a page.
fn blocks(page: &str) -> Vec<String> {
    page.split("```rules\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn codes_of(text: &str) -> BTreeSet<String> {
    let parsed = parse(&SourceFile::new("page.rules", text));
    parsed
        .diagnostics
        .sorted()
        .into_iter()
        .map(|finding| finding.code.trim_start_matches("rulecheck::syntax::").to_owned())
        .collect()
}

#[test]
fn a_code_is_its_variant_in_snake_case() {
    let (variants, codes) = variants_and_codes();
    assert_eq!(variants.iter().map(|variant| snake(variant)).collect::<BTreeSet<_>>(), codes);
    assert_eq!(variants.len(), codes.len());
}

#[test]
fn pages_show_what_they_tell_of() {
    let (_, codes) = variants_and_codes();
    let mut pages = BTreeSet::new();
    for path in files("docs/errors/syntax", "md") {
        let code = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let page = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        assert!(page.starts_with(&format!("# `rulecheck::syntax::{code}`\n")), "{code}");
        let header = if WHOLE_FILES.contains(&code.as_str()) { "" } else { "policy gate \"Gate\"\n" };
        let whole = |block: &str| format!("{header}{block}");
        match blocks(&page).as_slice() {
            [bad, good] => {
                assert_eq!(codes_of(&whole(bad)), BTreeSet::from([code.clone()]), "{code}");
                assert_eq!(codes_of(&whole(good)), BTreeSet::new(), "{code}");
            }
            _ => assert!(WITHOUT_EXAMPLE.contains(&code.as_str()), "{code}"),
        }
        pages.insert(code);
    }
    assert_eq!(pages, codes);
}

#[test]
fn each_code_has_a_case() {
    let (_, mut codes) = variants_and_codes();
    for path in files("tests/language/syntax", "out") {
        let answer = std::fs::read_to_string(path).unwrap();
        for line in answer.lines().filter_map(|line| line.strip_prefix("error rulecheck::syntax::")) {
            codes.remove(line.split(' ').next().unwrap());
        }
    }
    assert_eq!(codes, WITHOUT_CASE.map(str::to_owned).into());
}

#[test]
fn the_grammar_shows_an_example_of_each_rule() {
    let grammar = include_str!("../grammar/rules.pest");
    let mut before = "";
    for line in grammar.lines() {
        let is_rule = line.starts_with(char::is_alphabetic) && line.contains(" = ");
        assert!(!is_rule || before.starts_with("/// "), "{line}");
        before = line;
    }
}
