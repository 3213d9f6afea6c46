//! [`OutputArgs`]: in which forms a verdict is written, and where to; also when there is none.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::cli::{forms, load, output};
use crate::render::Form;

/// Flags about forms.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct OutputArgs {
    /// What is printed; text, if nothing else is written to standard output
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    format: Option<Form>,
    /// Write the verdict in a form to a file; may be given several times; `-` is standard output
    #[arg(long, value_name = "FORM=FILE", value_parser = parse_output)]
    output: Vec<(Form, PathBuf)>,
}

fn parse_form(text: &str) -> Result<Form, String> {
    forms::form(text, Form::ALL, Form::word)
}

fn parse_output(text: &str) -> Result<(Form, PathBuf), String> {
    let (form, file) = text.split_once('=').ok_or("write FORM=FILE, like json=verdict.json")?;
    if file.is_empty() {
        return Err("write FORM=FILE, like json=verdict.json".to_owned());
    }
    Ok((parse_form(form)?, file.into()))
}

impl OutputArgs {
    /// What a command line asks for that is wrong elsewhere.
    pub(crate) fn of_broken(args: impl IntoIterator<Item = OsString>) -> Self {
        let mut found = Self::default();
        let mut args = args.into_iter().map(|arg| arg.to_string_lossy().into_owned());
        while let Some(arg) = args.next().filter(|arg| arg != "--") {
            let (name, value) = match arg.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (arg, None),
            };
            match name.as_str() {
                "--format" => {
                    let form = value.or_else(|| args.next()).and_then(|word| parse_form(&word).ok());
                    found.format = form.or(found.format);
                }
                "--output" => {
                    let output = value.or_else(|| args.next()).and_then(|text| parse_output(&text).ok());
                    found.output.extend(output);
                }
                _ => {}
            }
        }
        found
    }

    /// A file can hold one form only.
    pub(crate) fn are_apart(&self) -> Result<(), CliError> {
        for (at, (_, path)) in self.output.iter().enumerate() {
            let same = |(_, other): &(Form, PathBuf)| other == path && !is_stream(path);
            if self.output.iter().take(at).any(same) {
                let name = path.display();
                return Err(CliError::Usage(format!(
                    "--output names {name} twice: a file can hold one form only"
                )));
            }
        }
        Ok(())
    }

    /// Whether a form is written anywhere.
    pub(crate) fn has(&self, form: Form) -> bool {
        self.format == Some(form) || self.output.iter().any(|(other, _)| *other == form)
    }

    /// Writes every output, also if another one cannot be: no old verdict stays in the place of this one. What is
    /// printed comes last; if it cannot be, that is the error, else the first one.
    pub(crate) fn write(&self, text: &dyn Fn(Form) -> String) -> Result<(), CliError> {
        let written: Vec<_> = self.files(text).collect();
        if let Some(form) = self.printed() {
            output::verdict(form, &text(form))?;
        }
        written.into_iter().collect()
    }

    /// The same where there is no verdict: text is not printed, as the error is told anyway. Gives what could not be
    /// written.
    pub(crate) fn write_failure(&self, text: &dyn Fn(Form) -> String) -> Vec<CliError> {
        let printed = self.format.into_iter().filter(|form| *form != Form::Text);
        let printed = printed.map(|form| output::verdict(form, &text(form)));
        self.files(text).chain(printed).filter_map(Result::err).collect()
    }

    fn printed(&self) -> Option<Form> {
        let taken = self.output.iter().any(|(_, path)| path.as_os_str() == load::STDIN);
        self.format.or((!taken).then_some(Form::Text))
    }

    fn files(&self, text: &dyn Fn(Form) -> String) -> impl Iterator<Item = Result<(), CliError>> {
        self.output.iter().map(move |(form, path)| output::verdict_file(*form, path, &text(*form)))
    }
}

/// Whether several forms can be written there, one after the other.
fn is_stream(path: &Path) -> bool {
    path.as_os_str() == load::STDIN || std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file())
}
