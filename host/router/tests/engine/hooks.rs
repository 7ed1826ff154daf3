//! The hook fan-out (protocol §7).

use crate::rig::Rig;
use amplifier_ipc_router::engine::{Config, Up};
use serde_json::{Value, json};

fn handler(connection: u32, name: &str, priority: i64, on_error: &str) -> Value {
    json!({"connection": connection, "service": format!("s{connection}"), "name": name, "events": ["tool:*"],
        "priority": priority, "timeout_ms": 1000, "on_error": on_error})
}

fn house(handlers: Value) -> Rig {
    let session = Config {
        session_id: Some("s-9".to_owned()),
        parent_session_id: Some("s-8".to_owned()),
        ..Config::default()
    };
    let mut rig = Rig::with(session);
    rig.service("agent", json!({"role": "orchestrator"}));
    rig.service("two", json!({}));
    rig.service("three", json!({}));
    rig.routes(json!({"hooks": handlers}));
    rig
}

fn emit(rig: &mut Rig, data: Value) {
    rig.ask(
        "agent",
        json!("e"),
        "request.hook_emit",
        json!({"event": "tool:pre", "data": data}),
    );
}

#[test]
fn handlers_are_asked_one_after_the_other_and_see_the_patched_data() {
    let mut rig = house(json!([
        handler(2, "late", 50, "continue"),
        handler(3, "early", 5, "continue"),
        handler(2, "same", 50, "continue")
    ]));
    rig.say_text("agent", r#"{"jsonrpc":"2.0","id":"e","method":"request.hook_emit","params":{"_meta":{"traceparent":"00-1","depth":2,"vendor":1.0},"event":"tool:pre","data":{"tool_name":"bash","tool_input":{"a":1},"n":1.50,"timestamp":"T"}}}"#);
    let first = rig.heard_text("three");
    assert_eq!(
        first,
        r#"{"jsonrpc":"2.0","id":"h-2","method":"hook.emit","params":{"_meta":{"traceparent":"00-1","vendor":1.0,"depth":3},"event":"tool:pre","hook":"early","data":{"tool_name":"bash","tool_input":{"a":1},"n":1.50,"timestamp":"T","session_id":"s-9","parent_id":"s-8"}}}"#
    );
    assert!(rig.silent("two"));
    rig.answer(
        "three",
        &json!("h-2"),
        json!({"action": "modify", "data": {"tool_input": {"a": 2}, "tool_name": "closed"}}),
    );
    let second = rig.heard("two");
    assert_eq!(
        (
            &second["params"]["hook"],
            &second["params"]["data"]["tool_input"]
        ),
        (&json!("late"), &json!({"a": 2}))
    );
    assert_eq!(
        second["params"]["data"]["tool_name"], "bash",
        "a member that the event does not open is not touched"
    );
    rig.answer(
        "two",
        &second["id"],
        json!({"action": "inject_context", "context_injection": "one"}),
    );
    let third = rig.heard("two");
    assert_eq!(third["params"]["hook"], "same");
    rig.answer(
        "two",
        &third["id"],
        json!({"action": "INJECT_CONTEXT", "context_injection": "two", "reason": null}),
    );
    let answer = rig.heard("agent");
    assert_eq!(answer["id"], "e");
    assert_eq!(
        answer["result"],
        json!({"action": "inject_context", "data": {"tool_input": {"a": 2}}, "context_injection": "one\n\ntwo"})
    );
    assert_eq!(rig.engine.under_way(), 0);
}

#[test]
fn deny_ends_the_chain() {
    let mut rig = house(json!([
        handler(2, "guard", 1, "deny"),
        handler(3, "log", 2, "continue")
    ]));
    emit(&mut rig, json!({}));
    let asked = rig.heard("two");
    rig.answer(
        "two",
        &asked["id"],
        json!({"action": "deny", "reason": "no"}),
    );
    assert_eq!(
        rig.heard("agent")["result"],
        json!({"action": "deny", "reason": "no"})
    );
    assert!(rig.silent("three"));
}

#[test]
fn an_event_that_nobody_handles_wakes_nobody() {
    let mut rig = house(json!([handler(2, "guard", 1, "deny")]));
    rig.ask(
        "agent",
        json!(1),
        "request.hook_emit",
        json!({"event": "vendor:thing", "data": {}}),
    );
    assert_eq!(rig.heard("agent")["result"], json!({"action": "continue"}));
    assert!(rig.silent("two"));
}

/// SES-002: the control plane knows the schemas, and lists every fault.
#[test]
fn an_event_that_does_not_fit_goes_up_and_to_no_handler() {
    let mut rig = house(json!([handler(2, "guard", 1, "deny")]));
    for params in [
        json!({}),
        json!({"data": {}}),
        json!({"event": 7, "data": {}}),
        json!({"event": "tool:pre"}),
        json!({"event": "tool:pre", "data": []}),
        json!({"event": "tool:pre", "data": {}, "hook": 7}),
        json!({"event": "tool:pre", "data": {}, "_meta": 7}),
    ] {
        rig.ask("agent", json!(1), "request.hook_emit", params.clone());
        assert_eq!(rig.up().2["params"], params);
        rig.host("agent", json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
        assert_eq!(rig.heard("agent")["id"], 1);
        assert!(rig.silent("two") && rig.quiet_above());
    }
}

/// RPC-023, RPC-028: a handler is asked one call deeper, with the time that is left.
#[test]
fn each_handler_is_told_the_depth_and_the_time_that_is_left() {
    let cases = [
        (json!({"deadline_ms": 800}), json!({"depth": 1})),
        (json!({"deadline_ms": 800, "depth": 7}), json!({"depth": 8})),
        (
            json!({"deadline_ms": 800, "depth": "deep", "a": {"depth": 5}}),
            json!({"depth": 1, "a": {"depth": 5}}),
        ),
    ];
    for (given, mut told) in cases {
        let mut rig = house(json!([
            handler(2, "slow", 1, "continue"),
            handler(3, "log", 2, "continue")
        ]));
        let params = json!({"_meta": given, "event": "tool:pre", "data": {}});
        rig.ask("agent", json!(1), "request.hook_emit", params);
        let first = rig.heard("two");
        told["deadline_ms"] = json!(800);
        assert_eq!(first["params"]["_meta"], told);
        rig.pass(300);
        rig.answer("two", &first["id"], json!({}));
        told["deadline_ms"] = json!(500);
        assert_eq!(rig.heard("three")["params"]["_meta"], told);
    }
    let mut rig = house(json!([handler(2, "log", 1, "continue")]));
    let params = json!({"_meta": {"deadline_ms": "soon"}, "event": "tool:pre", "data": {}});
    rig.ask("agent", json!(1), "request.hook_emit", params);
    assert_eq!(rig.heard("two")["params"]["_meta"], json!({"depth": 1}));
}

#[test]
fn an_event_of_the_host_belongs_to_no_request() {
    let mut rig = house(json!([handler(2, "log", 1, "continue")]));
    for meta in [json!({}), json!({"deadline_ms": 1000})] {
        let params = json!({"_meta": meta, "event": "tool:pre", "data": {}});
        let request =
            json!({"jsonrpc": "2.0", "id": 1, "method": "request.hook_emit", "params": params});
        rig.host("host", request);
        let asked = rig.heard("two");
        let told = asked["params"].get("_meta").cloned();
        assert_eq!(told.unwrap_or(json!({})), meta);
        rig.answer("two", &asked["id"], json!({}));
        assert_eq!(rig.up().2["id"], 1);
    }
}

#[test]
fn the_host_stamps_what_is_absent() {
    let mut rig = house(json!([handler(2, "log", 1, "continue")]));
    emit(&mut rig, json!({"session_id": "mine"}));
    let data = rig.heard("two")["params"]["data"].clone();
    assert_eq!(
        data,
        json!({"session_id": "mine", "timestamp": "2024-01-02T03:04:05.000Z", "parent_id": "s-8"})
    );
}

/// Makes the first handler fail in one way; answers what the emission came to.
fn after(on_error: &str, fail: impl Fn(&mut Rig, &Value)) -> Value {
    let mut rig = house(json!([
        handler(2, "gate", 1, on_error),
        handler(3, "log", 2, "continue")
    ]));
    emit(&mut rig, json!({}));
    let asked = rig.heard("two");
    fail(&mut rig, &asked["id"]);
    if !rig.silent("three") {
        let next = rig.heard("three");
        rig.answer("three", &next["id"], json!({"action": "continue"}));
    }
    let (kind, from, log) = rig.up();
    let (kind, from, log) = if kind == Up::Closed {
        rig.up()
    } else {
        (kind, from, log)
    };
    assert_eq!(
        (kind, from.as_str(), &log["method"]),
        (Up::Message, "two", &json!("$/log"))
    );
    assert!(
        log["params"]["message"]
            .as_str()
            .unwrap()
            .contains("hook gate of s2"),
        "{log}"
    );
    rig.heard("agent")["result"].clone()
}

#[test]
fn a_handler_that_fails_is_skipped_or_denies() {
    let ways: [(&str, fn(&mut Rig, &Value)); 4] = [
        ("error", |rig, id| {
            rig.say(
                "two",
                json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32603, "message": "boom"}}),
            );
        }),
        ("nonsense", |rig, id| rig.answer("two", id, json!("fine"))),
        ("death", |rig, _| rig.end("two")),
        ("time-out", |rig, _| rig.pass(1000)),
    ];
    for (way, fail) in ways {
        assert_eq!(
            after("continue", fail),
            json!({"action": "continue"}),
            "{way}"
        );
        let denied = after("deny", fail);
        assert_eq!(denied["action"], "deny", "{way}");
        assert!(
            denied["reason"].as_str().unwrap().contains("gate"),
            "{way}: {denied}"
        );
    }
}

#[test]
fn a_handler_that_timed_out_is_cancelled_and_its_late_answer_dropped() {
    let mut rig = house(json!([handler(2, "slow", 1, "continue")]));
    emit(&mut rig, json!({}));
    let asked = rig.heard("two");
    rig.pass(999);
    assert!(rig.silent("agent"));
    rig.pass(1);
    assert_eq!(rig.heard("agent")["result"], json!({"action": "continue"}));
    let told = json!({"id": asked["id"], "mode": "immediate", "reason": "timeout"});
    assert_eq!(rig.heard("two")["params"], told);
    rig.answer("two", &asked["id"], json!({"action": "deny"}));
    assert!(rig.silent("agent"));
}

#[test]
fn a_dead_handler_is_passed_over_without_waiting() {
    let mut rig = house(json!([
        handler(2, "gone", 1, "continue"),
        handler(3, "log", 2, "continue")
    ]));
    rig.end("two");
    emit(&mut rig, json!({}));
    let asked = rig.heard("three");
    rig.answer(
        "three",
        &asked["id"],
        json!({"action": "continue", "user_message": "seen"}),
    );
    assert_eq!(
        rig.heard("agent")["result"],
        json!({"action": "continue", "user_message": "seen"})
    );
}

#[test]
fn a_cancelled_emission_is_answered_and_its_handler_told() {
    let mut rig = house(json!([
        handler(2, "slow", 1, "deny"),
        handler(3, "log", 2, "continue")
    ]));
    emit(&mut rig, json!({}));
    let asked = rig.heard("two");
    let told = json!({"id": "e", "mode": "graceful", "reason": "enough"});
    rig.tell("agent", "$/cancel", told);
    assert_eq!(rig.heard_code("agent"), -32800);
    let told = json!({"id": asked["id"], "mode": "graceful", "reason": "enough"});
    assert_eq!(rig.heard("two")["params"], told);
    rig.tell("agent", "$/cancel", json!({"id": "e"}));
    assert!(rig.silent("two"), "what is answered cannot be cancelled");
    rig.answer("two", &asked["id"], json!({"action": "deny"}));
    assert!(rig.silent("agent") && rig.silent("three"));
    assert_eq!(rig.engine.under_way(), 0);
}

/// RPC-033: what is no mode is immediate, also for the handler of an event.
#[test]
fn an_event_that_is_cancelled_in_no_known_mode_is_cancelled_immediately() {
    for how in [
        json!({}),
        json!({"mode": "vendor"}),
        json!({"mode": null, "reason": 7}),
    ] {
        let mut rig = house(json!([handler(2, "slow", 1, "deny")]));
        emit(&mut rig, json!({}));
        let asked = rig.heard("two");
        let mut told = how;
        told["id"] = json!("e");
        rig.tell("agent", "$/cancel", told);
        let told = json!({"id": asked["id"], "mode": "immediate"});
        assert_eq!(rig.heard("two")["params"], told);
    }
}

#[test]
fn an_emission_ends_at_its_deadline() {
    let mut rig = house(json!([handler(2, "slow", 1, "continue")]));
    rig.ask(
        "agent",
        json!(1),
        "request.hook_emit",
        json!({"_meta": {"deadline_ms": 100}, "event": "tool:pre", "data": {}}),
    );
    rig.heard("two");
    rig.pass(99);
    assert!(rig.silent("agent"));
    rig.pass(1);
    assert_eq!(rig.heard_code("agent"), -32001);
    let told = rig.heard("two")["params"].clone();
    assert_eq!(told["reason"], "deadline exceeded");
    assert_eq!(rig.engine.under_way(), 0);
}
