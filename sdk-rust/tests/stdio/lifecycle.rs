//! Describe, configure, and what comes before them.

use crate::process::{Service, error};
use serde_json::{Value, json};

fn names(answer: &Value, list: &str) -> Vec<String> {
    let list = answer["result"]["capabilities"][list]
        .as_array()
        .cloned()
        .unwrap_or_default();
    list.iter()
        .map(|item| item["name"].as_str().unwrap().to_string())
        .collect()
}

#[test]
fn before_describe_only_describe_and_ping_are_answered() {
    let mut service = Service::start(&[]);
    for method in ["tool.execute", "configure", "nonsense"] {
        assert_eq!(
            error(&service.ask(1, method, json!({}))),
            (-32007, "not_ready"),
            "{method}"
        );
    }
    assert_eq!(service.ask(2, "ping", json!({}))["result"], json!({}));
    let first = service.ask(3, "describe", json!({}))["result"].clone();
    assert_eq!(
        service.ask(4, "describe", json!({"protocol_versions": ["1.0", "9.9"]}))["result"],
        first
    );
}

#[test]
fn a_version_that_it_does_not_speak_is_refused() {
    let mut service = Service::start(&[]);
    let answer = service.ask(1, "describe", json!({"protocol_versions": ["9.0"]}));
    assert_eq!(
        (error(&answer), &answer["error"]["data"]["supported"]),
        ((-32008, "unsupported_version"), &json!(["1.0"]))
    );
}

#[test]
fn describe_says_what_is_served() {
    let mut service = Service::start(&[]);
    let answer = service.ask(1, "describe", json!({}));
    assert_eq!(names(&answer, "hooks"), ["guard", "watcher"]);
    assert_eq!(names(&answer, "providers"), ["parrot"]);
    let result = &answer["result"];
    assert_eq!(
        (&result["sdk"]["language"], &result["requires"]),
        (&json!("rust"), &json!(["tool.execute"]))
    );
    let tool = result["capabilities"]["tools"]
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["name"] == "in_turn")
        .unwrap();
    let wanted = json!({
        "name": "in_turn",
        "description": "Answer only when every call with a higher turn has been answered.",
        "input_schema": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "turn": {"type": "integer", "format": "uint64", "minimum": 0, "description": "0 is answered last."},
                "of": {"type": "integer", "format": "uint64", "minimum": 0, "description": "How many calls there are."},
            },
            "required": ["turn", "of"],
        },
        "annotations": {"read_only": true},
    });
    assert_eq!(*tool, wanted);
    assert_eq!(
        result["config_schema"]["greet"]["properties"]["times"]["maximum"],
        3
    );
}

#[test]
fn only_the_chosen_components_are_served() {
    let mut service = Service::start(&[("AMPLIFIER_COMPONENTS", "greet, guard")]);
    let answer = service.ask(1, "describe", json!({}));
    assert_eq!(
        (names(&answer, "tools"), names(&answer, "hooks")),
        (vec!["greet".into()], vec!["guard".into()])
    );
    assert_eq!(
        error(&service.ask_tool("big", json!({"bytes": 1}))),
        (-32004, "not_found")
    );
    assert_eq!(
        error(&service.ask(2, "provider.info", json!({}))),
        (-32601, "method_not_found")
    );
    let mut wrong = Service::start(&[("AMPLIFIER_COMPONENTS", "gret")]);
    let (status, rest, stderr) = wrong.end();
    assert_eq!((status.code(), rest), (Some(1), vec![]));
    assert!(stderr.contains("did you mean 'greet'"), "{stderr}");
}

#[test]
fn a_configuration_reaches_the_component_and_a_later_one_replaces_it() {
    let mut service = Service::described();
    let configure = |word: &str| json!({"config": {"greet": {"word": word, "times": 2}}, "session": {"id": "s1", "cwd": "/tmp"}});
    for word in ["Hi", "Ahoi"] {
        assert_eq!(
            service.ask(1, "configure", configure(word))["result"],
            json!({"status": "ok"})
        );
        let answer = service.ask_tool("greet", json!({"name": "you"}));
        assert_eq!(answer["result"]["output"], format!("{word} you you"));
    }
    let place = service.ask(
        2,
        "tool.execute",
        json!({"name": "where_am_i", "call_id": "c9", "input": {}}),
    );
    let wanted = json!({"cwd": "/tmp", "session": "s1", "turn": null, "call": "c9"});
    assert_eq!(place["result"]["output"], wanted);
}

#[test]
fn a_refused_configuration_closes_the_service_until_a_good_one() {
    let mut service = Service::described();
    let config = json!({"greet": {"times": 9, "wrd": 1}, "big": 1, "hold": {"x": 1}, "gret": {}});
    let answer = service.ask(1, "configure", json!({"config": config}));
    let mut paths: Vec<&str> = answer["error"]["data"]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["path"].as_str().unwrap())
        .collect();
    paths.sort_unstable();
    assert_eq!(error(&answer), (-32602, "invalid_params"));
    assert_eq!(
        paths,
        [
            "/config/big",
            "/config/greet/times",
            "/config/greet/wrd",
            "/config/gret"
        ]
    );
    assert_eq!(
        error(&service.ask_tool("greet", json!({"name": "x"}))),
        (-32007, "not_ready")
    );
    assert_eq!(service.ask(2, "ping", json!({}))["result"], json!({}));
    assert_eq!(
        service.ask(3, "configure", json!({"config": {}}))["result"],
        json!({"status": "ok"})
    );
    assert_eq!(
        service.ask_tool("greet", json!({"name": "x"}))["result"]["output"],
        "Hello x"
    );
}
