//! Renaming of constants, lets and rules. A constant that the constants file sets goes on being set by it.

use gen_lsp_types::{
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, Position, PrepareRenamePlaceholder,
    PrepareRenameResult, TextDocumentEdit, TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};

use crate::base::source::Span;
use crate::lang::check::{CLASS_PREFIX, is_reserved, key_place};
use crate::lang::syntax::ast::{DeclKind, MAX_NAME};
use crate::lsp::ask::{Ask, Client};
use crate::lsp::handlers::symbols::{Kind, Symbol, constant, occurrences, symbol_at};
use crate::lsp::place::Place;
use crate::lsp::store::Store;

/// What would be renamed.
#[must_use]
pub fn prepare(ask: &Ask<'_>, position: Position) -> Option<PrepareRenameResult> {
    let symbol = symbol_at(ask, position)?;
    let range = ask.range(symbol.span);
    Some(PrepareRenameResult::PrepareRenamePlaceholder(PrepareRenamePlaceholder {
        range,
        placeholder: symbol.name,
    }))
}

/// The edits that rename a symbol; or why it cannot be called so.
pub fn rename(ask: &Ask<'_>, position: Position, new: &str) -> Result<WorkspaceEdit, String> {
    let symbol =
        symbol_at(ask, position).ok_or("only constants, lets and rules of this file can be renamed")?;
    if let Some(why) = forbidden(ask, &symbol, new) {
        return Err(why);
    }
    let edit = |span: Span| TextEdit { range: ask.range(span), new_text: new.to_owned() };
    let mut here: Vec<TextEdit> = occurrences(&ask.known, &symbol).map(|(span, _)| edit(span)).collect();
    let mut edits = Vec::new();
    if symbol.kind == Kind::Constant && new != symbol.name {
        match key_of(ask, &symbol.name, new) {
            Some(Key::Own(place, edit)) => edits.push((place, vec![edit])),
            Some(Key::Shared(edit)) => here.push(edit),
            None => {}
        }
    }
    edits.insert(0, (ask.place.clone(), here));
    Ok(workspace_edit(ask.store, ask.client, edits))
}

/// Why a symbol cannot be called so.
fn forbidden(ask: &Ask<'_>, symbol: &Symbol, new: &str) -> Option<String> {
    let is_name = new.starts_with(|first: char| first.is_ascii_lowercase())
        && new.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && new.len() <= MAX_NAME;
    if !is_name {
        return Some(format!(
            "`{new}` is no name: write a to z, digits and _, beginning with a letter, at most {MAX_NAME} characters"
        ));
    }
    if new == symbol.name {
        return None;
    }
    match symbol.kind {
        Kind::Rule if new == "due" => Some("no rule is called `due`: a verdict uses it".to_owned()),
        Kind::Rule => ask.known.rule(new).map(|_| format!("there is already a rule `{new}`")),
        Kind::Constant | Kind::Let if is_reserved(new) => Some(format!("`{new}` is a word of the language")),
        Kind::Constant | Kind::Let if new.starts_with(CLASS_PREFIX) => {
            Some(format!("names that begin with `{CLASS_PREFIX}` are classes of unknown"))
        }
        Kind::Constant | Kind::Let => ask.known.name(new).map(|_| format!("there is already a `{new}`")),
    }
}

/// How a constant stays set by the constants file.
enum Key {
    /// The key there is renamed as well.
    Own(Place, TextEdit),
    /// Another policy takes the same key: the declaration says from which key the value comes.
    Shared(TextEdit),
}

/// What must change so that the constants file goes on setting a constant; nothing if it does not, or if the
/// declaration says from which key.
fn key_of(ask: &Ask<'_>, name: &str, new: &str) -> Option<Key> {
    let decl = constant(&ask.known, name).filter(|decl| decl.key.is_none())?;
    let constants = ask.known.constants.as_ref()?;
    let span = key_place(&constants.file, name)?;
    if is_shared(ask, &constants.place, name) {
        let end = ask.known.parse.file.decls.iter().find_map(|other| match &other.node {
            DeclKind::Const(constant) if constant.name.span == decl.name.span => Some(other.span.end),
            _ => None,
        })?;
        let range = ask.range(Span { start: end, end });
        return Some(Key::Shared(TextEdit { range, new_text: format!(" from \"{name}\"") }));
    }
    let range = constants.text.range(span);
    Some(Key::Own(constants.place.clone(), TextEdit { range, new_text: format!("\"{new}\"") }))
}

/// Whether another policy, open or beside this one, takes the same key from the same file.
fn is_shared(ask: &Ask<'_>, constants: &Place, key: &str) -> bool {
    let mut others: Vec<Place> = ask.store.rules().map(|(place, _)| place.clone()).collect();
    others.extend(ask.store.rules_below(constants.folder()));
    others.iter().filter(|place| **place != ask.place).any(|place| {
        let Some(known) = ask.store.analysis_of_file(place) else { return false };
        known.constants_place.as_ref() == Some(constants)
            && known.parse.file.decls.iter().any(|decl| match &decl.node {
                DeclKind::Const(decl) => decl.key.as_ref().map_or(&decl.name.node, |key| &key.node) == key,
                _ => false,
            })
    })
}

/// Edits of documents as the client takes them.
#[must_use]
pub fn workspace_edit(store: &Store, client: Client, edits: Vec<(Place, Vec<TextEdit>)>) -> WorkspaceEdit {
    if !client.document_changes {
        let changes = edits.into_iter().map(|(place, edits)| (store.uri(&place), edits));
        return WorkspaceEdit { changes: Some(changes.collect()), ..WorkspaceEdit::default() };
    }
    let changes = edits.into_iter().map(|(place, edits)| {
        let version = store.document_at(&place).map(|document| document.version);
        let text_document_identifier = TextDocumentIdentifier { uri: store.uri(&place) };
        DocumentChange::TextDocumentEdit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { version, text_document_identifier },
            edits: edits.into_iter().map(Edit::TextEdit).collect(),
        })
    });
    WorkspaceEdit { document_changes: Some(changes.collect()), ..WorkspaceEdit::default() }
}
