//! What can be judged, but is probably not meant: warnings about a policy without errors.
//!
//! Checks are reasoned over, not matched: `logic` says when an expression is true and when it is false, as linear
//! inequalities between the ends of the metrics' intervals; `quantity` says what binds those ends, whatever the
//! runs; `system` finds out whether any values satisfy them all. So a check that is called never met is met by no
//! metrics at all, and one that is called always met is violated by none.

mod allow;
mod characters;
mod counts;
mod fix;
mod logic;
mod quantity;
mod range;
mod ranges;
mod stand;
mod system;
mod witness;
mod written;

pub use allow::accept;
pub use fix::{Fixed, fix};
pub use stand::{Place, Stands};

use crate::base::source::{SourceFile, Span};
use crate::base::time::Timestamp;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::policy::{Check, Expr, Policy, Rule};
use crate::lang::syntax::Parse;
use crate::lang::syntax::ast::{self, CheckDecl, ClauseKind, DeclKind, RuleDecl};

/// A rule as it is written and as it is judged.
struct RuleSite<'a> {
    decl: &'a RuleDecl,
    rule: &'a Rule,
    when: Option<(&'a ast::Expr, &'a Expr)>,
    checks: Vec<CheckSite<'a>>,
}

/// A check as it is written and as it is judged.
struct CheckSite<'a> {
    decl: &'a CheckDecl,
    check: &'a Check,
    /// The whole clause.
    clause: Span,
}

impl CheckSite<'_> {
    /// What is demanded: where a finding about the check is shown.
    fn span(&self) -> Span {
        self.decl.expr.span
    }
}

/// The rules in the order of the text.
fn rules<'a>(parse: &'a Parse, policy: &'a Policy) -> Vec<RuleSite<'a>> {
    parse
        .file
        .rules()
        .filter_map(|decl| {
            let at = policy.rules.binary_search_by(|rule| rule.id.cmp(&decl.id.node)).ok()?;
            let rule = policy.rules.get(at)?;
            let when = decl.clauses.iter().find_map(|clause| match &clause.node {
                ClauseKind::When(expr) => Some(expr),
                _ => None,
            });
            let checks = decl.clauses.iter().filter_map(|clause| match &clause.node {
                ClauseKind::Check(check) => Some((check, clause.span)),
                _ => None,
            });
            Some(RuleSite {
                decl,
                rule,
                when: when.zip(rule.when.as_ref()),
                checks: checks
                    .zip(&rule.checks)
                    .map(|((decl, clause), check)| CheckSite { decl, check, clause })
                    .collect(),
            })
        })
        .collect()
}

/// All warnings about a policy in which no error was found. `at`: the time that waivers are held against, if any.
///
/// What the author has accepted is among them: [`accept`] takes it out.
#[must_use]
pub fn lint(source: &SourceFile, parse: &Parse, policy: &Policy, at: Option<Timestamp>) -> Diagnostics {
    let mut found = Diagnostics::default();
    let rules = rules(parse, policy);
    written::lint(source, &parse.file, &rules, &mut found);
    counts::lint(&parse.file, policy, &rules, at, &mut found);
    let due = parse.file.decls.iter().find(|decl| matches!(decl.node, DeclKind::Due(_)));
    let due = due.map(|decl| decl.span).unwrap_or_default();
    let settled = ranges::lint(policy, &rules, due, &mut found);
    witness::lint(policy, &rules, &settled, &mut found);
    characters::lint(source, &mut found);
    found
}
