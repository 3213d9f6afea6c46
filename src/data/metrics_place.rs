//! [`At`]: a place in a metrics file, read by its form; what is wrong is told with the place.

use crate::base::json_read::Node;
use crate::base::source::Spanned;
use crate::base::time::Timestamp;
use crate::data::metrics_file::FORMAT;

/// Why a metrics file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetricsError {
    /// It is not JSON.
    #[error("it is not JSON: {message} (at byte {offset})")]
    Json {
        /// What is wrong.
        message: String,
        /// Where.
        offset: u32,
    },
    /// It is another kind of file, or of another version.
    #[error("it is no metrics file of the form `{FORMAT}`")]
    Format,
    /// Something in it has the wrong form, or no reports can give it.
    #[error("`{path}`: {problem}")]
    Value {
        /// Where in the file: `cohorts[0].strata.pinned.profile[2].runs`.
        path: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// Something in it is not what its profiles give.
    #[error("`{path}` is {found}, but the profiles give {expected}")]
    Differs {
        /// Where in the file.
        path: String,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// Its values are right, but it is not laid out as it was written.
    #[error("it is not byte for byte as it was written: its layout was changed")]
    Layout,
}

/// What was read, or why not.
pub type Result<T> = std::result::Result<T, MetricsError>;

/// A place in a metrics file.
pub struct At<'a> {
    /// `cohorts[0].strata`
    pub path: String,
    /// What stands there.
    pub node: &'a Node,
}

impl<'a> At<'a> {
    /// Refuses what stands here.
    pub fn fail<T>(&self, problem: &'static str) -> Result<T> {
        Err(MetricsError::Value { path: self.path.clone(), problem })
    }

    /// A member of this object, if it is there; twice is refused.
    pub fn optional(&self, key: &str) -> Result<Option<Self>> {
        let path = join(&self.path, key);
        let mut members = self.members()?.iter().filter(|(name, _)| name.node == key);
        let member = members.next().map(|(_, node)| At { path, node: &node.node });
        match members.next() {
            Some(_) => member.map_or(Ok(None), |member| member.fail("stands twice")),
            None => Ok(member),
        }
    }

    /// A member of this object.
    pub fn member(&self, key: &str) -> Result<Self> {
        let missing = At { path: join(&self.path, key), node: self.node };
        self.optional(key)?.map_or_else(|| missing.fail("is missing"), Ok)
    }

    /// The members of this object.
    pub fn members(&self) -> Result<&'a [(Spanned<String>, Spanned<Node>)]> {
        match self.node {
            Node::Object(members) => Ok(members),
            _ => self.fail("is no object"),
        }
    }

    /// The elements of this array.
    pub fn elements(&self) -> Result<Vec<Self>> {
        let Node::Array(elements) = self.node else { return self.fail("is no array") };
        let place = |(index, node): (usize, &'a Spanned<Node>)| At {
            path: format!("{}[{index}]", self.path),
            node: &node.node,
        };
        Ok(elements.iter().enumerate().map(place).collect())
    }

    /// This whole number.
    pub fn number<T: std::str::FromStr>(&self) -> Result<T> {
        match self.node {
            Node::Number(digits) => digits.parse().or_else(|_| self.fail("is no whole number")),
            _ => self.fail("is no whole number"),
        }
    }

    /// This string.
    pub fn text(&self) -> Result<&'a str> {
        match self.node {
            Node::String(text) => Ok(text),
            _ => self.fail("is no string"),
        }
    }

    /// This array of words.
    pub fn words<T>(&self, word: impl Fn(&str) -> Option<T>) -> Result<Vec<T>> {
        let word = |at: &Self| word(at.text()?).map_or_else(|| at.fail("is no known word"), Ok);
        self.elements()?.iter().map(word).collect()
    }

    /// What stands here, unless it is `null`.
    pub fn option<T>(&self, read: impl Fn(&Self) -> Result<T>) -> Result<Option<T>> {
        if matches!(self.node, Node::Null) { Ok(None) } else { read(self).map(Some) }
    }

    /// This time.
    pub fn time(&self) -> Result<Timestamp> {
        Timestamp::parse(self.text()?).map_or_else(|| self.fail("is no time"), Ok)
    }
}

/// The path of a member.
#[must_use]
pub fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
