//! [`Store`]: the open documents, what is known of each, and the files around them. Unsaved text wins over the disk.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use gen_lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use crate::base::digest::Sha256;
use crate::data::metrics::Metrics;
use crate::data::metrics_read;

use super::analysis::Analysis;
use super::files::Files;
use super::look::Looked;
use super::place::Place;
use super::position::{Encoding, Lines};
use super::today::{METRICS_FILE, Today};

/// A document that is open in the editor.
#[derive(Debug)]
pub struct Document {
    /// Its URI as the client writes it.
    pub uri: Uri,
    /// Its version.
    pub version: i32,
    /// Whether it is a file of rules.
    pub is_rules: bool,
    text: String,
    /// What is known of it; empty where it must be looked at again.
    analysis: OnceCell<Rc<Analysis>>,
}

/// The metrics beside a policy, as last read.
#[derive(Debug)]
struct Read {
    bytes: Vec<u8>,
    metrics: Option<Rc<Metrics>>,
    sha256: Sha256,
}

/// All documents.
pub struct Store {
    files: Box<dyn Files>,
    /// In what positions are counted.
    pub encoding: Encoding,
    documents: BTreeMap<Place, Document>,
    metrics: BTreeMap<Place, Read>,
}

impl Store {
    /// No documents yet.
    #[must_use]
    pub fn new(files: Box<dyn Files>) -> Self {
        Self { files, encoding: Encoding::default(), documents: BTreeMap::new(), metrics: BTreeMap::new() }
    }

    /// Opens a document.
    pub fn open(&mut self, item: TextDocumentItem) {
        let place = Place::of(&item.uri);
        let is_rules = String::from(item.language_id).starts_with("rule")
            || place.name().rsplit_once('.').is_some_and(|(_, extension)| extension == "rules");
        let document = Document {
            uri: item.uri,
            version: item.version,
            is_rules,
            text: item.text,
            analysis: OnceCell::new(),
        };
        self.documents.insert(place.clone(), document);
        self.changed(&place);
    }

    /// Changes a document, each change on the text that the one before left.
    pub fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let place = Place::of(uri);
        let encoding = self.encoding;
        let Some(document) = self.documents.get_mut(&place) else { return };
        document.version = version;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let bytes = Lines::of(&document.text, encoding).bytes(&document.text, part.range);
                    document.text.replace_range(bytes, &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    document.text = whole.text;
                }
            }
        }
        self.changed(&place);
    }

    /// Closes a document: what is on the disk counts again.
    pub fn close(&mut self, uri: &Uri) {
        let place = Place::of(uri);
        self.documents.remove(&place);
        self.changed(&place);
    }

    /// Looks again at a document, and at those that take their constants from it.
    pub fn changed(&mut self, place: &Place) {
        for (other, document) in &mut self.documents {
            let constants = document.analysis.get().and_then(|known| known.constants_place.as_ref());
            if other == place || constants == Some(place) {
                document.analysis.take();
            }
        }
    }

    /// Looks again at everything.
    pub fn all_changed(&mut self) {
        for document in self.documents.values_mut() {
            document.analysis.take();
        }
    }

    /// The document of a URI.
    #[must_use]
    pub fn document(&self, uri: &Uri) -> Option<&Document> {
        self.documents.get(&Place::of(uri))
    }

    /// The document at a place.
    #[must_use]
    pub fn document_at(&self, place: &Place) -> Option<&Document> {
        self.documents.get(place)
    }

    /// The URI of a place, as the client writes it if it is open there.
    #[must_use]
    pub fn uri(&self, place: &Place) -> Uri {
        self.documents.get(place).map_or_else(|| place.uri(), |document| document.uri.clone())
    }

    /// The open files of rules.
    pub fn rules(&self) -> impl Iterator<Item = (&Place, &Document)> {
        self.documents.iter().filter(|(_, document)| document.is_rules)
    }

    /// What is known of a file of rules that is open.
    #[must_use]
    pub fn analysis(&self, place: &Place) -> Option<Rc<Analysis>> {
        let document = self.documents.get(place).filter(|document| document.is_rules)?;
        let analysis = document.analysis.get_or_init(|| Rc::new(self.analyse(place, &document.text)));
        Some(Rc::clone(analysis))
    }

    /// Takes what was found in a policy, if its text is still the same.
    pub fn looked(&self, looked: Looked) {
        if let Some(known) = self.analysis(&looked.place).filter(|known| known.text.text() == looked.text) {
            // Set once: the same text has the same warnings.
            let _ = known.warnings.set(looked.warnings);
        }
    }

    /// What is known of a file of rules, open or not.
    #[must_use]
    pub fn analysis_of_file(&self, place: &Place) -> Option<Rc<Analysis>> {
        if let Some(known) = self.analysis(place) {
            return Some(known);
        }
        let text = String::from_utf8(self.load(place)?).ok()?;
        Some(Rc::new(self.analyse(place, &text)))
    }

    fn analyse(&self, place: &Place, text: &str) -> Analysis {
        Analysis::new(place, text, self.encoding, |place| self.load(place))
    }

    /// A file as it is in the editor, or else on the disk.
    fn load(&self, place: &Place) -> Option<Vec<u8>> {
        match self.documents.get(place) {
            Some(document) => Some(document.text.clone().into_bytes()),
            None => self.files.read(place.path()?),
        }
    }

    /// The files of rules below a folder, sorted.
    #[must_use]
    pub fn rules_below(&self, folder: &str) -> Vec<Place> {
        self.files.rules_below(folder).into_iter().map(Place::file).collect()
    }

    /// What a policy comes to on the metrics beside it, as last read.
    #[must_use]
    pub fn today<'a>(&self, place: &Place, analysis: &'a Analysis) -> Option<&'a Today> {
        let policy = analysis.policy.as_ref()?;
        let (metrics, sha256) = self.metrics_beside(place)?;
        analysis.today.get_or_init(|| Today::new(policy, &metrics, sha256)).as_ref()
    }

    /// Reads the metrics beside a policy again; if they are others, what was judged by them is judged again.
    pub fn refresh_metrics(&mut self, place: &Place) {
        let file = place.beside(METRICS_FILE);
        let bytes = self.load(&file);
        let known = &mut self.metrics;
        if known.get(&file).map(|read| &read.bytes) == bytes.as_ref() {
            return;
        }
        match bytes {
            Some(bytes) => {
                let metrics = std::str::from_utf8(&bytes).ok().and_then(|text| metrics_read::read(text).ok());
                let sha256 = Sha256::of(&bytes);
                known.insert(file.clone(), Read { bytes, metrics: metrics.map(Rc::new), sha256 });
            }
            None => {
                known.remove(&file);
            }
        }
        for (other, document) in &mut self.documents {
            if other.folder() != place.folder() {
                continue;
            }
            // What was found in its text does not depend on metrics.
            match document.analysis.get_mut().map(Rc::get_mut) {
                Some(Some(known)) => drop(known.today.take()),
                _ => drop(document.analysis.take()),
            }
        }
    }

    fn metrics_beside(&self, place: &Place) -> Option<(Rc<Metrics>, Sha256)> {
        let read = self.metrics.get(&place.beside(METRICS_FILE))?;
        Some((Rc::clone(read.metrics.as_ref()?), read.sha256))
    }
}
