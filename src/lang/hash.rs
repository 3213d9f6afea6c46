//! The hashes of a policy, and the very bytes they are taken of.

use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::lang::policy::Constant;

/// The name of the form that is hashed; a change of that form changes it.
const FORMAT: &str = "rulecheck/1";

/// The hashes of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashes {
    /// Of the canonical text.
    pub rules_hash: Sha256,
    /// The bytes whose digest is `policy_hash`.
    pub preimage: String,
    /// Of the rules and every constant as resolved.
    pub policy_hash: Sha256,
}

/// All hashes of a policy: of its canonical text and its resolved constants.
#[must_use]
pub fn of(canonical_text: &str, constants: &[Constant]) -> Hashes {
    let rules_hash = rules_hash(canonical_text);
    let constants = constants.iter().map(|constant| (constant.name.as_str(), constant.literal.as_str()));
    let preimage = preimage(constants, rules_hash);
    Hashes { rules_hash, policy_hash: Sha256::of(preimage.as_bytes()), preimage }
}

/// SHA-256 of the canonical text.
#[must_use]
pub fn rules_hash(canonical_text: &str) -> Sha256 {
    Sha256::of(canonical_text.as_bytes())
}

/// The RFC 8785 form of the constants (name and canonical literal, in any order) and the hash of the rules.
pub fn preimage<'a>(constants: impl IntoIterator<Item = (&'a str, &'a str)>, rules_hash: Sha256) -> String {
    let constants = constants.into_iter().map(|(name, literal)| (name, Json::from(literal)));
    Json::object([
        ("constants", Json::object(constants)),
        ("format", FORMAT.into()),
        ("rules_hash", rules_hash.to_string().into()),
    ])
    .to_jcs()
}
