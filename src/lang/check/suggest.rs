//! Did you mean: the nearest word of a closed list, also for words that other tools and languages use.

use crate::base::vocab::Signal;
use crate::lang::nearest::nearest;

use super::words::CLASS_PREFIX;

/// What people write who come from other tools, and the word that is meant.
const HABITS: &[(&str, &str)] = &[
    ("alle", "all"),
    ("any", "all"),
    ("bool", "bool"),
    ("boolean", "bool"),
    ("count", "runs"),
    ("current", "newest"),
    ("dauer", "elapsed"),
    ("decimal", "number"),
    ("error", "fail"),
    ("errors", "fail"),
    ("failure", "fail"),
    ("failures", "fail"),
    ("fehler", "fail"),
    ("fest", "pinned"),
    ("fixed", "pinned"),
    ("float", "number"),
    ("int", "number"),
    ("integer", "number"),
    ("interval", "duration"),
    ("last", "newest"),
    ("latest", "newest"),
    ("mine", "own"),
    ("percent", "rate"),
    ("percentage", "rate"),
    ("prozent", "rate"),
    ("ratio", "rate"),
    ("share", "rate"),
    ("time", "duration"),
    ("total", "runs"),
    ("unbekannt", "unknown"),
    ("unpin", "unpinned"),
    ("uptime", "elapsed"),
    ("warning", "warn"),
    ("warnings", "warn"),
    ("warnung", "warn"),
    ("warnungen", "warn"),
];

/// The candidate nearest to `word`, if one is near enough to be meant.
pub(super) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let habit = HABITS.iter().find(|(habit, _)| *habit == word).map(|(_, meant)| *meant);
    let exact = |candidate: &&str| {
        Some(*candidate) == habit || candidate.strip_prefix(CLASS_PREFIX).is_some_and(|rest| rest == word)
    };
    let meant = candidates.iter().copied().find(|candidate| exact(candidate));
    meant.or_else(|| nearest(word, candidates.iter().copied()))
}

/// A list of so many words is shown even beside the one that is meant.
const SHORT: usize = 6;

/// The help for a word that is not on a closed list: the one that is meant, or else all of them.
pub(super) fn from_list(word: &str, what: &str, candidates: &[&str]) -> String {
    let all = candidates.join(", ");
    match closest(word, candidates.iter().copied()) {
        Some(meant) if candidates.len() > SHORT => format!("did you mean `{meant}`?"),
        Some(meant) => format!("did you mean `{meant}`? {what}: {all}"),
        None => format!("{what}: {all}"),
    }
}

/// The words of all signals: the counted ones, then the classes.
pub(super) fn signal_words() -> Vec<&'static str> {
    Signal::all().map(Signal::word).collect()
}
