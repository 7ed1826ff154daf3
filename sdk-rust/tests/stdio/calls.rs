//! Calls: order, nesting, cancel, deadlines, prints, panics.

use crate::process::{Service, error};
use serde_json::{Value, json};

#[test]
fn fifty_calls_are_answered_in_reverse_order() {
    let mut service = Service::described();
    for turn in 0..50 {
        service.tool(turn, "in_turn", json!({"turn": turn, "of": 50}));
    }
    let order: Vec<Value> = (0..50).map(|_| service.next()["id"].clone()).collect();
    assert_eq!(order, (0..50).rev().map(Value::from).collect::<Vec<_>>());
}

#[test]
fn a_tool_calls_the_host_while_it_runs_and_its_meta_goes_along() {
    let mut service = Service::described();
    let meta = json!({"depth": 2, "session_id": "s", "turn_id": "t", "traceparent": "00-1-2-03", "deadline_ms": 60_000});
    service.request(
        7,
        "tool.execute",
        json!({"_meta": meta, "name": "ask_host", "input": {"name": "inner"}}),
    );
    let progress = service.next();
    assert_eq!(progress["method"], "$/progress");
    assert_eq!(
        progress["params"],
        json!({"message": "asking", "request_id": 7})
    );
    let call = service.next();
    assert_eq!(
        (&call["id"], &call["method"]),
        (&json!("s-1"), &json!("request.tool_execute"))
    );
    assert_eq!(
        (&call["params"]["name"], &call["params"]["input"]),
        (&json!("inner"), &json!({}))
    );
    let passed_on = &call["params"]["_meta"];
    assert_eq!(passed_on["depth"], 3);
    assert_eq!(
        (&passed_on["session_id"], &passed_on["traceparent"]),
        (&json!("s"), &json!("00-1-2-03"))
    );
    assert!(passed_on["deadline_ms"].as_u64().unwrap() <= 60_000);
    assert_eq!(
        service.ask("p", "ping", json!({}))["result"],
        json!({}),
        "answered in the middle of a call"
    );
    service.send(&json!({"jsonrpc": "2.0", "id": "s-1", "result": {"success": true, "output": {"n": [1, null]}}}));
    assert_eq!(
        service.next(),
        json!({"jsonrpc": "2.0", "id": 7, "result": {"success": true, "output": {"n": [1, null]}}})
    );
}

#[test]
fn a_cancel_reaches_the_call_to_the_host_and_both_are_answered() {
    let mut service = Service::described();
    service.tool("outer", "ask_host", json!({"name": "inner"}));
    assert_eq!(service.next()["method"], "$/progress");
    assert_eq!(service.next()["id"], "s-1");
    service.send(&json!({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": "outer", "reason": "enough"}}));
    let mut seen = [service.next(), service.next()];
    seen.sort_by_key(|message| message.get("method").is_none());
    let [cancel, answer] = seen;
    assert_eq!(cancel["method"], "$/cancel");
    assert_eq!(
        (&cancel["params"]["id"], &cancel["params"]["reason"]),
        (&json!("s-1"), &json!("enough"))
    );
    assert_eq!(
        (&answer["id"], error(&answer)),
        (&json!("outer"), (-32800, "cancelled"))
    );
    // The host's late answer to the inner call disturbs nobody.
    service.send(
        &json!({"jsonrpc": "2.0", "id": "s-1", "error": {"code": -32800, "message": "cancelled"}}),
    );
    assert_eq!(service.ask("p", "ping", json!({}))["result"], json!({}));
}

#[test]
fn a_handler_that_watches_its_cancel_answers_with_what_it_has() {
    let mut service = Service::described();
    service.tool("a", "hold", json!({}));
    assert_eq!(service.next()["method"], "$/progress");
    for ignored in [
        json!({"id": "unknown"}),
        json!({"id": [1]}),
        json!({}),
        json!({"id": "a", "mode": "graceful"}),
    ] {
        service.send(&json!({"jsonrpc": "2.0", "method": "$/cancel", "params": ignored}));
    }
    assert_eq!(
        service.ask("p", "ping", json!({}))["result"],
        json!({}),
        "graceful lets it finish"
    );
    service.send(&json!({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": "a", "mode": "immediate"}}));
    let answer = service.next();
    assert_eq!(
        (error(&answer), &answer["error"]["data"]["partial"]),
        ((-32800, "cancelled"), &json!("half of it"))
    );
}

#[test]
fn a_deadline_is_kept_by_whoever_does_not_keep_it() {
    let mut service = Service::described();
    let params =
        |left: i64| json!({"_meta": {"deadline_ms": left}, "name": "forever", "input": {}});
    service.request("late", "tool.execute", params(50));
    assert_eq!(service.next()["method"], "$/progress");
    assert_eq!(error(&service.next()), (-32001, "deadline_exceeded"));
    service.request("never", "tool.execute", params(0));
    assert_eq!(error(&service.next()), (-32001, "deadline_exceeded"));
}

#[test]
fn prints_stay_off_the_wire() {
    let mut service = Service::described();
    let answer = service.ask_tool("noise", json!({}));
    assert_eq!(
        answer["result"],
        json!({"success": true, "output": "child exit status: 0"})
    );
    service.close();
    let (status, rest, stderr) = service.end();
    assert_eq!((status.code(), rest), (Some(0), vec![]));
    for text in ["a line that is no message", "forged", "from a child"] {
        assert!(stderr.contains(text), "{stderr}");
    }
}

#[test]
fn a_panic_is_an_error_of_its_request_alone() {
    let mut service = Service::described();
    service.tool("held", "hold", json!({}));
    assert_eq!(service.next()["method"], "$/progress");
    for name in ["boom", "boom_sync"] {
        let answer = service.ask_tool(name, json!({}));
        assert_eq!(
            (error(&answer), &answer["error"]["data"]["exception"]),
            ((-32603, "internal_error"), &json!("panic"))
        );
    }
    service.send(&json!({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": "held"}}));
    assert_eq!(service.next()["id"], "held", "the others live on");
}

#[test]
fn a_failure_is_a_result_and_a_break_is_an_error() {
    let mut service = Service::described();
    let failed = service.ask_tool("fails", json!({}));
    let wanted = json!({"message": "no such thing", "kind": "not_found", "details": {"tried": 3}});
    assert_eq!(
        (&failed["result"]["success"], &failed["result"]["error"]),
        (&json!(false), &wanted)
    );
    assert_eq!(failed["result"]["output"], "no such thing");
    let broken = service.ask_tool("breaks", json!({}));
    assert_eq!(error(&broken), (-32603, "internal_error"));
    assert_eq!(
        broken["error"]["data"]["exception"],
        "std::io::error::Error"
    );
    assert_eq!(broken["error"]["message"], "the disk is gone");
}

#[test]
fn hooks_decide_and_fold() {
    let mut service = Service::described();
    let bash = json!({"tool_name": "bash", "tool_input": {}});
    let named = service.ask(
        1,
        "hook.emit",
        json!({"event": "tool:pre", "hook": "guard", "data": bash}),
    );
    assert_eq!(
        named["result"],
        json!({"action": "deny", "reason": "no shell"})
    );
    let other = json!({"tool_name": "ls", "tool_input": {}});
    let folded = service.ask(2, "hook.emit", json!({"event": "tool:pre", "data": other}));
    assert_eq!(
        folded["result"],
        json!({"action": "inject_context", "context_injection": "saw tool:pre"})
    );
    let nobody = service.ask(
        3,
        "hook.emit",
        json!({"event": "x:y", "data": {"panic": true}}),
    );
    assert_eq!(
        nobody["result"],
        json!({"action": "continue"}),
        "a hook that fails is skipped"
    );
    let unknown = service.ask(
        4,
        "hook.emit",
        json!({"event": "x:y", "hook": "gard", "data": {}}),
    );
    assert_eq!(
        (error(&unknown), &unknown["error"]["data"]["did_you_mean"]),
        ((-32004, "not_found"), &json!("guard"))
    );
}

#[test]
fn a_provider_streams_its_tokens_before_the_response() {
    let mut service = Service::described();
    let request = json!({"messages": [{"role": "user", "content": "one two three"}]});
    service.request(
        9,
        "provider.complete",
        json!({"provider": "parrot", "stream": true, "request": request}),
    );
    let mut text = String::new();
    let response = loop {
        let message = service.next();
        if message.get("id").is_some() {
            break message;
        }
        assert_eq!(
            (&message["method"], &message["params"]["request_id"]),
            (&json!("stream.provider.token"), &json!(9))
        );
        text.push_str(message["params"]["text"].as_str().unwrap());
    };
    assert_eq!(text, "one two three");
    assert_eq!(
        response["result"]["content"],
        json!([{"type": "text", "text": "one two three"}])
    );
    let failed = service.ask(
        10,
        "provider.complete",
        json!({"request": {"messages": []}}),
    );
    let data = json!({"kind": "llm_error", "llm_error": "rate_limit", "retry_after": 2.5, "retryable": true});
    assert_eq!(
        (error(&failed).0, &failed["error"]["data"]),
        (-32010, &data)
    );
    assert_eq!(
        service.ask(11, "provider.info", json!({}))["result"]["id"],
        "parrot"
    );
    assert_eq!(
        service.ask(12, "provider.list_models", json!({}))["result"],
        json!({"models": []})
    );
}
