//! Ctrl-C: rulecheck ends at once, and leaves nothing behind.
#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::transcript::{root, shell};

const SIGINT: i32 = 2;

/// Runs what follows with SIGINT as it is by default: what is started in the background inherits that it is ignored, and
/// a shell cannot undo that.
const INTERRUPTIBLE: &str = r#"exec perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV'"#;

fn interrupt(child: &mut Child) {
    let sent = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(sent.success());
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(SIGINT), "{status}");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn while_reading() {
    let folder = tempfile::tempdir().unwrap();
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let rules = root().join("rules/activation.rules");
    let script =
        format!("{INTERRUPTIBLE} rulecheck evaluate '{}' - --output json=verdict.json", rules.display());
    let mut command = shell(&script, folder.path());
    command.env("TMPDIR", &temporary).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // It is in the middle of standard input, which is written to a file without a name.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&b"{\"run_id\":\"a\"}\n".repeat(100_000)).unwrap();
    interrupt(&mut child);
    assert_eq!((names(folder.path()), names(&temporary).len()), (vec!["tmp".to_owned()], 0));
}

#[test]
fn while_a_pipe_takes_the_verdict() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    let (rules, go) = (root().join("rules/activation.rules"), root().join("fixtures/go"));
    let script = format!(
        "{INTERRUPTIBLE} rulecheck evaluate '{}' '{}' --output json=verdict.json --output text=pipe",
        rules.display(),
        go.display()
    );
    let mut child = shell(&script, folder.path()).stdout(Stdio::null()).spawn().unwrap();
    let whole = folder.path().join("verdict.json");
    while !whole.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    // Now it waits for somebody to read the pipe.
    interrupt(&mut child);
    assert_eq!(names(folder.path()), ["pipe", "verdict.json"]);
    let verdict = fs::read_to_string(whole).unwrap();
    assert!(verdict.ends_with("}\n"));
}
