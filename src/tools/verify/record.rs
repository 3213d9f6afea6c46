//! [`Record`]: a verdict.json as it lies there, whoever wrote it.

use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::base::json_read::{self, Node};
use crate::base::source::Spanned;
use crate::base::time::Timestamp;
use crate::judge::At;
use crate::judge::verdict::{Evidence, EvidenceSource, NotJudged, TimeSource};
use crate::judge::verdict_file;
use crate::lang::hash;

/// The form of verdicts that this release writes and reads.
const FORMAT: &str = "verdict/1";

/// A verdict as it was written.
#[derive(Debug, Clone)]
pub struct Record {
    json: Json<'static>,
    /// Places of keys that stand twice in their object.
    twice: Vec<String>,
}

/// Why a text is no verdict that could be looked into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is not JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
    /// It is another file.
    #[error("it is JSON, but no verdict: it has neither `policy` nor `core_sha256`")]
    Other,
    /// A verdict of a later form.
    #[error(
        "it is in the form `{0}`, and this release of rulecheck knows `verdict/1`: take the release that wrote it"
    )]
    Format(String),
    /// What stands in place of a verdict that could not be given.
    #[error("it says that it could not be judged ({0}): there is no verdict")]
    NotJudged(String),
}

/// What is wrong with a verdict in itself, whatever it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A key stands twice: which of the two counts depends on who reads it.
    Twice(String),
    /// Its content is not that of its `core_sha256`.
    Core {
        /// As stated.
        stated: Option<String>,
        /// That of the content.
        content: Sha256,
    },
    /// Its canonical text is not that of its `rules_hash`.
    RulesHash {
        /// That of the text.
        content: Sha256,
    },
    /// Its `rules_hash` and constants are not those of its `policy_hash`.
    PolicyHash {
        /// That of the two.
        content: Sha256,
    },
}

impl Flaw {
    /// It in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Twice(place) => {
                format!(
                    "{place} stands twice: who reads it may take the one or the other. No release writes that."
                )
            }
            Self::Core { stated: None, content } => {
                format!(
                    "It was edited after it was written: it has no core_sha256, and its content has {content}."
                )
            }
            Self::Core { stated: Some(stated), content } => format!(
                "It was edited after it was written: core_sha256 is stated as {stated}, but that of its content is \
                 {content}."
            ),
            Self::RulesHash { content } => {
                format!(
                    "policy.canonical_text is not the text of policy.rules_hash: its SHA-256 is {content}."
                )
            }
            Self::PolicyHash { content } => format!(
                "policy.policy_hash is not that of policy.rules_hash and policy.constants, which is {content}."
            ),
        }
    }
}

impl Record {
    /// Reads a verdict.
    pub fn read(text: &str) -> Result<Self, RecordError> {
        let node = json_read::parse(text).map_err(|error| RecordError::Json(error.message))?;
        let mut twice = Vec::new();
        let json = tree(&node, "", &mut twice);
        let is_later = |format: &&str| {
            let number = format.strip_prefix("verdict/").unwrap_or_default();
            *format != FORMAT && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        };
        if let Some(format) = json.get("format").and_then(Json::as_str).filter(is_later) {
            return Err(RecordError::Format(format.to_owned()));
        }
        if let (Some(Json::Null), Some(Json::Array(errors))) = (json.get("verdict"), json.get("errors")) {
            let first = errors.first().and_then(Json::as_str).unwrap_or("it does not say why");
            return Err(RecordError::NotJudged(first.lines().next().unwrap_or_default().to_owned()));
        }
        if json.get("policy").is_none() && json.get("core_sha256").is_none() {
            return Err(RecordError::Other);
        }
        Ok(Self { json, twice })
    }

    /// The whole.
    #[must_use]
    pub const fn json(&self) -> &Json<'static> {
        &self.json
    }

    /// What stands at a place.
    #[must_use]
    pub fn at_path(&self, path: &[&str]) -> Option<&Json<'static>> {
        path.iter().try_fold(&self.json, |value, key| value.get(key))
    }

    /// The text at a place.
    #[must_use]
    pub fn text(&self, path: &[&str]) -> Option<&str> {
        self.at_path(path)?.as_str()
    }

    /// The time it was judged by, to be judged by again.
    #[must_use]
    pub fn evaluation(&self) -> At {
        let source = self.text(&["evaluated_at_source"]).and_then(TimeSource::from_word);
        match (source, self.text(&["evaluated_at"]).and_then(Timestamp::parse)) {
            (Some(TimeSource::Flag), Some(time)) => At::Given(time),
            (Some(TimeSource::Now), Some(time)) => At::Now(time),
            _ => At::NewestRun,
        }
    }

    /// SHA-256 of what `core_sha256` covers, as it stands in the file.
    #[must_use]
    pub fn core_of_content(&self) -> Sha256 {
        verdict_file::core_sha256(&self.json)
    }

    /// What is wrong with it in itself.
    #[must_use]
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws: Vec<Flaw> = self.twice.iter().cloned().map(Flaw::Twice).collect();
        let (content, stated) = (self.core_of_content(), self.text(&["core_sha256"]));
        if stated != Some(content.to_string().as_str()) {
            flaws.push(Flaw::Core { stated: stated.map(str::to_owned), content });
        }
        let stated = |key| self.text(&["policy", key]).map(str::to_owned);
        let content = hash::rules_hash(&stated("canonical_text").unwrap_or_default());
        if stated("rules_hash") != Some(content.to_string()) {
            flaws.push(Flaw::RulesHash { content });
        }
        // Of the hash as stated, so that an edited text is told once.
        let rules_hash = stated("rules_hash").and_then(|hex| hex.parse().ok()).unwrap_or(content);
        let content = Sha256::of(hash::preimage(self.constants(), rules_hash).as_bytes());
        if stated("policy_hash") != Some(content.to_string()) {
            flaws.push(Flaw::PolicyHash { content });
        }
        flaws
    }

    /// The constants, each with its literal.
    pub fn constants(&self) -> impl Iterator<Item = (&str, &str)> {
        let constants = match self.at_path(&["policy", "constants"]) {
            Some(Json::Array(constants)) => constants.as_slice(),
            _ => &[],
        };
        constants.iter().filter_map(|constant| {
            Some((constant.get("name")?.as_str()?, constant.get("literal")?.as_str()?))
        })
    }

    /// The evidence to judge again by: as it was counted now, but where the verdict was made from reports and metrics
    /// are given, or the other way round, what cannot be counted again is taken as the verdict has it. Also says
    /// whether it was.
    #[must_use]
    pub fn evidence(&self, counted: Evidence) -> (Evidence, bool) {
        let source = self.text(&["evidence", "source"]).and_then(EvidenceSource::from_word);
        let metrics_sha256 = counted.metrics_sha256;
        let source = source.unwrap_or(counted.source);
        if source == counted.source {
            return (counted, false);
        }
        let mut claimed = Evidence {
            source,
            metrics_sha256,
            inputs_sha256: None,
            after_at: NotJudged::default(),
            expected: None,
        };
        if source == EvidenceSource::Reports {
            claimed.inputs_sha256 =
                self.text(&["evidence", "inputs_sha256"]).and_then(|hex| hex.parse().ok());
            claimed.after_at = NotJudged {
                runs: self.count(&["evidence", "not_judged", "after_at", "runs"]).unwrap_or_default(),
                run_ids: self.texts(&["evidence", "not_judged", "after_at", "run_ids"]),
            };
            let expected = ["runs", "received"].map(|key| self.count(&["evidence", "expected", key]));
            if let [Some(runs), Some(received)] = expected {
                claimed.expected = Some((runs, received));
            }
        }
        (claimed, true)
    }

    fn count(&self, path: &[&str]) -> Option<u64> {
        if let Some(Json::Integer(count)) = self.at_path(path) { u64::try_from(*count).ok() } else { None }
    }

    fn texts(&self, path: &[&str]) -> Vec<String> {
        let Some(Json::Array(texts)) = self.at_path(path) else { return Vec::new() };
        texts.iter().filter_map(Json::as_str).map(str::to_owned).collect()
    }
}

/// INVARIANT: the reader limits how deep a text may nest.
fn tree(node: &Spanned<Node>, place: &str, twice: &mut Vec<String>) -> Json<'static> {
    match &node.node {
        Node::Null => Json::Null,
        Node::Bool(value) => (*value).into(),
        Node::Number(digits) => match digits.parse::<i64>() {
            Ok(number) if number.to_string() == *digits => number.into(),
            _ => Json::Number(digits.clone().into()),
        },
        Node::String(text) => text.clone().into(),
        Node::Array(elements) => {
            let elements = elements.iter().enumerate();
            Json::array(elements.map(|(index, element)| tree(element, &format!("{place}[{index}]"), twice)))
        }
        Node::Object(members) => {
            let mut seen = std::collections::BTreeSet::new();
            let members = members.iter().map(|(key, value)| {
                let place = if place.is_empty() { key.node.clone() } else { format!("{place}.{}", key.node) };
                if !seen.insert(&key.node) {
                    twice.push(place.clone());
                }
                (key.node.clone(), tree(value, &place, twice))
            });
            Json::object(members.collect::<Vec<_>>())
        }
    }
}
