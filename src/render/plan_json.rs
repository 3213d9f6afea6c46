//! What a policy can show, as JSON: docs/schemas/plan.schema.json.

use crate::base::json::Json;
use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::lang::policy::Policy;
use crate::tools::plan::first::FirstGo;
use crate::tools::plan::{AtDue, Chance, CheckForecast, EarlyForecast, Forecast, LOOKS};

/// The name of the form; a change of it that readers must know of changes the name.
const FORMAT: &str = "plan/1";
/// Decimals of a chance.
const PLACES: usize = 9;

/// What a policy can show.
#[must_use]
pub fn json<'a>(policy: &'a Policy, forecast: &'a Forecast) -> Json<'a> {
    Json::object([
        ("checks", Json::array(forecast.checks.iter().map(check))),
        ("early", forecast.early.as_ref().map(early).into()),
        ("format", FORMAT.into()),
        ("looks", LOOKS.into()),
        ("other_checks", forecast.others.into()),
        ("policy", policy.id.as_str().into()),
        ("policy_hash", policy.policy_hash.to_string().into()),
    ])
}

fn check(check: &CheckForecast) -> Json<'_> {
    Json::object([
        ("at_most", check.at_most.into()),
        ("chances", Json::array(check.chances.iter().map(chance))),
        ("confidence", Type::Rate.literal(&check.confidence).into()),
        ("due", check.due.as_ref().map(due).into()),
        ("rule", check.rule.as_str().into()),
        ("scope", check.scope.word().into()),
        ("shown_after", check.shown_after.into()),
        ("shown_in_one_look", check.shown_in_one_look.into()),
        ("text", check.text.as_str().into()),
        ("threshold", check.threshold.to_string().into()),
    ])
}

fn due(due: &AtDue) -> Json<'_> {
    Json::object([
        ("runs", due.runs.into()),
        ("step", due.step.to_string().into()),
        ("turn", due.turn.into()),
    ])
}

fn chance(chance: &Chance) -> Json<'_> {
    let number = |value: &Option<Rational>| match value {
        Some(value) => Json::Number(value.to_decimal(PLACES).into()),
        None => Json::Null,
    };
    Json::object([
        ("at_due", number(&chance.at_due)),
        ("by_looking", number(&chance.by_looking)),
        ("rate", chance.rate.to_string().into()),
    ])
}

fn early(early: &EarlyForecast) -> Json<'_> {
    Json::object([
        ("confidence", Type::Rate.literal(&early.confidence).into()),
        ("first", early.first.as_ref().map(first).into()),
        ("most_before_due", early.most_before_due.into()),
    ])
}

fn first(first: &FirstGo) -> Json<'_> {
    Json::object([
        ("held_back_by", Json::array(first.held_back_by.iter().map(String::as_str))),
        ("pinned", first.pinned.into()),
        ("unpinned", first.unpinned.into()),
    ])
}
