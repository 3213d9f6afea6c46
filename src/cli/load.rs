//! Rules and constants from disk.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::base::source::SourceFile;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::lang::check::{self, ConstantsFile, constants_reference};
use crate::lang::diagnostic::Diagnostics;
use crate::lang::policy::Policy;
use crate::lang::syntax::{self, Parse};
use crate::render::diagnostics::{self, Sources};

/// Rules are read up to this size; the parser refuses what is larger than it allows, with its own words.
const MOST_BYTES: u64 = 16 << 20;

/// The name that stands for standard input.
pub(crate) const STDIN: &str = "-";

/// A file of rules, read and parsed, with the constants it names.
pub(crate) struct Rules {
    pub(crate) source: SourceFile,
    pub(crate) parse: Parse,
    /// The file as it is, byte order mark included.
    pub(crate) bytes: Vec<u8>,
}

/// Reads and parses a file of rules; `-` is standard input. Errors in it are in `parse`.
pub(crate) fn rules(path: &Path) -> Result<Rules, CliError> {
    let bytes = bytes(path)?;
    let source = decode(path, &bytes)?;
    let parse = syntax::parse(&source);
    Ok(Rules { source, parse, bytes })
}

/// Reads a policy with its constants; all its errors at once.
pub(crate) fn policy(path: &Path, constants: Option<&str>) -> Result<Policy, CliError> {
    let rules = rules(path)?;
    let checked = check(path, &rules, constants)?;
    match checked.policy {
        Some(policy) if !checked.diagnostics.has_errors() => Ok(policy),
        _ => Err(CliError::Invalid {
            rendered: rendered(&checked.diagnostics, &rules.source, checked.constants.as_ref()),
        }),
    }
}

/// What checking gave, and the constants file that was read for it.
pub(crate) struct Checked {
    pub(crate) policy: Option<Policy>,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) constants: Option<ConstantsFile>,
}

/// Checks rules; `--constants` replaces the file that they name, and its pointer too if it has a `#`.
pub(crate) fn check(path: &Path, rules: &Rules, constants: Option<&str>) -> Result<Checked, CliError> {
    let named = constants_reference(&rules.parse.file).map(|text| text.node.as_str());
    let constants = constants_file(path, named, constants)?;
    let checked = check::check(&rules.source, &rules.parse, constants.as_ref());
    Ok(Checked { policy: checked.policy, diagnostics: checked.diagnostics, constants })
}

/// All diagnostics as the user sees them.
pub(crate) fn rendered(
    diagnostics: &Diagnostics,
    rules: &SourceFile,
    constants: Option<&ConstantsFile>,
) -> String {
    let sources = Sources { rules, constants: constants.map(|file| &file.source) };
    diagnostics::render(diagnostics, sources, output::stderr_is_styled())
}

fn constants_file(
    rules: &Path,
    named: Option<&str>,
    flag: Option<&str>,
) -> Result<Option<ConstantsFile>, CliError> {
    let split = |reference: &str| match reference.split_once('#') {
        Some((file, pointer)) => (file.to_owned(), Some(pointer.to_owned())),
        None => (reference.to_owned(), None),
    };
    let (path, pointer) = match (flag.map(split), named.map(split)) {
        (Some((file, pointer)), named) => {
            let pointer = pointer.or_else(|| named.and_then(|(_, pointer)| pointer));
            (PathBuf::from(file), pointer)
        }
        (None, Some((file, pointer))) => {
            (rules.parent().unwrap_or_else(|| Path::new("")).join(file), pointer)
        }
        (None, None) => return Ok(None),
    };
    let source = decode(&path, &bytes(&path)?)?;
    Ok(Some(ConstantsFile { source, pointer: pointer.unwrap_or_default() }))
}

/// The text of a file that must be UTF-8.
pub(crate) fn text(path: &Path) -> Result<String, CliError> {
    let bytes = bytes_up_to(path, u64::MAX)?;
    String::from_utf8(bytes)
        .map_err(|_| CliError::Read { path: path.display().to_string(), why: "it is not UTF-8".into() })
}

fn decode(path: &Path, bytes: &[u8]) -> Result<SourceFile, CliError> {
    let name = if path.as_os_str() == STDIN { "standard input".into() } else { path.display().to_string() };
    syntax::decode(&name, bytes).map_err(|failure| CliError::Invalid {
        rendered: {
            let (source, diagnostics) = *failure;
            rendered(&diagnostics, &source, None)
        },
    })
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
