//! `rulecheck attest`: a verdict → an in-toto Statement, to be signed.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::base::digest::Sha256;
use crate::cli::at::AtFlag;
use crate::cli::error::CliError;
use crate::cli::exit::ExitStatus;
use crate::cli::{load, output};
use crate::tools::attest::{self, AttestError, Stated, Subject};
use crate::tools::verify::record::Record;

/// Wrap a verdict as an in-toto Statement with a SLSA Verification Summary, to be signed
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The verdict.json; `-` is standard input
    verdict: PathBuf,
    /// An artefact that the verdict is about; may be given several times
    #[arg(long, value_name = "NAME@sha256:HEX", required = true)]
    subject: Vec<Subject>,
    /// What the artefacts are verified for; if not given, the name of the first
    #[arg(long, value_name = "URI", value_parser = parse_uri)]
    resource_uri: Option<String>,
    /// Who verifies; if not given, pkg:cargo/rulecheck
    #[arg(long, value_name = "URI", value_parser = parse_uri)]
    verifier_id: Option<String>,
    /// Where the policy is found; if not given, pkg:generic/ and its id
    #[arg(long, value_name = "URI", value_parser = parse_uri)]
    policy_uri: Option<String>,
    /// When it was verified (RFC 3339, or `now`); if not given, the time that was judged by
    #[arg(long, value_name = "TIME", value_parser = AtFlag::parse)]
    time_verified: Option<AtFlag>,
    /// Write the statement to this file
    #[arg(long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

/// Something with a scheme and without blanks.
fn parse_uri(text: &str) -> Result<String, String> {
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        let mut letters = scheme.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters.all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
            && !rest.is_empty()
    });
    if has_scheme && text.chars().all(|letter| letter.is_ascii_graphic()) {
        return Ok(text.to_owned());
    }
    Err("write a URI, as in https://example.com/app".to_owned())
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let name = load::name(&args.verdict);
    let mut names = BTreeSet::new();
    if let Some(twice) = args.subject.iter().find(|subject| !names.insert(subject.name.as_str())) {
        return Err(CliError::Usage(format!("--subject {} is given twice", twice.name)));
    }
    let text = load::text(&args.verdict)?;
    let record =
        Record::read(&text).map_err(|why| CliError::Read { path: name.clone(), why: why.to_string() })?;
    let stated = Stated {
        subjects: &args.subject,
        resource_uri: args.resource_uri.as_deref(),
        verifier_id: args.verifier_id.as_deref(),
        policy_uri: args.policy_uri.as_deref(),
        time: args.time_verified.map(AtFlag::time).transpose()?,
        verdict_sha256: Sha256::of(text.as_bytes()),
    };
    match attest::statement(&record, &stated) {
        Ok(statement) => {
            output::file(&args.output, &statement.to_pretty())?;
            Ok(ExitStatus::Done)
        }
        Err(error @ AttestError::Edited(_)) => {
            output::stderr(&format!("rulecheck: {name}: {error}\n"));
            Ok(ExitStatus::Failed)
        }
        Err(error) => Err(CliError::Usage(format!("{name}: {error}"))),
    }
}
