//! Standard output, standard error, and files that appear whole or not at all.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use crate::cli::diagnostics::rendered;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::signals;
use crate::render::escape::visible_lines;
use crate::render::{Form, diagnostics};

/// Writes results to standard output, byte for byte.
pub(crate) fn stdout(text: &str) -> Result<(), CliError> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|why| CliError::stdout(&why))
}

/// Writes text to standard output; its styles are dropped unless it is a terminal that wants them.
pub(crate) fn styled(text: &str) -> Result<(), CliError> {
    stdout(&styled_for(&io::stdout(), text))
}

/// Writes a verdict to standard output; styles are dropped unless it is a terminal that wants them.
pub(crate) fn verdict(form: Form, text: &str) -> Result<(), CliError> {
    match form {
        Form::Text => styled(text),
        _ => stdout(text),
    }
}

/// Writes a verdict to a file, without styles.
pub(crate) fn verdict_file(form: Form, path: &Path, text: &str) -> Result<(), CliError> {
    match form {
        Form::Text => file(path, &plain(text)),
        _ => file(path, text),
    }
}

/// Tells the user something on standard error. Where that is closed, there is nobody to tell.
pub(crate) fn stderr(text: &str) {
    let text = styled_for(&io::stderr(), text);
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// The text as a stream wants it: in one piece, so that it is written at once.
fn styled_for<'a>(stream: &impl anstream::stream::RawStream, text: &'a str) -> Cow<'a, str> {
    if anstream::AutoStream::choice(stream) == anstream::ColorChoice::Never {
        Cow::Owned(plain(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text without styles.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Whether diagnostics are styled.
pub(crate) fn stderr_is_styled() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never && io::stderr().is_terminal()
}

/// Tells why it could not be done. A closed output ends quietly. `form`: how errors of the rules are told.
pub(crate) fn failed(error: &CliError, form: diagnostics::Form) -> ExitStatus {
    match error {
        CliError::Closed => {}
        CliError::Invalid(found) => stderr(&rendered(&[found], form, stderr_is_styled())),
        other => {
            // Paths can hold anything.
            let lines: Vec<String> = visible_lines(&other.to_string()).collect();
            stderr(&format!("rulecheck: {}\n", lines.join("\n")));
        }
    }
    ExitStatus::CouldNot
}

/// Writes a file: `-` is standard output; a regular file appears whole or not at all; a special file is written
/// through.
pub(crate) fn file(path: &Path, text: &str) -> Result<(), CliError> {
    file_with(path, |out| out.write_all(text.as_bytes()))
}

/// The same, of what `write` writes piece by piece.
pub(crate) fn file_with(
    path: &Path,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), CliError> {
    if path.as_os_str() == "-" {
        let mut out = io::BufWriter::new(io::stdout().lock());
        return write(&mut out).and_then(|()| out.flush()).map_err(|why| CliError::stdout(&why));
    }
    write_file(path, write).map_err(|why| CliError::write(path, &why))
}

fn write_file(path: &Path, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    // A link is written through to what it points to.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match std::fs::metadata(&target) {
        Ok(metadata) if !metadata.is_file() => {
            let mut out = io::BufWriter::new(std::fs::OpenOptions::new().write(true).open(&target)?);
            return write(&mut out).and_then(|()| out.flush());
        }
        _ => {}
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    signals::finish_first(|| {
        let mut whole =
            io::BufWriter::new(tempfile::Builder::new().prefix(".rulecheck-").tempfile_in(folder)?);
        write(&mut whole)?;
        let whole = whole.into_inner().map_err(io::IntoInnerError::into_error)?;
        whole.as_file().sync_all()?;
        keep_permissions(&target, whole.as_file())?;
        whole.persist(&target).map(|_| ()).map_err(|error| error.error)
    })
}

/// A file that is replaced keeps its permissions; a new one gets those that any new file would.
fn keep_permissions(target: &Path, new: &std::fs::File) -> io::Result<()> {
    match std::fs::metadata(target) {
        Ok(metadata) => new.set_permissions(metadata.permissions()),
        Err(_) => new_file_permissions(new),
    }
}

#[cfg(unix)]
fn new_file_permissions(new: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    new.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn new_file_permissions(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}
