//! Each verb as a user meets it: exit code, standard output and standard error, exactly (tests/cli/*.console).
#![cfg(unix)]

use std::path::Path;

use crate::transcript::{assert_golden, files, replay, root};

/// A fresh folder with the shipped rules and fixtures in it.
pub(crate) fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    for folder in ["rules", "fixtures"] {
        copy(&root().join(folder), &desk.path().join(folder));
    }
    desk
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { std::fs::copy(&path, &target).map(|_| ()).unwrap() }
    }
}

#[test]
fn transcripts_are_what_they_were() {
    let transcripts = files("tests/cli", "console");
    assert!(!transcripts.is_empty());
    for path in transcripts {
        let desk = desk();
        let transcript = std::fs::read_to_string(&path).unwrap();
        let here = desk.path().to_string_lossy().into_owned();
        assert_golden(&path, &replay(&transcript, desk.path()).replace(&here, "DESK"));
    }
}
