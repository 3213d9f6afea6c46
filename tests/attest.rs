//! What `attest` writes, held against what in-toto and SLSA ask for.
#![cfg(unix)]

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::transcript::{root, shell};

fn validator() -> Validator {
    let path = root().join("tests/fixtures/verification-summary-v1.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn attested(fixture: &str, flags: &str) -> Value {
    let script = format!(
        "rulecheck evaluate rules/activation.rules fixtures/{fixture} --format json \
         | rulecheck attest - --subject 'my app@1@sha256:{:064x}' {flags}",
        0xbeef
    );
    let output = shell(&script, root()).output().unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn statements_have_what_is_required() {
    let validator = validator();
    for (fixture, flags, result) in [
        ("go", "", "PASSED"),
        (
            "go",
            "--resource-uri https://example.com/app --policy-uri https://example.com/gate.rules",
            "PASSED",
        ),
        ("no_go", "--verifier-id https://ci.example.com/gate", "FAILED"),
        ("hold", "--time-verified now", "FAILED"),
        ("observing", "", "FAILED"),
        ("empty", "--time-verified 2026-03-10T12:00:00+01:00", "FAILED"),
    ] {
        let statement = attested(fixture, flags);
        let faults: Vec<_> = validator
            .iter_errors(&statement)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(faults, [""; 0], "{fixture} {flags}");
        assert_eq!(statement["predicate"]["verificationResult"], result, "{fixture}");
        assert_eq!(statement["subject"][0]["name"], "my app@1");
    }
}

#[test]
fn a_statement_that_lacks_something_is_noticed() {
    let (validator, whole) = (validator(), attested("go", ""));
    for place in [
        "/_type",
        "/subject",
        "/predicateType",
        "/predicate",
        "/subject/0/digest",
        "/predicate/verifier",
        "/predicate/verifier/id",
        "/predicate/timeVerified",
        "/predicate/resourceUri",
        "/predicate/policy",
        "/predicate/policy/uri",
        "/predicate/verificationResult",
        "/predicate/verifiedLevels",
        "/predicate/inputAttestations/0/digest",
    ] {
        let (parent, key) = place.rsplit_once('/').unwrap();
        let mut less = whole.clone();
        less.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        assert!(!validator.is_valid(&less), "{place}");
    }
    for (place, value) in [
        ("/predicate/verificationResult", json!("HOLD")),
        ("/predicate/verificationResult", json!("FAILED")),
        ("/predicate/verifiedLevels", json!(["FAILED"])),
        ("/predicate/verifiedLevels", json!(["SLSA_GO"])),
        ("/subject", json!([])),
    ] {
        let mut other = whole.clone();
        *other.pointer_mut(place).unwrap() = value;
        assert!(!validator.is_valid(&other), "{place}");
    }
}
