//! Tree → [`Policy`]: names, types, constants; every error at once, each at its cause.

mod advice;
mod algebra;
mod build;
mod constant_value;
mod constants;
mod constants_schema;
mod declarations;
pub mod error;
mod expressions;
mod given;
mod lets;
mod lower;
mod mismatch;
mod pointer;
mod restate;
mod run_string;
mod scope;
mod suffix;
mod suggest;
mod tests;
mod types;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use constants::{ConstantsFile, key_place};
pub use constants_schema::constants_schema;
pub(in crate::lang) use expressions::walk;
pub use words::{CLASS_PREFIX, is_reserved};

use crate::base::source::{SourceFile, Span};
use crate::lang::diagnostic::{Diagnostics, Label};
use crate::lang::policy::Policy;
use crate::lang::syntax::Parse;
use crate::lang::syntax::ast::{ClauseKind, DeclKind, Expr, RuleDecl, RuleFile, Text};
use crate::lang::testcase::TestCase;

use expressions::Words;
use lets::{Sizes, Totals};
use scope::{Names, declared_in_text};
use types::Typer;

/// What comes of checking a file.
#[derive(Debug)]
pub struct Checked {
    /// The policy; `None` if there is any error, also one of the parser.
    pub policy: Option<Policy>,
    /// Its tests, in the order written; empty if there is any error.
    pub tests: Vec<TestCase>,
    /// All that was found, by the parser and here.
    pub diagnostics: Diagnostics,
}

/// The file that a policy takes its constants from, as written: `FILE#/pointer`.
#[must_use]
pub fn constants_reference(file: &RuleFile) -> Option<&Text> {
    file.decls.iter().find_map(|decl| match &decl.node {
        DeclKind::Constants(reference) => Some(reference),
        _ => None,
    })
}

/// Checks a parsed file against the constants that were loaded for it.
#[must_use]
pub fn check(source: &SourceFile, parse: &Parse, constants: Option<&ConstantsFile>) -> Checked {
    let file = &parse.file;
    let mut diagnostics = parse.diagnostics.clone();
    let broken = diagnostics.has_errors();
    let names = Names::collect(file, &mut diagnostics);
    declarations::check(file, broken, &mut diagnostics);
    words(source, file, &names, broken, &mut diagnostics);
    let lets = lets::in_order(&names, &mut diagnostics);
    let sizes = Sizes::of(&lets, &names, &mut diagnostics);
    let mut typer = Typer {
        source,
        names: &names,
        lets: BTreeMap::new(),
        diagnostics: &mut diagnostics,
        comparison: None,
    };
    for decl in lets {
        typer.define(decl);
    }
    let mut totals = Totals::default();
    for (rule, word, expr) in conditions(file) {
        let size = sizes.check(expr, &names, typer.diagnostics).unwrap_or(0);
        totals.add(rule, expr, size, typer.diagnostics);
        typer.condition(word, expr);
    }
    let mut tests = tests::check(source, file, &names, broken, &mut diagnostics);
    drop_echoes(&mut diagnostics);
    let values = constants::resolve(&names, constants_reference(file), constants, &mut diagnostics);
    let policy = (!diagnostics.has_errors())
        .then(|| build::policy(&build::Parts { source, file, names: &names, constants }, values))
        .flatten();
    if policy.is_none() {
        tests.clear();
    }
    Checked { policy, tests, diagnostics }
}

/// Takes out what is said of a part that the parser has told of already: it stands only for what was meant.
fn drop_echoes(diagnostics: &mut Diagnostics) {
    let told: Vec<Span> = diagnostics
        .sorted()
        .into_iter()
        .filter(|found| found.code.starts_with("rulecheck::syntax::"))
        .filter_map(|found| found.labels.first().map(|label| label.span))
        .collect();
    let inside = |label: &Label| {
        let at = told.partition_point(|span| span.start <= label.span.start);
        let before = at.checked_sub(1).and_then(|at| told.get(at));
        before.is_some_and(|span| label.span.end <= span.end && label.span.start < span.end)
    };
    diagnostics
        .retain(|found| found.code.starts_with("rulecheck::syntax::") || !found.labels.iter().any(inside));
}

/// The expressions that must be true or false, each with its rule and the word before it.
fn conditions(file: &RuleFile) -> impl Iterator<Item = (&RuleDecl, &'static str, &Expr)> {
    use crate::lang::syntax::ast::Demand;
    let clauses = file.rules().flat_map(|rule| rule.clauses.iter().map(move |clause| (rule, &clause.node)));
    clauses.filter_map(|(rule, clause)| match clause {
        ClauseKind::When(expr) => Some((rule, "when", expr)),
        ClauseKind::Check(check) if check.demand == Demand::Prefer => Some((rule, "prefer", &check.expr)),
        ClauseKind::Check(check) => Some((rule, "require", &check.expr)),
        _ => None,
    })
}

/// Looks up the words of all expressions.
fn words(
    source: &SourceFile,
    file: &RuleFile,
    names: &Names<'_>,
    broken: bool,
    diagnostics: &mut Diagnostics,
) {
    let unread = if broken { declared_in_text(source) } else { BTreeSet::new() };
    let mut words = Words { names, unread, unknown: 0 };
    let lets = file.decls.iter().filter_map(|decl| match &decl.node {
        DeclKind::Let(decl) => Some(&decl.value),
        _ => None,
    });
    lets.chain(conditions(file).map(|(.., expr)| expr)).for_each(|expr| words.expression(expr, diagnostics));
}
