//! Names: where they are declared, where they are used, and all that a file or a workspace declares.

use gen_lsp_types::{
    BaseSymbolInformation, Definition, DefinitionResponse, DocumentHighlight, DocumentHighlightKind,
    DocumentSymbol, Location, Position, SymbolKind, WorkspaceSymbol, WorkspaceSymbolLocation,
};

use crate::base::source::{Span, one_line};
use crate::lang::check::key_place;
use crate::lang::syntax::ast::{ClauseKind, ConstDecl, DeclKind, RuleDecl};
use crate::lsp::analysis::Analysis;
use crate::lsp::ask::Ask;
use crate::lsp::place::Place;
use crate::lsp::roles::{Part, Role};
use crate::lsp::store::Store;

/// A name that is declared in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it names.
    pub kind: Kind,
    /// The name.
    pub name: String,
    /// The place that was asked about.
    pub span: Span,
}

/// What a symbol names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A constant.
    Constant,
    /// A let.
    Let,
    /// A rule.
    Rule,
}

/// The symbol at a position, if it is one that the file declares.
#[must_use]
pub fn symbol_at(ask: &Ask<'_>, position: Position) -> Option<Symbol> {
    let part = ask.part(position)?;
    let name = ask.known.slice(part).to_owned();
    let kind = match part.role {
        Role::Name | Role::ConstId | Role::LetId => match ask.known.name(&name)?.role {
            Role::LetId => Kind::Let,
            _ => Kind::Constant,
        },
        Role::RuleId | Role::RuleUse => {
            ask.known.rule(&name)?;
            Kind::Rule
        }
        _ => return None,
    };
    Some(Symbol { kind, name, span: part.span })
}

/// Where a symbol stands, and whether it is declared there.
pub fn occurrences<'a>(known: &'a Analysis, symbol: &'a Symbol) -> impl Iterator<Item = (Span, bool)> + 'a {
    let role = |part: &&Part| match symbol.kind {
        Kind::Rule => matches!(part.role, Role::RuleId | Role::RuleUse),
        Kind::Constant | Kind::Let => matches!(part.role, Role::Name | Role::ConstId | Role::LetId),
    };
    let parts = known.parts.iter().filter(role).filter(|part| known.slice(part) == symbol.name);
    parts.map(|part| (part.span, !matches!(part.role, Role::Name | Role::RuleUse)))
}

/// Where the name at a position is declared; of a constant's own declaration, where the constants file sets it.
#[must_use]
pub fn definition(ask: &Ask<'_>, position: Position) -> Option<DefinitionResponse> {
    let symbol = symbol_at(ask, position)?;
    let declared = match symbol.kind {
        Kind::Rule => ask.known.rule(&symbol.name)?,
        Kind::Constant | Kind::Let => ask.known.name(&symbol.name)?.span,
    };
    let in_file =
        (declared == symbol.span && symbol.kind == Kind::Constant).then(|| set_at(ask, &symbol.name));
    let location = in_file.flatten().unwrap_or_else(|| ask.location(declared));
    Some(DefinitionResponse::Definition(Definition::Location(location)))
}

/// The declaration of a constant.
#[must_use]
pub fn constant<'a>(known: &'a Analysis, name: &str) -> Option<&'a ConstDecl> {
    known.parse.file.decls.iter().find_map(|decl| match &decl.node {
        DeclKind::Const(constant) if constant.name.node == name => Some(constant),
        _ => None,
    })
}

/// Where the constants file sets a constant.
fn set_at(ask: &Ask<'_>, name: &str) -> Option<Location> {
    let decl = constant(&ask.known, name)?;
    let key = decl.key.as_ref().map_or(&decl.name.node, |key| &key.node);
    let constants = ask.known.constants.as_ref()?;
    let span = key_place(&constants.file, key)?;
    Some(Location { uri: ask.store.uri(&constants.place), range: constants.text.range(span) })
}

/// Where the name at a position stands.
#[must_use]
pub fn references(ask: &Ask<'_>, position: Position, declarations: bool) -> Option<Vec<Location>> {
    let symbol = symbol_at(ask, position)?;
    let found = occurrences(&ask.known, &symbol).filter(|(_, declared)| declarations || !declared);
    Some(found.map(|(span, _)| ask.location(span)).collect())
}

/// The same, to be marked in the text.
#[must_use]
pub fn highlights(ask: &Ask<'_>, position: Position) -> Option<Vec<DocumentHighlight>> {
    let symbol = symbol_at(ask, position)?;
    let found = occurrences(&ask.known, &symbol).map(|(span, declared)| DocumentHighlight {
        range: ask.range(span),
        kind: Some(if declared { DocumentHighlightKind::Write } else { DocumentHighlightKind::Read }),
    });
    Some(found.collect())
}

/// What a file declares, the checks of a rule inside it.
#[must_use]
pub fn document_symbols(ask: &Ask<'_>) -> Vec<DocumentSymbol> {
    let file = &ask.known.parse.file;
    let header = file.header.iter().map(|header| {
        let detail = Some(header.title.node.clone());
        symbol(ask, &header.id.node, SymbolKind::Namespace, header.span.span, header.id.span, detail)
    });
    let decls = file.decls.iter().filter_map(|decl| {
        let whole = decl.span;
        Some(match &decl.node {
            DeclKind::Const(constant) => {
                let name = &constant.name;
                let detail = super::hover::resolved(ask, &name.node).map(|value| value.literal.clone());
                symbol(ask, &name.node, SymbolKind::Constant, whole, name.span, detail)
            }
            DeclKind::Let(binding) => {
                let name = &binding.name;
                symbol(ask, &name.node, SymbolKind::Variable, whole, name.span, None)
            }
            DeclKind::Waive(waive) => {
                let class = &waive.class;
                let name = format!("waive {}", class.node);
                symbol(ask, &name, SymbolKind::Event, whole, class.span, Some(waive.because.node.clone()))
            }
            DeclKind::Rule(rule) => {
                let title = rule.title.as_ref().map(|title| title.node.clone());
                let mut found = symbol(ask, &rule.id.node, SymbolKind::Class, whole, rule.id.span, title);
                found.children = Some(checks(ask, rule));
                found
            }
            DeclKind::Test(test) => {
                symbol(ask, &test.name.node, SymbolKind::Method, whole, test.name.span, Some("test".into()))
            }
            DeclKind::Due(_) | DeclKind::Early(_) | DeclKind::Cohort(_) | DeclKind::Constants(_) => {
                return None;
            }
        })
    });
    header.chain(decls).collect()
}

fn checks(ask: &Ask<'_>, rule: &RuleDecl) -> Vec<DocumentSymbol> {
    let checks = rule.clauses.iter().filter(|clause| matches!(clause.node, ClauseKind::Check(_)));
    let named = checks.map(|clause| {
        let text = one_line(ask.known.text.source.slice(clause.span));
        symbol(ask, &text, SymbolKind::Property, clause.span, clause.span, None)
    });
    named.collect()
}

#[expect(deprecated, reason = "the protocol still has the field")]
fn symbol(
    ask: &Ask<'_>,
    name: &str,
    kind: SymbolKind,
    whole: Span,
    selection: Span,
    detail: Option<String>,
) -> DocumentSymbol {
    // An empty name is refused by editors.
    let name = if name.is_empty() { "\"\"" } else { name };
    DocumentSymbol {
        name: name.to_owned(),
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: ask.range(whole.to(selection)),
        selection_range: ask.range(selection),
        children: None,
    }
}

/// So many symbols of a workspace are told.
const MOST: usize = 1000;

/// What the files of rules of a workspace declare, where the letters of `query` occur in the name in their order.
#[must_use]
pub fn workspace_symbols(store: &Store, folders: &[Place], query: &str) -> Vec<WorkspaceSymbol> {
    let mut places: Vec<Place> = store.rules().map(|(place, _)| place.clone()).collect();
    places.extend(folders.iter().filter_map(Place::path).flat_map(|folder| store.rules_below(folder)));
    places.sort();
    places.dedup();
    let query = query.to_lowercase();
    let mut found = Vec::new();
    for place in places {
        let Some(known) = store.analysis_of_file(&place) else { continue };
        for (name, kind, span) in named(&known) {
            if found.len() < MOST && contains_letters(name, &query) {
                let location = Location { uri: store.uri(&place), range: known.text.range(span) };
                found.push(WorkspaceSymbol {
                    location: WorkspaceSymbolLocation::Location(location),
                    data: None,
                    base_symbol_information: BaseSymbolInformation {
                        name: name.to_owned(),
                        kind,
                        tags: None,
                        container_name: Some(place.name().to_owned()),
                    },
                });
            }
        }
    }
    found
}

/// The declared names, in the order of the text.
fn named(known: &Analysis) -> impl Iterator<Item = (&str, SymbolKind, Span)> {
    known.parts.iter().filter_map(|part| {
        let kind = match part.role {
            Role::PolicyId => SymbolKind::Namespace,
            Role::ConstId => SymbolKind::Constant,
            Role::LetId => SymbolKind::Variable,
            Role::RuleId => SymbolKind::Class,
            _ => return None,
        };
        Some((known.slice(part), kind, part.span))
    })
}

fn contains_letters(name: &str, letters: &str) -> bool {
    let mut rest = name.chars().flat_map(char::to_lowercase);
    letters.chars().all(|letter| rest.any(|other| other == letter))
}
