//! Canonical text: what is written in, and the one text that comes out.

use rulecheck::base::source::SourceFile;
use rulecheck::lang::fmt::canonical_text;
use rulecheck::lang::hash::{preimage, rules_hash};
use rulecheck::lang::syntax::parse;

/// The declarations of a file in canonical form, without the header that is put before them.
fn canonical(decls: &str) -> String {
    let source = SourceFile::new("policy.rules", format!("policy p \"P\"\n{decls}"));
    let parse = parse(&source);
    assert!(parse.diagnostics.is_empty(), "{decls}: {:#?}", parse.diagnostics);
    let text = canonical_text(&parse.file);
    let again = SourceFile::new("policy.rules", text.clone());
    let again = rulecheck::lang::syntax::parse(&again);
    assert!(again.diagnostics.is_empty(), "{text}: {:#?}", again.diagnostics);
    assert_eq!(canonical_text(&again.file), text, "canonical text is its own canonical text");
    text.strip_prefix("policy p \"P\"\n").unwrap().to_owned()
}

#[test]
fn lines() {
    for (written, canonical_line) in [
        ("due after 30 runs or 7 days", "due after 30 runs or 7 days"),
        ("due   at # now\n once", "due at once"),
        ("due after 1 runs and 24 hours", "due after 1 run and 1 day"),
        ("due after 2 weeks", "due after 14 days"),
        ("due after 1.5 days", "due after 36 hours"),
        ("early at 95.50 % confidence", "early at 95.5% confidence"),
        ("cohort own", "cohort own"),
        ("cohort newest", ""),
        ("constants from \"a.json#/x\"", "constants from \"a.json#/x\""),
        ("const a = 1_000", "const a = 1000"),
        ("const a = 007", "const a = 7"),
        ("const a = 0.50 %", "const a = 0.5%"),
        ("const a = 05.00pp", "const a = 5pp"),
        ("const a = 5 from \"a\"", "const a = 5"),
        ("const a = 5 from \"b\"", "const a = 5 from \"b\""),
        ("const a:rate from \"b\"", "const a: rate from \"b\""),
        ("const a = 2 per 20 runs", "const a = 1 per 10 runs"),
        ("const a = 0.1 per run", "const a = 1 per 10 runs"),
        ("const a = 30 per 10 runs", "const a = 3 per run"),
        ("const a = 90 minutes", "const a = 90 minutes"),
        ("const a = 60 minutes", "const a = 1 hour"),
        ("const a = 0 hours", "const a = 0 days"),
        (
            "waive unknown_schema in pinned because \"a\\tb \\\"c\\\" \\\\\" see \"d\" until 2026-12-31",
            "waive unknown_schema in pinned because \"a\\tb \\\"c\\\" \\\\\" see \"d\" until 2026-12-31",
        ),
        ("test \"x\" { given runs in pinned \"}\" expect go # }\n }", ""),
    ] {
        assert_eq!(canonical(written).trim_end(), canonical_line, "{written}");
    }
}

#[test]
fn expressions() {
    for (written, canonical_expr) in [
        ("((a))", "a"),
        ("rate( warn ,fail )", "rate(warn, fail)"),
        ("(a - b) + c", "a - b + c"),
        ("a - (b + c)", "a - (b + c)"),
        ("(a + b) - (c - d)", "a + b - (c - d)"),
        ("a + (b * c)", "a + b * c"),
        ("(a + b) * c", "(a + b) * c"),
        ("(a * b) / c", "a * b / c"),
        ("a / (b / c)", "a / (b / c)"),
        ("- - a", "--a"),
        ("-(a + b)", "-(a + b)"),
        ("-(a in pinned)", "-a in pinned"),
        ("(-a) in pinned", "(-a) in pinned"),
        ("a - -b", "a - -b"),
        ("(-a) * b", "-a * b"),
        ("-(a * b)", "-(a * b)"),
        ("(a and b) and c or d", "a and b and c or d"),
        ("a and (b and c)", "a and (b and c)"),
        ("a and (b or c)", "a and (b or c)"),
        ("not (a < b)", "not a < b"),
        ("not (a and b)", "not (a and b)"),
        ("(not a) and b", "not a and b"),
        ("(not a) < b", "(not a) < b"),
        ("not not a", "not not a"),
        ("(a < b) == (c < d)", "(a < b) == (c < d)"),
        ("a within (5pp + b) of c", "a within 5pp + b of c"),
        ("(runs among known) in pinned", "runs in pinned among known"),
        ("(runs over last 10 runs) in pinned among known", "runs in pinned over last 10 runs among known"),
        ("runs among known over last 1 days in all", "runs in all over last 1 day among known"),
        ("(a in pinned) in unpinned", "(a in pinned) in unpinned"),
        ("(a + b) in pinned", "(a + b) in pinned"),
        ("(a + b in pinned) in unpinned", "(a + b in pinned) in unpinned"),
        ("elapsed >= 7 days and age < 1 day", "elapsed >= 7 days and age < 1 day"),
        ("20 % + 5pp", "20% + 5pp"),
        ("1 per run * 2", "1 per run * 2"),
    ] {
        assert_eq!(canonical(&format!("let x = {written}")), format!("let x = {canonical_expr}\n"));
    }
}

#[test]
fn a_rule_and_its_clauses() {
    let written = "rule b { require runs >= 10 else hold see \"1\" because \"c\" see \"2\" \
        prefer runs < 5 with 95% confidence for each \"job\" except \"x\" , \"y\" \
        for each stratum in pinned,unpinned when runs > 0 }\n\
        rule a \"T\" { for each \"stratum\" in \"x\" require runs > 1 else stop }";
    let text = "rule a \"T\" {\n  for each \"stratum\" in \"x\"\n  require runs > 1 else stop\n}\n\
        rule b {\n  when runs > 0\n  for each stratum in pinned, unpinned\n  for each job except \"x\", \"y\"\n  \
        require runs >= 10 else hold\n  prefer runs < 5 with 95% confidence\n  because \"c\"\n  see \"1\"\n  \
        see \"2\"\n}\n";
    assert_eq!(canonical(written), text);
}

/// A tag is bare if it is a name other than `stratum`, also one that is a word of the language.
#[test]
fn tags() {
    let longest = "x".repeat(64);
    let longer = "x".repeat(65);
    for tag in ["job", "in", "except", "for", "require", "runs", "a_1", &longest] {
        let text = format!("rule r {{\n  for each {tag} in \"x\"\n  require runs > 1\n}}\n");
        assert_eq!(canonical(&format!("rule r {{ for each \"{tag}\" in \"x\" require runs > 1 }}")), text);
        assert_eq!(canonical(&format!("rule r {{ for each {tag} in \"x\" require runs > 1 }}")), text);
    }
    for tag in ["stratum", "Job", "", "1a", "_a", "a b", "ä", &longer] {
        let text = format!("rule r {{\n  for each \"{tag}\"\n  require runs > 1\n}}\n");
        assert_eq!(canonical(&format!("rule r {{ for each \"{tag}\" require runs > 1 }}")), text);
    }
}

#[test]
fn declarations_in_their_order() {
    let written = "rule z { require a } let b = 1 const z = 1 const a = 2 \
        waive unknown_schema in pinned because \"x\" until 2026-01-01 \
        waive unknown_schema because \"x\" until 2026-01-01 \
        waive unknown_contract in unpinned because \"x\" until 2026-01-01 \
        constants from \"c\" early at 90% confidence due at once let a = 2";
    let starts: Vec<String> = canonical(written)
        .lines()
        .filter(|line| !line.starts_with("  ") && *line != "}")
        .map(|line| line.split(' ').take(4).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        starts,
        [
            "due at once",
            "early at 90% confidence",
            "constants from \"c\"",
            "const a = 2",
            "const z = 1",
            "let a = 2",
            "let b = 1",
            "waive unknown_contract in unpinned",
            "waive unknown_schema because \"x\"",
            "waive unknown_schema in pinned",
            "rule z {",
        ]
    );
}

/// The digests are what `sha256sum` gives for the same bytes.
#[test]
fn hashes() {
    let rules = rules_hash("policy p \"P\"\ndue at once\n");
    assert_eq!(rules.to_string(), "db8ba83cde7dfbac53fe0606bfda428a8cbf66c4e3d71f2d867757a1e22087c2");
    let bytes = preimage([("max_noise", "20%"), ("a", "1 per 10 runs")], rules);
    assert_eq!(
        bytes,
        format!(
            "{{\"constants\":{{\"a\":\"1 per 10 runs\",\"max_noise\":\"20%\"}},\"format\":\"rulecheck/1\",\"rules_hash\":\"{rules}\"}}"
        )
    );
}
