//! The causes that reports state, in any spelling, as classes of unknown.

use memchr::memmem;

use crate::base::vocab::UnknownClass;

/// The longest label that can be on the list, normalised: `unknown_artefact_missing_violation` has 34 bytes.
const LONGEST: usize = 40;

/// The class of a stated cause: trimmed, in lower case, `-` and blanks as `_`, without a leading `unknown_` and a
/// trailing `_violation` or `_error`, `artifact` as `artefact`.
#[must_use]
pub fn class_of(label: &str) -> UnknownClass {
    let label = label.trim().as_bytes();
    let mut normal = [0; LONGEST];
    let Some(normal) = normal.get_mut(..label.len()) else { return UnknownClass::Other };
    for (byte, written) in normal.iter_mut().zip(label) {
        *byte = match written {
            b'-' | b' ' | b'\t' => b'_',
            other => other.to_ascii_lowercase(),
        };
    }
    if let Some(at) = memmem::find(normal, b"artifact")
        && let Some(word) = normal.get_mut(at..).and_then(|rest| rest.first_chunk_mut())
    {
        *word = *b"artefact";
    }
    let label: &[u8] = normal;
    let label = label.strip_prefix(b"unknown_").unwrap_or(label);
    let label = label.strip_suffix(b"_violation").or_else(|| label.strip_suffix(b"_error")).unwrap_or(label);
    let is = |class: &&UnknownClass| {
        let word = class.word().strip_prefix("unknown_").unwrap_or_default();
        word.strip_suffix("_error").unwrap_or(word).as_bytes() == label
    };
    UnknownClass::ALL.iter().find(is).copied().unwrap_or(UnknownClass::Other)
}
