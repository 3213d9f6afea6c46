//! Rules written otherwise with the same meaning: white space, line ends, comments, parentheses.

use proptest::prelude::*;
use proptest::sample::select;

/// The policies that come with rulecheck.
pub(crate) const SHIPPED: [&str; 3] = [
    include_str!("../rules/activation.rules"),
    include_str!("../rules/lenient.rules"),
    include_str!("../rules/strict.rules"),
];

/// One of everything that may stand in a file.
const EVERYTHING: &str = r#"
policy all "Everything \"quoted\" # and { odd"
due after 1_000 runs and 36 hours
early at 95.50 % confidence
cohort newest
constants from "limits.json#/gate"
const least = 007
const limit = 0.50 % from "maxNoise"
const wide = 5pp
const often = 2 per 20 runs
const long = 2 weeks
const said: rate from "given"
let noise = rate(warn, fail) among known over last 10 runs in all
let both = - runs_with(override) * 2 + (runs - 1) / 3 - -missing(unknown)
waive unknown_schema in pinned because "Known.\t" see "ADR 7" until 2026-12-31
waive unknown_contract because "Known, too." until 2027-01-01
rule first {
  require not (noise < limit or runs > least) and elapsed >= long
}
rule second "Second" {
  when age < 90 minutes
  for each stratum in pinned, unpinned
  for each "build host" except "a", "b#"
  require noise in pinned within wide of noise in unpinned with 99% confidence else stop
  require (mean(warn) in pinned) in unpinned <= often else hold
  prefer both - (least - 1) >= least
  because "Reasons."
  see "here"
  see "there"
}
rule third {
  for each job
  prefer said < 1%
}
test "a quiet rollout goes" {
  given pinned { runs 20, runs_with(warn) 3 }
  given runs in unpinned "....w..f" each 6 hours "build host" "a" job "b"
  given runs in unknowns "?.uo"
  given elapsed 8 days
  set least = 5
  set limit = 1%
  expect no_go because second, first, due
}
test "read" { given reports "fixtures/go" expect go }
"#;

/// Rules, and the texts of the comments in them.
#[derive(Debug, Clone)]
pub(crate) struct Rewritten {
    /// The same rules as they were.
    pub(crate) original: String,
    /// As they were rewritten.
    pub(crate) text: String,
    /// The comments that were put in, in their order.
    pub(crate) comments: Vec<String>,
}

/// The shipped policies and one with everything, each rewritten at random.
pub(crate) fn rewritten() -> impl Strategy<Value = Rewritten> {
    let originals: Vec<&str> = SHIPPED.into_iter().chain([EVERYTHING]).collect();
    select(originals).prop_flat_map(|original| {
        let tokens = tokens(original);
        let gaps = prop::collection::vec(gap(), tokens.len() + 1);
        let parentheses = prop::collection::vec(prop::bool::weighted(0.2), tokens.len());
        let ends = (any::<bool>(), any::<bool>(), any::<bool>());
        (gaps, parentheses, ends)
            .prop_map(move |(gaps, parentheses, ends)| write(original, &tokens, &gaps, &parentheses, ends))
    })
}

/// White space, and comments with the white space after each.
type Gap = (String, Vec<(String, String)>);

fn gap() -> impl Strategy<Value = Gap> {
    let space = || select(vec!["", "", " ", "  ", "\t", "\n", "\n\n", " \n \n\n"]).prop_map(str::to_owned);
    let comment = select(vec![
        "#",
        "# why",
        "#}",
        "# \"",
        "# { rule r \"",
        "## \\",
        "# `x` — “ü”",
        "# a  \t",
        "# a # b",
        "# a\rb",
        "#const a = 1",
    ]);
    let comments = prop_oneof![
        6 => Just(0..1_usize),
        1 => Just(1..4_usize),
    ]
    .prop_flat_map(move |count| {
        prop::collection::vec((comment.clone().prop_map(str::to_owned), space()), count)
    });
    (space(), comments)
}

fn write(
    original: &str,
    tokens: &[String],
    gaps: &[Gap],
    parentheses: &[bool],
    (mark, returns, newline): (bool, bool, bool),
) -> Rewritten {
    let mut text = String::new();
    let mut comments = Vec::new();
    let mut gaps = gaps.iter();
    let mut gap = |text: &mut String| {
        let (space, list) = gaps.next().unwrap();
        text.push_str(space);
        for (comment, space) in list {
            comments.push(comment.trim_end().to_owned());
            text.push_str(comment);
            text.push('\n');
            text.push_str(space);
        }
    };
    for (token, (open, close)) in tokens.iter().zip(redundant(tokens, parentheses)) {
        gap(&mut text);
        let touches = text.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if touches && token.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            text.push(' ');
        }
        text.push_str(&"(".repeat(open));
        text.push_str(token);
        text.push_str(&" )".repeat(close));
    }
    gap(&mut text);
    if !newline {
        text.truncate(text.trim_end_matches('\n').len());
    }
    if returns {
        text = text.replace('\n', "\r\n");
    }
    if mark {
        text.insert(0, '\u{feff}');
    }
    Rewritten { original: original.to_owned(), text, comments }
}

/// How many parentheses to open before and to close after each token, around whole conditions and some operands.
fn redundant(tokens: &[String], wanted: &[bool]) -> Vec<(usize, usize)> {
    let mut added = vec![(0, 0); tokens.len()];
    let is = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|token| words.contains(&token.as_str()));
    let mut around = |first: usize, last: usize| {
        added.get_mut(first).unwrap().0 += 1;
        added.get_mut(last).unwrap().1 += 1;
    };
    let next = |from: usize, words: &[&str]| (from..tokens.len()).find(|at| is(*at, words));
    let test = tokens.iter().position(|token| token == "test").unwrap_or(tokens.len());
    for (at, _) in wanted.iter().enumerate().filter(|(at, wanted)| **wanted && *at < test) {
        if is(at, &["require", "prefer", "when"]) {
            let ends = ["with", "else", "because", "see", "require", "prefer", "when", "for", "}"];
            around(at + 1, next(at + 1, &ends).unwrap() - 1);
        }
        if is(at, &["rate", "mean", "runs_with", "missing"]) && is(at + 1, &["("]) {
            around(at, next(at, &[")"]).unwrap());
        }
        let declared = is(at.wrapping_sub(1), &["const", "let"]);
        if !declared && is(at, &["noise", "both", "least", "limit", "wide", "often", "said"]) {
            around(at, at);
        }
    }
    added
}

/// What cannot be taken apart; comments are left out.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' => quoted(rest),
            _ if tokens.last().is_some_and(|last| last == "until") => "2026-12-31".len(),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            '<' | '>' | '=' | '!' if rest.chars().nth(1) == Some('=') => 2,
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if first != '#' {
            tokens.push(token.to_owned());
        }
        rest = after.trim_start();
    }
    tokens
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let inside = text.chars().skip(1).take_while(|c| {
        let open = *c != '"' || escaped;
        escaped = *c == '\\' && !escaped;
        open
    });
    inside.map(char::len_utf8).sum::<usize>() + 2
}
