//! [`parse`]: a JSON text as a tree that keeps order, duplicates and places; for constants and metrics files.

use super::json_fault::{Scan, ScanError};
use super::json_scan::{Kind, Scanner};
use super::json_window::Bytes;
use super::source::{Span, Spanned};

/// A JSON value as written: keys in their order, also those that stand twice; numbers as their text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as its text.
    Number(String),
    /// A string, escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Spanned<Node>>),
    /// An object.
    Object(Vec<(Spanned<String>, Spanned<Node>)>),
}

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    /// The character at which it shows; empty at the end of the text.
    pub span: Span,
    /// What is wrong.
    pub message: String,
}

/// The window over texts that are in memory anyway.
const WINDOW: usize = 1 << 16;

/// Reads a text that is one JSON value; a byte order mark before it is passed over.
pub fn parse(text: &str) -> Result<Spanned<Node>, JsonError> {
    let window = vec![0; text.len().min(WINDOW)];
    let mut reader = Scanner::new(Bytes::from(text.as_bytes()), window);
    whole(text, &mut reader).map_err(|error| locate(text, &error))
}

type Reader<'a> = Scanner<Bytes<'a>>;

fn whole(text: &str, reader: &mut Reader<'_>) -> Scan<Spanned<Node>> {
    reader.skip_bom()?;
    let node = value(text, reader)?;
    reader.end()?;
    Ok(node)
}

/// INVARIANT: recursion ends at the scanner's depth limit.
fn value(text: &str, reader: &mut Reader<'_>) -> Scan<Spanned<Node>> {
    reader.peek()?;
    let start = offset(reader);
    let node = match reader.value()? {
        Kind::Null => Node::Null,
        Kind::True => Node::Bool(true),
        Kind::False => Node::Bool(false),
        Kind::Number => Node::Number(reader.text_str().into()),
        Kind::String => Node::String(reader.text_str().into()),
        Kind::Array => {
            let mut elements = Vec::new();
            while reader.next_element(elements.is_empty())? {
                elements.push(value(text, reader)?);
            }
            Node::Array(elements)
        }
        Kind::Object => {
            let mut members = Vec::new();
            while let Some(key) = key(text, reader, members.is_empty())? {
                members.push((key, value(text, reader)?));
            }
            Node::Object(members)
        }
    };
    Ok(Spanned::new(node, Span::new(start, offset(reader))))
}

/// A key begins at the first quote after the last value, and ends at the last before its colon.
fn key(text: &str, reader: &mut Reader<'_>, first: bool) -> Scan<Option<Spanned<String>>> {
    let from = offset(reader);
    Ok(reader.next_key(first)?.then(|| {
        let passed = text.get(from..offset(reader)).unwrap_or_default();
        let place = |at: Option<usize>| from.saturating_add(at.unwrap_or_default());
        let end = place(passed.rfind('"')).saturating_add(1);
        Spanned::new(reader.text_str().into(), Span::new(place(passed.find('"')), end))
    }))
}

fn offset(reader: &Reader<'_>) -> usize {
    usize::try_from(reader.offset()).unwrap_or(usize::MAX)
}

fn locate(text: &str, error: &ScanError) -> JsonError {
    let start = text.floor_char_boundary(usize::try_from(error.offset).unwrap_or(usize::MAX));
    let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    JsonError { span: Span::new(start, start.saturating_add(length)), message: error.fault.to_string() }
}
