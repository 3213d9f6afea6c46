//! [`PathPattern`]: what the path of a file says of the reports in it: `drift-{run_id}-{policy_state}/*`.

use std::path::{Component, Path};

use crate::data::field::ReportField;

/// A pattern for the end of a path, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    /// The parts between slashes.
    parts: Vec<Vec<Piece>>,
}

/// A piece of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Just this.
    Literal(String),
    /// `*`: anything, also nothing.
    Any,
    /// `{name}`: what the name stands for; something.
    Named(Name),
}

/// What a path can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// A field of reports.
    Field(ReportField),
    /// A tag.
    Tag(String),
}

/// What a path says: names and what they stand for.
pub type Said<'a> = Vec<(&'a Name, &'a str)>;

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}\n  {pattern}\n  {:>before$}{}", "", "^".repeat(*length), before = *before)]
pub struct PatternError {
    what: String,
    pattern: String,
    /// The characters before what is wrong.
    before: usize,
    /// How many characters are wrong.
    length: usize,
}

impl PathPattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let wrong = |what: String, from: &str, length: usize| PatternError {
            what,
            pattern: text.to_owned(),
            before: text.chars().count().saturating_sub(from.chars().count()),
            length,
        };
        let mut pattern = Self { parts: vec![Vec::new()] };
        let mut rest = text;
        loop {
            let named = pattern.parts.iter().flatten().any(|piece| matches!(piece, Piece::Named(_)));
            let Some(part) = pattern.parts.last_mut() else { break };
            if matches!(rest.chars().next(), None | Some('/')) && part.is_empty() {
                let what = "a part of the path is empty; `*` stands for any";
                return Err(wrong(what.into(), rest, 1));
            }
            if rest.is_empty() && !named {
                let what = "it names nothing; write like `drift-{run_id}-{policy_state}/*`";
                return Err(wrong(what.into(), text, text.chars().count()));
            }
            let Some(first) = rest.chars().next() else { break };
            match first {
                '/' => pattern.parts.push(Vec::new()),
                '*' => part.push(Piece::Any),
                '}' => return Err(wrong("there is no `{` before it".into(), rest, 1)),
                '{' => {
                    let Some((name, _)) = rest.get(1..).unwrap_or_default().split_once('}') else {
                        return Err(wrong("there is no `}` after it".into(), rest, 1));
                    };
                    let length = name.chars().count().saturating_add(2);
                    let named = Name::parse(name).map_err(|what| wrong(what, rest, length))?;
                    if pattern.names().any(|other| *other == named) {
                        return Err(wrong(format!("`{name}` stands twice"), rest, length));
                    }
                    if let Some(part) = pattern.parts.last_mut() {
                        part.push(Piece::Named(named));
                    }
                    rest = rest.get(name.len().saturating_add(2)..).unwrap_or_default();
                    continue;
                }
                other => match part.last_mut() {
                    Some(Piece::Literal(literal)) => literal.push(other),
                    _ => part.push(Piece::Literal(other.into())),
                },
            }
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
        Ok(pattern)
    }

    /// What it names.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.parts.iter().flatten().filter_map(|piece| match piece {
            Piece::Named(name) => Some(name),
            Piece::Literal(_) | Piece::Any => None,
        })
    }

    /// What a path says, if the pattern fits its end.
    #[must_use]
    pub fn held_against<'a>(&'a self, path: &'a Path) -> Option<Said<'a>> {
        let mut found = Vec::new();
        let mut parts = path.components().rev();
        for pattern in self.parts.iter().rev() {
            let Component::Normal(part) = parts.next()? else { return None };
            fit(pattern, part.to_str()?, &mut found)?;
        }
        Some(found)
    }
}

impl Name {
    fn parse(name: &str) -> Result<Self, String> {
        let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
        let meant = ReportField::ALL.iter().copied().find(|field| plain(field.word()) == plain(name));
        match meant {
            _ if name.is_empty() => Err("a name is missing".into()),
            Some(field) if field.defaulted().is_none() => {
                Err(format!("`{field}` is not taken from paths, only from reports"))
            }
            Some(field) if field.word() == name => Ok(Self::Field(field)),
            Some(field) => Err(format!("there is no `{name}`; write `{{{field}}}`")),
            None if name.contains(['{', '/', '*']) => Err(format!("`{name}` is no name")),
            None => Ok(Self::Tag(name.into())),
        }
    }
}

/// Fits a part of a path to its pattern: each piece takes as much as it can, the first first.
fn fit<'a>(pattern: &'a [Piece], text: &'a str, found: &mut Said<'a>) -> Option<()> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect();
    // For each number of pieces taken off the front: where in the text the rest of them can begin.
    let mut fits: Vec<Vec<bool>> = vec![ends.iter().map(|end| *end == text.len()).collect()];
    for piece in pattern.iter().rev() {
        let after = fits.last()?;
        let can = |index: usize, from: usize| match piece {
            Piece::Literal(literal) => {
                let end = from.saturating_add(literal.len());
                text.get(from..).is_some_and(|rest| rest.starts_with(literal.as_str()))
                    && ends.iter().zip(after).any(|(other, fits)| *other == end && *fits)
            }
            Piece::Any => after.iter().skip(index).any(|fits| *fits),
            Piece::Named(_) => after.iter().skip(index).skip(1).any(|fits| *fits),
        };
        let before = ends.iter().enumerate().map(|(index, from)| can(index, *from)).collect();
        fits.push(before);
    }
    let mut at = 0_usize;
    if !*fits.pop()?.first()? {
        return None;
    }
    for piece in pattern {
        let after = fits.pop()?;
        let longest = || ends.iter().zip(&after).rev().find_map(|(end, fits)| fits.then_some(*end));
        at = match piece {
            Piece::Literal(literal) => at.saturating_add(literal.len()),
            Piece::Any => longest()?,
            Piece::Named(name) => {
                let end = longest()?;
                found.push((name, text.get(at..end)?));
                end
            }
        };
    }
    Some(())
}
