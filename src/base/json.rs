//! [`Json`]: a JSON value whose written form is canonical: sorted keys, exact numbers, one way to write each.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::rational::Rational;

/// Room for a small file at once: a verdict, the metrics of some runs.
const CAPACITY: usize = 1 << 15;

/// A JSON value that borrows the texts it can. Numbers are whole, or the digits to be written: no float comes near
/// them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number, as its text.
    Number(Cow<'a, str>),
    /// A string.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object.
    ///
    /// INVARIANT: sorted by key, by code point, each key once; [`Json::object`] and [`Json::with`] see to it.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// An object of the given members.
    pub fn object<K: Into<Cow<'a, str>>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        let members = members.into_iter().map(|(key, value)| (key.into(), value));
        let mut members: Vec<(Cow<'a, str>, Self)> = members.collect();
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        members.dedup_by(|(a, _), (b, _)| a == b);
        Self::Object(members)
    }

    /// The object with further members.
    #[must_use]
    pub fn with<K: Into<Cow<'a, str>>>(self, more: impl IntoIterator<Item = (K, Self)>) -> Self {
        let own = if let Self::Object(members) = self { members } else { Vec::new() };
        Self::object(own.into_iter().chain(more.into_iter().map(|(key, value)| (key.into(), value))))
    }

    /// The member of an object under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// An array of the given elements.
    pub fn array<T: Into<Self>>(elements: impl IntoIterator<Item = T>) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }

    /// A number with at most `places` decimals, half to even, trailing zeros dropped.
    #[must_use]
    pub fn decimal(value: &Rational, places: usize) -> Self {
        Self::Number(value.to_decimal(places).into())
    }

    /// Two-space indent and one final newline, as Python's `json.dumps(indent=2, ensure_ascii=False)` writes it.
    #[must_use]
    pub fn to_pretty(&self) -> String {
        let mut out = String::with_capacity(CAPACITY);
        self.write(&mut out, Some(0), "", &|_, _| false);
        out.push('\n');
        out
    }

    /// The RFC 8785 (JCS) form.
    ///
    /// INVARIANT: keys are ASCII and numbers are integers below 2^53 wherever this is hashed, so sorting by code
    /// point and printing the digits are what JCS asks for.
    #[must_use]
    pub fn to_jcs(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None, "", &|_, _| false);
        out
    }

    /// The JCS form without the members for which `left_out` holds: it gets the key of the member that their object
    /// is in (of the nearest, where that is an array of them; empty at the top), and their own.
    #[must_use]
    pub fn to_jcs_without(&self, left_out: &dyn Fn(&str, &str) -> bool) -> String {
        let mut out = String::with_capacity(CAPACITY);
        self.write(&mut out, None, "", left_out);
        out
    }

    fn write(
        &self,
        out: &mut String,
        indent: Option<usize>,
        under: &str,
        left_out: &dyn Fn(&str, &str) -> bool,
    ) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Integer(value) => out.push_str(itoa::Buffer::new().format(*value)),
            Self::Number(digits) => out.push_str(digits),
            Self::String(text) => write_string(text, out),
            Self::Array(elements) => {
                write_items(out, indent, ('[', ']'), elements.iter(), |element, out, indent| {
                    element.write(out, indent, under, left_out);
                });
            }
            Self::Object(members) => {
                let members = members.iter().filter(|(key, _)| !left_out(under, key));
                write_items(out, indent, ('{', '}'), members, |(key, value), out, indent| {
                    write_string(key, out);
                    out.push_str(if indent.is_some() { ": " } else { ":" });
                    value.write(out, indent, key, left_out);
                });
            }
        }
    }
}

fn write_items<T>(
    out: &mut String,
    indent: Option<usize>,
    (open, close): (char, char),
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(T, &mut String, Option<usize>),
) {
    let line = |out: &mut String, level: Option<usize>| {
        if let Some(level) = level {
            out.push('\n');
            (0..level).for_each(|_| out.push_str("  "));
        }
    };
    out.push(open);
    let inner = indent.map(|level| level.saturating_add(1));
    let mut empty = true;
    for item in items {
        if !empty {
            out.push(',');
        }
        empty = false;
        line(out, inner);
        write(item, out, inner);
    }
    if !empty {
        line(out, indent);
    }
    out.push(close);
}

/// Escapes what JSON demands and nothing else; the short escapes where there are any.
fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or_default();
        out.push_str(plain);
        let mut characters = from.chars();
        match characters.next() {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            Some(quoted @ ('"' | '\\')) => out.extend(['\\', quoted]),
            Some(control) => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::String(text.into())
    }
}

impl<'a> From<&'a String> for Json<'a> {
    fn from(text: &'a String) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<bool> for Json<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Json<'_> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_number {
    ($($number:ty),+) => {
        $(impl From<$number> for Json<'_> {
            fn from(value: $number) -> Self {
                i64::try_from(value).map_or_else(|_| Self::Number(value.to_string().into()), Self::Integer)
            }
        })+
    };
}
from_number!(u32, u64, u128, usize, i64);
