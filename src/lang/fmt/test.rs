//! Tests as text: each clause on one line. No hash covers them.

use super::canonical::{is_name, quoted};
use super::expr::words_text;
use crate::lang::syntax::ast::{
    ExpectClause, Given, Item, Literal, RunString, TestClauseKind, TestDecl, Word,
};

/// `test "name"`
#[must_use]
pub fn test_head_text(test: &TestDecl) -> String {
    format!("test {}", quoted(&test.name.node))
}

/// One clause of a test, on one line.
#[must_use]
pub fn test_clause_text(clause: &TestClauseKind) -> String {
    match clause {
        TestClauseKind::Given(given) => format!("given {}", given_text(given)),
        TestClauseKind::Set(set) => format!("set {} = {}", set.name.node, literal(&set.value.node)),
        TestClauseKind::Expect(ExpectClause { decision, because }) if because.is_empty() => {
            format!("expect {}", decision.node)
        }
        TestClauseKind::Expect(ExpectClause { decision, because }) => {
            format!("expect {} because {}", decision.node, words_text(because))
        }
    }
}

fn literal(literal: &Literal) -> String {
    literal.ty.literal(&literal.value)
}

fn given_text(given: &Given) -> String {
    match given {
        Given::Counts { stratum, items } => {
            let items: Vec<String> = items.iter().map(item_text).collect();
            format!("{} {{ {} }}", stratum.node, items.join(", "))
        }
        Given::Runs(RunString { stratum, runs, each, tags }) => {
            let mut text = format!("runs in {} {}", stratum.node, quoted(&runs.node));
            if let Some(each) = each {
                text.push_str(" each ");
                text.push_str(&literal(&each.node));
            }
            for (tag, value) in tags {
                text.extend([" ", &tag_text(tag), " ", &quoted(&value.node)]);
            }
            text
        }
        Given::Elapsed(time) => format!("elapsed {}", literal(&time.node)),
        Given::Reports(path) => format!("reports {}", quoted(&path.node)),
    }
}

fn item_text(item: &Item) -> String {
    let signals =
        if item.signals.is_empty() { String::new() } else { format!("({})", words_text(&item.signals)) };
    format!("{}{signals} {}", item.name.node, item.count.node)
}

/// A tag, bare where no clause and no other word of this place is spelt like it.
fn tag_text(tag: &Word) -> String {
    let bare =
        is_name(&tag.node) && !matches!(tag.node.as_str(), "stratum" | "each" | "given" | "set" | "expect");
    if bare { tag.node.clone() } else { quoted(&tag.node) }
}
