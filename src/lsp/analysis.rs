//! [`Analysis`]: all that is known of a text of rules: its parts, its tree, its policy, and what is wrong.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::base::source::{SourceFile, Span};
use crate::lang::check::{self, ConstantsFile, constants_reference};
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Origin};
use crate::lang::policy::{Check, Policy, Rule};
use crate::lang::syntax::ast::ClauseKind;
use crate::lang::syntax::{self, MAX_BYTES, Parse};
use crate::lang::testcase::TestCase;

use super::place::Place;
use super::position::{Encoding, Lines};
use super::roles::{Part, Role, parts};
use super::today::Today;

/// A text and its lines.
#[derive(Debug)]
pub struct Text {
    /// Its name and text.
    pub source: SourceFile,
    /// Where its lines begin.
    pub lines: Lines,
}

impl Text {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(name: &str, text: &str, encoding: Encoding) -> Self {
        Self { source: SourceFile::new(name, text), lines: Lines::of(text, encoding) }
    }

    /// The text itself.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// The range of some bytes.
    #[must_use]
    pub fn range(&self, span: Span) -> gen_lsp_types::Range {
        self.lines.range(self.text(), span)
    }
}

/// The constants file of a policy, as it is in the editor or on the disk.
#[derive(Debug)]
pub struct Constants {
    /// Where it is.
    pub place: Place,
    /// Its text.
    pub text: Text,
    /// The same as the checker takes it.
    pub file: ConstantsFile,
}

/// A name that is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// What kind of name.
    pub role: Role,
    /// Where it is declared.
    pub span: Span,
}

/// All that is known of a text of rules.
#[derive(Debug)]
pub struct Analysis {
    /// The text.
    pub text: Text,
    /// Its tokens with their roles.
    pub parts: Vec<Part>,
    /// Its tree, as far as it can be read.
    pub parse: Parse,
    /// The constants file that it names, if it is there.
    pub constants: Option<Constants>,
    /// Where that file is, there or not.
    pub constants_place: Option<Place>,
    /// The policy; `None` if there are errors.
    pub policy: Option<Policy>,
    /// Its tests; empty if there are errors.
    pub tests: Vec<TestCase>,
    /// What is wrong; warnings are not among it.
    errors: Diagnostics,
    /// What is probably not meant, once it was looked for; in a policy without errors only.
    pub warnings: OnceCell<Diagnostics>,
    /// Constants and lets by their names; of several declarations the first.
    names: BTreeMap<String, Declared>,
    /// Rules by their ids.
    rules: BTreeMap<String, Span>,
    /// What it comes to on the metrics beside it, once it was asked for.
    pub today: OnceCell<Option<Today>>,
}

impl Analysis {
    /// Reads and checks `text`; `load` gives the text of a file.
    pub fn new(
        place: &Place,
        text: &str,
        encoding: Encoding,
        load: impl Fn(&Place) -> Option<Vec<u8>>,
    ) -> Self {
        let text = Text::new(place.name(), text, encoding);
        let refused = refused(&text);
        let parse = match &refused {
            Some(_) if text.text().len() > MAX_BYTES => syntax::parse(&SourceFile::new("", "")),
            _ => syntax::parse(&text.source),
        };
        let parts = parts(text.text());
        let reference = constants_reference(&parse.file).map(|text| ConstantsFile::split(&text.node));
        let constants_place = reference.map(|(file, _)| place.beside(file));
        let mut unread = None;
        let constants = constants_place.as_ref().and_then(|place| {
            let pointer = reference.and_then(|(_, pointer)| pointer).unwrap_or_default();
            match syntax::decode(place.name(), &load(place)?) {
                Ok(source) => Some(constants(place, source, pointer, encoding)),
                Err(failure) => {
                    unread = Some(failure.error);
                    Some(constants(place, failure.readable, pointer, encoding))
                }
            }
        });
        let checked = check::check(&text.source, &parse, constants.as_ref().map(|constants| &constants.file));
        let (mut policy, tests, mut diagnostics) = (checked.policy, checked.tests, checked.diagnostics);
        if let Some(error) = refused {
            policy = None;
            diagnostics = Diagnostics::default();
            diagnostics.push(error);
        }
        if let Some(error) = unread {
            policy = None;
            diagnostics.push(Diagnostic { origin: Origin::Constants, ..error });
        }
        let (names, rules) = declared(text.text(), &parts);
        let today = OnceCell::new();
        Self {
            text,
            parts,
            parse,
            constants,
            constants_place,
            policy,
            tests,
            errors: diagnostics,
            warnings: OnceCell::new(),
            names,
            rules,
            today,
        }
    }

    /// What was found so far: errors, or else warnings.
    #[must_use]
    pub fn findings(&self) -> Diagnostics {
        let mut found = self.errors.clone();
        found.append(self.warnings.get().cloned().unwrap_or_default());
        found
    }

    /// Whether it is still to be looked over for warnings.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        self.policy.is_some() && self.warnings.get().is_none()
    }

    /// The text under a part.
    #[must_use]
    pub fn slice(&self, part: &Part) -> &str {
        self.text.source.slice(part.span)
    }

    /// The constant or let of a name.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<Declared> {
        self.names.get(name).copied()
    }

    /// All constants and lets, sorted by name.
    pub fn names(&self) -> impl Iterator<Item = (&str, Declared)> {
        self.names.iter().map(|(name, declared)| (name.as_str(), *declared))
    }

    /// Where a rule is declared.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<Span> {
        self.rules.get(id).copied()
    }

    /// The ids of all rules, sorted.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(String::as_str)
    }

    /// The checks of the policy, each with its rule, its number in it, and its place in the text.
    pub fn checks(&self) -> impl Iterator<Item = Placed<'_>> {
        let policy = self.policy.as_ref();
        self.parse.file.rules().flat_map(move |decl| {
            let rule = policy.and_then(|policy| policy.rules.iter().find(|rule| rule.id == decl.id.node));
            let clauses = decl.clauses.iter().filter(|clause| matches!(clause.node, ClauseKind::Check(_)));
            clauses.enumerate().filter_map(move |(number, clause)| {
                let rule = rule?;
                Some(Placed { rule, check: rule.checks.get(number)?, number, span: clause.span })
            })
        })
    }

    /// The check that a byte is in.
    #[must_use]
    pub fn check_at(&self, offset: usize) -> Option<Placed<'_>> {
        self.checks()
            .find(|placed| (placed.span.start as usize) <= offset && offset <= placed.span.end as usize)
    }
}

/// A check and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The rule it is of.
    pub rule: &'a Rule,
    /// The check.
    pub check: &'a Check,
    /// Its number in the rule, from 0.
    pub number: usize,
    /// Where it stands.
    pub span: Span,
}

fn constants(place: &Place, source: SourceFile, pointer: &str, encoding: Encoding) -> Constants {
    let text = Text { lines: Lines::of(source.text(), encoding), source: source.clone() };
    Constants { place: place.clone(), text, file: ConstantsFile { source, pointer: pointer.to_owned() } }
}

/// Why a text is not even read: too large, or no text.
fn refused(text: &Text) -> Option<Diagnostic> {
    let mut failure = *syntax::decode(text.source.name(), text.text().as_bytes()).err()?;
    // Places are counted from behind the byte order mark there.
    let mark = u32::from(text.text().starts_with('\u{feff}')).saturating_mul(3);
    for label in &mut failure.error.labels {
        label.span =
            Span { start: label.span.start.saturating_add(mark), end: label.span.end.saturating_add(mark) };
    }
    Some(failure.error)
}

fn declared(text: &str, parts: &[Part]) -> (BTreeMap<String, Declared>, BTreeMap<String, Span>) {
    let (mut names, mut rules) = (BTreeMap::new(), BTreeMap::new());
    for part in parts {
        let word = || text.get(part.span.range()).unwrap_or_default().to_owned();
        match part.role {
            Role::ConstId | Role::LetId => {
                names.entry(word()).or_insert(Declared { role: part.role, span: part.span });
            }
            Role::RuleId => {
                rules.entry(word()).or_insert(part.span);
            }
            _ => {}
        }
    }
    (names, rules)
}
