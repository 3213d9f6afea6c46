//! The canonical text of the policy, with what came of each rule and check beside its lines.

use maud::{Markup, html};

use crate::base::vocab::Outcome;
use crate::judge::verdict::{RuleRecord, Verdict};
use crate::render::html::rules::outcome;

/// A line of the text, and what came of what stands there.
struct Line<'a> {
    text: &'a str,
    /// The rule that begins here.
    rule: Option<&'a RuleRecord>,
    outcome: Option<Outcome>,
    /// It begins a declaration of several lines.
    first: bool,
}

/// The text as a table: number, outcome, line.
pub(super) fn text(verdict: &Verdict) -> Markup {
    let judged = verdict.cohort.judged.is_ok();
    let lines = lines(&verdict.policy.canonical_text, &verdict.rules);
    html! {
        p .note {
            "This is the text that was judged, in its canonical form: the one that is hashed. It may be laid out otherwise in "
            (verdict.policy.sources.first().map_or("the file", |source| &source.base_name)) "."
        }
        div .card {
            table .policy {
                thead { tr { th .line scope="col" { "Line" } th scope="col" { "Outcome" } th scope="col" { "Text" } } }
                tbody {
                    @for (number, line) in lines.iter().enumerate() {
                        tr .first[line.first] {
                            th .line scope="row" { (number.saturating_add(1)) }
                            td .came { @if let (true, Some(came)) = (judged, line.outcome) { (outcome(came)) } }
                            td .code {
                                @match line.rule {
                                    Some(rule) if judged => a href={ "#rule-" (rule.id) } { (line.text) },
                                    _ => (line.text),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// INVARIANT: in canonical text a rule is `rule ID`, a clause a line, `}`; and a string never holds the end of a line.
fn lines<'a>(text: &'a str, rules: &'a [RuleRecord]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut open: Option<&RuleRecord> = None;
    let mut check = 0_usize;
    for text in text.lines() {
        let mut line = Line { text, rule: None, outcome: None, first: false };
        match open {
            None => {
                let id = text.strip_prefix("rule ").and_then(|rest| rest.split(' ').next());
                open = id.and_then(|id| rules.iter().find(|rule| rule.id == id));
                line.outcome = open.map(|rule| rule.outcome);
                (line.rule, line.first, check) = (open, open.is_some(), 0);
            }
            Some(_) if text == "}" => open = None,
            Some(rule) if is_check(text) => {
                line.outcome = rule.places_of(checks_of(rule), check).iter().map(|check| check.outcome).min();
                check = check.saturating_add(1);
            }
            Some(_) => {}
        }
        lines.push(line);
    }
    lines
}

fn is_check(line: &str) -> bool {
    ["  require ", "  prefer "].iter().any(|word| line.starts_with(word))
}

/// How many checks a rule has, each of which was made in as many places as the others.
fn checks_of(rule: &RuleRecord) -> usize {
    rule.text.lines().filter(|line| is_check(line)).count()
}
