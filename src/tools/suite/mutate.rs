//! Mutants: a policy with one thing changed, checked again from its changed tree.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::source::{Span, Spanned};
use crate::lang::check::check;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::fmt::canonical::{clause_text, line_text};
use crate::lang::policy::Policy;
use crate::lang::syntax::Parse;
use crate::lang::syntax::ast::{
    CheckDecl, Clause, ClauseKind, ConstDecl, Decl, DeclKind, Demand, Due, LetDecl, RuleDecl, RuleFile,
    WaiveDecl,
};
use crate::tools::suite::meaning::Meaning;
use crate::tools::suite::mutate_expr::{amounts, expressions};
use crate::tools::suite::subject::Subject;
use crate::tools::suite::threshold::neighbours;

/// A policy with one thing changed.
#[derive(Debug)]
pub struct Mutant {
    /// The line that is changed, from 1.
    pub line: usize,
    /// What stands there, in the one layout.
    pub before: String,
    /// What would stand there; empty if it is left out.
    pub after: String,
    /// The changed policy.
    pub policy: Policy,
}

/// The mutants of a policy, and how many more make no difference, whatever the runs.
#[derive(Debug, Default)]
pub struct Mutants {
    /// Those that could be noticed, in the order of the text.
    pub mutants: Vec<Mutant>,
    /// How many others decide alike on all runs: they are not asked for.
    pub equivalent: usize,
}

/// A changed line.
struct Change {
    /// Where the change is.
    span: Span,
    before: String,
    after: String,
    what: What,
}

enum What {
    /// Another declaration in the place of one; `None`: it is left out.
    Decl(usize, Option<DeclKind>),
    /// Another value of a constant.
    Constant(String, Rational),
}

/// All mutants of a policy.
#[must_use]
pub fn mutants(subject: Subject<'_>) -> Mutants {
    let mut changes = Vec::new();
    for (at, decl) in subject.file.decls.iter().enumerate() {
        changes.extend(match &decl.node {
            DeclKind::Due(due) => of_due(at, decl, due),
            DeclKind::Early(confidence) => of_early(at, decl, &confidence.node),
            DeclKind::Const(constant) => of_constant(subject.policy, constant),
            DeclKind::Let(binding) => of_let(at, decl, binding),
            DeclKind::Waive(waive) => of_waiver(at, decl, waive),
            DeclKind::Rule(rule) => of_rule(at, rule),
            _ => Vec::new(),
        });
    }
    changes.sort_by_key(|change| change.span);
    let own = Meaning::of(subject.policy);
    let tree = RuleFile {
        decls: subject.file.decls.iter().filter(|decl| !is_test(decl)).cloned().collect(),
        header: subject.file.header.clone(),
    };
    let mut found = Mutants::default();
    for change in changes {
        let Change { span, before, after, what } = change;
        let Some(policy) = changed(subject, &tree, what) else { continue };
        if Meaning::of(&policy) == own {
            found.equivalent = found.equivalent.saturating_add(1);
            continue;
        }
        let line = subject.source.location(span.start).line;
        found.mutants.push(Mutant { line, before, after, policy });
    }
    found
}

fn is_test(decl: &Decl) -> bool {
    matches!(decl.node, DeclKind::Test(_))
}

/// The changed policy, judged as the same one: its hash stays. `None` if it would not be accepted.
fn changed(subject: Subject<'_>, tree: &RuleFile, what: What) -> Option<Policy> {
    let policy = match what {
        What::Constant(name, value) => {
            let mut policy = subject.policy.clone();
            let constant = policy.constants.iter_mut().find(|constant| constant.name == name)?;
            constant.literal = constant.ty.literal(&value);
            constant.value = value;
            policy
        }
        What::Decl(at, decl) => {
            let span = subject.file.decls.get(at)?.span;
            let mut file = tree.clone();
            let place = file.decls.iter().position(|decl| decl.span.start == span.start)?;
            match decl {
                Some(decl) => file.decls.get_mut(place)?.node = decl,
                None => drop(file.decls.remove(place)),
            }
            let parse = Parse { file, comments: Vec::new(), diagnostics: Diagnostics::default() };
            check(subject.source, &parse, subject.constants).policy?
        }
    };
    Some(Policy { policy_hash: subject.policy.policy_hash, ..policy })
}

fn decl_change(at: usize, span: Span, before: &DeclKind, after: DeclKind) -> Change {
    Change { span, before: line_text(before), after: line_text(&after), what: What::Decl(at, Some(after)) }
}

fn of_due(at: usize, decl: &Decl, due: &Due) -> Vec<Change> {
    let Due::After(first, second) = due else { return Vec::new() };
    let mut changes = Vec::new();
    let mut add = |span, due| changes.push(decl_change(at, span, &decl.node, DeclKind::Due(due)));
    for amount in amounts(&first.node) {
        add(first.span, Due::After(Spanned::new(amount, first.span), second.clone()));
    }
    if let Some((joint, second)) = second {
        for amount in amounts(&second.node) {
            let second = Spanned::new(amount, second.span);
            add(second.span, Due::After(first.clone(), Some((*joint, second))));
        }
    }
    changes
}

fn of_early(at: usize, decl: &Decl, confidence: &Rational) -> Vec<Change> {
    let others = confidences(confidence)
        .into_iter()
        .map(|other| decl_change(at, decl.span, &decl.node, DeclKind::Early(Spanned::new(other, decl.span))));
    let dropped = Change {
        span: decl.span,
        before: line_text(&decl.node),
        after: String::new(),
        what: What::Decl(at, None),
    };
    others.chain([dropped]).collect()
}

/// The confidences one unit below and above.
fn confidences(confidence: &Rational) -> Vec<Rational> {
    let one = Rational::from(1_u64);
    neighbours(Type::Rate, confidence).filter(|other| !other.is_zero() && *other < one).collect()
}

fn of_constant(policy: &Policy, decl: &ConstDecl) -> Vec<Change> {
    let name = &decl.name.node;
    let Some(constant) = policy.constants.iter().find(|constant| constant.name == *name) else {
        return Vec::new();
    };
    let text = |value: &Rational| format!("const {name} = {}", constant.ty.literal(value));
    let values = neighbours(constant.ty, &constant.value);
    values
        .map(|value| Change {
            span: decl.name.span,
            before: text(&constant.value),
            after: text(&value),
            what: What::Constant(name.clone(), value),
        })
        .collect()
}

fn of_let(at: usize, decl: &Decl, binding: &LetDecl) -> Vec<Change> {
    let changed = expressions(&binding.value);
    changed
        .into_iter()
        .map(|(span, value)| {
            decl_change(at, span, &decl.node, DeclKind::Let(LetDecl { name: binding.name.clone(), value }))
        })
        .collect()
}

fn of_waiver(at: usize, decl: &Decl, waive: &WaiveDecl) -> Vec<Change> {
    let without = waive.stratum.as_ref().map(|stratum| {
        let waive = WaiveDecl { stratum: None, ..waive.clone() };
        decl_change(at, stratum.span, &decl.node, DeclKind::Waive(waive))
    });
    let dropped = Change {
        span: decl.span,
        before: line_text(&decl.node),
        after: String::new(),
        what: What::Decl(at, None),
    };
    without.into_iter().chain([dropped]).collect()
}

fn of_rule(at: usize, rule: &RuleDecl) -> Vec<Change> {
    let mut changes = Vec::new();
    for (number, clause) in rule.clauses.iter().enumerate() {
        for (span, kind) in of_clause(clause) {
            let mut other = rule.clone();
            let after = kind.as_ref().map_or_else(String::new, clause_text);
            match (kind, other.clauses.get_mut(number)) {
                (Some(kind), Some(clause)) => clause.node = kind,
                _ => drop(other.clauses.remove(number)),
            }
            changes.push(Change {
                span,
                before: clause_text(&clause.node),
                after,
                what: What::Decl(at, Some(DeclKind::Rule(other))),
            });
        }
    }
    changes
}

/// What a clause can become, each with the place of the change; `None`: it is left out.
fn of_clause(clause: &Clause) -> Vec<(Span, Option<ClauseKind>)> {
    match &clause.node {
        ClauseKind::When(expr) => {
            let changed =
                expressions(expr).into_iter().map(|(span, expr)| (span, Some(ClauseKind::When(expr))));
            [(clause.span, None)].into_iter().chain(changed).collect()
        }
        ClauseKind::ForEachStratum(words) => {
            let without = words.iter().enumerate().filter(|_| words.len() > 1).map(|(number, word)| {
                let mut rest = words.clone();
                rest.remove(number);
                (word.span, Some(ClauseKind::ForEachStratum(rest)))
            });
            [(clause.span, None)].into_iter().chain(without).collect()
        }
        ClauseKind::ForEachTag(_) => vec![(clause.span, None)],
        ClauseKind::Check(check) => {
            let with = |demand| Some(ClauseKind::Check(CheckDecl { demand, ..check.clone() }));
            let weaker = weaker(check.demand).iter().map(|demand| (clause.span, with(*demand)));
            let changed = expressions(&check.expr)
                .into_iter()
                .map(|(span, expr)| (span, Some(ClauseKind::Check(CheckDecl { expr, ..check.clone() }))));
            let surer = check.confidence.iter().flat_map(|confidence| {
                let others = confidences(&confidence.node).into_iter().map(Some).chain([None]);
                others.map(move |other| {
                    let other = other.map(|other| Spanned::new(other, confidence.span));
                    let changed = CheckDecl { confidence: other, ..check.clone() };
                    (confidence.span, Some(ClauseKind::Check(changed)))
                })
            });
            weaker.chain(changed).chain(surer).collect()
        }
        ClauseKind::Because(_) | ClauseKind::See(_) => Vec::new(),
    }
}

/// What a check can be weakened to.
const fn weaker(demand: Demand) -> &'static [Demand] {
    match demand {
        Demand::RequireElseStop => &[Demand::Require, Demand::Prefer],
        Demand::Require => &[Demand::RequireElseHold, Demand::Prefer],
        Demand::RequireElseHold => &[Demand::Prefer],
        Demand::Prefer => &[],
    }
}
