//! The verdict as one page that needs nothing else: no script, no request, a strict Content-Security-Policy.
//!
//! INVARIANT: text becomes part of the page through `maud` alone, which escapes it; only the style sheet is taken as it
//! is. `finish` then shows what control and bidirectional characters there are in any text.

mod chart;
mod foundations;
mod head;
mod policy_text;
pub mod replay;
mod rules;
mod scale;
mod series;

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::base::digest::Sha256;
use crate::judge::verdict::Verdict;
use crate::judge::verdict_file;
use crate::render::escape::visible;
use crate::render::standing::decision;
use crate::tools::replay::timeline::Timeline;

/// The style of all pages.
const STYLE: &str = include_str!("style.css");

/// A section of the page: where links lead, its title, what is in it.
struct Section {
    id: &'static str,
    title: &'static str,
    content: Markup,
}

/// The whole verdict as a page; with the runs over time, where they were read.
#[must_use]
pub fn render(verdict: &Verdict, timeline: Option<&Timeline>) -> String {
    let judged = verdict.cohort.judged.is_ok();
    let sections: Vec<Section> = [
        Some(Section { id: "reasons", title: "Why", content: head::reasons(verdict) }),
        rules::section(verdict),
        judged.then(|| Section { id: "series", title: "Over time", content: series::series(timeline) }),
        foundations::advisories(verdict),
        foundations::sensitivity(verdict),
        Some(Section { id: "policy", title: "The policy", content: policy_text::text(verdict) }),
        Some(Section { id: "evidence", title: "What it rests on", content: foundations::evidence(verdict) }),
        foundations::waivers(verdict),
        foundations::context(verdict),
        Some(Section { id: "hashes", title: "To check it", content: foundations::hashes(verdict) }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let title = format!("{}: {}", decision(verdict.decision), verdict.policy.title);
    let core = verdict_file::core_sha256_of(verdict).to_string();
    page(&title, &head::banner(verdict), &sections, &core)
}

/// The page that says that no verdict could be given.
#[must_use]
pub fn failure(messages: &[String]) -> String {
    let content = html! { div .card { ul .reasons { @for message in messages { li { (message) } } } } };
    let sections = [Section { id: "reasons", title: "Why", content }];
    page("No verdict", &head::no_verdict(), &sections, "")
}

fn page(title: &str, banner: &Markup, sections: &[Section], core: &str) -> String {
    let digest = BASE64.encode(Sha256::of(STYLE.as_bytes()).bytes());
    let policy =
        format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
    finish(html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a .skip href="#content" { "Skip to the content" }
                (banner)
                @if sections.len() > 1 {
                    nav aria-label="Contents" {
                        ul .wide { @for section in sections { li { a href={ "#" (section.id) } { (section.title) } } } }
                    }
                }
                main #content .wide tabindex="-1" {
                    @for section in sections {
                        section #(section.id) aria-labelledby={ (section.id) "-title" } {
                            h2 id={ (section.id) "-title" } { (section.title) }
                            (section.content)
                        }
                    }
                }
                footer {
                    div .wide {
                        p {
                            "Made by " (env!("CARGO_PKG_NAME")) " " (env!("CARGO_PKG_VERSION")) " from the verdict and nothing else."
                            @if !core.is_empty() { " core_sha256 " span .hash { (core) } }
                        }
                    }
                }
            }
        }
    })
}

/// Ends of elements after which a line ends, so that pages can be compared line by line.
const LINE_ENDS: [&str; 14] = [
    "</head>",
    "</h1>",
    "</h2>",
    "</h3>",
    "</p>",
    "</li>",
    "</tr>",
    "</thead>",
    "</svg>",
    "</section>",
    "</article>",
    "</dd>",
    "</figure>",
    "</header>",
];

/// INVARIANT: no `<` of a text is left as it is, so that what looks like an element is one.
fn finish(page: Markup) -> String {
    let mut page = page.into_string();
    for end in LINE_ENDS {
        page = page.replace(end, &format!("{end}\n"));
    }
    let mut lines: Vec<String> = page.lines().map(visible).collect();
    lines.push(String::new());
    lines.join("\n")
}
