//! What every SARIF log of ours has: its frame, its tool, places in files, text that begins no link.

use std::fmt::Write as _;

use crate::base::json::Json;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One log with one run; `more`: what the run has beside its tool.
#[must_use]
pub fn log<'a>(
    rules: impl Iterator<Item = Json<'a>>,
    more: impl IntoIterator<Item = (&'a str, Json<'a>)>,
) -> Json<'a> {
    let driver = Json::object([
        ("name", Json::from("rulecheck")),
        ("rules", Json::array(rules)),
        ("version", env!("CARGO_PKG_VERSION").into()),
    ]);
    let run = Json::object([
        ("columnKind", Json::from("unicodeCodePoints")),
        ("tool", Json::object([("driver", driver)])),
    ]);
    let run = run.with(more);
    Json::object([("$schema", Json::from(SCHEMA)), ("runs", Json::array([run])), ("version", "2.1.0".into())])
}

/// A place in a file: all of it, or a region of it.
#[must_use]
pub fn physical_location<'a>(file: &str, region: Option<Json<'a>>) -> Json<'a> {
    let artifact = Json::object([("uri", Json::from(uri(file)))]);
    Json::object([("artifactLocation", artifact)]).with(region.map(|region| ("region", region)))
}

/// A path as a relative URI reference.
#[must_use]
pub fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            // Writing to a String cannot fail.
            other => drop(write!(uri, "%{other:02X}")),
        }
    }
    uri
}

/// A message of plain text, in which `[text](address)` is no link (SARIF 2.1.0, 3.11.6).
#[must_use]
pub fn message(text: &str) -> Json<'static> {
    let text =
        if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() };
    Json::object([("text", Json::from(text))])
}
