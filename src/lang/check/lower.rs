//! Checked expressions → nodes in the order of evaluation: lets put in their place, suffixes said of each metric.

use std::collections::BTreeMap;

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::time::Duration;
use crate::base::vocab::{Signal, SignalSet, Stratum};
use crate::lang::builtins::Builtin;
use crate::lang::fmt::canonical::expr_text;
use crate::lang::policy::{Constant, Expr as Lowered, Metric, Node, NodeId, Op, Power, Sign, Window};
use crate::lang::syntax::ast::{Amount, BinaryOp, Expr, ExprKind, Word};

use super::algebra;
use super::scope::{Definition, Names};

/// The suffixes that reach an expression from outside.
#[derive(Debug, Clone, Copy, Default)]
struct Suffixes {
    scope: Option<Stratum>,
    window: Option<Window>,
    among_known: bool,
}

/// What is still to be done, the next one last.
enum Task<'a> {
    /// Lowers an expression.
    Enter(&'a Expr, Suffixes),
    /// Builds the node of an expression whose operands are lowered.
    Build(&'a Expr),
    /// Names the node that was built last.
    Name(&'a str),
}

/// Lowers expressions in which no error was found.
pub(super) struct Lowering<'p, 'a> {
    /// What is declared.
    pub(super) names: &'p Names<'a>,
    /// The constants, sorted by name.
    pub(super) constants: &'p [Constant],
}

impl<'a> Lowering<'_, 'a> {
    /// The nodes of an expression. `None` only for an expression that was not checked.
    ///
    /// Keeps its own stack: lets may build on each other thousands deep.
    pub(super) fn lower(&self, expr: &'a Expr) -> Option<Lowered> {
        let mut work = Work { tasks: vec![Task::Enter(expr, Suffixes::default())], ..Work::default() };
        while let Some(task) = work.tasks.pop() {
            match task {
                Task::Enter(expr, suffixes) => self.enter(expr, suffixes, &mut work)?,
                Task::Build(expr) => work.build(expr)?,
                Task::Name(name) => work.nodes.last_mut()?.name = Some(name.to_owned()),
            }
        }
        Some(Lowered { nodes: work.nodes })
    }

    /// Adds the node of an expression without operands; of another the tasks that lead to it, the last one first.
    fn enter(&self, expr: &'a Expr, outer: Suffixes, work: &mut Work<'a>) -> Option<()> {
        match &expr.node {
            ExprKind::Literal(literal) => {
                work.add(Op::Literal(literal.value.clone()), literal.ty, expr_text(expr));
            }
            ExprKind::Name(name) => match self.names.get(name)? {
                Definition::Const(_) => {
                    let at = self.constants.binary_search_by(|constant| constant.name.cmp(name)).ok()?;
                    work.add(Op::Constant(at), self.constants.get(at)?.ty, name.clone());
                }
                Definition::Let(decl) => {
                    work.tasks.push(Task::Name(&decl.name.node));
                    work.tasks.push(Task::Enter(&decl.value, outer));
                }
            },
            ExprKind::Metric { metric, signals } => work.metric(*metric, signals, expr, outer)?,
            ExprKind::Suffixed { expr: inner, scope, window, among_known } => {
                let own = match scope {
                    Some(stratum) => Some(Stratum::from_word(&stratum.node)?),
                    None => None,
                };
                let own_window = match window {
                    Some(amount) => Some(lowered_window(&amount.node)?),
                    None => None,
                };
                // The innermost suffix of a kind wins.
                let suffixes = Suffixes {
                    scope: own.or(outer.scope),
                    window: own_window.or(outer.window),
                    among_known: among_known.is_some() || outer.among_known,
                };
                work.tasks.push(Task::Enter(inner, suffixes));
            }
            ExprKind::Chain { first, rest } => {
                let operands = std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand));
                work.defer(expr, outer, &operands.collect::<Vec<_>>());
            }
            ExprKind::Not(inner) | ExprKind::Negate(inner) => work.defer(expr, outer, &[inner]),
            ExprKind::Compare { left, right, .. } => work.defer(expr, outer, &[left, right]),
            ExprKind::Within { left, tolerance, right } => {
                work.defer(expr, outer, &[left, tolerance, right]);
            }
        }
        Some(())
    }
}

/// What is lowered so far, and what is still to be done.
#[derive(Default)]
struct Work<'a> {
    tasks: Vec<Task<'a>>,
    nodes: Vec<Node>,
    operands: Vec<NodeId>,
    texts: BTreeMap<*const Expr, String>,
}

impl<'a> Work<'a> {
    fn add(&mut self, op: Op, ty: Type, text: String) {
        self.operands.push(self.nodes.len());
        self.nodes.push(Node { op, ty, text, name: None });
    }

    fn defer(&mut self, expr: &'a Expr, suffixes: Suffixes, operands: &[&'a Expr]) {
        self.tasks.push(Task::Build(expr));
        self.tasks.extend(operands.iter().rev().map(|operand| Task::Enter(operand, suffixes)));
    }

    fn metric(&mut self, builtin: Builtin, signals: &[Word], expr: &Expr, suffixes: Suffixes) -> Option<()> {
        let signals: Option<SignalSet> = signals.iter().map(|word| Signal::from_word(&word.node)).collect();
        let Suffixes { scope, window, among_known } =
            if builtin.has_scope() { suffixes } else { Suffixes::default() };
        let mut text = expr_text(expr);
        if let Some(scope) = scope {
            text.push_str(" in ");
            text.push_str(scope.word());
        }
        if let Some(window) = window {
            text.push_str(" over last ");
            text.push_str(&window.to_string());
        }
        if among_known {
            text.push_str(" among known");
        }
        let metric = Metric { builtin, signals: signals?, scope, window, among_known };
        self.add(Op::Metric(metric), builtin.result(), text);
        Some(())
    }

    /// Adds the node of an expression whose operands were lowered last.
    fn build(&mut self, expr: &Expr) -> Option<()> {
        let (op, ty) = build(expr, &mut self.operands, &self.nodes)?;
        // The same let may be put in many times; its text is made once.
        let text = self.texts.entry(std::ptr::from_ref(expr)).or_insert_with(|| expr_text(expr)).clone();
        self.add(op, ty, text);
        Some(())
    }
}

fn lowered_window(amount: &Amount) -> Option<Window> {
    Some(match amount {
        Amount::Runs(runs) => Window::Runs(*runs),
        Amount::Time(seconds) => Window::Span(lowered_duration(seconds)?),
    })
}

/// A duration of whole seconds; one that is longer than all time there is becomes the longest of whole days.
pub(super) fn lowered_duration(seconds: &Rational) -> Option<Duration> {
    const LONGEST: i64 = i64::MAX.saturating_sub(i64::MAX % 86_400);
    let seconds = seconds.is_integer().then(|| i64::try_from(seconds.numerator()))?;
    Some(Duration::from_seconds(seconds.unwrap_or(LONGEST).min(LONGEST)))
}

/// The operation of an expression and its type; takes its operands from the stack.
fn build(expr: &Expr, operands: &mut Vec<NodeId>, nodes: &[Node]) -> Option<(Op, Type)> {
    let ty = |id: NodeId| nodes.get(id).map(|node| node.ty);
    match &expr.node {
        ExprKind::Chain { rest, .. } => {
            let taken = take(operands, rest.len().checked_add(1)?)?;
            let (first, others) = taken.split_first()?;
            let pairs = rest.iter().map(|(op, _)| *op).zip(others.iter().copied());
            let result =
                pairs.clone().try_fold(ty(*first)?, |left, (op, id)| algebra::chain(left, op, ty(id)?))?;
            Some((chain(*first, pairs)?, result))
        }
        ExprKind::Not(_) => Some((Op::Not(operands.pop()?), Type::Bool)),
        ExprKind::Negate(_) => {
            let id = operands.pop()?;
            Some((Op::Negate(id), algebra::negate(ty(id)?)?))
        }
        ExprKind::Compare { op, .. } => {
            let (right, left) = (operands.pop()?, operands.pop()?);
            Some((Op::Compare(left, op.node, right), Type::Bool))
        }
        ExprKind::Within { .. } => {
            let (right, tolerance, left) = (operands.pop()?, operands.pop()?, operands.pop()?);
            Some((Op::Within(left, tolerance, right), Type::Bool))
        }
        _ => None,
    }
}

fn chain(first: NodeId, rest: impl Iterator<Item = (BinaryOp, NodeId)> + Clone) -> Option<Op> {
    let (level, _) = rest.clone().next()?;
    let ids = rest.clone().map(|(_, id)| id);
    Some(match level {
        BinaryOp::Or => Op::Or(std::iter::once(first).chain(ids).collect()),
        BinaryOp::And => Op::And(std::iter::once(first).chain(ids).collect()),
        BinaryOp::Add | BinaryOp::Subtract => {
            let signed =
                rest.map(|(op, id)| (if op == BinaryOp::Subtract { Sign::Minus } else { Sign::Plus }, id));
            Op::Sum(std::iter::once((Sign::Plus, first)).chain(signed).collect())
        }
        BinaryOp::Multiply | BinaryOp::Divide => {
            let powers =
                rest.map(|(op, id)| (if op == BinaryOp::Divide { Power::Over } else { Power::Times }, id));
            Op::Product(std::iter::once((Power::Times, first)).chain(powers).collect())
        }
    })
}

/// The last `count` operands, in their order.
fn take(operands: &mut Vec<NodeId>, count: usize) -> Option<Vec<NodeId>> {
    Some(operands.split_off(operands.len().checked_sub(count)?))
}
