//! What came of tests as JUnit XML, in the narrower of the forms that CI systems read.

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::render::escape::visible;
use crate::tools::suite::results::{FileResult, SuiteResult, TestResult};

/// There is no clock here, and the schema asks for a time.
const TIMESTAMP: &str = "1970-01-01T00:00:00";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The XML of results; ends in a newline.
#[must_use]
pub fn render(files: &[FileResult]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail.
    let _ = writer.create_element("testsuites").write_inner_content(|writer| {
        files.iter().enumerate().try_for_each(|(number, file)| suite(writer, number, file))
    });
    let xml = String::from_utf8(writer.into_inner()).unwrap_or_default();
    format!("{DECLARATION}{xml}\n")
}

type Xml = Writer<Vec<u8>>;
type Written = std::io::Result<()>;

/// A case that is told in place of tests: there are none, or they could not be run.
struct Instead<'a> {
    element: &'static str,
    kind: &'static str,
    message: &'a str,
    text: &'a str,
}

fn suite(writer: &mut Xml, number: usize, file: &FileResult) -> Written {
    let to_begin_with;
    let (package, tests, instead) = match &file.result {
        Err(error) => {
            let message = "the tests could not be run";
            (
                "rules",
                &[][..],
                Some(Instead { element: "error", kind: "rulecheck::test", message, text: error }),
            )
        }
        Ok(SuiteResult { policy, tests, to_add, .. }) => {
            to_begin_with = to_add.concat();
            let text = &to_begin_with;
            let instead = tests.is_empty().then_some(Instead {
                element: "failure",
                kind: "rulecheck::test::none",
                message: "no tests",
                text,
            });
            (policy.as_str(), tests.as_slice(), instead)
        }
    };
    let is = |element: &str| instead.as_ref().is_some_and(|instead| instead.element == element);
    let failures = tests.iter().filter(|test| !test.passed).count().saturating_add(is("failure").into());
    let all = tests.len().saturating_add(instead.is_some().into());
    let name = clean(&file.file);
    let attributes = [
        ("id", number.to_string()),
        ("name", name.clone()),
        ("package", package.to_owned()),
        ("timestamp", TIMESTAMP.to_owned()),
        ("hostname", "localhost".to_owned()),
        ("tests", all.to_string()),
        ("failures", failures.to_string()),
        ("errors", usize::from(is("error")).to_string()),
        ("time", "0".to_owned()),
    ];
    let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
    writer.create_element("testsuite").with_attributes(attributes).write_inner_content(|writer| {
        // One at least: of the schemas in use some want one.
        writer.create_element("properties").write_inner_content(|writer| {
            let property = writer.create_element("property");
            property.with_attributes([("name", "policy"), ("value", package)]).write_empty().map(drop)
        })?;
        for test in tests {
            case(writer, package, test)?;
        }
        if let Some(Instead { element, kind, message, text }) = &instead {
            let case = writer.create_element("testcase");
            let attributes = [("name", "tests"), ("classname", package), ("time", "0")];
            case.with_attributes(attributes).write_inner_content(|writer| {
                let told = writer.create_element(*element);
                told.with_attributes([("type", *kind), ("message", *message)])
                    .write_text_content(BytesText::new(&clean(text)))
                    .map(drop)
            })?;
        }
        writer.create_element("system-out").write_empty()?;
        writer.create_element("system-err").write_empty().map(drop)
    })?;
    Ok(())
}

fn case(writer: &mut Xml, package: &str, test: &TestResult) -> Written {
    let name = clean(&test.name);
    let case = writer.create_element("testcase").with_attributes([
        ("name", name.as_str()),
        ("classname", package),
        ("time", "0"),
    ]);
    if test.passed {
        return case.write_empty().map(drop);
    }
    let message = format!("expected {}, got {}", test.expected.text(), test.actual.text());
    let told = format!("line {}\n{}", test.location.line, test.difference().join("\n"));
    case.write_inner_content(|writer| {
        let failure = writer.create_element("failure");
        failure
            .with_attributes([("type", "rulecheck::test::failed"), ("message", message.as_str())])
            .write_text_content(BytesText::new(&clean(&told)))
            .map(drop)
    })
    .map(drop)
}

/// Text without what XML cannot hold; its lines stay.
fn clean(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(visible).collect();
    lines.join("\n").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
