use crate::Place;
use serde_json::{Value, json};

#[tokio::test]
async fn every_tool_says_everything_about_itself() {
    let place = Place::new(&[]).await;
    let described = place.service.described();
    let tools = described.capabilities.tools.clone().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["read_file", "write_file", "glob", "grep"]);
    for tool in &tools {
        assert_eq!(
            tool.input_schema["additionalProperties"], false,
            "{}",
            tool.name
        );
        assert!(tool.output_schema.is_some());
        let annotations = tool.annotations.clone().unwrap();
        assert_eq!(
            (annotations.idempotent, annotations.parallel_safe),
            (Some(true), Some(true))
        );
        assert_eq!(annotations.read_only.is_some(), tool.name != "write_file");
        assert_eq!(annotations.destructive.is_some(), tool.name == "write_file");
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
