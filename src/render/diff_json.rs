//! How a policy changed, as JSON: docs/schemas/policy_diff.schema.json.

use crate::base::json::Json;
use crate::judge::verdict::Alternative;
use crate::tools::diff::report::{Difference, Item, RuleItem, Side, Witness};

/// The name of the form; a change of it that readers must know of changes the name.
const FORMAT: &str = "policy_diff/1";

/// The difference of two policies.
#[must_use]
pub fn json(difference: &Difference) -> Json<'_> {
    let [old, new] = &difference.policies;
    Json::object([
        ("change", Json::from(difference.change.word())),
        ("constants", Json::array(difference.constants.iter().map(named))),
        ("format", FORMAT.into()),
        ("new", side(new)),
        ("old", side(old)),
        ("rules", Json::array(difference.rules.iter().map(rule))),
        ("settings", Json::array(difference.settings.iter().map(named))),
        ("waivers", Json::array(difference.waivers.iter().map(named))),
        ("witnesses", Json::array(difference.witnesses.iter().map(witness))),
    ])
}

fn side(side: &Side) -> Json<'_> {
    Json::object([
        ("id", Json::from(side.id.as_str())),
        ("policy_hash", side.policy_hash.to_string().into()),
        ("rules_hash", side.rules_hash.to_string().into()),
        ("title", side.title.as_str().into()),
    ])
}

fn item(item: &Item) -> Json<'_> {
    let number = item.witness.map(|number| Json::Number(number.to_string().into()));
    Json::object([
        ("change", Json::from(item.change.word())),
        ("new", item.new.as_deref().map_or(Json::Null, Json::from)),
        ("old", item.old.as_deref().map_or(Json::Null, Json::from)),
        ("witness", number.unwrap_or(Json::Null)),
    ])
}

fn named(of: &Item) -> Json<'_> {
    item(of).with([("name", Json::from(of.name.as_str()))])
}

fn rule(of: &RuleItem) -> Json<'_> {
    item(&of.rule).with([
        ("checks", Json::array(of.checks.iter().map(item))),
        ("id", of.rule.name.as_str().into()),
        ("reworded", Json::Bool(of.reworded)),
    ])
}

fn witness(of: &Witness) -> Json<'_> {
    Json::object([("new", decided(&of.new)), ("old", decided(&of.old)), ("test", of.test.as_str().into())])
}

fn decided(of: &Alternative) -> Json<'_> {
    Json::object([
        ("decided_by", Json::array(of.decided_by.iter().map(String::as_str))),
        ("verdict", of.decision.word().into()),
    ])
}
