//! Lets: definitions before uses, circles shown, and how large an expression gets once they are put in.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::source::Span;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::syntax::ast::{ClauseKind, Expr, ExprKind, LetDecl, RuleDecl, TagList};

use super::error::NameError;
use super::expressions::walk;
use super::scope::{Definition, Names};

/// Operators, names and literals in an expression, lets put in.
const MAX_SIZE: u64 = 10_000;
/// Most of them in all checks of a policy together, as they are written: what is judged and traced must fit into
/// memory.
const MAX_TOTAL: u64 = 200_000;
/// Most of them once each check is made in each of its strata and groups.
const MAX_PLACED: u64 = 2_000_000;
/// So many groups a rule may go through that lists none.
const GROUPS_UNLISTED: u64 = 1_000;

/// The lets that an expression uses, each with its first place.
fn used_lets<'a>(expr: &'a Expr, names: &Names<'a>) -> Vec<(&'a LetDecl, Span)> {
    let mut used = Vec::new();
    let mut seen = BTreeSet::new();
    walk(expr, &mut |part| {
        if let ExprKind::Name(name) = &part.node
            && let Some(Definition::Let(decl)) = names.get(name)
            && seen.insert(name)
        {
            used.push((decl, part.span));
        }
    });
    used
}

/// A let whose uses are being followed.
struct Open<'a> {
    decl: &'a LetDecl,
    uses: std::vec::IntoIter<(&'a LetDecl, Span)>,
}

/// All lets, each after those it uses; of a circle that is shown, one comes too early.
///
/// Follows the uses with its own stack: lets may build on each other thousands deep.
pub(super) fn in_order<'a>(names: &Names<'a>, diagnostics: &mut Diagnostics) -> Vec<&'a LetDecl> {
    let mut order = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for root in names.lets() {
        let mut path: Vec<Open<'a>> = Vec::new();
        let mut on_path: BTreeSet<&str> = BTreeSet::new();
        let mut next = Some(root);
        loop {
            if let Some(decl) = next.take()
                && !done.contains(decl.name.node.as_str())
            {
                on_path.insert(&decl.name.node);
                path.push(Open { decl, uses: used_lets(&decl.value, names).into_iter() });
            }
            let Some(open) = path.last_mut() else { break };
            if let Some((used, span)) = open.uses.next() {
                if on_path.contains(used.name.node.as_str()) {
                    diagnostics.rules(&circle(&path, used, span));
                } else {
                    next = Some(used);
                }
            } else {
                let name = open.decl.name.node.as_str();
                order.push(open.decl);
                done.insert(name);
                on_path.remove(name);
                path.pop();
            }
        }
    }
    order
}

fn circle(path: &[Open<'_>], back: &LetDecl, span: Span) -> NameError {
    /// So many lets of a circle are shown.
    const SHOWN: usize = 6;
    let start = path.iter().position(|open| open.decl.name == back.name).unwrap_or_default();
    let members: Vec<&str> = path.iter().skip(start).map(|open| open.decl.name.node.as_str()).collect();
    let mut shown: Vec<&str> = members.iter().copied().take(SHOWN).collect();
    if members.len() > SHOWN {
        shown.push("…");
    }
    shown.push(&back.name.node);
    NameError::CyclicLet { circle: shown.join(" → "), span, declared: back.name.span }
}

/// How large the lets are, and whether an expression is too large; counted, never built.
#[derive(Debug, Default)]
pub(super) struct Sizes<'a>(BTreeMap<&'a str, u64>);

impl<'a> Sizes<'a> {
    /// Counts the lets, which come in the order of [`in_order`].
    pub(super) fn of(lets: &[&'a LetDecl], names: &Names<'a>, diagnostics: &mut Diagnostics) -> Self {
        let mut sizes = Self::default();
        for decl in lets {
            if let Some(size) = sizes.check(&decl.value, names, diagnostics) {
                sizes.0.insert(&decl.name.node, size);
            }
        }
        sizes
    }

    /// The size of an expression; `None` if it is too large, or uses a let that is.
    pub(super) fn check(
        &self,
        expr: &'a Expr,
        names: &Names<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Option<u64> {
        let mut size = Some(0_u64);
        walk(expr, &mut |part| {
            let own = match &part.node {
                ExprKind::Chain { rest, .. } => u64::try_from(rest.len()).ok(),
                ExprKind::Suffixed { .. } => Some(0),
                ExprKind::Name(name) => match names.get(name) {
                    Some(Definition::Let(_)) => self.0.get(name.as_str()).copied(),
                    _ => Some(1),
                },
                _ => Some(1),
            };
            size = size.zip(own).map(|(size, own)| size.saturating_add(own));
        });
        if let Some(size) = size.filter(|size| *size > MAX_SIZE) {
            diagnostics.rules(&NameError::ExpressionTooLarge { size: size.to_string(), span: expr.span });
            return None;
        }
        size
    }
}

/// How large all expressions of a policy are together.
#[derive(Debug, Default)]
pub(super) struct Totals {
    written: u64,
    placed: u64,
}

impl Totals {
    /// Counts an expression of a rule; the one that is too much is an error.
    pub(super) fn add(&mut self, rule: &RuleDecl, expr: &Expr, size: u64, diagnostics: &mut Diagnostics) {
        let before = (self.written <= MAX_TOTAL, self.placed <= MAX_PLACED);
        self.written = self.written.saturating_add(size);
        self.placed = self.placed.saturating_add(size.saturating_mul(places(rule)));
        let (what, help) = if before.0 && self.written > MAX_TOTAL {
            (
                "more than 200,000 operators, names and literals once its lets are put in",
                "use large lets in fewer checks, or split the policy",
            )
        } else if before.1 && self.placed > MAX_PLACED {
            (
                "more than 2,000,000 operators, names and literals once each check is made in each stratum and group",
                "list fewer groups (without a list, there may be 1,000), make fewer checks in them, or split the policy",
            )
        } else {
            return;
        };
        diagnostics.rules(&NameError::PolicyTooLarge { what, help, span: expr.span });
    }
}

/// In how many strata and groups the checks of a rule are made at most.
fn places(rule: &RuleDecl) -> u64 {
    let length = |list: usize| u64::try_from(list).unwrap_or(u64::MAX);
    let (mut strata, mut groups) = (1, 1);
    for clause in &rule.clauses {
        match &clause.node {
            ClauseKind::ForEachStratum(words) => strata = length(words.len()),
            ClauseKind::ForEachTag(each) => {
                groups = match &each.values {
                    Some((TagList::In, values)) => length(values.len()),
                    Some((TagList::Except, _)) | None => GROUPS_UNLISTED,
                };
            }
            _ => {}
        }
    }
    strata.saturating_mul(groups)
}
