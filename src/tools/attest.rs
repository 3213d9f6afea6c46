//! [`statement`]: a verdict as an in-toto Statement (v1) with the SLSA Verification Summary predicate (v1).
//!
//! The fields are those of <https://slsa.dev/spec/v1.1/verification_summary> and
//! <https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>.

use std::str::FromStr;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::base::time::Timestamp;
use crate::base::vocab::Decision;
use crate::tools::verify::record::Record;

const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "https://slsa.dev/verification_summary/v1";
/// Who verifies, where nobody says otherwise: this tool, by its package URL.
pub const VERIFIER: &str = "pkg:cargo/rulecheck";
/// The level of an artefact whose rollout may go on; levels that begin with `SLSA_` are not ours to give.
const GO: &str = "RULECHECK_GO";
/// The level of one that failed, as the predicate calls it.
const FAILED: &str = "FAILED";

/// What may not stand in a URI as it is.
const NOT_IN_URIS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'[')
    .add(b']');

/// An artefact that the verdict is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is called.
    pub name: String,
    /// Its digest.
    pub sha256: Sha256,
}

impl FromStr for Subject {
    type Err = String;

    /// Reads `NAME@sha256:HEX`.
    fn from_str(text: &str) -> Result<Self, String> {
        let help = "write NAME@sha256:HEX with 64 hex digits, as in app.tar.gz@sha256:9f86d081…";
        let (name, hex) = text.rsplit_once("@sha256:").ok_or(help)?;
        let sha256 = hex.to_ascii_lowercase().parse().map_err(|()| help)?;
        if name.is_empty() { Err(help.to_owned()) } else { Ok(Self { name: name.to_owned(), sha256 }) }
    }
}

/// What is stated of a verdict, beside what it holds.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'a> {
    /// The artefacts; at least one.
    pub subjects: &'a [Subject],
    /// What the artefacts are verified for; if not given, the name of the first.
    pub resource_uri: Option<&'a str>,
    /// Who verifies; if not given, [`VERIFIER`].
    pub verifier_id: Option<&'a str>,
    /// Where the policy is found; if not given, a package URL of its id.
    pub policy_uri: Option<&'a str>,
    /// When it was verified; if not given, the time of evaluation.
    pub time: Option<Timestamp>,
    /// SHA-256 of the verdict.json itself.
    pub verdict_sha256: Sha256,
}

/// Why a verdict cannot be attested.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestError {
    /// It contradicts itself.
    #[error("it is not attested, as it is not as it was written: {0}")]
    Edited(String),
    /// Something is not there.
    #[error("it has no {0} that is known")]
    Missing(&'static str),
    /// No run had a time.
    #[error("it was judged without a time, and an attestation must have one: give --time-verified")]
    NoTime,
}

/// The statement. Only GO is `PASSED`.
pub fn statement<'a>(record: &'a Record, stated: &Stated<'a>) -> Result<Json<'a>, AttestError> {
    let flaws: Vec<String> = record.flaws().iter().map(super::verify::record::Flaw::sentence).collect();
    if !flaws.is_empty() {
        return Err(AttestError::Edited(flaws.join(" ")));
    }
    let text = |path: &[&str], name| record.text(path).ok_or(AttestError::Missing(name));
    let decision =
        Decision::from_word(text(&["verdict"], "verdict")?).ok_or(AttestError::Missing("verdict"))?;
    let (result, level) = match decision {
        Decision::Go => ("PASSED", GO),
        Decision::NoGo | Decision::Hold => (FAILED, FAILED),
    };
    let time = match (stated.time, record.text(&["evaluated_at"])) {
        (Some(time), _) => time.to_string(),
        (None, Some(time)) => time.to_owned(),
        (None, None) => return Err(AttestError::NoTime),
    };
    let named =
        stated.subjects.first().map(|first| utf8_percent_encode(&first.name, NOT_IN_URIS).to_string());
    let resource_uri = stated.resource_uri.map(str::to_owned).or(named).unwrap_or_default();
    let policy_uri = match stated.policy_uri {
        Some(uri) => uri.to_owned(),
        None => format!("pkg:generic/{}", text(&["policy", "id"], "policy.id")?),
    };
    let digest = |sha256: &str| Json::object([("sha256", sha256.to_owned().into())]);
    let input = |name: &str, sha256: &str| {
        Json::object([("digest", digest(sha256)), ("uri", format!("pkg:generic/{name}").into())])
    };
    let inputs = [
        input("rollout_metrics.json", text(&["evidence", "metrics_sha256"], "metrics_sha256")?),
        input("verdict.json", &stated.verdict_sha256.to_string()),
    ];
    let predicate = Json::object([
        ("inputAttestations", Json::array(inputs)),
        (
            "policy",
            Json::object([
                ("digest", digest(text(&["policy", "policy_hash"], "policy_hash")?)),
                ("uri", policy_uri.into()),
            ]),
        ),
        ("resourceUri", resource_uri.into()),
        ("timeVerified", time.into()),
        ("verificationResult", result.into()),
        ("verifiedLevels", Json::array([level])),
        ("verifier", Json::object([("id", stated.verifier_id.unwrap_or(VERIFIER).into())])),
    ]);
    let subjects = stated.subjects.iter().map(|subject| {
        Json::object([
            ("digest", digest(&subject.sha256.to_string())),
            ("name", subject.name.as_str().into()),
        ])
    });
    Ok(Json::object([
        ("_type", STATEMENT.into()),
        ("predicate", predicate),
        ("predicateType", PREDICATE.into()),
        ("subject", Json::array(subjects)),
    ]))
}
