//! Services that are routed to before they are mounted: what is asked of them waits, in order.

use crate::rig::Rig;
use amplifier_ipc_router::routes::Settings;
use serde_json::{Value, json};

fn house(on_error: &str) -> Rig {
    let mut rig = Rig::new();
    rig.service("agent", json!({"role": "orchestrator"}));
    rig.service("slow", json!({"held": true}));
    rig.routes(
        json!({"tools": {"count": 2}, "hooks": [{"connection": 2, "service": "slow", "name": "gate",
        "events": ["tool:pre"], "timeout_ms": 1000, "on_error": on_error}]}),
    );
    rig
}

fn mount(rig: &mut Rig, settings: Value) {
    let settings = Settings::from_json(settings.to_string().as_bytes()).unwrap();
    let (id, now) = (rig.id("slow"), rig.now());
    rig.engine.mount(id, settings, now, &mut rig.record);
}

fn call(rig: &mut Rig, id: i64) {
    let params = json!({"name": "count", "input": id});
    rig.ask("agent", json!(id), "request.tool_execute", params);
}

fn emit(rig: &mut Rig) {
    let params = json!({"event": "tool:pre", "data": {}});
    rig.ask("agent", json!("e"), "request.hook_emit", params);
}

#[test]
fn requests_wait_and_are_sent_in_their_order() {
    let mut rig = house("continue");
    for id in 1..=3 {
        call(&mut rig, id);
    }
    assert!(rig.silent("slow"));
    mount(&mut rig, json!({"max_concurrency": 2}));
    for id in 1..=2 {
        assert_eq!(rig.heard("slow")["params"]["input"], id);
    }
    assert!(rig.silent("slow"), "its limit holds from the first on");
}

#[test]
fn what_makes_it_ready_does_not_wait() {
    let mut rig = house("continue");
    call(&mut rig, 1);
    for method in ["describe", "configure"] {
        let request = json!({"jsonrpc": "2.0", "id": method, "method": method, "params": {}});
        rig.host("slow", request);
        assert_eq!(rig.heard("slow")["method"], method);
    }
    let read = json!({"jsonrpc": "2.0", "id": "r", "method": "content.list", "params": {}});
    rig.host("slow", read);
    assert!(rig.silent("slow"), "the host's own questions wait, too");
    mount(&mut rig, json!({}));
    assert_eq!(rig.heard("slow")["method"], "tool.execute");
    assert_eq!(rig.heard("slow")["method"], "content.list");
}

#[test]
fn an_event_waits_for_its_handler_and_the_handlers_time_begins_then() {
    let mut rig = house("deny");
    emit(&mut rig);
    rig.pass(5000);
    assert!(rig.silent("slow") && rig.silent("agent"));
    mount(&mut rig, json!({}));
    let asked = rig.heard("slow");
    assert_eq!(asked["params"]["hook"], "gate");
    rig.pass(999);
    rig.answer("slow", &asked["id"], json!({"action": "continue"}));
    assert_eq!(rig.heard("agent")["result"]["action"], "continue");
}

#[test]
fn a_handler_that_was_waited_for_has_its_time_out() {
    let mut rig = house("deny");
    emit(&mut rig);
    mount(&mut rig, json!({}));
    rig.heard("slow");
    rig.pass(1000);
    assert_eq!(rig.heard("agent")["result"]["action"], "deny");
}

#[test]
fn what_waits_for_a_service_that_does_not_mount_is_answered() {
    let ways: [(&str, fn(&mut Rig)); 2] = [
        ("it ended", |rig| rig.end("slow")),
        ("it was given up", |rig| {
            rig.fail("slow", json!({"service": "slow"}));
        }),
    ];
    for (why, lose) in ways {
        for (on_error, action) in [("deny", "deny"), ("continue", "continue")] {
            let mut rig = house(on_error);
            emit(&mut rig);
            call(&mut rig, 1);
            lose(&mut rig);
            let answer = rig.heard("agent");
            assert_eq!(answer["id"], "e", "{why}");
            assert_eq!(answer["result"]["action"], action, "{why}");
            rig.pass(1000);
            assert_eq!(rig.heard_code("agent"), -32002, "{why}");
            assert!(rig.silent("slow"));
            assert_eq!(rig.engine.under_way(), 0, "{why}");
        }
    }
}

#[test]
fn what_is_cancelled_while_it_waits_is_never_sent() {
    let mut rig = house("deny");
    emit(&mut rig);
    call(&mut rig, 1);
    for id in [json!("e"), json!(1)] {
        rig.tell("agent", "$/cancel", json!({"id": id}));
        let answer = rig.heard("agent");
        assert_eq!(
            (&answer["id"], &answer["error"]["code"]),
            (&id, &json!(-32800))
        );
    }
    mount(&mut rig, json!({}));
    assert!(rig.silent("slow"));
    assert_eq!(rig.engine.under_way(), 0);
    assert!(
        rig.engine
            .stats()
            .iter()
            .all(|(.., stats)| stats.queue == 0)
    );
}
