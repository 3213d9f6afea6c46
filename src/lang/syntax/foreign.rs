//! Words and functions of other languages, and of German, and what is written here.

/// Words that say which way a comparison goes.
pub(super) const BELOW: [&str; 8] =
    ["below", "under", "less", "lower", "smaller", "kleiner", "lt", "beneath"];
pub(super) const ABOVE: [&str; 9] =
    ["above", "greater", "more", "higher", "larger", "exceeds", "groesser", "mehr", "gt"];
pub(super) const EQUAL: [&str; 6] = ["equal", "equals", "gleich", "same", "eq", "exactly"];
pub(super) const AT_MOST: [&str; 6] = ["most", "hoechstens", "maximal", "maximum", "le", "lte"];
pub(super) const AT_LEAST: [&str; 6] = ["least", "mindestens", "minimal", "minimum", "ge", "gte"];
/// Words around them that say nothing.
pub(super) const FILLERS: [&str; 14] =
    ["is", "ist", "be", "should", "must", "shall", "than", "als", "to", "or", "oder", "the", "soll", "muss"];

/// Words of German in place of those of this language.
const GERMAN: [(&str, &str); 6] = [
    ("und", "and"),
    ("oder", "or"),
    ("nicht", "not"),
    ("sonst", "else"),
    ("ansonsten", "else"),
    ("innerhalb", "within"),
];

/// What stands for a call that there is not, so that reading goes on.
const A_CONDITION: &str = "runs > 0";
const A_NUMBER: &str = "runs";

/// Functions of other languages: what is written instead, and what stands for a call of one meanwhile.
pub(super) const FUNCTIONS: [(&[&str], &str, &str); 8] = [
    (
        &["if", "iif", "wenn", "ifs", "case", "switch"],
        "a condition is a clause of its own, `when …`, and holds for all checks of its rule",
        A_CONDITION,
    ),
    (
        &["and", "or", "und", "oder"],
        "conditions are joined by a word between them: `rate(fail) < 2% and rate(warn) < 5%`",
        A_CONDITION,
    ),
    (
        &["countif", "countifs", "zaehlenwenn", "count_if"],
        "runs that show a signal are counted by `runs_with(fail)`, all of them by `runs`",
        A_NUMBER,
    ),
    (&["len", "length", "size"], "the number of runs is `runs`", A_NUMBER),
    (
        &["max", "min", "greatest", "least", "maximum", "minimum"],
        "say it of each: `rate(fail) < 2% and rate(warn) < 2%`",
        A_NUMBER,
    ),
    (
        &["abs"],
        "a distance is written with `within`: `rate(fail) in pinned within 5pp of rate(fail) in unpinned`",
        A_NUMBER,
    ),
    (&["round", "floor", "ceil", "int", "float"], "values are exact here, nothing is rounded", A_NUMBER),
    (
        &[
            "increase",
            "irate",
            "delta",
            "avg_over_time",
            "sum_over_time",
            "count_over_time",
            "histogram_quantile",
        ],
        "reports count runs, not samples: `rate(fail) over last 7 days`",
        A_NUMBER,
    ),
];

/// Words in capitals that are told of by what they mean, not as misspelt ones.
const SPOKEN: [&str; 12] =
    ["between", "where", "is", "null", "select", "from", "group", "having", "like", "true", "false", "none"];

/// Whether a word, in lower case, is told of later and by its meaning: that it has capitals is not what is wrong.
pub(super) fn is_spoken(word: &str) -> bool {
    SPOKEN.contains(&word) || comparison_part(word)
}

/// The word of this language for a German one.
pub(super) fn from_german(word: &str) -> Option<&'static str> {
    GERMAN.iter().find(|(german, _)| *german == word).map(|(_, meant)| *meant)
}

pub(super) fn comparison_part(word: &str) -> bool {
    [&BELOW[..], &ABOVE, &EQUAL, &AT_MOST, &AT_LEAST].iter().any(|words| words.contains(&word))
}

/// The sign that words of a comparison stand for.
pub(super) fn sign_of(words: &[String]) -> Option<&'static str> {
    let any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let (equal, not) = (any(&EQUAL), any(&["not", "nicht"]));
    Some(match () {
        () if any(&AT_MOST) => "<=",
        () if any(&AT_LEAST) => ">=",
        () if any(&BELOW) && equal => "<=",
        () if any(&ABOVE) && equal => ">=",
        () if any(&BELOW) => "<",
        () if any(&ABOVE) => ">",
        () if equal && not => "!=",
        () if equal || any(&["is", "ist"]) => "==",
        () => return None,
    })
}
