//! How errors of the rules are told: the flag that all verbs with rules share, and what was found with its files.

use std::fmt;

use crate::base::source::SourceFile;
use crate::cli::forms;
use crate::lang::diagnostic::Diagnostics;
use crate::render::diagnostics::{self, Form};

/// The flag about errors of the rules.
#[derive(Debug, clap::Args)]
pub(crate) struct DiagnosticsArgs {
    /// How what is wrong with the rules is told: text, plain (without graphics), json, sarif or github
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    diagnostics: Option<Form>,
}

fn parse_form(text: &str) -> Result<Form, String> {
    forms::form(text, Form::ALL, Form::word)
}

impl DiagnosticsArgs {
    /// The form that was asked for; else text, or plain where the environment asks for no graphics.
    pub(crate) fn form(&self) -> Form {
        self.diagnostics.unwrap_or_else(default_form)
    }
}

/// The form that nobody asked for.
pub(crate) fn default_form() -> Form {
    let plain = std::env::var_os("NO_GRAPHICS").is_some_and(|value| !value.is_empty());
    if plain { Form::Plain } else { Form::Text }
}

/// What was found in rules, and the files that it points into.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) diagnostics: Diagnostics,
    pub(crate) rules: SourceFile,
    pub(crate) constants: Option<SourceFile>,
}

impl Found {
    /// The same, to be rendered.
    pub(crate) fn borrowed(&self) -> diagnostics::Found<'_> {
        diagnostics::Found {
            diagnostics: &self.diagnostics,
            rules: &self.rules,
            constants: self.constants.as_ref(),
        }
    }
}

/// As text without styles: what is kept in a file.
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&diagnostics::render(&[self.borrowed()], Form::Text, false))
    }
}

/// What was found in several files, for the terminal or whoever else reads it.
pub(crate) fn rendered(found: &[&Found], form: Form, styled: bool) -> String {
    let found: Vec<_> = found.iter().map(|found| found.borrowed()).collect();
    diagnostics::render(&found, form, styled)
}
