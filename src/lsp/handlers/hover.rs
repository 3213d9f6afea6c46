//! What a word means, what a name stands for, and what a check comes to today.

use gen_lsp_types::{Contents, Hover, Position};

use crate::base::source::one_line;
use crate::lang::explain;
use crate::lang::policy::{Constant, Origin};
use crate::lang::syntax::ast::{ConstDecl, ConstValue, DeclKind};
use crate::lsp::ask::Ask;
use crate::lsp::roles::{Part, Role};
use crate::lsp::today::{METRICS_FILE, told, word};
use crate::lsp::vocabulary;

/// What is shown at a position.
#[must_use]
pub fn hover(ask: &Ask<'_>, position: Position) -> Option<Hover> {
    let offset = ask.offset(position);
    let part = ask.part(position)?;
    let mut paragraphs: Vec<String> = of_part(ask, part).into_iter().collect();
    if !matches!(part.role, Role::Comment | Role::Stray)
        && let Some(placed) = ask.known.check_at(offset)
    {
        if paragraphs.is_empty() || ["require", "prefer"].contains(&ask.known.slice(part)) {
            let policy = ask.known.policy.as_ref()?;
            paragraphs.push(explain::check(policy, placed.rule, placed.check));
        }
        let today = ask.today().map(|today| today.check(placed.rule, placed.number)).unwrap_or_default();
        if !today.is_empty() {
            paragraphs.push(format!("Today, by {METRICS_FILE}:"));
        }
        paragraphs.extend(today.iter().map(told));
    }
    if paragraphs.is_empty() {
        return None;
    }
    let contents = Contents::MarkupContent(ask.markup(paragraphs.join("\n\n")));
    Some(Hover { contents, range: Some(ask.range(part.span)) })
}

/// A text as code.
fn code(ask: &Ask<'_>, text: &str) -> String {
    if ask.client.markdown { format!("```rules\n{text}\n```") } else { text.to_owned() }
}

fn described(ask: &Ask<'_>, meaning: vocabulary::Meaning) -> String {
    format!("{}\n\n{}", code(ask, meaning.form), meaning.text)
}

fn of_part(ask: &Ask<'_>, part: &Part) -> Option<String> {
    let text = ask.known.slice(part);
    match part.role {
        Role::Keyword => vocabulary::keyword(text).map(|meaning| described(ask, meaning)),
        Role::Metric(metric) => Some(described(ask, vocabulary::metric(metric))),
        Role::Signal(signal) => Some(vocabulary::signal(signal).to_owned()),
        Role::Stratum(stratum) => Some(vocabulary::stratum(stratum).to_owned()),
        Role::Type(ty) => Some(described(ask, vocabulary::of_type(ty))),
        Role::Choice => vocabulary::choice(text).map(str::to_owned),
        Role::Name | Role::ConstId | Role::LetId => of_name(ask, text),
        Role::RuleId | Role::RuleUse => of_rule(ask, text),
        Role::PolicyId => {
            let policy = ask.known.policy.as_ref()?;
            let frame = explain::policy(policy).frame;
            Some(frame.join("\n\n"))
        }
        Role::Tag => {
            Some("Tag: a field of the reports; the checks are made once for each of its values.".to_owned())
        }
        Role::Unit | Role::Number | Role::Text | Role::Comment | Role::Sign | Role::Stray => None,
    }
}

/// What a constant or a let stands for.
fn of_name(ask: &Ask<'_>, name: &str) -> Option<String> {
    let decl = ask.known.parse.file.decls.iter().find_map(|decl| match &decl.node {
        DeclKind::Const(constant) if constant.name.node == name => Some((decl.span, Some(constant))),
        DeclKind::Let(binding) if binding.name.node == name => Some((decl.span, None)),
        _ => None,
    });
    let (span, constant) = decl?;
    let written = code(ask, &one_line(ask.known.text.source.slice(span)));
    let Some(constant) = constant else { return Some(written) };
    Some(match resolved(ask, name) {
        Some(value) => format!("{written}\n\n{}", valued(ask, constant, value)),
        None => written,
    })
}

/// A constant as resolved, if the policy is sound.
#[must_use]
pub fn resolved<'a>(ask: &'a Ask<'_>, name: &str) -> Option<&'a Constant> {
    ask.known.policy.as_ref()?.constants.iter().find(|constant| constant.name == name)
}

/// The value of a constant and where it comes from.
fn valued(ask: &Ask<'_>, decl: &ConstDecl, value: &Constant) -> String {
    let literal = &value.literal;
    match value.origin {
        Origin::Rules => format!("{literal}, its default"),
        Origin::File => {
            let file = ask.known.constants_place.as_ref().map_or("the constants file", |place| place.name());
            let default = match &decl.value {
                ConstValue::Default(default) => {
                    format!("; its default is {}", default.node.ty.literal(&default.node.value))
                }
                ConstValue::Typed(_) => String::new(),
            };
            format!("{literal}, set in {file}{default}")
        }
    }
}

/// A rule in sentences, and how it came out today.
fn of_rule(ask: &Ask<'_>, id: &str) -> Option<String> {
    let policy = ask.known.policy.as_ref()?;
    let rule = policy.rules.iter().find(|rule| rule.id == id)?;
    let told = explain::rule(policy, rule);
    let today = ask
        .today()
        .and_then(|today| today.rule(id))
        .map(|record| format!("Today, by {METRICS_FILE}: {}", word(record)));
    let paragraphs = told.title.into_iter().chain(told.places).chain(told.when).chain(told.checks);
    let paragraphs: Vec<String> = paragraphs.chain(told.because).chain(today).collect();
    Some(paragraphs.join("\n\n"))
}
