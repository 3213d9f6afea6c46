//! JUnit XML, in the narrower of the forms that CI systems read: suites of cases, each with what is told of it.

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::render::escape::{visible, visible_lines};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
/// Where there is no clock, and the schema asks for a time.
pub const NO_TIME: &str = "1970-01-01T00:00:00";

/// A suite; none of its texts has to be escaped.
#[derive(Debug, Clone)]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// What its cases are of.
    pub package: String,
    /// When it was, as `2026-02-14T18:00:00`, without a zone.
    pub timestamp: String,
    /// Facts.
    pub properties: Vec<(String, String)>,
    /// Its cases.
    pub cases: Vec<Case>,
    /// What is told beside them.
    pub out: String,
}

/// A case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// What is told of it; nothing, if it passed.
    pub told: Option<Told>,
}

/// What came of a case that did not pass.
#[derive(Debug, Clone)]
pub struct Told {
    /// What it is.
    pub element: Element,
    /// Of which kind.
    pub kind: String,
    /// It in a line.
    pub message: String,
    /// It in full.
    pub text: String,
}

/// What a case that did not pass can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// It cannot be told, or could not be tried.
    Error,
    /// It failed.
    Failure,
    /// It does not apply.
    Skipped,
}

impl Element {
    const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
        }
    }
}

type Xml = Writer<Vec<u8>>;
type Written = std::io::Result<()>;

/// The XML of suites; ends in a newline.
#[must_use]
pub fn render(suites: &[Suite]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail.
    let _ = writer.create_element("testsuites").write_inner_content(|writer| {
        suites.iter().enumerate().try_for_each(|(number, suite)| write_suite(writer, number, suite))
    });
    let xml = String::from_utf8(writer.into_inner()).unwrap_or_default();
    format!("{DECLARATION}{xml}\n")
}

fn write_suite(writer: &mut Xml, number: usize, suite: &Suite) -> Written {
    let count = |element| {
        let is = |case: &&Case| case.told.as_ref().is_some_and(|told| told.element == element);
        suite.cases.iter().filter(is).count().to_string()
    };
    let package = visible(&suite.package);
    let mut attributes = vec![
        ("id", number.to_string()),
        ("name", visible(&suite.name)),
        ("package", package.clone()),
        ("timestamp", suite.timestamp.clone()),
        ("hostname", "localhost".to_owned()),
        ("tests", suite.cases.len().to_string()),
        ("failures", count(Element::Failure)),
        ("errors", count(Element::Error)),
        ("time", "0".to_owned()),
    ];
    let skipped = count(Element::Skipped);
    if skipped != "0" {
        attributes.push(("skipped", skipped));
    }
    let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
    writer.create_element("testsuite").with_attributes(attributes).write_inner_content(|writer| {
        writer.create_element("properties").write_inner_content(|writer| {
            suite.properties.iter().try_for_each(|(name, value)| {
                let (name, value) = (visible(name), visible(value));
                let property = writer.create_element("property");
                let attributes = [("name", name.as_str()), ("value", value.as_str())];
                property.with_attributes(attributes).write_empty().map(drop)
            })
        })?;
        suite.cases.iter().try_for_each(|case| write_case(writer, &package, case))?;
        if suite.out.is_empty() {
            writer.create_element("system-out").write_empty()?;
        } else {
            writer.create_element("system-out").write_text_content(BytesText::new(&text(&suite.out)))?;
        }
        writer.create_element("system-err").write_empty().map(drop)
    })?;
    Ok(())
}

fn write_case(writer: &mut Xml, package: &str, case: &Case) -> Written {
    let name = visible(&case.name);
    let attributes = [("name", name.as_str()), ("classname", package), ("time", "0")];
    let element = writer.create_element("testcase").with_attributes(attributes);
    let Some(told) = &case.told else { return element.write_empty().map(drop) };
    element
        .write_inner_content(|writer| {
            let element = writer.create_element(told.element.name());
            if told.element == Element::Skipped {
                return element.write_empty().map(drop);
            }
            let (kind, message) = (visible(&told.kind), visible(&told.message));
            element
                .with_attributes([("type", kind.as_str()), ("message", message.as_str())])
                .write_text_content(BytesText::new(&text(&told.text)))
                .map(drop)
        })
        .map(drop)
}

/// Text without what XML cannot hold; its lines stay.
fn text(text: &str) -> String {
    visible_lines(text).collect::<Vec<_>>().join("\n")
}
