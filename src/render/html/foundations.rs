//! What the verdict rests on, and what it would be otherwise: evidence, waivers, sensitivity, context, hashes.

use maud::{Markup, html};

use crate::base::vocab::Stratum;
use crate::judge::sentence::{list, plural};
use crate::judge::verdict::{EvidenceSource, Verdict, WaiverRecord};
use crate::judge::verdict_file;
use crate::render::html::Section;
use crate::render::html::head::{source, time};
use crate::render::html::rules::link;
use crate::render::standing::decision;

/// Advisories; none if there are none.
pub(super) fn advisories(verdict: &Verdict) -> Option<Section> {
    let content = html! {
        div .card {
            ul .reasons {
                @for advisory in &verdict.advisories {
                    li {
                        @if let Some(subject) = &advisory.subject { code { (subject) } ": " }
                        (advisory.text)
                    }
                }
            }
        }
    };
    (!verdict.advisories.is_empty()).then_some(Section { id: "advisories", title: "To note", content })
}

/// The verdict under other assumptions; none where no run is judged.
pub(super) fn sensitivity(verdict: &Verdict) -> Option<Section> {
    let sensitivity = &verdict.sensitivity;
    let content = html! {
        p .note {
            "By the rules alone, on the same runs, as if due. "
            @if sensitivity.robust { "All agree with the verdict." } @else { "They do not all agree." }
        }
        div .card {
            table {
                thead { tr { th scope="col" { "Assumed" } th scope="col" { "Verdict" } th scope="col" { "Tipped by" } } }
                tbody {
                    @for (assumption, otherwise, tipped_by) in &sensitivity.assumptions {
                        tr {
                            th scope="row" { (assumption.word().replace('_', " ")) }
                            td { span class={ "outcome " (otherwise.word()) } { (decision(*otherwise)) } }
                            td { @if tipped_by.is_empty() { "–" } @else { (list(tipped_by)) } }
                        }
                    }
                }
            }
        }
    };
    verdict.cohort.judged.is_ok().then_some(Section {
        id: "otherwise",
        title: "Would it be otherwise?",
        content,
    })
}

/// What was counted, and what was not.
pub(super) fn evidence(verdict: &Verdict) -> Markup {
    let evidence = &verdict.evidence;
    let runs = |stratum| evidence.runs.get(&stratum).copied().unwrap_or(0);
    let strata = [Stratum::Pinned, Stratum::Unpinned, Stratum::Unknowns, Stratum::All];
    let classes: Vec<_> =
        evidence.classes.iter().map(|(class, runs)| (class.word().to_owned(), *runs)).collect();
    let defaulted: Vec<_> = evidence.defaulted.iter().map(|(field, runs)| (field.clone(), *runs)).collect();
    html! {
        div .pairs {
            div .card {
                table {
                    caption { "Judged runs" }
                    thead { tr { th scope="col" { "Stratum" } th .number scope="col" { "Runs" } } }
                    tbody {
                        @for stratum in strata {
                            tr { th scope="row" { (stratum.word()) } td .number { (runs(stratum)) } }
                        }
                        @if evidence.untold > 0 {
                            tr {
                                th scope="row" { "without a policy_hash, could belong here" }
                                td .number { (evidence.untold) }
                            }
                        }
                    }
                }
            }
            (counts("Unknowns found in them", "Class", &classes))
            (counts("Fields filled by a default", "Field", &defaulted))
            div .card { (reports(verdict)) }
            div .card { (cohort(verdict)) }
        }
    }
}

fn counts(caption: &str, head: &str, counts: &[(String, u64)]) -> Markup {
    html! {
        @if !counts.is_empty() {
            div .card {
                table {
                    caption { (caption) }
                    thead { tr { th scope="col" { (head) } th .number scope="col" { "Runs" } } }
                    tbody {
                        @for (name, runs) in counts {
                            tr { th scope="row" { code { (name) } } td .number { (runs) } }
                        }
                    }
                }
            }
        }
    }
}

fn reports(verdict: &Verdict) -> Markup {
    let evidence = &verdict.evidence;
    let read = match evidence.evidence.source {
        EvidenceSource::Reports => "reports",
        EvidenceSource::Metrics => "a metrics file",
    };
    let after = &evidence.evidence.after_at;
    html! {
        table {
            caption { "What was read" }
            tbody {
                (row("Read", &html! { (read) }))
                (row("Reports", &html! { (evidence.reports) }))
                (row("Repeats left out", &html! { (evidence.duplicates) }))
                (row("Reruns left out", &html! { (evidence.reruns) }))
                (row("Expected runs", &html! {
                    @match evidence.evidence.expected {
                        Some((expected, received)) => { (received) " of " (expected) " left a report" },
                        None => "not checked",
                    }
                }))
                @if after.runs > 0 {
                    (row("After the time of evaluation, left out", &html! {
                        (plural(after.runs, "run"))
                        @if !after.run_ids.is_empty() { ": " (after.run_ids.join(", ")) }
                    }))
                }
                @if let Some(at) = evidence.first_run_at { (row("First run", &time(at))) }
                @if let Some(at) = evidence.last_run_at { (row("Newest run", &time(at))) }
                @if let Some(at) = verdict.evaluated_at {
                    (row("Judged as of", &html! { (time(at)) " (" (source(verdict.evaluated_at_source)) ")" }))
                }
            }
        }
    }
}

fn row(name: &str, value: &Markup) -> Markup {
    html! { tr { th scope="row" { (name) } td { (value) } } }
}

fn tag(hash: Option<&str>) -> Markup {
    html! { @match hash { Some(hash) => span .hash { (hash) }, None => "no policy_hash" } }
}

fn cohort(verdict: &Verdict) -> Markup {
    let cohort = &verdict.cohort;
    html! {
        table {
            caption { "Which runs" }
            tbody {
                (row("Chosen", &html! { "cohort " (cohort.choice.word()) }))
                @match &cohort.judged {
                    Ok(()) => {
                        (row("Judged", &tag(cohort.observed_policy_hash.as_deref())))
                        (row("Recorded under this policy", &html! { @if cohort.is_own { "yes" } @else { "no" } }))
                    },
                    Err(why) => (row("Judged", &html! { "none: " (why.word().replace('_', " ")) })),
                }
                @for other in &cohort.others {
                    (row("Not judged", &html! {
                        (plural(other.runs, "run")) ", " (tag(other.policy_hash.as_deref()))
                        @if let (Some(first), Some(last)) = (other.first_run_at, other.last_run_at) {
                            ", " (time(first)) " to " (time(last))
                        }
                    }))
                }
            }
        }
    }
}

/// The waivers; none if there are none.
pub(super) fn waivers(verdict: &Verdict) -> Option<Section> {
    let content = html! {
        div .card .scroll role="group" tabindex="0" aria-label="Waivers" {
            table {
                thead {
                    tr {
                        th scope="col" { "Class" } th scope="col" { "Where" } th scope="col" { "State" }
                        th .number scope="col" { "Runs" } th scope="col" { "Until" } th scope="col" { "Because" }
                    }
                }
                tbody {
                    @for record in &verdict.waivers {
                        @let waiver = &record.waiver;
                        tr {
                            th scope="row" { code { (waiver.class.word()) } }
                            td { @match waiver.stratum { Some(stratum) => (stratum.word()), None => "everywhere" } }
                            td { (state(record)) }
                            td .number { (record.runs) }
                            td { (waiver.until.to_string()) }
                            td {
                                (waiver.because)
                                @if let Some(see) = &waiver.see { " " (link(see)) }
                            }
                        }
                    }
                }
            }
        }
    };
    (!verdict.waivers.is_empty()).then_some(Section { id: "waivers", title: "Waivers", content })
}

const fn state(record: &WaiverRecord) -> &'static str {
    if record.void {
        "void"
    } else if record.unused {
        "unused"
    } else {
        "in force"
    }
}

/// What the caller added; none if that is nothing.
pub(super) fn context(verdict: &Verdict) -> Option<Section> {
    let content = html! {
        div .card {
            table {
                tbody { @for (key, value) in &verdict.context { (row(key, &link(value))) } }
            }
        }
    };
    (!verdict.context.is_empty()).then_some(Section { id: "context", title: "Context", content })
}

/// What to hold it against: hashes in full, constants, sources.
pub(super) fn hashes(verdict: &Verdict) -> Markup {
    let policy = &verdict.policy;
    let evidence = &verdict.evidence.evidence;
    let hash = |digest: String| html! { span .hash { (digest) } };
    html! {
        div .pairs {
            div .card {
                table {
                    caption { "Hashes" }
                    tbody {
                        (row("policy_hash", &hash(policy.policy_hash.to_string())))
                        (row("rules_hash", &hash(policy.rules_hash.to_string())))
                        (row("core_sha256", &hash(verdict_file::core_sha256_of(verdict).to_string())))
                        (row("metrics", &hash(evidence.metrics_sha256.to_string())))
                        @if let Some(inputs) = evidence.inputs_sha256 { (row("input files", &hash(inputs.to_string()))) }
                        @for source in &policy.sources { (row(&source.base_name, &hash(source.sha256.to_string()))) }
                    }
                }
            }
            @if !policy.constants.is_empty() {
                div .card {
                    table {
                        caption { "Constants" }
                        thead { tr { th scope="col" { "Name" } th scope="col" { "Value" } th scope="col" { "From" } } }
                        tbody {
                            @for constant in &policy.constants {
                                tr {
                                    th scope="row" { code { (constant.name) } }
                                    td { (constant.literal) }
                                    td { (constant.origin.word()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
