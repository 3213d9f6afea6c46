//! The forms of a verdict: each valid by its standard, and harmless whatever reports, paths and policies hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::events::Event;
use rulecheck::base::digest::Sha256;
use rulecheck::base::vocab::Decision;
use rulecheck::judge::verdict::{Evidence, EvidenceSource, NotJudged, OtherCohort, Verdict};
use rulecheck::judge::{At, evaluate};
use rulecheck::render::escape::visible;
use rulecheck::render::findings::{Finding, findings};
use rulecheck::render::{Failure, Form, Mode, ModeSource, Setting, render, render_failure};
use serde_json::Value;

use crate::harness::policy;
use crate::transcript::{assert_golden, root, shell};

/// All that could do harm somewhere, and then some.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script> a|b `x` ``y` @everyone #12 !3 http://evil.example www.evil.example \
    a@b.example [click](http://evil.example) ![i](//evil) **b** _i_ ~~s~~ ::set-output name=x::y ##[error]z \
    ##vso[task.x]y %0A::error::z \u{1b}[31mred\u{1b}[0m \u{202e}desrever \u{2028} $(touch x) `touch y` '; touch z; ' \
    \"q\" \\ & &amp; ]]> --> {{x}} :smile: 0123456789abcdef /close\n::warning::line\r\n- item\n# heading\u{0}\u{7}\u{feff}\u{ffff}end";

pub(crate) const TEXT: &str = "policy gate \"Gate\"
due after 20 runs and 3 days
waive unknown_schema because \"known\" until 2026-12-31
rule noise \"Noise\" { for each governor require rate(fail) < 20% prefer rate(warn) < 1% because \"why\" }
rule schema \"Schema\" { require rate(unknown_schema) < 10% else hold }
rule quiet \"Quiet\" { require rate(override) < 50% }
rule later \"Later\" { when runs > 1000 require rate(warn) < 50% }
test \"t\" { GIVEN expect go }";

/// A verdict on what tests say is given.
pub(crate) fn verdict(given: &str) -> Verdict {
    let text = TEXT.replace("GIVEN", given);
    let metrics = crate::suite::metrics(&text).unwrap();
    let evidence = Evidence {
        source: EvidenceSource::Reports,
        metrics_sha256: Sha256::of(b"metrics"),
        inputs_sha256: None,
        after_at: NotJudged::default(),
        expected: Some((40, 38)),
    };
    let context = BTreeMap::from([("commit".to_owned(), "4f2a91c".to_owned())]);
    evaluate(&policy(&text), &metrics, At::NewestRun, evidence, context)
}

const NO_GO: &str = "given runs in pinned \"ffffffff..w.........wooo\" each 6 hours governor \"a\"
    given runs in unpinned \"....f\" each 6 hours governor \"b\" given pinned { runs 2, runs_with(unknown_schema) 1 }";
const HOLD: &str = "given runs in pinned \"f...?..wo\" each 6 hours governor \"a\"";
const GO: &str = "given runs in pinned \"..........................\" each 6 hours governor \"a\"";

/// The three verdicts.
pub(crate) fn verdicts() -> [Verdict; 3] {
    let verdicts = [verdict(NO_GO), verdict(HOLD), verdict(GO)];
    assert_eq!(
        verdicts.each_ref().map(|verdict| verdict.decision),
        [Decision::NoGo, Decision::Hold, Decision::Go]
    );
    verdicts
}

/// Puts a text wherever a report, a path, a policy or the caller could have put it.
pub(crate) fn fill(verdict: &mut Verdict, text: &str) {
    let own = || text.to_owned();
    verdict.policy.title = own();
    verdict.reasons.iter_mut().for_each(|reason| *reason = format!("{reason} {text}"));
    verdict.context.insert(own(), own());
    verdict.cohort.observed_policy_hash = Some(own());
    verdict.cohort.others.push(OtherCohort {
        policy_hash: Some(own()),
        runs: 3,
        first_run_at: None,
        last_run_at: None,
    });
    verdict.evidence.evidence.after_at = NotJudged { runs: 1, run_ids: vec![own()] };
    verdict.advisories.iter_mut().for_each(|advisory| advisory.text = format!("{text} {}", advisory.text));
    verdict.waivers.iter_mut().for_each(|record| record.waiver.because = own());
    for rule in &mut verdict.rules {
        (rule.title, rule.because, rule.file) = (Some(own()), Some(own()), own());
        rule.see.push(own());
        for check in &mut rule.checks {
            check.group = Some(own());
            check.explanation = format!("governor {text}, pinned: {}", check.explanation);
            check.against.first.push(own());
        }
    }
}

pub(crate) const SETTING: Setting<'static> = Setting {
    rules: Some("rules/gate.rules"),
    mode: Mode::Block,
    mode_source: ModeSource::Default,
    failing: &[Decision::NoGo, Decision::Hold],
    timeline: None,
};

fn failure(messages: &[String]) -> Failure<'_> {
    Failure { policy: Some("gate"), rules: Some("rules/gate.rules"), messages, found: None }
}

#[test]
fn a_hostile_verdict_in_every_form() {
    let [mut no_go, ..] = verdicts();
    fill(&mut no_go, HOSTILE);
    let messages = [format!("cannot read {HOSTILE}")];
    let mut whole = String::new();
    // What becomes of hostile text in pages, tests/html.rs shows.
    for form in Form::ALL.iter().filter(|form| **form != Form::Html) {
        for text in [render(&no_go, *form, &SETTING), render_failure(&failure(&messages), *form)] {
            // What JSON may hold as it is, and an editor would obey.
            let shown = |c: char| {
                if c == '\n' || !is_obeyed(c) { c.to_string() } else { c.escape_unicode().to_string() }
            };
            let _ = writeln!(whole, "======== {form}\n{}", text.chars().map(shown).collect::<String>());
        }
    }
    assert_golden(&root().join("tests/snapshots/hostile_forms.txt"), &whole);
}

/// Control characters, and a sample of those that turn the direction of text, end lines or are not seen.
fn is_obeyed(c: char) -> bool {
    c.is_control() || "\u{202e}\u{2028}\u{feff}\u{ffff}".contains(c)
}

/// Whether a form holds nothing that a terminal obeys, but line ends, and ANSI styles in the text it gets.
fn is_calm(form: Form, text: &str) -> bool {
    let text =
        if form == Form::Text { anstream::adapter::strip_str(text).to_string() } else { text.to_owned() };
    !text.chars().any(|c| is_obeyed(c) && c != '\n')
}

pub(crate) fn check_all(verdict: &Verdict) {
    for form in Form::ALL {
        let text = render(verdict, *form, &SETTING);
        // JSON and SARIF hold texts as they are, escaped by JSON where it asks for that.
        assert!(matches!(form, Form::Json | Form::Sarif) || is_calm(*form, &text), "{form}: {text:?}");
        assert!(text.ends_with('\n'), "{form}");
    }
    check_markdown(&render(verdict, Form::Markdown, &SETTING));
    check_github(verdict);
    check_junit(verdict);
    check_json(verdict);
    check_openmetrics(&render(verdict, Form::Openmetrics, &SETTING));
    check_text(&render(verdict, Form::Text, &SETTING));
}

/// No line is a command of a CI system.
fn check_text(text: &str) {
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
    }
}

/// Rendered as GitHub does: no element but those of the template, and nothing that is looked up.
pub(crate) fn check_markdown(text: &str) {
    use comrak::nodes::NodeValue as Node;
    assert!(text.chars().count() <= 60_000, "{} characters", text.chars().count());
    assert!(text.lines().last().unwrap().starts_with("<!-- rulecheck:"), "{text}");
    check_text(text);
    let mut options = comrak::Options::default();
    options.extension.autolink = true;
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    let arena = comrak::Arena::new();
    let document = comrak::parse_document(&arena, text, &options);
    for node in document.descendants() {
        match &node.data().value {
            Node::HtmlInline(html) => assert_eq!(html, "<br>", "{text}"),
            Node::HtmlBlock(block) => {
                for line in block.literal.lines().filter(|line| !line.is_empty()) {
                    let known = ["<details>", "</details>"].contains(&line)
                        || line
                            .strip_prefix("<summary>")
                            .and_then(|rest| rest.strip_suffix("</summary>"))
                            .is_some_and(|summary| {
                                summary.chars().all(|c| c.is_ascii_alphanumeric() || " ,:?()".contains(c))
                            })
                        || line == "<!-- rulecheck:gate -->";
                    assert!(known, "{line:?} in\n{text}");
                }
            }
            Node::Text(prose) => {
                let looked_up = ["@", "#", "://", "www.", "::", "*", "~", "`"];
                assert!(looked_up.iter().all(|mark| !prose.contains(mark)), "{prose:?} in\n{text}");
            }
            Node::Document
            | Node::List(_)
            | Node::Item(_)
            | Node::Paragraph
            | Node::Heading(_)
            | Node::CodeBlock(_)
            | Node::Table(_)
            | Node::TableRow(_)
            | Node::TableCell
            | Node::SoftBreak
            | Node::LineBreak
            | Node::Code(_)
            | Node::Strong => {}
            other => panic!("{other:?} in\n{text}"),
        }
    }
}

/// A command with its properties and its message, as GitHub reads it.
fn command(line: &str) -> (String, BTreeMap<String, String>, String) {
    let decode = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
        text.replace("%25", "%")
    };
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (level, properties) = head.split_once(' ').unwrap_or((head, ""));
    let properties = properties.split(',').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap();
        (name.to_owned(), decode(value))
    });
    (level.to_owned(), properties.collect(), decode(message))
}

fn check_github(verdict: &Verdict) {
    let text = render(verdict, Form::Github, &SETTING);
    let told: Vec<Finding<'_>> = findings(verdict).into_iter().filter(Finding::is_told).collect();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), told.len() + 1, "{text}");
    for (line, finding) in lines.iter().skip(1).zip(&told) {
        let (level, properties, message) = command(line);
        assert!(["error", "warning", "notice"].contains(&level.as_str()), "{line}");
        assert_eq!(properties["file"], "rules/gate.rules");
        assert_eq!(properties["line"], finding.rule.location.line.to_string());
        assert_eq!(message, finding.message());
        assert!(properties["title"].starts_with(&format!("gate: {}", finding.rule.id)));
    }
}

/// The attributes and the text of the elements of a name.
fn elements(xml: &str, name: &str) -> Vec<(BTreeMap<String, String>, String)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut found, mut inside) = (Vec::<(BTreeMap<String, String>, String)>::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(start) | Event::Empty(start) if start.name().as_ref() == name => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let key = attribute.key.as_ref().to_owned();
                    (key, quick_xml::escape::unescape(&attribute.value).unwrap().into_owned())
                });
                found.push((attributes.collect(), String::new()));
                inside = true;
            }
            Event::Text(text) if inside => found.last_mut().unwrap().1.push_str(&text),
            Event::GeneralRef(entity) if inside => {
                let entity = format!("&{};", &*entity);
                found.last_mut().unwrap().1.push_str(&quick_xml::escape::unescape(&entity).unwrap());
            }
            Event::End(end) if end.name().as_ref() == name => inside = false,
            _ => {}
        }
    }
}

fn check_junit(verdict: &Verdict) {
    let xml = render(verdict, Form::Junit, &SETTING);
    let (suite, _) = &elements(&xml, "testsuite")[0];
    assert_eq!(suite["name"], visible(&verdict.policy.title));
    let names: Vec<String> =
        elements(&xml, "testcase").iter().map(|(case, _)| case["name"].clone()).collect();
    let rules: Vec<String> = verdict.rules.iter().map(|rule| rule.id.clone()).collect();
    assert_eq!(names, [vec!["(verdict)".to_owned()], rules].concat());
    let (failures, errors) = (elements(&xml, "failure"), elements(&xml, "error"));
    assert_eq!(suite["failures"], failures.len().to_string());
    assert_eq!(suite["errors"], errors.len().to_string());
    let messages: Vec<String> =
        verdict.rules.iter().flat_map(|rule| &rule.checks).map(|check| visible(&check.explanation)).collect();
    for (told, _) in failures.iter().chain(&errors).skip(1) {
        let whole = told["message"].starts_with("HOLD:") || told["message"].starts_with("NO-GO:");
        assert!(whole || messages.contains(&told["message"]), "{told:?}");
    }
    match verdict.decision {
        Decision::Go => assert!(failures.is_empty() && errors.is_empty()),
        Decision::NoGo => assert!(!failures.is_empty()),
        Decision::Hold => assert!(failures.is_empty() && !errors.is_empty()),
    }
}

fn validator(path: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    // A bracket in a pattern of the official schema of SARIF is not escaped, which not every engine takes.
    let text = text.replace("{2}]?$", "{2}\\\\]?$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, text: &str) -> Value {
    let document: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| error.to_string()).take(5).collect();
    assert!(errors.is_empty(), "{errors:?} in\n{text}");
    document
}

fn check_json(verdict: &Verdict) {
    let sarif: Value = serde_json::from_str(&render(verdict, Form::Sarif, &SETTING)).unwrap();
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().unwrap();
    let found = findings(verdict);
    assert_eq!(results.len(), found.len() + 1);
    let kind = match verdict.decision {
        Decision::Go => "pass",
        Decision::NoGo => "fail",
        Decision::Hold => "review",
    };
    assert_eq!(results[0]["kind"], kind);
    for (result, finding) in results.iter().skip(1).zip(&found) {
        assert_eq!(result["properties"]["group"], serde_json::json!(finding.check.group));
        assert_eq!(result["properties"]["run_ids"], serde_json::json!(finding.check.against.first));
        let text = result["message"]["text"].as_str().unwrap();
        let message = finding.message();
        let escaped = message.replace('[', "\\[").replace(']', "\\]");
        assert_eq!(text, if message.contains("](") { &escaped } else { &message });
        let fails = result["kind"] == "fail";
        assert_eq!(result["level"] == "none", !fails);
        assert!(!fails || verdict.decision == Decision::NoGo);
    }
    let issues: Value = serde_json::from_str(&render(verdict, Form::Codequality, &SETTING)).unwrap();
    let told = found.iter().filter(|finding| finding.is_told()).count();
    let whole = usize::from(verdict.decision != Decision::Go);
    assert_eq!(issues.as_array().unwrap().len(), told + whole);
    let prints: std::collections::BTreeSet<_> =
        found.iter().map(|finding| finding.fingerprint(&verdict.policy.id).to_string()).collect();
    assert!(prints.len() <= found.len());
}

/// The lines of the exposition format, read strictly.
fn check_openmetrics(text: &str) {
    assert!(text.ends_with("# EOF\n"));
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, rest) = line.split_once('{').unwrap();
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()), "{line}");
        let (mut quoted, mut escaped, mut end) = (false, false, None);
        for (at, c) in rest.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '}' if !quoted => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let value = rest[end.unwrap() + 1..].trim();
        assert!(
            value.ends_with("Inf") || value.chars().all(|c| c.is_ascii_digit() || "+-.e".contains(c)),
            "{line}"
        );
    }
}

/// What `sh` has after sourcing, and what the lines say to a reader that takes nothing away.
fn check_env(text: &str, folder: &std::path::Path) {
    std::fs::write(folder.join("v.env"), text).unwrap();
    let printed: Vec<String> = text
        .lines()
        .map(|line| format!("printf '%s\\n' \"${}\";", line.split_once('=').unwrap().0))
        .collect();
    let output = shell(&format!("set -eu; . ./v.env; {}", printed.concat()), folder).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{text}");
    let expected: Vec<String> =
        text.lines().map(|line| format!("{}\n", line.split_once('=').unwrap().1)).collect();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected.concat());
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "nothing was run");
}

#[test]
fn hostile_text_does_no_harm_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    for mut verdict in verdicts() {
        check_all(&verdict);
        fill(&mut verdict, HOSTILE);
        check_all(&verdict);
        check_env(&render(&verdict, Form::Env, &SETTING), folder.path());
    }
    let messages = [HOSTILE.to_owned()];
    for form in Form::ALL {
        let text = render_failure(&failure(&messages), *form);
        assert!(*form == Form::Json || is_calm(*form, &text), "{form}: {text:?}");
        if !matches!(form, Form::Json | Form::Github) {
            check_text(&text);
        }
    }
    check_markdown(&render_failure(&failure(&messages), Form::Markdown));
    check_env(&render_failure(&failure(&messages), Form::Env), folder.path());
    assert_eq!(render_failure(&failure(&messages), Form::Github).lines().count(), 1);
}

#[test]
fn long_texts_and_many_rules_fit_into_a_comment() {
    for mut verdict in verdicts() {
        let long = format!("{HOSTILE} {}", "@x|<b>".repeat(2_000));
        fill(&mut verdict, &long);
        let rule = verdict.rules[0].clone();
        for number in 0..2_000 {
            let mut more = rule.clone();
            more.id = format!("rule{number}");
            verdict.rules.push(more);
        }
        let text = render(&verdict, Form::Markdown, &SETTING);
        check_markdown(&text);
        assert!(text.contains("for which there is no room here"), "what is left out is said");
        let worst = text.find("violated").or(text.find("undetermined"));
        assert!(verdict.decision == Decision::Go || worst.is_some());
    }
}

#[test]
fn documents_are_as_their_schemas_say() {
    let sarif = validator("tests/fixtures/sarif-schema-2.1.0.json");
    let codequality = validator("tests/fixtures/codequality.schema.json");
    for mut verdict in verdicts() {
        for _ in 0..2 {
            assert_valid(&sarif, &render(&verdict, Form::Sarif, &SETTING));
            assert_valid(&codequality, &render(&verdict, Form::Codequality, &SETTING));
            fill(&mut verdict, HOSTILE);
        }
    }
    let messages = [HOSTILE.to_owned()];
    for known in [failure(&messages), Failure { policy: None, rules: None, ..failure(&messages) }] {
        let log = assert_valid(&sarif, &render_failure(&known, Form::Sarif));
        assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
        let issues = assert_valid(&codequality, &render_failure(&known, Form::Codequality));
        assert_eq!(issues[0]["severity"], "blocker");
    }
}

/// Writes what programs of others are to read: .ci/forms.py.
#[test]
fn samples_for_other_programs() {
    let folder = root().join("target/forms");
    std::fs::create_dir_all(&folder).unwrap();
    for (number, verdict) in verdicts().iter_mut().enumerate() {
        for kind in ["plain", "hostile"] {
            for (form, ending) in [(Form::Junit, "xml"), (Form::Openmetrics, "om"), (Form::Markdown, "md")] {
                let path = folder.join(format!("{kind}{number}.{ending}"));
                std::fs::write(path, render(verdict, form, &SETTING)).unwrap();
            }
            fill(verdict, HOSTILE);
        }
    }
    let messages = [HOSTILE.to_owned()];
    for (form, ending) in [(Form::Junit, "xml"), (Form::Openmetrics, "om"), (Form::Markdown, "md")] {
        let path = folder.join(format!("failure.{ending}"));
        std::fs::write(path, render_failure(&failure(&messages), form)).unwrap();
    }
}

#[test]
fn modes_and_their_annotations() {
    let [no_go, hold, go] = verdicts();
    let levels = |verdict: &Verdict, mode, failing| {
        let setting = Setting { mode, failing, ..SETTING };
        let text = render(verdict, Form::Github, &setting);
        text.lines().map(|line| command(line).0).collect::<Vec<_>>()
    };
    let both: &[Decision] = &[Decision::NoGo, Decision::Hold];
    assert_eq!(levels(&no_go, Mode::Block, both)[0], "error");
    assert_eq!(levels(&hold, Mode::Block, both)[0], "error");
    assert_eq!(levels(&hold, Mode::Block, &both[..1])[0], "warning");
    assert_eq!(levels(&go, Mode::Block, both)[0], "notice");
    for verdict in [&no_go, &hold, &go] {
        assert!(!levels(verdict, Mode::Warn, &[]).contains(&"error".to_owned()));
        assert!(levels(verdict, Mode::Comment, &[]).iter().all(|level| level == "notice"));
    }
    assert!(levels(&no_go, Mode::Warn, &[]).contains(&"warning".to_owned()));
}
