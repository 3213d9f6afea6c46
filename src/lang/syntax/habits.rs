//! What people write who come from prose, from German, from spreadsheets, query languages and programs.

use super::error::SyntaxError;
use super::foreign::{AT_LEAST, AT_MOST, EQUAL, FILLERS, FUNCTIONS, comparison_part, sign_of};
use super::mend::Mender;
use super::scan::{Kind, Token};
use super::words::is_frame;
use crate::base::source::Span;
use crate::lang::builtins::Builtin;

impl Mender<'_> {
    /// `is less than 2%`: the position after the words, if a comparison in words stands here.
    pub(super) fn comparison_words(&mut self, index: usize) -> Option<usize> {
        let tokens = self.tokens;
        if !tokens.same_line(index) || !tokens.completes(index.wrapping_sub(1)) {
            return None;
        }
        let mut words: Vec<String> = Vec::new();
        let mut end = index;
        loop {
            let word = super::spelling::snake(tokens.word(end));
            let next = super::spelling::snake(tokens.word(end.saturating_add(1)));
            let goes_on = match word.as_str() {
                "or" | "oder" => EQUAL.contains(&next.as_str()),
                "at" => AT_MOST.contains(&next.as_str()) || AT_LEAST.contains(&next.as_str()),
                "not" | "nicht" => !words.is_empty(),
                word => FILLERS.contains(&word) || comparison_part(word),
            };
            if !goes_on || tokens.word(end).is_empty() || (end > index && !tokens.same_line(end)) {
                break;
            }
            words.push(word);
            end = end.saturating_add(1);
        }
        let value = tokens.is(end, |kind| matches!(kind, Kind::Number | Kind::Word))
            && !is_frame(tokens.word(end))
            && !tokens.word(end).eq_ignore_ascii_case("null");
        let signed = matches!(tokens.sign(end), "<" | "<=" | ">" | ">=" | "==" | "!=");
        let last = tokens.get(end.checked_sub(1)?)?;
        let span = tokens.get(index)?.span.to(last.span);
        let found = tokens.text.get(span.range()).unwrap_or_default().to_owned();
        let write = match (words.is_empty(), signed) {
            (true, _) => return None,
            (false, true) => "",
            (false, false) => sign_of(&words).filter(|_| value || tokens.sign(end) == "(")?,
        };
        let help = if write.is_empty() {
            "leave it out: the sign behind it says it".to_owned()
        } else {
            format!("write `{write}`")
        };
        self.report(SyntaxError::ComparisonWords { found, help, span }, span, write);
        Some(end)
    }

    /// `IF(…)`: the position after the call, if one of a function that there is not stands here.
    pub(super) fn foreign_function(&mut self, index: usize, token: Token) -> Option<usize> {
        let tokens = self.tokens;
        let open = index.saturating_add(1);
        if tokens.sign(open) != "(" || !tokens.touches_next(index) {
            return None;
        }
        let found = tokens.slice(index).to_owned();
        let word = super::spelling::snake(&found);
        let star = word == "count" && tokens.sign(open.saturating_add(1)) == "*";
        let name = if star { "countif" } else { word.as_str() };
        let (_, help, meanwhile) = FUNCTIONS.iter().find(|(names, ..)| names.contains(&name))?;
        // `a and (b or c)` is a condition, however close the parenthesis stands.
        if is_frame(&word) && (found == word || tokens.completes(index.wrapping_sub(1))) {
            return None;
        }
        let close = self.closing(open, "(", ")")?;
        let span = token.span.to(tokens.get(close)?.span);
        self.report(SyntaxError::ForeignFunction { found, help, span }, span, *meanwhile);
        Some(close.saturating_add(1))
    }

    /// The position of the sign that closes one.
    fn closing(&self, open: usize, opens: &str, closes: &str) -> Option<usize> {
        let mut depth = 0_usize;
        for at in open..self.tokens.list.len() {
            if at > open && self.tokens.get(at)?.first && self.tokens.declares(at) {
                return None;
            }
            let sign = self.tokens.sign(at);
            if sign == opens {
                depth = depth.saturating_add(1);
            } else if sign == closes {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        None
    }

    /// `rate(fail[5m])`, `rate(fail{stratum="pinned"})`, `rate[fail]`, `${LIMIT}`: the position after it.
    pub(super) fn foreign_brackets(&mut self, index: usize) -> Option<usize> {
        let tokens = self.tokens;
        let before = index.wrapping_sub(1);
        let inside = !tokens.word(before).is_empty()
            && tokens.sign(index.wrapping_sub(2)) == "("
            && Builtin::from_word(tokens.word(index.wrapping_sub(3))).is_some();
        let metric = Builtin::from_word(tokens.word(before)).is_some_and(Builtin::takes_signals);
        let (help, closes, meanwhile) = match tokens.sign(index) {
            "[" if inside => {
                ("how far back is said behind the metric: `rate(fail) over last 7 days`", "]", String::new())
            }
            "{" if inside => {
                ("which runs is said behind the metric: `rate(fail) in pinned`", "}", String::new())
            }
            "[" if metric && tokens.touches_next(before) => {
                let close = self.closing(index, "[", "]")?;
                let (from, to) = (tokens.get(index)?.span.end, tokens.get(close)?.span.start);
                let signals = tokens.text.get(from as usize..to as usize).unwrap_or_default();
                ("signals stand in round parentheses: `rate(fail)`", "]", format!("({signals})"))
            }
            "$" if tokens.sign(index.saturating_add(1)) == "{" => (
                "a value from outside is a constant: `const limit: rate`, set in a constants file",
                "}",
                "1".into(),
            ),
            _ => return None,
        };
        let opens = if closes == "]" { "[" } else { "{" };
        let open = if tokens.sign(index) == "$" { index.saturating_add(1) } else { index };
        let close = self.closing(open, opens, closes)?;
        let span = tokens.get(index)?.span.to(tokens.get(close)?.span);
        let found = format!("`{}`", tokens.text.get(span.range()).unwrap_or_default());
        self.report(SyntaxError::StrayCharacter { found, help, span }, span, meanwhile);
        Some(close.saturating_add(1))
    }

    /// `rule quiet (`, `rule quiet [`, `rule quiet:`: passed over, as the missing `{` is told of later.
    pub(super) fn foreign_block(&mut self, index: usize, span: Span) -> bool {
        let tokens = self.tokens;
        let titled = usize::from(tokens.is_text(index.wrapping_sub(1)));
        let head = index.wrapping_sub(2).wrapping_sub(titled);
        let opens = tokens.word(head) == "rule"
            && !tokens.word(head.wrapping_add(1)).is_empty()
            && tokens.get(index.saturating_add(1)).is_some_and(|next| next.first);
        if opens {
            self.block_end = match tokens.sign(index) {
                "(" => ")",
                "[" => "]",
                _ => "",
            };
            self.whisper(super::mend::needless(tokens.sign(index), span), span, " ");
        }
        opens
    }

    /// Lines of a merge that was not finished, of a code fence, of a YAML document: told of once, and passed over.
    /// The position after them.
    pub(super) fn foreign_line(&mut self, index: usize, token: Token) -> Option<usize> {
        let tokens = self.tokens;
        let start = token.span.start as usize;
        let line_at = |at: usize| {
            let rest = tokens.text.get(at..).unwrap_or_default();
            rest.split('\n').next().unwrap_or_default().trim_end()
        };
        let line = line_at(start);
        let end = start.saturating_add(line.len());
        let (found, help, end) = if line.starts_with("<<<<<<<") {
            let help = "two sides of a merge stand here: keep one, and leave the lines with `<<<<<<<`, `=======` and `>>>>>>>` out";
            ("`<<<<<<<`", help, end)
        } else if line.starts_with("=======") {
            let rest = tokens.text.get(start..).unwrap_or_default();
            let other = rest.find("\n>>>>>>>").map_or(end, |at| start.saturating_add(at).saturating_add(1));
            let found = if self.told.contains("<<<<<<<") { "" } else { "`=======`" };
            (found, "leave it out", other.saturating_add(line_at(other).len()).max(end))
        } else if line.starts_with("```") {
            let help = "leave the lines of the code fence out: a `.rules` file is the policy alone";
            (if self.told.contains("```") { "" } else { "the code fence" }, help, end)
        } else if line == "---" {
            ("`---`", "leave it out: a file holds one policy", end)
        } else {
            return None;
        };
        let span = Span::new(start, end);
        self.told.extend(["<<<<<<<", "```"].into_iter().filter(|mark| line.starts_with(mark)));
        if found.is_empty() {
            self.replace(span, "");
        } else {
            self.report(SyntaxError::StrayCharacter { found: found.into(), help, span }, span, "");
        }
        let list = &tokens.list;
        Some(list.partition_point(|token| (token.span.start as usize) < end).max(index.saturating_add(1)))
    }

    /// `P7D`, as ISO 8601 writes a duration.
    pub(super) fn iso_duration(&mut self, word: &str, span: Span) -> bool {
        let time = word.starts_with("PT");
        let rest = word.strip_prefix("PT").or_else(|| word.strip_prefix('P')).unwrap_or_default();
        let Some((number, unit)) = rest.len().checked_sub(1).and_then(|at| rest.split_at_checked(at)) else {
            return false;
        };
        let unit = match (unit, time) {
            ("D", false) => "days",
            ("W", false) => "weeks",
            ("H", true) => "hours",
            ("M", true) => "minutes",
            _ => return false,
        };
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let write = format!("{number} {unit}");
        let problem = "the unit is not written like this";
        self.report(SyntaxError::UnitSpacing { problem, write: write.clone(), span }, span, write);
        true
    }
}
