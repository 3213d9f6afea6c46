//! Hostile and huge texts: a clear answer, in time, on a small stack.

use rulecheck::base::source::SourceFile;
use rulecheck::lang::diagnostic::Diagnostic;
use rulecheck::lang::fmt::format;
use rulecheck::lang::syntax::{MAX_BYTES, decode, parse};

/// The findings of a text, parsed on a thread of 2 MiB.
fn findings(text: String) -> Vec<Diagnostic> {
    let parse = move || {
        let parsed = parse(&SourceFile::new("policy.rules", text));
        parsed.diagnostics.sorted().into_iter().cloned().collect()
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(parse).unwrap().join().unwrap()
}

fn codes(expression: &str) -> Vec<String> {
    let found = findings(format!("policy p \"P\"\nlet a = {expression}\n"));
    found
        .into_iter()
        .map(|finding| finding.code.trim_start_matches("rulecheck::syntax::").to_owned())
        .collect()
}

#[test]
fn depth_of_64_is_fine_and_65_is_not() {
    for (open, close, levels) in
        [("(", ")", 1), ("-", "", 1), ("not ", "", 1), ("-(", ")", 2), ("not (", ")", 2)]
    {
        let nested = |depth: usize| {
            let count = depth / levels;
            format!("{}a{}", open.repeat(count), close.repeat(count))
        };
        assert_eq!(codes(&nested(64)), [""; 0], "{open}");
        assert_eq!(codes(&nested(64 + levels)), ["too_deep"], "{open}");
    }
    let metric = format!("{}rate(warn){}", "(".repeat(64), ")".repeat(64));
    assert_eq!(codes(&metric), [""; 0], "the parentheses of a metric are not counted");
}

#[test]
fn depth_counts_one_path_only() {
    let branch = format!("{}a{}", "(".repeat(60), ")".repeat(60));
    assert_eq!(codes(&vec![branch.as_str(); 50].join(" + ")), [""; 0]);
    assert_eq!(codes(&format!("{}a < b and not not not not not c", "not ".repeat(60))), [""; 0]);
}

#[test]
fn a_hundred_thousand_of_anything() {
    let many = 100_000;
    for expression in [
        "(".repeat(many),
        format!("{}a{}", "(".repeat(many), ")".repeat(many)),
        format!("{}a", "not ".repeat(many)),
        format!("{}a", "-".repeat(many)),
        format!("{}a", "- ".repeat(many)),
        format!("{}a", "-(not ".repeat(many)),
        "[".repeat(many),
        "{".repeat(many),
        "rate(".repeat(many),
        "f(".repeat(many),
    ] {
        assert!(!codes(&expression).is_empty());
    }
    assert_eq!(codes(&format!("1{}", " + 1".repeat(many))), ["too_long"]);
    assert_eq!(codes(&format!("1{}", " < 1".repeat(many))), ["too_long"]);
    assert_eq!(codes(&format!("a{}", " and a".repeat(many))), ["too_long"]);
    // 256 is as deep as the grammar is asked at all.
    for depth in [256, 300, 1_000, 3_000, 10_000] {
        for open in ["(", "-(", "not ("] {
            assert_eq!(codes(&format!("{}a{}", open.repeat(depth), ")".repeat(depth))), ["too_deep"]);
        }
    }
    let braces = format!("policy p \"P\"\ntest \"t\" {}{}", "{".repeat(many), "}".repeat(many));
    assert!(!findings(braces).is_empty());
    for line in [
        "/*\n",
        "„",
        "'",
        "\"\n",
        "# \n",
        "rule ",
        "test \"x\" {",
        "const a = 5 ",
        "policy p \"P\" ",
        "}",
        "≤",
    ] {
        assert!(!findings(line.repeat(many)).is_empty());
    }
    let stacked = format!("policy p \"P\"\n{}", "rule a {\n".repeat(10_000));
    assert_eq!(findings(stacked).len(), 10_000);
}

#[test]
fn parentheses_in_texts_and_comments_are_no_depth() {
    let text = "(".repeat(1_000);
    let source = format!("policy p \"{text}\" # {text}\nrule r {{ require runs > 1 because \"{text}\" }}");
    assert!(findings(source).is_empty());
}

#[test]
fn size_of_a_file() {
    let fits = format!("policy p \"P\"\n{}", "#".repeat(MAX_BYTES - 13));
    assert!(decode("policy.rules", fits.as_bytes()).is_ok());
    let error = decode("policy.rules", format!("{fits}#").as_bytes()).unwrap_err().error;
    assert_eq!(error.code, "rulecheck::syntax::too_large");
}

/// A policy of about 10,000 lines; every tenth rule takes `spoil` into its check.
fn long_policy(spoil: &str) -> String {
    let mut text = "policy p \"P\"\ndue at once\n".to_owned();
    for number in 0..1_600 {
        let spoil = if number % 2 == 0 { spoil } else { "" };
        let rule = format!(
            "\nrule r{number} \"Rule\" {{\n  require rate(warn, fail) in pinned < {number}.5pp {spoil}\n  \
             prefer noise within 5pp of noise in unpinned  # quiet\n  because \"So it is.\"\n}}\n"
        );
        text.push_str(&rule);
    }
    text
}

#[test]
fn ten_thousand_lines() {
    let source = SourceFile::new("policy.rules", long_policy(""));
    let parsed = parse(&source);
    assert!(parsed.diagnostics.is_empty());
    format(&source, &parsed).unwrap();
    for spoil in ["else", ") + 1", "≤ 5%", "\"", "and and", "{"] {
        let parsed = parse(&SourceFile::new("policy.rules", long_policy(spoil)));
        assert!((800..=1_600).contains(&parsed.diagnostics.sorted().len()), "{spoil}");
    }
}
