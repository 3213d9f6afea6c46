//! The form `html`: pages as they were (tests/html/*.html, their style left out), and what hostile text does to them.
#![cfg(unix)]

use std::path::Path;

use rulecheck::base::digest::Sha256;

use crate::cli::desk;
use crate::transcript::{assert_golden, root, shell};

/// Reports and rules in which every text that can be chosen is hostile.
const HOSTILE: &str = include_str!("html/hostile.sh");

const CASES: [(&str, &str); 6] = [
    ("go", "rulecheck evaluate rules/activation.rules fixtures/go --format html"),
    (
        "rollout",
        "rulecheck evaluate rules/activation.rules fixtures/rollout --format html --context commit=4f2a91c",
    ),
    ("observing", "rulecheck evaluate rules/activation.rules fixtures/observing --format html"),
    ("empty", "rulecheck evaluate rules/activation.rules fixtures/empty --format html"),
    (
        "hostile",
        "rulecheck evaluate '<i>\"x&.rules' hostile --format html --context '<b>=\"<script>' --context url=https://example.org/1 --context js=javascript:alert",
    ),
    ("failure", "rulecheck evaluate rules/activation.rules 'fixtures/<script>alert(1)' --format html"),
];

/// The page that a command prints.
fn page(script: &str, folder: &Path) -> String {
    let output = shell(script, folder).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The page without its style, and the style.
fn split(page: &str) -> (String, &str) {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (style, after) = rest.split_once("</style>").unwrap();
    (format!("{before}<style></style>{after}"), style)
}

#[test]
fn pages_are_what_they_were() {
    let desk = desk();
    shell(HOSTILE, desk.path()).output().unwrap();
    for (name, script) in CASES {
        let page = page(script, desk.path());
        let (page, style) = split(&page);
        let digest = data_encoding::BASE64.encode(Sha256::of(style.as_bytes()).bytes());
        assert!(page.contains(&format!("style-src 'sha256-{digest}'")), "the style of {name} is not allowed");
        let today = page.replace(&format!("sha256-{digest}"), "sha256-STYLE");
        assert_golden(&root().join(format!("tests/html/{name}.html")), &today);
    }
}

#[test]
fn nothing_that_is_read_becomes_markup() {
    let desk = desk();
    shell(HOSTILE, desk.path()).output().unwrap();
    for (name, script) in CASES {
        let page = page(script, desk.path());
        let (page, style) = split(&page);
        for markup in
            ["<script", "<img", "<b>", "<i>", "<a href='", "<svg onload", "style=", "href=\"javascript"]
        {
            assert!(!page.contains(markup), "{name} holds {markup}");
        }
        let harmful = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{202e}');
        assert!(!page.contains(harmful), "{name} holds a control character");
        assert!(!style.contains("url(") && !style.contains("@import"), "the style asks for something");
        assert!(!page.contains("src=\"") && !page.contains("<link"), "{name} asks for something");
    }
}

#[test]
fn ids_stand_once_and_what_is_referred_to_is_there() {
    let desk = desk();
    shell(HOSTILE, desk.path()).output().unwrap();
    for (name, script) in CASES {
        let page = page(script, desk.path());
        let values = |attribute: &str| {
            let start = format!(" {attribute}=\"");
            page.split(&start)
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let mut ids = values("id");
        ids.sort();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id of {name} stands twice");
        let links = values("href").into_iter().filter_map(|href| href.strip_prefix('#').map(str::to_owned));
        let labels = values("aria-labelledby").into_iter();
        let labels = labels.flat_map(|label| label.split(' ').map(str::to_owned).collect::<Vec<_>>());
        for id in links.chain(labels) {
            assert!(ids.contains(&id), "{name} refers to {id}");
        }
    }
}
