//! [`Server`]: one message in, its answers out; what they say is in `handlers`.

use gen_lsp_types as lsp;
use gen_lsp_types::{LspNotificationMethod, LspRequestMethod, Request as _, Uri};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ask::{Ask, Client};
use super::capabilities;
use super::files::Files;
use super::handlers::{actions, completion, format, hints, hover, lenses, outline, rename, symbols};
use super::look::{Job, Looked};
use super::place::Place;
use super::store::Store;
use super::today::METRICS_FILE;
use super::watch::Watch;

/// How far the conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was said yet.
    New,
    /// `initialize` was answered.
    Ready,
    /// `shutdown` was answered.
    ShutDown,
    /// `exit` was received, and whether `shutdown` came before it.
    Ended(bool),
}

/// The language server, without its connection.
pub struct Server {
    store: Store,
    client: Client,
    stage: Stage,
    folders: Vec<Place>,
    /// What is told to be wrong.
    watch: Watch,
    /// Messages to be sent beside an answer.
    out: Vec<Message>,
    /// The number of the next request to the client.
    next: i32,
}

type Answer = Result<Value, ResponseError>;

impl Server {
    /// A server that has not been spoken to.
    #[must_use]
    pub fn new(files: Box<dyn Files>) -> Self {
        Self {
            store: Store::new(files),
            client: Client::default(),
            stage: Stage::New,
            folders: Vec::new(),
            watch: Watch::default(),
            out: Vec::new(),
            next: 0,
        }
    }

    /// Whether the conversation is over; and if so, whether it was ended as it should be.
    #[must_use]
    pub const fn ended(&self) -> Option<bool> {
        match self.stage {
            Stage::Ended(orderly) => Some(orderly),
            Stage::New | Stage::Ready | Stage::ShutDown => None,
        }
    }

    /// Takes a message; gives what is to be sent.
    pub fn handle(&mut self, message: Message) -> Vec<Message> {
        match message {
            Message::Request(Request { id, method, params }) => {
                let response_result = self.request(&method, params);
                self.out.push(Response { id, response_result }.into());
            }
            Message::Notification(Notification { method, params }) => self.notification(&method, params),
            // Nothing that is asked of the client changes what the server does.
            Message::Response(_) => {}
        }
        std::mem::take(&mut self.out)
    }

    /// The answer to a request that was cancelled before it was looked at.
    #[must_use]
    pub fn cancelled(id: RequestId) -> Message {
        Response::new_err(id, ErrorCode::RequestCanceled as i32, "cancelled".to_owned()).into()
    }

    /// What is wrong in each file where that has changed: to be told when no more messages wait.
    pub fn settle(&mut self) -> Vec<Message> {
        let changes = self.watch.changes(&self.store, self.client);
        changes.into_iter().map(notify::<lsp::PublishDiagnosticsNotification>).collect()
    }

    /// The policies that are to be looked over for warnings.
    pub fn jobs(&mut self) -> Vec<Job> {
        self.watch.jobs(&self.store)
    }

    /// Takes what was found in a policy.
    pub fn looked(&mut self, looked: Looked) {
        self.watch.looked(&self.store, looked);
    }

    fn request(&mut self, method: &str, params: Value) -> Answer {
        match (self.stage, LspRequestMethod::from(method)) {
            (Stage::New, LspRequestMethod::Initialize) => self.initialize(params),
            (Stage::New, _) => Err(failure(ErrorCode::ServerNotInitialized, "`initialize` comes first")),
            (Stage::Ready, LspRequestMethod::Shutdown) => {
                self.stage = Stage::ShutDown;
                Ok(Value::Null)
            }
            (Stage::Ready, LspRequestMethod::Initialize) => {
                Err(failure(ErrorCode::InvalidRequest, "`initialize` comes only once"))
            }
            (Stage::Ready, known) => self.answer(known, params),
            (Stage::ShutDown | Stage::Ended(_), _) => {
                Err(failure(ErrorCode::InvalidRequest, "after `shutdown` only `exit` can follow"))
            }
        }
    }

    fn initialize(&mut self, params: Value) -> Answer {
        let params: lsp::InitializeParams = read(params)?;
        let (client, encoding) = capabilities::of_client(&params.capabilities);
        (self.client, self.store.encoding) = (client, encoding);
        self.folders = capabilities::folders(&params);
        self.stage = Stage::Ready;
        write(&capabilities::of_server(encoding))
    }

    fn answer(&mut self, method: LspRequestMethod<'_>, params: Value) -> Answer {
        use LspRequestMethod as M;
        match method {
            M::TextDocumentHover => self.at::<lsp::HoverRequest>(
                params,
                |params| &params.text_document_position_params,
                |ask, at, _| hover::hover(ask, at),
            ),
            M::TextDocumentCompletion => self.at::<lsp::CompletionRequest>(
                params,
                |params| &params.text_document_position_params,
                |ask, at, _| completion::completion(ask, at).map(lsp::CompletionResponse::CompletionList),
            ),
            M::TextDocumentDefinition => self.at::<lsp::DefinitionRequest>(
                params,
                |params| &params.text_document_position_params,
                |ask, at, _| symbols::definition(ask, at),
            ),
            M::TextDocumentReferences => self.at::<lsp::ReferencesRequest>(
                params,
                |params| &params.text_document_position_params,
                |ask, at, params| symbols::references(ask, at, params.context.include_declaration),
            ),
            M::TextDocumentDocumentHighlight => self.at::<lsp::DocumentHighlightRequest>(
                params,
                |params| &params.text_document_position_params,
                |ask, at, _| symbols::highlights(ask, at),
            ),
            M::TextDocumentPrepareRename => self.at::<lsp::PrepareRenameRequest>(
                params,
                |params| &params.text_document_position_params,
                |ask, at, _| rename::prepare(ask, at),
            ),
            M::TextDocumentRename => self.rename(params),
            M::TextDocumentDocumentSymbol => self.of::<lsp::DocumentSymbolRequest>(
                params,
                |params| &params.text_document.uri,
                |ask, _| {
                    Some(lsp::DocumentSymbolResponse::DocumentSymbolList(symbols::document_symbols(ask)))
                },
            ),
            M::TextDocumentFoldingRange => self.of::<lsp::FoldingRangeRequest>(
                params,
                |params| &params.text_document.uri,
                |ask, _| Some(outline::folding(ask)),
            ),
            M::TextDocumentSemanticTokensFull => self.of::<lsp::SemanticTokensRequest>(
                params,
                |params| &params.text_document.uri,
                |ask, _| Some(outline::semantic_tokens(ask)),
            ),
            M::TextDocumentFormatting => self.of::<lsp::DocumentFormattingRequest>(
                params,
                |params| &params.text_document.uri,
                |ask, _| Some(format::format(ask, None)),
            ),
            M::TextDocumentRangeFormatting => self.of::<lsp::DocumentRangeFormattingRequest>(
                params,
                |params| &params.text_document.uri,
                |ask, params| Some(format::format(ask, Some(params.range))),
            ),
            M::TextDocumentInlayHint => self.of::<lsp::InlayHintRequest>(
                params,
                |params| &params.text_document.uri,
                |ask, params| Some(hints::hints(ask, params.range)),
            ),
            M::TextDocumentCodeLens => self.of::<lsp::CodeLensRequest>(
                params,
                |params| &params.text_document.uri,
                |ask, _| Some(lenses::lenses(ask)),
            ),
            M::TextDocumentCodeAction => self.of::<lsp::CodeActionRequest>(
                params,
                |params| &params.text_document.uri,
                |ask, params| Some(actions::actions(ask, params.range, &params.context)),
            ),
            M::WorkspaceSymbol => {
                let params: lsp::WorkspaceSymbolParams = read(params)?;
                let found = symbols::workspace_symbols(&self.store, &self.folders, &params.query);
                write(&lsp::WorkspaceSymbolResponse::WorkspaceSymbolList(found))
            }
            M::WorkspaceExecuteCommand => self.execute(params),
            other => Err(failure(ErrorCode::MethodNotFound, &format!("{} is not offered", other.as_str()))),
        }
    }

    /// Answers a question about a file; nothing, where it is not open or no file of rules.
    fn of<R: lsp::Request>(
        &mut self,
        params: Value,
        uri: impl FnOnce(&R::Params) -> &Uri,
        answer: impl FnOnce(&Ask<'_>, R::Params) -> R::Result,
    ) -> Answer {
        let params: R::Params = read(params)?;
        let uri = uri(&params).clone();
        self.store.refresh_metrics(&Place::of(&uri));
        match Ask::new(&self.store, self.client, &uri) {
            Some(ask) => write(&answer(&ask, params)),
            None => Ok(Value::Null),
        }
    }

    /// Answers a question about a position.
    fn at<R: lsp::Request>(
        &mut self,
        params: Value,
        place: impl Fn(&R::Params) -> &lsp::TextDocumentPositionParams,
        answer: impl FnOnce(&Ask<'_>, lsp::Position, R::Params) -> R::Result,
    ) -> Answer {
        self.of::<R>(
            params,
            |params| &place(params).text_document.uri,
            |ask, params| answer(ask, place(&params).position, params),
        )
    }

    fn rename(&mut self, params: Value) -> Answer {
        let params: lsp::RenameParams = read(params)?;
        let at = &params.text_document_position_params;
        let Some(ask) = Ask::new(&self.store, self.client, &at.text_document.uri) else {
            return Ok(Value::Null);
        };
        match rename::rename(&ask, at.position, &params.new_name) {
            Ok(edit) => write(&edit),
            Err(why) => Err(failure(ErrorCode::RequestFailed, &why)),
        }
    }

    /// Runs a command of a lens or an action; its answer is a message to be read, or edits.
    fn execute(&mut self, params: Value) -> Answer {
        let params: lsp::ExecuteCommandParams = read(params)?;
        let arguments = params.arguments.unwrap_or_default();
        let argument = |at: usize| arguments.get(at).and_then(Value::as_str).unwrap_or_default();
        let uri = Uri::from(argument(0));
        self.store.refresh_metrics(&Place::of(&uri));
        let ask = Ask::new(&self.store, self.client, &uri);
        let message = match params.command.as_str() {
            lenses::SHOW_RULE => ask.and_then(|ask| lenses::show_rule(&ask, argument(1))),
            lenses::RUN_TEST => ask.and_then(|ask| lenses::run_tests(&ask, argument(1))),
            actions::WRITE_TESTS => {
                let check = arguments.get(2).and_then(Value::as_u64);
                let edit = ask.and_then(|ask| actions::boundary_tests(&ask, argument(1), check));
                if let Some(edit) = edit {
                    let edit = lsp::ApplyWorkspaceEditParams { label: None, edit, metadata: None };
                    self.ask_client(lsp::ApplyWorkspaceEditRequest::METHOD, write(&edit)?);
                    return Ok(Value::Null);
                }
                Some("there is no test to be written: each that can be made is there".to_owned())
            }
            other => return Err(failure(ErrorCode::InvalidParams, &format!("there is no command {other}"))),
        };
        let message = message.unwrap_or_else(|| "there is nothing to tell: is the policy sound?".to_owned());
        let kind = lsp::MessageType::Info;
        self.out.push(notify::<lsp::ShowMessageNotification>(lsp::ShowMessageParams {
            kind,
            message: message.clone(),
        }));
        Ok(message.into())
    }

    /// A notification that cannot be read, or is not known, is passed over, as the protocol has it.
    fn notification(&mut self, method: &str, params: Value) {
        use LspNotificationMethod as M;
        let method = LspNotificationMethod::from(method);
        if method == M::Exit {
            self.stage = Stage::Ended(self.stage == Stage::ShutDown);
        }
        if self.stage != Stage::Ready {
            return;
        }
        match method {
            M::Initialized => self.register(),
            M::TextDocumentDidOpen => {
                if let Ok(params) = read::<lsp::DidOpenTextDocumentParams>(params) {
                    self.store.open(params.text_document);
                }
            }
            M::TextDocumentDidChange => {
                if let Ok(params) = read::<lsp::DidChangeTextDocumentParams>(params) {
                    let document = params.text_document;
                    let uri = &document.text_document_identifier.uri;
                    self.store.change(uri, document.version, params.content_changes);
                }
            }
            M::TextDocumentDidClose => {
                if let Ok(params) = read::<lsp::DidCloseTextDocumentParams>(params) {
                    self.store.close(&params.text_document.uri);
                }
            }
            M::TextDocumentDidSave => self.store.all_changed(),
            M::WorkspaceDidChangeWatchedFiles => {
                if let Ok(params) = read::<lsp::DidChangeWatchedFilesParams>(params) {
                    self.files_changed(&params);
                }
            }
            M::WorkspaceDidChangeWorkspaceFolders => {
                if let Ok(params) = read::<lsp::DidChangeWorkspaceFoldersParams>(params) {
                    let removed: Vec<Place> =
                        params.event.removed.iter().map(|folder| Place::of(&folder.uri)).collect();
                    self.folders.retain(|folder| !removed.contains(folder));
                    self.folders.extend(params.event.added.iter().map(|folder| Place::of(&folder.uri)));
                }
            }
            _ => {}
        }
    }

    fn files_changed(&mut self, params: &lsp::DidChangeWatchedFilesParams) {
        let places: Vec<Place> = params.changes.iter().map(|change| Place::of(&change.uri)).collect();
        for place in &places {
            self.store.changed(place);
        }
        if places.iter().any(|place| place.name() == METRICS_FILE) {
            if self.client.refreshes_hints {
                self.ask_client(lsp::InlayHintRefreshRequest::METHOD, Value::Null);
            }
            if self.client.refreshes_lenses {
                self.ask_client(lsp::CodeLensRefreshRequest::METHOD, Value::Null);
            }
        }
    }

    /// Asks to be told of what lies beside the rules.
    fn register(&mut self) {
        if let Some(registrations) = capabilities::registrations(self.client) {
            self.ask_client(lsp::RegistrationRequest::METHOD, registrations);
        }
    }

    fn ask_client(&mut self, method: LspRequestMethod<'static>, params: Value) {
        self.next = self.next.saturating_add(1);
        let id = RequestId::from(format!("rulecheck-{}", self.next));
        self.out.push(Request { id, method: method.as_str().to_owned(), params }.into());
    }
}

/// Parameters as the protocol has them.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params).map_err(|why| failure(ErrorCode::InvalidParams, &why.to_string()))
}

fn write(result: &impl Serialize) -> Answer {
    serde_json::to_value(result).map_err(|why| internal(&why))
}

fn failure(code: ErrorCode, message: &str) -> ResponseError {
    ResponseError { code: code as i32, message: message.to_owned(), data: None }
}

fn internal(why: &serde_json::Error) -> ResponseError {
    failure(ErrorCode::InternalError, &why.to_string())
}

fn notify<N: lsp::Notification>(params: N::Params) -> Message {
    let params = serde_json::to_value(params).unwrap_or_default();
    Notification { method: N::METHOD.as_str().to_owned(), params }.into()
}
