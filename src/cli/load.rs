//! Rules and constants from disk, or from a verdict that holds them.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use crate::base::digest::Sha256;
use crate::base::source::SourceFile;
use crate::cli::diagnostics::Found;
use crate::cli::error::CliError;
use crate::cli::recorded;
use crate::lang::check::{self, ConstantsFile, constants_reference};
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Origin};
use crate::lang::policy::Policy;
use crate::lang::syntax::{self, Parse};
use crate::lang::testcase::TestCase;

/// Rules and constants are read up to this size; the parser refuses what is larger than it allows, in its own words.
const MOST_BYTES: u64 = 16 << 20;

/// The name that stands for standard input.
pub(crate) const STDIN: &str = "-";

/// A file of rules, read and parsed.
pub(crate) struct Rules {
    pub(crate) source: SourceFile,
    pub(crate) parse: Parse,
    /// The file as it is, byte order mark included.
    pub(crate) bytes: Vec<u8>,
    /// The constants that came with it, where the file is a verdict.
    constants: Option<ConstantsFile>,
}

impl Rules {
    /// The error of rules that cannot be read.
    pub(crate) fn into_error(self) -> CliError {
        let found = Found { diagnostics: self.parse.diagnostics, rules: self.source, constants: None };
        CliError::Invalid(Box::new(found))
    }

    /// The same file with another text.
    pub(crate) fn with_text(self, text: String) -> Self {
        let source = SourceFile::new(self.source.name(), text);
        let bom = "\u{feff}".as_bytes();
        let mut bytes = if self.bytes.starts_with(bom) { bom.to_vec() } else { Vec::new() };
        bytes.extend_from_slice(source.text().as_bytes());
        Self { parse: syntax::parse(&source), source, bytes, constants: self.constants }
    }

    /// Whether they stand in a verdict.
    pub(crate) fn is_recorded(&self) -> bool {
        self.constants.is_some()
    }
}

/// Reads and parses a file of rules, or the rules in a verdict.json; `-` is standard input. Errors in the rules are
/// in `parse`.
pub(crate) fn rules(path: &Path) -> Result<Rules, CliError> {
    rules_in(path, bytes(path)?)
}

/// The same of a file that is read already.
pub(crate) fn rules_in(path: &Path, bytes: Vec<u8>) -> Result<Rules, CliError> {
    if let Some(recorded) = recorded::policy(&name(path), &bytes) {
        let recorded = recorded.map_err(|why| CliError::Read { path: name(path), why })?;
        return Ok(Rules {
            parse: syntax::parse(&recorded.rules),
            source: recorded.rules,
            bytes,
            constants: Some(recorded.constants),
        });
    }
    let source = decode(path, &bytes, Origin::Rules)?;
    Ok(Rules { parse: syntax::parse(&source), source, bytes, constants: None })
}

/// Reads a policy with its constants; all its errors at once.
pub(crate) fn policy(path: &Path, constants: Option<&str>) -> Result<Policy, CliError> {
    policy_with_tests(path, constants).map(|sound| sound.policy)
}

/// Reads a policy with its constants and its tests; all its errors at once.
pub(crate) fn policy_with_tests(path: &Path, constants: Option<&str>) -> Result<Sound, CliError> {
    sound(path, rules(path)?, constants)
}

/// The same of rules that are read already.
pub(crate) fn sound(path: &Path, rules: Rules, constants: Option<&str>) -> Result<Sound, CliError> {
    let checked = check(path, rules, constants)?;
    match checked.policy {
        Some(policy) if !checked.diagnostics.has_errors() => {
            let Checked { tests, rules, constants, .. } = checked;
            Ok(Sound { policy, tests, rules, constants })
        }
        _ => Err(CliError::Invalid(Box::new(checked.into_found()))),
    }
}

/// A policy without errors, and all that it was made of.
pub(crate) struct Sound {
    pub(crate) policy: Policy,
    pub(crate) tests: Vec<TestCase>,
    pub(crate) rules: Rules,
    pub(crate) constants: Option<ConstantsFile>,
}

/// What checking gave, and the files that were read for it.
pub(crate) struct Checked {
    pub(crate) policy: Option<Policy>,
    pub(crate) tests: Vec<TestCase>,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) rules: Rules,
    pub(crate) constants: Option<ConstantsFile>,
}

impl Checked {
    /// What was found, with its files.
    pub(crate) fn into_found(self) -> Found {
        Found {
            diagnostics: self.diagnostics,
            rules: self.rules.source,
            constants: self.constants.map(|file| file.source),
        }
    }
}

/// Checks rules; `--constants` replaces the file that they name, and its pointer too if it has a `#`.
pub(crate) fn check(path: &Path, rules: Rules, flag: Option<&str>) -> Result<Checked, CliError> {
    let named = constants_reference(&rules.parse.file).map(|text| text.node.as_str());
    let read = match (flag, &rules.constants) {
        (None, Some(recorded)) => Some((recorded.clone(), None)),
        _ => constants(path, named, flag)?.map(|(file, bytes)| (file, Some(bytes))),
    };
    let (constants, constant_bytes) = read.map_or((None, None), |(file, bytes)| (Some(file), bytes));
    let mut checked = check::check(&rules.source, &rules.parse, constants.as_ref());
    if let Some(policy) = &mut checked.policy {
        // Digests of the files as they lie there, so that `sha256sum` gives the same.
        let digests = [Some(Sha256::of(&rules.bytes)), constant_bytes.as_deref().map(Sha256::of)];
        for (source, digest) in policy.sources.iter_mut().zip(digests) {
            source.sha256 = digest.unwrap_or(source.sha256);
        }
    }
    let check::Checked { policy, tests, diagnostics } = checked;
    Ok(Checked { policy, tests, diagnostics, rules, constants })
}

/// The constants file and its bytes; `None` if no file is wanted, or the rules name one that is not there: the
/// checker says so at the place.
fn constants(
    rules: &Path,
    named: Option<&str>,
    flag: Option<&str>,
) -> Result<Option<(ConstantsFile, Vec<u8>)>, CliError> {
    let named = named.map(ConstantsFile::split);
    let (path, pointer) = match (flag.map(ConstantsFile::split), named) {
        (Some((file, pointer)), named) => {
            (PathBuf::from(file), pointer.or(named.and_then(|(_, pointer)| pointer)))
        }
        (None, Some((file, pointer))) => {
            (rules.parent().unwrap_or_else(|| Path::new("")).join(file), pointer)
        }
        (None, None) => return Ok(None),
    };
    if flag.is_none() && fs::metadata(&path).is_err_and(|why| why.kind() == io::ErrorKind::NotFound) {
        return Ok(None);
    }
    let bytes = bytes(&path)?;
    let source = decode(&path, &bytes, Origin::Constants)?;
    Ok(Some((ConstantsFile { source, pointer: pointer.unwrap_or_default().to_owned() }, bytes)))
}

pub(crate) fn name(path: &Path) -> String {
    if path.as_os_str() == STDIN { "standard input".into() } else { path.display().to_string() }
}

/// A path as others write it: from the current folder, if it lies in there, and with `/`. `None` for standard input.
pub(crate) fn portable(path: &Path) -> Option<String> {
    if path.as_os_str() == STDIN {
        return None;
    }
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(here).unwrap_or(path);
    // `./` says nothing.
    let parts: PathBuf = path.components().filter(|part| !matches!(part, Component::CurDir)).collect();
    Some(parts.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}

fn decode(path: &Path, bytes: &[u8], origin: Origin) -> Result<SourceFile, CliError> {
    syntax::decode(&name(path), bytes).map_err(|failure| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic { origin, ..failure.error });
        let constants = Some(failure.readable.clone());
        CliError::Invalid(Box::new(Found { diagnostics, rules: failure.readable, constants }))
    })
}

/// The text of a file that must be UTF-8.
pub(crate) fn text(path: &Path) -> Result<String, CliError> {
    let bytes = bytes_up_to(path, u64::MAX)?;
    String::from_utf8(bytes).map_err(|_| CliError::Read { path: name(path), why: "it is not UTF-8".into() })
}

fn bytes(path: &Path) -> Result<Vec<u8>, CliError> {
    bytes_up_to(path, MOST_BYTES)
}

fn bytes_up_to(path: &Path, most: u64) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == STDIN {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map(|_| bytes).map_err(|why| CliError::read(path, &why))
}
