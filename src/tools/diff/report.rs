//! [`Difference`]: what came of comparing two policies, as plain data.

use crate::base::digest::Sha256;
use crate::base::vocab::words;
use crate::judge::verdict::Alternative;
use crate::lang::policy::Policy;

words! {
    /// How the new policy, or a part of it, stands to the old one.
    Change {
        /// The same verdicts, whatever the runs.
        Unchanged = "unchanged",
        /// Whatever passes now passed before.
        Stricter = "stricter",
        /// Whatever passed before passes now, and more.
        Looser = "looser",
        /// Neither: some runs pass only now, others only before; or it was not found out.
        Incomparable = "incomparable",
    }
}

impl Change {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unchanged, change) | (change, Self::Unchanged) => change,
            (a, b) if a == b => a,
            _ => Self::Incomparable,
        }
    }

    /// All together.
    pub fn all(changes: impl IntoIterator<Item = Self>) -> Self {
        changes.into_iter().fold(Self::Unchanged, Self::and)
    }

    /// From whether it is at least as strict, and at least as loose, as before.
    #[must_use]
    pub const fn between(stricter: bool, looser: bool) -> Self {
        match (stricter, looser) {
            (true, true) => Self::Unchanged,
            (true, false) => Self::Stricter,
            (false, true) => Self::Looser,
            (false, false) => Self::Incomparable,
        }
    }

    /// Whether something could pass that did not before.
    #[must_use]
    pub const fn may_loosen(self) -> bool {
        matches!(self, Self::Looser | Self::Incomparable)
    }
}

/// What tells one version of the policy from the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of the rules.
    pub rules_hash: Sha256,
    /// SHA-256 of rules and constants.
    pub policy_hash: Sha256,
}

impl Side {
    pub(super) fn of(policy: &Policy) -> Self {
        Self {
            id: policy.id.clone(),
            title: policy.title.clone(),
            rules_hash: policy.rules_hash,
            policy_hash: policy.policy_hash,
        }
    }
}

/// A part of the policy: a constant, a check, a waiver, when it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is called: the name of a constant, the kind of a setting; empty for a check.
    pub name: String,
    /// What it was; `None` if it is new.
    pub old: Option<String>,
    /// What it is; `None` if it is gone.
    pub new: Option<String>,
    /// How the one stands to the other, everything else the same.
    pub change: Change,
    /// The number of the witness that shows it, from 0.
    pub witness: Option<usize>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleItem {
    /// The rule as a whole; `old` and `new` hold what it says beside its checks: `when`, `for each`.
    pub rule: Item,
    /// Whether title, `because` or `see` have another wording.
    pub reworded: bool,
    /// Its checks.
    pub checks: Vec<Item>,
}

/// Runs that the old policy refuses and the new one passes, or judges less severely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// A test of the new policy, which it passes.
    pub test: String,
    /// What the old policy decides.
    pub old: Alternative,
    /// What the new policy decides.
    pub new: Alternative,
}

/// What changed between two policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The old policy and the new one.
    pub policies: [Side; 2],
    /// How the new policy stands to the old one as a whole.
    pub change: Change,
    /// `due`, `early`, `cohort`.
    pub settings: Vec<Item>,
    /// Constants, by name.
    pub constants: Vec<Item>,
    /// Waivers, by class and stratum.
    pub waivers: Vec<Item>,
    /// Rules, by id.
    pub rules: Vec<RuleItem>,
    /// The witnesses, in the order in which they were found.
    pub witnesses: Vec<Witness>,
}

impl Difference {
    /// Its parts, rules before their checks.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let rules = self.rules.iter().flat_map(|rule| std::iter::once(&rule.rule).chain(&rule.checks));
        self.settings.iter().chain(&self.constants).chain(&self.waivers).chain(rules)
    }

    /// Whether anything passes now that did not before, or could.
    #[must_use]
    pub fn may_loosen(&self) -> bool {
        self.change.may_loosen() || self.items().any(|item| item.change.may_loosen())
    }
}
