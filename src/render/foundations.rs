//! What a verdict rests on, in rows: a name, which is empty where the row goes on from the one above, and a value. And
//! what is to be noted beside.

use crate::base::vocab::{Phase, Stratum};
use crate::judge::reasons::so_far;
use crate::judge::sentence::plural;
use crate::judge::verdict::{AdvisoryKind, TimeSource, Verdict, WaiverRecord};
use crate::judge::verdict_file;

/// The advisories that do not stand with a rule already.
#[must_use]
pub fn notes(verdict: &Verdict) -> Vec<&str> {
    let others = verdict.advisories.iter().filter(|advisory| advisory.kind != AdvisoryKind::PreferViolated);
    others.map(|advisory| advisory.text.as_str()).collect()
}

/// The rows, as they come: nothing in them is made harmless yet.
#[must_use]
pub fn of(verdict: &Verdict) -> Vec<(&'static str, String)> {
    let evidence = &verdict.evidence;
    let runs = |stratum| evidence.runs.get(&stratum).copied().unwrap_or(0);
    let mut rows = vec![(
        "runs",
        format!(
            "{} pinned, {} unpinned, {} that could not be attributed",
            runs(Stratum::Pinned),
            runs(Stratum::Unpinned),
            runs(Stratum::Unknowns)
        ),
    )];
    if evidence.untold > 0 {
        rows.push(("", format!("{} more without a policy_hash, which could belong here", evidence.untold)));
    }
    rows.push((
        "reports",
        format!(
            "{} read; {}, {} left out",
            evidence.reports,
            plural(evidence.duplicates, "repeat"),
            plural(evidence.reruns, "rerun")
        ),
    ));
    if let Some((expected, received)) = evidence.evidence.expected {
        rows.push(("", format!("{received} of {expected} expected runs have one")));
    }
    rows.extend(evidence.classes.iter().map(|(class, count)| ("", format!("{count} × {class}"))));
    if verdict.phase != Phase::Due && verdict.cohort.judged.is_ok() {
        rows.push(("observed", so_far(&verdict.progress)));
    }
    if verdict.confidence_checks > 0 {
        let checks = plural(u64::try_from(verdict.confidence_checks).unwrap_or(u64::MAX), "check");
        let several = verdict.confidence_checks > 1;
        let chance = if several { "; of several checks, one may come out wrong by chance" } else { "" };
        rows.push(("confidence", format!("asked of {checks}; the runs are taken to be independent{chance}")));
    }
    if let Some(at) = verdict.evaluated_at {
        let source = match verdict.evaluated_at_source {
            TimeSource::NewestRun => "the newest run",
            TimeSource::Flag => "--at",
            TimeSource::Now => "--at now",
        };
        rows.push(("judged at", format!("{at} ({source})")));
    }
    if let Some(hash) = &verdict.cohort.observed_policy_hash {
        rows.push(("cohort", format!("runs tagged {hash}")));
    }
    for other in &verdict.cohort.others {
        let tag = other
            .policy_hash
            .as_deref()
            .map_or_else(|| "without a tag".into(), |tag| format!("tagged {tag}"));
        rows.push(("", format!("not judged: {} {tag}", plural(other.runs, "run"))));
    }
    rows.extend(verdict.waivers.iter().map(|record| ("waived", waived(record))));
    rows.push(("policy_hash", verdict.policy.policy_hash.to_string()));
    rows.push(("core_sha256", verdict_file::core_sha256_of(verdict).to_string()));
    rows
}

fn waived(record: &WaiverRecord) -> String {
    let waiver = &record.waiver;
    let state = match (record.void, record.unused) {
        (true, _) => "void",
        (false, true) => "unused",
        (false, false) => "in force",
    };
    let scope = waiver.stratum.map(|stratum| format!(" in {stratum}")).unwrap_or_default();
    let runs = plural(record.runs, "run");
    format!("{}{scope} ({state}, {runs}, until {}): {}", waiver.class, waiver.until, waiver.because)
}
