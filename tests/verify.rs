//! `verify` accepts the verdicts of past releases, and finds every field that is forged.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rulecheck::base::source::SourceFile;
use rulecheck::data::plan::Plan;
use rulecheck::input::{self, Options};
use rulecheck::judge::verdict::{Evidence, EvidenceSource, NotJudged};
use rulecheck::judge::{self, At, verdict_file};
use rulecheck::lang::check::ConstantsFile;
use rulecheck::lang::{self, policy::Policy};
use rulecheck::tools::verify::finding::{Basis, Cause};
use rulecheck::tools::verify::record::Record;
use rulecheck::tools::verify::verify;
use serde_json::{Value, json};

use crate::transcript::{root, shell};

fn cases() -> Vec<PathBuf> {
    let folders = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut found: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
        found.sort();
        found
    };
    folders(&root().join("tests/golden")).iter().flat_map(|release| folders(release)).collect()
}

fn copy(from: &Path) -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    let copied = shell(&format!("cp -r {}/. .", from.display()), desk.path()).status().unwrap();
    assert!(copied.success());
    desk
}

#[test]
fn verdicts_of_past_releases_are_verified() {
    let cases = cases();
    assert!(cases.len() >= 10);
    for case in cases {
        let script = std::fs::read_to_string(case.join("verify")).unwrap();
        let output = shell(&script, &case).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.starts_with("VERIFIED"), "{}\n{text}", case.display());
    }
}

#[test]
fn the_newest_golden_verdicts_are_what_is_written_today() {
    let newest = format!("/{}/", env!("CARGO_PKG_VERSION"));
    let cases: Vec<_> =
        cases().into_iter().filter(|case| case.display().to_string().contains(&newest)).collect();
    for case in cases {
        let desk = copy(&case);
        let script = std::fs::read_to_string(case.join("made-by")).unwrap();
        shell(&script, desk.path()).output().unwrap();
        let [today, then] = [desk.path(), case.as_path()]
            .map(|folder| std::fs::read_to_string(folder.join("verdict.json")).unwrap());
        assert!(today == then, "{} is not what this release writes", case.display());
    }
}

/// A golden case, judged in this process.
struct Case {
    policy: Policy,
    reports: PathBuf,
    verdict: Value,
}

impl Case {
    fn read(name: &str) -> Self {
        let folder = root().join("tests/golden/0.1.0").join(name);
        let text = |file: &str| std::fs::read_to_string(folder.join(file)).ok();
        let constants = text("policy_constants.json").map(|text| ConstantsFile {
            source: SourceFile::new("policy_constants.json", text),
            pointer: String::new(),
        });
        let source = SourceFile::new("gate.rules", text("gate.rules").unwrap());
        let policy = lang::compile(&source, constants.as_ref()).policy.unwrap();
        let verdict = serde_json::from_str(&text("verdict.json").unwrap()).unwrap();
        Self { policy, reports: folder.join("reports"), verdict }
    }

    /// What there is to be judged as of a time.
    fn counted(&self, at: At) -> (rulecheck::data::metrics::Metrics, Evidence) {
        let plan = Plan { until: at.given(), ..judge::demand::demand(&self.policy) };
        let options = Options { digest: true, ..Options::default() };
        let reading = input::read(std::slice::from_ref(&self.reports), &plan, &options).unwrap();
        let text = rulecheck::data::metrics_file::write(&reading.metrics);
        let evidence = Evidence {
            source: EvidenceSource::Reports,
            metrics_sha256: rulecheck::base::digest::Sha256::of(text.as_bytes()),
            inputs_sha256: reading.inputs_sha256,
            after_at: NotJudged {
                runs: reading.not_judged.runs,
                run_ids: reading.not_judged.first.into_iter().filter_map(|late| late.run_id).collect(),
            },
            expected: None,
        };
        (reading.metrics, evidence)
    }
}

/// What is said of a forged text: the causes, and how many notes; `None`: it is refused as no verdict.
fn said(case: &Case, counted: &Counted, text: &str) -> Option<(BTreeSet<Cause>, usize)> {
    let record = Record::read(text).ok()?;
    let at = record.evaluation();
    let own;
    let (metrics, evidence) = if at == counted.at {
        (&counted.metrics, &counted.evidence)
    } else {
        own = case.counted(at);
        (&own.0, &own.1)
    };
    let (evidence, claimed) = record.evidence(evidence.clone());
    let verdict = judge::evaluate(&case.policy, metrics, at, evidence, BTreeMap::new());
    let recomputed = verdict_file::to_json(&verdict);
    let verification = verify(&record, &verdict, &recomputed, Basis { rules: true, claimed });
    let causes = verification.findings.iter().map(|finding| finding.cause).collect();
    Some((causes, verification.notes.len()))
}

struct Counted {
    at: At,
    metrics: rulecheck::data::metrics::Metrics,
    evidence: Evidence,
}

/// Every place in a value, as a JSON Pointer.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                places(inner, &format!("{here}/{key}"), found);
            }
        }
        Value::Array(elements) => {
            for (index, inner) in elements.iter().enumerate() {
                places(inner, &format!("{here}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The ways in which one place is forged.
fn forgeries(whole: &Value, place: &str) -> Vec<(&'static str, Value)> {
    let mut forged = Vec::new();
    let mut with = |what, change: &dyn Fn(&mut Value)| {
        let mut copy = whole.clone();
        change(copy.pointer_mut(place).unwrap());
        forged.push((what, copy));
    };
    match whole.pointer(place).unwrap() {
        Value::String(text) => {
            let text = text.clone();
            with("another text", &|value| *value = json!(format!("{text}x")));
            with("no text", &|value| *value = json!(""));
            with("null", &|value| *value = Value::Null);
        }
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            with("another number", &|value| *value = json!(number + 1));
            with("a text", &|value| *value = json!(number.to_string()));
        }
        Value::Bool(truth) => {
            let truth = *truth;
            with("the contrary", &|value| *value = json!(!truth));
        }
        Value::Null => with("something", &|value| *value = json!("x")),
        Value::Object(members) => {
            with("a member more", &|value| value["added"] = json!(1));
            for key in members.keys() {
                with("a member less", &|value| drop(value.as_object_mut().unwrap().remove(key)));
            }
        }
        Value::Array(elements) => {
            with("an element more", &|value| value.as_array_mut().unwrap().push(json!("added")));
            if let Some(last) = elements.last() {
                with("the last element twice", &|value| value.as_array_mut().unwrap().push(last.clone()));
                with("an element less", &|value| drop(value.as_array_mut().unwrap().remove(0)));
            }
            if elements.len() > 1 && elements[0] != elements[1] {
                with("another order", &|value| value.as_array_mut().unwrap().swap(0, 1));
            }
        }
    }
    forged
}

/// The core as whoever forges it would state it.
fn resealed(mut forged: Value) -> Option<Value> {
    let record = Record::read(&forged.to_string()).ok()?;
    forged.as_object_mut()?.insert("core_sha256".into(), json!(record.core_of_content().to_string()));
    Some(forged)
}

/// What the core does not cover: `context`, `tool`.
fn is_outside(whole: &Value, forged: &Value) -> bool {
    let inside = |value: &Value| {
        let mut value = value.clone();
        for key in ["context", "tool"] {
            value.as_object_mut().unwrap().remove(key);
        }
        value
    };
    inside(whole) == inside(forged)
}

#[test]
fn every_field_of_a_verdict_that_is_forged_is_found() {
    let mut tried = 0;
    for name in ["go", "no_go", "hold", "waivers", "windows", "observing"] {
        let case = Case::read(name);
        let at = Record::read(&case.verdict.to_string()).unwrap().evaluation();
        let (metrics, evidence) = case.counted(at);
        let counted = Counted { at, metrics, evidence };
        assert_eq!(said(&case, &counted, &case.verdict.to_string()), Some((BTreeSet::new(), 0)), "{name}");
        let mut all = Vec::new();
        places(&case.verdict, "", &mut all);
        for place in all {
            for (what, forged) in forgeries(&case.verdict, &place) {
                tried += 1;
                let found = said(&case, &counted, &forged.to_string());
                let is_found = found.as_ref().is_none_or(|(causes, _)| !causes.is_empty());
                assert_eq!(
                    is_found,
                    !is_outside(&case.verdict, &forged),
                    "{name} {place}: {what}: {found:?}"
                );
                // Also by one who knows how core_sha256 is made. Where the files of the rules are said to be other
                // ones of the same meaning, that is a note.
                let Some(forged) = resealed(forged).filter(|forged| *forged != case.verdict) else {
                    continue;
                };
                let found = said(&case, &counted, &forged.to_string());
                let is_found = match &found {
                    None => true,
                    Some((causes, notes)) => {
                        !causes.is_empty() || *notes > 0 && place.starts_with("/policy/sources")
                    }
                };
                assert_eq!(is_found, !is_outside(&case.verdict, &forged), "{name} {place}: {what}, resealed");
            }
        }
    }
    assert!(tried >= 200, "{tried}");
}

#[test]
fn a_key_that_stands_twice_is_found() {
    let case = Case::read("no_go");
    let (metrics, evidence) = case.counted(At::NewestRun);
    let counted = Counted { at: At::NewestRun, metrics, evidence };
    let text = case.verdict.to_string();
    let twice = text.replacen(r#""verdict":"no_go""#, r#""verdict":"no_go","verdict":"go""#, 1);
    assert_ne!(text, twice);
    assert!(said(&case, &counted, &twice).unwrap().0.contains(&Cause::Edited));
}

/// Runs `verify` in a copy of a golden case with one file changed.
fn verified(case: &str, file: &str, change: &dyn Fn(&str) -> String) -> (Option<i32>, String) {
    let folder = root().join("tests/golden/0.1.0").join(case);
    let desk = copy(&folder);
    let path = desk.path().join(file);
    let before = std::fs::read_to_string(&path).unwrap();
    let after = change(&before);
    assert_ne!(before, after, "{case}/{file}");
    std::fs::write(&path, after).unwrap();
    let script = std::fs::read_to_string(folder.join("verify")).unwrap();
    let output = shell(&script, desk.path()).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_change_of_meaning_in_rules_is_found() {
    for (old, new) in [
        ("policy gate", "policy gates"),
        ("Activate the gate", "Activate this gate"),
        ("20 runs", "21 runs"),
        ("7 days", "8 days"),
        ("20 runs or", "20 runs and"),
        ("max_overrides = 10%", "max_overrides = 11%"),
        ("rate(warn, fail)", "rate(warn)"),
        ("rate(warn, fail)", "rate(fail)"),
        ("rule noise", "rule quiet"),
        ("rule both", "rule strata"),
        ("in pinned, unpinned", "in pinned"),
        ("runs >= 5", "runs > 5"),
        ("runs >= 5", "runs >= 6"),
        ("runs >= 5 else hold", "runs >= 5"),
        ("A gate never", "A gate, never"),
        ("Runs are quiet", "Runs are silent"),
        ("< 5%", "< 6%"),
        ("prefer noise", "require noise"),
        ("noise in pinned < max_noise", "noise in unpinned < max_noise"),
        ("noise in pinned < max_noise", "noise < max_noise"),
        ("noise in pinned < max_noise", "noise in pinned among known < max_noise"),
        ("wiki/noise", "wiki/silence"),
        ("rate(override) <=", "rate(override) <"),
        ("max_overrides else hold", "max_overrides else stop"),
        ("max_overrides else hold", "max_overrides"),
        ("rate(unknown) < 10%", "rate(unknown_contract) < 10%"),
        ("rate(unknown) < 10%", "rate(unknown) among known < 10%"),
        ("rate(unknown) < 10%", "rate(unknown) over last 10 runs < 10%"),
        ("constants from", "waive unknown_contract because \"x\" until 2027-01-01\nconstants from"),
    ] {
        let (status, text) = verified("no_go", "gate.rules", &|rules| rules.replacen(old, new, 1));
        assert_eq!(status, Some(1), "{old} → {new}\n{text}");
        assert!(text.contains("The rules are not those") || text.contains("The constants are not"), "{text}");
    }
}

#[test]
fn rules_that_mean_the_same_are_accepted_with_a_note() {
    for change in [
        &(|rules: &str| rules.replacen("# A gate", "# This gate", 1)) as &dyn Fn(&str) -> String,
        &|rules| rules.replace("  require", "     require"),
        &|rules| format!("# Moved down.\n{rules}"),
        &|rules| format!("{rules}\ntest \"none\" {{\n  given pinned {{ runs 30 }}\n  expect hold\n}}\n"),
    ] {
        let (status, text) = verified("no_go", "gate.rules", change);
        assert_eq!(status, Some(0), "{text}");
        assert!(text.contains("To note\n  gate.rules is not byte for byte the file"), "{text}");
    }
}

#[test]
fn every_changed_constant_is_found() {
    for value in ["21%", "20.0001%", "0%", "1%"] {
        let (status, text) = verified("no_go", "policy_constants.json", &|text| text.replace("20%", value));
        assert_eq!(status, Some(1), "{text}");
        assert!(text.contains("max_noise was 20%, is "), "{text}");
    }
    let (status, _) =
        verified("no_go", "policy_constants.json", &|text| text.replace("max_noise", "max_nose"));
    assert_eq!(status, Some(2), "a policy without its constants is none");
}

#[test]
fn every_changed_field_of_metrics_is_found() {
    let path = root().join("tests/golden/0.1.0/metrics/rollout_metrics.json");
    let metrics: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut all = Vec::new();
    places(&metrics, "", &mut all);
    let leaves: Vec<_> = all
        .into_iter()
        .filter(|place| !metrics.pointer(place).is_some_and(|value| value.is_object() || value.is_array()))
        .collect();
    assert!(leaves.len() >= 200);
    // A few of each kind; all of them take minutes.
    for place in leaves.iter().step_by(7) {
        let (status, text) = verified("metrics", "rollout_metrics.json", &|_| {
            let mut forged = metrics.clone();
            let value = forged.pointer_mut(place).unwrap();
            *value = match &*value {
                Value::Number(number) if number.is_i64() || number.is_u64() => {
                    json!(number.as_u64().unwrap_or(0) + 1)
                }
                Value::String(text) => json!(format!("{text}x")),
                _ => json!(0.123),
            };
            format!("{forged:#}\n")
        });
        assert_eq!(status, Some(1), "{place}\n{text}");
        assert!(text.contains("The metrics are not those that were judged"), "{place}\n{text}");
    }
}

#[test]
fn every_changed_field_of_reports_is_found() {
    let path = root().join("tests/golden/0.1.0/no_go/reports/first.ndjson");
    let reports = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = reports.lines().collect();
    for index in [0, 7, 16] {
        let report: Value = serde_json::from_str(lines[index]).unwrap();
        for key in report.as_object().unwrap().keys() {
            let (status, text) = verified("no_go", "reports/first.ndjson", &|_| {
                let mut forged = report.clone();
                forged[key] = match &forged[key] {
                    Value::Number(number) => json!(number.as_u64().unwrap() + 1),
                    Value::String(text) => json!(format!("{text}x")),
                    _ => Value::Null,
                };
                let mut lines = lines.clone();
                let forged = forged.to_string();
                lines[index] = &forged;
                lines.join("\n") + "\n"
            });
            assert_eq!(status, Some(1), "{key}\n{text}");
            assert!(text.contains("The files are not those that were read"), "{key}\n{text}");
        }
        let (status, _) = verified("no_go", "reports/first.ndjson", &|_| {
            let mut lines = lines.clone();
            lines.remove(index);
            lines.join("\n") + "\n"
        });
        assert_eq!(status, Some(1), "a report less");
    }
    let (status, _) = verified("no_go", "reports/second.ndjson", &|text| format!("{text}{}\n", lines[0]));
    assert_eq!(status, Some(1), "a report more");
}
