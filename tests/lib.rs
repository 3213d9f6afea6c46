//! The index of all tests: one binary, one comment a module.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should fail where it stands"
)]
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

/// Compressed reports.
mod archives;
/// Statements about artefacts.
mod attest;
/// Bounds of rates against reference values, and how often they are wrong.
mod bounds;
/// Rules → canonical text.
mod canonical;
/// Wrong policies and what is said of them.
mod check;
/// Each verb as a user meets it.
mod cli;
/// Codes and their pages.
mod codes;
/// Diagnostics as plain text, for the golden answers.
mod diagnostics;
/// What the documentation shows.
mod docs;
/// An editor, for the tests of the language server.
mod editor;
/// The grammars of the editors against the language.
mod editors;
/// The formatter.
mod format;
/// What is wrong, in forms for machines.
mod forms;
/// Short ways to the things that tests need.
mod harness;
/// Texts of hostile size and depth, as the parser tells of them.
mod hostile;
/// Pages, and what hostile reports make of them.
mod html;
/// Files and folders.
mod input;
/// The JSON scanner against serde_json.
mod json;
/// The public cases of what is JSON.
mod json_conformance;
/// Policies of hostile size and depth.
mod limits;
/// The language server.
mod lsp;
/// The metrics file.
mod metrics;
/// What the paths of files say.
mod paths;
/// Groups and windows, judged.
mod places;
/// What a policy can show before there are runs.
mod plan;
/// Rules → policy.
mod policy;
/// Laws, tried on random input.
mod properties;
/// Reports read plainly, generally, and by serde_json.
mod readings;
/// Reports in any condition.
mod reports;
/// Rules written otherwise, with the same meaning.
mod rewriting;
/// The JSON Schemas against what is written.
mod schemas;
/// Groups and windows.
mod selection;
/// Ctrl-C.
mod signals;
/// The shape of the source.
mod structure;
/// The tests in rules.
mod suite;
/// What is wrong with a text.
mod syntax;
/// What a profile answers.
mod tally;
/// Transcripts, replayed with the real binary.
mod transcript;
/// The forms of a verdict.
mod verdict_forms;
/// Forged verdicts, and those of past releases.
mod verify;
