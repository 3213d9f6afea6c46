//! `rulecheck init`: a policy, its constants and a workflow to start from.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::output;

/// Write a policy, its constants and a CI workflow to start from
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where to; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// What is written: each file with what it is.
const FILES: [(&str, &str, &str); 3] = [
    ("gate.rules", include_str!("../starter/gate.rules"), "the policy, with its tests"),
    ("policy_constants.json", include_str!("../starter/policy_constants.json"), "its thresholds"),
    (
        ".github/workflows/rulecheck.yml",
        include_str!("../starter/rulecheck.yml"),
        "a GitHub workflow; it says how to do the same on GitLab",
    ),
];

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let folder = &args.folder;
    let there: Vec<String> = FILES
        .iter()
        .map(|(name, ..)| folder.join(name))
        .filter(|path| fs::symlink_metadata(path).is_ok())
        .map(|path| path.display().to_string())
        .collect();
    if !there.is_empty() {
        let verb = if there.len() == 1 { "is" } else { "are" };
        let list = there.join(", ");
        return Err(CliError::Usage(format!(
            "{list} {verb} already there, and nothing is overwritten: nothing was written; name another folder"
        )));
    }
    let mut written = Vec::new();
    for (name, text, _) in FILES {
        let path = folder.join(name);
        if let Err(why) = write_new(&path, text) {
            // All or nothing.
            for path in written {
                let _ = fs::remove_file(path);
            }
            return Err(CliError::write(&path, &why));
        }
        written.push(path);
    }
    output::stdout(&next(folder))?;
    Ok(ExitStatus::Done)
}

/// Writes a file that was not there before.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// What there is now, and what to do with it.
fn next(folder: &Path) -> String {
    let shown = |name: &str| folder.join(name).display().to_string().trim_start_matches("./").to_owned();
    let rules = shown("gate.rules");
    let files = FILES.map(|(name, _, what)| (shown(name), what));
    let commands = [
        (format!("rulecheck explain {rules}"), "what it says, in plain sentences"),
        (format!("rulecheck test {rules}"), "its tests; change a threshold, and see them fail"),
        (format!("rulecheck check {rules}"), "what is wrong, after each change"),
        (format!("rulecheck evaluate {rules} REPORTS"), "the verdict on a folder of reports"),
    ];
    format!("{}\nNext:\n{}", table(&files), table(&commands))
}

/// Two columns.
fn table(rows: &[(String, &str)]) -> String {
    let width = rows.iter().map(|(left, _)| left.len()).max().unwrap_or(0);
    let rows: Vec<String> = rows.iter().map(|(left, right)| format!("  {left:<width$}  {right}\n")).collect();
    rows.concat()
}
