//! What came of tests, as JSON: docs/schemas/test_results.schema.json.

use crate::base::json::Json;
use crate::tools::suite::results::{
    Coverage, FileResult, Goal, Mutation, Outcome, SuiteResult, Survivor, TestResult,
};

/// The name of the form; a change of it that readers must know of changes the name.
const FORMAT: &str = "test_results/1";

/// The results of all files.
#[must_use]
pub fn json(files: &[FileResult]) -> Json<'_> {
    let passed = files.iter().all(|file| file.result.as_ref().is_ok_and(SuiteResult::passed));
    Json::object([
        ("files", Json::array(files.iter().map(file_json))),
        ("format", FORMAT.into()),
        ("passed", Json::Bool(passed)),
    ])
}

fn file_json(file: &FileResult) -> Json<'_> {
    let json = Json::object([("file", Json::from(file.file.as_str()))]);
    let suite = match &file.result {
        Ok(suite) => suite,
        Err(error) => return json.with([("error", Json::from(error.as_str()))]),
    };
    json.with([
        ("failed", number(suite.failures().count())),
        ("policy", suite.policy.as_str().into()),
        ("tests", Json::array(suite.tests.iter().map(test_json))),
        ("tests_to_add", Json::array(suite.to_add.iter().map(String::as_str))),
    ])
    .with(suite.coverage.as_ref().map(|coverage| ("coverage", coverage_json(coverage))))
    .with(suite.mutation.as_ref().map(|mutation| ("mutation", mutation_json(mutation))))
}

fn number(count: usize) -> Json<'static> {
    Json::Number(count.to_string().into())
}

fn test_json(test: &TestResult) -> Json<'_> {
    Json::object([
        ("actual", outcome_json(&test.actual)),
        ("expected", outcome_json(&test.expected)),
        ("line", number(test.location.line)),
        ("name", test.name.as_str().into()),
        ("passed", Json::Bool(test.passed)),
        ("why", Json::array(test.why.iter().map(String::as_str))),
    ])
}

fn outcome_json(outcome: &Outcome) -> Json<'_> {
    let because = outcome.because.as_ref();
    Json::object([
        ("because", because.map_or(Json::Null, |rules| Json::array(rules.iter().map(String::as_str)))),
        ("verdict", outcome.decision.word().into()),
    ])
}

fn coverage_json(coverage: &Coverage) -> Json<'_> {
    let (seen, goals) = coverage.share();
    Json::object([
        ("goals", Json::array(coverage.goals.iter().map(goal_json))),
        ("of", number(goals)),
        ("seen", number(seen)),
    ])
}

fn goal_json(goal: &Goal) -> Json<'_> {
    Json::object([
        ("check", goal.check.as_str().into()),
        ("line", number(goal.line)),
        ("rule", goal.rule.as_str().into()),
        ("seen_by", text(goal.seen_by.as_deref())),
        ("threshold", text(goal.of.as_deref())),
        ("what", goal.what.into()),
        ("test_to_add", index(goal.test)),
    ])
}

fn text(text: Option<&str>) -> Json<'_> {
    text.map_or(Json::Null, Json::from)
}

/// A position in `tests_to_add`, from 0.
fn index(number: Option<usize>) -> Json<'static> {
    number.map_or(Json::Null, self::number)
}

fn mutation_json(mutation: &Mutation) -> Json<'_> {
    let (noticed, mutants) = mutation.share();
    Json::object([
        ("equivalent", number(mutation.equivalent)),
        ("noticed", number(noticed)),
        ("of", number(mutants)),
        ("survivors", Json::array(mutation.survivors.iter().map(survivor_json))),
    ])
}

fn survivor_json(survivor: &Survivor) -> Json<'_> {
    let Survivor { line, before, after, test } = survivor;
    Json::object([
        ("after", after.as_str().into()),
        ("before", before.as_str().into()),
        ("line", number(*line)),
        ("test_to_add", index(*test)),
    ])
}
