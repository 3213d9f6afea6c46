//! [`Place`]: a document as it is known however its URI is written; and URIs of files beside it.

use gen_lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a URI names: of a file its path, else the URI as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(String);

const FILE: &str = "file://";
/// What is escaped in the path of a URI.
const IN_PATHS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Place {
    /// What `uri` names.
    #[must_use]
    pub fn of(uri: &Uri) -> Self {
        let Some(path) = uri.0.strip_prefix(FILE) else { return Self(uri.0.clone()) };
        let path = percent_decode_str(path).decode_utf8_lossy();
        let path = if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { path.into_owned() };
        // A drive letter is written in either case.
        let mut letters = path.chars();
        match (letters.next(), letters.next(), letters.next()) {
            (Some('/'), Some(drive), Some(':')) if drive.is_ascii_alphabetic() => {
                Self(format!("/{}:{}", drive.to_ascii_lowercase(), letters.as_str()))
            }
            _ => Self(path),
        }
    }

    /// A file by its path.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// Its path, if it is a file.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.starts_with('/').then_some(self.0.as_str())
    }

    /// Its name without folders.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit(['/', '\\']).next().unwrap_or(&self.0)
    }

    /// The folder it is in.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A file that is named relative to it.
    #[must_use]
    pub fn beside(&self, file: &str) -> Self {
        if file.starts_with('/') {
            return Self(file.to_owned());
        }
        let mut parts: Vec<&str> = self.folder().split('/').collect();
        for part in file.split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." if parts.len() > 1 => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        Self(parts.join("/"))
    }

    /// Its URI.
    #[must_use]
    pub fn uri(&self) -> Uri {
        let Some(path) = self.path() else { return Uri(self.0.clone()) };
        Uri(format!("{FILE}{}", utf8_percent_encode(path, IN_PATHS)))
    }
}
