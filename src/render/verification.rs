//! What came of verifying a verdict: for people, and as JSON.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::escape::visible;
use super::text::{BOLD, line, paragraph};
use crate::base::digest::Sha256;
use crate::base::json::Json;
use crate::base::vocab::Decision;
use crate::tools::verify::compare::Difference;
use crate::tools::verify::finding::{Cause, Finding, Verification};

/// Columns of the word that says what a finding or a line is about.
const MARGIN: usize = 15;
/// Differences and lines shown of a finding; JSON has them all.
const SHOWN: usize = 12;
/// Differences shown of what only follows from other findings.
const FOLLOWING: usize = 3;
/// Characters shown of a value.
const LONGEST: usize = 300;

const GOOD: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const BAD: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));

/// For people, styled with ANSI sequences.
#[must_use]
pub fn text(verification: &Verification<'_>) -> String {
    let mut out = String::new();
    head(&mut out, verification);
    for (before, finding) in verification.findings.iter().enumerate() {
        let follows = before > 0 && matches!(finding.cause, Cause::Judgement | Cause::Words);
        finding_text(&mut out, finding, if follows { FOLLOWING } else { SHOWN });
    }
    if !verification.notes.is_empty() {
        let _ = writeln!(out, "{BOLD}To note{BOLD:#}");
        verification.notes.iter().for_each(|note| paragraph(&mut out, 2, 2, &visible(note)));
        out.push('\n');
    }
    let _ = writeln!(out, "{BOLD}Not covered{BOLD:#}");
    for outside in &verification.not_covered {
        row(&mut out, outside.place, &visible(&outside.why));
    }
    out.push('\n');
    let _ = writeln!(out, "{BOLD}Hashes{BOLD:#}");
    let digest = |digest: Option<Sha256>| digest.map(|digest| digest.to_string());
    let hashes = [
        ("core_sha256", verification.core_stated.clone()),
        ("of its content", Some(verification.core_of_content.to_string())),
        ("recomputed", digest(verification.core_recomputed)),
    ];
    for (name, hash) in hashes {
        row(&mut out, name, &hash.map_or_else(|| "none".to_owned(), |hash| visible(&shortened(hash))));
    }
    out
}

fn head(out: &mut String, verification: &Verification<'_>) {
    let (word, style) = if verification.is_verified() { ("VERIFIED", GOOD) } else { ("NOT VERIFIED", BAD) };
    let (title, id) = &verification.policy;
    let answer = decision(&verification.recorded);
    let _ = writeln!(
        out,
        "{style}{word}{style:#}  {answer}  {BOLD}{}{BOLD:#} ({})\n",
        visible(title),
        visible(id)
    );
    let recomputed = verification.recomputed.map(decision);
    let sentence = match &recomputed {
        _ if verification.is_verified() => {
            "Recomputed, it is the same: the answer, and all that core_sha256 covers.".to_owned()
        }
        None => "It could not be recomputed.".to_owned(),
        Some(now) if *now == answer => {
            format!("Recomputed, it is not the same, though the answer is: {now}.")
        }
        Some(now) => format!("Recomputed, the answer is {now}, not {answer}."),
    };
    paragraph(out, 2, 0, &sentence);
    out.push('\n');
}

fn decision(word: &str) -> String {
    Decision::from_word(word)
        .map_or_else(|| visible(word), |known| super::standing::decision(known).to_owned())
}

fn row(out: &mut String, name: &str, text: &str) {
    let mut line = String::new();
    paragraph(&mut line, MARGIN, 0, text);
    let _ = write!(out, "{name:<MARGIN$}{}", line.trim_start());
}

fn finding_text(out: &mut String, finding: &Finding<'_>, most: usize) {
    row(out, finding.cause.word(), &visible(&finding.text));
    for shown in finding.lines.iter().take(most) {
        line(out, MARGIN, &visible(shown));
    }
    more(out, finding.lines.len(), most);
    // Lines say it better than the places that they were taken from.
    let told = |difference: &&Difference<'_>| {
        finding.lines.is_empty()
            || !matches!(finding.cause, Cause::Rules | Cause::Constants)
            || !is_long(difference)
    };
    let differences: Vec<_> = finding.differences.iter().filter(told).collect();
    for difference in differences.iter().take(most) {
        paragraph(out, MARGIN, 2, &visible(&difference.place()));
        for (name, value) in [("recorded", &difference.recorded), ("recomputed", &difference.recomputed)] {
            let value =
                value.as_ref().map_or_else(|| "(nothing)".to_owned(), |value| shortened(value.to_jcs()));
            line(out, MARGIN + 2, &format!("{name:<12}{}", visible(&value)));
        }
    }
    more(out, differences.len(), most);
    out.push('\n');
}

fn is_long(difference: &Difference<'_>) -> bool {
    difference.keys().any(|key| key == "canonical_text" || key == "constants")
}

fn more(out: &mut String, count: usize, most: usize) {
    if count > most {
        line(out, MARGIN, &format!("… and {} more", count - most));
    }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// For machines.
#[must_use]
pub fn json<'a>(verification: &'a Verification<'a>) -> Json<'a> {
    let digest = |digest: Option<Sha256>| Json::from(digest.map(|digest| digest.to_string()));
    let core = Json::object([
        ("of_content", digest(Some(verification.core_of_content))),
        ("recomputed", digest(verification.core_recomputed)),
        ("stated", verification.core_stated.as_deref().into()),
    ]);
    let not_covered = verification
        .not_covered
        .iter()
        .map(|outside| Json::object([("place", outside.place.into()), ("why", outside.why.as_str().into())]));
    Json::object([
        ("core_sha256", core),
        ("findings", Json::array(verification.findings.iter().map(finding_json))),
        ("format", "verification/1".into()),
        ("not_covered", Json::array(not_covered)),
        ("notes", Json::array(verification.notes.iter().map(String::as_str))),
        ("recomputed", verification.recomputed.into()),
        ("recorded", verification.recorded.as_str().into()),
        ("verified", verification.is_verified().into()),
    ])
}

fn finding_json<'a>(finding: &'a Finding<'a>) -> Json<'a> {
    let differences = finding.differences.iter().map(|difference| {
        let sides = [("recorded", &difference.recorded), ("recomputed", &difference.recomputed)];
        let sides = sides.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
        Json::object(sides.chain([("pointer", difference.pointer().into())]))
    });
    Json::object([
        ("cause", finding.cause.word().into()),
        ("differences", Json::array(differences)),
        ("lines", Json::array(finding.lines.iter().map(String::as_str))),
        ("text", finding.text.as_str().into()),
    ])
}
