//! Chunks and threads: however a file is cut, and whoever reads the pieces, the answer is the same.

use proptest::prelude::*;
use proptest::sample::select;
use rulecheck::base::digest::Sha256;
use rulecheck::data::defect::Defects;
use rulecheck::data::metrics::Metrics;
use rulecheck::data::plan::Plan;
use rulecheck::data::series;
use rulecheck::input::options::Threads;
use rulecheck::input::{Options, read};

use super::strategies::lines;
use crate::archives::{gz, zst};

/// All that was read of files a.json, b.json, …: what they add up to, and the line of each run.
fn reading(
    files: &[Vec<u8>],
    threads: usize,
    chunk: u64,
) -> (Metrics, Option<Sha256>, Defects, u64, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in ('a'..='z').zip(files) {
        std::fs::write(folder.path().join(format!("{name}.json")), bytes).unwrap();
    }
    let options = Options { digest: true, threads: Threads::new(threads), chunk, ..Options::default() };
    let plan = Plan { series: true, ..Plan::default() };
    let mut reading = read(&[folder.path().to_owned()], &plan, &options).unwrap();
    for defect in &mut reading.defects.first {
        defect.source = defect.source.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let here = folder.path().to_string_lossy().into_owned();
    let lines =
        series::sorted(&reading.runs).iter().map(|seen| series::line(seen, &[]).replace(&here, "")).collect();
    (reading.metrics, reading.inputs_sha256, reading.defects, reading.files, lines)
}

fn same(files: &[Vec<u8>], chunks: &[u64]) -> Result<(), TestCaseError> {
    let whole = reading(files, 1, 1 << 20);
    for chunk in chunks {
        for threads in [2, 4] {
            prop_assert_eq!(
                &reading(files, threads, *chunk),
                &whole,
                "chunks of {}, {} threads",
                chunk,
                threads
            );
        }
    }
    Ok(())
}

/// A piece of a hostile file; put together, they break off and go on anywhere.
fn piece() -> impl Strategy<Value = String> {
    let text = select(vec![
        "[\n",
        "]\n",
        ",\n",
        "\n",
        "\r\n",
        "{\n",
        "}\n",
        "{\"runs\":[\n",
        "],\"policy_hash\":\"x\"}\n",
        "[INFO] {\n",
        "{\"a\":\n{\"b\":1\n}\n}\n",
        "\"x\n{",
        "\u{feff}",
        "12",
        "null,\n",
        "{\"x\":\"\\\n{\"}\n",
        "[1,2\n",
        "{}",
        "{}\n",
        "{\"format\":\"verdict/1\"}\n",
        "[{\"run_id\":\"r1\"},\n",
    ]);
    prop_oneof![
        3 => text.prop_map(str::to_owned),
        2 => lines().prop_map(|lines| lines.join("\n") + "\n"),
        1 => lines().prop_map(|lines| format!("[\n{}\n]\n", lines.join(",\n"))),
        1 => lines().prop_map(|lines| format!("{{\"runs\":[\n{}\n],\"job\":\"j\"}}\n", lines.join(",\n"))),
        1 => lines().prop_map(|lines| lines.join("\r\n").replace(",\"", ",\r\n\"").replace('}', "\n}") + "\r\n"),
    ]
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let bytes = (prop::collection::vec(piece(), 0..8), any::<prop::sample::Index>(), any::<u8>(), 0..6);
    let text = bytes.prop_map(|(pieces, at, byte, what)| {
        let mut bytes = pieces.concat().into_bytes();
        let at = if bytes.is_empty() { 0 } else { at.index(bytes.len()) };
        match (what, bytes.get_mut(at)) {
            (0, Some(slot)) => *slot = byte,
            (1, Some(_)) => bytes.truncate(at),
            _ => {}
        }
        bytes
    });
    (text, 0..6).prop_map(|(text, how)| match how {
        0 => gz(&text),
        1 => zst(&text),
        2 => gz(&text).into_iter().rev().skip(9).rev().collect(),
        _ => text,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_files(files in prop::collection::vec(file(), 1..5), chunk in 1_u64..200) {
        same(&files, &[chunk])?;
    }
}

#[test]
fn cut_at_every_byte() {
    let document = concat!(
        "{\"run_id\":\"a\",\"policy_state\":\"pinned\",\"WARN_count\":1,\"FAIL_count\":0.0,\"Unknown_count\":2}\r\n",
        "{\n\"a\":\n{\"b\":\"é\"}\n}\n[\n{\"run_id\":\"b\",\"x\":[1,\n{\"y\":null}]},\n{}\n]\n",
        "{\"policy_hash\":\"h\",\"runs\":[\n{\"run_id\":\"c\\u00e9\"},\n3],\"override\":true}\n",
    );
    for at in 0..document.len() {
        same(&[document.as_bytes()[..at].to_vec()], &[7, 40]).unwrap();
    }
}
