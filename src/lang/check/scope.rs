//! [`Names`]: what a policy declares, and what is declared twice or under a name that is taken.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::quantity::Type;
use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::Diagnostics;
use crate::lang::syntax::ast::{ConstDecl, ConstValue, DeclKind, LetDecl, RuleFile, Word};

use super::error::NameError;
use super::words::{CLASS_PREFIX, is_reserved};

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Definition<'a> {
    /// A threshold.
    Const(&'a ConstDecl),
    /// An expression.
    Let(&'a LetDecl),
}

impl<'a> Definition<'a> {
    /// The name with its place.
    pub(super) const fn name(self) -> &'a Word {
        match self {
            Self::Const(decl) => &decl.name,
            Self::Let(decl) => &decl.name,
        }
    }
}

/// The names of a policy. Of several declarations of one name the first counts.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    definitions: BTreeMap<&'a str, Definition<'a>>,
    rules: BTreeMap<&'a str, Span>,
}

impl<'a> Names<'a> {
    /// Collects the declarations of a file.
    pub(super) fn collect(file: &'a RuleFile, diagnostics: &mut Diagnostics) -> Self {
        let mut names = Self::default();
        let mut single = BTreeMap::new();
        for decl in &file.decls {
            let word = match &decl.node {
                DeclKind::Due(_) => "due",
                DeclKind::Early(_) => "early",
                DeclKind::Cohort(_) => "cohort",
                DeclKind::Constants(_) => "constants",
                DeclKind::Const(decl) => {
                    names.define(Definition::Const(decl), diagnostics);
                    continue;
                }
                DeclKind::Let(decl) => {
                    names.define(Definition::Let(decl), diagnostics);
                    continue;
                }
                DeclKind::Rule(rule) => {
                    names.rule(&rule.id, diagnostics);
                    continue;
                }
                DeclKind::Waive(_) | DeclKind::Test(_) => continue,
            };
            match single.get(word) {
                Some(first) => {
                    diagnostics.rules(&NameError::DeclaredTwice { word, span: decl.span, first: *first });
                }
                None => {
                    single.insert(word, decl.span);
                }
            }
        }
        names
    }

    /// What `name` stands for.
    pub(super) fn get(&self, name: &str) -> Option<Definition<'a>> {
        self.definitions.get(name).copied()
    }

    /// Every name with what it stands for, sorted.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a str, Definition<'a>)> {
        self.definitions.iter().map(|(name, definition)| (*name, *definition))
    }

    /// The lets, sorted by name.
    pub(super) fn lets(&self) -> impl Iterator<Item = &'a LetDecl> {
        self.definitions.values().filter_map(|definition| match definition {
            Definition::Let(decl) => Some(*decl),
            Definition::Const(_) => None,
        })
    }

    /// The constants, sorted by name.
    pub(super) fn consts(&self) -> impl Iterator<Item = &'a ConstDecl> {
        self.definitions.values().filter_map(|definition| match definition {
            Definition::Const(decl) => Some(*decl),
            Definition::Let(_) => None,
        })
    }

    /// The ids of the rules, sorted.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'a str> {
        self.rules.keys().copied()
    }

    /// Whether a rule has this id.
    pub(super) fn is_rule(&self, id: &str) -> bool {
        self.rules.contains_key(id)
    }

    fn define(&mut self, definition: Definition<'a>, diagnostics: &mut Diagnostics) {
        let Word { node: name, span } = definition.name();
        if is_reserved(name) {
            let instead = format!("max_{name}");
            diagnostics.rules(&NameError::ReservedWord { name: name.clone(), instead, span: *span });
        } else if let Some(rest) = name.strip_prefix(CLASS_PREFIX) {
            let instead = format!("max_{rest}");
            diagnostics.rules(&NameError::ReservedPrefix { name: name.clone(), instead, span: *span });
        }
        match self.definitions.get(name.as_str()) {
            Some(first) => diagnostics.rules(&NameError::NameTwice {
                name: name.clone(),
                span: *span,
                first: first.name().span,
            }),
            None => {
                self.definitions.insert(name, definition);
            }
        }
    }

    fn rule(&mut self, id: &'a Word, diagnostics: &mut Diagnostics) {
        if id.node == "due" {
            diagnostics.rules(&NameError::RuleCalledDue { span: id.span });
        }
        match self.rules.get(id.node.as_str()) {
            Some(first) => diagnostics.rules(&NameError::RuleTwice {
                name: id.node.clone(),
                span: id.span,
                first: *first,
            }),
            None => {
                self.rules.insert(&id.node, id.span);
            }
        }
    }
}

/// The names that the text declares, also in places that could not be read.
pub(super) fn declared_in_text(source: &SourceFile) -> BTreeSet<&str> {
    let words =
        source.text().split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let mut declares = false;
    let names = words.filter(|word| std::mem::replace(&mut declares, matches!(*word, "const" | "let")));
    // `max_fail := 2%`, `var noise = …`: the last word before a sign that gives a value.
    let assigned = source.text().split('=').filter_map(|before| {
        let before = before.trim_end_matches(':').trim_end();
        let name = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next()?;
        name.starts_with(|c: char| c.is_alphabetic()).then_some(name)
    });
    names.chain(assigned).collect()
}

/// The type of a constant; `None` if its type is not known.
pub(super) fn const_type(decl: &ConstDecl) -> Option<Type> {
    match &decl.value {
        ConstValue::Default(literal) => Some(literal.node.ty),
        ConstValue::Typed(word) => Type::from_word(&word.node).filter(|ty| *ty != Type::Bool),
    }
}
