//! The canonical text: one way to write each tree; the bytes that are hashed.

use crate::base::quantity::Type;
use crate::base::rational::Rational;
use crate::lang::syntax::ast::{
    CheckDecl, ClauseKind, ConstDecl, ConstValue, DeclKind, Demand, Due, ForEachTag, Header, Joint, LetDecl,
    MAX_NAME, RuleDecl, RuleFile, TagList, Text, WaiveDecl,
};

use super::expr::words_text;
pub use super::expr::{amount_text, expr_text};

/// The canonical text of a file: no comments, no tests, declarations in their one order.
#[must_use]
pub fn canonical_text(file: &RuleFile) -> String {
    let mut decls: Vec<&DeclKind> = file
        .decls
        .iter()
        .map(|decl| &decl.node)
        .filter(|decl| !matches!(decl, DeclKind::Test(_)) && !is_default(decl))
        .collect();
    decls.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut text = String::new();
    for part in file.header.iter().map(header_text).chain(decls.into_iter().map(canonical_decl)) {
        text.push_str(&part);
        text.push('\n');
    }
    text
}

/// `cohort newest`: what holds without it.
fn is_default(decl: &DeclKind) -> bool {
    matches!(decl, DeclKind::Cohort(word) if word.node == "newest")
}

/// The place of a declaration: its kind, its name, and the stratum of a waiver, none first.
fn order(decl: &DeclKind) -> (u8, &str, &str) {
    match decl {
        DeclKind::Due(_) => (0, "", ""),
        DeclKind::Early(_) => (1, "", ""),
        DeclKind::Cohort(_) => (2, "", ""),
        DeclKind::Constants(_) => (3, "", ""),
        DeclKind::Const(constant) => (4, &constant.name.node, ""),
        DeclKind::Let(binding) => (5, &binding.name.node, ""),
        DeclKind::Waive(waive) => {
            (6, &waive.class.node, waive.stratum.as_ref().map_or("", |word| &word.node))
        }
        DeclKind::Rule(rule) => (7, &rule.id.node, ""),
        DeclKind::Test(_) => (8, "", ""),
    }
}

fn canonical_decl(decl: &DeclKind) -> String {
    match decl {
        DeclKind::Rule(rule) => rule_text(rule),
        DeclKind::Const(constant) => {
            let key = constant.key.as_ref().filter(|key| key.node != constant.name.node);
            const_text_from(constant, key)
        }
        other => line_text(other),
    }
}

/// A declaration of one line, everything that was written in it; of a rule or a test nothing.
#[must_use]
pub fn line_text(decl: &DeclKind) -> String {
    match decl {
        DeclKind::Due(due) => due_text(due),
        DeclKind::Early(confidence) => format!("early at {} confidence", percentage(&confidence.node)),
        DeclKind::Cohort(word) => format!("cohort {}", word.node),
        DeclKind::Constants(file) => format!("constants from {}", quoted(&file.node)),
        DeclKind::Const(constant) => const_text(constant),
        DeclKind::Let(binding) => let_text(binding),
        DeclKind::Waive(waive) => waive_text(waive),
        DeclKind::Rule(_) | DeclKind::Test(_) => String::new(),
    }
}

/// `policy ID "title"`
#[must_use]
pub fn header_text(header: &Header) -> String {
    format!("policy {} {}", header.id.node, quoted(&header.title.node))
}

/// `due after 30 runs or 7 days`
#[must_use]
pub fn due_text(due: &Due) -> String {
    match due {
        Due::AtOnce => "due at once".into(),
        Due::After(first, None) => format!("due after {}", amount_text(&first.node)),
        Due::After(first, Some((joint, second))) => {
            let joint = match joint {
                Joint::Or => "or",
                Joint::And => "and",
            };
            format!("due after {} {joint} {}", amount_text(&first.node), amount_text(&second.node))
        }
    }
}

/// `const NAME = LITERAL from "KEY"`
#[must_use]
pub fn const_text(constant: &ConstDecl) -> String {
    const_text_from(constant, constant.key.as_ref())
}

fn const_text_from(constant: &ConstDecl, key: Option<&Text>) -> String {
    let key = key.map_or_else(String::new, |key| format!(" from {}", quoted(&key.node)));
    let name = &constant.name.node;
    match &constant.value {
        ConstValue::Default(literal) => {
            format!("const {name} = {}{key}", literal.node.ty.literal(&literal.node.value))
        }
        ConstValue::Typed(ty) => format!("const {name}: {}{key}", ty.node),
    }
}

/// `let NAME = EXPR`
#[must_use]
pub fn let_text(binding: &LetDecl) -> String {
    format!("let {} = {}", binding.name.node, expr_text(&binding.value))
}

/// `waive CLASS in STRATUM because "…" see "…" until DATE`
#[must_use]
pub fn waive_text(waive: &WaiveDecl) -> String {
    let stratum = waive.stratum.as_ref().map_or_else(String::new, |word| format!(" in {}", word.node));
    let because = quoted(&waive.because.node);
    let see = waive.see.as_ref().map_or_else(String::new, |see| format!(" see {}", quoted(&see.node)));
    format!("waive {}{stratum} because {because}{see} until {}", waive.class.node, waive.until.node)
}

/// A rule, all its lines, without a final newline; its clauses in their one order.
#[must_use]
pub fn rule_text(rule: &RuleDecl) -> String {
    let mut clauses: Vec<&ClauseKind> = rule.clauses.iter().map(|clause| &clause.node).collect();
    clauses.sort_by_key(|clause| match clause {
        ClauseKind::When(_) => 0,
        ClauseKind::ForEachStratum(_) => 1,
        ClauseKind::ForEachTag(_) => 2,
        ClauseKind::Check(_) => 3,
        ClauseKind::Because(_) => 4,
        ClauseKind::See(_) => 5,
    });
    let mut text = format!("{} {{\n", rule_head_text(rule));
    for clause in clauses {
        text.push_str("  ");
        text.push_str(&clause_text(clause));
        text.push('\n');
    }
    text.push('}');
    text
}

/// `rule ID "title"`
#[must_use]
pub fn rule_head_text(rule: &RuleDecl) -> String {
    let title = rule.title.as_ref().map_or_else(String::new, |title| format!(" {}", quoted(&title.node)));
    format!("rule {}{title}", rule.id.node)
}

/// One clause of a rule, on one line.
#[must_use]
pub fn clause_text(clause: &ClauseKind) -> String {
    match clause {
        ClauseKind::When(expr) => format!("when {}", expr_text(expr)),
        ClauseKind::ForEachStratum(strata) => format!("for each stratum in {}", words_text(strata)),
        ClauseKind::ForEachTag(each) => tag_text(each),
        ClauseKind::Check(check) => check_text(check),
        ClauseKind::Because(text) => format!("because {}", quoted(&text.node)),
        ClauseKind::See(text) => format!("see {}", quoted(&text.node)),
    }
}

fn tag_text(each: &ForEachTag) -> String {
    let tag = &each.tag.node;
    let tag = if is_name(tag) && tag != "stratum" { tag.clone() } else { quoted(tag) };
    let Some((list, values)) = &each.values else { return format!("for each {tag}") };
    let list = match list {
        TagList::In => "in",
        TagList::Except => "except",
    };
    let values: Vec<String> = values.iter().map(|value| quoted(&value.node)).collect();
    format!("for each {tag} {list} {}", values.join(", "))
}

/// `require EXPR with 95% confidence else hold`
#[must_use]
pub fn check_text(check: &CheckDecl) -> String {
    let (word, effect) = match check.demand {
        Demand::Require => ("require", ""),
        Demand::RequireElseHold => ("require", " else hold"),
        Demand::RequireElseStop => ("require", " else stop"),
        Demand::Prefer => ("prefer", ""),
    };
    let confidence = check
        .confidence
        .as_ref()
        .map_or_else(String::new, |confidence| format!(" with {} confidence", percentage(&confidence.node)));
    format!("{word} {}{confidence}{effect}", expr_text(&check.expr))
}

/// A part below 1 as a percentage: the confidence of `with` and `early`.
fn percentage(confidence: &Rational) -> String {
    Type::Rate.literal(confidence)
}

/// A string literal: only `"`, `\`, newline and tab are escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// Whether a text could be a name.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.len() <= MAX_NAME
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
