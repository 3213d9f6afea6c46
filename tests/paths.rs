//! What the paths of files say of reports.

use std::fmt::Write as _;
use std::path::Path;

use rulecheck::base::json_scan::Scanner;
use rulecheck::base::json_window::Bytes;
use rulecheck::data::document::DocumentReader;
use rulecheck::data::path_pattern::{Name, PathPattern};

#[track_caller]
fn fit(pattern: &str, path: &str) -> String {
    let pattern = PathPattern::parse(pattern).unwrap();
    let Some(said) = pattern.held_against(Path::new(path)) else { return "no".into() };
    let words = said.into_iter().map(|(name, value)| match name {
        Name::Field(field) => format!("{field}={value}"),
        Name::Tag(tag) => format!("#{tag}={value}"),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn patterns_fit_the_end_of_a_path() {
    for (pattern, path, said) in [
        ("drift-{run_id}-{policy_state}/*", "x/drift-r1-pinned/report.json", "run_id=r1 policy_state=pinned"),
        ("drift-{run_id}-{policy_state}/*", "drift-r1-pinned/report.json", "run_id=r1 policy_state=pinned"),
        ("drift-{run_id}-{policy_state}/*", "/a/drift-n-7-pinned/r", "run_id=n-7 policy_state=pinned"),
        ("drift-{run_id}-{policy_state}/*", "drift-r1-pinned", "no"),
        ("drift-{run_id}-{policy_state}/*", "drift-r1-pinned/x/y.json", "no"),
        ("drift-{run_id}-{policy_state}/*", "drift--pinned/y.json", "no"),
        ("{run_id}.json", "a/b.json", "run_id=b"),
        ("{run_id}.json", ".json", "no"),
        ("{run_id}.json", "b.json.gz", "no"),
        ("{run_id}.json*", "b.json.gz", "run_id=b"),
        ("*-{run_id}.json", "a-b-c.json", "run_id=c"),
        ("{job}-{run_id}*", "a-b-c.json", "job=a-b run_id=c.json"),
        ("{run_id}{job}", "é€", "run_id=é job=€"),
        ("{os}/{job}/{run_attempt}-*", "./linux/drift/2-", "run_attempt=2 job=drift #os=linux"),
        ("a/../{run_id}", "a/../b", "no"),
        ("{run_id}", "..", "no"),
        ("**{run_id}", "abc", "run_id=c"),
        ("x{run_id}x{job}x", "xxxxxx", "run_id=xx job=x"),
    ] {
        assert_eq!(fit(pattern, path), said, "{pattern} on {path}");
    }
}

#[test]
fn long_names_are_fitted_in_time() {
    let pattern = format!("{}{{run_id}}b", "*a".repeat(60));
    assert_eq!(fit(&pattern, &"a".repeat(250)), "no");
}

#[test]
fn what_is_no_pattern() {
    let wrong = [
        "",
        "drift",
        "a//{run_id}",
        "/{run_id}",
        "{run_id}/",
        "{run_id",
        "run_id}",
        "{}",
        "é-{run_id}-{run_id}",
        "{WARN_count}",
        "{override}/x",
        "{runid}",
        "{Policy-State}",
        "{a*b}",
        "{a/b}",
    ];
    let mut text = String::new();
    for wrong in wrong {
        let _ = writeln!(text, "{}", PathPattern::parse(wrong).unwrap_err());
    }
    insta::assert_snapshot!(text, @r##"
    a part of the path is empty; `*` stands for any
      
      ^
    it names nothing; write like `drift-{run_id}-{policy_state}/*`
      drift
      ^^^^^
    a part of the path is empty; `*` stands for any
      a//{run_id}
        ^
    a part of the path is empty; `*` stands for any
      /{run_id}
      ^
    a part of the path is empty; `*` stands for any
      {run_id}/
               ^
    there is no `}` after it
      {run_id
      ^
    there is no `{` before it
      run_id}
            ^
    a name is missing
      {}
      ^^
    `run_id` stands twice
      é-{run_id}-{run_id}
                 ^^^^^^^^
    `WARN_count` is not taken from paths, only from reports
      {WARN_count}
      ^^^^^^^^^^^^
    `override` is not taken from paths, only from reports
      {override}/x
      ^^^^^^^^^^
    there is no `runid`; write `{run_id}`
      {runid}
      ^^^^^^^
    there is no `Policy-State`; write `{policy_state}`
      {Policy-State}
      ^^^^^^^^^^^^^^
    `a*b` is no name
      {a*b}
      ^^^^^
    `a/b` is no name
      {a/b}
      ^^^^^
    "##);
}

/// The runs of a document in a file of this path, and what is wrong with them.
fn runs(pattern: &str, path: &str, document: &str) -> String {
    let pattern = PathPattern::parse(pattern).unwrap();
    let mut reader = DocumentReader::new(&["os"]);
    reader.reports.begin("f".into(), pattern.held_against(Path::new(path)).as_ref());
    let mut scanner = Scanner::new(Bytes::from(document.as_bytes()), vec![0; 64]);
    let mut text = String::new();
    let read = reader.read(&mut scanner, |run| {
        let identity = run.identity;
        let _ = write!(
            text,
            "{} {} {:?} {} {} {:?}",
            identity.run_id.map_or("-".into(), String::from_utf8_lossy),
            identity.policy_state.unwrap_or("-"),
            run.stratum,
            run.attempt,
            run.time.map_or("-".into(), |time| time.to_string()),
            run.tags
        );
        let _ = write!(text, " ");
        for field in run.defaulted.iter() {
            let _ = write!(text, "{field}!");
        }
        let _ = writeln!(text, " {}", if run.raw.is_some() { "digested" } else { "" });
    });
    read.unwrap();
    for defect in &reader.reports.ledger.defects.first {
        let field = defect.field.map_or("-", |field| field.word());
        let _ = writeln!(text, "  {} {} {field}: {}", defect.offset, defect.class, defect.found);
    }
    text
}

#[test]
fn paths_fill_what_reports_lack() {
    let counts = r#""WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false"#;
    let report = |rest: &str| format!("{{{counts}{rest}}}");
    let pattern = "{run_id}_{policy_state}_{os}_{run_attempt}_{timestamp}.json";
    let path = "r1_Pinned_linux_2_2026-02-07T08:00:00Z.json";
    let documents = [
        report(""),
        report(
            r#","run_id":"r1","policy_state":" pinned","os":"linux","run_attempt":2,"timestamp":"2026-02-07T09:00:00+01:00""#,
        ),
        report(
            r#","run_id":"r2","policy_state":"unpinned","os":"mac","run_attempt":1,"timestamp":"2026-02-07T09:00:00Z""#,
        ),
        report(r#","run_id":null,"policy_state":null,"os":null"#),
        report(r#","run_id":7,"policy_state":"staging","os":[]"#),
        String::new(),
        "{\"run_id\":\"r2\"".into(),
        "7".into(),
        format!(
            r#"{{"run_id":"r2","os":"mac","runs":[{},{},5]}}"#,
            report(""),
            report(r#","run_id":"r1","os":"linux""#)
        ),
        report(r#","schema_version":2"#),
    ];
    let mut text = String::new();
    for document in documents {
        let _ = write!(text, "{document}\n{}", runs(pattern, path, &document));
    }
    let _ = write!(text, "unfit\n{}", runs(pattern, "r1.json", &report("")));
    let _ = write!(text, "unusable\n{}", runs("{run_id}_{run_attempt}", "r1_0", &report("")));
    let _ =
        write!(text, "unusable\n{}", runs("{run_id}_{run_attempt}", "r1_02", &report(r#","run_attempt":2"#)));
    insta::assert_snapshot!(text, @r##"
    {"WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false}
    r1 pinned Pinned 2 2026-02-07T08:00:00Z [Some("linux")] policy_state!run_attempt!run_id!tag!timestamp! 
    {"WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false,"run_id":"r1","policy_state":" pinned","os":"linux","run_attempt":2,"timestamp":"2026-02-07T09:00:00+01:00"}
    r1 pinned Pinned 2 2026-02-07T08:00:00Z [Some("linux")]  
    {"WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false,"run_id":"r2","policy_state":"unpinned","os":"mac","run_attempt":1,"timestamp":"2026-02-07T09:00:00Z"}
    - - Unknowns 1 - [None]  digested
      0 unknown_field_invalid -: os mac, in the path linux
      0 unknown_field_invalid run_id: r2, in the path r1
      0 unknown_field_invalid policy_state: unpinned, in the path pinned
      0 unknown_field_invalid timestamp: 2026-02-07T09:00:00Z, in the path 2026-02-07T08:00:00Z
      0 unknown_field_invalid run_attempt: 1, in the path 2
    {"WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false,"run_id":null,"policy_state":null,"os":null}
    - - Unknowns 2 2026-02-07T08:00:00Z [None] run_attempt!timestamp! digested
      0 unknown_field_missing run_id: 
      0 unknown_field_missing policy_state: 
    {"WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false,"run_id":7,"policy_state":"staging","os":[]}
    - - Unknowns 2 2026-02-07T08:00:00Z [None] run_attempt!timestamp! digested
      0 unknown_field_invalid run_id: 7
      0 unknown_field_invalid policy_state: staging, in the path pinned

    r1 pinned Unknowns 2 2026-02-07T08:00:00Z [Some("linux")] policy_state!run_attempt!run_id!tag!timestamp! 
      0 unknown_parse_error -: an empty file
    {"run_id":"r2"
    r1 pinned Unknowns 2 2026-02-07T08:00:00Z [Some("linux")] policy_state!run_attempt!run_id!tag!timestamp! 
      0 unknown_parse_error -: the text ends within a value (at byte 14)
    7
    r1 pinned Unknowns 2 2026-02-07T08:00:00Z [Some("linux")] policy_state!run_attempt!run_id!tag!timestamp! 
      0 unknown_parse_error -: not an object
    {"run_id":"r2","os":"mac","runs":[{"WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false},{"WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false,"run_id":"r1","os":"linux"},5]}
    - pinned Pinned 2 2026-02-07T08:00:00Z [None] policy_state!run_attempt!timestamp! digested
    r1 pinned Pinned 2 2026-02-07T08:00:00Z [Some("linux")] policy_state!run_attempt!timestamp! 
    - pinned Unknowns 2 2026-02-07T08:00:00Z [None] policy_state!run_attempt!timestamp! digested
      34 unknown_field_invalid -: os mac, in the path linux
      34 unknown_field_invalid run_id: r2, in the path r1
      195 unknown_parse_error -: an element that is no object
    {"WARN_count":0,"FAIL_count":0,"Unknown_count":0,"override":false,"schema_version":2}
    r1 pinned Unknowns 2 2026-02-07T08:00:00Z [Some("linux")] policy_state!run_attempt!run_id!tag!timestamp! 
      0 unknown_schema_version schema_version: 2
    unfit
    - - Unknowns 1 - [None]  digested
      0 unknown_field_missing run_id: 
      0 unknown_field_missing policy_state: 
    unusable
    r1 - Unknowns 1 - [None] run_id! 
      0 unknown_field_missing policy_state: 
      0 unknown_field_invalid run_attempt: 0
    unusable
    r1 - Unknowns 1 - [None] run_id! 
      0 unknown_field_missing policy_state: 
      0 unknown_field_invalid run_attempt: 02
      0 unknown_field_invalid run_attempt: 2, in the path 02
    "##);
}
