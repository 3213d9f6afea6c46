//! Declarations and clauses: what is missing, stands twice, or is not known.

use std::collections::BTreeMap;

use crate::base::quantity::Type;
use crate::base::source::Span;
use crate::base::vocab::{ReportField, Stratum, UnknownClass};
use crate::lang::diagnostic::Diagnostics;
use crate::lang::fmt::canonical::quoted;
use crate::lang::policy::CohortChoice;
use crate::lang::syntax::ast::{
    Amount, ClauseKind, ConstDecl, ConstValue, Decl, DeclKind, Due, ForEachTag, RuleDecl, RuleFile,
    WaiveDecl, Word,
};

use super::error::NameError;
use super::expressions::stratum;
use super::suggest::from_list;

/// Checks every declaration by itself. `broken`: a part of the file could not be read.
pub(super) fn check(file: &RuleFile, broken: bool, diagnostics: &mut Diagnostics) {
    let mut waived = BTreeMap::new();
    for decl in &file.decls {
        match &decl.node {
            DeclKind::Due(due) => check_due(due, diagnostics),
            DeclKind::Cohort(word) => check_cohort(word, diagnostics),
            DeclKind::Const(decl) => check_type(decl, diagnostics),
            DeclKind::Waive(waive) => check_waiver(waive, &mut waived, diagnostics),
            DeclKind::Rule(rule) => check_rule(rule, decl.span, diagnostics),
            DeclKind::Early(_) | DeclKind::Constants(_) | DeclKind::Let(_) | DeclKind::Test(_) => {}
        }
    }
    let due = file.decls.iter().any(|decl: &Decl| matches!(decl.node, DeclKind::Due(_)));
    if let Some(header) = file.header.as_ref().filter(|_| !due && !broken) {
        diagnostics.rules(&NameError::DueMissing { span: header.span.span });
    }
}

fn check_due(due: &Due, diagnostics: &mut Diagnostics) {
    let Due::After(first, Some((_, second))) = due else { return };
    let kind = match (&first.node, &second.node) {
        (Amount::Runs(_), Amount::Runs(_)) => "a number of runs",
        (Amount::Time(_), Amount::Time(_)) => "a duration",
        _ => return,
    };
    diagnostics.rules(&NameError::DuePartTwice { span: second.span, kind, first: first.span });
}

fn check_cohort(word: &Word, diagnostics: &mut Diagnostics) {
    if CohortChoice::from_word(&word.node).is_none() {
        let choices: Vec<_> = CohortChoice::ALL.iter().map(|choice| choice.word()).collect();
        let help = from_list(&word.node, "choices", &choices);
        diagnostics.rules(&NameError::UnknownCohort { name: word.node.clone(), span: word.span, help });
    }
}

fn check_type(decl: &ConstDecl, diagnostics: &mut Diagnostics) {
    let ConstValue::Typed(word) = &decl.value else { return };
    match Type::from_word(&word.node) {
        Some(Type::Bool) => {
            diagnostics.rules(&NameError::BoolConstant { name: decl.name.node.clone(), span: word.span });
        }
        Some(_) => {}
        None => {
            let types: Vec<_> =
                Type::ALL.iter().filter(|ty| **ty != Type::Bool).map(|ty| ty.word()).collect();
            let help = from_list(&word.node, "types", &types);
            diagnostics.rules(&NameError::UnknownType { name: word.node.clone(), span: word.span, help });
        }
    }
}

fn check_waiver(
    waive: &WaiveDecl,
    waived: &mut BTreeMap<(UnknownClass, Option<Stratum>), Span>,
    diagnostics: &mut Diagnostics,
) {
    let waivable =
        || UnknownClass::ALL.iter().filter(|class| class.can_be_waived()).map(|class| class.word());
    let limit = waive.stratum.as_ref().map(|word| stratum(word, diagnostics));
    let (name, span) = (waive.class.node.clone(), waive.class.span);
    let Some(class) = UnknownClass::from_word(&name) else {
        let help = from_list(&name, "classes that can be waived", &waivable().collect::<Vec<_>>());
        diagnostics.rules(&NameError::UnknownClass { name, span, help });
        return;
    };
    if !class.can_be_waived() {
        let waivable = waivable().collect::<Vec<_>>().join(", ");
        diagnostics.rules(&NameError::NotWaivable { class: name, waivable, span });
        return;
    }
    let stratum = match limit {
        None => None,
        Some(Some(stratum)) => Some(stratum),
        Some(None) => return,
    };
    match waived.get(&(class, stratum)) {
        Some(first) => {
            let place = stratum.map(|stratum| format!(" in {stratum}")).unwrap_or_default();
            let what = format!("`{class}{place}`");
            diagnostics.rules(&NameError::WaivedTwice { what, span, first: *first });
        }
        None => {
            waived.insert((class, stratum), span);
        }
    }
}

fn check_rule(rule: &RuleDecl, whole: Span, diagnostics: &mut Diagnostics) {
    let mut checks = 0_usize;
    let mut single: BTreeMap<&str, Span> = BTreeMap::new();
    for clause in &rule.clauses {
        let (word, help) = match &clause.node {
            ClauseKind::When(_) => ("when", "join the two conditions with `and`"),
            ClauseKind::ForEachStratum(_) => {
                ("for each stratum", "list all strata in one: `for each stratum in pinned, unpinned`")
            }
            ClauseKind::ForEachTag(_) => ("for each TAG", "a rule goes through one tag: keep one of the two"),
            ClauseKind::Because(_) => ("because", "say it in one sentence; a reference goes behind `see`"),
            ClauseKind::See(_) => continue,
            ClauseKind::Check(_) => {
                checks = checks.saturating_add(1);
                continue;
            }
        };
        if let Some(first) = single.get(word) {
            let (clause, span, first) = (word, clause.span, *first);
            diagnostics.rules(&NameError::ClauseTwice { clause, help, span, first });
            continue;
        }
        single.insert(word, clause.span);
        match &clause.node {
            ClauseKind::ForEachStratum(words) => check_strata(words, diagnostics),
            ClauseKind::ForEachTag(each) => check_tag(each, diagnostics),
            _ => {}
        }
    }
    // An empty rule is told by the parser, and so is a clause that could not be read.
    if checks == 0 && !diagnostics.any_inside(whole) {
        diagnostics.rules(&NameError::RuleWithoutCheck { rule: rule.id.node.clone(), span: rule.id.span });
    }
}

fn check_strata(words: &[Word], diagnostics: &mut Diagnostics) {
    let mut seen: Vec<(Stratum, Span)> = Vec::new();
    let mut twice = Vec::new();
    for word in words {
        let Some(stratum) = stratum(word, diagnostics) else { continue };
        match seen.iter().find(|(other, _)| *other == stratum) {
            Some((_, first)) => twice.push((stratum, word.span, *first)),
            None => seen.push((stratum, word.span)),
        }
    }
    let once: Vec<_> = seen.iter().map(|(stratum, _)| stratum.word()).collect();
    for (stratum, span, first) in twice {
        let instead = once.join(", ");
        diagnostics.rules(&NameError::StratumTwice { stratum: stratum.word().into(), instead, span, first });
    }
}

fn check_tag(each: &ForEachTag, diagnostics: &mut Diagnostics) {
    let tag = &each.tag;
    if let Some(field) = ReportField::from_word(&tag.node)
        && let Some(help) = instead_of_groups(field)
    {
        diagnostics.rules(&NameError::FieldIsNoTag { field: field.word(), help, span: tag.span });
    }
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for value in each.values.iter().flat_map(|(_, values)| values) {
        match seen.get(value.node.as_str()) {
            Some(first) => {
                let (value, span, first) = (quoted(&value.node), value.span, *first);
                diagnostics.rules(&NameError::ValueTwice { value, span, first });
            }
            None => {
                seen.insert(&value.node, value.span);
            }
        }
    }
}

/// What to write instead of groups by a field of the report; `None` for `job`, which is a tag as well.
pub(super) const fn instead_of_groups(field: ReportField) -> Option<&'static str> {
    Some(match field {
        ReportField::Job => return None,
        ReportField::RunId => "what must hold for every run is said by counting: `runs_with(fail) <= 0`",
        ReportField::PolicyState => "write `for each stratum in pinned, unpinned`",
        ReportField::PolicyHash => {
            "one cohort is judged at a time, and chosen with `cohort newest` or `cohort own`"
        }
        ReportField::Timestamp => "to look at the newest runs, write `rate(fail) over last 7 days`",
        ReportField::WarnCount => "what a run shows is a signal: `rate(warn)`, `sum(warn)`",
        ReportField::FailCount => "what a run shows is a signal: `rate(fail)`, `sum(fail)`",
        ReportField::OverridesCount | ReportField::Override => {
            "what a run shows is a signal: `rate(override)`, `sum(override)`"
        }
        ReportField::UnknownCount | ReportField::UnknownCauses => {
            "what a run shows is a signal: `rate(unknown)`, or a class such as `rate(unknown_contract)`"
        }
        ReportField::SchemaVersion => "leave it out: only reports of major version 1 are counted",
        ReportField::RunAttempt => "leave it out: of several attempts of a run, the lowest counts",
    })
}
