//! A file without errors → its [`Policy`].

use crate::base::digest::Sha256;
use crate::base::source::{SourceFile, Span};
use crate::base::vocab::{Stratum, UnknownClass};
use crate::lang::fmt::canonical::{canonical_text, check_text, due_text, rule_text};
use crate::lang::hash;
use crate::lang::policy::{
    Check, CohortChoice, Constant, Due, Effect, Group, Policy, Rule, Source, Values, Waiver,
};
use crate::lang::syntax::ast::{
    Amount, CheckDecl, ClauseKind, DeclKind, Demand, Due as DueDecl, ForEachTag, Joint, RuleDecl, RuleFile,
    TagList, WaiveDecl,
};

use super::constants::ConstantsFile;
use super::lower::{Lowering, lowered_duration};
use super::scope::Names;

/// What a policy is made of.
pub(super) struct Parts<'p, 'a> {
    /// The rules.
    pub(super) source: &'a SourceFile,
    /// Their tree.
    pub(super) file: &'a RuleFile,
    /// What they declare.
    pub(super) names: &'p Names<'a>,
    /// The constants file.
    pub(super) constants: Option<&'a ConstantsFile>,
}

/// The policy. `None` only for a file that was not checked.
pub(super) fn policy(parts: &Parts<'_, '_>, constants: Vec<Constant>) -> Option<Policy> {
    let header = parts.file.header.as_ref()?;
    let mut due = None;
    let mut early = None;
    let mut cohort = CohortChoice::Newest;
    let mut waivers = Vec::new();
    let mut rules = Vec::new();
    let lowering = Lowering { names: parts.names, constants: &constants };
    for decl in &parts.file.decls {
        match &decl.node {
            DeclKind::Due(decl) => due = Some(lowered_due(decl)?),
            DeclKind::Cohort(word) => cohort = CohortChoice::from_word(&word.node)?,
            DeclKind::Waive(waive) => waivers.push(waiver(waive, decl.span, parts.source)?),
            DeclKind::Rule(decl_rule) => rules.push(rule(decl_rule, decl.span, parts, &lowering)?),
            DeclKind::Early(confidence) => early = Some(confidence.node.clone()),
            DeclKind::Constants(_) | DeclKind::Const(_) | DeclKind::Let(_) | DeclKind::Test(_) => {}
        }
    }
    waivers.sort_by_key(|waiver: &Waiver| (waiver.class.word(), waiver.stratum.map(Stratum::word)));
    rules.sort_by(|a: &Rule, b: &Rule| a.id.cmp(&b.id));
    let canonical_text = canonical_text(parts.file);
    let hashes = hash::of(&canonical_text, &constants);
    let sources = std::iter::once(parts.source)
        .chain(parts.constants.map(|constants| &constants.source))
        .map(|source| Source {
            base_name: source.base_name().to_owned(),
            sha256: Sha256::of(source.text().as_bytes()),
        })
        .collect();
    Some(Policy {
        id: header.id.node.clone(),
        title: header.title.node.clone(),
        due: due?,
        early,
        cohort,
        constants,
        waivers,
        rules,
        canonical_text,
        rules_hash: hashes.rules_hash,
        preimage: hashes.preimage,
        policy_hash: hashes.policy_hash,
        sources,
    })
}

fn lowered_due(decl: &DueDecl) -> Option<Due> {
    let mut due = Due { text: due_text(decl), ..Due::default() };
    if let DueDecl::After(first, second) = decl {
        due.all = matches!(second, Some((Joint::And, _)));
        for amount in std::iter::once(first).chain(second.iter().map(|(_, amount)| amount)) {
            match &amount.node {
                Amount::Runs(runs) => due.runs = Some(*runs),
                Amount::Time(seconds) => due.elapsed = Some(lowered_duration(seconds)?),
            }
        }
    }
    Some(due)
}

fn waiver(decl: &WaiveDecl, span: Span, source: &SourceFile) -> Option<Waiver> {
    Some(Waiver {
        class: UnknownClass::from_word(&decl.class.node)?,
        stratum: match &decl.stratum {
            Some(word) => Some(Stratum::from_word(&word.node)?),
            None => None,
        },
        because: decl.because.node.clone(),
        see: decl.see.as_ref().map(|see| see.node.clone()),
        until: decl.until.node,
        location: source.location(span.start),
    })
}

fn rule<'a>(
    decl: &'a RuleDecl,
    span: Span,
    parts: &Parts<'_, 'a>,
    lowering: &Lowering<'_, 'a>,
) -> Option<Rule> {
    let mut rule = Rule {
        id: decl.id.node.clone(),
        title: decl.title.as_ref().map(|title| title.node.clone()),
        because: None,
        see: Vec::new(),
        strata: Vec::new(),
        group: None,
        when: None,
        checks: Vec::new(),
        text: rule_text(decl),
        location: parts.source.location(span.start),
    };
    for clause in &decl.clauses {
        match &clause.node {
            ClauseKind::When(expr) => rule.when = Some(lowering.lower(expr)?),
            ClauseKind::ForEachStratum(words) => {
                rule.strata =
                    words.iter().map(|word| Stratum::from_word(&word.node)).collect::<Option<_>>()?;
            }
            ClauseKind::ForEachTag(each) => rule.group = Some(group(each)),
            ClauseKind::Check(check) => rule.checks.push(Check {
                effect: effect(check),
                expr: lowering.lower(&check.expr)?,
                confidence: check.confidence.as_ref().map(|confidence| confidence.node.clone()),
                text: check_text(check),
                location: parts.source.location(clause.span.start),
            }),
            ClauseKind::Because(text) => rule.because = Some(text.node.clone()),
            ClauseKind::See(text) => rule.see.push(text.node.clone()),
        }
    }
    Some(rule)
}

fn group(each: &ForEachTag) -> Group {
    let values = match &each.values {
        None => Values::Seen,
        Some((list, values)) => {
            let values = values.iter().map(|value| value.node.clone()).collect();
            match list {
                TagList::In => Values::In(values),
                TagList::Except => Values::Except(values),
            }
        }
    };
    Group { tag: each.tag.node.clone(), values }
}

const fn effect(check: &CheckDecl) -> Effect {
    match check.demand {
        Demand::Require => Effect::NoGo,
        Demand::RequireElseHold => Effect::Hold,
        Demand::RequireElseStop => Effect::Stop,
        Demand::Prefer => Effect::Advise,
    }
}
