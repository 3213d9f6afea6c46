//! The policy in a verdict.json: its canonical text and its constants, as good as the rules themselves.

use crate::base::json::Json;
use crate::base::json_read::{self, Node};
use crate::base::source::{SourceFile, Spanned};
use crate::lang::check::ConstantsFile;
use crate::lang::policy::Origin;
use crate::lang::syntax::{self, ast::DeclKind};

/// Rules and constants as a verdict has them.
pub(crate) struct Recorded {
    /// The canonical text.
    pub(crate) rules: SourceFile,
    /// Those constants that came from a file, under the keys that the rules ask for.
    pub(crate) constants: ConstantsFile,
}

/// Reads the policy of a verdict; `None` if the bytes are no JSON object, `Err` if they are one but no verdict.
pub(crate) fn policy(name: &str, bytes: &[u8]) -> Option<Result<Recorded, String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        return None;
    }
    Some(read(name, text))
}

fn read(name: &str, text: &str) -> Result<Recorded, String> {
    let no_verdict = || "it is JSON, but neither rules nor a verdict with a policy".to_owned();
    let verdict = json_read::parse(text).map_err(|error| error.message)?;
    let policy = member(&verdict, "policy").ok_or_else(no_verdict)?;
    let canonical = string(policy, "canonical_text").ok_or_else(no_verdict)?;
    let Some(Node::Array(constants)) = member(policy, "constants").map(|node| &node.node) else {
        return Err(no_verdict());
    };
    let rules = SourceFile::new(name, canonical);
    let from_file = |name: &str| {
        constants
            .iter()
            .find(|constant| string(constant, "name") == Some(name))
            .filter(|constant| string(constant, "origin") == Some(Origin::File.word()))
            .and_then(|constant| string(constant, "literal"))
    };
    let parsed = syntax::parse(&rules);
    let members = parsed.file.decls.iter().filter_map(|decl| match &decl.node {
        DeclKind::Const(decl) => {
            let key = decl.key.as_ref().map_or(&decl.name.node, |key| &key.node);
            Some((key.clone(), Json::from(from_file(&decl.name.node)?)))
        }
        _ => None,
    });
    let source = SourceFile::new(name, Json::object(members).to_pretty());
    Ok(Recorded { rules, constants: ConstantsFile { source, pointer: String::new() } })
}

fn member<'a>(node: &'a Spanned<Node>, key: &str) -> Option<&'a Spanned<Node>> {
    match &node.node {
        Node::Object(members) => members.iter().find(|(name, _)| name.node == key).map(|(_, value)| value),
        _ => None,
    }
}

fn string<'a>(node: &'a Spanned<Node>, key: &str) -> Option<&'a str> {
    match &member(node, key)?.node {
        Node::String(text) => Some(text),
        _ => None,
    }
}
