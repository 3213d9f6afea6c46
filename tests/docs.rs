//! What the documentation shows is run: every console block, every policy.
#![cfg(unix)]

use std::path::PathBuf;

use rulecheck::base::source::SourceFile;
use rulecheck::lang;

use crate::transcript::{assert_golden, files, replay, root};

/// All pages for users.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    pages.extend(files("docs", "md"));
    pages
}

/// Rewrites each fenced block: `change` gets its first line and its text.
fn map_blocks(page: &str, mut change: impl FnMut(&str, &str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut lines = page.split_inclusive('\n');
    while let Some(line) = lines.next() {
        out.push_str(line);
        let Some(info) = line.trim_end().strip_prefix("```").filter(|info| !info.is_empty()) else {
            continue;
        };
        let block: String = lines.by_ref().take_while(|line| line.trim_end() != "```").collect();
        out.push_str(&change(info, &block).unwrap_or(block));
        out.push_str("```\n");
    }
    out
}

#[test]
fn console_blocks_show_what_is_printed() {
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        let today = map_blocks(&page, |info, block| (info == "console").then(|| replay(block, root())));
        assert_golden(&path, &today);
    }
}

/// A fragment is completed to a policy.
fn whole(block: &str) -> String {
    let header = if block.contains("policy ") { "" } else { "policy p \"t\"\n" };
    let due = if block.contains("due ") { "" } else { "due at once\n" };
    format!("{header}{due}{block}")
}

#[test]
fn policies_are_as_good_or_bad_as_the_page_says() {
    let mut seen = 0;
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        map_blocks(&page, |info, block| {
            let kind = info.strip_prefix("rules")?;
            seen += 1;
            let text = if kind.is_empty() { block.to_owned() } else { whole(block) };
            let compiled = lang::compile(&SourceFile::new("example.rules", text), None);
            let codes: Vec<_> =
                compiled.diagnostics.sorted().iter().map(|found| found.code.clone()).collect();
            let place = format!("{}:\n{block}", path.display());
            match kind.strip_prefix(",error ") {
                Some(code) => assert_eq!(codes, [format!("rulecheck::{code}")], "{place}"),
                None => assert!(!compiled.diagnostics.has_errors(), "{codes:?} in {place}"),
            }
            None
        });
    }
    assert!(seen >= 10, "the pages show policies");
}
