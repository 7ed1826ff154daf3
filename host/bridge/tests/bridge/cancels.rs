//! Cancels: immediate closes the connection, graceful is told to orchestrators.

use crate::rig::Rig;
use serde_json::json;

#[test]
fn an_immediate_cancel_closes_the_connection_before_the_answer() {
    let mut rig = Rig::new();
    rig.ask("h-1", "tool.execute", json!({"name": "slow", "input": {}}));
    let mut link = rig.accept();
    link.read();
    rig.cancel("h-1", "immediate");
    assert!(link.is_closed());
    let error = &rig.heard()["error"];
    assert_eq!(
        (&error["code"], &error["data"]["kind"]),
        (&json!(-32800), &json!("cancelled"))
    );
}

#[test]
fn an_immediate_cancel_closes_a_silent_stream_and_keeps_its_text() {
    let mut rig = Rig::new();
    rig.ask("h-1", "orchestrator.execute", json!({"prompt": "hi"}));
    let mut link = rig.accept();
    link.read();
    link.begin_stream();
    link.event("stream.token", json!({"index": 0, "text": "half"}));
    rig.heard();
    rig.cancel("h-1", "immediate");
    assert!(link.is_closed());
    assert_eq!(rig.heard()["error"]["data"]["partial"], "half");
}

#[test]
fn a_graceful_cancel_is_told_to_an_orchestrator_and_its_stream_goes_on() {
    let mut rig = Rig::new();
    rig.ask(
        "h-1",
        "orchestrator.execute",
        json!({"_meta": {"session_id": "5f2c"}, "prompt": "hi"}),
    );
    let mut link = rig.accept();
    link.read();
    link.begin_stream();
    rig.cancel("h-1", "graceful");
    let mut other = rig.accept();
    let request = other.read();
    assert_eq!(request.first, "POST /orchestrator/cancel HTTP/1.1");
    assert_eq!(request.header("amplifier-session"), Some("5f2c"));
    assert_eq!(
        request.json(),
        json!({"mode": "graceful", "reason": "enough"})
    );
    other.write("HTTP/1.1 204 No Content\r\n\r\n");
    link.event("result", json!({"status": "cancelled"}));
    assert_eq!(rig.heard()["result"], json!({"status": "cancelled"}));
}

#[test]
fn a_graceful_cancel_lets_anything_else_finish() {
    let mut rig = Rig::new();
    rig.ask("h-1", "approval.request", json!({"tool_name": "bash"}));
    let mut link = rig.accept();
    link.read();
    rig.cancel("h-1", "graceful");
    // Behind the cancel: when it is answered, the cancel has been read.
    rig.ask("h-2", "tool.execute", json!({"input": {}}));
    assert_eq!(rig.heard()["id"], "h-2");
    link.result(json!({"approved": true}));
    assert_eq!(rig.heard()["result"], json!({"approved": true}));
}

#[test]
fn an_immediate_cancel_is_sterner_than_a_graceful_one() {
    let mut rig = Rig::new();
    rig.ask("h-1", "tool.execute", json!({"name": "slow", "input": {}}));
    let mut link = rig.accept();
    link.read();
    rig.cancel("h-1", "graceful");
    rig.cancel("h-1", "immediate");
    assert!(link.is_closed());
    assert_eq!(rig.heard()["error"]["code"], -32800);
}

#[test]
fn a_cancel_of_what_is_not_under_way_is_nothing() {
    let mut rig = Rig::new();
    rig.cancel("h-9", "immediate");
    rig.ask("h-1", "ping", json!({}));
    let mut link = rig.accept();
    link.read();
    link.result(json!({}));
    assert_eq!(rig.heard()["id"], "h-1");
}
