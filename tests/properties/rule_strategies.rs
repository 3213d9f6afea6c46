//! Random trees, all that the grammar can write, with nested suffixes and chains in the one form the parser gives.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use rulecheck::base::quantity::Type;
use rulecheck::base::rational::Rational;
use rulecheck::base::source::{Span, Spanned};
use rulecheck::base::time::Date;
use rulecheck::lang::builtins::Builtin;
use rulecheck::lang::syntax::ast::{
    Amount, BinaryOp, CheckDecl, Clause, ClauseKind, Comparison, ConstDecl, ConstValue, Decl, DeclKind,
    Demand, Due, ExpectClause, Expr, ExprKind, ForEachTag, Given, Header, Item, Joint, LetDecl, Level,
    Literal, RuleDecl, RuleFile, RunString, SetClause, TagList, TestClause, TestClauseKind, TestDecl,
    WaiveDecl,
};

fn at<T>(node: T) -> Spanned<T> {
    Spanned::new(node, Span::default())
}

fn word() -> impl Strategy<Value = Spanned<String>> {
    // A letter that no word of the language begins with keeps names from being such words.
    "z[a-z0-9_]{0,8}".prop_map(at)
}

fn text() -> impl Strategy<Value = Spanned<String>> {
    "[a-zA-Z0-9 äß≤„“'\"\\\\\n\t#{}/%-]{0,20}".prop_map(at)
}

fn literal() -> impl Strategy<Value = Literal> {
    let hundredths = |ty| move |n: u64| Literal { ty, value: Rational::ratio(n, 10_000_u64).unwrap() };
    prop_oneof![
        (0_u64..1_000_000, 0_u32..5)
            .prop_map(|(n, scale)| Literal { ty: Type::Number, value: Rational::decimal(n, scale) }),
        (0_u64..=10_000).prop_map(hundredths(Type::Rate)),
        (0_u64..=10_000).prop_map(hundredths(Type::Points)),
        (0_u64..1_000, 1_u64..1_000)
            .prop_map(|(n, d)| Literal { ty: Type::Mean, value: Rational::ratio(n, d).unwrap() }),
        (0_u64..100_000)
            .prop_map(|minutes| Literal { ty: Type::Duration, value: Rational::from(minutes * 60) }),
    ]
}

fn amount() -> impl Strategy<Value = Spanned<Amount>> {
    prop_oneof![
        (1_u64..1_000_000).prop_map(Amount::Runs),
        (1_u64..100_000).prop_map(|minutes| Amount::Time(Rational::from(minutes * 60))),
    ]
    .prop_map(at)
}

fn percentage() -> impl Strategy<Value = Spanned<Rational>> {
    (1_u64..10_000).prop_map(|n| at(Rational::ratio(n, 10_000_u64).unwrap()))
}

fn op() -> impl Strategy<Value = BinaryOp> {
    prop::sample::select(vec![
        BinaryOp::Or,
        BinaryOp::And,
        BinaryOp::Add,
        BinaryOp::Subtract,
        BinaryOp::Multiply,
        BinaryOp::Divide,
    ])
}

/// The level of a chain.
pub(crate) fn level_of(rest: &[(BinaryOp, Expr)]) -> Option<Level> {
    rest.first().map(|(op, _)| op.level())
}

/// A chain of one level, the level of its first operator; a first operand of that level is taken in.
fn chain(first: Expr, rest: Vec<(BinaryOp, Expr)>) -> ExprKind {
    let Some(level) = level_of(&rest) else { return first.node };
    let mut rest: Vec<_> = rest.into_iter().filter(|(op, _)| op.level() == level).collect();
    match first.node {
        ExprKind::Chain { first, rest: mut head } if level_of(&head) == Some(level) => {
            head.append(&mut rest);
            ExprKind::Chain { first, rest: head }
        }
        _ => ExprKind::Chain { first: Box::new(first), rest },
    }
}

type Suffixes = (Option<Spanned<String>>, Option<Spanned<Amount>>, Option<Spanned<()>>);

/// Suffixes around an expression; those of other kinds than it has already are taken in.
fn suffixed(operand: Expr, (scope, window, known): Suffixes) -> ExprKind {
    if scope.is_none() && window.is_none() && known.is_none() {
        return operand.node;
    }
    match operand.node {
        ExprKind::Suffixed { expr, scope: a, window: b, among_known: c }
            if !(a.is_some() && scope.is_some()
                || b.is_some() && window.is_some()
                || c.is_some() && known.is_some()) =>
        {
            ExprKind::Suffixed { expr, scope: a.or(scope), window: b.or(window), among_known: c.or(known) }
        }
        _ => ExprKind::Suffixed { expr: Box::new(operand), scope, window, among_known: known },
    }
}

pub(crate) fn expr() -> impl Strategy<Value = Expr> {
    let takers: Vec<Builtin> = Builtin::ALL.iter().copied().filter(|metric| metric.takes_signals()).collect();
    let bare: Vec<Builtin> = Builtin::ALL.iter().copied().filter(|metric| !metric.takes_signals()).collect();
    let leaf = prop_oneof![
        literal().prop_map(ExprKind::Literal),
        word().prop_map(|word| ExprKind::Name(word.node)),
        prop::sample::select(bare).prop_map(|metric| ExprKind::Metric { metric, signals: Vec::new() }),
        (prop::sample::select(takers), vec(word(), 1..4))
            .prop_map(|(metric, signals)| ExprKind::Metric { metric, signals }),
    ]
    .prop_map(at);
    leaf.prop_recursive(6, 60, 5, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            3 => (inner.clone(), vec((op(), inner.clone()), 1..5)).prop_map(|(first, rest)| chain(first, rest)),
            1 => boxed().prop_map(ExprKind::Not),
            1 => boxed().prop_map(ExprKind::Negate),
            2 => (boxed(), prop::sample::select(Comparison::ALL), boxed())
                .prop_map(|(left, op, right)| ExprKind::Compare { left, op: at(op), right }),
            1 => (boxed(), boxed(), boxed())
                .prop_map(|(left, tolerance, right)| ExprKind::Within { left, tolerance, right }),
            2 => (inner.clone(), option::of(word()), option::of(amount()), option::of(Just(at(()))))
                .prop_map(|(operand, scope, window, known)| suffixed(operand, (scope, window, known))),
        ]
        .prop_map(at)
    })
}

fn clause() -> impl Strategy<Value = Clause> {
    let demands = vec![Demand::Require, Demand::RequireElseHold, Demand::RequireElseStop, Demand::Prefer];
    let tag =
        (text(), option::of((prop::sample::select(vec![TagList::In, TagList::Except]), vec(text(), 1..3))));
    prop_oneof![
        1 => expr().prop_map(ClauseKind::When),
        1 => vec(word(), 1..4).prop_map(ClauseKind::ForEachStratum),
        1 => tag.prop_map(|(tag, values)| ClauseKind::ForEachTag(ForEachTag { tag, values })),
        4 => (prop::sample::select(demands), expr(), option::of(percentage()))
            .prop_map(|(demand, expr, confidence)| ClauseKind::Check(CheckDecl { demand, expr, confidence })),
        1 => text().prop_map(ClauseKind::Because),
        1 => text().prop_map(ClauseKind::See),
    ]
    .prop_map(at)
}

fn due() -> impl Strategy<Value = Due> {
    let joint = prop::sample::select(vec![Joint::Or, Joint::And]);
    prop_oneof![
        Just(Due::AtOnce),
        (amount(), option::of((joint, amount()))).prop_map(|(first, second)| Due::After(first, second)),
    ]
}

fn given() -> impl Strategy<Value = Given> {
    let item = (word(), vec(word(), 0..3), (0_u64..1_000_000).prop_map(at))
        .prop_map(|(name, signals, count)| Item { name, signals, count });
    let each = option::of(literal().prop_map(at));
    prop_oneof![
        (word(), vec(item, 1..4)).prop_map(|(stratum, items)| Given::Counts { stratum, items }),
        (word(), text(), each, vec((text(), text()), 0..3))
            .prop_map(|(stratum, runs, each, tags)| Given::Runs(RunString { stratum, runs, each, tags })),
        literal().prop_map(|time| Given::Elapsed(at(time))),
        text().prop_map(Given::Reports),
    ]
}

fn test_clause() -> impl Strategy<Value = TestClause> {
    prop_oneof![
        4 => given().prop_map(TestClauseKind::Given),
        1 => (word(), literal())
            .prop_map(|(name, value)| TestClauseKind::Set(SetClause { name, value: at(value) })),
        2 => (word(), vec(word(), 0..3))
            .prop_map(|(decision, because)| TestClauseKind::Expect(ExpectClause { decision, because })),
    ]
    .prop_map(at)
}

fn decl() -> impl Strategy<Value = Decl> {
    let types = prop::sample::select(Type::ALL).prop_map(|ty| ConstValue::Typed(at(ty.word().to_owned())));
    let value = prop_oneof![literal().prop_map(|literal| ConstValue::Default(at(literal))), types];
    let date = prop::sample::select(vec!["2026-12-31", "2028-02-29", "0000-01-01", "9999-12-31"]);
    prop_oneof![
        due().prop_map(DeclKind::Due),
        percentage().prop_map(DeclKind::Early),
        word().prop_map(DeclKind::Cohort),
        text().prop_map(DeclKind::Constants),
        (word(), value, option::of(text())).prop_map(|(name, value, key)| DeclKind::Const(ConstDecl {
            name,
            value,
            key
        })),
        (word(), expr()).prop_map(|(name, value)| DeclKind::Let(LetDecl { name, value })),
        (word(), option::of(word()), text(), option::of(text()), date).prop_map(
            |(class, stratum, because, see, date)| {
                let until = at(Date::parse(date).unwrap());
                DeclKind::Waive(WaiveDecl { class, stratum, because, see, until })
            }
        ),
        (word(), option::of(text()), vec(clause(), 1..5))
            .prop_map(|(id, title, clauses)| DeclKind::Rule(RuleDecl { id, title, clauses })),
        (text(), vec(test_clause(), 1..4))
            .prop_map(|(name, clauses)| DeclKind::Test(TestDecl { name, clauses })),
    ]
    .prop_map(at)
}

pub(crate) fn file() -> impl Strategy<Value = RuleFile> {
    (word(), text(), vec(decl(), 0..6))
        .prop_map(|(id, title, decls)| RuleFile { header: Some(Header { span: at(()), id, title }), decls })
}
