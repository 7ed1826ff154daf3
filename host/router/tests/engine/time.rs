//! Deadlines and cancels (protocol §3, §3.1).

use crate::rig::Rig;
use serde_json::json;

fn call(deadline: i64) -> serde_json::Value {
    json!({"_meta": {"deadline_ms": deadline}, "name": "count"})
}

#[test]
fn half_a_second_after_its_deadline_the_router_answers_and_cancels() {
    let mut rig = Rig::pair();
    rig.ask("agent", json!(1), "request.tool_execute", call(1000));
    let asked = rig.heard("tools");
    rig.pass(1499);
    assert!(rig.silent("agent") && rig.silent("tools"));
    rig.pass(1);
    let error = &rig.heard("agent")["error"];
    assert_eq!(
        (&error["code"], &error["data"]["kind"]),
        (&json!(-32001), &json!("deadline_exceeded"))
    );
    let cancel = rig.heard("tools");
    assert_eq!(
        (&cancel["method"], &cancel["params"]),
        (
            &json!("$/cancel"),
            &json!({"id": asked["id"], "mode": "immediate", "reason": "deadline exceeded"})
        )
    );
    rig.answer("tools", &asked["id"], json!("late"));
    assert!(rig.silent("agent"), "a late response is dropped");
}

#[test]
fn who_answers_in_time_is_left_alone() {
    let mut rig = Rig::pair();
    rig.ask("agent", json!(1), "request.tool_execute", call(1000));
    let asked = rig.heard("tools");
    rig.pass(1250);
    rig.say(
        "tools",
        json!({"jsonrpc": "2.0", "id": asked["id"], "error": {"code": -32001, "message": "late"}}),
    );
    assert_eq!(rig.heard_code("agent"), -32001);
    rig.pass(10_000);
    assert!(rig.silent("agent") && rig.silent("tools"));
}

#[test]
fn an_expired_deadline_is_answered_at_once() {
    let mut rig = Rig::pair();
    for deadline in [0, -5] {
        rig.ask(
            "agent",
            json!(deadline),
            "request.tool_execute",
            call(deadline),
        );
        assert_eq!(rig.heard_code("agent"), -32001);
    }
    assert!(rig.silent("tools"));
    rig.ask(
        "agent",
        json!("odd"),
        "request.tool_execute",
        json!({"_meta": {"deadline_ms": "soon"}, "name": "count"}),
    );
    assert_eq!(
        rig.heard("tools")["method"],
        "tool.execute",
        "an ill-typed deadline is the recipient's to judge"
    );
}

#[test]
fn requests_to_the_host_have_deadlines_too() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!("s"),
        "request.session_spawn",
        json!({"_meta": {"deadline_ms": 10}, "agent": "self"}),
    );
    rig.up();
    rig.pass(9);
    assert!(rig.silent("agent"));
    rig.pass(1);
    assert_eq!(rig.heard_code("agent"), -32001);
    let (_, from, cancel) = rig.up();
    assert_eq!(
        (from.as_str(), &cancel["params"]["id"]),
        ("agent", &json!("s"))
    );
    rig.host("agent", json!({"jsonrpc": "2.0", "id": "s", "result": {}}));
    assert!(rig.silent("agent"));
}

#[test]
fn a_cancel_is_passed_on_under_the_handlers_id() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!("a"),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    let asked = rig.heard("tools");
    rig.say_text("agent", r#"{"jsonrpc":"2.0","method":"$/cancel","params":{"mode":"graceful","id":"\u0061","reason":"r"}}"#);
    let cancel = rig.heard("tools");
    assert_eq!(
        cancel["params"],
        json!({"id": asked["id"], "mode": "graceful", "reason": "r"})
    );
    assert!(rig.silent("agent"), "the handler still answers");
    rig.answer("tools", &asked["id"], json!("done"));
    assert_eq!(rig.heard("agent")["result"], "done");
    rig.pass(6000);
    assert!(rig.silent("agent"));
}

#[test]
fn five_seconds_after_a_cancel_the_router_answers() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    let asked = rig.heard("tools");
    rig.tell("agent", "$/cancel", json!({"id": 1, "mode": "graceful"}));
    rig.pass(3000);
    rig.tell("agent", "$/cancel", json!({"id": 1, "mode": "immediate"}));
    rig.heard("tools");
    assert_eq!(rig.heard("tools")["params"]["mode"], "immediate");
    rig.pass(1999);
    assert!(rig.silent("agent"));
    rig.pass(1);
    assert_eq!(rig.heard_code("agent"), -32800);
    rig.answer("tools", &asked["id"], json!("late"));
    assert!(rig.silent("agent"));
    assert_eq!(rig.engine.under_way(), 0);
}

/// RPC-064: only an immediate cancel behind a graceful one says something new.
#[test]
fn a_cancel_that_is_no_sterner_than_the_last_goes_nowhere() {
    for (modes, heeded) in [
        (&["immediate", "immediate", "graceful"][..], 1),
        (&["graceful", "graceful", "immediate", "immediate"], 2),
        (&["vendor", "immediate"], 1),
    ] {
        let mut rig = Rig::pair();
        for (method, to) in [
            ("request.tool_execute", "tools"),
            ("request.approval", "host"),
        ] {
            rig.ask("agent", json!(to), method, call(60_000));
            if to == "host" {
                rig.up();
            } else {
                rig.heard("tools");
            }
            for mode in modes {
                rig.tell("agent", "$/cancel", json!({"id": to, "mode": mode}));
            }
        }
        let (below, above) = (rig.written("tools"), rig.record.up.len());
        assert_eq!((below, above), (heeded, heeded), "{modes:?}");
    }
}

#[test]
fn what_was_cancelled_immediately_is_not_cancelled_again_at_its_deadline() {
    let mut rig = Rig::pair();
    rig.ask("agent", json!(1), "request.tool_execute", call(1000));
    rig.heard("tools");
    rig.tell("agent", "$/cancel", json!({"id": 1, "reason": "timeout"}));
    assert_eq!(rig.heard("tools")["params"]["reason"], "timeout");
    rig.pass(1500);
    assert_eq!(rig.heard_code("agent"), -32001);
    assert!(rig.silent("tools"));
}

#[test]
fn cancels_of_nothing_are_ignored() {
    let mut rig = Rig::pair();
    for id in [json!(77), json!(null), json!({}), json!([1])] {
        rig.tell("agent", "$/cancel", json!({"id": id}));
    }
    rig.tell("agent", "$/cancel", json!({}));
    assert!(rig.silent("agent") && rig.silent("tools") && rig.quiet_above());
}

#[test]
fn the_host_cancels_its_own_requests_under_its_own_ids() {
    let mut rig = Rig::pair();
    rig.host(
        "agent",
        json!({"jsonrpc": "2.0", "id": "h-1", "method": "orchestrator.execute", "params": {}}),
    );
    let asked = rig.heard("agent");
    rig.host("agent", json!({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": "h-1", "mode": "immediate"}}));
    assert_eq!(
        rig.heard("agent")["params"],
        json!({"id": asked["id"], "mode": "immediate"})
    );
    rig.pass(5000);
    assert_eq!(rig.up().2["error"]["code"], -32800);
}

#[test]
fn a_cancel_of_a_request_to_the_host_goes_up() {
    let mut rig = Rig::pair();
    rig.ask("agent", json!("s"), "request.approval", json!({}));
    rig.up();
    rig.tell("agent", "$/cancel", json!({"id": "s"}));
    let (_, from, cancel) = rig.up();
    assert_eq!(
        (from.as_str(), &cancel["method"], &cancel["params"]["id"]),
        ("agent", &json!("$/cancel"), &json!("s"))
    );
    rig.host(
        "agent",
        json!({"jsonrpc": "2.0", "id": "s", "error": {"code": -32800, "message": "cancelled"}}),
    );
    assert_eq!(rig.heard_code("agent"), -32800);
}

#[test]
fn alarms_of_answered_requests_do_not_pile_up() {
    let mut rig = Rig::pair();
    for id in 0..20_000 {
        rig.ask("agent", json!(id), "request.tool_execute", call(3_600_000));
        let asked = rig.heard("tools");
        rig.answer("tools", &asked["id"], json!(1));
        rig.heard("agent");
        rig.pass(0);
    }
    assert!(rig.engine.alarms() <= 2048, "{}", rig.engine.alarms());
}
