//! What the documentation shows is run: every console block, every policy, every program.
#![cfg(unix)]

use std::path::{Path, PathBuf};

use rulecheck::base::source::SourceFile;
use rulecheck::lang;
use serde_json::Value;

use crate::cli::desk;
use crate::transcript::{assert_golden, files, replay, root, shell};

/// All pages that show something that can be run.
fn pages() -> Vec<PathBuf> {
    let single = ["README.md", "docs/errors/README.md", "fixtures/rollout/README.md", "grammar/README.md"];
    let mut pages: Vec<PathBuf> = single.iter().map(|page| root().join(page)).collect();
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

/// Programs in Python are run where there is one.
fn has_python() -> bool {
    shell("command -v python3 > /dev/null", root()).status().unwrap().success()
}

#[test]
fn console_blocks_show_what_is_printed() {
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        // The blocks of a page go on from each other, in a folder of its own.
        let desk = desk();
        let today = map_blocks(&page, |info, block| {
            // A file that the page shows, and then uses.
            if let Some((_, name)) = info.split_once(",file ") {
                std::fs::write(desk.path().join(name), block).unwrap();
            }
            let runs = info == "console" && (has_python() || !block.contains("python3 "));
            runs.then(|| replay(block, desk.path()))
        });
        assert_golden(&path, &today);
    }
}

/// A fragment is completed to a policy.
fn whole(block: &str) -> String {
    let header = if block.contains("policy ") { "" } else { "policy p \"t\"\n" };
    let due = if block.contains("due ") { "" } else { "due at once\n" };
    format!("{header}{due}{block}")
}

/// Every policy that the pages show, right or wrong.
pub(crate) fn rules_blocks() -> Vec<String> {
    let mut blocks = Vec::new();
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        map_blocks(&page, |info, block| {
            let kind = info.strip_prefix("rules")?;
            blocks.push(if kind.is_empty() { block.to_owned() } else { whole(block) });
            None
        });
    }
    blocks
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

/// Runs a command and gives what it printed; it must exit with `status`.
fn printed(script: &str, folder: &Path, status: i32) -> String {
    let output = shell(script, folder).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{script}:\n{text}{errors}");
    text
}

/// Whether a value has all that a sample shows; members and elements may be left out of the sample.
fn has(value: &Value, sample: &Value) -> bool {
    match (value, sample) {
        (Value::Object(members), Value::Object(shown)) => {
            shown.iter().all(|(key, sample)| members.get(key).is_some_and(|value| has(value, sample)))
        }
        (Value::Array(elements), Value::Array(shown)) => {
            let mut elements = elements.iter();
            shown.iter().all(|sample| elements.any(|value| has(value, sample)))
        }
        _ => value == sample,
    }
}

/// Whether a sample is shown anywhere in a value.
fn holds(value: &Value, sample: &Value) -> bool {
    has(value, sample)
        || match value {
            Value::Object(members) => members.values().any(|value| holds(value, sample)),
            Value::Array(elements) => elements.iter().any(|value| holds(value, sample)),
            _ => false,
        }
}

#[test]
fn samples_are_part_of_what_is_printed() {
    let mut seen = 0;
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        map_blocks(&page, |info, block| {
            let command = info.strip_prefix("json,part of ")?;
            let output = shell(command, root()).output().unwrap();
            let value: Value = serde_json::from_slice(&output.stdout).unwrap();
            let whole = if block.starts_with('{') { block.to_owned() } else { format!("{{{block}}}") };
            let sample: Value = serde_json::from_str(&whole).unwrap();
            assert!(
                holds(&value, &sample),
                "{}: not part of what `{command}` prints:\n{block}",
                path.display()
            );
            seen += 1;
            None
        });
    }
    assert_eq!(seen, 2, "samples on the pages");
}

/// The programs of docs/auditing.md: the first line of each says how it is run, `[…]` what may be left out.
#[test]
fn programs_recompute_what_a_verdict_says() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    if !has_python() {
        return;
    }
    let evaluate = "rulecheck evaluate rules/activation.rules fixtures/rollout";
    let into = here.display();
    let outputs = format!("--output json={into}/verdict.json --metrics-out {into}/rollout_metrics.json");
    printed(&format!("{evaluate} {outputs}"), root(), 1);
    printed(&format!("rulecheck hash --canonical rules/activation.rules > {into}/canonical.txt"), root(), 0);
    let hashes = printed("rulecheck hash rules/activation.rules", root(), 0);

    let mut said = String::new();
    let page = std::fs::read_to_string(root().join("docs/auditing.md")).unwrap();
    map_blocks(&page, |info, block| {
        if info == "python,run" {
            let (_, usage) = block.lines().next().unwrap().split_once(": ").unwrap();
            let usage = usage.trim_end_matches('"');
            std::fs::write(here.join(usage.split(' ').nth(1).unwrap()), block).unwrap();
            let (least, _) = usage.split_once(" [").unwrap_or((usage, ""));
            said.push_str(&printed(least, here, 0));
            said.push_str(&printed(&usage.replace(['[', ']'], ""), here, 0));
        }
        None
    });

    let verdict = std::fs::read_to_string(here.join("verdict.json")).unwrap();
    let verdict: Value = serde_json::from_str(&verdict).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (policy_hash, core) = (text(&verdict["policy"]["policy_hash"]), text(&verdict["core_sha256"]));
    assert!(hashes.contains(&format!("policy_hash {policy_hash}\n")), "{hashes}");
    for line in [
        format!("policy_hash {policy_hash} as stated\n"),
        format!("core_sha256 {core} as stated\n"),
        "noise_pinned  rate(warn, fail) in pinned 3/23 to 9/20 right\n".to_owned(),
        "lowest 3/23, highest 9/20\n".to_owned(),
    ] {
        assert!(said.contains(&line), "not said: {line}in:\n{said}");
    }
    assert_eq!(printed("rulecheck hash policy.rules --constants 'constants.json#'", here, 0), hashes);
}
