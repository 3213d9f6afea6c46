//! Words on the command line: forms, and others that are one of a few.

/// The one of `all` forms that is called `text`.
pub(crate) fn form<T: Copy>(text: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    known(text, "forms", all, word)
}

/// The one of `all` that is called `text`; `what` they are, for the answer to another.
pub(crate) fn known<T: Copy>(
    text: &str,
    what: &str,
    all: &[T],
    word: fn(T) -> &'static str,
) -> Result<T, String> {
    let known = all.iter().copied().find(|one| word(*one) == text);
    let words = || all.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ");
    known.ok_or_else(|| format!("the {what} are {}", words()))
}
