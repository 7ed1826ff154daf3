use crate::Place;
use serde_json::{Value, json};

#[tokio::test]
async fn every_tool_says_everything_about_itself() {
    let place = Place::new(&[]).await;
    let described = place.service.described();
    let tools = described.capabilities.tools.clone().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "read_file",
            "write_file",
            "edit_file",
            "bash",
            "glob",
            "grep"
        ]
    );
    for tool in &tools {
        assert_eq!(
            tool.input_schema["additionalProperties"], false,
            "{}",
            tool.name
        );
        assert!(tool.output_schema.is_some());
        let annotations = serde_json::to_value(tool.annotations.clone()).unwrap();
        let want = match tool.name.as_str() {
            "write_file" => json!({"destructive": true, "idempotent": true, "parallel_safe": true}),
            "edit_file" => json!({"destructive": true, "parallel_safe": true}),
            "bash" => json!({"destructive": true, "open_world": true, "parallel_safe": true}),
            _ => json!({"read_only": true, "idempotent": true, "parallel_safe": true}),
        };
        assert_eq!(annotations, want, "{}", tool.name);
        for (name, property) in tool.input_schema["properties"].as_object().unwrap() {
            assert!(
                property["description"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{}.{name}",
                tool.name
            );
        }
        assert!(
            described
                .config_schema
                .as_ref()
                .unwrap()
                .contains_key(&tool.name)
        );
    }
}

#[tokio::test]
async fn the_parameters_have_the_names_that_agents_know() {
    let place = Place::new(&[]).await;
    let tools = place
        .service
        .described()
        .capabilities
        .tools
        .clone()
        .unwrap();
    let parameters = |name: &str| -> Value {
        let tool = tools.iter().find(|tool| tool.name == name).unwrap();
        let properties = tool.input_schema["properties"].as_object().unwrap();
        let defaults = properties
            .iter()
            .map(|(name, property)| (name.clone(), property["default"].clone()));
        Value::Object(defaults.collect())
    };
    assert_eq!(
        parameters("read_file"),
        json!({"file_path": null, "offset": 1, "limit": 2000})
    );
    assert_eq!(
        parameters("write_file"),
        json!({"file_path": null, "content": null})
    );
    let edit = json!({
        "file_path": null, "old_string": null, "new_string": null, "replace_all": false, "expected_hash": null,
    });
    assert_eq!(parameters("edit_file"), edit);
    let bash = json!({
        "command": null, "timeout": 30, "run_in_background": false, "detach": false, "cwd": null, "description": null,
        "env": {}, "job": null, "action": "status",
    });
    assert_eq!(parameters("bash"), bash);
    let glob = json!({
        "pattern": null, "path": ".", "type": "file", "exclude": [], "include_ignored": false, "hidden": false, "limit": 500,
    });
    assert_eq!(parameters("glob"), glob);
    let grep = json!({
        "pattern": null, "path": ".", "output_mode": "files_with_matches", "-i": false, "-n": true, "-A": 0, "-B": 0, "-C": 0,
        "glob": null, "type": null, "multiline": false, "head_limit": null, "offset": 0, "include_ignored": false,
    });
    assert_eq!(parameters("grep"), grep);
}

#[tokio::test]
async fn the_configuration_has_the_defaults_that_are_promised() {
    let place = Place::new(&[]).await;
    let schema = place.service.described().config_schema.clone().unwrap();
    let properties = |tool: &str| schema[tool]["properties"].as_object().unwrap().clone();
    let bash = properties("bash");
    let want = json!({
        "working_dir": null, "max_output_bytes": 100_000, "max_timeout": 600, "safety_profile": "strict",
        "allowed_commands": [], "denied_commands": [], "safety_overrides": {"allow": [], "block": []}, "pass_env": [],
    });
    let defaults: serde_json::Map<String, Value> = bash
        .iter()
        .map(|(name, property)| (name.clone(), property["default"].clone()))
        .collect();
    assert_eq!(Value::Object(defaults), want);
    let names = |tool: &str| properties(tool).keys().cloned().collect::<Vec<_>>();
    assert_eq!(names("edit_file"), names("write_file"));
    assert_eq!(
        names("edit_file"),
        ["allowed_write_paths", "denied_write_paths"]
    );
}

#[tokio::test]
async fn only_the_grant_that_is_used_is_asked_for() {
    let place = Place::new(&[]).await;
    let requires = serde_json::to_value(&place.service.described().requires).unwrap();
    assert_eq!(requires, json!(["hook.emit"]));
}

/// What describe says changes only on purpose: `describe.json` is that of `foundation-workspace` itself.
#[tokio::test]
async fn describe_is_what_was_agreed() {
    let place = Place::new(&[]).await;
    let mut described = serde_json::to_value(place.service.described()).unwrap();
    for varying in ["version", "sdk", "protocol_version"] {
        described.as_object_mut().unwrap().remove(varying);
    }
    let agreed: Value = serde_json::from_str(include_str!("describe.json")).unwrap();
    assert_eq!(described, agreed);
}
