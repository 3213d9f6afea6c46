//! Forms by their words on the command line.

/// The one of `all` forms that is called `text`.
pub(crate) fn form<T: Copy>(text: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    let known = all.iter().copied().find(|form| word(*form) == text);
    let words = || all.iter().map(|form| word(*form)).collect::<Vec<_>>().join(", ");
    known.ok_or_else(|| format!("the forms are {}", words()))
}
