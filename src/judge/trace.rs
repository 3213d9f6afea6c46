//! [`Trace`]: how each part of a check came out, as a tree.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::judge::expr::Evaluated;
use crate::judge::functions::rate;
use crate::judge::value::Value;
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Comparison, NodeId, Op};

/// Levels of a trace that are kept; a policy that people read has fewer than ten.
const DEPTH: usize = 64;

/// A node of an expression, its value, and where that came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Its canonical text.
    pub text: String,
    /// The let it is the definition of.
    pub name: Option<String>,
    /// Of a comparison: which.
    pub comparison: Option<Comparison>,
    /// The type of its value.
    pub ty: Type,
    /// What it came to.
    pub value: Value,
    /// For rates: the runs it was computed from.
    pub counts: Option<RateCounts>,
    /// For rates whose value is what can be said with confidence.
    pub bounded: Option<Bounded>,
    /// What it was computed from, left to right; cut below 64 levels.
    pub operands: Vec<Trace>,
}

/// The runs that a rate was computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateCounts {
    /// Runs in scope that are hit.
    pub hits: u64,
    /// Runs in scope.
    pub of: u64,
    /// Runs in scope of which it is not known.
    pub missing: u64,
    /// Runs of which it cannot be told whether they are in scope.
    pub cannot_be_told: u64,
}

/// What stands behind the bounds of a rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounded {
    /// How often they may be wrong.
    pub alpha: Rational,
    /// The rate as it was seen.
    pub seen: Value,
}

impl Trace {
    /// The trace of a whole expression.
    #[must_use]
    pub fn of(evaluated: &Evaluated<'_>) -> Self {
        Self::below(evaluated, evaluated.root(), DEPTH)
    }

    fn below(evaluated: &Evaluated<'_>, id: NodeId, depth: usize) -> Self {
        let value = evaluated.value(id).clone();
        let Some(node) = evaluated.node(id) else {
            return Self {
                text: String::new(),
                name: None,
                comparison: None,
                ty: Type::Bool,
                value,
                counts: None,
                bounded: None,
                operands: Vec::new(),
            };
        };
        let counted = match &node.op {
            Op::Metric(metric) if metric.builtin == Builtin::Rate => evaluated.counted(metric),
            _ => None,
        };
        let counts = counted.map(|counted| RateCounts {
            hits: counted.inside.hit,
            of: counted.inside.runs,
            missing: counted.inside.not_known,
            cannot_be_told: counted.cannot_be_told().runs,
        });
        let bounded = counted.zip(evaluated.alpha.clone());
        let bounded = bounded.map(|(counted, alpha)| Bounded { alpha, seen: rate(&counted, None) });
        let operands = match depth.checked_sub(1) {
            Some(depth) => {
                node.op.operands().into_iter().map(|operand| Self::below(evaluated, operand, depth)).collect()
            }
            None => Vec::new(),
        };
        let comparison = match node.op {
            Op::Compare(_, comparison, _) => Some(comparison),
            _ => None,
        };
        let (text, name) = (node.text.clone(), node.name.clone());
        Self { text, name, comparison, ty: node.ty, value, counts, bounded, operands }
    }
}
