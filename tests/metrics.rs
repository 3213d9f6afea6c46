//! The metrics file: golden bytes, and what is refused.

use rulecheck::data::metrics_file::write;
use rulecheck::data::metrics_read::read;

use crate::reports::metrics_of;

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
