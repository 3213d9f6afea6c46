//! [`Lint`]: what can be judged, but should be looked at.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::lang::diagnostic::{Finding, Fix};

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum Lint {
    // Checks
    /// `require rate(fail) < 0%`
    #[error("no metrics can meet this check{place}")]
    #[diagnostic(code("rulecheck::lint::never_met"), severity(Warning), help("{help}"))]
    NeverMet {
        place: String,
        help: &'static str,
        #[label("never true")]
        span: Span,
    },

    /// `require rate(fail) <= 100%`
    #[error("no metrics can violate this check")]
    #[diagnostic(
        code("rulecheck::lint::always_met"),
        severity(Warning),
        help("it guards nothing: tighten its threshold, or drop it")
    )]
    AlwaysMet {
        #[label("never false")]
        span: Span,
    },

    /// `when runs < 0`
    #[error("no metrics fulfil this condition: the rule never applies")]
    #[diagnostic(
        code("rulecheck::lint::never_applies"),
        severity(Warning),
        help("change the condition, or drop the rule: as it stands, it guards nothing")
    )]
    NeverApplies {
        #[label("never true")]
        span: Span,
    },

    /// `require rate(fail) < 2%` and `require rate(fail) < 5%`
    #[error("this check says nothing more than another")]
    #[diagnostic(
        code("rulecheck::lint::implied"),
        severity(Warning),
        help("wherever the other is met, this one is met too: drop it, or tighten it")
    )]
    Implied {
        #[label("always met where the other is met")]
        span: Span,
        #[label("the other")]
        other: Span,
        clause: Option<Span>,
    },

    /// `require runs <= 10` and `require runs >= 30`
    #[error("these two checks cannot both be met")]
    #[diagnostic(
        code("rulecheck::lint::contradiction"),
        severity(Warning),
        help("no GO is possible: change one of them, or advise with `prefer`")
    )]
    Contradiction {
        #[label("this excludes the other")]
        span: Span,
        #[label("the other")]
        other: Span,
    },

    /// `require rate(fail) > 5%`
    #[error("more FAILs can turn this check from violated to met")]
    #[diagnostic(
        code("rulecheck::lint::non_monotone"),
        severity(Warning),
        help(
            "with FAILs in {few} it is violated, with {many} it no longer is: a faulty rollout could become a GO"
        )
    )]
    NonMonotone {
        few: String,
        many: String,
        #[label("FAILs help here")]
        span: Span,
    },

    /// `require rate(fail) < 2%` in a policy that is due after 30 runs
    #[error("{threshold} finer than one run of {runs}")]
    #[diagnostic(
        code("rulecheck::lint::threshold_too_fine"),
        severity(Warning),
        help(
            "one run of {runs} is {step}: a single hit decides. Say so by counting, `runs_with(…)`, or wait for {enough} runs"
        )
    )]
    ThresholdTooFine {
        threshold: String,
        runs: u64,
        step: String,
        enough: String,
        #[label("decided by a single run")]
        span: Span,
    },

    /// `require rate(fail) < 5% else stop`
    #[error("a bare rate stops the rollout before the verdict is due")]
    #[diagnostic(
        code("rulecheck::lint::stop_on_bare_rate"),
        severity(Warning),
        help(
            "of a few runs one FAIL is a high rate: ask that it be shown, `{write}`, or count runs, as in `runs_with(fail) <= 0`"
        )
    )]
    StopOnBareRate {
        write: String,
        #[label("one early run can tip this")]
        span: Span,
    },

    /// `require rate(fail) < 2% with 95% confidence` in a policy that is due after 30 runs
    #[error("{threshold} cannot be shown with {confidence} confidence by {runs} runs")]
    #[diagnostic(code("rulecheck::lint::not_shown_by_then"), severity(Warning), help("{instead}"))]
    NotShownByThen {
        threshold: String,
        confidence: String,
        runs: u64,
        instead: String,
        #[label("undetermined when it is due, whatever the runs")]
        span: Span,
    },

    /// `require runs >= 10 with 95% confidence`
    #[error("the confidence changes nothing, as no rate is compared")]
    #[diagnostic(
        code("rulecheck::lint::confidence_without_rate"),
        severity(Warning),
        help("leave it out, or compare a rate: only of rates can be told how sure they are")
    )]
    ConfidenceWithoutRate {
        #[label("of nothing")]
        span: Span,
    },

    /// `when noise < 5%` in one rule, `when noise > 5%` in another
    #[error("nothing is said of where both sides are equal")]
    #[diagnostic(
        code("rulecheck::lint::equality_undecided"),
        severity(Warning),
        help("let one of the two include it: write `{write}` here")
    )]
    EqualityUndecided {
        write: String,
        op: Span,
        #[label("neither here")]
        span: Span,
        #[label("nor here")]
        other: Span,
    },

    // The policy
    /// A policy whose rules never name `override`
    #[error("no rule looks at {signals}")]
    #[diagnostic(
        code("rulecheck::lint::signal_not_looked_at"),
        severity(Warning),
        help(
            "runs that show it pass unseen: add a check, or say why that is fine: `# rulecheck: allow lint::signal_not_looked_at because …`"
        )
    )]
    SignalNotLookedAt {
        signals: String,
        #[label("not looked at in this policy")]
        span: Span,
    },

    /// `due at once`, and no rule that asks for runs
    #[error("the policy asks for no least number of runs")]
    #[diagnostic(
        code("rulecheck::lint::no_least_runs"),
        severity(Warning),
        help("a single run can be enough for GO: add a check such as `require runs >= 10 else hold`")
    )]
    NoLeastRuns {
        #[label("reached without runs")]
        span: Span,
    },

    // Texts
    /// `require runs >= 1.000`
    #[error("`{number}` is {value}")]
    #[diagnostic(
        code("rulecheck::lint::thousands"),
        severity(Warning),
        help("if {thousands} is meant, write `{thousands}` or `{grouped}`; if not, `{value}`")
    )]
    Thousands {
        number: String,
        value: String,
        thousands: String,
        grouped: String,
        #[label("the point stands before decimals")]
        span: Span,
    },

    /// `5%` in two checks
    #[error("{number} stands twice without a name")]
    #[diagnostic(
        code("rulecheck::lint::repeated_number"),
        severity(Warning),
        help("if both are the same threshold, declare it once: `const limit = {number}`")
    )]
    RepeatedNumber {
        number: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// A rule that does not say why
    #[error("the rule `{rule}` does not say why it is there")]
    #[diagnostic(
        code("rulecheck::lint::rule_without_because"),
        severity(Warning),
        help("add `because \"…\"`: it stands in every verdict that the rule decides")
    )]
    RuleWithoutBecause {
        rule: String,
        #[label("no `because` in it")]
        span: Span,
    },

    /// A letter of another alphabet in a word
    #[error("the character `{character}` ({code}) only looks like a Latin one")]
    #[diagnostic(code("rulecheck::lint::look_alike_text"), severity(Warning), help("write `{write}`"))]
    LookAlikeText {
        character: char,
        code: String,
        write: String,
        #[label("in this word")]
        span: Span,
    },

    /// A character that turns the direction of writing
    #[error("the character {code} {what}")]
    #[diagnostic(
        code("rulecheck::lint::hidden_character"),
        severity(Warning),
        help("delete it: whoever reviews the policy should see all of it, in the order it is read")
    )]
    HiddenCharacter {
        code: String,
        what: &'static str,
        #[label("stands here")]
        span: Span,
    },

    // What is not used
    /// `const limit = 5%` that no expression names
    #[error("the constant `{name}` is not used")]
    #[diagnostic(
        code("rulecheck::lint::unused_const"),
        severity(Warning),
        help("use it in a check, or drop it: a threshold without a check guards nothing")
    )]
    UnusedConst {
        name: String,
        #[label("never used")]
        span: Span,
        decl: Span,
    },

    /// `let noise = rate(warn)` that no expression names
    #[error("the let `{name}` is not used")]
    #[diagnostic(
        code("rulecheck::lint::unused_let"),
        severity(Warning),
        help("use it in a check, or drop it")
    )]
    UnusedLet {
        name: String,
        #[label("never used")]
        span: Span,
        decl: Span,
    },

    /// A waiver in a policy without `unknown`
    #[error("the waiver of `{class}` changes nothing")]
    #[diagnostic(
        code("rulecheck::lint::unused_waiver"),
        severity(Warning),
        help(
            "it takes runs out of the signal `unknown`, and no rule looks at that where it is waived: drop it"
        )
    )]
    UnusedWaiver {
        class: String,
        #[label("no rule sees this")]
        span: Span,
        decl: Span,
    },

    /// A waiver until yesterday
    #[error("the waiver of `{class}` is past its date")]
    #[diagnostic(
        code("rulecheck::lint::expired_waiver"),
        severity(Warning),
        help("on {at} it is void: drop it, or accept the class for longer, with a new reason")
    )]
    ExpiredWaiver {
        class: String,
        until: String,
        at: String,
        #[label("in force through {until}")]
        span: Span,
        decl: Span,
    },

    // Allowances
    /// An allowance above a line without that warning
    #[error("the allowance of `{code}` accepts nothing")]
    #[diagnostic(
        code("rulecheck::lint::unused_allowance"),
        severity(Warning),
        help("leave it out: the line below has no such warning, or no longer")
    )]
    UnusedAllowance {
        code: String,
        #[label("not needed")]
        span: Span,
        line: Span,
    },

    /// `# rulecheck: allow lint::implied`
    #[error("the allowance of `{code}` gives no reason")]
    #[diagnostic(
        code("rulecheck::lint::allowance_without_reason"),
        severity(Warning),
        help("say why it is fine: `# rulecheck: allow {code} because …`")
    )]
    AllowanceWithoutReason {
        code: String,
        #[label("why?")]
        span: Span,
    },

    /// `# rulecheck: allow lint::implyed because …`
    #[error("{problem}")]
    #[diagnostic(code("rulecheck::lint::unknown_allowance"), severity(Warning), help("{help}"))]
    UnknownAllowance {
        problem: &'static str,
        help: String,
        fix: Option<String>,
        #[label("accepts nothing")]
        span: Span,
    },
}

impl Finding for Lint {
    fn fixes(&self) -> Vec<Fix> {
        let fix = match self {
            Self::EqualityUndecided { write, op, .. } => Fix::write(*op, write),
            Self::LookAlikeText { write, span, .. } => Fix::write(*span, write),
            Self::HiddenCharacter { span, .. } => Fix { title: "delete it".into(), ..Fix::leave_out(*span) },
            Self::UnusedConst { decl, .. }
            | Self::UnusedLet { decl, .. }
            | Self::UnusedWaiver { decl, .. }
            | Self::ExpiredWaiver { decl, .. }
            | Self::Implied { clause: Some(decl), .. } => Fix::leave_out(*decl),
            Self::UnusedAllowance { line, .. } => Fix::leave_out(*line),
            Self::UnknownAllowance { fix: Some(code), span, .. } => Fix::write(*span, code),
            _ => return Vec::new(),
        };
        vec![fix]
    }
}
