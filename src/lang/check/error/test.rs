//! [`TestError`]: what is wrong with the tests of a policy.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::lang::diagnostic::{Finding, Fix};

/// What is wrong with a test.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum TestError {
    /// Two tests called "quiet"
    #[error("two tests are called {name}")]
    #[diagnostic(
        code("rulecheck::test::test_twice"),
        help("rename one of them: what fails is told by its name")
    )]
    TestTwice {
        name: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `test "t" { given pinned { runs 20 } }`
    #[error("the test {name} expects nothing")]
    #[diagnostic(
        code("rulecheck::test::expect_missing"),
        help("say what should come of it: `expect go`, or `expect no_go because noise`")
    )]
    ExpectMissing {
        name: String,
        #[label("no `expect` in it")]
        span: Span,
    },

    /// `expect go expect hold`
    #[error("a test has exactly one `expect`")]
    #[diagnostic(code("rulecheck::test::expect_twice"), help("make two tests of it, or keep one of the two"))]
    ExpectTwice {
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `expect nogo`
    #[error("there is no verdict `{name}`")]
    #[diagnostic(code("rulecheck::test::unknown_verdict"))]
    UnknownVerdict {
        name: String,
        #[label("not a verdict")]
        span: Span,
        #[help]
        help: String,
    },

    /// `expect go because noise`
    #[error("no rule decides for GO")]
    #[diagnostic(
        code("rulecheck::test::because_on_go"),
        help("write `expect go`: it is GO when nothing is against it")
    )]
    BecauseOnGo {
        #[label("leave this out")]
        span: Span,
    },

    /// `expect no_go because nosie`
    #[error("there is no rule `{name}`")]
    #[diagnostic(code("rulecheck::test::unknown_rule"))]
    UnknownRule {
        name: String,
        #[label("not a rule of this policy")]
        span: Span,
        #[help]
        help: String,
    },

    /// `expect no_go because noise, noise`
    #[error("the rule `{name}` stands twice")]
    #[diagnostic(code("rulecheck::test::rule_listed_twice"), help("keep one of the two"))]
    RuleListedTwice {
        name: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `set max_nosie = 5%`
    #[error("there is no constant `{name}` to set")]
    #[diagnostic(code("rulecheck::test::unknown_constant"))]
    UnknownConstant {
        name: String,
        #[label("not a constant")]
        span: Span,
        #[help]
        help: String,
    },

    /// `set max_noise = 5% set max_noise = 6%`
    #[error("`{name}` is set twice")]
    #[diagnostic(code("rulecheck::test::set_twice"), help("keep one of the two"))]
    SetTwice {
        name: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `set max_noise = 0.2`
    #[error("`{name}` is {ty}, and is set to {found}")]
    #[diagnostic(code("rulecheck::test::set_to_wrong_type"), help("{help}"))]
    SetToWrongType {
        name: String,
        ty: &'static str,
        found: &'static str,
        help: String,
        #[label("{found}")]
        span: Span,
    },

    /// `given pinned { run 20 }`
    #[error("`{name}` does not say what runs show")]
    #[diagnostic(code("rulecheck::test::unknown_item"))]
    UnknownItem {
        name: String,
        #[label("not an item")]
        span: Span,
        #[help]
        help: String,
    },

    /// `runs_with(warn, fail) 3`
    #[error("`{item}` {problem}")]
    #[diagnostic(code("rulecheck::test::item_signals"), help("{help}"))]
    ItemSignals {
        item: &'static str,
        problem: &'static str,
        help: String,
        #[label("here")]
        span: Span,
    },

    /// `runs 20, runs 30`
    #[error("`{item}` is said twice")]
    #[diagnostic(
        code("rulecheck::test::item_twice"),
        help("keep one of the two; runs of another kind are a `given` of their own")
    )]
    ItemTwice {
        item: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `runs 20, runs_with(warn) 21`
    #[error("`{item}` is said of {count} runs, and only {free} are left to say it of")]
    #[diagnostic(code("rulecheck::test::more_than_there_are"), help("{help}"))]
    MoreThanThereAre {
        item: String,
        count: u64,
        free: u64,
        help: String,
        #[label("more than there are")]
        span: Span,
    },

    /// `runs 20, sum(warn) 7`
    #[error("`sum({signal})` does not say in how many runs")]
    #[diagnostic(
        code("rulecheck::test::sum_without_runs"),
        help("say it beside: `runs_with({signal}) {runs}, sum({signal}) {sum}`")
    )]
    SumWithoutRuns {
        signal: String,
        runs: u64,
        sum: u64,
        #[label("in how many runs?")]
        span: Span,
    },

    /// `runs_with(warn) 3, sum(warn) 2`
    #[error("`sum({signal}) {sum}` is too small for {runs} runs with at least one each")]
    #[diagnostic(code("rulecheck::test::sum_too_small"), help("write at least `sum({signal}) {runs}`"))]
    SumTooSmall {
        signal: String,
        sum: u64,
        runs: u64,
        #[label("less than 1 each")]
        span: Span,
    },

    /// `runs_with(unknown) 3, runs_with(unknown_schema) 2`
    #[error("`unknown` is said beside the class `{class}`, which it contains")]
    #[diagnostic(
        code("rulecheck::test::unknown_and_class"),
        help("name the classes alone: a run with one of them has `unknown` as well")
    )]
    UnknownAndClass {
        class: &'static str,
        #[label("all classes")]
        span: Span,
        #[label("a class of unknown")]
        other: Span,
    },

    /// `given unknowns { runs 3, runs_with(unknown) 1 }`
    #[error("every run of `unknowns` has `{signal}` already")]
    #[diagnostic(
        code("rulecheck::test::said_of_all"),
        help("leave it out: these are runs whose `policy_state` names no stratum, and so `unknown_state`")
    )]
    SaidOfAll {
        signal: &'static str,
        #[label("leave this out")]
        span: Span,
    },

    /// `given all { runs 20 }`
    #[error("a run is given in one stratum, and `all` is three")]
    #[diagnostic(
        code("rulecheck::test::given_in_all"),
        help(
            "write `pinned` or `unpinned`, or `unknowns` for runs that cannot be attributed; each in a `given` of its own"
        )
    )]
    GivenInAll {
        #[label("not one stratum")]
        span: Span,
    },

    /// `given reports "fixtures/go" given elapsed 8 days`
    #[error("`given reports` stands beside another `given`")]
    #[diagnostic(
        code("rulecheck::test::reports_not_alone"),
        help("keep it alone: the reports say what the runs are and when they ran")
    )]
    ReportsNotAlone {
        #[label("all there is to judge")]
        span: Span,
        #[label("and this")]
        other: Span,
    },

    /// `given elapsed 7 days given elapsed 8 days`
    #[error("`given elapsed` is said twice")]
    #[diagnostic(code("rulecheck::test::elapsed_twice"), help("keep one of the two"))]
    ElapsedTwice {
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `given elapsed 8`
    #[error("{found} is no duration")]
    #[diagnostic(code("rulecheck::test::not_a_duration"), help("{help}"))]
    NotADuration {
        found: &'static str,
        help: String,
        #[label("say how long")]
        span: Span,
    },

    /// `given runs in pinned "...." each 6 hours given elapsed 1 hour`
    #[error("`given elapsed` is shorter than the runs take: {runs}")]
    #[diagnostic(
        code("rulecheck::test::elapsed_too_short"),
        help("write at least `given elapsed {runs}`, or leave it out: it is then told from the runs")
    )]
    ElapsedTooShort {
        runs: String,
        #[label("too short")]
        span: Span,
    },

    /// `given runs in pinned "..W"`
    #[error("{found} stands for no run")]
    #[diagnostic(code("rulecheck::test::run_character"), help("{help}"))]
    RunCharacter {
        found: String,
        help: String,
        #[label("not a run")]
        span: Span,
    },

    /// `given runs in pinned "...." govenor "schedutil"`
    #[error("no rule goes through the tag {tag}")]
    #[diagnostic(code("rulecheck::test::unknown_tag"))]
    UnknownTag {
        tag: String,
        #[label("makes no difference")]
        span: Span,
        #[help]
        help: String,
    },

    /// `governor "a" governor "b"`
    #[error("the tag {tag} stands twice")]
    #[diagnostic(
        code("rulecheck::test::tag_twice"),
        help("a run has one value of a tag: make a `given` of its own for each")
    )]
    TagTwice {
        tag: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `given pinned { runs 1_000_000 }`
    #[error("this test is too large: {what}")]
    #[diagnostic(
        code("rulecheck::test::too_large"),
        help("what a policy does can be shown with less; `rulecheck evaluate` judges any number of reports")
    )]
    TooLarge {
        what: &'static str,
        #[label("too large from here on")]
        span: Span,
    },
}

impl Finding for TestError {
    fn fixes(&self) -> Vec<Fix> {
        let meant = |help: &str, span| help.starts_with("did you mean").then(|| Fix::from_help(help, span));
        let fix = match self {
            Self::UnknownVerdict { help, span, .. }
            | Self::UnknownRule { help, span, .. }
            | Self::UnknownConstant { help, span, .. }
            | Self::UnknownItem { help, span, .. } => meant(help, *span).flatten(),
            _ => None,
        };
        fix.into_iter().collect()
    }
}
