//! Pairs of the grammar → declarations of the tree.

use pest::iterators::{Pair, Pairs};

use super::ast::{
    CheckDecl, Clause, ClauseKind, ConstDecl, ConstValue, Decl, DeclKind, Demand, Due, ForEachTag, Header,
    Joint, LetDecl, RuleDecl, RuleFile, TagList, WaiveDecl, Word,
};
use super::error::SyntaxError;
use super::grammar::Rule;
use super::places::Places;
use crate::base::rational::Rational;
use crate::base::source::{Span, Spanned};
use crate::lang::nearest::nearest;

/// Lowers the pairs of one parsed text and collects what is wrong with them.
///
/// INVARIANT: a method that gives `None` has added an error, or was given pairs that the grammar does not build;
/// [`Lower::checked`] makes an error of the latter too, so that nothing is ever dropped in silence.
pub(super) struct Lower<'a> {
    /// Where the parsed text came from.
    pub(super) places: &'a Places<'a>,
    /// Where the parsed text begins in the mended text.
    pub(super) base: usize,
    /// What was found wrong.
    pub(super) errors: &'a mut Vec<SyntaxError>,
    /// How many operators, names and literals the expression at hand has so far.
    pub(super) size: usize,
}

/// Where a pair ends. Before an optional part that is absent, pest has passed over white space and comments, and
/// counts them in; the last token inside does not.
fn end(pair: &Pair<'_, Rule>) -> usize {
    let mut last = pair.clone();
    while let Some(inner) = last.clone().into_inner().next_back() {
        last = inner;
    }
    last.as_span().end()
}

/// The text of a pair, without what pest counts in at its end.
pub(super) fn text<'i>(pair: &Pair<'i, Rule>) -> &'i str {
    let length = end(pair).saturating_sub(pair.as_span().start());
    pair.as_str().get(..length).unwrap_or_else(|| pair.as_str())
}

/// The pairs inside one, handed out in order.
pub(super) struct Parts<'i>(pub(super) Pairs<'i, Rule>);

impl<'i> Parts<'i> {
    /// The next pair, if it is of this rule.
    pub(super) fn take(&mut self, kind: Rule) -> Option<Pair<'i, Rule>> {
        if self.0.peek()?.as_rule() == kind { self.0.next() } else { None }
    }

    /// Whether the next pair is of this rule; if so it is passed over.
    pub(super) fn skip(&mut self, kind: Rule) -> bool {
        self.take(kind).is_some()
    }
}

impl Lower<'_> {
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        self.places.span(self.base.saturating_add(start), self.base.saturating_add(end))
    }

    /// Where a pair stands.
    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        self.place(pair.as_span().start(), end(pair))
    }

    pub(super) fn fail<T>(&mut self, error: SyntaxError) -> Option<T> {
        self.errors.push(error);
        None
    }

    /// `lower`, with an error for a part that it would drop without one.
    pub(super) fn checked<T>(&mut self, span: Span, lower: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.errors.len();
        let lowered = lower(self);
        if lowered.is_none() && self.errors.len() == before {
            self.errors.push(SyntaxError::Unexpected {
                expected: "a declaration".into(),
                found: "something that could not be read".into(),
                help: "please report this: it is a mistake in rulecheck".into(),
                span,
            });
        }
        lowered
    }

    /// The pairs of `file`, or of one part of it.
    pub(super) fn file(&mut self, pairs: Pairs<'_, Rule>, file: &mut RuleFile) {
        for pair in pairs.flat_map(Pair::into_inner) {
            let span = self.span(&pair);
            match pair.as_rule() {
                Rule::header => file.header = self.checked(span, |lower| lower.header(pair)),
                Rule::EOI => {}
                _ => file.decls.extend(self.checked(span, |lower| lower.decl(pair))),
            }
        }
    }

    /// The pairs of a head alone: of a rule's, the rule without its clauses.
    pub(super) fn head(&mut self, pairs: Pairs<'_, Rule>) -> Option<RuleDecl> {
        let (mut id, mut title) = (None, None);
        for pair in pairs.flat_map(Pair::into_inner) {
            match pair.as_rule() {
                Rule::string => title = self.string(&pair),
                Rule::ident => id = Some(self.word(&pair)),
                _ => {}
            }
        }
        Some(RuleDecl { id: id?, title, clauses: Vec::new() })
    }

    /// The pairs of one clause alone; of a test's, only for what is wrong with them.
    pub(super) fn part(&mut self, pairs: Pairs<'_, Rule>) -> Option<Clause> {
        let pair = pairs.flat_map(Pair::into_inner).next()?;
        if matches!(pair.as_rule(), Rule::given | Rule::set | Rule::expect) {
            self.test_clause(pair);
            return None;
        }
        self.clause(pair)
    }

    fn header(&mut self, pair: Pair<'_, Rule>) -> Option<Header> {
        let span = Spanned::new((), self.span(&pair));
        let mut parts = Parts(pair.into_inner());
        parts.skip(Rule::kw_policy);
        let id = self.word(&parts.take(Rule::ident)?);
        let title = self.string(&parts.take(Rule::string)?)?;
        Some(Header { span, id, title })
    }

    fn decl(&mut self, pair: Pair<'_, Rule>) -> Option<Decl> {
        let span = self.span(&pair);
        let kind = pair.as_rule();
        let mut parts = Parts(pair.into_inner());
        parts.0.next();
        let decl = match kind {
            Rule::due => DeclKind::Due(self.due(parts)?),
            Rule::early => {
                parts.skip(Rule::kw_at);
                DeclKind::Early(self.percentage(parts.take(Rule::percentage)?)?)
            }
            Rule::cohort => DeclKind::Cohort(self.word(&parts.take(Rule::word)?)),
            Rule::constants => {
                parts.skip(Rule::kw_from);
                DeclKind::Constants(self.string(&parts.take(Rule::string)?)?)
            }
            Rule::constant => DeclKind::Const(self.constant(parts)?),
            Rule::binding => {
                let name = self.word(&parts.take(Rule::ident)?);
                parts.skip(Rule::assign);
                DeclKind::Let(LetDecl { name, value: self.expr(parts.take(Rule::expr)?)? })
            }
            Rule::waive => DeclKind::Waive(self.waive(parts)?),
            Rule::rule => DeclKind::Rule(self.rule(parts)?),
            Rule::test => DeclKind::Test(self.test(parts)?),
            _ => return None,
        };
        Some(Decl::new(decl, span))
    }

    fn due(&mut self, mut parts: Parts<'_>) -> Option<Due> {
        if parts.skip(Rule::kw_at) {
            return Some(Due::AtOnce);
        }
        parts.skip(Rule::kw_after);
        let first = self.amount(parts.take(Rule::amount)?);
        let Some(joint) = parts.take(Rule::joint) else { return Some(Due::After(first?, None)) };
        let joint = match joint.into_inner().next()?.as_rule() {
            Rule::kw_and => Joint::And,
            _ => Joint::Or,
        };
        let second = self.amount(parts.take(Rule::amount)?);
        Some(Due::After(first?, Some((joint, second?))))
    }

    fn constant(&mut self, mut parts: Parts<'_>) -> Option<ConstDecl> {
        let name = self.word(&parts.take(Rule::ident)?);
        let value = if parts.skip(Rule::assign) {
            self.literal(parts.take(Rule::literal)?).map(ConstValue::Default)
        } else {
            parts.skip(Rule::colon);
            Some(ConstValue::Typed(self.word(&parts.take(Rule::word)?)))
        };
        let key = match parts.take(Rule::kw_from) {
            Some(_) => Some(self.string(&parts.take(Rule::string)?)?),
            None => None,
        };
        Some(ConstDecl { name, value: value?, key })
    }

    fn waive(&mut self, mut parts: Parts<'_>) -> Option<WaiveDecl> {
        let class = self.word(&parts.take(Rule::word)?);
        let stratum = match parts.take(Rule::in_stratum) {
            Some(pair) => Some(self.last_word(pair)?),
            None => None,
        };
        let because = self.text_of(parts.take(Rule::because)?);
        let see = parts.take(Rule::see).map(|pair| self.text_of(pair));
        parts.skip(Rule::kw_until);
        let until = self.date(&parts.take(Rule::date)?);
        let see = match see {
            Some(see) => Some(see?),
            None => None,
        };
        Some(WaiveDecl { class, stratum, because: because?, see, until: until? })
    }

    fn rule(&mut self, mut parts: Parts<'_>) -> Option<RuleDecl> {
        let id = self.word(&parts.take(Rule::ident)?);
        let title = parts.take(Rule::string).map(|pair| self.string(&pair));
        parts.skip(Rule::brace_open);
        // Where a title or a clause has an error, the others are still checked.
        let clauses = parts.0.filter(|pair| pair.as_rule() != Rule::brace_close);
        let clauses = clauses.filter_map(|pair| self.clause(pair)).collect();
        Some(RuleDecl { id, title: title.flatten(), clauses })
    }

    fn clause(&mut self, pair: Pair<'_, Rule>) -> Option<Clause> {
        let span = self.span(&pair);
        self.checked(span, |lower| {
            let kind = match pair.as_rule() {
                Rule::when => ClauseKind::When(lower.expr(pair.into_inner().nth(1)?)?),
                Rule::for_stratum => ClauseKind::ForEachStratum(
                    pair.into_inner()
                        .filter(|part| part.as_rule() == Rule::word)
                        .map(|part| lower.word(&part))
                        .collect(),
                ),
                Rule::for_tag => ClauseKind::ForEachTag(lower.for_tag(pair)?),
                Rule::check => ClauseKind::Check(lower.check(pair)?),
                Rule::because => ClauseKind::Because(lower.text_of(pair)?),
                Rule::see => ClauseKind::See(lower.text_of(pair)?),
                _ => return None,
            };
            Some(Clause::new(kind, span))
        })
    }

    fn for_tag(&mut self, pair: Pair<'_, Rule>) -> Option<ForEachTag> {
        let mut tag = None;
        let mut list = None;
        let mut values = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::tag => tag = self.tag(part),
                Rule::kw_in => list = Some(TagList::In),
                Rule::kw_except => list = Some(TagList::Except),
                Rule::string => values.push(self.string(&part)),
                _ => {}
            }
        }
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        Some(ForEachTag { tag: tag?, values: list.map(|list| (list, values)) })
    }

    /// The name of a tag, bare or quoted.
    pub(super) fn tag(&mut self, pair: Pair<'_, Rule>) -> Option<Word> {
        let inner = pair.into_inner().next()?;
        match inner.as_rule() {
            Rule::string => self.string(&inner),
            _ => Some(self.word(&inner)),
        }
    }

    fn check(&mut self, pair: Pair<'_, Rule>) -> Option<CheckDecl> {
        let mut parts = Parts(pair.into_inner());
        let prefer = parts.0.next()?.as_rule() == Rule::kw_prefer;
        let expr = self.expr(parts.take(Rule::expr)?);
        let confidence = parts.take(Rule::confidence).map(|pair| self.confidence(pair));
        let demand = match parts.take(Rule::effect) {
            Some(effect) if prefer => {
                let span = self.span(&effect);
                let word = self.last_word(effect)?.node;
                let effect = if word == "stop" { word } else { "hold".into() };
                self.fail(SyntaxError::ElseOnPrefer { effect, span })
            }
            Some(effect) => self.effect(effect),
            None if prefer => Some(Demand::Prefer),
            None => Some(Demand::Require),
        };
        let confidence = match confidence {
            Some(confidence) => Some(confidence?),
            None => None,
        };
        Some(CheckDecl { demand: demand?, expr: expr?, confidence })
    }

    fn confidence(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<Rational>> {
        let inner = pair.into_inner().find(|part| part.as_rule() == Rule::percentage)?;
        self.percentage(inner)
    }

    fn effect(&mut self, pair: Pair<'_, Rule>) -> Option<Demand> {
        let Word { node: found, span } = self.last_word(pair)?;
        let help = match found.as_str() {
            "hold" => return Some(Demand::RequireElseHold),
            "stop" => return Some(Demand::RequireElseStop),
            "no_go" | "nogo" | "fail" | "block" => {
                "leave `else …` out: a plain `require` is NO-GO when violated".to_owned()
            }
            "warn" | "advise" | "advisory" => "for an advisory, write `prefer …` without `else`".to_owned(),
            "halten" | "warten" | "wait" => "did you mean `else hold`?".to_owned(),
            "stoppen" | "abbrechen" | "abort" => "did you mean `else stop`?".to_owned(),
            _ => match nearest(&found, ["hold", "stop"]) {
                Some(word) => format!("did you mean `else {word}`?"),
                None => {
                    "write `else hold` for HOLD, `else stop` for NO-GO even before the verdict is due".into()
                }
            },
        };
        self.fail(SyntaxError::UnknownEffect { found, help, span })
    }

    /// The string of `because` or `see`.
    fn text_of(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<String>> {
        let inner = pair.into_inner().find(|part| part.as_rule() == Rule::string)?;
        self.string(&inner)
    }

    /// The word that ends a pair such as `in pinned`.
    pub(super) fn last_word(&mut self, pair: Pair<'_, Rule>) -> Option<Word> {
        let word = pair.into_inner().find(|part| part.as_rule() == Rule::word)?;
        Some(self.word(&word))
    }

    pub(super) fn word(&self, pair: &Pair<'_, Rule>) -> Word {
        Word::new(pair.as_str().to_owned(), self.span(pair))
    }
}
