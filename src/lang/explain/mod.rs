//! A policy in plain sentences, made from the very [`Policy`] that is judged: the only place that words them.

mod condition;
mod metric;
mod value;

use crate::base::quantity::Type;
use crate::base::vocab::Signal;
use crate::lang::fmt::canonical::quoted;
use crate::lang::policy::{
    Check, CohortChoice, Constant, Effect, Group, Origin, Policy, Rule, Values, Waiver,
};

pub use condition::condition;
pub use metric::{signal, subject};
use value::{amount, value};

/// A policy in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// When it is due, which runs are judged, how it ends: a sentence or two each.
    pub frame: Vec<String>,
    /// The waivers, a sentence each, with why.
    pub waivers: Vec<String>,
    /// The rules, sorted by id.
    pub rules: Vec<ExplainedRule>,
    /// The constants, a sentence each, sorted by name.
    pub constants: Vec<String>,
}

/// A rule in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedRule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// In which strata and groups its checks are made; `None`: once, for all runs.
    pub places: Option<String>,
    /// When it applies; `None`: always.
    pub when: Option<String>,
    /// What each of its checks demands, and what follows; as written.
    pub checks: Vec<String>,
    /// Why it is there.
    pub because: Option<String>,
    /// Where to read on.
    pub see: Vec<String>,
}

/// The whole policy.
#[must_use]
pub fn policy(policy: &Policy) -> Explained {
    Explained {
        frame: vec![
            due(policy),
            cohort(policy.cohort).to_owned(),
            "A check is met only if it is met whatever the missing part of the reports would have said; it is violated \
             only if it is violated whatever that would have said; otherwise it cannot be told."
                .to_owned(),
            "Once due, it is GO if no requirement is violated, each can be told, and at least one is met.".to_owned(),
        ],
        waivers: policy.waivers.iter().map(waiver).collect(),
        rules: policy.rules.iter().map(|of| rule(policy, of)).collect(),
        constants: policy.constants.iter().map(constant).collect(),
    }
}

/// One rule of a policy.
#[must_use]
pub fn rule(policy: &Policy, rule: &Rule) -> ExplainedRule {
    let when = rule.when.as_ref().map(|when| {
        format!(
            "Only when {}. If that cannot be told, neither can the checks.",
            condition(policy, when, in_places(rule))
        )
    });
    ExplainedRule {
        id: rule.id.clone(),
        title: rule.title.clone(),
        places: places(rule),
        when,
        checks: rule.checks.iter().map(|of| check(policy, rule, of)).collect(),
        because: rule.because.clone(),
        see: rule.see.clone(),
    }
}

/// One check of a rule: what it demands, and what follows.
#[must_use]
pub fn check(policy: &Policy, rule: &Rule, check: &Check) -> String {
    let (word, otherwise) = effect(check.effect);
    let shown = check.confidence.as_ref().filter(|confidence| check.expr.alpha(confidence).is_some());
    let shown = shown.map(|confidence| format!(", shown with {} confidence", value(Type::Rate, confidence)));
    let condition = condition(policy, &check.expr, in_places(rule));
    format!("{word}{}: {condition}. {otherwise}", shown.unwrap_or_default())
}

/// How a check demands, and what follows if it is not met.
const fn effect(effect: Effect) -> (&'static str, &'static str) {
    match effect {
        Effect::NoGo => ("Required", "If not: NO-GO. If it cannot be told: HOLD."),
        Effect::Hold => ("Required", "If not, or if it cannot be told: HOLD."),
        Effect::Stop => {
            ("Required", "If not: NO-GO at once, even before the verdict is due. If it cannot be told: HOLD.")
        }
        Effect::Advise => ("Preferred", "If not: an advisory, and the verdict stands."),
    }
}

/// When the verdict is due.
fn due(policy: &Policy) -> String {
    let Policy { due, early, .. } = policy;
    let runs = due.runs.map(|runs| match runs {
        1 => "1 run is attributed to a stratum".to_owned(),
        runs => format!("{runs} runs are attributed to a stratum"),
    });
    let since = if runs.is_some() { "them" } else { "the attributed runs" };
    let elapsed = due.elapsed.map(|time| format!("the first of {since} is {} old", amount(time)));
    let early = early.as_ref().map(|early| {
        format!(
            " It is GO before that, if every requirement that applies is shown with {} confidence; one that looks at \
             signals in another way than by a rate is not.",
            value(Type::Rate, early)
        )
    });
    let early = early.unwrap_or_default();
    let until = format!("Until then it is HOLD, unless a check says that it is NO-GO at once.{early}");
    match (runs, elapsed) {
        (None, None) => "The verdict is due at once.".to_owned(),
        (Some(one), None) | (None, Some(one)) => format!("The verdict is due once {one}. {until}"),
        (Some(runs), Some(time)) if due.all => {
            format!("The verdict is due once both hold: {runs}, and {time}. {until}")
        }
        (Some(runs), Some(time)) => {
            format!("The verdict is due once {runs}, or {time}, whichever comes first. {until}")
        }
    }
}

const fn cohort(choice: CohortChoice) -> &'static str {
    match choice {
        CohortChoice::Newest => {
            "Of runs that were recorded under several versions of the policy, those of the version with the newest run \
             are judged."
        }
        CohortChoice::Own => "Only runs that were recorded under this very policy are judged.",
    }
}

/// `Through 2026-12-31 (UTC), runs …`
fn waiver(waiver: &Waiver) -> String {
    let place = waiver.stratum.map_or("runs", metric::runs_of);
    let see = waiver.see.as_ref().map(|see| format!(" See {}", quoted(see))).unwrap_or_default();
    format!(
        "Through {} (UTC), {} ({}) in {place} does not count as an unknown. Why: {}{see}",
        waiver.until,
        signal(Signal::Class(waiver.class)),
        waiver.class,
        quoted(&waiver.because),
    )
}

/// `max_noise is 20%, set in the constants file.`
fn constant(constant: &Constant) -> String {
    let origin = match constant.origin {
        Origin::Rules => "as the rules say",
        Origin::File => "set in the constants file",
    };
    format!("{} is {}, {origin}.", constant.name, value(constant.ty, &constant.value))
}

/// Whether the checks of a rule are made in strata or groups: "these runs" are then those of the place.
fn in_places(rule: &Rule) -> bool {
    !rule.strata.is_empty() || rule.group.is_some()
}

/// `For pinned runs, and again for unpinned runs:`
fn places(rule: &Rule) -> Option<String> {
    let strata: Vec<String> =
        rule.strata.iter().map(|stratum| format!("for {}", metric::runs_of(*stratum))).collect();
    let strata = (!strata.is_empty()).then(|| strata.join(", and again "));
    let parts: Vec<String> = rule.group.as_ref().map(group).into_iter().chain(strata).collect();
    let text = parts.join(", ");
    let mut letters = text.chars();
    let first = letters.next()?;
    Some(format!("{}{}:", first.to_uppercase(), letters.as_str()))
}

/// `for each value of governor that attributed runs have (at most 1,000), counting the runs that have it`
fn group(group: &Group) -> String {
    let tag = quoted(&group.tag);
    let list = |values: &[String]| values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ");
    match &group.values {
        Values::Seen => {
            format!("for each value of {tag} that attributed runs have, counting the runs that have it")
        }
        Values::In(values) => {
            format!(
                "for each of the values {} of {tag} (where no run has it, it cannot be told), counting the runs that have it",
                list(values)
            )
        }
        Values::Except(values) => format!(
            "for each value of {tag} that attributed runs have, except {}, counting the runs that have it",
            list(values)
        ),
    }
}
