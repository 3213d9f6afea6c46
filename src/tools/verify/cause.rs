//! Sorts the differences of a verdict by what they come from, and says what each sort means.

use std::collections::BTreeSet;

use similar::{ChangeTag, TextDiff};

use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::tools::verify::compare::{Difference, Step};
use crate::tools::verify::finding::{Basis, Cause, Finding, NotCovered};
use crate::tools::verify::record::Record;

/// This release.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Differences, sorted.
pub(super) struct Sorted<'a> {
    pub(super) findings: Vec<Finding<'a>>,
    pub(super) notes: Vec<String>,
}

/// The release that a verdict says it is by.
fn version(record: &Record) -> Option<&str> {
    record.text(&["tool", "version"]).filter(|_| record.text(&["tool", "name"]) == Some("rulecheck"))
}

/// Sorts differences into findings and notes.
pub(super) fn sort<'a>(
    record: &Record,
    recomputed: &Json<'a>,
    differences: Vec<Difference<'a>>,
    basis: Basis,
) -> Sorted<'a> {
    let mut sorts: Vec<(Cause, Vec<Difference<'a>>)> =
        Cause::ALL.iter().map(|cause| (*cause, Vec::new())).collect();
    // Differences that come from other files, and change no meaning.
    let (mut files, mut places) = (Vec::new(), Vec::new());
    let rules_differ = differences.iter().any(|difference| difference.pointer() == "/policy/rules_hash");
    let same_file = source(record.json(), 0, "sha256") == source(recomputed, 0, "sha256");
    for difference in differences {
        let sort = match origin(&difference) {
            // The hash of the whole policy differs with its rules.
            Origin::Cause(Cause::Constants)
                if rules_differ && difference.pointer() == "/policy/policy_hash" =>
            {
                Some(Cause::Rules)
            }
            Origin::Cause(cause) => Some(cause),
            // Where a rule stands can only be another if the file is.
            Origin::Place if basis.rules && !is_explained(&difference, record, same_file) => {
                Some(Cause::Judgement)
            }
            Origin::Place => {
                places.push(difference);
                continue;
            }
            Origin::File => None,
        };
        match sorts.iter_mut().find(|(cause, _)| Some(*cause) == sort) {
            Some((_, found)) => found.push(difference),
            None => files.push(difference),
        }
    }
    let mut notes = Vec::new();
    let is_ours = version(record) == Some(VERSION);
    let words = sorts.iter_mut().find(|(cause, _)| *cause == Cause::Words).map(|(_, found)| found);
    if let Some(words) = words.filter(|words| !is_ours && !words.is_empty()) {
        notes.push(format!(
            "{} worded otherwise than by this release ({VERSION}); core_sha256 does not cover words, and releases may \
             word them otherwise.",
            plural(words.len(), "sentence is", "sentences are")
        ));
        words.clear();
    }
    let found = sorts.iter().filter(|(_, found)| !found.is_empty()).map(|(cause, _)| *cause).collect();
    let context = Context {
        found,
        metrics: differs(&sorts, "metrics_sha256"),
        release: version(record).filter(|_| !is_ours).map(str::to_owned),
        from_metrics: record.text(&["evidence", "source"]) == Some("metrics") || basis.claimed,
    };
    let policy_differs = context.has(Cause::Rules) || context.has(Cause::Constants);
    let mut findings = Vec::new();
    for (cause, mut differences) in sorts {
        // What was read from other files is the reason, not a thing by itself.
        if policy_differs && matches!(cause, Cause::Rules | Cause::Constants) && !differences.is_empty() {
            differences.append(&mut files);
        }
        if policy_differs && cause == Cause::Judgement {
            differences.append(&mut places);
        }
        if !differences.is_empty() {
            let lines = lines(cause, &differences, record, recomputed);
            findings.push(Finding { cause, text: context.meaning(cause), lines, differences });
        }
    }
    if basis.rules {
        notes.extend(files.iter().filter_map(|difference| note(difference, recomputed)));
    }
    Sorted { findings, notes }
}

/// What a difference comes from.
enum Origin {
    Cause(Cause),
    /// The files that the rules were read from, beyond their meaning.
    File,
    /// The place of a rule in them.
    Place,
}

fn origin(difference: &Difference<'_>) -> Origin {
    if difference.is_sentence() {
        return Origin::Cause(Cause::Words);
    }
    let keys: Vec<&str> = difference.keys().take(3).collect();
    Origin::Cause(match *keys.as_slice() {
        ["policy", "sources", "name" | "sha256"] if is_of_files(difference) => return Origin::File,
        ["rules", "location", _] => return Origin::Place,
        ["policy", "constants" | "policy_hash", ..] => Cause::Constants,
        ["policy", ..] => Cause::Rules,
        ["evidence", "inputs_sha256", ..] => Cause::Reports,
        ["cohort", "choice" | "is_own", ..] => Cause::Judgement,
        ["evidence" | "cohort", ..] => Cause::Metrics,
        ["evaluated_at" | "evaluated_at_source", ..] => Cause::Time,
        _ => Cause::Judgement,
    })
}

/// Whether it can come from other files of the same meaning: another name, another digest.
fn is_of_files(difference: &Difference<'_>) -> bool {
    let recorded = difference.recorded.as_ref().and_then(Json::as_str);
    let fits = |text: &str| match difference.keys().last() {
        Some("sha256") => text.parse::<Sha256>().is_ok(),
        _ => !text.is_empty(),
    };
    recorded.is_some_and(fits) && difference.recomputed.is_some()
}

/// Whether a rule can stand elsewhere because its file is another one, or has another name.
fn is_explained(difference: &Difference<'_>, record: &Record, same_file: bool) -> bool {
    match difference.keys().nth(2) {
        Some("file") => {
            difference.recorded.as_ref().and_then(Json::as_str) == source(record.json(), 0, "name")
                && difference.recomputed.is_some()
        }
        _ => {
            !same_file
                && matches!(difference.recorded, Some(Json::Integer(1..)))
                && difference.recomputed.is_some()
        }
    }
}

/// What stands of a file that the policy was read from; that of the rules is the first.
fn source<'j>(verdict: &'j Json<'_>, index: usize, key: &str) -> Option<&'j str> {
    let Json::Array(sources) = verdict.get("policy")?.get("sources")? else { return None };
    sources.get(index)?.get(key)?.as_str()
}

/// Whether the evidence differs at a key.
fn differs(sorts: &[(Cause, Vec<Difference<'_>>)], key: &str) -> bool {
    let metrics = sorts.iter().filter(|(cause, _)| *cause == Cause::Metrics);
    metrics.flat_map(|(_, found)| found).any(|difference| difference.keys().nth(1) == Some(key))
}

/// What the sorts mean beside each other.
struct Context {
    /// Those that there are.
    found: BTreeSet<Cause>,
    /// The metrics themselves are others, not only what the verdict says of them.
    metrics: bool,
    /// The release that the verdict is by, if it is not this one.
    release: Option<String>,
    /// The metrics were given, not the reports.
    from_metrics: bool,
}

impl Context {
    fn has(&self, cause: Cause) -> bool {
        self.found.contains(&cause)
    }

    /// Whether there is a cause beside which nothing else needs one.
    fn is_caused(&self) -> bool {
        let causes = [Cause::Rules, Cause::Constants, Cause::Reports, Cause::Metrics, Cause::Time];
        causes.into_iter().any(|cause| self.has(cause))
    }

    fn meaning(&self, cause: Cause) -> String {
        match cause {
            Cause::Edited => String::new(),
            Cause::Rules => "The rules are not those that it was judged by.".into(),
            Cause::Constants if self.has(Cause::Rules) => "Nor are the constants.".into(),
            Cause::Constants => "The constants are not those that it was judged by.".into(),
            Cause::Reports => {
                let counted = if self.metrics { "" } else { " Counted, they come to the same numbers." };
                format!("The files are not those that were read: one was changed, added or left out.{counted}")
            }
            Cause::Metrics if self.has(Cause::Reports) => "They come to other numbers.".into(),
            Cause::Metrics if !self.metrics => {
                "The numbers are those that were judged, but what the verdict says of them is not so: it was edited."
                    .into()
            }
            Cause::Metrics if self.from_metrics => "The metrics are not those that were judged.".into(),
            Cause::Metrics => "The files are those that were read, but they come to other numbers: the verdict was \
                edited, or the flags about reading are not those it was made with (--expect, --tags-from, --group-by)."
                .into(),
            Cause::Time => "It was not judged as of the time that it states.".into(),
            Cause::Judgement if self.is_caused() => "What follows from that.".into(),
            Cause::Judgement => match &self.release {
                None => "By the same rules, on the same numbers, something else comes out: the verdict was edited."
                    .into(),
                Some(release) => format!(
                    "By the same rules, on the same numbers, something else comes out: the verdict was edited, or \
                     release {release} judged otherwise than this one ({VERSION}), which would be a fault."
                ),
            },
            Cause::Words if self.is_caused() => "So are the sentences.".into(),
            Cause::Words => "It is by this very release, which words it otherwise: sentences were edited.".into(),
        }
    }
}

/// What is best shown line by line.
fn lines(
    cause: Cause,
    differences: &[Difference<'_>],
    record: &Record,
    recomputed: &Json<'_>,
) -> Vec<String> {
    match cause {
        Cause::Rules => {
            let now = recomputed.get("policy").and_then(|policy| policy.get("canonical_text"));
            let then = record.text(&["policy", "canonical_text"]).unwrap_or_default();
            let diff = TextDiff::from_lines(then, now.and_then(Json::as_str).unwrap_or_default());
            let changed = diff.iter_all_changes().filter_map(|change| {
                let sign = match change.tag() {
                    ChangeTag::Equal => return None,
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                };
                Some(format!("{sign} {}", change.value().trim_end_matches('\n')))
            });
            changed.collect()
        }
        Cause::Constants => differences.iter().filter_map(constant).collect(),
        _ => Vec::new(),
    }
}

/// A constant that is another one, in words.
fn constant(difference: &Difference<'_>) -> Option<String> {
    let mut steps = difference.path.iter().skip(1);
    let (_, element) = (steps.next()?, steps.next()?);
    let Step::Index { name: Some(name), .. } = element else { return None };
    let literal = |value: &Option<Json<'_>>| {
        let value = value.as_ref()?;
        value.as_str().or_else(|| value.get("literal")?.as_str()).map(str::to_owned)
    };
    let key = difference.keys().nth(2);
    match (key, literal(&difference.recorded), literal(&difference.recomputed)) {
        (Some("literal"), Some(then), Some(now)) => Some(format!("{name} was {then}, is {now}")),
        (None, Some(then), None) => Some(format!("{name} was {then}, is not there")),
        (None, None, Some(now)) => Some(format!("{name} was not there, is {now}")),
        _ => None,
    }
}

/// A difference of files that changes no meaning. Where a rule stands in a file is said with the file.
fn note(difference: &Difference<'_>, recomputed: &Json<'_>) -> Option<String> {
    let (then, now) = (shown(difference.recorded.as_ref()), shown(difference.recomputed.as_ref()));
    let keys: Vec<&str> = difference.keys().collect();
    match keys.as_slice() {
        ["policy", "sources", "sha256"] => {
            let Some(Step::Index { index, .. }) = difference.path.get(2) else { return None };
            let name = source(recomputed, *index, "name").unwrap_or_default();
            Some(format!(
                "{name} is not byte for byte the file that was read then (SHA-256 {then}, now {now}): it differs in \
                 comments, layout or tests, not in meaning."
            ))
        }
        ["policy", "sources", ..] => Some(format!(
            "{} is {now}, and was recorded as {then}: names of files are no part of the meaning.",
            difference.place()
        )),
        _ => None,
    }
}

fn shown(value: Option<&Json<'_>>) -> String {
    match value {
        None => "not there".to_owned(),
        Some(Json::String(text)) => text.clone().into_owned(),
        Some(other) => other.to_jcs(),
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What no verdict's core covers.
pub(super) fn outside(record: &Record) -> Vec<NotCovered> {
    let keys = match record.at_path(&["context"]) {
        Some(Json::Object(members)) if members.is_empty() => "it is empty".to_owned(),
        Some(Json::Object(members)) => {
            let keys: Vec<&str> = members.iter().map(|(key, _)| key.as_ref()).collect();
            format!("{}: whoever wrote the verdict chose what it says", keys.join(", "))
        }
        _ => "it is not what a release writes".to_owned(),
    };
    let tool = match version(record) {
        Some(VERSION) => format!("it says rulecheck {VERSION}, as this is"),
        Some(version) => format!("it says rulecheck {version}; this is {VERSION}"),
        None => format!("it does not say rulecheck; this is rulecheck {VERSION}"),
    };
    vec![NotCovered { place: "context", why: keys }, NotCovered { place: "tool", why: tool }]
}

/// What was not recomputed, for want of what it would be recomputed from.
pub(super) fn not_covered(basis: Basis) -> Vec<NotCovered> {
    let mut found = Vec::new();
    if !basis.rules {
        found.push(NotCovered {
            place: "policy",
            why: "it was taken from the verdict itself, so nothing outside of it vouches for it; give --rules, or \
                  compare policy_hash with one that was recorded elsewhere"
                .into(),
        });
    }
    if basis.claimed {
        found.push(NotCovered {
            place: "evidence",
            why: "source, inputs_sha256, not_judged and expected were taken from the verdict itself: it was made from \
                  reports and verified with metrics, or the other way round"
                .into(),
        });
    }
    found
}
