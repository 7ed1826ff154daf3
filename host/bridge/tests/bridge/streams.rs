//! Streams of a service: events go on at once, under the request's id.

use crate::rig::Rig;
use serde_json::json;

fn token(text: &str) -> serde_json::Value {
    json!({"index": 0, "text": text})
}

#[test]
fn a_streamed_completion_has_a_path_of_its_own_and_its_tokens_come_as_they_are_sent() {
    let mut rig = Rig::new();
    let params = json!({"provider": "echo", "stream": true, "request": {"messages": []}});
    rig.ask("h-1", "provider.complete", params);
    let mut link = rig.accept();
    let request = link.read();
    assert_eq!(request.first, "POST /providers/echo/stream HTTP/1.1");
    assert_eq!(request.header("accept"), Some("text/event-stream"));
    assert_eq!(request.json(), json!({"request": {"messages": []}}));
    link.begin_stream();
    for text in ["Hel", "lo"] {
        link.event("stream.provider.token", token(text));
        // Read before the next is written: nothing waits for later ones.
        let heard = rig.heard();
        assert_eq!(heard["method"], "stream.provider.token");
        assert_eq!(
            heard["params"],
            json!({"request_id": "h-1", "index": 0, "text": text})
        );
    }
    link.event("result", json!({"finish_reason": "stop"}));
    assert_eq!(rig.heard()["result"], json!({"finish_reason": "stop"}));
}

#[test]
fn progress_and_logs_come_in_the_stream_of_a_tool_and_what_is_unknown_does_not() {
    let mut rig = Rig::new();
    rig.ask("h-1", "tool.execute", json!({"name": "t", "input": {}}));
    let mut link = rig.accept();
    assert_eq!(link.read().header("accept"), Some("text/event-stream"));
    link.begin_stream();
    link.event("$/progress", json!({"request_id": "h-99", "progress": 1}));
    link.event("$/log", json!({"level": "info", "message": "hi"}));
    link.event("vendor:new", json!({}));
    link.event("display.show", json!({"message": "not about a call"}));
    link.write(
        ": a comment\n\nid: 5\nevent: stream.tool.output\ndata: {\"text\":\ndata: \"x\"}\n\n",
    );
    link.write("event: stream.tool.output\ndata: no json\n\n");
    link.event("result", json!({"success": true}));
    let wanted = [
        ("$/progress", json!({"request_id": "h-1", "progress": 1})),
        ("$/log", json!({"level": "info", "message": "hi"})),
        (
            "stream.tool.output",
            json!({"request_id": "h-1", "text": "x"}),
        ),
    ];
    for (method, params) in wanted {
        let heard = rig.heard();
        assert_eq!(
            (&heard["method"], &heard["params"]),
            (&json!(method), &params)
        );
    }
    assert_eq!(rig.heard()["result"], json!({"success": true}));
}

#[test]
fn a_tool_may_answer_with_its_result_alone() {
    let mut rig = Rig::new();
    rig.ask("h-1", "tool.execute", json!({"name": "t", "input": {}}));
    let mut link = rig.accept();
    link.read();
    link.result(json!({"success": true}));
    assert_eq!(rig.heard()["result"], json!({"success": true}));
}

#[test]
fn an_error_in_a_stream_is_the_error_of_the_call() {
    let mut rig = Rig::new();
    rig.ask("h-1", "orchestrator.execute", json!({"prompt": "hi"}));
    let mut link = rig.accept();
    link.read();
    link.begin_stream();
    let data = json!({"kind": "llm_error", "llm_error": "rate_limit"});
    link.event(
        "error",
        json!({"status": 502, "detail": "slow down", "kind": "llm_error", "code": -32010, "data": data}),
    );
    let error = json!({"code": -32010, "message": "slow down", "data": data});
    assert_eq!(rig.heard()["error"], error);
}

#[test]
fn a_stream_that_breaks_off_fails_with_the_text_so_far() {
    for ending in ["", "event: result\ndata: {", "event: result\ndata: {\n\n"] {
        let mut rig = Rig::new();
        rig.ask("h-1", "orchestrator.execute", json!({"prompt": "hi"}));
        let mut link = rig.accept();
        link.read();
        link.begin_stream();
        link.event("stream.token", token("a \"b\"\n"));
        link.event("stream.token", token("é"));
        link.write(ending);
        drop(link);
        assert_eq!(rig.heard()["params"]["text"], "a \"b\"\n");
        rig.heard();
        let error = &rig.heard()["error"];
        assert_eq!(error["code"], -32002, "{error}");
        assert_eq!(error["data"]["kind"], "service_unavailable");
        assert_eq!(error["data"]["service"], "words");
        assert_eq!(error["data"]["partial"], "a \"b\"\né");
    }
}

#[test]
fn an_event_that_is_too_long_fails_the_call_and_closes_the_connection() {
    let mut rig = Rig::with(|remote| remote.max_message_bytes = 1000);
    rig.ask("h-1", "tool.execute", json!({"name": "t", "input": {}}));
    let mut link = rig.accept();
    link.read();
    link.begin_stream();
    link.event("stream.tool.output", token("so far"));
    rig.heard();
    link.write(&format!("data: {}", "x".repeat(1000)));
    let error = &rig.heard()["error"];
    assert_eq!(error["code"], -32002);
    assert!(
        error["message"].as_str().unwrap().contains("1000 bytes"),
        "{error}"
    );
    assert!(link.is_closed());
}
