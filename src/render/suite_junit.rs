//! What came of tests as JUnit XML.

use crate::render::xunit::{self, Case, Element, NO_TIME, Suite, Told};
use crate::tools::suite::results::{FileResult, SuiteResult, TestResult};

/// The XML of results; ends in a newline.
#[must_use]
pub fn render(files: &[FileResult]) -> String {
    let suites: Vec<Suite> = files.iter().map(suite).collect();
    xunit::render(&suites)
}

fn suite(file: &FileResult) -> Suite {
    let (package, cases) = match &file.result {
        Err(error) => {
            ("rules", vec![instead(Element::Error, "rulecheck::test", "the tests could not be run", error)])
        }
        Ok(SuiteResult { policy, tests, to_add, .. }) if tests.is_empty() => {
            let to_begin_with = to_add.concat();
            let none = instead(Element::Failure, "rulecheck::test::none", "no tests", &to_begin_with);
            (policy.as_str(), vec![none])
        }
        Ok(SuiteResult { policy, tests, .. }) => (policy.as_str(), tests.iter().map(case).collect()),
    };
    Suite {
        name: file.file.clone(),
        package: package.to_owned(),
        timestamp: NO_TIME.to_owned(),
        // One at least: of the schemas in use some want one.
        properties: vec![("policy".to_owned(), package.to_owned())],
        cases,
        out: String::new(),
    }
}

/// A case that is told in place of tests: there are none, or they could not be run.
fn instead(element: Element, kind: &str, message: &str, text: &str) -> Case {
    let told = Told { element, kind: kind.to_owned(), message: message.to_owned(), text: text.to_owned() };
    Case { name: "tests".to_owned(), told: Some(told) }
}

fn case(test: &TestResult) -> Case {
    let failed = || Told {
        element: Element::Failure,
        kind: "rulecheck::test::failed".to_owned(),
        message: format!("expected {}, got {}", test.expected.text(), test.actual.text()),
        text: format!("line {}\n{}", test.location.line, test.difference().join("\n")),
    };
    Case { name: test.name.clone(), told: (!test.passed).then(failed) }
}
