//! Bad input: each ends in the error that the protocol names, and the connection lives on.

use crate::process::{Service, error};
use serde_json::{Value, json};

fn paths(answer: &Value) -> Vec<&str> {
    let mut paths: Vec<&str> = answer["error"]["data"]["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["path"].as_str().unwrap())
        .collect();
    paths.sort_unstable();
    paths
}

#[test]
fn every_fault_of_an_input_is_told_with_its_place() {
    let mut service = Service::described();
    let answer = service.ask_tool("in_turn", json!({"turn": "x", "more": 1, "a/b": 2}));
    assert_eq!(error(&answer), (-32602, "invalid_params"));
    assert_eq!(
        paths(&answer),
        ["/input/a~1b", "/input/more", "/input/of", "/input/turn"]
    );
    let answer = service.ask("t", "tool.execute", json!({"name": 5, "call_id": 6}));
    assert_eq!(paths(&answer), ["/call_id", "/input", "/name"]);
    let answer = service.ask(
        "t",
        "tool.execute",
        json!({"name": "greet", "call_id": 6, "input": {"name": ""}}),
    );
    assert_eq!(paths(&answer), ["/call_id", "/input/name"]);
}

#[test]
fn a_null_where_nothing_need_stand_is_nothing() {
    let mut service = Service::described();
    let answer = service.ask(
        "t",
        "tool.execute",
        json!({"name": "greet", "call_id": null, "input": {"name": "you"}}),
    );
    assert_eq!(answer["result"]["output"], "Hello you");
}

#[test]
fn an_unknown_name_gets_the_nearest_known_one() {
    let mut service = Service::described();
    let answer = service.ask_tool("gret", json!({}));
    let wanted =
        json!({"kind": "not_found", "what": "tool", "name": "gret", "did_you_mean": "greet"});
    assert_eq!(
        (error(&answer).0, &answer["error"]["data"]),
        (-32004, &wanted)
    );
    let answer = service.ask_tool("deploy", json!({}));
    assert_eq!(
        answer["error"]["data"],
        json!({"kind": "not_found", "what": "tool", "name": "deploy"})
    );
}

#[test]
fn unknown_methods_and_undeclared_contracts_are_not_found() {
    let mut service = Service::described();
    for method in [
        "tool.run",
        "orchestrator.execute",
        "context.get_messages",
        "content.read",
    ] {
        assert_eq!(
            error(&service.ask("m", method, json!({}))),
            (-32601, "method_not_found"),
            "{method}"
        );
    }
}

#[test]
fn junk_is_refused_and_reading_goes_on() {
    let mut service = Service::described();
    let refused = [
        ("{nope", -32700, Value::Null),
        ("\u{feff}{}", -32700, Value::Null),
        (
            r#"{"jsonrpc":"2.0","id":3,"method":"x","params":{"a":"\ud800"}}"#,
            -32700,
            json!(3),
        ),
        ("[]", -32600, Value::Null),
        ("7", -32600, Value::Null),
        ("{}", -32600, Value::Null),
        (
            r#"{"jsonrpc":"1.0","id":4,"method":"ping"}"#,
            -32600,
            json!(4),
        ),
        (
            r#"{"jsonrpc":"2.0","id":"q","method":"ping","params":[]}"#,
            -32600,
            json!("q"),
        ),
        (
            r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            -32600,
            Value::Null,
        ),
    ];
    for (line, code, id) in refused {
        service.send_text(line);
        let answer = service.next();
        assert_eq!(
            (&answer["id"], &answer["error"]["code"]),
            (&id, &json!(code)),
            "{line}"
        );
    }
    let dropped = [
        "",
        "  \t\r",
        r#"{"jsonrpc":"2.0","method":"x","params":[]}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":1,"error":2}"#,
        r#"{"jsonrpc":"2.0","id":"s-9","result":1}"#,
        r#"{"jsonrpc":"2.0","method":"$/nobody/knows"}"#,
    ];
    for line in dropped {
        service.send_text(line);
    }
    assert_eq!(service.ask("p", "ping", json!({}))["result"], json!({}));
}

#[test]
fn an_id_under_way_is_not_taken_twice_and_any_legal_id_is_echoed() {
    let mut service = Service::described();
    service.tool("a", "hold", json!({}));
    assert_eq!(service.next()["method"], "$/progress");
    assert_eq!(
        error(&service.ask("a", "ping", json!({}))),
        (-32600, "invalid_request")
    );
    for id in [
        json!(0),
        json!(-5),
        json!(9_007_199_254_740_993_i64),
        json!(""),
        json!("ünï\u{0}\""),
    ] {
        assert_eq!(service.ask(id, "ping", json!({}))["result"], json!({}));
    }
}

#[test]
fn a_result_that_the_host_cannot_read_is_replaced() {
    let mut service = Service::start(&[]);
    let limit = 1 << 20;
    service.ask(
        "d",
        "describe",
        json!({"limits": {"max_message_bytes": limit}}),
    );
    let overhead = service
        .ask_tool("big", json!({"bytes": 0}))
        .to_string()
        .len();
    let fits = service.ask_tool("big", json!({"bytes": limit - overhead}));
    assert_eq!(
        fits["result"]["output"].as_str().unwrap().len(),
        limit - overhead
    );
    let answer = service.ask_tool("big", json!({"bytes": limit - overhead + 1}));
    assert_eq!(
        (error(&answer), &answer["error"]["data"]["limit"]),
        ((-32006, "message_too_large"), &json!(limit))
    );
}

#[test]
fn above_the_concurrency_limit_calls_are_refused_but_not_pings() {
    let mut service = Service::described();
    for n in 0..64 {
        service.tool(n, "hold", json!({}));
        assert_eq!(service.next()["method"], "$/progress");
    }
    assert_eq!(
        error(&service.ask_tool("greet", json!({"name": "x"}))),
        (-32005, "overloaded")
    );
    assert_eq!(service.ask("p", "ping", json!({}))["result"], json!({}));
}
