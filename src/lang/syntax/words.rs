//! The words of the frame of the language, its units, and the nearest word to a misspelt one.

/// Words that begin a declaration.
pub(super) const DECLARATIONS: [&str; 10] =
    ["policy", "due", "early", "cohort", "constants", "const", "let", "waive", "rule", "test"];

/// Words that begin a clause of a rule.
pub(super) const CLAUSES: [&str; 6] = ["when", "for", "require", "prefer", "because", "see"];

/// Words that begin a clause of a test.
pub(super) const TEST_CLAUSES: [&str; 3] = ["given", "set", "expect"];

/// Words that go on with what stands before them.
const JOINTS: [&str; 18] = [
    "or", "and", "not", "within", "of", "in", "over", "among", "with", "else", "from", "until", "except",
    "per", "at", "after", "last", "each",
];

/// A unit that stands as a word after a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lang) enum Unit {
    Runs,
    Minutes,
    Hours,
    Days,
    Weeks,
}

/// The units as words, singular and plural, then as people abbreviate them.
const UNITS: [(Unit, [&str; 2], &[&str]); 5] = [
    (Unit::Runs, ["run", "runs"], &["r", "times", "lauf", "laeufe", "laeufen"]),
    (Unit::Minutes, ["minute", "minutes"], &["m", "min", "mins"]),
    (Unit::Hours, ["hour", "hours"], &["h", "hr", "hrs", "stunde", "stunden"]),
    (Unit::Days, ["day", "days"], &["d", "tag", "tage", "tagen"]),
    (Unit::Weeks, ["week", "weeks"], &["w", "wk", "wks", "woche", "wochen"]),
];

impl Unit {
    pub(in crate::lang) fn from_word(word: &str) -> Option<Self> {
        UNITS.iter().find(|(_, words, _)| words.contains(&word)).map(|(unit, ..)| *unit)
    }

    /// The word in full of an abbreviation.
    pub(super) fn from_abbreviation(word: &str) -> Option<&'static str> {
        UNITS.iter().find(|(.., short)| short.contains(&word)).map(|(_, [_, plural], _)| *plural)
    }

    pub(super) fn words() -> impl Iterator<Item = &'static str> {
        UNITS.iter().flat_map(|(_, words, _)| *words)
    }

    /// Seconds of a unit of time.
    pub(super) const fn seconds(self) -> Option<u64> {
        match self {
            Self::Runs => None,
            Self::Minutes => Some(60),
            Self::Hours => Some(60 * 60),
            Self::Days => Some(24 * 60 * 60),
            Self::Weeks => Some(7 * 24 * 60 * 60),
        }
    }
}

/// Whether a word begins or joins parts, so that it cannot be a value.
pub(super) fn is_frame(word: &str) -> bool {
    DECLARATIONS.contains(&word) || CLAUSES.contains(&word) || TEST_CLAUSES.contains(&word) || is_joint(word)
}

/// Whether a word goes on with what stands before it.
pub(super) fn is_joint(word: &str) -> bool {
    JOINTS.contains(&word) || matches!(word, "confidence" | "known" | "once")
}

/// Every word that a sentence of the language is framed by.
pub fn frame() -> impl Iterator<Item = &'static str> {
    DECLARATIONS.into_iter().chain(CLAUSES).chain(TEST_CLAUSES).chain(JOINTS).chain([
        "confidence",
        "known",
        "once",
    ])
}
