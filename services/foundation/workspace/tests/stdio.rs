//! The binary over real pipes: one turn's worth of calls, then EOF.

#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// What the service says to these lines, by id; it must end with 0 at EOF.
fn talk(messages: &[Value]) -> Vec<Value> {
    talk_with(messages, &[])
}

fn talk_with(messages: &[Value], environment: &[(&str, &Path)]) -> Vec<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_foundation-workspace"))
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: String = messages
        .iter()
        .map(|message| message.to_string() + "\n")
        .collect();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said: Vec<Value> = said
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    said.retain(|message| message.get("method").is_none());
    said.sort_by_key(|message| message["id"].as_u64());
    said
}

fn request(id: u64, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

fn tool(id: u64, name: &str, input: &Value) -> Value {
    request(id, "tool.execute", &json!({"name": name, "input": input}))
}

#[test]
fn files_of_the_session_are_found() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("hello.txt"), "hello\n").unwrap();
    let session = json!({"config": {}, "session": {"id": "s", "cwd": folder.path()}});
    let said = talk(&[
        request(1, "describe", &json!({"protocol_versions": ["1.0"]})),
        request(2, "configure", &session),
        tool(3, "glob", &json!({"pattern": "*"})),
        tool(
            4,
            "grep",
            &json!({"pattern": "hel+o", "output_mode": "content"}),
        ),
        tool(5, "read_fil", &json!({})),
        tool(6, "read_file", &json!({"offset": 0, "more": 1})),
    ]);
    assert_eq!(said[0]["result"]["name"], "foundation-workspace");
    assert_eq!(
        said[2]["result"]["output"]["matches"][0]["path"],
        "hello.txt"
    );
    assert_eq!(
        said[3]["result"]["output"]["results"][0]["content"],
        "hello"
    );
    assert_eq!(said[4]["error"]["data"]["did_you_mean"], "read_file");
    assert_eq!(
        said[5]["error"]["data"]["errors"].as_array().unwrap().len(),
        3
    );
}

#[test]
fn a_cancelled_search_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..50 {
        std::fs::write(folder.path().join(format!("f{n}")), "a".repeat(1 << 20)).unwrap();
    }
    let session = json!({"config": {}, "session": {"id": "s", "cwd": folder.path()}});
    let said = talk(&[
        request(1, "describe", &json!({})),
        request(2, "configure", &session),
        tool(3, "grep", &json!({"pattern": "(a|aa|aaa)+b"})),
        json!({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": 3}}),
    ]);
    assert_eq!(said[2]["error"]["data"]["kind"], "cancelled");
}

#[test]
fn the_files_of_the_host_are_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    std::fs::create_dir_all(home.join("sessions/s")).unwrap();
    std::fs::write(home.join("settings.yaml"), "a: 1").unwrap();
    let session = json!({"config": {}, "session": {"id": "s", "cwd": folder.path()}});
    let write = |path: &str| json!({"file_path": path, "content": ""});
    let edit = json!({"file_path": "home/settings.yaml", "old_string": "1", "new_string": "2"});
    let messages = [
        request(1, "describe", &json!({})),
        request(2, "configure", &session),
        tool(3, "write_file", &write("home/settings.yaml")),
        tool(4, "edit_file", &edit),
        tool(5, "write_file", &write("home/cache/x")),
        tool(6, "write_file", &write("home/sessions/s/notes")),
    ];
    let said = talk_with(&messages, &[("AMPLIFIER_HOME", &home)]);
    for answer in &said[2..5] {
        assert_eq!(answer["result"]["error"]["kind"], "access_denied");
    }
    assert_eq!(said[5]["result"]["success"], true);
    let kept = std::fs::read_to_string(home.join("settings.yaml")).unwrap();
    assert_eq!(kept, "a: 1");
}
