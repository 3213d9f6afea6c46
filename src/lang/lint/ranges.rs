//! Checks that can never be met or violated, that follow from others, or that exclude each other.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::base::bounds::Looks;
use crate::base::source::Span;
use crate::base::vocab::Stratum;
use crate::lang::builtins::Builtin;
use crate::lang::check::error::Lint;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::policy::{Check, Effect, Op, Policy, Window};
use crate::lang::threshold::Threshold;

use super::logic::{Cases, Logic, Truth, all, neither, scope};
use super::{CheckSite, RuleSite};

/// So many pairs of checks are held against each other; in a policy with more, some go unnoticed.
const MOST_PAIRS: usize = 4_000;

/// A check in one stratum.
struct Placed<'s, 'a> {
    rule: usize,
    check: &'s CheckSite<'a>,
    stratum: Option<Stratum>,
    truth: Truth,
}

/// Tells what is found; gives the places of checks and conditions that can never hold, of which nothing more is told.
///
/// `due`: where the policy says when its verdict is due.
pub(super) fn lint(
    policy: &Policy,
    rules: &[RuleSite<'_>],
    due: Span,
    found: &mut Diagnostics,
) -> BTreeSet<Span> {
    let mut logic = Logic::new(policy);
    let mut placed = Vec::new();
    let mut settled = BTreeSet::new();
    for (at, site) in rules.iter().enumerate() {
        let strata = strata(site);
        let when: Vec<Truth> = strata
            .iter()
            .map(|stratum| match site.when {
                Some((_, when)) => logic.truth(when, *stratum, None),
                None => Truth { yes: all([]), no: Some(Vec::new()) },
            })
            .collect();
        if let Some((expr, _)) = site.when
            && when.iter().all(|when| logic.is_impossible(&when.yes))
        {
            settled.extend(site.checks.iter().map(CheckSite::span));
            found.rules(&Lint::NeverApplies { span: expr.span });
            continue;
        }
        for check in &site.checks {
            let Check { expr, confidence, .. } = check.check;
            let truths: Vec<Truth> =
                strata.iter().map(|stratum| logic.truth(expr, *stratum, confidence.as_ref())).collect();
            if alone(&logic, check, &strata, &when, &truths, found) {
                settled.insert(check.span());
                continue;
            }
            let each = strata.iter().zip(truths);
            placed.extend(each.map(|(stratum, truth)| Placed { rule: at, check, stratum: *stratum, truth }));
        }
    }
    if least_runs_missing(policy, rules, &mut logic, &placed) {
        found.rules(&Lint::NoLeastRuns { span: due });
    }
    let families = placed.iter().map(|placed| families(placed.check.check, placed.stratum)).collect();
    let pairs = Pairs { logic: &logic, rules, placed: &placed, families, tried: Cell::new(0) };
    pairs.implied(found);
    pairs.contradictory(found);
    settled
}

/// The strata that a rule goes through.
pub(super) fn strata(site: &RuleSite<'_>) -> Vec<Option<Stratum>> {
    if site.rule.strata.is_empty() {
        return vec![None];
    }
    site.rule.strata.iter().copied().map(Some).collect()
}

/// Whether a check by itself can never be met or never be violated.
fn alone(
    logic: &Logic<'_>,
    check: &CheckSite<'_>,
    strata: &[Option<Stratum>],
    when: &[Truth],
    truths: &[Truth],
    found: &mut Diagnostics,
) -> bool {
    let impossible = |of: fn(&Truth) -> &Cases| -> Vec<bool> {
        let places = when.iter().zip(truths);
        places.map(|(when, truth)| logic.is_impossible(&all([when.yes.clone(), of(truth).clone()]))).collect()
    };
    let never = impossible(|truth| &truth.yes);
    let span = check.span();
    if never.contains(&true) {
        let places = strata.iter().zip(&never).filter(|(_, never)| **never);
        let named: Vec<String> =
            places.filter_map(|(stratum, _)| Some(format!("`{}`", (*stratum)?))).collect();
        let everywhere = never.iter().all(|never| *never);
        let place = if everywhere { String::new() } else { format!(" in {}", named.join(" and ")) };
        let help = match check.check.effect {
            Effect::Advise => "it advises against every rollout: change it, or drop it",
            _ => "no GO is possible: change the comparison or its threshold, or drop the check",
        };
        found.rules(&Lint::NeverMet { place, help, span });
        return true;
    }
    let always = impossible(|truth| &truth.no).into_iter().all(|impossible| impossible);
    if always {
        found.rules(&Lint::AlwaysMet { span });
    }
    always
}

/// Whether GO is possible on a single run, as far as one check by itself could prevent that.
fn least_runs_missing(
    policy: &Policy,
    rules: &[RuleSite<'_>],
    logic: &mut Logic<'_>,
    placed: &[Placed<'_, '_>],
) -> bool {
    let due = &policy.due;
    if due.runs.is_some_and(|runs| runs > 1) && (due.all || due.elapsed.is_none()) {
        return false;
    }
    let single = logic.at_most_runs(1);
    let asks = |placed: &Placed<'_, '_>| {
        let free =
            rules.get(placed.rule).is_some_and(|site| site.when.is_none() && site.rule.group.is_none());
        // A window of runs is undefined where there are fewer.
        let window = placed.check.check.expr.nodes.iter().any(|node| match &node.op {
            Op::Metric(metric) => matches!(metric.window, Some(Window::Runs(runs)) if runs > 1),
            _ => false,
        });
        free && placed.check.check.effect != Effect::Advise
            && (window
                || takes_runs(policy, placed.check.check)
                || logic.is_impossible(&all([placed.truth.yes.clone(), single.clone()])))
    };
    !placed.iter().any(asks)
}

/// Whether a check is met with confidence only of several runs.
fn takes_runs(policy: &Policy, check: &Check) -> bool {
    let alpha = check.confidence.as_ref().and_then(|confidence| check.expr.alpha(confidence));
    let limit = alpha.zip(Threshold::of_all(policy, &check.expr));
    let limit = limit.and_then(|(alpha, threshold)| threshold.limit(alpha, Looks::Any));
    limit.is_some_and(|limit| !limit.is_met(0, 1) && !limit.is_met(1, 1))
}

/// Whether two rules are checked in the same runs: the same groups, under the same condition.
fn comparable(a: &RuleSite<'_>, b: &RuleSite<'_>) -> bool {
    let when = match (a.when, b.when) {
        (None, None) => true,
        (Some((a, _)), Some((b, _))) => a == b,
        _ => false,
    };
    when && a.rule.group == b.rule.group
}

/// What two checks must have in common for one to say anything about the other: metrics of one kind, counted alike.
type Family = (Builtin, Option<Stratum>, Option<Window>, bool);

fn families(check: &Check, stratum: Option<Stratum>) -> Vec<Family> {
    let metrics = check.expr.nodes.iter().filter_map(|node| match &node.op {
        Op::Metric(metric) => Some(metric),
        _ => None,
    });
    let mut families: Vec<Family> = metrics
        .map(|metric| match metric.builtin {
            // Of these only the same stratum is comparable.
            Builtin::Rate | Builtin::Mean => {
                let scope = Some(scope(metric, stratum));
                (metric.builtin, scope, metric.window, metric.among_known)
            }
            Builtin::Elapsed | Builtin::Age => (Builtin::Age, None, None, false),
            _ => (Builtin::Runs, None, metric.window, metric.among_known),
        })
        .collect();
    families.dedup();
    families
}

/// Holds checks against each other.
struct Pairs<'p, 's, 'a> {
    logic: &'p Logic<'a>,
    rules: &'p [RuleSite<'a>],
    placed: &'p [Placed<'s, 'a>],
    families: Vec<Vec<Family>>,
    tried: Cell<usize>,
}

impl Pairs<'_, '_, '_> {
    /// Whether two checks speak of the same runs, and enough pairs are left.
    fn meet(&self, a: usize, b: usize) -> bool {
        let (Some(this), Some(other)) = (self.placed.get(a), self.placed.get(b)) else { return false };
        let (Some(site), Some(other_site)) = (self.rules.get(this.rule), self.rules.get(other.rule)) else {
            return false;
        };
        let (Some(left), Some(right)) = (self.families.get(a), self.families.get(b)) else { return false };
        let meet = this.check.span() != other.check.span()
            && comparable(site, other_site)
            && (site.when.is_none() || this.stratum == other.stratum)
            && left.iter().any(|family| right.contains(family));
        if meet {
            self.tried.set(self.tried.get().saturating_add(1));
        }
        meet && self.tried.get() <= MOST_PAIRS
    }

    /// The places of one check: positions that stand side by side.
    fn checks(&self) -> Vec<Vec<usize>> {
        let mut checks: Vec<Vec<usize>> = Vec::new();
        let mut last = None;
        for (at, placed) in self.placed.iter().enumerate() {
            let span = placed.check.span();
            match checks.last_mut().filter(|_| last == Some(span)) {
                Some(check) => check.push(at),
                None => checks.push(vec![at]),
            }
            last = Some(span);
        }
        checks
    }

    /// Checks that follow from others, the later of two that say the same.
    fn implied(&self, found: &mut Diagnostics) {
        let checks = self.checks();
        let mut dropped: BTreeSet<Span> = BTreeSet::new();
        for places in checks.iter().rev() {
            let Some(placed) = places.first().and_then(|at| self.placed.get(*at)) else { continue };
            let others = checks.iter().filter_map(|other| {
                let span = self.placed.get(*other.first()?)?.check.span();
                (!dropped.contains(&span) && self.follows(places, other)).then_some(span)
            });
            let reason = others.into_iter().next();
            if let Some(other) = reason {
                let span = placed.check.span();
                dropped.insert(span);
                // The only check of a rule goes with its rule.
                let rule = self.rules.get(placed.rule);
                let clause = rule.filter(|rule| rule.checks.len() > 1).map(|_| placed.check.clause);
                found.rules(&Lint::Implied { span, other, clause });
            }
        }
    }

    /// Whether a check follows from another: in each of its places from one of the other's.
    fn follows(&self, places: &[usize], others: &[usize]) -> bool {
        places.iter().all(|at| {
            others.iter().any(|other_at| {
                let (Some(this), Some(other)) = (self.placed.get(*at), self.placed.get(*other_at)) else {
                    return false;
                };
                other.check.check.effect.severity() >= this.check.check.effect.severity()
                    && self.meet(*at, *other_at)
                    && implies(self.logic, &other.truth, &this.truth)
            })
        })
    }

    /// Demands that cannot both be met.
    fn contradictory(&self, found: &mut Diagnostics) {
        let mut told: BTreeSet<Span> = BTreeSet::new();
        let demanded = |placed: &Placed<'_, '_>| {
            let free = self.rules.get(placed.rule).is_some_and(|site| site.when.is_none());
            free && placed.check.check.effect != Effect::Advise
        };
        for (at, this) in self.placed.iter().enumerate().filter(|(_, this)| demanded(this)) {
            let span = this.check.span();
            let before = self.placed.iter().take(at).enumerate().filter(|(_, other)| demanded(other));
            let mut against = before.filter(|(other_at, other)| {
                let together = || all([this.truth.yes.clone(), other.truth.yes.clone()]);
                self.meet(at, *other_at) && self.logic.is_impossible(&together())
            });
            if !told.contains(&span)
                && let Some((_, other)) = against.next()
            {
                told.insert(span);
                found.rules(&Lint::Contradiction { span, other: other.check.span() });
            }
        }
    }
}

/// Whether `b` is met wherever `a` is met, and `a` violated wherever `b` is violated.
fn implies(logic: &Logic<'_>, a: &Truth, b: &Truth) -> bool {
    logic.is_impossible(&all([a.yes.clone(), neither(&b.yes)]))
        && logic.is_impossible(&all([b.no.clone(), neither(&a.no)]))
}
