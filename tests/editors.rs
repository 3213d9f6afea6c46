//! The grammars of the editors against the language: what the tree-sitter grammar takes and refuses, its trees, and the
//! words that both grammars colour.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use rulecheck::base::digest::Sha256;
use rulecheck::base::quantity::Type;
use rulecheck::base::source::SourceFile;
use rulecheck::base::vocab::{Decision, Signal, Stratum, UnknownClass};
use rulecheck::lang::builtins::Builtin;
use rulecheck::lang::policy::CohortChoice;
use rulecheck::lang::syntax;
use serde_json::Value;
use tree_sitter::{Node, Parser, Query, QueryCursor, StreamingIterator as _, Tree};

use crate::docs::rules_blocks;
use crate::transcript::{files, root};

const FOLDER: &str = "editors/tree-sitter-rulecheck";

/// What the grammar takes although rulecheck refuses it: sizes, and what a number amounts to. A grammar of
/// forms cannot see that. Each with a sample.
fn beyond_forms() -> [(&'static str, String); 5] {
    [
        ("rate_too_large", "const a = 120%".to_owned()),
        ("confidence_range", "early at 100% confidence".to_owned()),
        ("partial_minutes", "const a = 0.5 minutes".to_owned()),
        ("too_deep", format!("let a = {}1{}", "(".repeat(65), ")".repeat(65))),
        ("too_long", format!("let a = 1{}", " + 1".repeat(10_000))),
    ]
}

fn text_of(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(path)).unwrap().replace('\r', "")
}

fn tree(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_rulecheck::LANGUAGE.into()).unwrap();
    parser.parse(text, None).unwrap()
}

/// What rulecheck says about the syntax of a text, without the part of the code that all have.
fn errors(text: &str) -> BTreeSet<String> {
    let parsed = syntax::parse(&SourceFile::new("case.rules", text));
    parsed.diagnostics.sorted().iter().map(|found| found.code.replace("rulecheck::syntax::", "")).collect()
}

/// Both take a text, or both refuse it; either is right where only the size or a value is wrong.
fn agree(text: &str) -> Result<(), String> {
    let (errors, tree) = (errors(text), tree(text));
    let forms = errors.iter().any(|code| beyond_forms().iter().all(|(beyond, _)| beyond != code));
    let refused = tree.root_node().has_error();
    if refused == forms || (refused && !errors.is_empty()) {
        return Ok(());
    }
    Err(format!("rulecheck: {errors:?}\ntree-sitter: {}\n{text}", tree.root_node().to_sexp()))
}

/// Every policy of the repository: shipped ones, those of the pages, the cases of the language.
fn policies() -> Vec<String> {
    let stages = std::fs::read_dir(root().join("tests/language")).unwrap().map(|stage| stage.unwrap().path());
    let folders = stages.filter(|stage| stage.is_dir()).chain([root().join("rules")]);
    let paths = folders.flat_map(|folder| files(folder.to_str().unwrap(), "rules"));
    let texts = paths.filter_map(|path| String::from_utf8(std::fs::read(path).unwrap()).ok());
    texts.chain(rules_blocks()).collect()
}

#[test]
fn tree_sitter_takes_what_rulecheck_takes() {
    let policies = policies();
    assert!(policies.len() > 150, "{}", policies.len());
    let failures: Vec<String> = policies.iter().filter_map(|text| agree(text).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn it_cannot_see_sizes_and_values() {
    for (code, sample) in beyond_forms() {
        let text = format!("policy p \"t\"\n{sample}\n");
        assert_eq!(errors(&text), BTreeSet::from([code.to_owned()]));
        assert!(!tree(&text).root_node().has_error(), "{code} is seen now: take it off the list");
    }
}

/// Those of which rulecheck finds the syntax right.
static GOOD: LazyLock<Vec<String>> =
    LazyLock::new(|| policies().into_iter().filter(|text| errors(text).is_empty()).collect());

/// A text cut into words, signs, texts, comments and white space.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut quoted = false;
    for character in text.chars() {
        let joined = pieces.last().and_then(|piece| piece.chars().next()).is_some_and(|first| match first {
            '"' => quoted,
            '#' => character != '\n',
            _ if first.is_whitespace() => character.is_whitespace(),
            _ => is_word(first) && is_word(character),
        });
        let escaped = quoted && pieces.last().is_some_and(|piece| piece.ends_with('\\'));
        let comment = pieces.last().is_some_and(|piece| piece.starts_with('#')) && joined;
        if character == '"' && !escaped && !comment {
            quoted = !quoted;
        }
        match pieces.last_mut() {
            Some(piece) if joined => piece.push(character),
            _ => pieces.push(character.into()),
        }
    }
    pieces
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_.".contains(character)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Good policies, damaged: a piece is left out, doubled, moved or replaced by one from elsewhere.
    #[test]
    fn they_agree_on_damaged_policies(
        which in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        damages in prop::collection::vec((0..4, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..3),
    ) {
        let mut text = pieces(which.get(GOOD.as_slice()).as_str());
        let others = pieces(other.get(GOOD.as_slice()).as_str());
        for (damage, at, from) in damages {
            let (at, last) = (at.index(text.len()), text.len() - 1);
            match damage {
                0 => text[at].clear(),
                1 => text[at] = text[at].repeat(2),
                2 => text.swap(at, last.min(at + 2)),
                _ => text[at].clone_from(from.get(&others)),
            }
        }
        prop_assert_eq!(agree(&text.concat()), Ok(()));
    }
}

/// `name: (identifier)` and line breaks out of a tree as text.
fn plain(sexp: &str) -> String {
    let words = sexp.split_whitespace().filter(|word| !word.ends_with(':'));
    words.collect::<Vec<_>>().join(" ").replace(" )", ")")
}

/// `test/corpus`: a title between lines of `=`, a text, `---`, its tree; `:error` under a title: the text is refused.
#[test]
fn the_trees_are_those_of_the_corpus() {
    let line = "==================\n";
    let mut seen = 0;
    for path in files(&format!("{FOLDER}/test/corpus"), "txt") {
        let corpus = text_of(path);
        let parts: Vec<&str> = corpus.split(line).skip(1).collect();
        for case in parts.chunks(2) {
            let (title, (text, expected)) = (case[0], case[1].split_once("\n---\n").unwrap());
            let found = tree(text);
            seen += 1;
            if title.contains(":error") {
                assert!(found.root_node().has_error(), "{title}");
            } else {
                assert_eq!(plain(&found.root_node().to_sexp()), plain(expected), "{title}");
            }
        }
    }
    assert!(seen > 20);
}

#[test]
fn the_parser_is_made_from_this_grammar() {
    let grammar = Sha256::of(text_of(format!("{FOLDER}/grammar.js")).as_bytes());
    let made_from = text_of(format!("{FOLDER}/src/grammar.sha256"));
    assert_eq!(grammar.to_string(), made_from.trim(), "run {FOLDER}/generate.sh");
}

// The words

type Words = BTreeSet<String>;

fn set<'a>(words: impl IntoIterator<Item = &'a str>) -> Words {
    words.into_iter().map(str::to_owned).collect()
}

/// The quoted words of a text.
fn quoted(text: &str) -> Words {
    text.split('"')
        .skip(1)
        .step_by(2)
        .filter(|word| word.starts_with(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

/// What stands between two marks of a file.
fn between(text: &str, begin: &str, end: &str) -> String {
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("no {begin}"));
    rest.split_once(end).unwrap().0.to_owned()
}

/// The words that frame the sentences of the language.
fn frame() -> Words {
    quoted(&between(&text_of("grammar/rules.pest"), "\nframe = @{", "!ident_char"))
}

fn units() -> Words {
    let table = between(&text_of("src/lang/syntax/words.rs"), "const UNITS:", "\n];");
    table
        .lines()
        .filter_map(|line| line.split_once(", ["))
        .flat_map(|(_, words)| quoted(words.split(']').next().unwrap()))
        .collect()
}

/// The words of closed lists, by what the TextMate grammar calls them.
fn closed_lists() -> [(&'static str, Words); 7] {
    let counted = Signal::COUNTED.iter().map(|signal| signal.word());
    [
        ("signals", set(counted)),
        ("classes", set(UnknownClass::ALL.iter().map(|class| class.word()))),
        ("strata", set(Stratum::ALL.iter().map(|stratum| stratum.word()))),
        ("types", set(Type::ALL.iter().filter(|ty| **ty != Type::Bool).map(|ty| ty.word()))),
        ("metrics", set(Builtin::ALL.iter().map(|metric| metric.word()))),
        ("decisions", set(Decision::ALL.iter().map(|decision| decision.word()))),
        ("units", units()),
    ]
}

/// Every word that the language has a use for.
fn all_words() -> Words {
    let grammar = text_of("grammar/rules.pest");
    let framing =
        grammar.split("\nkw_").skip(1).flat_map(|rule| quoted(rule.split("!ident_char").next().unwrap()));
    let keywords = quoted(&between(&text_of("src/lang/check/words.rs"), "const KEYWORDS: &[&str] =", ";"));
    let cohorts = CohortChoice::ALL.iter().map(|choice| choice.word().to_owned());
    let closed = closed_lists().into_iter().flat_map(|(_, words)| words);
    framing.chain(keywords).chain(cohorts).chain(closed).collect()
}

/// Every text with one of these keys in a JSON value, of objects for which `fits` holds.
fn strings(value: &Value, keys: &[&str], fits: fn(&Value) -> bool, found: &mut Words) {
    match value {
        Value::Object(members) => {
            let texts = keys.iter().filter(|_| fits(value)).filter_map(|key| members.get(*key)?.as_str());
            found.extend(texts.map(str::to_owned));
            members.values().for_each(|value| strings(value, keys, fits, found));
        }
        Value::Array(elements) => elements.iter().for_each(|element| strings(element, keys, fits, found)),
        _ => {}
    }
}

fn is_token(rule: &Value) -> bool {
    rule["type"] == "STRING"
}

#[test]
fn tree_sitter_knows_the_words_of_the_language() {
    let grammar: Value = serde_json::from_str(&text_of(format!("{FOLDER}/src/grammar.json"))).unwrap();
    let mut reserved = Words::new();
    strings(&grammar["reserved"]["global"], &["value"], is_token, &mut reserved);
    assert_eq!(reserved, frame());

    let mut words = Words::new();
    strings(&grammar["rules"], &["value"], is_token, &mut words);
    words.retain(|word| word.chars().all(|c| c == '_' || c.is_ascii_lowercase()) && word.len() > 1);
    let all = all_words();
    assert_eq!(words.difference(&all).collect::<Vec<_>>(), Vec::<&String>::new(), "no words of the language");

    let queries = text_of(format!("{FOLDER}/queries/highlights.scm"));
    let listed = quoted(&queries);
    let missing: Vec<_> =
        all.iter().filter(|word| !words.contains(*word) && !listed.contains(*word)).collect();
    assert_eq!(missing, ["pp"], "`pp` is part of its number; the others are in no grammar");
    for (node, kinds) in
        [("signal", &["signals", "classes"][..]), ("stratum", &["strata"]), ("type", &["types"])]
    {
        let list = quoted(&between(&queries, &format!("(({node})"), "))"));
        let closed = closed_lists().into_iter().filter(|(kind, _)| kinds.contains(kind));
        assert_eq!(list, closed.flat_map(|(_, words)| words).collect(), "{node}");
    }
}

#[test]
fn textmate_knows_the_words_of_the_language() {
    let grammar: Value =
        serde_json::from_str(&text_of("editors/vscode/syntaxes/rulecheck.tmLanguage.json")).unwrap();
    let words = |pattern: &str| -> Words {
        let plain = pattern.replace("\\b", " ").replace("\\s", " ");
        let words =
            plain.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).filter(|word| word.len() > 1);
        words.map(str::to_owned).collect()
    };
    for (kind, expected) in closed_lists() {
        assert_eq!(words(grammar["repository"][kind]["match"].as_str().unwrap()), expected, "{kind}");
    }
    let mut patterns = Words::new();
    strings(&grammar, &["match", "begin", "end"], |_| true, &mut patterns);
    let known: Words = patterns.iter().flat_map(|pattern| words(pattern)).collect();
    let missing: Vec<String> = all_words().difference(&known).cloned().collect();
    assert_eq!(missing, Vec::<String>::new(), "words that the TextMate grammar lacks");
}

#[test]
fn emacs_colours_only_words_of_the_language() {
    let mode = text_of("editors/emacs/rulecheck-mode.el");
    let words = quoted(&between(&mode, "(regexp-opt '(", ")"));
    assert!(words.is_subset(&frame()), "{words:?}");
}

// The queries

#[test]
fn every_word_of_the_shipped_policies_is_coloured_once() {
    let language = tree_sitter_rulecheck::LANGUAGE.into();
    let query = Query::new(&language, &text_of(format!("{FOLDER}/queries/highlights.scm"))).unwrap();
    for path in files("rules", "rules") {
        let text = text_of(&path);
        let tree = tree(&text);
        let mut coloured: Vec<(usize, usize)> = Vec::new();
        let mut cursor = QueryCursor::new();
        let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
        while let Some(found) = matches.next() {
            coloured.extend(found.captures().iter().map(|c| (c.node.start_byte(), c.node.end_byte())));
        }
        let ranges: BTreeSet<(usize, usize)> = coloured.iter().copied().collect();
        assert_eq!(ranges.len(), coloured.len(), "two colours for one node");
        leaves(tree.root_node(), &mut |leaf| {
            let inside =
                ranges.iter().any(|(start, end)| *start <= leaf.start_byte() && leaf.end_byte() <= *end);
            assert!(inside, "{}: no colour for {:?} of {leaf}", path.display(), &text[leaf.byte_range()]);
        });
    }
}

fn leaves(node: Node<'_>, visit: &mut impl FnMut(Node<'_>)) {
    if node.child_count() == 0 {
        visit(node);
    }
    let mut cursor = node.walk();
    node.children(&mut cursor).for_each(|child| leaves(child, visit));
}

#[test]
fn all_queries_fit_the_grammar() {
    for path in files(&format!("{FOLDER}/queries"), "scm") {
        let made = Query::new(&tree_sitter_rulecheck::LANGUAGE.into(), &text_of(&path));
        assert!(made.is_ok(), "{}: {:?}", path.display(), made.err());
    }
}
