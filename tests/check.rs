//! The checker's answers: every case below `language`, every page of an error, every code.
#![expect(clippy::disallowed_methods, reason = "cases and pages are files")]

use std::collections::BTreeSet;
use std::path::Path;

use rulecheck::base::source::SourceFile;
use rulecheck::base::time::Timestamp;
use rulecheck::lang::check::{Checked, ConstantsFile, check, constants_reference};
use rulecheck::lang::diagnostic::Diagnostics;
use rulecheck::lang::lint::{accept, lint};
use rulecheck::lang::syntax::parse;

use crate::diagnostics::{assert_answers, shown, source};
use crate::transcript::{files, root};

const STAGES: [&str; 5] = ["name", "type", "constant", "test", "lint"];

/// Checks rules with the text of their constants file, at the pointer that the rules name.
pub(crate) fn checked(rules: &SourceFile, constants: Option<SourceFile>) -> (Checked, Option<SourceFile>) {
    let parse = parse(rules);
    let reference = constants_reference(&parse.file).map(|text| text.node.clone()).unwrap_or_default();
    let pointer = ConstantsFile::split(&reference).1.unwrap_or_default().to_owned();
    let file = constants.map(|source| ConstantsFile { source, pointer });
    let checked = check(rules, &parse, file.as_ref());
    assert_eq!(checked.policy.is_none(), checked.diagnostics.has_errors(), "a policy or an error");
    (checked, file.map(|file| file.source))
}

/// The errors; in rules without any, the warnings that the author has not accepted, on 2026-06-01.
fn linted(rules: &SourceFile, constants: Option<SourceFile>) -> (Diagnostics, Option<SourceFile>) {
    let (checked, constants) = checked(rules, constants);
    let Some(policy) = checked.policy else { return (checked.diagnostics, constants) };
    let parse = parse(rules);
    let at = Timestamp::parse("2026-06-01T12:00:00Z");
    (accept(rules, &parse, lint(rules, &parse, &policy, at), &[]), constants)
}

fn answer(case: &Path) -> String {
    let rules = source(case);
    let json = case.with_extension("json");
    let (checked, constants) = checked(&rules, json.exists().then(|| source(&json)));
    shown(&checked.diagnostics, &rules, constants.as_ref())
}

#[test]
fn names() {
    assert_answers("tests/language/names", answer);
}

#[test]
fn types() {
    assert_answers("tests/language/types", answer);
}

#[test]
fn constants() {
    assert_answers("tests/language/constants", answer);
}

#[test]
fn tests() {
    assert_answers("tests/language/tests", answer);
}

#[test]
fn lints() {
    assert_answers("tests/language/lint", |case| {
        let rules = source(case);
        shown(&linted(&rules, None).0, &rules, None)
    });
}

/// The first block of this language in a page.
pub(crate) fn block<'a>(page: &'a str, language: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("```{language}\n"))?;
    rest.split_once("```").map(|(block, _)| block)
}

/// A declaration alone is checked in a policy that is otherwise whole.
pub(crate) fn whole(block: &str) -> String {
    let due = if block.contains("due a") { "" } else { "due at once\n" };
    let header = if block.starts_with("policy") { "" } else { "policy example \"Example\"\n" };
    if header.is_empty() { block.to_owned() } else { format!("{header}{due}{block}") }
}

/// Whether a code is told only once tests are run; `suite.rs` has their pages.
fn found_by_running(code: &str) -> bool {
    let files = files("src/tools/suite", "rs");
    let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
    texts.into_iter().any(|text| text.contains(&format!("code(\"{code}\")")))
}

#[test]
fn each_page_shows_its_error() {
    for stage in STAGES {
        for path in files(&format!("docs/errors/{stage}"), "md") {
            let code = format!("rulecheck::{stage}::{}", path.file_stem().unwrap().to_string_lossy());
            if found_by_running(&code) {
                continue;
            }
            let page = std::fs::read_to_string(&path).unwrap();
            assert!(page.starts_with(&format!("# `{code}`\n")), "{}", path.display());
            let rules = SourceFile::new("example.rules", whole(block(&page, "rules").unwrap()));
            let json = block(&page, "json").map(|json| SourceFile::new("example.json", json));
            let (found, constants) = linted(&rules, json);
            let codes: Vec<_> = found.sorted().iter().map(|found| found.code.clone()).collect();
            let answer = shown(&found, &rules, constants.as_ref());
            if stage != "lint" {
                assert_eq!(codes, [code], "{}\n{answer}", path.display());
                continue;
            }
            // A short example has other warnings as well; only what is written instead has not the one of the page.
            assert!(codes.contains(&code), "{}\n{answer}", path.display());
            let (_, instead) = page.split_once("**Write instead.**").unwrap();
            let rules = SourceFile::new("example.rules", whole(block(instead, "rules").unwrap()));
            let (found, _) = linted(&rules, None);
            let answer = shown(&found, &rules, None);
            assert!(found.sorted().iter().all(|found| found.code != code), "{}\n{answer}", path.display());
        }
    }
}

#[test]
fn each_code_is_its_variant_and_has_a_page_and_a_case() {
    let mut cases = BTreeSet::new();
    for folder in ["names", "types", "constants", "tests", "lint"] {
        for out in files(&format!("tests/language/{folder}"), "out") {
            let text = std::fs::read_to_string(out).unwrap();
            cases.extend(
                text.split(['[', ']']).filter(|part| part.starts_with("rulecheck::")).map(str::to_owned),
            );
        }
    }
    let mut codes = 0;
    for file in files("src/lang/check/error", "rs") {
        let text = std::fs::read_to_string(&file).unwrap();
        for part in text.split("code(\"").skip(1) {
            let (code, rest) = part.split_once('"').unwrap();
            let variant = rest.lines().find_map(|line| line.trim().strip_suffix(" {")).unwrap();
            let snake: String = variant
                .chars()
                .map(|c| if c.is_uppercase() { format!("_{}", c.to_lowercase()) } else { c.into() })
                .collect();
            assert_eq!(code.rsplit("::").next().unwrap(), snake.trim_start_matches('_'));
            let page = code.replace("::", "/").replacen("rulecheck", "docs/errors", 1);
            assert!(root().join(format!("{page}.md")).exists(), "no page for {code}");
            assert!(cases.contains(code), "no case for {code}");
            codes += 1;
        }
    }
    let pages = |stage: &&str| {
        let codes = files(&format!("docs/errors/{stage}"), "md")
            .into_iter()
            .map(move |path| format!("rulecheck::{stage}::{}", path.file_stem().unwrap().to_string_lossy()));
        codes.filter(|code| !found_by_running(code)).count()
    };
    let pages: usize = STAGES.iter().map(pages).sum();
    assert_eq!(codes, pages, "a page without a code");
}
