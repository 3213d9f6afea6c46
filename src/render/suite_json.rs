//! What came of tests, as JSON: docs/schemas/test_results.schema.json.

use crate::base::json::Json;
use crate::tools::suite::results::{FileResult, Outcome, SuiteResult, TestResult};

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
    ])
    .with(suite.to_begin_with.as_deref().map(|tests| ("to_begin_with", Json::from(tests))))
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
