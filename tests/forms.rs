//! What is wrong with rules, in the forms for machines.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "cases are files, and time is taken"
)]

use rulecheck::base::source::SourceFile;
use rulecheck::lang::check::check;
use rulecheck::lang::diagnostic::Diagnostics;
use rulecheck::lang::lint::lint;
use rulecheck::lang::syntax::parse;
use rulecheck::render::diagnostics::{Form, Found, render};
use serde_json::Value;

use crate::transcript::{files, root};

/// Each case of the language with all that is found in it.
fn cases() -> Vec<(SourceFile, Diagnostics)> {
    let folders = ["constants", "lint", "names", "syntax", "tests", "types"];
    let cases = folders.iter().flat_map(|folder| files(&format!("tests/language/{folder}"), "rules"));
    let texts =
        cases.filter_map(|path| Some((path.clone(), String::from_utf8(std::fs::read(&path).unwrap()).ok()?)));
    texts
        .map(|(path, text)| {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            let source = SourceFile::new(name, text.trim_start_matches('\u{feff}'));
            let found = found(&source);
            (source, found)
        })
        .collect()
}

fn found(source: &SourceFile) -> Diagnostics {
    let parsed = parse(source);
    let checked = check(source, &parsed, None);
    match &checked.policy {
        Some(policy) => lint(source, &parsed, policy, None),
        None => checked.diagnostics,
    }
}

fn schema(path: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    // A bracket in a pattern of the official schema is not escaped, which not every engine takes.
    let text = text.replace("{2}]?$", "{2}\\\\]?$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn documents_are_as_their_schemas_say() {
    let cases = cases();
    let found: Vec<Found<'_>> =
        cases.iter().map(|(rules, diagnostics)| Found { diagnostics, rules, constants: None }).collect();
    for (form, path) in [
        (Form::Json, "docs/schemas/diagnostics.schema.json"),
        (Form::Sarif, "tests/fixtures/sarif-schema-2.1.0.json"),
    ] {
        let document: Value = serde_json::from_str(&render(&found, form, false)).unwrap();
        let errors: Vec<String> =
            schema(path).iter_errors(&document).map(|error| error.to_string()).take(5).collect();
        assert!(errors.is_empty(), "{form}: {errors:?}");
    }
}

/// What a fix promises: the finding is gone once it is made.
#[test]
fn a_fix_rights_what_it_is_for() {
    let mut fixes = 0;
    for (source, found_before) in cases() {
        for diagnostic in found_before.sorted() {
            for fix in &diagnostic.fixes {
                let range = fix.span.range();
                let mut text = source.text().to_owned();
                text.replace_range(range, &fix.replacement);
                let after = SourceFile::new(source.name(), text.as_str());
                let place = diagnostic.labels[0].span;
                let still = found(&after).sorted().into_iter().any(|other| {
                    let same_place = other.labels.first().is_some_and(|label| label.span == place);
                    other.code == diagnostic.code && same_place && other.message == diagnostic.message
                });
                assert!(!still, "{fix:?} does not right {}\n{text}", diagnostic.message);
                fixes += 1;
            }
        }
    }
    assert!(fixes > 150, "only {fixes} fixes");
}

/// Workflow commands end at the line: nothing in a message or a path may begin another.
#[test]
fn workflow_commands_are_escaped() {
    let source = SourceFile::new(
        "odd,name:100%.rules",
        "policy p \"t\"\ndue at once\nrule r { require rate(fail) < 0.2 }\n",
    );
    let diagnostics = found(&source);
    let found = Found { diagnostics: &diagnostics, rules: &source, constants: None };
    assert_eq!(
        render(&[found], Form::Github, false),
        "::error file=odd%2Cname%3A100%25.rules,line=3,endLine=3,col=31,endColumn=34,\
         title=type%3A%3Arate_vs_number::a rate is compared with a plain number%0Ahelp: write `rate(fail) < 20%25`\n"
    );
}

/// A policy of 10,000 lines with 1,000 errors.
#[test]
fn many_errors_in_a_long_policy_are_told_in_time() {
    let rule = |at: usize| {
        let lines = "  require runs_with(warn) < 5\n".repeat(7);
        format!("rule r{at} {{\n{lines}  require rate(fail) < 0.2\n}}\n")
    };
    let rules: String = (0..1_000).map(rule).collect();
    let source = SourceFile::new("long.rules", format!("policy p \"t\"\ndue at once\n{rules}"));
    let start = std::time::Instant::now();
    let diagnostics = found(&source);
    for form in Form::ALL {
        let found = Found { diagnostics: &diagnostics, rules: &source, constants: None };
        assert!(render(&[found], *form, false).contains("rate_vs_number"), "{form}");
    }
    let took = start.elapsed();
    assert!(took.as_millis() < 4_000, "{took:?}");
}
