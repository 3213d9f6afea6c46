//! [`Policy`]: a checked policy, all that the judge sees. Names are resolved, types agree, words are looked up.

use std::collections::BTreeSet;
use std::fmt;

use crate::base::bounds;
use crate::base::digest::Sha256;
use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::source::Location;
use crate::base::time::{Date, Duration};
use crate::base::vocab::{Signal, SignalSet, Stratum, UnknownClass, words};
use crate::lang::builtins::Builtin;

/// A policy, ready to be judged.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When the verdict is due.
    pub due: Due,
    /// `early at 95% confidence`: before it is due, GO is possible if every requirement is met with this confidence,
    /// above 0 and below 1.
    pub early: Option<Rational>,
    /// Which cohort is judged.
    pub cohort: CohortChoice,
    /// The constants, sorted by name.
    pub constants: Vec<Constant>,
    /// The waivers, sorted by class, then stratum, none first.
    pub waivers: Vec<Waiver>,
    /// The rules, sorted by id.
    pub rules: Vec<Rule>,
    /// The canonical text: the bytes that are hashed.
    pub canonical_text: String,
    /// SHA-256 of the canonical text.
    pub rules_hash: Sha256,
    /// The bytes whose SHA-256 is `policy_hash`.
    pub preimage: String,
    /// SHA-256 of the preimage: rules and resolved constants.
    pub policy_hash: Sha256,
    /// The files it was read from: rules, then constants.
    pub sources: Vec<Source>,
}

/// A file that a policy was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name without folders.
    pub base_name: String,
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
}

/// When the verdict is due: one part (`all`: every part) is reached. No part: at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// Least number of attributed runs.
    pub runs: Option<u64>,
    /// Least time elapsed.
    pub elapsed: Option<Duration>,
    /// `and`: both parts are needed.
    pub all: bool,
    /// As canonical text: `due after 30 runs or 7 days`.
    pub text: String,
}

words! {
    /// Which cohort of runs is judged.
    CohortChoice {
        /// The one with the newest run.
        Newest = "newest",
        /// The one recorded under this very policy.
        Own = "own",
    }
}

/// A constant as resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Rational,
    /// Its value as a canonical literal.
    pub literal: String,
    /// Where the value comes from.
    pub origin: Origin,
}

words! {
    /// Where the value of a constant comes from.
    Origin {
        /// Its default in the rules.
        Rules = "rules",
        /// The constants file.
        File = "file",
    }
}

/// A class of unknown that is accepted for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The class.
    pub class: UnknownClass,
    /// Only in this stratum.
    pub stratum: Option<Stratum>,
    /// Why.
    pub because: String,
    /// Where to read on.
    pub see: Option<String>,
    /// The last day it is in force, UTC.
    pub until: Date,
    /// Where it stands in the rules.
    pub location: Location,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Why it is there.
    pub because: Option<String>,
    /// Where to read on.
    pub see: Vec<String>,
    /// The strata it is checked in, one after the other; empty without `for each stratum`.
    pub strata: Vec<Stratum>,
    /// The groups it is checked in, one after the other; `None` without `for each TAG`.
    pub group: Option<Group>,
    /// When it applies.
    pub when: Option<Expr>,
    /// Its checks, as written.
    pub checks: Vec<Check>,
    /// Its canonical text, all lines.
    pub text: String,
    /// Where it stands in the rules.
    pub location: Location,
}

/// `for each TAG`: which values of a tag of the reports a rule goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The tag.
    pub tag: String,
    /// Which of its values.
    pub values: Values,
}

/// The values of a tag that a rule goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// All that are seen in attributed runs.
    Seen,
    /// `in`: these, in the order written, seen or not.
    In(Vec<String>),
    /// `except`: all that are seen but these.
    Except(Vec<String>),
}

/// One check of a rule.
#[derive(Debug, Clone)]
pub struct Check {
    /// What follows from a violation.
    pub effect: Effect,
    /// What is checked; of type bool.
    pub expr: Expr,
    /// `with 95% confidence`: each rate is widened to what can be said of it with this confidence, above 0 and
    /// below 1.
    pub confidence: Option<Rational>,
    /// Its canonical text: `require noise < 20%`.
    pub text: String,
    /// Where it stands in the rules.
    pub location: Location,
}

words! {
    /// What follows when a check is violated.
    Effect {
        /// NO-GO.
        NoGo = "no_go",
        /// HOLD.
        Hold = "hold",
        /// NO-GO, even before the verdict is due.
        Stop = "stop",
        /// An advisory.
        Advise = "advise",
    }
}

impl Effect {
    /// How much a violation weighs: nothing, a HOLD, a NO-GO, a NO-GO at any time.
    #[must_use]
    pub const fn severity(self) -> u8 {
        match self {
            Self::Advise => 0,
            Self::Hold => 1,
            Self::NoGo => 2,
            Self::Stop => 3,
        }
    }
}

/// A typed expression, lets put in their place: nodes in the order of evaluation, so that it is computed in one
/// pass without recursion, however it is nested.
///
/// INVARIANT: operands stand before their node; the last node is the whole expression.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expr {
    /// The nodes.
    pub nodes: Vec<Node>,
}

impl Expr {
    /// Its metrics, in the order of evaluation.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.nodes.iter().filter_map(|node| match &node.op {
            Op::Metric(metric) => Some(metric),
            _ => None,
        })
    }

    /// Whether more hits of a signal (`grows`), or fewer, could make it true (`wanted`), or false.
    #[must_use]
    pub fn could_help(&self, signal: Signal, grows: bool, wanted: bool) -> bool {
        let either_way = |id: NodeId| [(id, true), (id, false)];
        // Each entry: a node, and whether its growing (of truths: its being true) helps.
        let mut open = vec![(self.nodes.len().saturating_sub(1), wanted)];
        let mut seen = BTreeSet::new();
        while let Some((id, helps)) = open.pop() {
            let Some(node) = self.nodes.get(id).filter(|_| seen.insert((id, helps))) else { continue };
            match (&node.op, node.op.directions(helps)) {
                (Op::Metric(metric), _) if helps == grows && metric.signals.contains(signal) => return true,
                (_, Some(operands)) => open.extend(operands),
                (Op::Within(left, tolerance, right), None) => {
                    open.extend([*left, *right].into_iter().flat_map(either_way));
                    open.push((*tolerance, helps));
                }
                (op, None) => open.extend(op.operands().into_iter().flat_map(either_way)),
            }
        }
        false
    }

    /// What each of its rates may be wrong with, if all of it is to hold with a confidence; `None` if it has no rate.
    #[must_use]
    pub fn alpha(&self, confidence: &Rational) -> Option<Rational> {
        let rates = self.metrics().filter(|metric| metric.builtin == Builtin::Rate).count();
        (rates > 0).then(|| bounds::alpha(confidence, rates))
    }
}

/// Position of a node in its expression.
pub type NodeId = usize;

/// One node of an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it computes.
    pub op: Op,
    /// The type of its value.
    pub ty: Type,
    /// Its canonical text; of a metric, with the suffixes that reach it: `rate(fail) in pinned among known`.
    pub text: String,
    /// The let whose definition this node is the root of.
    pub name: Option<String>,
}

/// What a node computes.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A literal.
    Literal(Rational),
    /// A constant, by its position in [`Policy::constants`].
    Constant(usize),
    /// A metric.
    Metric(Metric),
    /// Operands added up, each with its sign; the first is added.
    Sum(Vec<(Sign, NodeId)>),
    /// Operands multiplied, each as it is or inverted, from left to right; the first as it is.
    Product(Vec<(Power, NodeId)>),
    /// The opposite.
    Negate(NodeId),
    /// Kleene's `not`.
    Not(NodeId),
    /// Kleene's `and`.
    And(Vec<NodeId>),
    /// Kleene's `or`.
    Or(Vec<NodeId>),
    /// A comparison.
    Compare(NodeId, Comparison, NodeId),
    /// `left within tolerance of right`: left, tolerance, right.
    Within(NodeId, NodeId, NodeId),
}

impl Op {
    /// The nodes it computes from, from left to right.
    #[must_use]
    pub fn operands(&self) -> Vec<NodeId> {
        match self {
            Self::Literal(_) | Self::Constant(_) | Self::Metric(_) => Vec::new(),
            Self::Sum(terms) => terms.iter().map(|(_, id)| *id).collect(),
            Self::Product(factors) => factors.iter().map(|(_, id)| *id).collect(),
            Self::Negate(id) | Self::Not(id) => vec![*id],
            Self::And(ids) | Self::Or(ids) => ids.clone(),
            Self::Compare(left, _, right) => vec![*left, *right],
            Self::Within(left, tolerance, right) => vec![*left, *tolerance, *right],
        }
    }

    /// Which way each operand has to go for the result to grow (`grows`), or to fall: whether it has to grow. A truth
    /// grows by becoming true. `None` where that hangs on the values: of products, of equality, of the sides of
    /// `within`.
    #[must_use]
    pub fn directions(&self, grows: bool) -> Option<Vec<(NodeId, bool)>> {
        Some(match self {
            Self::Literal(_) | Self::Constant(_) | Self::Metric(_) => Vec::new(),
            Self::Sum(terms) => {
                terms.iter().map(|(sign, id)| (*id, (*sign == Sign::Plus) == grows)).collect()
            }
            Self::Negate(id) | Self::Not(id) => vec![(*id, !grows)],
            Self::And(ids) | Self::Or(ids) => ids.iter().map(|id| (*id, grows)).collect(),
            Self::Compare(left, Comparison::Less | Comparison::LessOrEqual, right) => {
                vec![(*left, !grows), (*right, grows)]
            }
            Self::Compare(left, Comparison::Greater | Comparison::GreaterOrEqual, right) => {
                vec![(*left, grows), (*right, !grows)]
            }
            Self::Product(_)
            | Self::Compare(_, Comparison::Equal | Comparison::NotEqual, _)
            | Self::Within(..) => return None,
        })
    }
}

/// Whether an operand of a sum is added or subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Added.
    Plus,
    /// Subtracted.
    Minus,
}

/// Whether an operand of a product multiplies or divides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Multiplies.
    Times,
    /// Divides.
    Over,
}

words! {
    /// How two values are compared.
    Comparison {
        /// Below.
        Less = "<",
        /// Below or equal.
        LessOrEqual = "<=",
        /// Above.
        Greater = ">",
        /// Above or equal.
        GreaterOrEqual = ">=",
        /// Equal.
        Equal = "==",
        /// Not equal.
        NotEqual = "!=",
    }
}

impl Comparison {
    /// `a < b` read from the right: `b > a`.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Equal | Self::NotEqual => self,
        }
    }

    /// Whether the left side has to be the lesser one, or the greater one; `None` for `==` and `!=`.
    #[must_use]
    pub const fn wants_less(self) -> Option<bool> {
        match self {
            Self::Less | Self::LessOrEqual => Some(true),
            Self::Greater | Self::GreaterOrEqual => Some(false),
            Self::Equal | Self::NotEqual => None,
        }
    }
}

/// A metric in its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Which.
    pub builtin: Builtin,
    /// Its signals; empty where it takes none.
    pub signals: SignalSet,
    /// The stratum asked for; `None`: that of the rule, or else all.
    pub scope: Option<Stratum>,
    /// `over last …`: only the newest runs of that scope.
    pub window: Option<Window>,
    /// `among known`: only attributed runs, and of them those of which it is known.
    pub among_known: bool,
}

/// How far back a metric looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// So many runs, at least 1.
    Runs(u64),
    /// So long, at least a minute, whole minutes.
    Span(Duration),
}

/// As it is written behind `over last`: `10 runs`, `7 days`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runs(1) => f.write_str("1 run"),
            Self::Runs(runs) => write!(f, "{runs} runs"),
            Self::Span(time) => f.write_str(&Type::Duration.literal(&time.seconds().into())),
        }
    }
}
