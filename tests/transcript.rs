//! Transcripts: text with `$ command` lines and what each prints, replayed with the real binary.
//!
//! Standard output comes first, then standard error, then `[exit N]` unless it is 0. A command goes on over the
//! lines that begin with `> ` right after it. Lines that begin with `## ` are comments.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A shell command with `rulecheck` on its path, in an environment that is the same everywhere.
pub(crate) fn shell(script: &str, folder: &Path) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_rulecheck"));
    let path =
        std::env::join_paths([binary.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", script]).current_dir(folder).env_clear().env("PATH", path).env("LC_ALL", "C");
    command.stdin(Stdio::null());
    command
}

/// Runs each command of a transcript in `folder` and gives the transcript as it is today.
pub(crate) fn replay(transcript: &str, folder: &Path) -> String {
    let mut today = String::new();
    let mut lines = transcript.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("## ") || (line.is_empty() && today.is_empty()) {
            today.extend([line, "\n"]);
            continue;
        }
        let Some(first) = line.strip_prefix("$ ") else { continue };
        today.extend([line, "\n"]);
        let mut script = first.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with("> ") || *line == ">") {
            today.extend([more, "\n"]);
            script.push('\n');
            script.push_str(more.get(2..).unwrap_or_default());
        }
        let output = shell(&script, folder).output().unwrap();
        for stream in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(stream);
            today.push_str(&text);
            if !text.is_empty() && !text.ends_with('\n') {
                today.push('\n');
            }
        }
        match output.status.code() {
            Some(0) => {}
            Some(code) => today.extend([format!("[exit {code}]\n")]),
            None => today.push_str("[killed]\n"),
        }
    }
    today
}

/// Compares a golden file with what it should be today; `UPDATE=1` accepts.
pub(crate) fn assert_golden(path: &Path, today: &str) {
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    if golden == today {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, today).unwrap();
        return;
    }
    let diff = similar::TextDiff::from_lines(golden.as_str(), today);
    panic!(
        "{} is not what it was (UPDATE=1 accepts):\n{}",
        path.display(),
        diff.unified_diff().context_radius(3).header("golden", "today")
    );
}

/// The files of a folder below the package with an extension, sorted.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no .{extension} files in {folder}");
    found
}
