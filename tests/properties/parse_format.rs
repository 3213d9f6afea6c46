//! Trees survive being written and read, comments survive being formatted, and no bytes stop the parser.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::rule_strategies::{expr, file, level_of};
use rulecheck::base::source::SourceFile;
use rulecheck::lang::fmt::canonical::{canonical_text, expr_text, header_text, line_text};
use rulecheck::lang::fmt::{canonical, format, test_clause_text, test_head_text};
use rulecheck::lang::syntax::ast::{DeclKind, ExprKind, RuleFile};
use rulecheck::lang::syntax::{decode, parse};

const SHIPPED: &str = include_str!("../language/syntax/shipped_policy.rules");

/// Parses what has to be sound.
fn sound(text: &str) -> Result<RuleFile, TestCaseError> {
    let parsed = parse(&SourceFile::new("policy.rules", text));
    prop_assert!(parsed.diagnostics.is_empty(), "{text}\n{:#?}", parsed.diagnostics);
    Ok(parsed.file)
}

/// A file as text, in the order of its tree; each space between tokens may become something else.
fn written(file: &RuleFile) -> String {
    let mut out = String::new();
    if let Some(header) = &file.header {
        writeln!(out, "{}", header_text(header)).unwrap();
    }
    for decl in &file.decls {
        match &decl.node {
            DeclKind::Rule(rule) => {
                writeln!(out, "{} {{", canonical::rule_head_text(rule)).unwrap();
                for clause in &rule.clauses {
                    writeln!(out, "  {}", canonical::clause_text(&clause.node)).unwrap();
                }
                out.push_str("}\n");
            }
            DeclKind::Test(test) => {
                writeln!(out, "{} {{", test_head_text(test)).unwrap();
                for clause in &test.clauses {
                    writeln!(out, "  {}", test_clause_text(&clause.node)).unwrap();
                }
                out.push_str("}\n");
            }
            other => writeln!(out, "{}", line_text(other)).unwrap(),
        }
    }
    out
}

/// Puts comments and white space in the place of spaces and line ends outside of texts.
fn scattered(text: &str, seeds: &[u8]) -> String {
    let mut out = String::new();
    let (mut quoted, mut escaped) = (false, false);
    let mut seeds = seeds.iter().cycle();
    for character in text.chars() {
        match character {
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
        if quoted || !matches!(character, ' ' | '\n') {
            out.push(character);
            continue;
        }
        match seeds.next().unwrap_or(&0) % 8 {
            0 => out.push_str(" # a remark, \"quoted\" {\n"),
            1 => out.push_str("\n\n# own line }\n"),
            2 => out.push_str("\r\n\t"),
            3 => out.push_str("\n\n\n"),
            _ => out.push(character),
        }
    }
    out
}

proptest! {
    #[test]
    fn an_expression_survives_being_written_and_read(expr in expr()) {
        let file = sound(&format!("policy p \"P\"\nlet x = {}", expr_text(&expr)))?;
        let binding = file.decls.iter().find_map(|decl| match &decl.node {
            DeclKind::Let(binding) => Some(&binding.value),
            _ => None,
        });
        prop_assert_eq!(binding, Some(&expr));
        // The invariant of chains: nothing of their own level stands first.
        if let Some(ExprKind::Chain { first, rest }) = binding.map(|expr| &expr.node)
            && let ExprKind::Chain { rest: inner, .. } = &first.node
        {
            prop_assert_ne!(level_of(inner), level_of(rest));
        }
    }

    #[test]
    fn a_file_survives_being_written_and_read(file in file()) {
        prop_assert_eq!(&sound(&written(&file))?, &file);
    }

    #[test]
    fn canonical_text_is_its_own(file in file()) {
        let text = canonical_text(&file);
        prop_assert_eq!(canonical_text(&sound(&text)?), text);
    }

    #[test]
    fn comments_and_spaces_change_no_tree(file in file(), seeds in prop::collection::vec(any::<u8>(), 1..50)) {
        prop_assert_eq!(&sound(&scattered(&written(&file), &seeds))?, &file);
    }

    #[test]
    fn formatting_keeps_everything_and_is_done_at_once(
        file in file(),
        seeds in prop::collection::vec(any::<u8>(), 1..50),
    ) {
        let text = scattered(&written(&file), &seeds);
        let source = SourceFile::new("policy.rules", text.clone());
        let once = format(&source, &parse(&source));
        prop_assert!(once.is_ok(), "{:?}\n{}", once, text);
        let once = once.unwrap();
        prop_assert_eq!(&sound(&once)?, &file);
        let again = SourceFile::new("policy.rules", once.clone());
        prop_assert_eq!(format(&again, &parse(&again)).unwrap(), once);
    }

    #[test]
    fn no_bytes_stop_the_parser(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(source) = decode("policy.rules", &bytes) {
            let parsed = parse(&source);
            prop_assert!(parsed.diagnostics.has_errors() || parsed.file.header.is_some());
        }
    }

    #[test]
    fn no_tokens_stop_the_parser(
        tokens in prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..60),
    ) {
        let source = SourceFile::new("policy.rules", tokens.concat());
        let parsed = parse(&source);
        prop_assert!(parsed.diagnostics.has_errors() || parsed.file.header.is_some());
        places_are_sound(&source)?;
    }

    #[test]
    fn mutations_of_a_policy_are_read_or_told_of(
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(TOKENS.to_vec())), 1..4),
        cut in prop::option::of((any::<prop::sample::Index>(), 0_usize..30)),
    ) {
        let mut characters: Vec<char> = SHIPPED.chars().collect();
        for (at, token) in edits {
            let at = at.index(characters.len());
            characters.splice(at..at, token.chars());
        }
        if let Some((at, length)) = cut {
            let at = at.index(characters.len());
            let end = (at + length).min(characters.len());
            characters.drain(at..end);
        }
        let source = SourceFile::new("policy.rules", characters.into_iter().collect::<String>());
        let parsed = parse(&source);
        if !parsed.diagnostics.has_errors() {
            let text = canonical_text(&parsed.file);
            prop_assert_eq!(canonical_text(&sound(&text)?), text);
            prop_assert!(format(&source, &parsed).is_ok());
        }
        places_are_sound(&source)?;
    }
}

/// Every label lies in the text, on whole characters.
fn places_are_sound(source: &SourceFile) -> Result<(), TestCaseError> {
    for finding in parse(source).diagnostics.sorted() {
        prop_assert!(!finding.labels.is_empty() && !finding.message.is_empty() && finding.help.is_some());
        for label in &finding.labels {
            prop_assert!(source.text().get(label.span.range()).is_some(), "{:?}", finding);
        }
    }
    Ok(())
}

/// Words, signs and mistakes, to be put together at random.
const TOKENS: &[&str] = &[
    "policy ",
    "due ",
    "after ",
    "at once ",
    "early ",
    "cohort ",
    "constants ",
    "const ",
    "let ",
    "waive ",
    "rule ",
    "test ",
    "when ",
    "for ",
    "each ",
    "stratum ",
    "require ",
    "prefer ",
    "because ",
    "see ",
    "with ",
    "else ",
    "or ",
    "and ",
    "not ",
    "within ",
    "of ",
    "in ",
    "over last ",
    "among known ",
    "until ",
    "per ",
    "rate(",
    "runs ",
    "warn",
    "pinned ",
    "a ",
    "x-y ",
    "no-go ",
    "Title ",
    "ä",
    "7d ",
    "5% ",
    "2,5 ",
    ".5 ",
    "1e5 ",
    "2026-02-30 ",
    "\"",
    "\"text\" ",
    "„",
    "“",
    "'",
    "\\",
    "{",
    "}",
    "(",
    ")",
    ",",
    ":",
    ";",
    "=",
    "==",
    "<",
    ">",
    "≤",
    "=>",
    "&&",
    "!",
    "-",
    "--",
    "//",
    "/*",
    "*/",
    "#",
    "\n",
    "\r\n",
    " ",
    "\u{a0}",
    "\u{feff}",
    "＜",
    "🙂",
    "[",
    "]",
    "@",
];
