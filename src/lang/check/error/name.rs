//! [`NameError`]: names that stand twice, are missing, unknown or taken.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::lang::diagnostic::{Finding, Fix};

/// What is wrong with the names, words and declarations of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum NameError {
    /// `due at once` and `due after 30 runs` in one file
    #[error("`{word}` is declared twice")]
    #[diagnostic(code("rulecheck::name::declared_twice"), help("keep one of the two declarations"))]
    DeclaredTwice {
        word: &'static str,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `const limit = 5%` and `let limit = rate(fail)`
    #[error("the name `{name}` is given twice")]
    #[diagnostic(
        code("rulecheck::name::name_twice"),
        help("constants and lets share their names: rename one of the two")
    )]
    NameTwice {
        name: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// Two rules called `noise`
    #[error("two rules are called `{name}`")]
    #[diagnostic(
        code("rulecheck::name::rule_twice"),
        help("rename one of them, or put their checks into one rule")
    )]
    RuleTwice {
        name: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// Two waivers of `unknown_schema` without a stratum
    #[error("{what} is waived twice")]
    #[diagnostic(code("rulecheck::name::waived_twice"), help("keep one of the two waivers"))]
    WaivedTwice {
        what: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `const runs = 10`
    #[error("`{name}` is a word of the language")]
    #[diagnostic(code("rulecheck::name::reserved_word"), help("choose another name, such as `{instead}`"))]
    ReservedWord {
        name: String,
        instead: String,
        #[label("this word already has a meaning")]
        span: Span,
    },

    /// `const unknown_limit = 10%`
    #[error("`{name}` begins with `unknown_`, as only classes of unknown do")]
    #[diagnostic(code("rulecheck::name::reserved_prefix"), help("choose another name, such as `{instead}`"))]
    ReservedPrefix {
        name: String,
        instead: String,
        #[label("reads like a class of unknown")]
        span: Span,
    },

    /// `rule due { … }`
    #[error("no rule may be called `due`")]
    #[diagnostic(
        code("rulecheck::name::rule_called_due"),
        help("a verdict says `due` where it decided for not being due; choose another name")
    )]
    RuleCalledDue {
        #[label("this name")]
        span: Span,
    },

    /// `require rate(fail) < max_fial`
    #[error("there is no constant or let called `{name}`")]
    #[diagnostic(code("rulecheck::name::unknown_name"))]
    UnknownName {
        name: String,
        #[label("not declared")]
        span: Span,
        #[help]
        help: String,
    },

    /// `rate(errors)`
    #[error("there is no signal `{name}`")]
    #[diagnostic(code("rulecheck::name::unknown_signal"))]
    UnknownSignal {
        name: String,
        #[label("not a signal")]
        span: Span,
        #[help]
        help: String,
    },

    /// `rate(fail) in pined`
    #[error("there is no stratum `{name}`")]
    #[diagnostic(code("rulecheck::name::unknown_stratum"))]
    UnknownStratum {
        name: String,
        #[label("not a stratum")]
        span: Span,
        #[help]
        help: String,
    },

    /// `waive unknown_scheme because "…" until 2026-12-31`
    #[error("there is no class of unknown `{name}`")]
    #[diagnostic(code("rulecheck::name::unknown_class"))]
    UnknownClass {
        name: String,
        #[label("not a class")]
        span: Span,
        #[help]
        help: String,
    },

    /// `const limit: percentage`
    #[error("there is no type `{name}`")]
    #[diagnostic(code("rulecheck::name::unknown_type"))]
    UnknownType {
        name: String,
        #[label("not a type")]
        span: Span,
        #[help]
        help: String,
    },

    /// `cohort latest`
    #[error("there is no cohort `{name}`")]
    #[diagnostic(code("rulecheck::name::unknown_cohort"))]
    UnknownCohort {
        name: String,
        #[label("not a choice")]
        span: Span,
        #[help]
        help: String,
    },

    /// `const strict: bool`
    #[error("the constant `{name}` cannot be a bool")]
    #[diagnostic(
        code("rulecheck::name::bool_constant"),
        help("a constant is a threshold; a condition with a name is a `let`: `let {name} = …`")
    )]
    BoolConstant {
        name: String,
        #[label("no literal is of this type")]
        span: Span,
    },

    /// `waive unknown_parse_error because "…" until 2026-12-31`
    #[error("`{class}` cannot be waived")]
    #[diagnostic(
        code("rulecheck::name::not_waivable"),
        help("it was found by the reader, not stated by a report; only these can be waived: {waivable}")
    )]
    NotWaivable {
        class: String,
        waivable: String,
        #[label("found by the reader")]
        span: Span,
    },

    /// `rate(warn, warn)`
    #[error("the signal `{signal}` stands twice")]
    #[diagnostic(
        code("rulecheck::name::signal_twice"),
        help("several signals mean any of them: write `{instead}`")
    )]
    SignalTwice {
        signal: String,
        instead: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `rate(unknown, unknown_schema)`
    #[error("`unknown` stands beside the class `{class}`, which it contains")]
    #[diagnostic(
        code("rulecheck::name::unknown_beside_class"),
        help("`unknown` is all classes together: write `{instead}`, or name the classes alone")
    )]
    UnknownBesideClass {
        class: String,
        instead: String,
        #[label("a class of unknown")]
        span: Span,
        #[label("all classes")]
        unknown: Span,
    },

    /// `for each stratum in pinned, pinned`
    #[error("the stratum `{stratum}` stands twice")]
    #[diagnostic(code("rulecheck::name::stratum_twice"), help("write `for each stratum in {instead}`"))]
    StratumTwice {
        stratum: String,
        instead: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `for each run_id`
    #[error("`{field}` is a field of the report, not a tag")]
    #[diagnostic(code("rulecheck::name::field_is_no_tag"), help("{help}"))]
    FieldIsNoTag {
        field: &'static str,
        help: &'static str,
        #[label("has a meaning of its own")]
        span: Span,
    },

    /// `for each governor in "schedutil", "schedutil"`
    #[error("the value {value} stands twice")]
    #[diagnostic(code("rulecheck::name::value_twice"), help("keep one of the two"))]
    ValueTwice {
        value: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// Two `because` in one rule
    #[error("a rule has at most one `{clause}`")]
    #[diagnostic(code("rulecheck::name::clause_twice"), help("{help}"))]
    ClauseTwice {
        clause: &'static str,
        help: &'static str,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `rule empty { because "…" }`
    #[error("the rule `{rule}` checks nothing")]
    #[diagnostic(
        code("rulecheck::name::rule_without_check"),
        help("add a check, such as `require rate(fail) < 5%`, or drop the rule")
    )]
    RuleWithoutCheck {
        rule: String,
        #[label("no `require` and no `prefer` in it")]
        span: Span,
    },

    /// A file without `due`
    #[error("the policy does not say when its verdict is due")]
    #[diagnostic(
        code("rulecheck::name::due_missing"),
        help("add `due after 30 runs or 7 days`, or `due at once`, below this line")
    )]
    DueMissing {
        #[label("no `due` in this policy")]
        span: Span,
    },

    /// `due after 30 runs or 40 runs`
    #[error("`due` has two parts of one kind")]
    #[diagnostic(
        code("rulecheck::name::due_part_twice"),
        help("at most one number of runs and one duration: `due after 30 runs or 7 days`")
    )]
    DuePartTwice {
        #[label("{kind} again")]
        span: Span,
        kind: &'static str,
        #[label("{kind}")]
        first: Span,
    },

    /// `let a = b + 1%` and `let b = a`
    #[error("these lets stand in a circle: {circle}")]
    #[diagnostic(
        code("rulecheck::name::cyclic_let"),
        help("a let is put in its place wherever it is used, so it cannot contain itself")
    )]
    CyclicLet {
        circle: String,
        #[label("used here again")]
        span: Span,
        #[label("declared here")]
        declared: Span,
    },

    /// Hundreds of checks, each of a let with thousands of operators
    #[error("this policy is too large: {what}")]
    #[diagnostic(code("rulecheck::name::policy_too_large"), help("{help}"))]
    PolicyTooLarge {
        what: &'static str,
        help: &'static str,
        #[label("too large from here on")]
        span: Span,
    },

    /// A let of lets of lets … that doubles each time
    #[error("this expression is too large: {size} operators, names and literals once its lets are put in")]
    #[diagnostic(
        code("rulecheck::name::expression_too_large"),
        help("at most 10,000; split it into several checks, or let lets repeat each other less often")
    )]
    ExpressionTooLarge {
        size: String,
        #[label("too large")]
        span: Span,
    },
}

impl Finding for NameError {
    fn fixes(&self) -> Vec<Fix> {
        let fix = match self {
            Self::UnknownName { help, span, .. }
            | Self::UnknownSignal { help, span, .. }
            | Self::UnknownStratum { help, span, .. }
            | Self::UnknownClass { help, span, .. }
            | Self::UnknownType { help, span, .. }
            | Self::UnknownCohort { help, span, .. } => Fix::from_help(help, *span),
            _ => None,
        };
        fix.into_iter().collect()
    }
}
