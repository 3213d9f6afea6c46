//! [`verify`]: a verdict as it was written beside the one that is recomputed, and what their differences mean.

pub mod cause;
pub mod compare;
pub mod finding;
pub mod record;

use crate::base::json::Json;
use crate::judge::verdict::Verdict;
use crate::judge::verdict_file;
use crate::tools::verify::finding::{Basis, Cause, Finding, Verification};
use crate::tools::verify::record::Record;

/// Holds a record against the verdict that was recomputed from `basis`; `recomputed` is the JSON of `verdict`.
#[must_use]
pub fn verify<'a>(
    record: &'a Record,
    verdict: &Verdict,
    recomputed: &'a Json<'a>,
    basis: Basis,
) -> Verification<'a> {
    let inside = |json: &Json<'a>| match json {
        Json::Object(members) => {
            let inside = members.iter().filter(|(key, _)| !verdict_file::OUTSIDE.contains(&key.as_ref()));
            Json::object(inside.cloned())
        }
        other => other.clone(),
    };
    let differences = compare::compare(&inside(record.json()), &inside(recomputed));
    let mut sorted = cause::sort(record, recomputed, differences, basis);
    sorted.findings.splice(0..0, edited(record));
    let mut verification = of_itself(record);
    verification.recomputed = Some(verdict.decision.word());
    verification.core_recomputed = Some(verdict_file::core_sha256_of(verdict));
    verification.findings = sorted.findings;
    verification.notes = sorted.notes;
    verification.not_covered.extend(cause::not_covered(basis));
    verification
}

/// What a record says of itself, where nothing can be recomputed.
#[must_use]
pub fn of_itself(record: &Record) -> Verification<'_> {
    let text = |path: &[&str]| record.text(path).unwrap_or_default().to_owned();
    Verification {
        policy: (text(&["policy", "title"]), text(&["policy", "id"])),
        recorded: text(&["verdict"]),
        recomputed: None,
        core_stated: record.text(&["core_sha256"]).map(str::to_owned),
        core_of_content: record.core_of_content(),
        core_recomputed: None,
        findings: edited(record).into_iter().collect(),
        notes: Vec::new(),
        not_covered: cause::outside(record),
    }
}

/// What contradicts itself.
fn edited(record: &Record) -> Option<Finding<'_>> {
    let flaws = record.flaws();
    (!flaws.is_empty()).then(|| Finding {
        cause: Cause::Edited,
        text: flaws.iter().map(record::Flaw::sentence).collect::<Vec<_>>().join(" "),
        lines: Vec::new(),
        differences: Vec::new(),
    })
}
