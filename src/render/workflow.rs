//! Commands of a GitHub workflow: a line each, of which nothing that is quoted can begin another.

/// A command.
#[derive(Debug, Clone)]
pub struct Command<'a> {
    /// `error`, `warning` or `notice`.
    pub level: &'a str,
    /// Its properties, in order.
    pub properties: Vec<(&'static str, String)>,
    /// What is told; may have several lines.
    pub message: &'a str,
}

/// The line of a command.
#[must_use]
pub fn line(command: &Command<'_>) -> String {
    let properties: Vec<String> =
        command.properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let gap = if properties.is_empty() { "" } else { " " };
    format!("::{}{gap}{}::{}\n", command.level, properties.join(","), data(command.message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
