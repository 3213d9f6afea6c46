//! The causes that reports state, in any spelling, as classes of unknown.

use crate::base::vocab::UnknownClass;

/// The class of a stated cause: trimmed, in lower case, `-` and blanks as `_`, without a leading `unknown_` and a
/// trailing `_violation` or `_error`, `artifact` as `artefact`.
#[must_use]
pub fn class_of(label: &str) -> UnknownClass {
    let label: String = label
        .trim()
        .chars()
        .map(|character| match character {
            '-' | ' ' | '\t' => '_',
            other => other.to_ascii_lowercase(),
        })
        .collect();
    let label = label.replace("artifact", "artefact");
    let label = label.strip_prefix("unknown_").unwrap_or(&label);
    let label = label.strip_suffix("_violation").or_else(|| label.strip_suffix("_error")).unwrap_or(label);
    let is = |class: &&UnknownClass| {
        let word = class.word().strip_prefix("unknown_").unwrap_or_default();
        word.strip_suffix("_error").unwrap_or(word) == label
    };
    UnknownClass::ALL.iter().find(is).copied().unwrap_or(UnknownClass::Other)
}
