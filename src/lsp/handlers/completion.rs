//! What can be written at a place.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, Documentation,
    InsertTextFormat, Position, TextEdit,
};

use crate::base::quantity::Type;
use crate::base::source::Span;
use crate::base::vocab::{Signal, SignalSet, Stratum, UnknownClass};
use crate::lang::builtins::Builtin;
use crate::lsp::ask::Ask;
use crate::lsp::context::{self, Amount, Context, Place};
use crate::lsp::handlers::hover::resolved;
use crate::lsp::roles::Role;
use crate::lsp::vocabulary;

/// What is offered: the word, and what is written for it. `$1` in it is a place to fill in.
struct Offer {
    label: String,
    text: String,
    kind: CompletionItemKind,
    detail: Option<String>,
    about: Option<String>,
}

/// What can be written at a position.
#[must_use]
pub fn completion(ask: &Ask<'_>, position: Position) -> Option<CompletionList> {
    let (context, replaced) = context::at(&ask.known, ask.offset(position))?;
    let offers = offers(ask, context);
    let items = offers.into_iter().enumerate().map(|(order, offer)| item(ask, order, replaced, offer));
    Some(CompletionList { is_incomplete: false, items: items.collect(), ..CompletionList::default() })
}

fn item(ask: &Ask<'_>, order: usize, replaced: Span, offer: Offer) -> CompletionItem {
    let snippet = ask.client.snippets && offer.text.contains('$');
    let new_text = if snippet { offer.text } else { plain(&offer.text) };
    CompletionItem {
        label: offer.label,
        kind: Some(offer.kind),
        detail: offer.detail,
        documentation: offer.about.map(|about| Documentation::MarkupContent(ask.markup(about))),
        sort_text: Some(format!("{order:03}")),
        insert_text_format: snippet.then_some(InsertTextFormat::Snippet),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range: ask.range(replaced), new_text })),
        ..CompletionItem::default()
    }
}

/// The text of a snippet without its places to fill in; what stands in them stays.
fn plain(snippet: &str) -> String {
    let mut out = String::new();
    let mut rest = snippet;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = match after.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            Some((inside, after)) => {
                out.push_str(inside.split_once(':').map_or("", |(_, example)| example));
                after
            }
            None => after.trim_start_matches(|c: char| c.is_ascii_digit()),
        };
    }
    out.push_str(rest);
    out
}

fn offers(ask: &Ask<'_>, context: Context) -> Vec<Offer> {
    match context {
        Context::Header => vec![form(
            "policy",
            "policy ${1:my_gate} \"${2:What is decided?}\"\n\ndue after ${3:30 runs} or ${4:7 days}\n",
        )],
        Context::Declaration => declarations(ask),
        Context::Clause => clauses(),
        Context::Operand => operands(ask),
        Context::Operator(place) => operators(place),
        Context::Signal(there) => signals(there),
        Context::Class => {
            let waivable = UnknownClass::ALL.iter().filter(|class| class.can_be_waived());
            waivable.map(|class| signal(Signal::Class(*class))).collect()
        }
        Context::Stratum => strata().collect(),
        Context::Each => {
            let tag = Offer { about: None, ..word("job", CompletionItemKind::Property) };
            vec![form("stratum", "stratum in ${1:pinned, unpinned}"), tag]
        }
        Context::Type => {
            let types = Type::ALL.iter().filter(|ty| **ty != Type::Bool);
            types
                .map(|ty| about(word(ty.word(), CompletionItemKind::TypeParameter), vocabulary::of_type(*ty)))
                .collect()
        }
        Context::Unit(amount) => units(amount),
        Context::Words(words) => words.iter().map(|of| keyword(of)).collect(),
        Context::TestClause => test_clauses(),
        Context::Item => items(),
        Context::Rule => ask.known.rules().map(|id| word(id, CompletionItemKind::Class)).collect(),
        Context::Constant => names(ask).filter(|offer| offer.kind == CompletionItemKind::Constant).collect(),
    }
}

fn word(text: &str, kind: CompletionItemKind) -> Offer {
    Offer { label: text.to_owned(), text: text.to_owned(), kind, detail: None, about: None }
}

fn about(offer: Offer, meaning: vocabulary::Meaning) -> Offer {
    Offer { detail: Some(meaning.form.to_owned()), about: Some(meaning.text.to_owned()), ..offer }
}

/// A word of the frame, with its meaning.
fn keyword(text: &str) -> Offer {
    let first = text.split(' ').next().unwrap_or(text);
    let offer = Offer { text: text.replace("\"\"", "\"$1\""), ..word(text, CompletionItemKind::Keyword) };
    match vocabulary::keyword(first) {
        Some(meaning) => about(offer, meaning),
        None => Offer { about: vocabulary::choice(first).map(str::to_owned), ..offer },
    }
}

/// A form with places to fill in, under the word that it begins with.
fn form(label: &str, text: &str) -> Offer {
    Offer { text: text.to_owned(), kind: CompletionItemKind::Snippet, ..keyword(label) }
}

/// The declarations; of those that stand once in a file, only the ones that are not there yet.
fn declarations(ask: &Ask<'_>) -> Vec<Offer> {
    let is_there = |head: &str| {
        ask.known
            .parts
            .iter()
            .any(|part| part.first && part.role == Role::Keyword && ask.known.slice(part) == head)
    };
    let once = [
        ("due", "due after ${1:30 runs} or ${2:7 days}"),
        ("constants", "constants from \"${1:policy_constants.json}\""),
        ("cohort", "cohort ${1:own}"),
        ("early", "early at ${1:95%} confidence"),
    ];
    let often = [
        (
            "rule",
            "rule ${1:name} \"${2:What holds}\" {\n  require ${3:rate(fail)} < ${4:5%}\n  because \"$5\"\n}",
        ),
        ("const", "const ${1:max_noise} = ${2:20%}"),
        ("let", "let ${1:noise} = ${2:rate(warn, fail)}"),
        ("waive", "waive ${1:unknown_artefact_missing} because \"$2\" until ${3:2027-12-31}"),
        (
            "test",
            "test \"${1:a quiet rollout goes}\" {\n  given pinned   { runs ${2:20} }\n  given unpinned { runs ${3:20} }\n  expect ${4:go}\n}",
        ),
    ];
    let once = once.into_iter().filter(|(head, _)| !is_there(head));
    once.chain(often).map(|(head, text)| form(head, text)).collect()
}

fn clauses() -> Vec<Offer> {
    vec![
        form("require", "require ${1:rate(fail)} < ${2:5%}"),
        form("prefer", "prefer ${1:rate(fail)} < ${2:2%}"),
        form("for each stratum", "for each stratum in ${1:pinned, unpinned}"),
        about(form("for each TAG", "for each ${1:job}"), vocabulary::EACH),
        form("when", "when ${1:runs >= 10}"),
        form("because", "because \"$1\""),
        form("see", "see \"$1\""),
    ]
}

fn operands(ask: &Ask<'_>) -> Vec<Offer> {
    let metrics = Builtin::ALL.iter().map(|metric| {
        let text = if metric.takes_signals() { format!("{metric}($1)") } else { metric.to_string() };
        let offer = Offer { text, ..word(metric.word(), CompletionItemKind::Function) };
        about(offer, vocabulary::metric(*metric))
    });
    names(ask).chain(metrics).chain([keyword("not")]).collect()
}

/// Constants and lets.
fn names<'a>(ask: &'a Ask<'_>) -> impl Iterator<Item = Offer> + 'a {
    ask.known.names().map(|(name, declared)| {
        let constant = declared.role == Role::ConstId;
        let kind = if constant { CompletionItemKind::Constant } else { CompletionItemKind::Variable };
        let detail = resolved(ask, name).map(|value| format!("{} = {}", value.ty, value.literal));
        Offer { detail, ..word(name, kind) }
    })
}

fn operators(place: Place) -> Vec<Offer> {
    let mut offers = vec![
        form("in", "in ${1:pinned}"),
        form("over last", "over last ${1:10 runs}"),
        keyword("among known"),
        form("within", "within ${1:5pp} of ${2:rate(fail)}"),
        keyword("and"),
        keyword("or"),
    ];
    match place {
        Place::Let => {}
        Place::When | Place::Prefer => offers.extend(clauses()),
        Place::Require => {
            offers.extend([keyword("else hold"), keyword("else stop")]);
            offers.extend(clauses());
        }
    }
    offers
}

fn signals(there: SignalSet) -> Vec<Offer> {
    let left = Signal::all().filter(|signal| !there.contains(*signal));
    // `unknown` beside a class is an error.
    let left = left.filter(|signal| match signal {
        Signal::Unknown => !there.has_class(),
        Signal::Class(_) => !there.contains(Signal::Unknown),
        _ => true,
    });
    left.map(signal).collect()
}

fn signal(signal: Signal) -> Offer {
    let offer = word(signal.word(), CompletionItemKind::EnumMember);
    Offer { about: Some(vocabulary::signal(signal).to_owned()), ..offer }
}

fn strata() -> impl Iterator<Item = Offer> {
    let order = [Stratum::Pinned, Stratum::Unpinned, Stratum::Unknowns, Stratum::All];
    order.into_iter().map(|stratum| {
        let offer = word(stratum.word(), CompletionItemKind::EnumMember);
        Offer { about: Some(vocabulary::stratum(stratum).to_owned()), ..offer }
    })
}

fn units(amount: Amount) -> Vec<Offer> {
    let unit = |text: &&str| word(text, CompletionItemKind::Unit);
    let values = ["%", "pp", "per run", "per 10 runs"];
    let times = ["days", "hours", "minutes", "weeks"];
    match amount {
        Amount::Value => values.iter().chain(&times).map(unit).collect(),
        Amount::RunsOrTime => ["runs"].iter().chain(&times).map(unit).collect(),
    }
}

fn test_clauses() -> Vec<Offer> {
    vec![
        form("given", "given ${1:pinned} { runs ${2:20} }"),
        form("expect", "expect ${1:go}"),
        form("set", "set ${1:name} = ${2:20%}"),
    ]
}

/// What is said of the runs that a test gives.
fn items() -> Vec<Offer> {
    let counted = [Builtin::RunsWith, Builtin::Sum, Builtin::Missing].map(|metric| {
        let text = format!("{metric}(${{1:fail}}) ${{2:3}}");
        about(Offer { text, ..word(metric.word(), CompletionItemKind::Function) }, vocabulary::metric(metric))
    });
    let runs = Offer { text: "runs ${1:20}".to_owned(), ..word("runs", CompletionItemKind::Function) };
    std::iter::once(runs).chain(counted).collect()
}
