//! Operands and operators in a row → [`Expr`], by precedence; counts depth and size on the way.

use std::iter::Peekable;
use std::vec::IntoIter;

use pest::iterators::Pair;

use super::ast::{BinaryOp, Comparison, Expr, ExprKind, Level};
use super::error::SyntaxError;
use super::grammar::Rule;
use super::lower::Lower;
use super::operand::{MAX_DEPTH, MAX_SIZE};
use crate::base::source::{Span, Spanned};

/// A token of an expression.
enum Item {
    Not(Span),
    Minus(Span),
    Operand(Expr),
    Infix(Infix, Span),
}

/// What stands between two operands.
#[derive(Clone, Copy)]
enum Infix {
    Binary(BinaryOp),
    Compare(Comparison),
    Within,
    Of,
}

type Items = Peekable<IntoIter<Item>>;

impl Lower<'_> {
    /// An expression as it stands in a declaration or clause.
    pub(super) fn expr(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        self.size = 0;
        self.nested(pair, 0)
    }

    /// An expression inside `depth` parentheses, `not`s and minus signs.
    pub(super) fn nested(&mut self, pair: Pair<'_, Rule>, depth: usize) -> Option<Expr> {
        let items = self.items(pair, depth)?;
        let mut items = items.into_iter().peekable();
        self.chain(&mut items, Level::Or)
    }

    fn items(&mut self, pair: Pair<'_, Rule>, depth: usize) -> Option<Vec<Item>> {
        let mut items = Vec::new();
        let mut parts = pair.into_inner().peekable();
        // A `not` holds up to the next `and` or `or`, a minus sign for one operand.
        let (mut nots, mut minuses) = (0_usize, 0_usize);
        while let Some(part) = parts.next() {
            let span = self.span(&part);
            self.size = self.size.saturating_add(1);
            if self.size > MAX_SIZE {
                return self.fail(SyntaxError::TooLong { limit: MAX_SIZE, span });
            }
            let inside = depth.saturating_add(nots).saturating_add(minuses);
            items.push(match part.as_rule() {
                Rule::prefix if inside >= MAX_DEPTH => {
                    return self.fail(SyntaxError::TooDeep { limit: MAX_DEPTH, span });
                }
                Rule::prefix if part.as_str().starts_with('-') => {
                    minuses = minuses.saturating_add(1);
                    Item::Minus(span)
                }
                Rule::prefix => {
                    nots = nots.saturating_add(1);
                    Item::Not(span)
                }
                Rule::infix => {
                    let infix = infix(part.into_inner().next()?.as_rule())?;
                    if matches!(infix, Infix::Binary(BinaryOp::And | BinaryOp::Or)) {
                        nots = 0;
                    }
                    Item::Infix(infix, span)
                }
                _ => {
                    minuses = 0;
                    let operand = self.primary(part, inside)?;
                    let mut suffixes = Vec::new();
                    while let Some(suffix) = parts.next_if(|part| part.as_rule() == Rule::suffix) {
                        suffixes.push(suffix);
                    }
                    Item::Operand(self.suffixed(operand, suffixes)?)
                }
            });
        }
        Some(items)
    }

    /// A chain of `level`, or what binds closer.
    fn chain(&mut self, items: &mut Items, level: Level) -> Option<Expr> {
        let first = self.closer(items, level)?;
        let mut rest = Vec::new();
        while let Some((op, _)) = binary_if(items, |op| op.level() == level) {
            rest.push((op, self.closer(items, level)?));
        }
        let Some((_, last)) = rest.last() else { return Some(first) };
        let span = first.span.to(last.span);
        // A parenthesised first operand of the same level says nothing that left association does not.
        let (first, rest) = match first.node {
            ExprKind::Chain { first, rest: mut head } if level_of(&head) == Some(level) => {
                head.append(&mut rest);
                (first, head)
            }
            _ => (Box::new(first), rest),
        };
        Some(Expr::new(ExprKind::Chain { first, rest }, span))
    }

    fn closer(&mut self, items: &mut Items, level: Level) -> Option<Expr> {
        match level {
            Level::Or => self.chain(items, Level::And),
            Level::And => self.negation(items),
            Level::Sum => self.chain(items, Level::Product),
            Level::Product => self.minus(items),
        }
    }

    /// `not … COMPARISON`
    fn negation(&mut self, items: &mut Items) -> Option<Expr> {
        let mut nots = Vec::new();
        while let Some(Item::Not(span)) = items.next_if(|item| matches!(item, Item::Not(_))) {
            nots.push(span);
        }
        let inner = self.comparison(items)?;
        Some(wrapped(inner, nots, ExprKind::Not))
    }

    /// `A < B`, `A within T of B`, or a sum.
    fn comparison(&mut self, items: &mut Items) -> Option<Expr> {
        let left = self.chain(items, Level::Sum)?;
        let found = items.next_if(|item| match item {
            Item::Infix(infix, _) => !matches!(infix, Infix::Binary(_)),
            _ => false,
        });
        let compared = match found {
            None => return Some(left),
            Some(Item::Infix(Infix::Compare(op), at)) => {
                let right = self.chain(items, Level::Sum)?;
                let span = left.span.to(right.span);
                let op = Spanned::new(op, at);
                Expr::new(ExprKind::Compare { left: Box::new(left), op, right: Box::new(right) }, span)
            }
            Some(Item::Infix(Infix::Within, span)) => {
                let tolerance = self.chain(items, Level::Sum)?;
                if items.next_if(|item| matches!(item, Item::Infix(Infix::Of, _))).is_none() {
                    return self.fail(SyntaxError::WithinWithoutOf { found: "within", missing: "of", span });
                }
                let right = self.chain(items, Level::Sum)?;
                let span = left.span.to(right.span);
                let (left, tolerance, right) = (Box::new(left), Box::new(tolerance), Box::new(right));
                Expr::new(ExprKind::Within { left, tolerance, right }, span)
            }
            Some(Item::Infix(_, span)) => {
                return self.fail(SyntaxError::WithinWithoutOf { found: "of", missing: "within", span });
            }
            Some(_) => return None,
        };
        match items.peek() {
            Some(Item::Infix(Infix::Compare(op), span)) => {
                let (op, span) = (*op, *span);
                items.next();
                let right = self.chain(items, Level::Sum)?;
                let help = match &right.node {
                    ExprKind::Name(name) if matches!(name.as_str(), "true" | "false") => {
                        format!(
                            "a comparison is true or false by itself: leave `{op} {name}` out, or put `not` first"
                        )
                    }
                    _ => {
                        format!("write two comparisons: `{}`", self.two_comparisons(&compared, op, &right))
                    }
                };
                self.fail(SyntaxError::ChainedComparison { help, span })
            }
            Some(Item::Infix(Infix::Within | Infix::Of, span)) => {
                let span = *span;
                let help = "write two comparisons: `a within 5pp of b and b within 5pp of c`".to_owned();
                self.fail(SyntaxError::ChainedComparison { help, span })
            }
            _ => Some(compared),
        }
    }

    /// `1 < runs and runs < 3` for `1 < runs < 3`.
    fn two_comparisons(&self, first: &Expr, op: Comparison, right: &Expr) -> String {
        let text = |expr: &Expr| {
            let text = self.places.slice(expr.span);
            if text.len() > 24 || text.contains('\n') { "…".to_owned() } else { text.to_owned() }
        };
        match &first.node {
            ExprKind::Compare { left, op: first, right: middle } => {
                let (left, middle, right) = (text(left), text(middle), text(right));
                format!("{left} {} {middle} and {middle} {op} {right}", first.node)
            }
            _ => format!("{} and … {op} {}", text(first), text(right)),
        }
    }

    /// `- OPERAND`
    fn minus(&mut self, items: &mut Items) -> Option<Expr> {
        let mut minuses = Vec::new();
        loop {
            match items.next()? {
                Item::Minus(span) => minuses.push(span),
                Item::Operand(operand) => return Some(wrapped(operand, minuses, ExprKind::Negate)),
                Item::Not(span) => {
                    let inside =
                        if minuses.is_empty() { "a comparison or sum" } else { "a minus sign's value" };
                    return self.fail(SyntaxError::NotInside { inside, span });
                }
                Item::Infix(..) => return None,
            }
        }
    }
}

fn binary_if(items: &mut Items, accepts: impl Fn(BinaryOp) -> bool) -> Option<(BinaryOp, Span)> {
    match items.next_if(|item| matches!(item, Item::Infix(Infix::Binary(op), _) if accepts(*op)))? {
        Item::Infix(Infix::Binary(op), span) => Some((op, span)),
        _ => None,
    }
}

fn level_of(rest: &[(BinaryOp, Expr)]) -> Option<Level> {
    rest.first().map(|(op, _)| op.level())
}

/// `inner` behind prefix operators, the last one innermost.
fn wrapped(inner: Expr, prefixes: Vec<Span>, kind: fn(Box<Expr>) -> ExprKind) -> Expr {
    prefixes.into_iter().rev().fold(inner, |inner, prefix| {
        let span = prefix.to(inner.span);
        Expr::new(kind(Box::new(inner)), span)
    })
}

fn infix(sign: Rule) -> Option<Infix> {
    Some(match sign {
        Rule::kw_or => Infix::Binary(BinaryOp::Or),
        Rule::kw_and => Infix::Binary(BinaryOp::And),
        Rule::plus => Infix::Binary(BinaryOp::Add),
        Rule::minus => Infix::Binary(BinaryOp::Subtract),
        Rule::times => Infix::Binary(BinaryOp::Multiply),
        Rule::divide => Infix::Binary(BinaryOp::Divide),
        Rule::less => Infix::Compare(Comparison::Less),
        Rule::less_equal => Infix::Compare(Comparison::LessOrEqual),
        Rule::greater => Infix::Compare(Comparison::Greater),
        Rule::greater_equal => Infix::Compare(Comparison::GreaterOrEqual),
        Rule::equal => Infix::Compare(Comparison::Equal),
        Rule::not_equal => Infix::Compare(Comparison::NotEqual),
        Rule::kw_within => Infix::Within,
        Rule::kw_of => Infix::Of,
        _ => return None,
    })
}
