//! The syntax tree of a `.rules` file: what was written, with its places; words are not yet looked up.
//!
//! Trees are equal when they mean the same: places and parentheses are not part of that.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::source::Spanned;
use crate::base::time::Date;
use crate::lang::builtins::Builtin;

/// Most characters of a name.
pub const MAX_NAME: usize = 64;

/// A word as written: a name, or one of a closed list that the checker looks up.
pub type Word = Spanned<String>;
/// The value of a quoted string, escapes resolved.
pub type Text = Spanned<String>;

/// A whole file. A declaration that could not be read is missing here and stands among the errors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleFile {
    /// `policy ID "title"`; missing only beside an error.
    pub header: Option<Header>,
    /// All other declarations, in the order written.
    pub decls: Vec<Decl>,
}

impl RuleFile {
    /// The rules, in the order written.
    pub fn rules(&self) -> impl Iterator<Item = &RuleDecl> {
        self.decls.iter().filter_map(|decl| match &decl.node {
            DeclKind::Rule(rule) => Some(rule),
            _ => None,
        })
    }
}

/// `policy ID "title"`
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The whole declaration.
    pub span: Spanned<()>,
    /// Its id.
    pub id: Word,
    /// Its title.
    pub title: Text,
}

/// One declaration and the place of all of it.
pub type Decl = Spanned<DeclKind>;

/// A declaration.
#[derive(Debug, Clone, PartialEq)]
pub enum DeclKind {
    /// `due …`
    Due(Due),
    /// `early at PCT confidence`
    Early(Spanned<Rational>),
    /// `cohort WORD`
    Cohort(Word),
    /// `constants from "FILE#/pointer"`
    Constants(Text),
    /// `const …`
    Const(ConstDecl),
    /// `let NAME = EXPR`
    Let(LetDecl),
    /// `waive …`
    Waive(WaiveDecl),
    /// `rule …`
    Rule(RuleDecl),
    /// `test "name" { … }`
    Test(TestDecl),
}

/// When the verdict is due.
#[derive(Debug, Clone, PartialEq)]
pub enum Due {
    /// `due at once`
    AtOnce,
    /// `due after AMOUNT`, or two of them.
    After(Spanned<Amount>, Option<(Joint, Spanned<Amount>)>),
}

/// How the two parts of `due after` are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// `or`
    Or,
    /// `and`
    And,
}

/// `30 runs`, or a duration in seconds.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// A number of runs.
    Runs(u64),
    /// A length of time in seconds, whole minutes.
    Time(Rational),
}

/// `const NAME = LITERAL from "KEY"` or `const NAME: TYPE from "KEY"`
#[derive(Debug, Clone, PartialEq)]
pub struct ConstDecl {
    /// Its name.
    pub name: Word,
    /// Its default, or its type alone.
    pub value: ConstValue,
    /// The key in the constants file, where that is not its name.
    pub key: Option<Text>,
}

/// What a `const` declares.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstValue {
    /// `= LITERAL`
    Default(Spanned<Literal>),
    /// `: TYPE`
    Typed(Word),
}

/// `let NAME = EXPR`
#[derive(Debug, Clone, PartialEq)]
pub struct LetDecl {
    /// Its name.
    pub name: Word,
    /// What it stands for.
    pub value: Expr,
}

/// `waive CLASS in STRATUM because "…" see "…" until DATE`
#[derive(Debug, Clone, PartialEq)]
pub struct WaiveDecl {
    /// The class of unknown.
    pub class: Word,
    /// The stratum it is limited to.
    pub stratum: Option<Word>,
    /// Why it is accepted.
    pub because: Text,
    /// Where to read on.
    pub see: Option<Text>,
    /// The last day it is in force, UTC.
    pub until: Spanned<Date>,
}

/// `rule ID "title" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct RuleDecl {
    /// Its id.
    pub id: Word,
    /// Its title.
    pub title: Option<Text>,
    /// Its clauses, in the order written.
    pub clauses: Vec<Clause>,
}

/// One clause of a rule and the place of all of it.
pub type Clause = Spanned<ClauseKind>;

/// A clause of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum ClauseKind {
    /// `when EXPR`
    When(Expr),
    /// `for each stratum in A, B`
    ForEachStratum(Vec<Word>),
    /// `for each TAG …`
    ForEachTag(ForEachTag),
    /// `require …` or `prefer …`
    Check(CheckDecl),
    /// `because "…"`
    Because(Text),
    /// `see "…"`
    See(Text),
}

/// `for each TAG in "a", "b"` or `except "c"`
#[derive(Debug, Clone, PartialEq)]
pub struct ForEachTag {
    /// The tag, as a name or a string.
    pub tag: Word,
    /// Which values: `in` or `except`, and the list; without one, all that are seen.
    pub values: Option<(TagList, Vec<Text>)>,
}

/// How the list of a `for each TAG` is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagList {
    /// `in`: these.
    In,
    /// `except`: all but these.
    Except,
}

/// `require EXPR …` or `prefer EXPR …`
#[derive(Debug, Clone, PartialEq)]
pub struct CheckDecl {
    /// `require` or `prefer`, and what follows from a violation.
    pub demand: Demand,
    /// What is demanded.
    pub expr: Expr,
    /// `with PCT confidence`
    pub confidence: Option<Spanned<Rational>>,
}

/// What a check demands, and what a violation means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// `require`: NO-GO.
    Require,
    /// `require … else hold`: HOLD.
    RequireElseHold,
    /// `require … else stop`: NO-GO, even before the verdict is due.
    RequireElseStop,
    /// `prefer`: an advisory.
    Prefer,
}

/// `test "name" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct TestDecl {
    /// Its name.
    pub name: Text,
    /// Its clauses, in the order written.
    pub clauses: Vec<TestClause>,
}

/// One clause of a test and the place of all of it.
pub type TestClause = Spanned<TestClauseKind>;

/// A clause of a test.
#[derive(Debug, Clone, PartialEq)]
pub enum TestClauseKind {
    /// `given …`
    Given(Given),
    /// `set NAME = LITERAL`
    Set(SetClause),
    /// `expect …`
    Expect(ExpectClause),
}

/// What a test gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// `STRATUM { runs 20, runs_with(warn) 3 }`
    Counts {
        /// The stratum of the runs.
        stratum: Word,
        /// What is said of them.
        items: Vec<Item>,
    },
    /// `runs in STRATUM "....w" …`
    Runs(RunString),
    /// `elapsed 8 days`
    Elapsed(Spanned<Literal>),
    /// `reports "PATH"`
    Reports(Text),
}

/// `runs_with(warn) 3`
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What is counted.
    pub name: Word,
    /// The signals in parentheses; empty without.
    pub signals: Vec<Word>,
    /// How many.
    pub count: Spanned<u64>,
}

/// `runs in STRATUM "....w" each 6 hours TAG "value"`
#[derive(Debug, Clone, PartialEq)]
pub struct RunString {
    /// The stratum of the runs.
    pub stratum: Word,
    /// A character a run.
    pub runs: Text,
    /// How far apart they are.
    pub each: Option<Spanned<Literal>>,
    /// Their tags, each with its value.
    pub tags: Vec<(Word, Text)>,
}

/// `set NAME = LITERAL`
#[derive(Debug, Clone, PartialEq)]
pub struct SetClause {
    /// The constant.
    pub name: Word,
    /// Its value in this test.
    pub value: Spanned<Literal>,
}

/// `expect DECISION because RULE, …`
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectClause {
    /// `go`, `no_go` or `hold`, as written.
    pub decision: Word,
    /// The deciding rules; empty if they are not said.
    pub because: Vec<Word>,
}

/// An expression and its place.
pub type Expr = Spanned<ExprKind>;

/// An expression. Chains of one level are one node, so that a tree is never deeper than its parentheses,
/// `not`s and minus signs make it.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `20%`
    Literal(Literal),
    /// The name of a constant or a let.
    Name(String),
    /// A metric with its signals (as words).
    Metric {
        /// Which.
        metric: Builtin,
        /// Its signals; empty for `runs`, `elapsed`, `age`.
        signals: Vec<Word>,
    },
    /// `first op operand op operand …`, left-associative, all of one level.
    ///
    /// INVARIANT: `rest` is not empty, all operators are of one [`Level`], and `first` is no chain of that level.
    Chain {
        /// The first operand.
        first: Box<Expr>,
        /// Each further operator with its operand.
        rest: Vec<(BinaryOp, Expr)>,
    },
    /// `not EXPR`
    Not(Box<Expr>),
    /// `- EXPR`
    Negate(Box<Expr>),
    /// `A < B`
    Compare {
        /// The left side.
        left: Box<Expr>,
        /// How they are compared.
        op: Spanned<Comparison>,
        /// The right side.
        right: Box<Expr>,
    },
    /// `A within T of B`
    Within {
        /// The left side.
        left: Box<Expr>,
        /// How far apart they may be.
        tolerance: Box<Expr>,
        /// The right side.
        right: Box<Expr>,
    },
    /// `EXPR in S over last N among known`: at least one of the three; nested suffixes of other kinds are merged.
    Suffixed {
        /// What they apply to.
        expr: Box<Expr>,
        /// `in STRATUM`
        scope: Option<Word>,
        /// `over last AMOUNT`
        window: Option<Spanned<Amount>>,
        /// `among known`: its place.
        among_known: Option<Spanned<()>>,
    },
}

/// The levels of the chained operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `or`
    Or,
    /// `and`
    And,
    /// `+ -`
    Sum,
    /// `* /`
    Product,
}

/// An operator that chains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl BinaryOp {
    /// Its level.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Or => Level::Or,
            Self::And => Level::And,
            Self::Add | Self::Subtract => Level::Sum,
            Self::Multiply | Self::Divide => Level::Product,
        }
    }

    /// How it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

pub use crate::lang::policy::Comparison;

/// A literal: its exact value in the unit of its type (a rate of 1 is 100%, a duration counts seconds).
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Rational,
}
