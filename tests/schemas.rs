//! The JSON Schemas, held against what is written, by a validator that knows nothing of us.

use jsonschema::Validator;
use rulecheck::base::source::SourceFile;
use rulecheck::base::vocab::{DefaultedField, Mask, Signal, Stratum, UnknownClass};
use rulecheck::lang::{check, syntax};
use serde_json::{Value, json};

use crate::transcript::{files, root, shell};

fn schema(name: &str) -> Value {
    let text = std::fs::read_to_string(root().join(format!("docs/schemas/{name}.schema.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn validator(schema: &Value) -> Validator {
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::draft202012::meta::validate(schema).unwrap();
    jsonschema::validator_for(schema).unwrap()
}

/// What is wrong with a value, each with its place.
fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn printed(script: &str) -> Value {
    serde_json::from_slice(&shell(script, root()).output().unwrap().stdout).unwrap()
}

fn folders() -> Vec<String> {
    let mut folders: Vec<String> = std::fs::read_dir(root().join("fixtures"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| format!("fixtures/{}", entry.file_name().to_str().unwrap()))
        .collect();
    folders.sort();
    folders
}

#[test]
fn what_is_written_follows_the_schemas() {
    let (metrics, verdict) = (validator(&schema("rollout_metrics")), validator(&schema("verdict")));
    for folder in folders() {
        let written = printed(&format!("rulecheck aggregate {folder}"));
        assert_eq!(faults(&metrics, &written), [""; 0], "{folder}");
        for policy in files("rules", "rules") {
            let policy = policy.display();
            let written = printed(&format!("rulecheck evaluate --format json {policy} {folder}"));
            assert_eq!(faults(&verdict, &written), [""; 0], "{policy} {folder}");
        }
    }
    let failed = printed("rulecheck evaluate --format json none.rules fixtures/go");
    assert_eq!(faults(&verdict, &failed), [""; 0]);
}

#[test]
fn replays_follow_their_schema() {
    let replays = validator(&schema("replay"));
    for folder in folders() {
        let two = "rules/activation.rules --against rules/lenient.rules";
        let written = printed(&format!("rulecheck replay --format json {two} {folder}"));
        assert_eq!(faults(&replays, &written), [""; 0], "{folder}");
        let runs = |policy: &Value| {
            policy["spells"]
                .as_array()
                .unwrap()
                .iter()
                .map(|spell| spell["runs"].as_u64().unwrap())
                .sum::<u64>()
        };
        for policy in written["policies"].as_array().unwrap() {
            assert_eq!(Some(runs(policy)), written["runs"].as_u64(), "{folder}");
        }
    }
}

#[test]
fn plans_follow_their_schema() {
    let plan = validator(&schema("plan"));
    for policy in files("rules", "rules") {
        let written = printed(&format!("rulecheck plan --format json {}", policy.display()));
        assert_eq!(faults(&plan, &written), [""; 0], "{}", policy.display());
    }
}

#[test]
fn results_of_tests_follow_their_schema() {
    let results = validator(&schema("test_results"));
    for script in [
        "rulecheck test --format json --coverage --mutate rules/*.rules",
        "printf 'policy p \"P\" due at once rule r { require rate(fail) < 5%% }' | rulecheck test --format json -",
        "printf 'policy p \"P\" due at once rule r { require rate(fail) < 5%% } test \"t\" { given pinned { runs 9 } expect go }' \
         | rulecheck test --format json --mutate --coverage - rules/policy_constants.json none.rules",
        "printf 'policy p \"P\" due at once rule r { require runs < 5 } test \"t\" { given pinned { runs 9 } expect go }' \
         | rulecheck test --format json -",
    ] {
        assert_eq!(faults(&results, &printed(script)), [""; 0], "{script}");
    }
}

#[test]
fn verifications_follow_their_schema() {
    let verification = validator(&schema("verification"));
    let judge = "rulecheck evaluate rules/activation.rules fixtures/no_go --format json";
    for (change, rest) in [
        ("cat", "--rules rules/activation.rules fixtures/no_go"),
        ("sed s/-3/3/", "fixtures/hold"),
        ("cat", "--rules rules/strict.rules fixtures/broken"),
        ("sed 's/rule contract/rule contract rule/'", "fixtures/no_go"),
        ("cat", "--rules rules/activation.rules --metrics fixtures/broken/rollout_metrics.json"),
    ] {
        let script = format!("{judge} | {change} | rulecheck verify - --format json {rest}");
        assert_eq!(faults(&verification, &printed(&script)), [""; 0], "{script}");
    }
}

#[test]
fn the_program_prints_the_schemas_of_the_documentation() {
    for (word, name) in [
        ("report", "report"),
        ("metrics", "rollout_metrics"),
        ("verdict", "verdict"),
        ("tests", "test_results"),
        ("replay", "replay"),
        ("verification", "verification"),
    ] {
        assert_eq!(printed(&format!("rulecheck schema {word}")), schema(name));
    }
}

#[test]
fn sound_reports_follow_their_schema_and_others_do_not() {
    let report = validator(&schema("report"));
    let sound = |report: &Value| report.clone();
    let base = json!({"run_id": "r1", "policy_state": "Pinned ", "WARN_count": 0, "FAIL_count": 3.0, "Unknown_count": 0,
        "Unknown_causes": {"contract": 1}, "timestamp": "2026-02-07T08:00:00+01:00", "schema_version": "v1.2", "governor": "x"});
    assert_eq!(faults(&report, &sound(&base)), [""; 0]);
    for (key, value) in [
        ("run_id", json!("")),
        ("policy_state", json!("pin")),
        ("WARN_count", json!("3")),
        ("FAIL_count", json!(-1)),
        ("Unknown_count", json!(9_007_199_254_740_992_u64)),
        ("Unknown_causes", json!({"contract": "1"})),
        ("timestamp", json!("yesterday")),
        ("schema_version", json!(2)),
        ("run_attempt", json!(0)),
        ("override", json!(1)),
        ("policy_hash", json!("")),
    ] {
        let mut wrong = base.clone();
        wrong[key] = value;
        assert!(!report.is_valid(&wrong), "{wrong}");
    }
    for key in ["run_id", "policy_state", "WARN_count", "FAIL_count", "Unknown_count"] {
        let mut wrong = base.clone();
        wrong.as_object_mut().unwrap().remove(key);
        assert!(!report.is_valid(&wrong), "{wrong}");
    }
}

/// All lists of words under a key, anywhere in a schema.
fn enums<'a>(schema: &'a Value, found: &mut Vec<Vec<&'a str>>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(words)) = members.get("enum") {
                found.push(words.iter().filter_map(Value::as_str).collect());
            }
            members.values().for_each(|value| enums(value, found));
        }
        Value::Array(elements) => elements.iter().for_each(|value| enums(value, found)),
        _ => {}
    }
}

#[test]
fn the_words_of_the_schemas_are_those_of_the_program() {
    let sorted = |mut words: Vec<&'static str>| {
        words.sort_unstable();
        words
    };
    let classes = sorted(UnknownClass::ALL.iter().map(|class| class.word()).collect());
    let known = [
        sorted(Signal::all().map(Signal::word).collect()),
        sorted(Mask::ALL.iter().map(|mask| mask.word()).collect()),
        sorted(DefaultedField::ALL.iter().map(|field| field.word()).collect()),
        sorted(Stratum::ALL.iter().map(|stratum| stratum.word()).collect()),
        classes.clone(),
    ];
    for name in ["rollout_metrics", "verdict"] {
        let schema = schema(name);
        let mut found = Vec::new();
        enums(&schema, &mut found);
        let of_runs =
            |words: &&Vec<&str>| words.iter().any(|word| known.iter().any(|list| list.contains(word)));
        for words in found.iter().filter(of_runs).filter(|words| words.len() > 4) {
            assert!(known.iter().any(|list| list == words), "{name}: {words:?}");
        }
        assert!(found.contains(&classes), "{name}");
    }
}

#[test]
fn the_schema_of_constants_takes_what_the_policy_takes() {
    let text = "policy p \"t\"\ndue at once\nconstants from \"c.json#/gates/a~1b\"\n\
        const most = 20%\nconst wait: duration\nconst calls: mean from \"calls_per_run\"\nconst gap = 5pp\nconst least = 3\n";
    let parse = syntax::parse(&SourceFile::new("p.rules", text.to_owned()));
    let schema: Value = serde_json::from_str(&check::constants_schema(&parse.file).to_pretty()).unwrap();
    let validator = validator(&schema);
    let whole = |constants: Value| json!({"gates": {"a/b": constants}, "other": null});
    let base = json!({"wait": "7 days", "calls_per_run": "1 per 10 runs", "most": 0.2, "unrelated": []});
    assert_eq!(faults(&validator, &whole(base.clone())), [""; 0]);
    let takes = |constants: &Value| {
        let file = check::ConstantsFile {
            source: SourceFile::new("c.json", whole(constants.clone()).to_string()),
            pointer: "/gates/a~1b".to_owned(),
        };
        let source = SourceFile::new("p.rules", text.to_owned());
        check::check(&source, &syntax::parse(&source), Some(&file)).policy.is_some()
    };
    assert!(takes(&base));
    for (key, value, good) in [
        ("most", json!("20%"), true),
        ("most", json!("1_0.5 %"), true),
        ("most", json!(1.5), false),
        ("most", json!("5pp"), false),
        ("most", json!(true), false),
        ("wait", json!(7), false),
        ("wait", json!("7days"), false),
        ("wait", json!("1 week"), true),
        ("wait", Value::Null, false),
        ("calls_per_run", json!(0.25), true),
        ("calls_per_run", json!("3 per run"), true),
        ("calls_per_run", json!("3 per 0 runs"), false),
        ("gap", json!("5 pp"), false),
        ("gap", json!(0.05), false),
        ("least", json!(-1), false),
        ("least", json!("1_000"), true),
    ] {
        let mut constants = base.clone();
        constants[key] = value;
        assert_eq!(validator.is_valid(&whole(constants.clone())), good, "{constants}");
        assert_eq!(takes(&constants), good, "{constants}");
    }
    assert!(!validator.is_valid(&whole(json!({"wait": "7 days"}))));
    assert!(!validator.is_valid(&json!({})));
}
