//! The words in expressions: names, signals, strata.

use std::collections::BTreeSet;

use crate::base::source::Span;
use crate::base::vocab::{Signal, Stratum};
use crate::lang::builtins::Builtin;
use crate::lang::diagnostic::Diagnostics;
use crate::lang::syntax::ast::{Expr, ExprKind, Word};

use super::error::NameError;
use super::scope::Names;
use super::suggest::{closest, from_list, signal_words};

/// Calls `visit` for an expression and all that is in it, outside first.
///
/// INVARIANT: a tree is as deep as the parser lets it be; lets are not entered.
pub(in crate::lang) fn walk<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(expr);
    match &expr.node {
        ExprKind::Literal(_) | ExprKind::Name(_) | ExprKind::Metric { .. } => {}
        ExprKind::Chain { first, rest } => {
            walk(first, visit);
            for (_, operand) in rest {
                walk(operand, visit);
            }
        }
        ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::Suffixed { expr: inner, .. } => {
            walk(inner, visit);
        }
        ExprKind::Compare { left, right, .. } => {
            walk(left, visit);
            walk(right, visit);
        }
        ExprKind::Within { left, tolerance, right } => {
            walk(left, visit);
            walk(tolerance, visit);
            walk(right, visit);
        }
    }
}

/// So often an unknown name is compared with a declared one, to find the nearest.
const MAX_COMPARISONS: usize = 100_000;

/// Looks up the words of expressions, and keeps which names are used.
pub(super) struct Words<'a> {
    /// What is declared.
    pub(super) names: &'a Names<'a>,
    /// Names that are declared in parts of the file that could not be read.
    pub(super) unread: BTreeSet<&'a str>,
    /// How many names were not known.
    pub(super) unknown: usize,
}

impl<'a> Words<'a> {
    /// Looks up every word of `expr`.
    pub(super) fn expression(&mut self, expr: &'a Expr, diagnostics: &mut Diagnostics) {
        walk(expr, &mut |part| match &part.node {
            ExprKind::Name(name) => self.name(name, part.span, diagnostics),
            ExprKind::Metric { metric, signals } => check_signals(*metric, signals, diagnostics),
            ExprKind::Suffixed { scope: Some(word), .. } => {
                stratum(word, diagnostics);
            }
            _ => {}
        });
    }

    fn name(&mut self, name: &'a str, span: Span, diagnostics: &mut Diagnostics) {
        if self.names.get(name).is_some() || self.unread.contains(name) {
            return;
        }
        self.unknown = self.unknown.saturating_add(1);
        let help = self.meant(name);
        diagnostics.rules(&NameError::UnknownName { name: name.into(), span, help });
    }

    fn meant(&self, name: &str) -> String {
        if matches!(name, "true" | "false") {
            return "conditions are not compared with it: write the condition itself, or `not` before it"
                .into();
        }
        if Signal::from_word(name).is_some() {
            return format!("`{name}` is a signal: write `rate({name})`, or `runs_with({name})`");
        }
        if Stratum::from_word(name).is_some() {
            return format!("`{name}` is a stratum: write it behind a metric, `rate(fail) in {name}`");
        }
        if self.names.is_rule(name) {
            return format!("`{name}` is a rule; what is used twice is a let: `let {name} = …`");
        }
        if let Some(metric) = of_signal(name) {
            return format!("did you mean `{metric}`?");
        }
        let declared = self.names.iter().map(|(name, _)| name);
        let plain = Builtin::ALL.iter().filter(|metric| !metric.takes_signals()).map(|metric| metric.word());
        let compared = self.unknown.saturating_mul(self.names.iter().count());
        let near = if compared > MAX_COMPARISONS { None } else { closest(name, declared.chain(plain)) };
        match near {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("declare it: `const {name} = 20%`, or `let {name} = rate(fail)`"),
        }
    }
}

/// `fail_rate` as `rate(fail)`.
fn of_signal(name: &str) -> Option<String> {
    let kinds = [("_rate", "rate"), ("_ratio", "rate"), ("_count", "sum"), ("_runs", "runs_with")];
    kinds.iter().find_map(|(end, metric)| {
        let signal = name.strip_suffix(end)?;
        let signal = Signal::from_word(signal).or_else(|| Signal::from_word(signal.strip_suffix('s')?))?;
        Some(format!("{metric}({})", signal.word()))
    })
}

/// Looks up a stratum; not known: an error.
pub(super) fn stratum(word: &Word, diagnostics: &mut Diagnostics) -> Option<Stratum> {
    let stratum = Stratum::from_word(&word.node);
    if stratum.is_none() {
        let strata: Vec<_> = Stratum::ALL.iter().map(|stratum| stratum.word()).collect();
        diagnostics.rules(&NameError::UnknownStratum {
            name: word.node.clone(),
            span: word.span,
            help: from_list(&word.node, "strata", &strata),
        });
    }
    stratum
}

fn check_signals(metric: Builtin, words: &[Word], diagnostics: &mut Diagnostics) {
    let mut seen: Vec<(Signal, Span)> = Vec::new();
    for word in words {
        let Some(signal) = Signal::from_word(&word.node) else {
            diagnostics.rules(&NameError::UnknownSignal {
                name: word.node.clone(),
                span: word.span,
                help: from_list(&word.node, "signals", &signal_words()),
            });
            continue;
        };
        match seen.iter().find(|(other, _)| *other == signal) {
            Some((_, first)) => {
                let rest = without_repeats(words);
                diagnostics.rules(&NameError::SignalTwice {
                    signal: word.node.clone(),
                    instead: format!("{metric}({rest})"),
                    span: word.span,
                    first: *first,
                });
            }
            None => seen.push((signal, word.span)),
        }
    }
    let unknown = seen.iter().find(|(signal, _)| *signal == Signal::Unknown);
    let class = seen.iter().find(|(signal, _)| matches!(signal, Signal::Class(_)));
    if let (Some((_, unknown)), Some((class, span))) = (unknown, class) {
        let kept: Vec<_> = seen
            .iter()
            .map(|(signal, _)| *signal)
            .filter(|signal| !matches!(signal, Signal::Class(_)))
            .collect();
        let kept: Vec<_> = kept.iter().map(|signal| signal.word()).collect();
        diagnostics.rules(&NameError::UnknownBesideClass {
            class: class.word().into(),
            instead: format!("{metric}({})", kept.join(", ")),
            span: *span,
            unknown: *unknown,
        });
    }
}

/// The words in their order, each once.
pub(super) fn without_repeats(words: &[Word]) -> String {
    let mut once: Vec<&str> = Vec::new();
    for word in words {
        if !once.contains(&word.node.as_str()) {
            once.push(&word.node);
        }
    }
    once.join(", ")
}
