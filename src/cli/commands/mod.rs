//! The verbs, one a file.

pub(crate) mod aggregate;
pub(crate) mod attest;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod hash;
pub(crate) mod init;
pub(crate) mod lsp;
pub(crate) mod man;
pub(crate) mod merge;
pub(crate) mod plan;
pub(crate) mod replay;
pub(crate) mod schema;
pub(crate) mod test;
pub(crate) mod verify;
