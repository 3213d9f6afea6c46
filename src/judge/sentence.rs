//! Outcomes in words: the only place that words them.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::base::vocab::{Outcome, Stratum};
use crate::data::tally::Counted;
use crate::judge::confidence;
use crate::judge::expr::Evaluated;
use crate::judge::group_name::{group_name, shown};
use crate::judge::trace::Trace;
use crate::judge::value::{End, Interval, Truth, Undefined, Value};
use crate::judge::verdict::{Margin, RunIds};
use crate::lang::builtins::Builtin;
use crate::lang::policy::{Comparison, Metric, Node, NodeId, Op, Window};

/// Comparisons told of one check; further ones stand in its trace.
const COMPARISONS_TOLD: usize = 4;
/// Decimals of a percentage, and how many more are shown where value and limit would print alike.
const PLACES: std::ops::RangeInclusive<usize> = 2..=18;

/// One check in a sentence or two: what was counted, how it compares, and which runs count against it.
#[must_use]
pub fn explain(
    evaluated: &Evaluated<'_>,
    outcome: Outcome,
    margin: Option<&Margin>,
    against: &RunIds,
) -> String {
    let mut text = comparisons(evaluated);
    if outcome == Outcome::Undetermined {
        text.push_str(&margin.map(confidence::prospect).unwrap_or_default());
    }
    text.push('.');
    match outcome {
        Outcome::Violated if evaluated.alpha.is_some() => {
            text.push_str(&confidence::violation(margin, &did(against)));
        }
        Outcome::Violated => text.push_str(&violation(margin, against)),
        Outcome::Undetermined => text.push_str(&advice(against)),
        Outcome::Met | Outcome::NotApplicable => {}
    }
    if evaluated.alpha.is_some() {
        text.push_str(confidence::ASSUMPTION);
    }
    text
}

/// Why a check does not apply, or cannot be told to: the rule's `when`.
#[must_use]
pub fn explain_when(when: &Evaluated<'_>, outcome: Outcome) -> String {
    let told = comparisons(when);
    match outcome {
        Outcome::NotApplicable => format!("Not applicable here: when {told}."),
        _ => format!("Cannot be told whether it applies: when {told}."),
    }
}

/// The comparisons of an expression, each with how it came out and where; the group is said once, in front.
fn comparisons(evaluated: &Evaluated<'_>) -> String {
    let mut told = Vec::new();
    let mut more = 0_usize;
    let mut open = vec![evaluated.root()];
    while let Some(id) = open.pop() {
        let Some(node) = evaluated.node(id) else { continue };
        match &node.op {
            Op::Compare(left, comparison, right) => {
                if told.len() < COMPARISONS_TOLD {
                    told.push(compared(evaluated, id, *left, *comparison, *right));
                } else {
                    more = more.saturating_add(1);
                }
            }
            Op::Within(left, tolerance, right) => {
                told.push(within(evaluated, id, [*left, *tolerance, *right]));
            }
            op => open.extend(op.operands().into_iter().rev()),
        }
    }
    let mut group = evaluated.scene.group.and_then(|group| Some(group_name(group.tag, group.named()?)));
    let placed = told.into_iter().map(|(stratum, text)| {
        let place: Vec<String> = group.take().into_iter().chain(stratum.map(|of| of.to_string())).collect();
        if place.is_empty() { text } else { format!("{}: {text}", place.join(", ")) }
    });
    let joined = placed.collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{joined}; and {more} more comparisons") } else { joined }
}

/// `rate(warn, fail) is 7 of 20 runs, 35%: not < max_noise (20%)`, and the stratum that is counted.
fn compared(
    evaluated: &Evaluated<'_>,
    id: NodeId,
    left: NodeId,
    comparison: Comparison,
    right: NodeId,
) -> (Option<Stratum>, String) {
    let places = telling_places(evaluated, left, right);
    let (stratum, subject) = subject(evaluated, left);
    let is = measured(evaluated, left, places);
    let limit = limit(evaluated, right, places);
    let verb = verb(evaluated, id);
    (stratum, format!("{subject} {is}: {verb}{comparison} {limit}"))
}

/// `rate(warn) in pinned is 15%, rate(warn) in unpinned is 42%: 27pp apart, not within 25pp`
fn within(
    evaluated: &Evaluated<'_>,
    id: NodeId,
    [left, tolerance, right]: [NodeId; 3],
) -> (Option<Stratum>, String) {
    let places = *PLACES.start();
    let part = |id| format!("{} {}", text(evaluated, id), measured(evaluated, id, places));
    let apart = match (evaluated.value(left), evaluated.value(right), evaluated.node(tolerance)) {
        (Value::Interval(a), Value::Interval(b), Some(node)) => {
            format!("{} apart, ", range(node.ty, &a.plus(&b.negated()).distance(), places, " to "))
        }
        _ => String::new(),
    };
    let verb = verb(evaluated, id);
    let limit = limit(evaluated, tolerance, places);
    (evaluated.stratum, format!("{}, {}: {apart}{verb}within {limit}", part(left), part(right)))
}

fn verb(evaluated: &Evaluated<'_>, id: NodeId) -> &'static str {
    match evaluated.truth_of(id) {
        Truth::True => "",
        Truth::False => "not ",
        // More runs will tell, not only better reports.
        Truth::Undetermined if evaluated.alpha.is_some() && evaluated.has_rate(id) => {
            "cannot tell yet whether "
        }
        Truth::Undetermined => "cannot be told whether ",
    }
}

/// What is measured, and in which stratum.
fn subject(evaluated: &Evaluated<'_>, id: NodeId) -> (Option<Stratum>, String) {
    match evaluated.node(id).map(|node| &node.op) {
        Some(Op::Metric(metric)) if metric.builtin.has_scope() => {
            let stratum = evaluated.scope(metric);
            (Some(stratum).filter(|stratum| *stratum != Stratum::All), metric_name(metric))
        }
        _ => (evaluated.stratum, text(evaluated, id)),
    }
}

/// A metric without its scope: `rate(warn, fail) over the last 10 runs among known`.
fn metric_name(metric: &Metric) -> String {
    let mut name = metric.builtin.to_string();
    if metric.builtin.takes_signals() {
        let signals: Vec<&str> = metric.signals.iter().map(crate::base::vocab::Signal::word).collect();
        name = format!("{name}({})", signals.join(", "));
    }
    if let Some(window) = metric.window {
        let amount = window.to_string();
        name = format!("{name} over the last {}", amount.strip_prefix("1 ").unwrap_or(&amount));
    }
    if metric.among_known { format!("{name} among known") } else { name }
}

fn text(evaluated: &Evaluated<'_>, id: NodeId) -> String {
    evaluated.node(id).map(|node| node.text.clone()).unwrap_or_default()
}

/// `is 7 of 20 runs, 35%`, `is between 2 of 18 and 5 of 18 runs (11.11% to 27.78%), as 3 reports …`
fn measured(evaluated: &Evaluated<'_>, id: NodeId, places: usize) -> String {
    let Some(node) = evaluated.node(id) else { return String::new() };
    let value = match evaluated.value(id) {
        Value::Undefined(why) => return format!("is undefined, as {}", why_undefined(evaluated, id, *why)),
        Value::Truth(truth) => return format!("is {truth}"),
        Value::Interval(value) => value,
    };
    let counted = match &node.op {
        Op::Metric(metric) if metric.builtin == Builtin::Rate => {
            evaluated.counted(metric).map(|counted| (metric, counted))
        }
        _ => None,
    };
    if let (Some(alpha), Some((metric, counted))) = (&evaluated.alpha, counted) {
        let why = width(evaluated, metric, &counted);
        return confidence::measured(&counted, value, alpha, &why, places);
    }
    match (value.as_point(), counted) {
        (Some(point), Some((_, counted))) => {
            let (hits, of) = counted.least();
            format!("is {hits} of {of} runs, {}", node.ty.reading(point, places))
        }
        (None, Some((metric, counted))) => {
            let ((low, low_of), (high, high_of)) = (counted.least(), counted.greatest());
            let readings = range(node.ty, value, places, " to ");
            let why = width(evaluated, metric, &counted);
            format!("is between {low} of {low_of} and {high} of {high_of} runs ({readings}){why}")
        }
        (_, None) => {
            let with = evaluated.alpha.as_ref().filter(|_| evaluated.has_rate(id));
            let with = with.map(|alpha| confidence::of_all(evaluated.expr, alpha)).unwrap_or_default();
            format!("is {}{with}", range(node.ty, value, places, " to "))
        }
    }
}

/// Why a value is undefined, as the end of a sentence: "… is undefined, as …".
fn why_undefined(evaluated: &Evaluated<'_>, id: NodeId, why: Undefined) -> String {
    let lacking = (why == Undefined::TooFewRuns).then(|| lacking(evaluated, id)).flatten();
    match lacking {
        Some((1, asked)) => format!("there is only 1 of the {asked} runs asked for"),
        Some((runs, asked)) => format!("there are only {runs} of the {asked} runs asked for"),
        None => why.sentence().to_owned(),
    }
}

/// How many runs there are, and how many the window asks for that makes a value undefined.
fn lacking(evaluated: &Evaluated<'_>, mut id: NodeId) -> Option<(u64, u64)> {
    loop {
        let op = &evaluated.node(id)?.op;
        if let Op::Metric(metric) = op {
            let Some(Window::Runs(asked)) = metric.window else { return None };
            let whole = Metric { window: None, ..*metric };
            return Some((evaluated.counted(&whole)?.inside.runs, asked));
        }
        let undefined = |id: &NodeId| matches!(evaluated.value(*id), Value::Undefined(_));
        id = op.operands().into_iter().find(undefined)?;
    }
}

/// Why a rate is a range: `, as 3 reports could not be attributed`.
fn width(evaluated: &Evaluated<'_>, metric: &Metric, counted: &Counted) -> String {
    let mut reasons = Vec::new();
    let (not_known, unplaced, unattributed, untold) =
        (counted.inside.not_known, counted.unplaced.runs, counted.unattributed.runs, counted.untold.runs);
    if not_known > 0 {
        let verb = if not_known == 1 { "does" } else { "do" };
        reasons.push(format!("{} {verb} not say", plural(not_known, "report")));
    }
    if unplaced > 0 {
        let reports = plural(unplaced, "report");
        reasons.push(match (metric.window, evaluated.scene.group) {
            (None, Some(group)) if unplaced == 1 => {
                format!("{reports} does not say its {}", shown(group.tag))
            }
            (None, Some(group)) => format!("{reports} do not say their {}", shown(group.tag)),
            _ => format!("{reports} could be among these or not"),
        });
    }
    if unattributed > 0 {
        reasons.push(format!("{} could not be attributed", plural(unattributed, "report")));
    }
    if untold > 0 {
        reasons.push(format!("{} without a policy_hash could belong here", plural(untold, "report")));
    }
    if reasons.is_empty() { String::new() } else { format!(", as {}", list(&reasons)) }
}

/// What a value is held against: `max_noise (20%)`, `20%`, `rate(fail) in unpinned (3 of 20 runs, 15%)`.
fn limit(evaluated: &Evaluated<'_>, id: NodeId, places: usize) -> String {
    let Some(node) = evaluated.node(id) else { return String::new() };
    match (&node.op, evaluated.value(id)) {
        (Op::Literal(_), _) => node.text.clone(),
        (Op::Constant(_), Value::Interval(value)) => match value.as_point() {
            Some(point) => format!("{} ({})", node.text, node.ty.literal(point)),
            None => node.text.clone(),
        },
        _ => format!("{} ({})", node.text, measured(evaluated, id, places).trim_start_matches("is ")),
    }
}

/// Both ends of a value, with a word between them; or the only one.
#[must_use]
pub fn range(ty: Type, value: &Interval, places: usize, to: &str) -> String {
    let reading = |value: &Rational| ty.reading(value, places);
    match (&value.low, &value.high) {
        (End::At(low), End::At(high)) if low == high => reading(low),
        (End::At(low), End::At(high)) => format!("{}{to}{}", reading(low), reading(high)),
        (End::At(low), _) => format!("at least {}", reading(low)),
        (_, End::At(high)) => format!("at most {}", reading(high)),
        _ => "not known at all".into(),
    }
}

/// So many decimals that value and limit do not print alike unless they are equal.
fn telling_places(evaluated: &Evaluated<'_>, left: NodeId, right: NodeId) -> usize {
    let (Value::Interval(a), Value::Interval(b)) = (evaluated.value(left), evaluated.value(right)) else {
        return *PLACES.start();
    };
    let ty = evaluated.node(left).map_or(Type::Number, |node: &Node| node.ty);
    let alike = |places: usize| {
        [&a.low, &a.high].into_iter().filter_map(End::finite).any(|value| {
            [&b.low, &b.high]
                .into_iter()
                .filter_map(End::finite)
                .any(|limit| value != limit && ty.reading(value, places) == ty.reading(limit, places))
        })
    };
    PLACES.into_iter().find(|places| !alike(*places)).unwrap_or(*PLACES.start())
}

/// ` At most 3 of 20 may; r003, r007 and 2 more did.`
fn violation(margin: Option<&Margin>, against: &RunIds) -> String {
    let did = did(against);
    match margin {
        Some(Margin { at_most: true, bound, .. }) if *bound < 0 => {
            format!(" No number of runs would do{did}.")
        }
        Some(Margin { at_most: true, bound: 0, of, .. }) => format!(" None of {of} may{did}."),
        Some(Margin { at_most: true, bound, of, .. }) => format!(" At most {bound} of {of} may{did}."),
        Some(Margin { at_most: false, bound, of, .. }) => format!(" At least {bound} of {of} must."),
        None if against.first.is_empty() => String::new(),
        None => format!(" Runs that count against it: {}.", runs(against)),
    }
}

/// `; r003, r007 and 2 more did`
fn did(against: &RunIds) -> String {
    if against.first.is_empty() { String::new() } else { format!("; {} did", runs(against)) }
}

/// The value that a comparison looks at, in short: `3.2% to 5%`; `None` for what is no comparison of a value.
#[must_use]
pub fn reading_of(comparison: &Trace) -> Option<String> {
    let measured = comparison.operands.first().filter(|operand| operand.ty != Type::Bool)?;
    Some(match &measured.value {
        Value::Interval(value) => range(measured.ty, value, *PLACES.start(), " to "),
        Value::Undefined(_) => "undefined".to_owned(),
        Value::Truth(_) => return None,
    })
}

/// How much a check would still bear, or by how much it is missed at worst.
#[must_use]
pub fn slack(margin: &Margin) -> String {
    if let Some(more) = margin.more_runs {
        return format!("{} would show it.", confidence::more_runs(margin, more));
    }
    let count = margin.slack.unsigned_abs();
    match (margin.slack, margin.at_most) {
        (0, true) => "It would bear none more.".to_owned(),
        (1.., true) => format!("It would bear {count} more."),
        (_, true) => format!("{count} too many, at worst."),
        (0, false) => "It would bear none fewer.".to_owned(),
        (1.., false) => format!("It would bear {count} fewer."),
        (_, false) => format!("{count} too few, at worst."),
    }
}

/// What to do about an undetermined check, where reports that say too little are the cause.
fn advice(against: &RunIds) -> String {
    if against.first.is_empty() && against.more == 0 {
        return String::new();
    }
    let which = if against.first.is_empty() { String::new() } else { format!(" ({})", runs(against)) };
    format!(" Repair those reports{which}, or judge \"among known\".")
}

/// `r003, r007, r011, r012, r015 and 2 more`
fn runs(run_ids: &RunIds) -> String {
    let mut names = run_ids.first.clone();
    if run_ids.more > 0 {
        names.push(format!("{} more", run_ids.more));
    }
    list(&names)
}

/// `1 run`, `2 runs`
#[must_use]
pub fn plural(count: u64, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// `a`, `a and b`, `a, b and c`
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
