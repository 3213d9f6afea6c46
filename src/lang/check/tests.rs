//! The tests of a policy: what they name is looked up, what they give becomes runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::quantity::Type;
use crate::base::source::{SourceFile, Span};
use crate::base::time::Duration;
use crate::base::vocab::Decision;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::fmt::canonical::quoted;
use crate::lang::syntax::ast::{
    ClauseKind, DeclKind, ExpectClause, Given as GivenClause, RuleFile, SetClause, TestClauseKind, TestDecl,
};
use crate::lang::testcase::{Expectation, Given, GivenRuns, LONGEST, RunGroup, Setting, TestCase};

use super::error::TestError;
use super::given::{Budget, runs_of};
use super::restate::restate;
use super::run_string::{RunStrings, duration, one_stratum};
use super::scope::{Definition, Names, const_type};
use super::suggest::{closest, from_list};
use super::words::{example, noun};

/// The word that decides while a verdict is not due.
const DUE: &str = "due";

/// Checks every test; those with an error are missing. `broken`: a part of the file could not be read.
pub(super) fn check(
    source: &SourceFile,
    file: &RuleFile,
    names: &Names<'_>,
    broken: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<TestCase> {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let tags = tags(file);
    let checker = Checker { source, names, strings: RunStrings { source, tags, broken }, broken };
    let mut cases = Vec::new();
    let mut budget = Budget::new();
    for decl in &file.decls {
        let DeclKind::Test(test) = &decl.node else { continue };
        if let Some(first) = first.get(test.name.node.as_str()) {
            let (name, span, first) = (quoted(&test.name.node), test.name.span, *first);
            diagnostics.rules(&TestError::TestTwice { name, span, first });
        } else {
            first.insert(&test.name.node, test.name.span);
        }
        budget.next_test();
        cases.extend(checker.test(test, decl.span, &mut budget, diagnostics));
    }
    cases
}

/// The tags that rules go through.
fn tags(file: &RuleFile) -> BTreeSet<&str> {
    let rules = file.decls.iter().filter_map(|decl| match &decl.node {
        DeclKind::Rule(rule) => Some(rule),
        _ => None,
    });
    let clauses = rules.flat_map(|rule| &rule.clauses);
    clauses
        .filter_map(|clause| match &clause.node {
            ClauseKind::ForEachTag(each) => Some(each.tag.node.as_str()),
            _ => None,
        })
        .collect()
}

struct Checker<'c, 'a> {
    source: &'c SourceFile,
    names: &'c Names<'a>,
    strings: RunStrings<'c>,
    broken: bool,
}

/// What was found in a test so far.
#[derive(Default)]
struct Found {
    runs: GivenRuns,
    reports: Option<(String, Span)>,
    /// The first `given`.
    given: Option<Span>,
    elapsed: Option<Span>,
    set: BTreeMap<String, (Setting, Span)>,
    expect: Option<(Option<Expectation>, Span)>,
    unsound: bool,
}

impl Checker<'_, '_> {
    fn test(
        &self,
        test: &TestDecl,
        span: Span,
        budget: &mut Budget,
        diagnostics: &mut Diagnostics,
    ) -> Option<TestCase> {
        let mut found = Found::default();
        for clause in &test.clauses {
            match &clause.node {
                TestClauseKind::Given(given) => {
                    self.given(given, clause.span, (&mut found, budget), diagnostics);
                }
                TestClauseKind::Set(set) => self.set(set, &mut found, diagnostics),
                TestClauseKind::Expect(expect) => {
                    let expectation = self.expect(expect, clause.span, diagnostics);
                    if let Some((_, first)) = found.expect {
                        diagnostics.rules(&TestError::ExpectTwice { span: clause.span, first });
                        found.unsound = true;
                    } else {
                        found.expect = Some((expectation, clause.span));
                    }
                }
            }
        }
        times(&mut found, diagnostics);
        let Some((expect, _)) = found.expect else {
            let (name, span) = (quoted(&test.name.node), test.name.span);
            diagnostics.rules(&TestError::ExpectMissing { name, span });
            return None;
        };
        let given = match found.reports {
            Some((path, span)) => Given::Reports { path, span },
            None => Given::Runs(found.runs),
        };
        let case = TestCase {
            name: test.name.node.clone(),
            span,
            head: Span { start: span.start, end: test.name.span.end },
            location: self.source.location(span.start),
            given,
            set: found.set.into_values().map(|(setting, _)| setting).collect(),
            expect: expect?,
        };
        (!found.unsound).then_some(case)
    }

    fn given(
        &self,
        given: &GivenClause,
        span: Span,
        (found, budget): (&mut Found, &mut Budget),
        diagnostics: &mut Diagnostics,
    ) {
        let is_reports = matches!(given, GivenClause::Reports(_));
        match (found.given, &found.reports) {
            (Some(other), None) if is_reports => {
                diagnostics.rules(&TestError::ReportsNotAlone { span, other });
            }
            (_, Some((_, reports))) => {
                diagnostics.rules(&TestError::ReportsNotAlone { span: *reports, other: span });
            }
            _ => {}
        }
        found.given.get_or_insert(span);
        let group = match given {
            GivenClause::Counts { stratum, items } => {
                let stratum = one_stratum(stratum, diagnostics);
                let runs = runs_of(items, stratum, budget, diagnostics);
                stratum.zip(runs).map(|(stratum, runs)| RunGroup {
                    stratum,
                    runs,
                    each: None,
                    tags: Vec::new(),
                })
            }
            GivenClause::Runs(string) => self.strings.group(string, budget, diagnostics),
            GivenClause::Elapsed(time) => {
                if let Some(first) = found.elapsed {
                    diagnostics.rules(&TestError::ElapsedTwice { span, first });
                }
                found.elapsed.get_or_insert(span);
                found.runs.elapsed = duration(time, diagnostics);
                found.unsound |= found.runs.elapsed.is_none();
                return;
            }
            GivenClause::Reports(path) => {
                found.reports.get_or_insert_with(|| (path.node.clone(), span));
                return;
            }
        };
        match group {
            Some(group) => found.runs.groups.push(group),
            None => found.unsound = true,
        }
    }

    fn set(&self, set: &SetClause, found: &mut Found, diagnostics: &mut Diagnostics) {
        let (name, span) = (&set.name.node, set.name.span);
        let literal = &set.value.node;
        let ty = match self.names.get(name) {
            Some(Definition::Const(decl)) => const_type(decl),
            Some(Definition::Let(_)) => {
                let help = "it is a `let`: set a constant that it is made of".to_owned();
                diagnostics.rules(&TestError::UnknownConstant { name: name.clone(), span, help });
                None
            }
            None if self.broken => None,
            None => {
                let declared = self.names.consts().map(|decl| decl.name.node.as_str());
                let value = literal.ty.literal(&literal.value);
                let help = closest(name, declared).map_or_else(
                    || format!("declare it outside of the test: `const {name} = {value}`"),
                    |meant| format!("did you mean `{meant}`?"),
                );
                diagnostics.rules(&TestError::UnknownConstant { name: name.clone(), span, help });
                None
            }
        };
        let Some(ty) = ty else {
            found.unsound = true;
            return;
        };
        if literal.ty != ty {
            let help = match restate(&literal.value, literal.ty, ty).first() {
                Some(text) => format!("write `set {name} = {text}`"),
                None => format!("write {}, such as `set {name} = {}`", noun(ty), example(ty)),
            };
            let (ty, found, span) = (noun(ty), noun(literal.ty), set.value.span);
            diagnostics.rules(&TestError::SetToWrongType { name: name.clone(), ty, found, help, span });
        }
        if let Some((_, first)) = found.set.get(name) {
            diagnostics.rules(&TestError::SetTwice { name: name.clone(), span, first: *first });
        } else {
            let setting = Setting { name: name.clone(), ty, value: literal.value.clone() };
            found.set.insert(name.clone(), (setting, span));
        }
    }

    fn expect(
        &self,
        expect: &ExpectClause,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<Expectation> {
        let word = &expect.decision;
        let decision = Decision::from_word(&word.node);
        if decision.is_none() {
            let words: Vec<_> = Decision::ALL.iter().map(|decision| decision.word()).collect();
            let help = from_list(&word.node, "verdicts", &words);
            diagnostics.rules(&TestError::UnknownVerdict { name: word.node.clone(), span: word.span, help });
        }
        let mut rules: BTreeMap<&str, Span> = BTreeMap::new();
        let mut sound = true;
        for rule in &expect.because {
            let (name, span) = (rule.node.clone(), rule.span);
            if let Some(first) = rules.insert(&rule.node, span) {
                diagnostics.rules(&TestError::RuleListedTwice { name, span, first });
                sound = false;
            } else if rule.node != DUE && !self.names.is_rule(&rule.node) && !self.broken {
                let meant = closest(&rule.node, self.names.rules().chain([DUE]));
                let all: Vec<&str> = self.names.rules().take(20).chain([DUE]).collect();
                let help = meant.map_or_else(
                    || format!("what can decide: {}", all.join(", ")),
                    |meant| format!("did you mean `{meant}`?"),
                );
                diagnostics.rules(&TestError::UnknownRule { name, span, help });
                sound = false;
            }
        }
        if let (Some(Decision::Go), Some(first), Some(last)) =
            (decision, expect.because.first(), expect.because.last())
        {
            diagnostics.rules(&TestError::BecauseOnGo { span: first.span.to(last.span) });
            sound = false;
        }
        let because =
            (!rules.is_empty()).then(|| rules.into_keys().map(str::to_owned).collect::<Vec<String>>());
        decision.filter(|_| sound).map(|decision| Expectation { decision, because, span })
    }
}

/// The time that runs take on their own, beside the one that is said.
fn times(found: &mut Found, diagnostics: &mut Diagnostics) {
    let longest = found.runs.groups.iter().filter_map(RunGroup::length).max();
    let said = found.elapsed.zip(found.runs.elapsed);
    let too_long = |time: Duration| time.seconds() > LONGEST;
    if let Some(span) = found.given
        && (longest.is_some_and(too_long) || said.is_some_and(|(_, time)| too_long(time)))
    {
        let span = said.filter(|(_, time)| too_long(*time)).map_or(span, |(span, _)| span);
        diagnostics.rules(&TestError::TooLarge { what: "more than 36,500 days", span });
        found.unsound = true;
    } else if let (Some((span, said)), Some(longest)) = (said, longest)
        && said < longest
    {
        let runs = Type::Duration.literal(&longest.seconds().into());
        diagnostics.rules(&TestError::ElapsedTooShort { runs, span });
    }
}
