//! The words that declarations and clauses begin with: what was meant by one that is none.

use super::error::SyntaxError;
use super::places::{Edit, Places};
use super::scan::{Kind, Tokens};
use super::split::Item;
use super::words::{CLAUSES, DECLARATIONS, TEST_CLAUSES};
use crate::base::source::Span;
use crate::lang::nearest::nearest;

/// What other languages begin a clause with.
const CLAUSE_HABITS: [(&str, &[&str]); 6] = [
    ("when", &["if", "elif", "where", "unless", "given", "only", "applies", "wenn", "falls"]),
    (
        "require",
        &[
            "assert",
            "must",
            "check",
            "expect",
            "ensure",
            "demand",
            "needs",
            "need",
            "condition",
            "verify",
            "verlange",
            "fordere",
            "muss",
        ],
    ),
    ("prefer", &["should", "warn", "advise", "suggest", "may", "want", "sollte", "bevorzuge"]),
    (
        "because",
        &["reason", "why", "description", "rationale", "note", "message", "comment", "weil", "grund"],
    ),
    ("see", &["link", "ref", "url", "doc", "docs", "source", "siehe"]),
    ("for", &["foreach", "every", "each", "group", "jede"]),
];

/// What other languages begin a clause of a test with.
const TEST_CLAUSE_HABITS: [(&str, &[&str]); 3] = [
    ("given", &["with", "input", "inputs", "fixture", "data", "arrange", "when"]),
    ("expect", &["assert", "then", "should", "outcome", "verdict", "expects", "expected", "require"]),
    ("set", &["override", "param", "using", "where"]),
];

/// What other languages begin a declaration with.
const DECLARATION_HABITS: [(&str, &[&str]); 7] = [
    (
        "const",
        &["constant", "define", "threshold", "param", "parameter", "final", "limit", "konstante", "schwelle"],
    ),
    ("let", &["var", "val", "def", "metric", "set", "expr", "alias", "sei"]),
    ("waive", &["ignore", "allow", "accept", "exempt", "skip", "waiver", "exception", "ausnahme"]),
    ("rule", &["check", "criterion", "gate", "condition", "invariant", "rules", "regel"]),
    ("constants", &["import", "include", "use", "load"]),
    ("policy", &["richtlinie", "package", "policies"]),
    ("due", &["deadline", "decide", "faellig", "frist"]),
];

fn habit(word: &str, habits: &[(&'static str, &[&str])]) -> Option<&'static str> {
    habits.iter().find(|(_, words)| words.contains(&word)).map(|(meant, _)| *meant)
}

/// Whether a word stands where other languages begin what a policy is.
pub(super) fn is_for_policy(word: &str) -> bool {
    habit(word, &DECLARATION_HABITS) == Some("policy")
}

/// Reports the words at the head of declarations and clauses that are misspelt or of another language, and mends
/// them; what cannot be mended is left to [`unknown_declaration`] and [`unknown_clause`].
pub(super) fn mend(
    tokens: &Tokens<'_>,
    items: &[Item],
    places: &Places<'_>,
    errors: &mut Vec<SyntaxError>,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    for item in items {
        let start = item.range.start;
        let word = tokens.word(start);
        let span = tokens.get(start).map(|token| token.span).unwrap_or_default();
        let place = places.span(span.start as usize, span.end as usize);
        let named = tokens.is(start.saturating_add(1), |kind| matches!(kind, Kind::Word | Kind::Text(_)));
        if !word.is_empty()
            && named
            && !DECLARATIONS.contains(&word)
            && !CLAUSES.contains(&word)
            && let Some(meant) = nearest(word, DECLARATIONS)
        {
            let help = format!("did you mean `{meant}`?");
            errors.push(SyntaxError::UnknownDeclaration { found: word.into(), help, span: place });
            edits.push(Edit { span, write: meant.into() });
        }
        let clauses =
            item.block.iter().flat_map(|block| block.clauses.iter().map(move |clause| (block, clause)));
        for (block, clause) in clauses {
            let is_test = block.words.contains(&"expect");
            let word = tokens.word(clause.start);
            let span = tokens.get(clause.start).map(|token| token.span).unwrap_or_default();
            let place = places.span(span.start as usize, span.end as usize);
            if block.words.contains(&word) || word.is_empty() || !tokens.begins(clause.start) {
                continue;
            }
            let found = word.to_owned();
            if is_test {
                let meant = habit(word, &TEST_CLAUSE_HABITS);
                if let Some(meant) = meant.or_else(|| nearest(word, TEST_CLAUSES)) {
                    let help = format!("did you mean `{meant}`?");
                    errors.push(SyntaxError::UnknownTestClause { found, help, span: place });
                    edits.push(Edit { span, write: meant.into() });
                }
            } else if let Some(meant) = habit(word, &CLAUSE_HABITS) {
                let (meant, help) = match word {
                    "unless" => ("when not", "write `when not …`".to_owned()),
                    "foreach" | "every" | "group" | "jede" => {
                        ("for each", format!("write `for each` instead of `{word}`"))
                    }
                    "each" => ("for each", "write `for each`".to_owned()),
                    _ => (meant, format!("write `{meant}` instead of `{word}`")),
                };
                errors.push(SyntaxError::UnknownClause { found, help, span: place });
                edits.push(Edit { span, write: meant.into() });
            } else if let Some(meant) = nearest(word, CLAUSES) {
                let help = format!("did you mean `{meant}`?");
                errors.push(SyntaxError::UnknownClause { found, help, span: place });
                edits.push(Edit { span, write: meant.into() });
            }
        }
    }
    edits
}

/// What to say of something that stands where a declaration should.
pub(super) fn unknown_declaration(tokens: &Tokens<'_>, start: usize, span: Span) -> SyntaxError {
    let found = tokens.slice(start).to_owned();
    let next = start.saturating_add(1);
    let sign = tokens.sign(next);
    let value = start.saturating_add(2);
    let below = tokens.get(value).is_none_or(|token| token.first);
    let help = if let (true, Some(meant)) = (below, habit(&found, &DECLARATION_HABITS)) {
        format!("did you mean `{meant}`?")
    } else if matches!(sign, "=" | ":") && tokens.is(value, |kind| kind == Kind::Number) {
        format!("a threshold is declared with `const`: `const {found} = {}…`", tokens.slice(value))
    } else if matches!(sign, "=" | ":") {
        format!("a named expression is declared with `let`: `let {found} = …`; a threshold with `const`")
    } else if let Some(meant) = habit(&found, &DECLARATION_HABITS) {
        format!("did you mean `{meant}`?")
    } else {
        let all: Vec<String> = DECLARATIONS.iter().skip(1).map(|word| format!("`{word}`")).collect();
        format!("declarations begin with {}", all.join(", "))
    };
    SyntaxError::UnknownDeclaration { found: short(&found), help, span }
}

/// What to say of something that stands where a clause should.
pub(super) fn unknown_clause(
    tokens: &Tokens<'_>,
    clause: &std::ops::Range<usize>,
    span: Span,
) -> SyntaxError {
    let found = tokens.slice(clause.start).to_owned();
    let compares = clause.clone().any(|at| {
        matches!(tokens.sign(at), "<" | "<=" | ">" | ">=" | "==" | "!=") || tokens.word(at) == "within"
    });
    let help = if compares {
        "a check begins with `require` or `prefer`".to_owned()
    } else if tokens.is_text(clause.start) {
        "a reason begins with `because`, a reference with `see`".to_owned()
    } else {
        let all: Vec<String> = CLAUSES.iter().map(|word| format!("`{word}`")).collect();
        format!("clauses begin with {}", all.join(", "))
    };
    SyntaxError::UnknownClause { found: short(&found), help, span }
}

/// What to say of something that stands where a clause of a test should.
pub(super) fn unknown_test_clause(
    tokens: &Tokens<'_>,
    clause: &std::ops::Range<usize>,
    span: Span,
) -> SyntaxError {
    let found = tokens.slice(clause.start);
    let help = match found {
        "pinned" | "unpinned" | "unknowns" | "runs" | "elapsed" | "reports" => {
            format!("begin it with `given`: `given {found} …`")
        }
        "go" | "no_go" | "hold" => format!("begin it with `expect`: `expect {found}`"),
        "because" => "`because` goes behind an `expect`: `expect no_go because noise`".to_owned(),
        _ => "clauses of a test begin with `given`, `set`, `expect`".to_owned(),
    };
    SyntaxError::UnknownTestClause { found: short(found), help, span }
}

/// What is quoted in a message: its first characters.
pub(super) fn short(text: &str) -> String {
    let mut characters = text.chars();
    let mut out: String = characters.by_ref().take(40).collect();
    if characters.next().is_some() {
        out.push('…');
    }
    out
}
