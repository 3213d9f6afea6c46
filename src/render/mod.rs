//! Verdict and diagnostics → text to read. Nothing is recomputed here.

pub mod codequality;
pub mod diagnostics;
pub mod diff;
pub mod diff_json;
pub mod env;
pub mod escape;
pub mod explanation;
pub mod findings;
pub mod foundations;
pub mod github;
pub mod html;
pub mod junit;
pub mod markdown;
pub mod markdown_text;
pub mod openmetrics;
pub mod plan_json;
pub mod plan_text;
pub mod replay_json;
pub mod replay_text;
pub mod sarif;
pub mod sarif_log;
pub mod setting;
pub mod standing;
pub mod suite;
pub mod suite_json;
pub mod suite_junit;
pub mod suite_text;
pub mod text;
pub mod verification;
pub mod workflow;
pub mod xunit;

use crate::base::vocab::words;
use crate::judge::verdict::Verdict;
use crate::judge::verdict_file;
pub use setting::{Failure, Mode, ModeSource, Setting};

words! {
    /// The forms a verdict is written in.
    Form {
        /// Issues for the code quality report of GitLab.
        Codequality = "codequality",
        /// Variables, for a shell and for the files of GitHub.
        Env = "env",
        /// Commands of a GitHub workflow, which shows them at the lines of the rules.
        Github = "github",
        /// A page that needs nothing else.
        Html = "html",
        /// `verdict.json`.
        Json = "json",
        /// JUnit XML, for test reports.
        Junit = "junit",
        /// A comment on a change.
        Markdown = "markdown",
        /// OpenMetrics, for Prometheus.
        Openmetrics = "openmetrics",
        /// SARIF 2.1.0, for code scanning.
        Sarif = "sarif",
        /// For people.
        Text = "text",
    }
}

/// How a form is written: a verdict, and what stands in its place when there is none.
struct Writer {
    verdict: fn(&Verdict, &Setting<'_>) -> String,
    failure: fn(&Failure<'_>) -> String,
}

impl Form {
    const fn writer(self) -> Writer {
        match self {
            Self::Codequality => Writer { verdict: codequality::render, failure: codequality::failure },
            Self::Env => Writer { verdict: |verdict, _| env::render(verdict), failure: env::failure },
            Self::Github => Writer { verdict: github::render, failure: github::failure },
            Self::Html => Writer {
                verdict: |verdict, setting| html::render(verdict, setting.timeline),
                failure: |failure| html::failure(failure.messages),
            },
            Self::Json => Writer {
                verdict: |verdict, _| verdict_file::to_json(verdict).to_pretty(),
                failure: |failure| verdict_file::failure(failure.messages).to_pretty(),
            },
            Self::Junit => Writer { verdict: |verdict, _| junit::render(verdict), failure: junit::failure },
            Self::Markdown => Writer { verdict: markdown::render, failure: markdown::failure },
            Self::Openmetrics => {
                Writer { verdict: |verdict, _| openmetrics::render(verdict), failure: openmetrics::failure }
            }
            Self::Sarif => Writer { verdict: sarif::render, failure: sarif::failure },
            Self::Text => Writer { verdict: |verdict, _| text::render(verdict), failure: text::failure },
        }
    }
}

/// Writes a verdict in a form. Only text is ever styled; the styles are ANSI sequences.
#[must_use]
pub fn render(verdict: &Verdict, form: Form, setting: &Setting<'_>) -> String {
    (form.writer().verdict)(verdict, setting)
}

/// What is written in place of a verdict when none could be given, so that no old one stays in its place.
#[must_use]
pub fn render_failure(failure: &Failure<'_>, form: Form) -> String {
    (form.writer().failure)(failure)
}
