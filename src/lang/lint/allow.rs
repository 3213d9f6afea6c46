//! `# rulecheck: allow CODE because …`: what an author has accepted, and why.

use crate::base::source::{SourceFile, Span};
use crate::lang::check::error::Lint;
use crate::lang::codes;
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::lang::nearest::nearest;
use crate::lang::syntax::Parse;

/// Begins the code of every warning.
const PREFIX: &str = "rulecheck::lint::";

/// An allowance: the comment, the code it names, the line it stands above.
struct Allowance {
    comment: Span,
    code: String,
    line: usize,
}

/// Takes out of `found` what the author has accepted, and adds what is wrong with the allowances themselves.
///
/// An allowance that accepts nothing is told of, unless its code is among `not_sought`: the codes (as in
/// `lint::expired_waiver`) of warnings that were not looked for this time.
#[must_use]
pub fn accept(
    source: &SourceFile,
    parse: &Parse,
    mut found: Diagnostics,
    not_sought: &[&str],
) -> Diagnostics {
    let mut wrong = Diagnostics::default();
    let allowances = allowances(source, parse, &mut wrong);
    let mut used = vec![false; allowances.len()];
    found.retain(|diagnostic| {
        let mut accepted = false;
        for (allowance, used) in allowances.iter().zip(&mut used) {
            if accepts(source, allowance, diagnostic) {
                (accepted, *used) = (true, true);
            }
        }
        !accepted
    });
    for (allowance, _) in allowances.iter().zip(&used).filter(|(_, used)| !**used) {
        let code = format!("lint::{}", allowance.code);
        if !not_sought.contains(&code.as_str()) {
            let line = whole_line(source, allowance.comment);
            wrong.rules(&Lint::UnusedAllowance { code, span: allowance.comment, line });
        }
    }
    found.append(wrong);
    found
}

fn accepts(source: &SourceFile, allowance: &Allowance, diagnostic: &Diagnostic) -> bool {
    let line = diagnostic.labels.first().map(|label| source.location(label.span.start).line);
    diagnostic.severity == Severity::Warning
        && diagnostic.code.strip_prefix(PREFIX) == Some(&allowance.code)
        && line == Some(allowance.line)
}

/// The allowances of a file; what is wrong with one goes to `wrong`.
fn allowances(source: &SourceFile, parse: &Parse, wrong: &mut Diagnostics) -> Vec<Allowance> {
    let mut allowances = Vec::new();
    for comment in &parse.comments {
        let Some(order) = order(source.slice(comment.span)) else { continue };
        let span = comment.span;
        let form = "write `# rulecheck: allow CODE because …`, with one of the codes that warnings have";
        let Some(rest) = order.strip_prefix("allow").filter(|rest| rest.starts_with(char::is_whitespace))
        else {
            wrong.rules(&Lint::UnknownAllowance {
                problem: "this is no allowance",
                help: form.into(),
                fix: None,
                span,
            });
            continue;
        };
        let rest = rest.trim();
        let (code, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let bare = code.strip_prefix("rulecheck::").unwrap_or(code);
        let bare = bare.strip_prefix("lint::").unwrap_or(bare);
        if !codes::lints().any(|known| known == bare) {
            let place = Span::new(offset(source, code), offset(source, code).saturating_add(code.len()));
            wrong.rules(&unknown(code, bare, if code.is_empty() { span } else { place }));
            continue;
        }
        if !comment.own_line {
            let help = "put it on a line of its own, above the one it is about";
            wrong.rules(&Lint::UnknownAllowance {
                problem: "an allowance stands behind something",
                help: help.into(),
                fix: None,
                span,
            });
            continue;
        }
        let because = reason.trim().strip_prefix("because").unwrap_or_default();
        if !because.chars().any(char::is_alphanumeric) {
            wrong.rules(&Lint::AllowanceWithoutReason { code: format!("lint::{bare}"), span });
        }
        allowances.push(Allowance {
            comment: span,
            code: bare.to_owned(),
            line: line_below(source, parse, span),
        });
    }
    allowances
}

/// What a comment orders rulecheck to do.
fn order(comment: &str) -> Option<&str> {
    let text = comment.trim_start_matches('#').trim_start();
    let rest = text.strip_prefix("rulecheck")?.trim_start();
    rest.strip_prefix(':').map(str::trim_start).or_else(|| rest.starts_with("allow ").then_some(rest))
}

fn unknown(code: &str, bare: &str, span: Span) -> Lint {
    let problem = "there is no such warning";
    if codes::page(code).is_some() {
        let help = "only warnings, `lint::…`, can be allowed; an error has to be righted".to_owned();
        return Lint::UnknownAllowance { problem: "an error cannot be allowed", help, fix: None, span };
    }
    if let Some(meant) = nearest(bare, codes::lints()) {
        let meant = format!("lint::{meant}");
        Lint::UnknownAllowance { problem, help: format!("did you mean `{meant}`?"), fix: Some(meant), span }
    } else {
        let help = "write the code as the warning has it: `lint::threshold_too_fine`".to_owned();
        Lint::UnknownAllowance { problem, help, fix: None, span }
    }
}

/// The first line below a comment that holds more than comments.
fn line_below(source: &SourceFile, parse: &Parse, comment: Span) -> usize {
    let line = |span: Span| source.location(span.start).line;
    let mut below = line(comment).saturating_add(1);
    let lines = source.text().lines().skip(below.saturating_sub(1));
    for line_text in lines {
        let is_comment = parse.comments.iter().any(|other| other.own_line && line(other.span) == below);
        if !is_comment && !line_text.trim().is_empty() {
            break;
        }
        below = below.saturating_add(1);
    }
    below
}

/// A comment with its line, where nothing else stands in it.
fn whole_line(source: &SourceFile, comment: Span) -> Span {
    let text = source.text();
    let (start, end) = (comment.start as usize, comment.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
    let rest = text.get(end..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |newline| end.saturating_add(newline).saturating_add(1));
    Span::new(line, end)
}

/// Where a part of the source stands in it.
fn offset(source: &SourceFile, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(source.text().as_ptr().addr())
}
