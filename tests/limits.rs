//! What no text may do: overflow the stack, take for ever, make the checker panic, or use a word as a name.

use std::fmt::Write as _;

use proptest::prelude::*;
use rulecheck::base::source::SourceFile;
use rulecheck::lang::check::ConstantsFile;
use rulecheck::lang::compile;
use rulecheck::lang::policy::Expr;

use crate::diagnostics::source;
use crate::transcript::{files, root};

const HEAD: &str = "policy example \"Example\"\ndue after 30 runs or 7 days\n";

/// Compiles on a thread with the stack of a test, however the caller's is.
fn on_small_stack(text: String) -> Option<Expr> {
    let work = move || compile(&SourceFile::new("deep.rules", text), None).policy;
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap();
    thread.join().unwrap().map(|policy| policy.rules.first().unwrap().checks.first().unwrap().expr.clone())
}

#[test]
fn lets_may_build_on_each_other_thousands_deep() {
    for (first, next, check, nodes) in [
        ("rate(fail) < 5%", "not PREVIOUS", "LAST", 5_003),
        ("sum(fail)", "PREVIOUS + 1", "LAST < 10", 9_999),
        ("rate(fail)", "(PREVIOUS) among known", "LAST < 10%", 3),
    ] {
        let suffix = next.contains("among");
        let mut text = format!("{HEAD}let a0 = {first}\n");
        let count = if next.contains('+') { 4_998 } else { 5_000 };
        for at in 1..=count {
            let value = next.replace("PREVIOUS", &format!("a{}", at - 1));
            let value = if suffix && at > 1 { format!("a{}", at - 1) } else { value };
            writeln!(text, "let a{at} = {value}").unwrap();
        }
        let check = check.replace("LAST", &format!("a{count}"));
        write!(text, "rule r {{ require {check} }}").unwrap();
        assert_eq!(on_small_stack(text).unwrap().nodes.len(), nodes);
    }
}

#[test]
fn an_expression_may_be_nested_as_deep_as_the_parser_lets_it() {
    let sum = (0..30).fold("1".to_owned(), |inner, _| format!("2 * -(3 - {inner} / 4)"));
    let condition = (0..30)
        .fold(format!("runs + {sum} > 1"), |inner, _| format!("runs > 2 or runs > 3 and not ({inner})"));
    assert!(on_small_stack(format!("{HEAD}rule r {{ require {condition} }}")).is_none(), "120 levels");
    let condition = condition.replacen("-(", "(", 30);
    assert!(on_small_stack(format!("{HEAD}rule r {{ require {condition} }}")).is_none(), "90 levels");
    for inner in [format!("runs + {sum} > 1"), "runs > 1".to_owned()] {
        let depth = if inner.len() > 10 { 2 } else { 32 };
        let condition = (0..depth).fold(inner, |inner, _| format!("runs > 2 or runs > 3 and not ({inner})"));
        assert!(on_small_stack(format!("{HEAD}rule r {{ require {condition} }}")).is_some(), "64 levels");
    }
}

/// Nothing but a limit on nesting keeps the grammar's own recursion from the end of the stack.
#[test]
fn the_deepest_nesting_that_the_grammar_is_asked_about_fits_a_small_stack() {
    for depth in [254, 255, 256, 257] {
        for open in ["(", "-(", "not (", "- - not (", "rate("] {
            let expression = format!("{}runs{}", open.repeat(depth), ")".repeat(depth));
            assert!(on_small_stack(format!("{HEAD}rule r {{ require {expression} > 1 }}")).is_none());
        }
        let blocks = format!("{}{}", "{".repeat(depth), "}".repeat(depth));
        assert!(on_small_stack(format!("{HEAD}test \"t\" {blocks}")).is_none());
    }
}

#[test]
fn ten_thousand_parts_pass_and_one_more_does_not() {
    let text =
        |terms: usize| format!("{HEAD}let a = sum(fail){}\nrule r {{ require a < 1 }}", " + 1".repeat(terms));
    // A metric, an operator and a literal each term, and the comparison with its literal.
    assert!(compile(&SourceFile::new("r", text(4_998)), None).policy.is_some());
    assert!(compile(&SourceFile::new("r", text(4_999)), None).policy.is_none());
}

/// The words of the grammar, as its file lists them.
#[test]
fn no_word_of_the_grammar_is_a_name() {
    let grammar = source(&root().join("grammar/rules.pest"));
    let words = grammar.text().lines().filter_map(|line| line.strip_prefix("kw_")?.split_once(" = "));
    let words: Vec<_> = words.map(|(word, _)| word).collect();
    assert!(words.len() > 30, "{words:?}");
    let tests = "given runs runs_with sum missing in each elapsed reports set expect go no_go hold because stratum \
                 stop newest own confidence bool number rate points mean duration minute minutes hour hours day \
                 days week weeks run pp per warn fail override unknown pinned unpinned unknowns all age";
    for word in words.into_iter().chain(tests.split_whitespace()) {
        for declaration in [format!("const {word} = 5%"), format!("let {word} = runs")] {
            let text = format!("{HEAD}{declaration}\nrule {word}_1 {{ require runs > 1 }}");
            let checked = compile(&SourceFile::new("words.rules", text), None);
            let codes: Vec<_> = checked.diagnostics.sorted().iter().map(|found| found.code.clone()).collect();
            assert_eq!(codes, ["rulecheck::name::reserved_word"], "{declaration}");
        }
    }
}

#[test]
fn many_errors_take_little_time() {
    let mut text = HEAD.to_owned();
    for at in 0..4_000 {
        writeln!(text, "const a_rather_long_name_of_a_threshold_{at:05} = 5%").unwrap();
        writeln!(text, "rule r{at} {{ require rate(fail) < a_rather_long_name_of_a_treshold_{at:05} }}")
            .unwrap();
    }
    let checked = compile(&SourceFile::new("many.rules", text), None);
    assert_eq!(checked.diagnostics.sorted().len(), 4_000);
}

fn seeds() -> Vec<String> {
    let folders = ["names", "types", "constants", "tests"];
    let cases = folders.iter().flat_map(|folder| files(&format!("tests/language/{folder}"), "rules"));
    cases.map(|path| source(&path).text().to_owned()).filter(|text| text.len() < 2_000).collect()
}

const TOKENS: &[&str] = &[
    "\"",
    "{",
    "}",
    "(",
    ")",
    " in pinned ",
    " among known ",
    " not ",
    "-",
    " within ",
    " of ",
    "5pp",
    "20%",
    "rate(fail)",
    " let a = a\n",
    " const a: rate\n",
    "#",
    ",",
    "<",
    " and ",
    "+",
    "runs",
    "ä",
    "\u{feff}",
    "0",
    "18446744073709551616",
    "\n",
    " for each stratum in ",
    " waive ",
    " per run",
    " over last 3 runs ",
    " due ",
    "99999999999999999 weeks",
];

proptest! {
    #[test]
    fn no_text_makes_it_panic(
        seed in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, any::<prop::sample::Index>()), 1..8),
        json in prop::option::of("[{}\\[\\]\":,a-c0-9.e_ -]{0,24}"),
    ) {
        let seeds = seeds();
        let mut text: Vec<char> = seed.get(&seeds).chars().collect();
        for (at, length, token) in edits {
            let start = at.index(text.len() + 1);
            let end = (start + length).min(text.len());
            text.splice(start..end, token.get(TOKENS).chars());
        }
        let source = SourceFile::new("mutant.rules", text.into_iter().collect::<String>());
        let constants = json.map(|json| ConstantsFile { source: SourceFile::new("c.json", json), pointer: String::new() });
        let checked = compile(&source, constants.as_ref());
        prop_assert_eq!(checked.policy.is_none(), checked.diagnostics.has_errors());
    }
}
