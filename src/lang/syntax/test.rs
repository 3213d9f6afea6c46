//! Pairs of the grammar → the tests of the tree.

use pest::iterators::Pair;

use super::ast::{
    ExpectClause, Given, Item, RunString, SetClause, TestClause, TestClauseKind, TestDecl, Word,
};
use super::error::SyntaxError;
use super::grammar::Rule;
use super::lower::{Lower, Parts};
use crate::base::source::{Span, Spanned};
use crate::lang::nearest::nearest;

/// The words that say what is given, other than a stratum.
const GIVEN: [&str; 3] = ["runs", "elapsed", "reports"];

impl Lower<'_> {
    /// `test "name" { … }` behind its first word.
    pub(super) fn test(&mut self, mut parts: Parts<'_>) -> Option<TestDecl> {
        let name = self.string(&parts.take(Rule::string)?);
        parts.skip(Rule::brace_open);
        let mut clauses = Vec::new();
        let mut whole = true;
        for pair in parts.0.filter(|pair| pair.as_rule() != Rule::brace_close) {
            match self.test_clause(pair) {
                Some(clause) => clauses.push(clause),
                None => whole = false,
            }
        }
        let name = name?;
        whole.then_some(TestDecl { name, clauses })
    }

    /// One clause of a test.
    pub(super) fn test_clause(&mut self, pair: Pair<'_, Rule>) -> Option<TestClause> {
        let span = self.span(&pair);
        self.checked(span, |lower| {
            let kind = pair.as_rule();
            let mut parts = Parts(pair.into_inner());
            parts.0.next();
            let clause = match kind {
                Rule::given => TestClauseKind::Given(lower.given(parts)?),
                Rule::set => {
                    let name = lower.word(&parts.take(Rule::ident)?);
                    parts.skip(Rule::assign);
                    let value = lower.literal(parts.take(Rule::literal)?)?;
                    TestClauseKind::Set(SetClause { name, value })
                }
                Rule::expect => {
                    let decision = lower.word(&parts.take(Rule::word)?);
                    let rules = parts.0.filter(|part| part.as_rule() == Rule::ident);
                    let because = rules.map(|part| lower.word(&part)).collect();
                    TestClauseKind::Expect(ExpectClause { decision, because })
                }
                _ => return None,
            };
            Some(TestClause::new(clause, span))
        })
    }

    fn given(&mut self, mut parts: Parts<'_>) -> Option<Given> {
        let word = self.word(&parts.take(Rule::word)?);
        let pair = parts.0.next()?;
        let what = word.node.as_str();
        match (pair.as_rule(), what) {
            (Rule::items, _) if !GIVEN.contains(&what) => {
                let items = pair.into_inner().filter(|part| part.as_rule() == Rule::item);
                let items: Vec<Option<Item>> = items.map(|item| self.item(item)).collect();
                Some(Given::Counts { stratum: word, items: items.into_iter().collect::<Option<_>>()? })
            }
            (Rule::run_string, "runs") => Some(Given::Runs(self.run_string(Parts(pair.into_inner()))?)),
            (Rule::literal, "elapsed") => Some(Given::Elapsed(self.literal(pair)?)),
            (Rule::string, "reports") => Some(Given::Reports(self.string(&pair)?)),
            (behind, _) => {
                let help = given_help(behind, &word);
                self.fail(SyntaxError::GivenForm { found: word.node, help, span: word.span })
            }
        }
    }

    fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        let mut words = Vec::new();
        let mut count = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::word => words.push(self.word(&part)),
                Rule::number => count = self.whole_number(&part),
                _ => {}
            }
        }
        let signals = words.split_off(words.len().min(1));
        Some(Item { name: words.pop()?, signals, count: count? })
    }

    fn run_string(&mut self, mut parts: Parts<'_>) -> Option<RunString> {
        let stratum = self.last_word(parts.take(Rule::in_stratum)?)?;
        let runs = self.string(&parts.take(Rule::string)?);
        let each = match parts.take(Rule::kw_each) {
            Some(_) => Some(self.literal(parts.take(Rule::literal)?)),
            None => None,
        };
        let mut tags = Vec::new();
        for pair in parts.0 {
            let mut inner = Parts(pair.into_inner());
            let tag = self.tag(inner.take(Rule::tag)?);
            let value = self.string(&inner.take(Rule::string)?);
            tags.push((tag?, value?));
        }
        let each = match each {
            Some(each) => Some(each?),
            None => None,
        };
        Some(RunString { stratum, runs: runs?, each, tags })
    }

    /// A number of runs or events.
    fn whole_number(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<u64>> {
        let span: Span = self.span(pair);
        let value = self.number(pair)?;
        if pair.as_str().contains('.') {
            let help = format!("write a whole number: `{}`", value.ceil());
            return self.fail(SyntaxError::FractionalRuns { help, span });
        }
        Some(Spanned::new(u64::try_from(value.numerator()).ok()?, span))
    }
}

/// What to write instead of `given WORD` with what stands behind it.
fn given_help(behind: Rule, word: &Word) -> String {
    let found = word.node.as_str();
    let meant = nearest(found, GIVEN);
    match (behind, found, meant) {
        (Rule::items, "runs", _) => "say of which stratum: `given pinned { runs 20 }`".into(),
        (Rule::items, "elapsed", _) => "write `given elapsed 8 days`".into(),
        (Rule::items, _, _) => "write `given reports \"fixtures/rollout\"`".into(),
        (Rule::run_string, _, _) => {
            "write `given runs in pinned \"....w..f\"`, or counts in braces: `given pinned { runs 20 }`"
                .into()
        }
        (Rule::string, "runs", _) => "say of which stratum: `given runs in pinned \"....w..f\"`".into(),
        (Rule::string, _, Some("reports")) => "did you mean `reports`?".into(),
        (Rule::literal, _, Some("elapsed")) => "did you mean `elapsed`?".into(),
        (Rule::string, _, _) => {
            "write `given reports \"fixtures/rollout\"`, or `given runs in pinned \"....w..f\"`".into()
        }
        _ => "write `given elapsed 8 days`, or counts in braces: `given pinned { runs 20 }`".into(),
    }
}
