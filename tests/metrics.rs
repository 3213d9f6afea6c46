//! The metrics file: golden bytes, and what is refused.

use rulecheck::data::aggregate::Aggregator;
use rulecheck::data::merge::merge;
use rulecheck::data::metrics_file::write;
use rulecheck::data::metrics_read::read;
use rulecheck::data::plan::{JOB, Plan};

use crate::reports::{metrics_of, read_with};

const SMALL: &str = r#"
{"run_id":"r10","policy_state":"pinned","WARN_count":2,"FAIL_count":0,"Unknown_count":0,"timestamp":"2026-02-07T08:00:00Z"}
{"run_id":"r2","policy_state":"pinned","WARN_count":1,"FAIL_count":0,"Unknown_count":0,"timestamp":"2026-02-07T09:00:00Z"}
{"run_id":"r3","policy_state":"pinned","WARN_count":0,"FAIL_count":1,"Unknown_count":2,"Unknown_causes":["schema"],"Overrides_count":1,"timestamp":"2026-02-08T10:30:00+02:00"}
{"run_id":"r4","policy_state":"unpinned","WARN_count":null,"FAIL_count":0,"Unknown_count":0,"Overrides_count":0}
{"run_id":"r5","policy_state":"unpinned","WARN_count":0,"FAIL_count":0,"Unknown_count":0,"Overrides_count":0}
{"run_id":"r5","policy_state":"unpinned","WARN_count":0,"FAIL_count":0,"Unknown_count":0,"Overrides_count":0}
broken
"#;

#[test]
fn no_reports() {
    let text = write(&metrics_of(&[]));
    insta::assert_snapshot!(text);
    assert!(read(&text).is_ok());
}

#[test]
fn a_small_folder() {
    insta::assert_snapshot!(write(&metrics_of(&[SMALL.trim_start().as_bytes()])));
}

#[test]
fn tagged_beside_untagged() {
    let tagged =
        SMALL.trim_start().replace("{\"run_id\":\"r4\"", "{\"policy_hash\":\"9f\",\"run_id\":\"r4\"");
    insta::assert_snapshot!(write(&metrics_of(&[tagged.as_bytes()])));
}

#[test]
fn what_is_refused() {
    let text = write(&metrics_of(&[SMALL.trim_start().as_bytes()]));
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        read(&text.replacen(from, to, 1)).unwrap_err().to_string()
    };
    let messages = [
        refused("rollout_metrics/1", "rollout_metrics/2"),
        refused("{", ""),
        refused("\"reports\": 7", "\"reports\": 8"),
        refused("\"reports\": 7", "\"reports\": 7.0"),
        refused("\"runs\": 6", "\"runs\": 5"),
        refused("0.2", "0.3"),
        refused("\"warn\": 3", "\"warn\": 1"),
        refused("\"warn\": 3", "\"wern\": 3"),
        refused("\"r2\"", "\"r20\""),
        refused("2026-02-07T08:00:00Z", "2026-02-08T08:30:01Z"),
        refused("2026-02-07T08:00:00Z", "2026-02-07T09:00:00+01:00"),
        refused("\"groups\": [],", ""),
        refused("\"groups\": [],", "\"groups\": [], \"more\": 1,"),
        refused("\"groups\": [],", "\"groups\":  [],"),
        refused("\"duplicates\": 1,", "\"duplicates\": 1, \"duplicates\": 1,"),
        refused("\"policy_hash\": null", "\"policy_hash\": \"x\""),
        refused("\"missing\": []", "\"missing\": [\"worn\"]"),
        refused("\"missing\": []", "\"missing\": [\"warn\"]"),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

/// By job: two, and some without.
fn by_job() -> String {
    let reports = SMALL.trim_start().replace("\"run_id\":\"r3\"", "\"job\":\"mac\",\"run_id\":\"r3\"");
    let reports = ["r4", "r10"].into_iter().fold(reports, |reports, run_id| {
        reports.replace(&format!("\"{run_id}\""), &format!("\"{run_id}\",\"job\":\"linux\""))
    });
    let mut aggregator = Aggregator::new(Plan { shown: [JOB.to_owned()].into(), ..Plan::default() }, 2);
    read_with(reports.as_bytes(), 64, |run| aggregator.add(run));
    write(&aggregator.finish())
}

#[test]
fn groups_are_shown_and_read_back() {
    let text = by_job();
    let groups = text.split_once("\"groups\": [").unwrap().1.split_once("\"last_run_at\"").unwrap().0;
    insta::assert_snapshot!(groups);
    assert_eq!(write(&read(&text).unwrap()), text);
    let alone = merge(vec![("a".into(), read(&text).unwrap())]).unwrap();
    assert_eq!(write(&alone), text);
    let parts = [("a", metrics_of(&[])), ("b", read(&text).unwrap())].map(|(name, part)| (name.into(), part));
    insta::assert_snapshot!(merge(parts.into()).unwrap_err());
}

#[test]
fn what_is_refused_of_groups() {
    let text = by_job();
    let (before, groups) = text.split_once("\"groups\": [").unwrap();
    let (groups, after) = groups.split_once("\"last_run_at\"").unwrap();
    let refused = |from: &str, to: &str| {
        assert!(groups.contains(from), "{from}");
        let changed = groups.replacen(from, to, 1);
        read(&format!("{before}\"groups\": [{changed}\"last_run_at\"{after}")).unwrap_err().to_string()
    };
    let messages = [
        refused("\"tag\": \"job\"", "\"tag\": \"run_id\""),
        refused("\"value\": \"mac\"", "\"value\": \"amiga\""),
        refused("\"value\": \"mac\"", "\"value\": 7"),
        refused("\"runs\": 2", "\"runs\": 3"),
        refused("\"runs\": 2", "\"runs\": 0"),
        refused("\"warn\": 2", "\"warn\": 2.50"),
        refused("\"rate\": {", "\"rates\": {"),
        refused("\"rate\": {", "\"more\": 1, \"rate\": {"),
        refused("\"defaulted\": {", "\"defaulted\": {\"verride\": 1,"),
        refused("\"runs\": 1,\n                  \"sum\": 1", "\"runs\": 2,\n                  \"sum\": 2"),
        refused("\"runs\": 1,\n                  \"sum\": 1", "\"runs\": 1,\n                  \"sum\": 0"),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}
