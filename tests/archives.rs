//! Compressed reports: whole, cut, corrupt, hostile.

use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use rulecheck::data::defect::Defect;
use rulecheck::data::plan::Plan;
use rulecheck::input::options::Threads;
use rulecheck::input::{Options, Reading, read};

/// One gzip member.
pub(crate) fn gz(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// One Zstandard frame, with a checksum.
pub(crate) fn zst(text: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A line for each of some runs.
fn lines(runs: std::ops::Range<usize>) -> Vec<u8> {
    let line = |run| {
        format!(
            "{{\"run_id\":\"r{run}\",\"policy_state\":\"pinned\",\"WARN_count\":{},\"FAIL_count\":0,\"Unknown_count\":0}}\n",
            run % 3
        )
    };
    runs.map(line).collect::<String>().into_bytes()
}

/// What one file gives, read by so many threads in chunks of such a length.
fn read_one(bytes: &[u8], threads: usize, chunk: u64) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    std::fs::write(&path, bytes).unwrap();
    let options = Options { digest: true, threads: Threads::new(threads), chunk, ..Options::default() };
    let mut reading = read(&[path], &Plan::default(), &options).unwrap();
    for defect in &mut reading.defects.first {
        defect.source = "a.json".into();
    }
    reading
}

/// The same, which must not depend on how it is read.
fn read_any(bytes: &[u8]) -> Reading {
    let reading = read_one(bytes, 1, 1 << 20);
    for chunk in [64, 1 << 10] {
        let other = read_one(bytes, 3, chunk);
        assert_eq!(other.metrics, reading.metrics, "chunks of {chunk}");
        assert_eq!(other.defects, reading.defects, "chunks of {chunk}");
        assert_eq!(other.inputs_sha256, reading.inputs_sha256, "chunks of {chunk}");
    }
    reading
}

/// Runs that were read, and those that could not be.
fn counts(reading: &Reading) -> (u64, u64) {
    let cohort = reading.metrics.cohorts.first().unwrap();
    (cohort.pinned.runs(), cohort.unknowns.runs())
}

#[test]
fn all_members_and_frames() {
    let text = lines(0..500);
    let plain = read_any(&text);
    let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
    for bytes in [
        gz(&text),
        zst(&text),
        [gz(&lines(0..7)), gz(b""), gz(&lines(7..500))].concat(),
        [zst(&lines(0..7)), skipped.clone(), zst(b""), zst(&lines(7..500))].concat(),
        [skipped, zst(&text)].concat(),
    ] {
        let reading = read_any(&bytes);
        assert_eq!((reading.metrics, reading.defects), (plain.metrics.clone(), plain.defects.clone()));
    }
}

#[test]
fn cut_at_every_byte() {
    let text = lines(0..40);
    for whole in [gz(&text), zst(&text), [gz(&lines(0..20)), gz(&lines(20..40))].concat()] {
        let mut before = 0;
        for end in 4..whole.len() {
            let reading = read_any(&whole[..end]);
            let (pinned, unknowns) = counts(&reading);
            assert!(pinned >= before && pinned <= 40, "cut at {end}");
            // Two members may be cut between them: nobody can tell that there should be more.
            let may_end = pinned == 20 && unknowns == 0;
            assert!(may_end || unknowns == 1, "cut at {end}: {unknowns}");
            before = pinned;
        }
        assert_eq!(counts(&read_any(&whole)), (40, 0));
    }
}

#[test]
fn flipped_bytes() {
    let text = lines(0..60);
    for whole in [gz(&text), zst(&text)] {
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x41;
            let reading = read_any(&bytes);
            assert!(reading.metrics.reports > 0, "byte {at}");
        }
    }
}

#[test]
fn damage_is_told_once_with_the_value_it_cuts() {
    let told = |bytes: &[u8]| {
        let tell = |defect: &Defect| format!("{} {} {}", defect.offset, defect.class, defect.found);
        read_any(bytes).defects.first.iter().map(tell).collect::<Vec<_>>().join("\n")
    };
    let text = lines(0..3);
    let compressed = gz(&text);
    let mut wrong_sum = compressed.clone();
    let sum = wrong_sum.len() - 6;
    wrong_sum[sum] ^= 1;
    insta::assert_snapshot!(
        [
            told(&compressed[..2]),
            told(&compressed[..compressed.len() - 1]),
            told(&wrong_sum),
            told(&[&compressed[..], b"\0\0garbage"].concat()),
            told(&zst(&text)[..20]),
            told(&gz(&compressed)),
            told(&zst(b"")),
        ]
        .join("\n"),
        @"
    0 unknown_parse_error the compressed data is cut short (at byte 0)
    264 unknown_parse_error the compressed data is cut short (at byte 264)
    264 unknown_parse_error the compressed data is corrupt (at byte 264)
    264 unknown_parse_error the compressed data is corrupt (at byte 264)
    0 unknown_parse_error the compressed data is cut short (at byte 0)
    0 unknown_parse_error expected a value (at byte 0)
    0 unknown_parse_error an empty file
    "
    );
}

#[test]
fn envelopes_longer_than_the_window() {
    let mut text = b"{\"runs\":[".to_vec();
    for (number, line) in lines(0..4_000).split(|byte| *byte == b'\n').enumerate() {
        if !line.is_empty() {
            text.extend_from_slice(if number > 0 { b",\n" } else { b"" });
            text.extend_from_slice(line);
        }
    }
    text.extend_from_slice(b"],\"policy_hash\":\"h\"}\n");
    // Several of them: to go back that often takes a file to go back in.
    let many: Vec<u8> = (0..5).flat_map(|_| text.clone()).collect();
    let plain = read_any(&many).metrics;
    assert_eq!((plain.reports, plain.duplicates), (20_000, 16_000));
    for bytes in [gz(&many), zst(&many)] {
        assert_eq!(read_any(&bytes).metrics, plain);
    }
}

#[test]
fn a_bomb_is_small_in_memory_and_ends() {
    let zeros = vec![0_u8; 1 << 20];
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..200 {
        encoder.write_all(&zeros).unwrap();
    }
    let reading = read_one(&encoder.finish().unwrap(), 2, 1 << 20);
    assert_eq!(counts(&reading), (0, 1));
}

#[test]
fn found_in_folders_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["a.json.gz", "b.ndjson.zst", "c.jsonl.gz", "d.json", "e.gz", "f.log.gz", "g.json.bz2"];
    for (number, name) in files.iter().enumerate() {
        // What it is, the first bytes say.
        let text = lines(number..number + 1);
        let bytes = if number % 2 == 0 { gz(&text) } else { zst(&text) };
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let paths: [PathBuf; 1] = [folder.path().into()];
    let reading = read(&paths, &Plan::default(), &Options::default()).unwrap();
    assert_eq!((reading.metrics.reports, counts(&reading)), (4, (4, 0)));
}
