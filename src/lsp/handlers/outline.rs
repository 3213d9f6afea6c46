//! The shape of a text: what can be folded, and in which colour each word is.

use gen_lsp_types::{
    FoldingRange, FoldingRangeKind, SemanticToken, SemanticTokenModifiers, SemanticTokenTypes,
    SemanticTokens, SemanticTokensLegend,
};

use crate::lsp::ask::Ask;
use crate::lsp::roles::{Part, Role};

/// What can be folded: blocks in braces, and comments of several lines.
#[must_use]
pub fn folding(ask: &Ask<'_>) -> Vec<FoldingRange> {
    let lines = &ask.known.text.lines;
    let line = |offset: u32| lines.line_of(offset as usize);
    let mut found = Vec::new();
    let mut fold = |start: usize, end: usize, kind: Option<FoldingRangeKind>| {
        if let (true, Ok(start_line), Ok(end_line)) = (end > start, u32::try_from(start), u32::try_from(end))
        {
            found.push(FoldingRange { start_line, end_line, kind, ..FoldingRange::default() });
        }
    };
    let mut open = Vec::new();
    let mut comment: Option<(usize, usize)> = None;
    for part in &ask.known.parts {
        let at = line(part.span.start);
        match (part.role, ask.known.slice(part)) {
            (Role::Sign, "{") => open.push(at),
            (Role::Sign, "}") => {
                if let Some(start) = open.pop() {
                    fold(start, at, None);
                }
            }
            _ => {}
        }
        let goes_on = comment.filter(|(_, last)| last.saturating_add(1) == at);
        let next =
            (part.role == Role::Comment && part.first).then(|| (goes_on.map_or(at, |(first, _)| first), at));
        if let (Some((first, last)), true) = (comment, next.is_none() || goes_on.is_none()) {
            fold(first, last, Some(FoldingRangeKind::Comment));
        }
        comment = next;
    }
    if let Some((first, last)) = comment {
        fold(first, last, Some(FoldingRangeKind::Comment));
    }
    found.sort_by_key(|range| (range.start_line, range.end_line));
    found
}

/// The kinds of words that are told apart.
const TYPES: [SemanticTokenTypes; 10] = [
    SemanticTokenTypes::Keyword,
    SemanticTokenTypes::Namespace,
    SemanticTokenTypes::Class,
    SemanticTokenTypes::Variable,
    SemanticTokenTypes::Function,
    SemanticTokenTypes::EnumMember,
    SemanticTokenTypes::Type,
    SemanticTokenTypes::Property,
    SemanticTokenTypes::Number,
    SemanticTokenTypes::Comment,
];

/// What is said of a word beside its kind.
const MODIFIERS: [SemanticTokenModifiers; 2] =
    [SemanticTokenModifiers::Declaration, SemanticTokenModifiers::Readonly];
const DECLARATION: u32 = 1;
const READONLY: u32 = 2;

/// What the numbers in the tokens stand for.
#[must_use]
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TYPES.iter().cloned().map(String::from).collect(),
        token_modifiers: MODIFIERS.iter().cloned().map(String::from).collect(),
    }
}

/// Each word with its kind, each counted from the one before.
#[must_use]
pub fn semantic_tokens(ask: &Ask<'_>) -> SemanticTokens {
    let text = &ask.known.text;
    let mut data = Vec::new();
    let mut last = gen_lsp_types::Position::default();
    for part in &ask.known.parts {
        let Some((kind, token_modifiers_bitset)) = kind(ask, part) else { continue };
        let Some(token_type) = TYPES.iter().position(|known| *known == kind) else { continue };
        let start = text.lines.position(text.text(), part.span.start as usize);
        let delta_line = start.line.saturating_sub(last.line);
        let from = if delta_line == 0 { last.character } else { 0 };
        // A token that goes over several lines is coloured to the end of its first.
        let shown = text.source.slice(part.span).lines().next().unwrap_or_default();
        data.push(SemanticToken {
            delta_line,
            delta_start: start.character.saturating_sub(from),
            length: text.lines.width(shown),
            token_type: u32::try_from(token_type).unwrap_or(0),
            token_modifiers_bitset,
        });
        last = start;
    }
    SemanticTokens { result_id: None, data }
}

fn kind(ask: &Ask<'_>, part: &Part) -> Option<(SemanticTokenTypes, u32)> {
    Some(match part.role {
        Role::Keyword | Role::Choice => (SemanticTokenTypes::Keyword, 0),
        Role::PolicyId => (SemanticTokenTypes::Namespace, DECLARATION),
        Role::RuleId => (SemanticTokenTypes::Class, DECLARATION),
        Role::RuleUse => (SemanticTokenTypes::Class, 0),
        Role::ConstId => (SemanticTokenTypes::Variable, DECLARATION | READONLY),
        Role::LetId => (SemanticTokenTypes::Variable, DECLARATION),
        Role::Name => {
            let constant =
                ask.known.name(ask.known.slice(part)).is_some_and(|name| name.role == Role::ConstId);
            (SemanticTokenTypes::Variable, if constant { READONLY } else { 0 })
        }
        Role::Metric(_) => (SemanticTokenTypes::Function, 0),
        Role::Signal(_) | Role::Stratum(_) => (SemanticTokenTypes::EnumMember, 0),
        Role::Type(_) => (SemanticTokenTypes::Type, 0),
        Role::Tag => (SemanticTokenTypes::Property, 0),
        Role::Number | Role::Unit => (SemanticTokenTypes::Number, 0),
        Role::Comment => (SemanticTokenTypes::Comment, 0),
        // Texts and signs are coloured by the grammar of the editor.
        Role::Text | Role::Sign | Role::Stray => return None,
    })
}
