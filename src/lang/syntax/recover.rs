//! A broken file is read declaration by declaration, and a broken rule clause by clause: all errors in one run.

use std::collections::BTreeSet;
use std::ops::Range;

use pest::Parser as _;
use pest::iterators::Pairs;

use super::ast::{Clause, DeclKind, RuleDecl, RuleFile};
use super::error::SyntaxError;
use super::explain::Explainer;
use super::grammar::{Grammar, Rule};
use super::heads;
use super::lower::Lower;
use super::mend::MAX_ERRORS;
use super::operand::MAX_DEPTH;
use super::places::Places;
use super::scan::Tokens;
use super::split::{Block, Item, split};
use super::words::{CLAUSES, DECLARATIONS};
use crate::base::source::{Span, Spanned};

/// Most parentheses, braces and prefix operators in a row that are handed to the grammar at all.
const MAX_NESTING: usize = 256;

/// Reads `text`, whose places are known, part by part.
pub(super) fn recover(
    text: &str,
    places: &mut Places<'_>,
    errors: &mut Vec<SyntaxError>,
    file: &mut RuleFile,
) {
    let tokens = Tokens::of(text);
    let edits = heads::mend(&tokens, &split(&tokens), places, errors);
    let mended = places.mend(text, &edits);
    let tokens = Tokens::of(&mended);
    let line_ends = places.line_ends();
    let line = |span: Span| line_ends.partition_point(|end| *end < span.start);
    let mended_lines = errors.iter().filter_map(span_of).map(line).collect();
    let mut reader = Reader { tokens: &tokens, places, errors, line_ends: &line_ends, mended_lines };
    let items = split(&tokens);
    reader.header(&items);
    let mut outside = false;
    for (index, item) in items.iter().enumerate() {
        // What follows a second policy is of that one.
        let second = index > 0 && tokens.word(item.range.start) == "policy";
        if reader.errors.len() >= MAX_ERRORS || (second && file.header.is_some()) {
            break;
        }
        outside = reader.item(item, items.get(index.saturating_add(1)), outside, file);
    }
}

/// The main place of an error.
pub(super) fn span_of(error: &SyntaxError) -> Option<Span> {
    let main = miette::Diagnostic::labels(error)?.next()?;
    Some(Span::new(main.offset(), main.offset().saturating_add(main.len())))
}

/// Where parentheses or prefix operators are nested so deep that the grammar is not asked.
pub(super) fn too_deep(tokens: &Tokens<'_>, range: Range<usize>) -> Option<Span> {
    let (mut open, mut prefixes) = (0_usize, 0_usize);
    for at in range {
        let (sign, word) = (tokens.sign(at), tokens.word(at));
        match sign {
            "(" | "[" | "{" => open = open.saturating_add(1),
            ")" | "]" | "}" => open = open.saturating_sub(1),
            _ => {}
        }
        let prefix = sign == "-" || word == "not";
        prefixes = if prefix { prefixes.saturating_add(1) } else { 0 };
        if open > MAX_NESTING || prefixes > MAX_NESTING {
            return tokens.get(at).map(|token| token.span);
        }
    }
    None
}

struct Reader<'a, 'e> {
    tokens: &'a Tokens<'a>,
    places: &'a Places<'a>,
    errors: &'e mut Vec<SyntaxError>,
    /// Where the lines of the source end.
    line_ends: &'a [u32],
    /// Lines in which a mistake was mended: what else is odd there is most likely of the same cause.
    mended_lines: BTreeSet<usize>,
}

impl<'a> Reader<'a, '_> {
    fn span(&self, at: usize) -> Span {
        let span = self.tokens.get(at).map(|token| token.span).unwrap_or_default();
        self.places.span(span.start as usize, span.end as usize)
    }

    fn text(&self, range: &Range<usize>) -> (usize, &'a str) {
        let start = self.tokens.get(range.start).map_or(0, |token| token.span.start as usize);
        let end = self.tokens.get(range.end.saturating_sub(1)).map_or(start, |token| token.span.end as usize);
        (start, self.tokens.text.get(start..end).unwrap_or_default())
    }

    /// Adds an error of structure, unless a mistake in its line was mended.
    fn add(&mut self, error: SyntaxError) {
        let line = |span: Span| self.line_ends.partition_point(|end| *end < span.start);
        let mended = span_of(&error).is_some_and(|span| self.mended_lines.contains(&line(span)));
        if !mended {
            self.errors.push(error);
        }
    }

    /// `policy` must stand first, once.
    fn header(&mut self, items: &[Item]) {
        let is_header = |item: &&Item| self.tokens.word(item.range.start) == "policy";
        let Some(first) = items.first() else { return };
        let headers: Vec<usize> = items.iter().filter(is_header).map(|item| item.range.start).collect();
        match headers.as_slice() {
            // A word that was meant to be `policy` is told of by itself.
            [] if heads::is_for_policy(self.tokens.word(first.range.start)) => {}
            [] => self.add(SyntaxError::MissingHeader { span: self.span(first.range.start) }),
            [one, ..] if *one != first.range.start => {
                self.add(SyntaxError::HeaderNotFirst { span: self.span(*one) });
            }
            _ => {}
        }
        for second in headers.iter().skip(1).take(100) {
            let first = headers.first().map_or(0, |first| *first);
            let (first, span) = (self.span(first), self.span(*second));
            self.add(SyntaxError::SecondHeader { first, span });
        }
    }

    /// Reads one item; whether it stood outside of any declaration, as the one before it may have.
    fn item(&mut self, item: &Item, next: Option<&Item>, outside: bool, file: &mut RuleFile) -> bool {
        let start = item.range.start;
        let span = self.span(start);
        let head = self.tokens.word(start);
        if self.tokens.sign(start) == "}" {
            if !outside {
                self.add(SyntaxError::StrayBrace { span });
            }
            return true;
        }
        if CLAUSES.contains(&head) || matches!(head, "given" | "expect") {
            let found = head.to_owned();
            if !outside {
                self.add(match head {
                    "given" | "expect" => SyntaxError::ClauseOutsideTest { found, span },
                    _ => SyntaxError::ClauseOutsideRule { found, span },
                });
            }
            return true;
        }
        if !DECLARATIONS.contains(&head) {
            let error = heads::unknown_declaration(self.tokens, start, span);
            self.add(error);
            return false;
        }
        let unbraced = item.block.as_ref().filter(|block| !block.closed || block.open.is_none());
        if let Some(block) = unbraced {
            self.unbraced(item, block, next);
        }
        let before = self.errors.len();
        let block = item.block.as_ref().filter(|_| matches!(head, "rule" | "test"));
        match (self.parse(Rule::one_decl, &item.range), block) {
            (Ok((base, pairs)), _) => self.lower(base).file(pairs, file),
            (Err(error), Some(block)) => {
                let is_test = head == "test";
                let rule = self.clauses(item, block, is_test).filter(|_| !is_test);
                let end = self.span(item.range.end.saturating_sub(1));
                file.decls.extend(rule.map(|rule| Spanned::new(DeclKind::Rule(rule), span.to(end))));
                if self.errors.len() == before && unbraced.is_none() {
                    self.add(error);
                }
            }
            (Err(error), None) if unbraced.is_none() => self.add(error),
            (Err(_), None) => {}
        }
        false
    }

    fn parse(&self, kind: Rule, range: &Range<usize>) -> Result<(usize, Pairs<'a, Rule>), SyntaxError> {
        if let Some(deep) = too_deep(self.tokens, range.clone()) {
            let span = self.places.span(deep.start as usize, deep.end as usize);
            return Err(SyntaxError::TooDeep { limit: MAX_DEPTH, span });
        }
        let (base, text) = self.text(range);
        match Grammar::parse(kind, text) {
            Ok(pairs) => Ok((base, pairs)),
            Err(error) => {
                let explainer = Explainer { tokens: self.tokens, places: self.places, range: range.clone() };
                Err(explainer.explain(&error, base))
            }
        }
    }

    fn lower(&mut self, base: usize) -> Lower<'_> {
        Lower { places: self.places, base, errors: self.errors, size: 0 }
    }

    /// A brace of a block is missing.
    fn unbraced(&mut self, item: &Item, block: &Block, next: Option<&Item>) {
        let head = self.tokens.slice(item.range.start);
        let name = self.tokens.slice(item.range.start.saturating_add(1));
        let of = heads::short(&format!("{head} {name}"));
        let error = match block.open {
            None => {
                let first = block.clauses.first().map_or(item.range.start, |clause| clause.start);
                SyntaxError::MissingBrace { of, span: self.span(first) }
            }
            Some(open) => {
                let before = match next {
                    Some(next) => format!("before `{}`", self.tokens.slice(next.range.start)),
                    None => "at the end of the file".to_owned(),
                };
                SyntaxError::UnclosedBrace { of, before, span: self.span(open) }
            }
        };
        self.add(error);
    }

    /// A rule or a test that cannot be read as a whole: its head and each of its clauses alone. Gives the rule of what
    /// could be read.
    fn clauses(&mut self, item: &Item, block: &Block, is_test: bool) -> Option<RuleDecl> {
        let inside = block.clauses.first().map_or(item.range.end, |clause| clause.start);
        let head = item.range.start..block.open.unwrap_or(inside);
        let mut rule = self.head(if is_test { Rule::one_test_head } else { Rule::one_head }, &head);
        let named = !is_test || self.tokens.is_text(item.range.start.saturating_add(1));
        if block.clauses.is_empty() && block.closed && named {
            let of = self.tokens.slice(item.range.start.saturating_add(1)).to_owned();
            let open = block.open.unwrap_or(item.range.start);
            let span = self.span(open).to(self.span(item.range.end.saturating_sub(1)));
            self.add(if is_test {
                SyntaxError::EmptyTest { of: heads::short(&of), span }
            } else {
                SyntaxError::EmptyRule { of, span }
            });
        }
        for clause in &block.clauses {
            if block.words.contains(&self.tokens.word(clause.start)) {
                let read = self.part(if is_test { Rule::one_tclause } else { Rule::one_clause }, clause);
                if let Some(rule) = &mut rule {
                    rule.clauses.extend(read);
                }
            } else {
                let span = self.span(clause.start);
                let error = if is_test {
                    heads::unknown_test_clause(self.tokens, clause, span)
                } else {
                    heads::unknown_clause(self.tokens, clause, span)
                };
                self.add(error);
            }
        }
        rule
    }

    fn head(&mut self, kind: Rule, range: &Range<usize>) -> Option<RuleDecl> {
        match self.parse(kind, range) {
            Ok((base, pairs)) => self.lower(base).head(pairs),
            Err(error) => {
                self.add(error);
                None
            }
        }
    }

    fn part(&mut self, kind: Rule, range: &Range<usize>) -> Option<Clause> {
        match self.parse(kind, range) {
            Ok((base, pairs)) => self.lower(base).part(pairs),
            Err(error) => {
                self.add(error);
                None
            }
        }
    }
}
