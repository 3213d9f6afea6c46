//! Runs as a text, a character each, with their times and tags.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::quantity::Type;
use crate::base::source::{SourceFile, Span, Spanned};
use crate::base::time::Duration;
use crate::base::vocab::{ReportField, Stratum};
use crate::lang::diagnostic::Diagnostics;
use crate::lang::fmt::canonical::quoted;
use crate::lang::placing::run_of;
use crate::lang::syntax::ast::{Literal, RunString, Text, Word};
use crate::lang::testcase::{GivenRun, RunGroup, RunSign};

use super::declarations::instead_of_groups;
use super::error::{NameError, TestError};
use super::expressions::stratum;
use super::given::Budget;
use super::lower::lowered_duration;
use super::restate::restate;
use super::suggest::closest;
use super::words::noun;

/// Reads runs that are given as texts.
pub(super) struct RunStrings<'c> {
    /// The rules.
    pub(super) source: &'c SourceFile,
    /// The tags that rules go through.
    pub(super) tags: BTreeSet<&'c str>,
    /// A part of the file could not be read.
    pub(super) broken: bool,
}

impl RunStrings<'_> {
    /// The runs of `given runs in STRATUM "…"`; `None` if something is wrong with them.
    pub(super) fn group(
        &self,
        string: &RunString,
        budget: &mut Budget,
        diagnostics: &mut Diagnostics,
    ) -> Option<RunGroup> {
        let stratum = one_stratum(&string.stratum, diagnostics);
        let runs = self.runs(&string.runs, stratum.unwrap_or(Stratum::Pinned), diagnostics);
        let each = string.each.as_ref().map(|each| duration(each, diagnostics));
        let mut tags: Vec<(String, String)> = Vec::new();
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for (tag, value) in &string.tags {
            self.tag(tag, diagnostics);
            if let Some(first) = seen.get(tag.node.as_str()) {
                let (tag, span, first) = (quoted(&tag.node), tag.span, *first);
                diagnostics.rules(&TestError::TagTwice { tag, span, first });
            } else {
                seen.insert(&tag.node, tag.span);
                tags.push((tag.node.clone(), value.node.clone()));
            }
        }
        let each = match each {
            Some(each) => Some(each?),
            None => None,
        };
        let (stratum, runs) = (stratum?, runs?);
        budget.spend(runs.len(), string.runs.span, diagnostics).then_some(RunGroup {
            stratum,
            runs,
            each,
            tags,
        })
    }

    fn runs(&self, text: &Text, stratum: Stratum, diagnostics: &mut Diagnostics) -> Option<Vec<GivenRun>> {
        let mut runs = Vec::new();
        // As written: of these characters none is written as an escape.
        let written = self.source.slice(text.span);
        let inside = written.len().saturating_sub(1);
        for (at, character) in written.char_indices().filter(|(at, _)| *at > 0 && *at < inside) {
            let Some(sign) = RunSign::from_word(character.encode_utf8(&mut [0; 4])) else {
                let start = (text.span.start as usize).saturating_add(at);
                let span = Span::new(start, start.saturating_add(character.len_utf8()));
                let help = instead_of_character(character);
                diagnostics.rules(&TestError::RunCharacter { found: shown(character), help, span });
                return None;
            };
            runs.push(run_of(sign, stratum));
        }
        Some(runs)
    }

    fn tag(&self, tag: &Word, diagnostics: &mut Diagnostics) {
        let span = tag.span;
        if let Some(field) = ReportField::from_word(&tag.node)
            && instead_of_groups(field).is_some()
        {
            let help =
                "a test gives tags, stratum and times of its runs; the rest they are given by themselves";
            diagnostics.rules(&NameError::FieldIsNoTag { field: field.word(), help, span });
        } else if !self.tags.contains(tag.node.as_str()) && !self.broken {
            let help = match closest(&tag.node, self.tags.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("leave it out, or let a rule go through it: `for each {}`", tag.node),
            };
            diagnostics.rules(&TestError::UnknownTag { tag: quoted(&tag.node), span, help });
        }
    }
}

/// The stratum that runs are given in: any but `all`.
pub(super) fn one_stratum(word: &Word, diagnostics: &mut Diagnostics) -> Option<Stratum> {
    let stratum = stratum(word, diagnostics)?;
    if stratum == Stratum::All {
        diagnostics.rules(&TestError::GivenInAll { span: word.span });
        return None;
    }
    Some(stratum)
}

/// A duration; something else: an error.
pub(super) fn duration(literal: &Spanned<Literal>, diagnostics: &mut Diagnostics) -> Option<Duration> {
    let Literal { ty, value } = &literal.node;
    if *ty == Type::Duration {
        return lowered_duration(value);
    }
    let help = match restate(value, *ty, Type::Duration).first() {
        Some(text) => format!("write `{text}`"),
        None => "write a duration, such as `8 days`, `6 hours` or `90 minutes`".to_owned(),
    };
    diagnostics.rules(&TestError::NotADuration { found: noun(*ty), help, span: literal.span });
    None
}

fn shown(character: char) -> String {
    if character.is_control() { format!("U+{:04X}", u32::from(character)) } else { format!("`{character}`") }
}

fn instead_of_character(character: char) -> String {
    let lower = character.to_lowercase().next().unwrap_or(character);
    match lower {
        'w' | 'f' | 'o' | 'u' => format!("write `{lower}` in lower case"),
        '-' | '_' | '0' | 'c' | 'p' | '·' | '…' | ',' => "a clean run is written `.`".to_owned(),
        'x' | 'e' | '!' | '1' => "write `w` for a WARN, `f` for a FAIL".to_owned(),
        _ if character.is_whitespace() => "leave it out: each character is a run".to_owned(),
        _ => "each character is a run: `.` clean, `w` WARN, `f` FAIL, `o` override, `u` unknown, `?` not readable"
            .to_owned(),
    }
}
