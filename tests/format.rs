//! The formatter: what goes in, what comes out; twice is once; meaning and hash stay.

use rulecheck::base::source::SourceFile;
use rulecheck::lang::fmt::{FormatBug, canonical_text, format};
use rulecheck::lang::hash::rules_hash;
use rulecheck::lang::syntax::parse;

/// Formats a text, and checks what must hold for every text.
pub(crate) fn formatted(text: &str) -> String {
    let source = SourceFile::new("policy.rules", text);
    let parsed = parse(&source);
    assert!(parsed.diagnostics.is_empty(), "{text}\n{:#?}", parsed.diagnostics);
    let once = format(&source, &parsed).unwrap();
    let again_source = SourceFile::new("policy.rules", once.clone());
    let again = parse(&again_source);
    assert_eq!(format(&again_source, &again).unwrap(), once, "twice is once");
    assert_eq!(again.file, parsed.file);
    let hash = |file| rules_hash(&canonical_text(file));
    assert_eq!(hash(&again.file), hash(&parsed.file));
    assert!(once.ends_with('\n') && !once.ends_with("\n\n") && !once.contains("\r\n"));
    once
}

fn becomes(text: &str, expected: &str) {
    let got = formatted(text);
    assert!(got == expected, "--- expected\n{expected}--- got\n{got}");
}

#[test]
fn spacing_and_literals() {
    becomes(
        "policy   gate\t\"Gate\" due after 1_000 runs or 2 weeks const a=0.50 % const long_name :rate\r\nlet n=rate( warn,fail )",
        "policy gate \"Gate\"\ndue after 1000 runs or 14 days\nconst a = 0.5%\nconst long_name: rate\nlet n = rate(warn, fail)\n",
    );
}

#[test]
fn what_is_a_default_stays_written() {
    becomes(
        "policy g \"G\"\ncohort newest\nconst a = 5 from \"a\"",
        "policy g \"G\"\ncohort newest\nconst a = 5 from \"a\"\n",
    );
}

#[test]
fn constants_are_aligned_in_their_groups() {
    becomes(
        "policy g \"G\"\nconst a = 1\nconst long = 2\n\nconst longer_still = 3\nconst b = 4\n# apart\nconst c = 5\n",
        "policy g \"G\"\nconst a    = 1\nconst long = 2\n\nconst longer_still = 3\nconst b            = 4\n# apart\nconst c = 5\n",
    );
}

#[test]
fn blank_lines() {
    becomes(
        "\n\n\npolicy g \"G\"\n\n\n\ndue at once\nrule a {\n\n\n  require runs > 1\n\n\n  because \"x\"\n\n}\nrule b { require runs > 2 }\n# of c\nrule c { require runs > 3 }\nconst a = 5\n\n\n",
        "policy g \"G\"\n\ndue at once\n\nrule a {\n  require runs > 1\n\n  because \"x\"\n}\n\nrule b {\n  require runs > 2\n}\n\n# of c\nrule c {\n  require runs > 3\n}\n\nconst a = 5\n",
    );
}

#[test]
fn comments() {
    becomes(
        "# 1\n\n# 2\npolicy g \"G\" # 3\n   # 4  \n# 5\ndue at once# 6\nrule a # 7\n \"A\" { # 8\n\n    # 9\n require runs # 10\n > 1 # 11\n # 12\n\n because \"#\" # 13\n\n # 14\n } # 15\n # 16\n\n# 17\nconst a = 5 # 18\n# 19",
        "# 1\n\n# 2\npolicy g \"G\"  # 3\n# 4\n# 5\ndue at once  # 6\n\n# 7\nrule a \"A\" {  # 8\n  # 9\n  # 10\n  require runs > 1  # 11\n  # 12\n\n  because \"#\"  # 13\n\n  # 14\n}  # 15\n\n# 16\n\n# 17\nconst a = 5  # 18\n# 19\n",
    );
    becomes(
        "policy g \"G\"\nrule a # {\n { # b\n # c\n require runs > 1 } # d",
        "policy g \"G\"\n\n# {\nrule a {  # b\n  # c\n  require runs > 1\n}  # d\n",
    );
}

#[test]
fn tests() {
    becomes(
        "policy g \"G\"\ntest   \"t\"   {\r\n    given pinned {  runs 2_0 ,runs_with( warn)3 }  # why\r\n  given runs in pinned \"..\" each 360 minutes governor\"x\" \"set\" \"y\"\n\n\nset a=5.0%   given elapsed 2 weeks expect no_go\nbecause a ,due }\ntest \"u\" # odd\n { # more\n expect hold # end\n}\nconst a = 5",
        "policy g \"G\"\n\ntest \"t\" {\n  given pinned { runs 20, runs_with(warn) 3 }  # why\n  given runs in pinned \"..\" each 6 hours governor \"x\" \"set\" \"y\"\n\n  set a = 5%\n  given elapsed 14 days\n  expect no_go because a, due\n}\n\n# odd\ntest \"u\" {  # more\n  expect hold  # end\n}\n\nconst a = 5\n",
    );
}

#[test]
fn order_stays() {
    becomes(
        "policy g \"G\" rule b { because \"x\" require runs > 1 when runs > 0 } let a = runs due at once",
        "policy g \"G\"\n\nrule b {\n  because \"x\"\n  require runs > 1\n  when runs > 0\n}\n\nlet a = runs\ndue at once\n",
    );
}

#[test]
fn a_file_with_errors_is_left_alone() {
    let source = SourceFile::new("policy.rules", "policy g \"G\" const a =");
    assert_eq!(format(&source, &parse(&source)), Err(FormatBug::Errors));
}

#[test]
fn the_shipped_policy() {
    formatted(include_str!("language/syntax/shipped_policy.rules"));
}
