//! [`Ask`]: a question about a file of rules, with all that it takes to answer.

use std::rc::Rc;

use gen_lsp_types::{Location, MarkupContent, MarkupKind, Position, Range, Uri};

use crate::base::source::Span;

use super::analysis::Analysis;
use super::place::Place;
use super::roles::{self, Part};
use super::store::Store;
use super::today::Today;

/// What the client can do with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "abilities, each by itself")]
pub struct Client {
    /// Completions with places to fill in.
    pub snippets: bool,
    /// Edits of several documents, in order, with their versions.
    pub document_changes: bool,
    /// Tells of changed files, once asked to.
    pub watches_files: bool,
    /// Sends documents of another language as well, once asked to.
    pub registers_texts: bool,
    /// Shows Markdown.
    pub markdown: bool,
    /// Asks for hints again when told to.
    pub refreshes_hints: bool,
    /// Asks for lenses again when told to.
    pub refreshes_lenses: bool,
}

/// A question about a file of rules.
pub struct Ask<'a> {
    /// All documents.
    pub store: &'a Store,
    /// What the client can do.
    pub client: Client,
    /// The file.
    pub place: Place,
    /// Its URI as the client writes it.
    pub uri: Uri,
    /// What is known of it.
    pub known: Rc<Analysis>,
}

impl<'a> Ask<'a> {
    /// A question about the file of a URI; `None` if it is not open, or no file of rules.
    #[must_use]
    pub fn new(store: &'a Store, client: Client, uri: &Uri) -> Option<Self> {
        let document = store.document(uri)?;
        let place = Place::of(uri);
        let known = store.analysis(&place)?;
        Some(Self { store, client, place, uri: document.uri.clone(), known })
    }

    /// The byte at a position.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        self.known.text.lines.offset(self.known.text.text(), position)
    }

    /// The part that a position touches.
    #[must_use]
    pub fn part(&self, position: Position) -> Option<&Part> {
        roles::at(&self.known.parts, self.offset(position))
    }

    /// The range of some bytes.
    #[must_use]
    pub fn range(&self, span: Span) -> Range {
        self.known.text.range(span)
    }

    /// A place in this file.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        Location { uri: self.uri.clone(), range: self.range(span) }
    }

    /// What the policy comes to on the metrics beside it.
    #[must_use]
    pub fn today(&self) -> Option<&Today> {
        self.store.today(&self.place, &self.known)
    }

    /// Text to be shown; backticks and lists for clients that show Markdown.
    #[must_use]
    pub fn markup(&self, text: String) -> MarkupContent {
        let kind = if self.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        MarkupContent { kind, value: text }
    }
}
