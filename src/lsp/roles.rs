//! [`Part`]: each token of a text with the role it plays, also where the text is broken: what hover, completion,
//! navigation and colours go by.

use crate::base::quantity::Type;
use crate::base::source::Span;
use crate::base::vocab::{Decision, Signal, Stratum};
use crate::lang::builtins::Builtin;
use crate::lang::policy::CohortChoice;
use crate::lang::syntax::tokens::{Token, TokenKind, is_declaration, is_frame, is_unit, tokens};

/// What role a token plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A word of the frame of the language.
    Keyword,
    /// The id of the policy.
    PolicyId,
    /// The id of a rule, where it is declared.
    RuleId,
    /// The id of a rule, where a test expects it.
    RuleUse,
    /// The name of a constant, where it is declared.
    ConstId,
    /// The name of a let, where it is declared.
    LetId,
    /// A name that is used: of a constant or a let, or of nothing.
    Name,
    /// A metric.
    Metric(Builtin),
    /// A signal, or a class of unknown.
    Signal(Signal),
    /// A stratum.
    Stratum(Stratum),
    /// A type.
    Type(Type),
    /// A unit behind a number.
    Unit,
    /// What follows behind `else`, which cohort, which decision.
    Choice,
    /// A tag of the reports.
    Tag,
    /// A number or a date.
    Number,
    /// A quoted text.
    Text,
    /// A comment.
    Comment,
    /// An operator or a sign.
    Sign,
    /// What is no part of the language.
    Stray,
}

/// A token and its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its role.
    pub role: Role,
    /// Where it stands.
    pub span: Span,
    /// Whether it is the first of its line.
    pub first: bool,
    /// The block it stands in.
    pub block: Block,
}

/// In what a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// In no braces.
    Top,
    /// In the braces of a rule.
    Rule,
    /// In the braces of a test.
    Test,
}

/// Words of tests that stand in no other table.
const IN_TESTS: [&str; 6] = ["reports", "runs", "runs_with", "sum", "missing", "elapsed"];

/// The parts of a text, in its order.
#[must_use]
pub fn parts(text: &str) -> Vec<Part> {
    let mut reader = Reader { text, parts: Vec::new(), words: [""; 2], head: "", depth: 0 };
    for token in tokens(text) {
        reader.take(token);
    }
    reader.parts
}

/// Goes through the tokens once, and keeps what it needs of those before.
struct Reader<'a> {
    text: &'a str,
    parts: Vec<Part>,
    /// The two tokens before, the nearer one last; comments are none.
    words: [&'a str; 2],
    /// The word that began the declaration.
    head: &'a str,
    /// Open braces.
    depth: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, token: Token) {
        let text = self.text.get(token.span.range()).unwrap_or_default();
        let role = match token.kind {
            TokenKind::Comment => Role::Comment,
            TokenKind::Number => Role::Number,
            TokenKind::Text if self.is_tag() => Role::Tag,
            TokenKind::Text => Role::Text,
            TokenKind::Sign => Role::Sign,
            TokenKind::Stray => Role::Stray,
            TokenKind::Word => self.word(text, token.first),
        };
        if text == "}" {
            self.depth = self.depth.saturating_sub(1);
        }
        let block = match (self.depth, self.head) {
            (0, _) => Block::Top,
            (_, "test") => Block::Test,
            _ => Block::Rule,
        };
        self.parts.push(Part { role, span: token.span, first: token.first, block });
        if text == "{" {
            self.depth = self.depth.saturating_add(1);
        }
        if token.kind != TokenKind::Comment {
            let [_, before] = self.words;
            self.words = [before, text];
        }
    }

    /// Whether the next token is the tag of a `for each`.
    fn is_tag(&self) -> bool {
        self.words == ["for", "each"]
    }

    fn word(&mut self, word: &'a str, first: bool) -> Role {
        let [_, before] = self.words;
        let role = match before {
            "policy" => Some(Role::PolicyId),
            "rule" => Some(Role::RuleId),
            "const" => Some(Role::ConstId),
            "let" => Some(Role::LetId),
            "cohort" | "else" => Some(Role::Choice),
            _ if self.is_tag() && word != "stratum" => Some(Role::Tag),
            _ => None,
        };
        // A word that begins a line with a declaration is that, whatever stands above it.
        let declares = is_declaration(word) && (first || role.is_none());
        if declares && !(self.head == "test" && self.depth > 0 && !first) {
            self.head = word;
            if first {
                self.depth = 0;
            }
            return Role::Keyword;
        }
        role.unwrap_or_else(|| self.known(word))
    }

    fn known(&self, word: &str) -> Role {
        let [_, before] = self.words;
        let in_test = self.head == "test" && self.depth > 0;
        let after_number = before.starts_with(|c: char| c.is_ascii_digit()) || before == "per";
        if after_number && is_unit(word) {
            return Role::Unit;
        }
        if before == ":"
            && self.depth == 0
            && let Some(ty) = Type::from_word(word)
        {
            return Role::Type(ty);
        }
        if in_test && self.expects_rule() {
            return if is_frame(word) || IN_TESTS.contains(&word) { Role::Keyword } else { Role::RuleUse };
        }
        if in_test && IN_TESTS.contains(&word) {
            return Role::Keyword;
        }
        if let Some(signal) = Signal::from_word(word) {
            Role::Signal(signal)
        } else if let Some(metric) = Builtin::from_word(word) {
            Role::Metric(metric)
        } else if let Some(stratum) = Stratum::from_word(word) {
            Role::Stratum(stratum)
        } else if is_frame(word) {
            Role::Keyword
        } else if Decision::from_word(word).is_some() || CohortChoice::from_word(word).is_some() {
            Role::Choice
        } else {
            Role::Name
        }
    }

    /// Whether the ids of rules are listed here: behind the `because` of an `expect`.
    fn expects_rule(&self) -> bool {
        let before = self.parts.iter().rev().filter(|part| part.role != Role::Comment);
        let slice = |part: &Part| self.text.get(part.span.range()).unwrap_or_default();
        for part in before {
            match part.role {
                Role::RuleUse => {}
                Role::Sign if slice(part) == "," => {}
                Role::Keyword => return slice(part) == "because",
                _ => return false,
            }
        }
        false
    }
}

/// The parts that a place touches: the one it is in, or else the one that ends there.
#[must_use]
pub fn at(parts: &[Part], offset: usize) -> Option<&Part> {
    let after = parts.partition_point(|part| part.span.start as usize <= offset);
    let part = parts.get(after.checked_sub(1)?)?;
    let starts_at = part.span.start as usize == offset;
    let before = after.checked_sub(2).and_then(|index| parts.get(index));
    // Between a word and a sign, the word is meant.
    if starts_at
        && part.role == Role::Sign
        && let Some(before) = before.filter(|before| before.span.end as usize == offset)
    {
        return Some(before);
    }
    (offset <= part.span.end as usize).then_some(part)
}
