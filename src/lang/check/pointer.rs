//! RFC 6901 JSON pointers: from the root of a constants file to the object that sets the constants.

use crate::base::json_read::Node;
use crate::base::source::Spanned;

use super::error::ConstantError;
use super::suggest::closest;

/// The value that `pointer` leads to.
pub(super) fn find<'f>(root: &'f Spanned<Node>, pointer: &str) -> Result<&'f Spanned<Node>, ConstantError> {
    let bad = || ConstantError::BadPointer { pointer: pointer.to_owned(), span: root.span };
    let mut at = root;
    for step in steps(pointer).ok_or_else(bad)? {
        let mut help = None;
        let next = match &at.node {
            Node::Object(members) => {
                let mut matching = members.iter().filter(|(key, _)| key.node == step);
                let first = matching.next();
                if let (Some((first, _)), Some((again, _))) = (first, matching.next()) {
                    return Err(ConstantError::KeyTwice { key: step, span: again.span, first: first.span });
                }
                help = closest(&step, members.iter().map(|(key, _)| key.node.as_str()))
                    .map(|meant| format!("did you mean `{meant}`?"));
                first.map(|(_, value)| value)
            }
            Node::Array(elements) => index(&step).and_then(|index| elements.get(index)),
            _ => None,
        };
        at = next.ok_or_else(|| ConstantError::PointerNotFound {
            pointer: pointer.to_owned(),
            span: at.span,
            step,
            help,
        })?;
    }
    Ok(at)
}

/// The steps of a pointer; `None` if it is none.
pub(super) fn steps(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    pointer.strip_prefix('/')?.split('/').map(unescaped).collect()
}

/// `~1` as `/` and `~0` as `~`; `None` for any other `~`.
fn unescaped(step: &str) -> Option<String> {
    let mut text = String::new();
    let mut characters = step.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '~' => match characters.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

/// The position that a step names in an array: digits without a leading zero.
fn index(step: &str) -> Option<usize> {
    let digits = step.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (step == "0" || !step.starts_with('0'))).then(|| step.parse().ok()).flatten()
}

/// What a value is, with its article.
pub(super) const fn noun(node: &Node) -> &'static str {
    match node {
        Node::Null => "null",
        Node::Bool(_) => "a boolean",
        Node::Number(_) => "a number",
        Node::String(_) => "a string",
        Node::Array(_) => "an array",
        Node::Object(_) => "an object",
    }
}
