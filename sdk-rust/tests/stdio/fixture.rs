//! The tool `conformance.fixture`, member by member, as conformance/FIXTURE.md says.

use crate::process::{Service, error};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

const NAME: &str = "conformance.fixture";
const LONG: u64 = 600_000;

/// Runs the fixture up to its first `$/progress`.
fn begun(service: &mut Service, id: u64, mut input: Value) {
    input["progress"] = 1.into();
    service.tool(id, NAME, input);
    assert_eq!(service.next()["method"], "$/progress");
}

fn cancel(service: &mut Service, id: u64, mode: &str) {
    service
        .send(&json!({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": id, "mode": mode}}));
}

fn output(answer: &Value) -> &Value {
    assert_eq!(answer["result"]["success"], true, "{answer}");
    &answer["result"]["output"]
}

fn references(schema: &Value) -> BTreeSet<&str> {
    match schema {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            members.values().flat_map(references).chain(own).collect()
        }
        _ => BTreeSet::new(),
    }
}

#[test]
fn it_is_declared_as_the_schema_says() {
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/fixture.schema.json");
    let published: Value = serde_json::from_slice(&std::fs::read(published).unwrap()).unwrap();
    let described = Service::start(&[]).ask(1, "describe", json!({}));
    let tools = described["result"]["capabilities"]["tools"]
        .as_array()
        .unwrap();
    let tool = tools.iter().find(|tool| tool["name"] == NAME).unwrap();
    assert_eq!(tool["annotations"], json!({"read_only": true}));
    for (member, name) in [
        ("input_schema", "FixtureInput"),
        ("output_schema", "FixtureOutput"),
    ] {
        let names = |schema: &Value| -> Vec<String> {
            schema["properties"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect()
        };
        let schema = &tool[member];
        assert_eq!(schema["type"], "object");
        assert_eq!(names(schema), names(&published["$defs"][name]));
        let within = schema["$defs"].as_object().unwrap().keys();
        let within: Vec<String> = within.map(|name| format!("#/$defs/{name}")).collect();
        assert_eq!(
            references(schema),
            within.iter().map(String::as_str).collect()
        );
    }
    assert_eq!(
        tool["input_schema"]["properties"]["progress"],
        json!({"type": "integer", "minimum": 0, "maximum": 1_000_000})
    );
}

#[test]
fn nothing_asked_for_is_an_empty_output() {
    let answer = Service::described().ask_tool(NAME, json!({}));
    assert_eq!(answer["result"], json!({"success": true, "output": {}}));
}

#[test]
fn echo_comes_back_as_it_is() {
    let mut service = Service::described();
    for value in [
        json!(null),
        json!(0),
        json!(""),
        json!([]),
        json!({"a": null}),
        json!(1.5),
        json!(1_u64 << 60),
    ] {
        let answer = service.ask_tool(NAME, json!({"echo": value}));
        assert_eq!(output(&answer), &json!({"echo": value}));
    }
}

#[test]
fn log_print_progress_and_stream_come_in_this_order() {
    let mut service = Service::described();
    let input = json!({"stream": ["a", ""], "progress": 2.0, "print": "printed", "log": "logged"});
    service.tool(1, NAME, input);
    let told: Vec<(Value, Value)> = (0..5)
        .map(|_| service.next())
        .map(|note| (note["method"].clone(), note["params"].clone()))
        .collect();
    let progress = |n: f64| json!({"request_id": 1, "progress": n, "total": 2.0});
    let piece = |text| json!({"request_id": 1, "channel": "stdout", "text": text});
    let wanted = [
        (
            "$/log",
            json!({"level": "info", "message": "logged", "logger": NAME}),
        ),
        ("$/progress", progress(1.0)),
        ("$/progress", progress(2.0)),
        ("stream.tool.output", piece("a")),
        ("stream.tool.output", piece("")),
    ];
    assert_eq!(told, wanted.map(|(method, params)| (method.into(), params)));
    assert_eq!(output(&service.next()), &json!({}));
    service.close();
    let (status, rest, stderr) = service.end();
    assert_eq!((status.code(), rest), (Some(0), vec![]));
    assert!(stderr.contains("printed\n"), "{stderr}");
}

#[test]
fn calls_are_made_one_after_the_other_and_every_answer_is_kept() {
    let mut service = Service::described();
    let calls = json!([{"method": "state.get", "params": {"key": "k"}}, {"method": "no.such"}, {"method": "x.y"}]);
    let meta = json!({"depth": 1, "traceparent": "t"});
    let params = json!({"_meta": meta, "name": NAME, "input": {"calls": calls, "echo": 1}});
    service.request(7, "tool.execute", params);
    let wanted = json!({"error": {"code": -32601, "message": "no", "data": {"kind": "method_not_found", "limit": "x"}}});
    let replies = [
        json!({"result": {"value": 3}}),
        wanted,
        json!({"result": null}),
    ];
    let asked = [
        (
            "state.get",
            json!({"key": "k", "_meta": {"depth": 2, "traceparent": "t"}}),
        ),
        (
            "no.such",
            json!({"_meta": {"depth": 2, "traceparent": "t"}}),
        ),
        ("x.y", json!({"_meta": {"depth": 2, "traceparent": "t"}})),
    ];
    for (mut reply, (method, params)) in replies.clone().into_iter().zip(asked) {
        let call = service.next();
        assert_eq!(
            (&call["method"], &call["params"]),
            (&json!(method), &params)
        );
        reply["jsonrpc"] = "2.0".into();
        reply["id"] = call["id"].clone();
        service.send(&reply);
    }
    assert_eq!(
        output(&service.next()),
        &json!({"calls": replies, "echo": 1})
    );
    assert_eq!(
        output(&service.ask_tool(NAME, json!({"calls": []}))),
        &json!({"calls": []})
    );
}

#[test]
fn a_delay_ends_by_itself() {
    let answer = Service::described().ask_tool(NAME, json!({"delay_ms": 1, "echo": 1}));
    assert_eq!(output(&answer), &json!({"echo": 1}));
}

#[test]
fn a_graceful_cancel_ends_the_delay_and_is_told() {
    let mut service = Service::described();
    begun(
        &mut service,
        1,
        json!({"delay_ms": LONG, "output_bytes": 2}),
    );
    cancel(&mut service, 1, "graceful");
    assert_eq!(
        output(&service.next()),
        &json!({"cancelled": "graceful", "text": "xx"})
    );
}

#[test]
fn an_immediate_cancel_ends_the_call() {
    let mut service = Service::described();
    begun(&mut service, 1, json!({"delay_ms": LONG}));
    cancel(&mut service, 1, "immediate");
    assert_eq!(error(&service.next()), (-32800, "cancelled"));
}

#[test]
fn an_immediate_cancel_ends_a_call_to_the_host_too() {
    let mut service = Service::described();
    let call = json!({"method": "state.get", "params": {"key": "k"}});
    begun(&mut service, 1, json!({"calls": [call], "echo": 1}));
    let inner = service.next()["id"].clone();
    cancel(&mut service, 1, "immediate");
    let mut told = [service.next(), service.next()];
    told.sort_by_key(|message| message.get("method").is_none());
    assert_eq!(
        (&told[0]["method"], &told[0]["params"]["id"]),
        (&json!("$/cancel"), &inner)
    );
    assert_eq!(
        (&told[1]["id"], error(&told[1])),
        (&json!(1), (-32800, "cancelled"))
    );
}

#[test]
fn the_deadline_ends_the_delay() {
    let mut service = Service::described();
    let params = json!({"_meta": {"deadline_ms": 1}, "name": NAME, "input": {"delay_ms": LONG}});
    let answer = service.ask(1, "tool.execute", params);
    assert_eq!(error(&answer), (-32001, "deadline_exceeded"));
}

#[test]
fn calls_run_side_by_side() {
    let mut service = Service::described();
    begun(&mut service, 1, json!({"delay_ms": LONG}));
    assert_eq!(
        output(&service.ask_tool(NAME, json!({"echo": 2}))),
        &json!({"echo": 2})
    );
    cancel(&mut service, 1, "immediate");
    assert_eq!(service.next()["id"], 1);
}

#[test]
fn a_handler_that_crashes_is_that_calls_alone() {
    let mut service = Service::described();
    let answer = service.ask_tool(NAME, json!({"crash": "handler", "fail": "never"}));
    assert_eq!(error(&answer), (-32603, "internal_error"));
    assert_eq!(output(&service.ask_tool(NAME, json!({}))), &json!({}));
}

#[test]
fn a_process_that_crashes_is_gone_with_70_and_what_it_said_before_is_told() {
    let mut service = Service::described();
    let input = json!({"progress": 1000, "print": "last words", "crash": "process"});
    service.tool(1, NAME, input);
    let (status, rest, stderr) = service.end();
    assert_eq!(status.code(), Some(70));
    assert_eq!(
        (rest.len(), &rest[999]["params"]["progress"]),
        (1000, &json!(1000.0))
    );
    assert!(stderr.contains("last words\n"), "{stderr}");
}

#[test]
fn a_failure_is_a_result_without_output() {
    let answer = Service::described().ask_tool(NAME, json!({"fail": "as you wish", "echo": 1}));
    let wanted = json!({"success": false, "output": null, "error": {"message": "as you wish"}});
    assert_eq!(answer["result"], wanted);
}

#[test]
fn output_bytes_are_so_many_letters() {
    let mut service = Service::described();
    for bytes in [0, 70_000] {
        let answer = service.ask_tool(NAME, json!({"output_bytes": bytes}));
        assert_eq!(output(&answer), &json!({"text": "x".repeat(bytes)}));
    }
}

#[test]
fn what_the_schema_refuses_never_happens() {
    let wrong = json!({"progress": -1, "stream": "a", "calls": [{}], "crash": "all", "log": null});
    let answer = Service::described().ask_tool(NAME, wrong);
    assert_eq!(error(&answer), (-32602, "invalid_params"));
    let faults = answer["error"]["data"]["errors"].as_array().unwrap();
    let paths: BTreeSet<&str> = faults
        .iter()
        .map(|fault| fault["path"].as_str().unwrap())
        .collect();
    let wanted = [
        "/input/progress",
        "/input/stream",
        "/input/calls/0/method",
        "/input/crash",
        "/input/log",
    ];
    assert_eq!(paths, BTreeSet::from(wanted));
}

/// A value that nests so deep.
fn nested(levels: usize) -> Value {
    (0..levels).fold(json!(1), |value, _| json!([value]))
}

#[test]
fn what_would_nest_deeper_than_128_is_not_sent() {
    let mut service = Service::described();
    // An echo stands three levels deep: 127, which is what the parser of this test reads.
    assert_eq!(
        output(&service.ask_tool(NAME, json!({"echo": nested(124)}))),
        &json!({"echo": nested(124)})
    );
    // The result of a call stands five levels deep in the answer, and one in the response that brought it.
    service.tool(1, NAME, json!({"calls": [{"method": "state.get"}]}));
    let call = service.next()["id"].clone();
    service.send(&json!({"jsonrpc": "2.0", "id": call, "result": nested(126)}));
    let answer = service.next();
    assert_eq!(
        (&answer["id"], error(&answer)),
        (&json!(1), (-32603, "internal_error"))
    );
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("deeper than 128")
    );
    assert_eq!(output(&service.ask_tool(NAME, json!({}))), &json!({}));
}
