//! Constants: defaults and the constants file → values, each with where it comes from.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::json_read::Node;
use crate::base::source::{SourceFile, Span, Spanned};
use crate::lang::diagnostic::Diagnostics;
use crate::lang::policy::{Constant, Origin};
use crate::lang::syntax::ast::{ConstDecl, ConstValue, Text};

use super::constant_value::{Setting, value};
use super::error::ConstantError;
use super::pointer;
use super::scope::{Names, const_type};
use super::words::example;

/// A constants file as loaded: its text, and where in it the constants are.
#[derive(Debug, Clone)]
pub struct ConstantsFile {
    /// Its name and text.
    pub source: SourceFile,
    /// The JSON pointer to the object that holds them; empty: the whole file.
    pub pointer: String,
}

impl ConstantsFile {
    /// `FILE#/pointer` as file and pointer; `None`: it has no `#`.
    #[must_use]
    pub fn split(reference: &str) -> (&str, Option<&str>) {
        match reference.split_once('#') {
            Some((file, pointer)) => (file, Some(pointer)),
            None => (reference, None),
        }
    }
}

/// Edits between a key and the name it was probably meant to be.
const NEAR: usize = 2;
/// Bytes that a key can be longer or shorter than a name that is near to it.
const NEAR_BYTES: usize = 4 * NEAR;
/// Letters that a name must have for a key to be near it.
const NEAR_LETTERS: usize = 4;

/// The members of the object that sets the constants.
type Members<'f> = BTreeMap<&'f str, (Span, &'f Spanned<Node>)>;

/// The values of all constants, sorted by name; those with an error are missing.
pub(super) fn resolve(
    names: &Names<'_>,
    reference: Option<&Text>,
    file: Option<&ConstantsFile>,
    diagnostics: &mut Diagnostics,
) -> Vec<Constant> {
    let mut errors = Vec::new();
    let tree = file.and_then(|file| read(file, &mut errors));
    if let Some(reference) = reference.filter(|_| file.is_none()) {
        let (file, span) = (ConstantsFile::split(&reference.node).0.to_owned(), reference.span);
        errors.push(ConstantError::FileMissing { file, span });
    }
    // Where the file itself is wrong, nothing more is said of what it should have set.
    let unreadable = !errors.is_empty();
    let members = match (file, &tree) {
        (Some(file), Some(root)) => object(file, root, &mut errors),
        _ => None,
    };
    let unreadable = unreadable || (file.is_some() && members.is_none());
    let members = members.unwrap_or_default();
    let missed = misspelt(names, &members, &mut errors);
    let mut constants = Vec::new();
    for decl in names.consts() {
        let Some(ty) = const_type(decl) else { continue };
        let name = &decl.name.node;
        let (value, origin) = match (members.get(key(decl)), &decl.value) {
            (Some((_, node)), _) => match value(&Setting { name, ty, node }) {
                Ok(value) => (value, Origin::File),
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            },
            (None, ConstValue::Default(literal)) => (literal.node.value.clone(), Origin::Rules),
            (None, ConstValue::Typed(_)) => {
                if !unreadable && !missed.contains(key(decl)) {
                    let literal = example(ty);
                    let help = match file {
                        Some(file) => {
                            let file = file.source.base_name();
                            format!(
                                "add \"{}\": \"{literal}\" to {file}, or a default: `const {name} = {literal}`",
                                key(decl)
                            )
                        }
                        None => format!(
                            "give it a default, `const {name} = {literal}`, or say `constants from \"FILE\"`"
                        ),
                    };
                    errors.push(ConstantError::NotSet { name: name.clone(), span: decl.name.span, help });
                }
                continue;
            }
        };
        let literal = ty.literal(&value);
        constants.push(Constant { name: name.clone(), ty, value, literal, origin });
    }
    for error in errors {
        match error.origin() {
            crate::lang::diagnostic::Origin::Rules => diagnostics.rules(&error),
            crate::lang::diagnostic::Origin::Constants => diagnostics.constants(&error),
        }
    }
    constants
}

pub(super) fn key(decl: &ConstDecl) -> &str {
    decl.key.as_ref().map_or(&decl.name.node, |key| &key.node)
}

fn read(file: &ConstantsFile, errors: &mut Vec<ConstantError>) -> Option<Spanned<Node>> {
    match crate::base::json_read::parse(file.source.text()) {
        Ok(root) => Some(root),
        Err(error) => {
            errors.push(ConstantError::NotJson { problem: error.message, span: error.span });
            None
        }
    }
}

fn object<'f>(
    file: &ConstantsFile,
    root: &'f Spanned<Node>,
    errors: &mut Vec<ConstantError>,
) -> Option<Members<'f>> {
    let target = match pointer::find(root, &file.pointer) {
        Ok(target) => target,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let Node::Object(entries) = &target.node else {
        errors.push(ConstantError::NotAnObject { found: pointer::noun(&target.node), span: target.span });
        return None;
    };
    let mut members = Members::new();
    for (key, node) in entries {
        if let Some((first, _)) = members.get(key.node.as_str()) {
            let first = *first;
            errors.push(ConstantError::KeyTwice { key: key.node.clone(), span: key.span, first });
            continue;
        }
        members.insert(&key.node, (key.span, node));
    }
    Some(members)
}

/// Tells the keys that are so near to one the file lacks that they are probably meant for it; gives the lacking ones.
fn misspelt<'a>(
    names: &Names<'a>,
    members: &Members<'_>,
    errors: &mut Vec<ConstantError>,
) -> BTreeSet<&'a str> {
    let wanted: BTreeSet<&str> = names.consts().map(key).collect();
    let lacking: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|name| !members.contains_key(name) && name.chars().count() >= NEAR_LETTERS)
        .collect();
    let mut missed = BTreeSet::new();
    for (found, (span, _)) in members.iter().filter(|(found, _)| !wanted.contains(*found)) {
        let nearest = lacking
            .iter()
            .filter(|name| name.len().abs_diff(found.len()) <= NEAR_BYTES)
            .map(|name| (strsim::levenshtein(found, name), *name))
            .filter(|(distance, _)| *distance <= NEAR)
            .min();
        if let Some((_, name)) = nearest {
            missed.insert(name);
            let (key, name) = ((*found).to_owned(), name.to_owned());
            errors.push(ConstantError::MisspeltKey { key, name, span: *span });
        }
    }
    missed
}

/// Where a constants file has a key, the first time: from quotation mark to quotation mark.
#[must_use]
pub fn key_place(file: &ConstantsFile, key: &str) -> Option<Span> {
    let root = crate::base::json_read::parse(file.source.text()).ok()?;
    let target = pointer::find(&root, &file.pointer).ok()?;
    let Node::Object(entries) = &target.node else { return None };
    entries.iter().find(|(found, _)| found.node == key).map(|(found, _)| found.span)
}
