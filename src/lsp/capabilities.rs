//! What client and server can do, as they tell each other at the beginning.

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use super::ask::Client;
use super::handlers::{actions, lenses, outline};
use super::place::Place;
use super::position::Encoding;

/// What of the client's abilities matters here.
#[must_use]
pub fn of_client(client: &lsp::ClientCapabilities) -> (Client, Encoding) {
    let text = client.text_document.as_ref();
    let workspace = client.workspace.as_ref();
    let item = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
    let formats = text.and_then(|text| text.hover.as_ref()?.content_format.as_ref());
    let encodings = client.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    let utf8 = encodings.is_some_and(|offered| offered.contains(&lsp::PositionEncodingKind::UTF8));
    let can = Client {
        snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
        document_changes: workspace
            .and_then(|workspace| workspace.workspace_edit.as_ref()?.document_changes)
            .unwrap_or(false),
        watches_files: workspace
            .and_then(|workspace| workspace.did_change_watched_files.as_ref()?.dynamic_registration)
            .unwrap_or(false),
        registers_texts: text
            .and_then(|text| text.synchronization.as_ref()?.dynamic_registration)
            .unwrap_or(false),
        markdown: formats.is_none_or(|formats| formats.contains(&lsp::MarkupKind::Markdown)),
        refreshes_hints: workspace
            .and_then(|workspace| workspace.inlay_hint.as_ref()?.refresh_support)
            .unwrap_or(false),
        refreshes_lenses: workspace
            .and_then(|workspace| workspace.code_lens.as_ref()?.refresh_support)
            .unwrap_or(false),
    };
    (can, if utf8 { Encoding::Utf8 } else { Encoding::Utf16 })
}

/// The folders that the client works in.
#[must_use]
pub fn folders(params: &lsp::InitializeParams) -> Vec<Place> {
    match &params.workspace_folders_initialize_params.workspace_folders {
        Some(lsp::WorkspaceFolders::WorkspaceFolderList(folders)) => {
            folders.iter().map(|folder| Place::of(&folder.uri)).collect()
        }
        Some(lsp::WorkspaceFolders::Null) | None => root(params).into_iter().collect(),
    }
}

#[expect(deprecated, reason = "older clients name their one folder so")]
fn root(params: &lsp::InitializeParams) -> Option<Place> {
    params.root_uri.as_ref().map(Place::of)
}

/// What the server offers.
#[must_use]
pub fn of_server(encoding: Encoding) -> lsp::InitializeResult {
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        save: Some(lsp::Save::Bool(true)),
        ..lsp::TextDocumentSyncOptions::default()
    };
    let completion = lsp::CompletionOptions {
        trigger_characters: Some([" ", "(", ",", ":"].map(str::to_owned).into()),
        ..lsp::CompletionOptions::default()
    };
    let tokens = lsp::SemanticTokensOptions {
        legend: outline::legend(),
        full: Some(lsp::Full::Bool(true)),
        ..lsp::SemanticTokensOptions::default()
    };
    let rename = lsp::RenameOptions { prepare_provider: Some(true), ..lsp::RenameOptions::default() };
    let actions = lsp::CodeActionOptions {
        code_action_kinds: Some(vec![lsp::CodeActionKind::QuickFix, lsp::CodeActionKind::SourceFixAll]),
        ..lsp::CodeActionOptions::default()
    };
    let commands = lsp::ExecuteCommandOptions {
        commands: [lenses::SHOW_RULE, lenses::RUN_TEST, actions::WRITE_TESTS].map(str::to_owned).into(),
        ..lsp::ExecuteCommandOptions::default()
    };
    let folders = lsp::WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(lsp::ChangeNotifications::Bool(true)),
    };
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(match encoding {
            Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
            Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(lsp::TextDocumentSync::Options(sync)),
        completion_provider: Some(completion),
        hover_provider: Some(lsp::HoverProvider::Bool(true)),
        definition_provider: Some(lsp::DefinitionProvider::Bool(true)),
        references_provider: Some(lsp::ReferencesProvider::Bool(true)),
        document_highlight_provider: Some(lsp::DocumentHighlightProvider::Bool(true)),
        document_symbol_provider: Some(lsp::DocumentSymbolProvider::Bool(true)),
        workspace_symbol_provider: Some(lsp::WorkspaceSymbolProvider::Bool(true)),
        code_action_provider: Some(lsp::CodeActionProvider::CodeActionOptions(actions)),
        code_lens_provider: Some(lsp::CodeLensOptions::default()),
        document_formatting_provider: Some(lsp::DocumentFormattingProvider::Bool(true)),
        document_range_formatting_provider: Some(lsp::DocumentRangeFormattingProvider::Bool(true)),
        rename_provider: Some(lsp::RenameProvider::RenameOptions(rename)),
        folding_range_provider: Some(lsp::FoldingRangeProvider::Bool(true)),
        semantic_tokens_provider: Some(lsp::SemanticTokensProvider::SemanticTokensOptions(tokens)),
        inlay_hint_provider: Some(lsp::InlayHintProvider::Bool(true)),
        execute_command_provider: Some(commands),
        workspace: Some(lsp::WorkspaceOptions {
            workspace_folders: Some(folders),
            ..lsp::WorkspaceOptions::default()
        }),
        ..lsp::ServerCapabilities::default()
    };
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    lsp::InitializeResult {
        capabilities,
        server_info: Some(lsp::ServerInfo { name: "rulecheck".to_owned(), version }),
    }
}

/// What the client is asked to tell: changed files, and JSON that is being edited, as it may set constants.
#[must_use]
pub fn registrations(client: Client) -> Option<Value> {
    let mut registrations = Vec::new();
    if client.watches_files {
        let watchers = json!([{ "globPattern": "**/*.rules" }, { "globPattern": "**/*.json" }]);
        registrations.push(("workspace/didChangeWatchedFiles", json!({ "watchers": watchers })));
    }
    if client.registers_texts {
        let selector = json!([{ "language": "json" }]);
        registrations.extend([
            ("textDocument/didOpen", json!({ "documentSelector": selector })),
            ("textDocument/didChange", json!({ "documentSelector": selector, "syncKind": 2 })),
            ("textDocument/didClose", json!({ "documentSelector": selector })),
        ]);
    }
    let told = registrations.iter().map(|(method, options)| {
        json!({ "id": format!("rulecheck {method}"), "method": method, "registerOptions": options })
    });
    let told: Vec<Value> = told.collect();
    (!told.is_empty()).then(|| json!({ "registrations": told }))
}
