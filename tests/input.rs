//! Files and folders → reports: which are read, in which state, and what is an error.
#![expect(clippy::disallowed_methods, reason = "these tests are about files")]

use std::fs;
use std::path::{Path, PathBuf};

use rulecheck::base::digest::Sha256;
use rulecheck::data::plan::Plan;
use rulecheck::input::error::InputError;
use rulecheck::input::{Options, Reading, read};
use tempfile::TempDir;

const REPORT: &str =
    r#"{"run_id":"a","policy_state":"pinned","WARN_count":0,"FAIL_count":0,"Unknown_count":0}"#;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn try_read(paths: &[&Path]) -> Result<Reading, InputError> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    read(&paths, &Plan::default(), &Options { digest: true, ..Options::default() })
}

fn reports(paths: &[&Path]) -> u64 {
    try_read(paths).unwrap().metrics.reports
}

fn error(folder: &TempDir, name: &str) -> String {
    let error = try_read(&[&folder.path().join(name)]).unwrap_err().to_string();
    error.replace(&folder.path().display().to_string(), "FOLDER")
}

#[test]
fn a_folder_is_read_through() {
    let files: [(&str, &[u8]); 7] = [
        ("a.json", REPORT.as_bytes()),
        ("deep/er/b.ndjson", b"{}\n{}"),
        ("c.jsonl", b"{}"),
        ("d.txt", b"{}"),
        ("deep/policy_constants.json", b"{}"),
        ("e.JSON", b"{}"),
        ("e/rollout_metrics.json", b"{\"format\":\"rollout_metrics/1\"}"),
    ];
    let folder = folder(&files);
    let path = folder.path();
    assert_eq!(reports(&[path]), 4);
    // Twice is once, by whatever name.
    let again = path.join("deep/../a.json");
    assert_eq!(reports(&[path, path, &again]), 4);
    // A named file is read whatever its name.
    assert_eq!(reports(&[&path.join("d.txt")]), 1);
    assert_eq!(reports(&[]), 0);
}

#[cfg(unix)]
#[test]
fn links() {
    let folder = folder(&[("a.json", REPORT.as_bytes()), ("sub/b.json", b"{}")]);
    let path = folder.path();
    std::os::unix::fs::symlink(path.join("a.json"), path.join("sub/link.json")).unwrap();
    std::os::unix::fs::symlink(path, path.join("sub/loop")).unwrap();
    assert_eq!(reports(&[&path.join("sub")]), 1);
    assert_eq!(reports(&[&path.join("sub/link.json")]), 1);
    assert_eq!(reports(&[&path.join("sub/loop")]), 2);
}

#[test]
fn errors_name_the_path() {
    let folder = folder(&[
        ("m.json", b"{\"format\":\"rollout_metrics/1\"}"),
        ("policy_constants.json", b"{}"),
        ("w/build.log.gz", b"\x1f\x8b\x08"),
    ]);
    let messages = ["nowhere", "m.json", "policy_constants.json"];
    insta::assert_snapshot!(messages.map(|name| error(&folder, name)).join("\n"), @"
    FOLDER/nowhere: no such file or directory
    FOLDER/m.json: this is a metrics or verdict file, not a report
    FOLDER/policy_constants.json: this is a constants file, not a report
    ");
    assert_eq!(reports(&[&folder.path().join("w")]), 0);
}

#[test]
fn the_digest_covers_every_byte_once() {
    // Broken values far from their line's end, a window away from it, and bytes that are never parsed.
    let mut broken = b"{\"x\":[".to_vec();
    broken.extend_from_slice("1,\n".repeat(300_000).as_bytes());
    broken.extend_from_slice(format!("x\n{REPORT}\n[{REPORT},x\n").as_bytes());
    broken.extend_from_slice(&vec![0xff; 700_000]);
    let mut envelope = format!("{{\"runs\":[{REPORT}],\"x\":\"").into_bytes();
    envelope.extend_from_slice(&vec![b'y'; 900_000]);
    envelope.extend_from_slice(b"\"}");
    let files: [(&str, &[u8]); 4] = [
        ("a.json", &broken),
        ("b.json", &envelope),
        ("c.json", b""),
        ("m.json", b"{\"format\":\"verdict/1\"}"),
    ];
    let folder = folder(&files);
    let reading = try_read(&[folder.path()]).unwrap();
    // a: broken value, report, report, rest; b: the same report again; c: empty.
    assert_eq!((reading.metrics.reports, reading.metrics.duplicates), (6, 2));
    let digests = files.iter().take(3).map(|(_, bytes)| Sha256::of(bytes)).collect();
    assert_eq!(reading.inputs_sha256, Some(Sha256::of_sorted(digests)));
}

#[test]
fn defects_are_told() {
    let folder = folder(&[
        ("a.json", format!("{REPORT}\n{{\"run_id\":3,\"schema_version\":1}}\noops").as_bytes()),
        ("b.json", br#"{"run_id":"b","policy_state":"beta","WARN_count":0,"FAIL_count":-4,"Unknown_count":1,"Unknown_causes":["disk full"]}"#),
        ("c.json", br#"{"run_id":"b","schema_version":"v2"}"#),
    ]);
    let defects = try_read(&[folder.path()]).unwrap().defects;
    let told: Vec<String> = defects
        .first
        .iter()
        .map(|defect| {
            let name = Path::new(&defect.source).file_name().unwrap().to_string_lossy().into_owned();
            let field = defect.field.map_or("-", |field| field.word());
            format!("{name}:{} {} {field} {}", defect.offset, defect.class, defect.found)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    insta::assert_snapshot!(format!("{:?}", defects.reports));
}

#[test]
fn an_envelope_ends_with_its_file() {
    let envelope = br#"{"runs":[{"run_id":"a"}],"policy_hash":"h","timestamp":"2026-02-08T00:00:00Z"}"#;
    let counted = |names: [&str; 2]| {
        let folder = folder(&[(names[0], envelope.as_slice()), (names[1], b"")]);
        let reading = read(&[folder.path().to_owned()], &Plan::default(), &Options::default());
        reading.unwrap().metrics
    };
    let metrics = counted(["a.json", "b.json"]);
    assert_eq!(metrics, counted(["b.json", "a.json"]));
    let tags: Vec<_> = metrics.cohorts.iter().map(|cohort| cohort.policy_hash.as_deref()).collect();
    assert_eq!(tags, [None, Some("h")], "the empty file is of no cohort");
}
