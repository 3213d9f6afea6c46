//! [`Context`]: what can be written at a place, told from the tokens before it, however broken the rest is.

use crate::base::source::Span;
use crate::base::vocab::SignalSet;
use crate::lang::syntax::tokens::{is_clause, is_declaration};

use super::analysis::Analysis;
use super::roles::{Block, Part, Role};

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The name of the policy: nothing stands before it.
    Header,
    /// A declaration.
    Declaration,
    /// A clause of a rule.
    Clause,
    /// What a condition or a let is about: a metric, a name.
    Operand,
    /// What goes on behind an operand, in a check or not.
    Operator(Place),
    /// A signal that is not in the parentheses yet.
    Signal(SignalSet),
    /// A class of unknown that can be waived.
    Class,
    /// A stratum.
    Stratum,
    /// `stratum`, or a tag of the reports.
    Each,
    /// A type.
    Type,
    /// A unit behind a number.
    Unit(Amount),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A clause of a test.
    TestClause,
    /// What is said of the runs that a test gives.
    Item,
    /// The id of a rule.
    Rule,
    /// The name of a constant.
    Constant,
}

/// In what an operand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a `let`.
    Let,
    /// In a `when`.
    When,
    /// In a `require`.
    Require,
    /// In a `prefer`.
    Prefer,
}

/// What a number is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Anything that is compared.
    Value,
    /// Runs, or a length of time.
    RunsOrTime,
}

/// What can be written at a place, and the word there that it would replace.
#[must_use]
pub fn at(known: &Analysis, offset: usize) -> Option<(Context, Span)> {
    let text = known.text.text();
    let typed = known.parts.iter().find(|part| {
        (part.span.start as usize) < offset && offset <= part.span.end as usize && !is_closed(part, known)
    });
    let (replaced, end) = match typed {
        Some(part) if part.role == Role::Comment => return None,
        Some(part) if matches!(part.role, Role::Text | Role::Tag) && !is_word(known, part) => {
            // Behind the closing mark something new can be written.
            let inside = offset < part.span.end as usize || !known.slice(part).ends_with('"');
            if inside {
                return None;
            }
            (Span::new(offset, offset), offset)
        }
        Some(part) if is_word(known, part) => (part.span, part.span.start as usize),
        _ => (Span::new(offset, offset), offset),
    };
    let number = number_before(text, end);
    let before: Vec<&Part> = known
        .parts
        .iter()
        .take_while(|part| part.span.end as usize <= end)
        .filter(|part| part.role != Role::Comment)
        .collect();
    let context = Reader { known, before: &before }.context(number)?;
    Some((context, replaced))
}

fn is_closed(part: &Part, known: &Analysis) -> bool {
    part.role == Role::Sign && !known.slice(part).is_empty()
}

fn is_word(known: &Analysis, part: &Part) -> bool {
    known.slice(part).starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Whether a number ends right before a place: what is typed there is its unit.
fn number_before(text: &str, end: usize) -> bool {
    text.get(..end).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

/// The tokens before a place.
struct Reader<'a> {
    known: &'a Analysis,
    before: &'a [&'a Part],
}

/// Words behind which an operand stands.
const OPENING: [&str; 9] = ["require", "prefer", "when", "and", "or", "not", "within", "of", "("];

impl<'a> Reader<'a> {
    /// The part so many back, from 1.
    fn back(&self, count: usize) -> Option<&'a Part> {
        self.before.get(self.before.len().checked_sub(count)?).copied()
    }

    fn word(&self, count: usize) -> &'a str {
        self.back(count).map(|part| self.known.slice(part)).unwrap_or_default()
    }

    fn role(&self, count: usize) -> Option<Role> {
        self.back(count).map(|part| part.role)
    }

    /// The block at the place.
    fn block(&self) -> Block {
        match (self.word(1), self.back(1)) {
            ("{", _) => {
                let head = self.before.iter().rev().find(|part| {
                    part.role == Role::Keyword && ["rule", "test"].contains(&self.known.slice(part))
                });
                if head.is_some_and(|part| self.known.slice(part) == "test") {
                    Block::Test
                } else {
                    Block::Rule
                }
            }
            (_, Some(part)) => part.block,
            (_, None) => Block::Top,
        }
    }

    /// The nearest word before the place that begins a declaration or a clause.
    fn head(&self, block: Block) -> &'a str {
        let begins = |part: &&&Part| {
            let word = self.known.slice(part);
            part.role == Role::Keyword
                && match block {
                    Block::Top => is_declaration(word),
                    Block::Rule | Block::Test => {
                        is_clause(word) || ["given", "expect", "set"].contains(&word)
                    }
                }
        };
        self.before.iter().rev().find(begins).map(|part| self.known.slice(part)).unwrap_or_default()
    }

    fn context(&self, touches_number: bool) -> Option<Context> {
        if self.before.is_empty() {
            return Some(Context::Header);
        }
        match self.block() {
            Block::Top => self.top(),
            Block::Rule => self.rule(touches_number),
            Block::Test => self.test(),
        }
    }

    fn top(&self) -> Option<Context> {
        let head = self.head(Block::Top);
        let is_amount = self.role(1) == Some(Role::Number);
        let (last, before) = (self.word(1), self.word(2));
        let is_named = match head {
            "policy" | "rule" | "const" | "let" => last == head || before == head,
            "test" => last == head,
            _ => false,
        };
        // Here stands a name, a text, a value or a date of one's own.
        let own = matches!(
            (head, last),
            ("rule" | "test", _)
                | ("const", "=" | "from")
                | ("due", "after" | "or" | "and")
                | ("constants", "from")
                | ("waive", "because" | "see" | "until")
        );
        if is_named || own && last != "}" {
            return None;
        }
        Some(match (head, last) {
            ("const", ":") => Context::Type,
            ("const", _) if is_amount => Context::Unit(Amount::Value),
            ("let", _) => return self.expression(Place::Let),
            ("due", "due") => Context::Words(&["after", "at once"]),
            ("due", "at") => Context::Words(&["once"]),
            ("due", _) if is_amount => Context::Unit(Amount::RunsOrTime),
            ("early", "early") => Context::Words(&["at 95% confidence"]),
            ("cohort", "cohort") => Context::Words(&["newest", "own"]),
            ("constants", "constants") => Context::Words(&["from \"policy_constants.json\""]),
            ("waive", "waive") => Context::Class,
            ("waive", "in") => Context::Stratum,
            ("waive", _) if before == "waive" => Context::Words(&["in", "because \"\""]),
            ("waive", _) if before == "in" => Context::Words(&["because \"\""]),
            ("waive", _) if self.role(1) == Some(Role::Text) => Context::Words(&["until", "see \"\""]),
            _ => Context::Declaration,
        })
    }

    fn rule(&self, touches_number: bool) -> Option<Context> {
        let head = self.head(Block::Rule);
        if self.word(1) == "{" {
            return Some(Context::Clause);
        }
        match head {
            "when" => self.expression(Place::When),
            "require" => self.expression(Place::Require),
            "prefer" => self.expression(Place::Prefer),
            "for" => Some(self.each()?),
            "because" | "see" if self.word(1) == head => None,
            _ if touches_number => None,
            _ => Some(Context::Clause),
        }
    }

    fn each(&self) -> Option<Context> {
        let listed = self.before.iter().rev().take_while(|part| self.known.slice(part) != "for");
        let strata = listed.into_iter().any(|part| self.known.slice(part) == "stratum");
        Some(match self.word(1) {
            "for" => Context::Words(&["each"]),
            "each" => Context::Each,
            "stratum" => Context::Words(&["in"]),
            "in" | "," if strata => Context::Stratum,
            "in" | "," | "except" => return None,
            _ if self.role(1) == Some(Role::Tag) => Context::Words(&["in", "except"]),
            _ => Context::Clause,
        })
    }

    fn test(&self) -> Option<Context> {
        Some(match self.word(1) {
            "expect" => Context::Words(&["go", "no_go", "hold"]),
            "given" => Context::Words(&["pinned", "unpinned", "unknowns", "runs in", "elapsed", "reports"]),
            "set" => Context::Constant,
            "because" => Context::Rule,
            "," if self.head(Block::Test) == "because" => Context::Rule,
            "=" | "reports" => return None,
            "(" => self.signals(),
            _ if self.role(1) == Some(Role::Number) => Context::Unit(Amount::Value),
            _ if self.role(1) == Some(Role::Choice) => Context::Words(&["because", "given", "set"]),
            _ if self.is_nested() => Context::Item,
            _ => Context::TestClause,
        })
    }

    /// Whether the place is in the inner braces of a test.
    fn is_nested(&self) -> bool {
        let inside = self.before.iter().rev().take_while(|part| part.block != Block::Top);
        let signs = inside.map(|part| self.known.slice(part));
        let (open, closed) = signs.fold((0_usize, 0_usize), |(open, closed), sign| match sign {
            "{" => (open.saturating_add(1), closed),
            "}" => (open, closed.saturating_add(1)),
            _ => (open, closed),
        });
        open > closed
    }

    /// In an expression.
    fn expression(&self, place: Place) -> Option<Context> {
        let last = self.word(1);
        if let Some(open) = self.open_signals() {
            return match last {
                "(" | "," => Some(Context::Signal(open)),
                _ => None,
            };
        }
        Some(match (last, self.role(1)) {
            ("in", _) => Context::Stratum,
            ("over", _) => Context::Words(&["last"]),
            ("last" | "with" | "per", _) if last != "with" => return None,
            ("with", _) => Context::Words(&["95% confidence"]),
            ("among", _) => Context::Words(&["known"]),
            ("else", _) => Context::Words(&["hold", "stop"]),
            (_, Some(Role::Number)) if self.word(2) == "last" => Context::Unit(Amount::RunsOrTime),
            (_, Some(Role::Number)) if !last.ends_with("pp") => Context::Unit(Amount::Value),
            (word, _) if OPENING.contains(&word) => Context::Operand,
            (sign, Some(Role::Sign)) if ![")", "%"].contains(&sign) => Context::Operand,
            (_, Some(Role::Choice)) => Context::Clause,
            _ => Context::Operator(place),
        })
    }

    fn signals(&self) -> Context {
        Context::Signal(self.open_signals().unwrap_or_default())
    }

    /// The signals that stand in the open parentheses of a metric; `None` outside of such.
    fn open_signals(&self) -> Option<SignalSet> {
        let mut signals = SignalSet::default();
        for (count, part) in self.before.iter().rev().enumerate() {
            match (part.role, self.known.slice(part)) {
                (Role::Signal(signal), _) => signals = signals.with(signal),
                (Role::Name | Role::Stray, _) | (Role::Sign, ",") => {}
                (Role::Sign, "(") => {
                    let metric = self.back(count.saturating_add(2))?;
                    let named = matches!(metric.role, Role::Metric(_))
                        || metric.role == Role::Keyword
                            && ["runs_with", "sum", "missing"].contains(&self.known.slice(metric));
                    return named.then_some(signals);
                }
                _ => return None,
            }
        }
        None
    }
}
