//! What does not change the verdict, but should be seen beside it.

use crate::base::time::Timestamp;
use crate::base::vocab::Outcome;
use crate::judge::sentence::plural;
use crate::judge::verdict::{Advisory, AdvisoryKind, CohortRecord, EvidenceRecord, RuleRecord, WaiverRecord};
use crate::lang::policy::Effect;

/// All advisories: violated preferences by rule, then waivers, then what was judged.
#[must_use]
pub fn advisories(
    rules: &[RuleRecord],
    waivers: &[WaiverRecord],
    cohort: &CohortRecord,
    evidence: &EvidenceRecord,
    evaluated_at: Option<Timestamp>,
) -> Vec<Advisory> {
    let mut advisories = Vec::new();
    for rule in rules {
        let violated = |effect, outcome| effect == Effect::Advise && outcome == Outcome::Violated;
        for check in rule.checks.iter().filter(|check| violated(check.effect, check.outcome)) {
            advisories.push(Advisory {
                kind: AdvisoryKind::PreferViolated,
                subject: Some(rule.id.clone()),
                text: check.explanation.clone(),
            });
        }
    }
    for record in waivers {
        let class = record.waiver.class;
        let advisory = |kind, text| Advisory { kind, subject: Some(class.to_string()), text };
        if record.void {
            let until = record.waiver.until;
            let text = match evaluated_at {
                Some(_) => format!("The waiver of {class} is void: it was in force until {until}."),
                None => format!("The waiver of {class} is void: there is no time to hold {until} against."),
            };
            advisories.push(advisory(AdvisoryKind::WaiverVoid, text));
        } else if record.unused {
            let text = format!("The waiver of {class} covers no run: it can be taken out.");
            advisories.push(advisory(AdvisoryKind::WaiverUnused, text));
        }
    }
    if cohort.judged.is_ok() && !cohort.is_own {
        let runs = match &cohort.observed_policy_hash {
            Some(hash) => format!("The judged runs carry the policy_hash {hash}, not that of this policy."),
            None => {
                "The judged runs carry no policy_hash: under which policy they ran cannot be told.".into()
            }
        };
        advisories.push(Advisory { kind: AdvisoryKind::CohortNotOwn, subject: None, text: runs });
    }
    let after = evidence.evidence.after_at.runs;
    if after > 0 {
        let text = format!("Left out, as they are after the time of evaluation: {}.", plural(after, "run"));
        advisories.push(Advisory { kind: AdvisoryKind::RunsAfterAt, subject: None, text });
    }
    advisories
}
