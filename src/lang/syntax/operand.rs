//! Single operands: parentheses, metrics, literals, names, and the suffixes that stand behind them.

use pest::iterators::Pair;

use super::ast::{Amount, Expr, ExprKind, Word};
use super::error::SyntaxError;
use super::grammar::Rule;
use super::lower::Lower;
use crate::base::source::{Span, Spanned};
use crate::base::vocab::Signal;
use crate::lang::builtins::Builtin;
use crate::lang::nearest::nearest;

/// Most parentheses, `not`s and minus signs around one operand.
pub(super) const MAX_DEPTH: usize = 64;

/// Most operators, names and literals of one expression as written.
pub(super) const MAX_SIZE: usize = 10_000;

/// The suffixes of one expression.
#[derive(Default)]
struct Suffixes {
    scope: Option<Word>,
    window: Option<Spanned<Amount>>,
    among_known: Option<Spanned<()>>,
}

impl Lower<'_> {
    /// What stands inside `depth` parentheses, `not`s and minus signs.
    pub(super) fn primary(&mut self, pair: Pair<'_, Rule>, depth: usize) -> Option<Expr> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::paren if depth >= MAX_DEPTH => {
                let span = Span { end: span.start.saturating_add(1), ..span };
                self.fail(SyntaxError::TooDeep { limit: MAX_DEPTH, span })
            }
            Rule::paren => {
                // The parentheses themselves are no operator, name or literal.
                self.size = self.size.saturating_sub(1);
                let inner = pair.into_inner().find(|part| part.as_rule() == Rule::expr)?;
                let inner = self.nested(inner, depth.saturating_add(1))?;
                Some(Expr::new(inner.node, span))
            }
            Rule::literal => {
                let literal = self.literal(pair)?;
                Some(Expr::new(ExprKind::Literal(literal.node), span))
            }
            Rule::call => self.call(pair, span),
            Rule::name => self.name(pair.as_str(), span),
            _ => None,
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Option<Expr> {
        let kind = match Builtin::from_word(name) {
            Some(metric) if metric.takes_signals() => {
                return self.fail(SyntaxError::MissingSignals { metric: metric.word(), span });
            }
            Some(metric) => ExprKind::Metric { metric, signals: Vec::new() },
            None => ExprKind::Name(name.to_owned()),
        };
        Some(Expr::new(kind, span))
    }

    fn call(&mut self, pair: Pair<'_, Rule>, span: Span) -> Option<Expr> {
        let mut words: Vec<Word> = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::word)
            .map(|part| self.word(&part))
            .collect();
        let signals = words.split_off(words.len().min(1));
        let Word { node: found, span: at } = words.pop()?;
        let Some(metric) = Builtin::from_word(&found) else {
            let help = metric_help(&found, &signals);
            return self.fail(SyntaxError::UnknownMetric { found, help, span: at });
        };
        if !metric.takes_signals() {
            let metric = metric.word();
            let list: Vec<&str> = signals.iter().map(|signal| signal.node.as_str()).collect();
            let help = match (metric, list.is_empty()) {
                ("runs", false) => format!("write `runs`, or `runs_with({})`", list.join(", ")),
                _ => format!("write `{metric}`"),
            };
            let span = Span { start: at.end, end: span.end };
            return self.fail(SyntaxError::UnexpectedSignals { metric, help, span });
        }
        if signals.is_empty() {
            return self.fail(SyntaxError::MissingSignals { metric: metric.word(), span });
        }
        Some(Expr::new(ExprKind::Metric { metric, signals }, span))
    }

    /// `operand` with the suffixes behind it; suffixes of other kinds that it has already are merged with them.
    pub(super) fn suffixed(&mut self, operand: Expr, pairs: Vec<Pair<'_, Rule>>) -> Option<Expr> {
        let mut span = operand.span;
        let mut found = Suffixes::default();
        let mut first: [Option<Span>; 3] = [None; 3];
        for pair in pairs {
            let at = self.span(&pair);
            span = span.to(at);
            let pair = pair.into_inner().next()?;
            let (kind, slot) = match pair.as_rule() {
                Rule::in_stratum => {
                    found.scope = self.last_word(pair);
                    ("in", first.get_mut(0)?)
                }
                Rule::window => {
                    let amount = pair.into_inner().find(|part| part.as_rule() == Rule::amount)?;
                    found.window = Some(self.amount(amount)?);
                    ("over last", first.get_mut(1)?)
                }
                _ => {
                    found.among_known = Some(Spanned::new((), at));
                    ("among known", first.get_mut(2)?)
                }
            };
            if let Some(first) = *slot {
                return self.fail(SyntaxError::RepeatedSuffix { found: kind, first, span: at });
            }
            *slot = Some(at);
        }
        if first.iter().all(Option::is_none) {
            return Some(operand);
        }
        Some(Expr::new(found.around(operand), span))
    }
}

impl Suffixes {
    fn around(self, operand: Expr) -> ExprKind {
        let Self { scope, window, among_known } = self;
        match operand.node {
            ExprKind::Suffixed { expr, scope: inner, window: span, among_known: known }
                if !(inner.is_some() && scope.is_some()
                    || span.is_some() && window.is_some()
                    || known.is_some() && among_known.is_some()) =>
            {
                ExprKind::Suffixed {
                    expr,
                    scope: inner.or(scope),
                    window: span.or(window),
                    among_known: known.or(among_known),
                }
            }
            _ => ExprKind::Suffixed { expr: Box::new(operand), scope, window, among_known },
        }
    }
}

fn metric_help(found: &str, signals: &[Word]) -> String {
    let takers = || Builtin::ALL.iter().copied().filter(|metric| metric.takes_signals());
    let signals: Vec<&str> = signals.iter().map(|signal| signal.node.as_str()).collect();
    let signals = if signals.is_empty() { "fail".to_owned() } else { signals.join(", ") };
    let meant = match found {
        "share" | "ratio" | "fraction" | "percent" | "percentage" | "part" => Some("rate"),
        "count" | "number" | "num" | "runs_having" | "any" => Some("runs_with"),
        "total" => Some("sum"),
        "avg" | "average" | "per_run" => Some("mean"),
        "unknown" | "not_known" => Some("missing"),
        _ => nearest(found, takers().map(Builtin::word)),
    };
    if let Some(metric) = meant {
        return format!("did you mean `{metric}({signals})`?");
    }
    if Signal::from_word(found).is_some() {
        return format!("`{found}` is a signal: write `rate({found})`");
    }
    let all: Vec<String> = takers().map(|metric| format!("`{metric}(…)`")).collect();
    format!("metrics are {} and, without signals, `runs`, `elapsed`, `age`", all.join(", "))
}
