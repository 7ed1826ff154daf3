//! Concurrency, sizes and budgets (protocol §2, §3; host §1).

use crate::rig::Rig;
use amplifier_ipc_router::engine::Config;
use amplifier_ipc_router::ids::ConnId;
use serde_json::{Value, json};

fn narrow() -> Rig {
    let mut rig = Rig::new();
    rig.service("agent", json!({"role": "orchestrator"}));
    rig.service(
        "tools",
        json!({"max_concurrency": 2, "grants": ["tool.execute", "hook.emit"]}),
    );
    rig.routes(json!({"tools": {"count": 2}, "hooks": [{"connection": 2, "service": "tools", "name": "h", "events": ["*"]}]}));
    rig
}

fn call(rig: &mut Rig, from: &str, id: i64) {
    rig.ask(
        from,
        json!(id),
        "request.tool_execute",
        json!({"name": "count", "input": id}),
    );
}

#[test]
fn a_busy_service_gets_the_next_request_when_it_answered_one() {
    let mut rig = narrow();
    for id in 1..=4 {
        call(&mut rig, "agent", id);
    }
    let (first, second) = (rig.heard("tools"), rig.heard("tools"));
    assert!(rig.silent("tools"), "two at a time");
    rig.answer("tools", &second["id"], json!(2));
    let third = rig.heard("tools");
    assert_eq!(third["params"]["input"], 3);
    assert!(rig.silent("tools"));
    rig.answer("tools", &first["id"], json!(1));
    assert_eq!(rig.heard("tools")["params"]["input"], 4);
    assert_eq!(
        [
            rig.heard("agent")["id"].clone(),
            rig.heard("agent")["id"].clone()
        ],
        [json!(2), json!(1)]
    );
}

#[test]
fn a_queued_request_that_is_cancelled_is_never_sent() {
    let mut rig = narrow();
    for id in 1..=3 {
        call(&mut rig, "agent", id);
    }
    let first = rig.heard("tools");
    rig.heard("tools");
    rig.tell("agent", "$/cancel", json!({"id": 3}));
    let answer = rig.heard("agent");
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(3), &json!(-32800))
    );
    rig.answer("tools", &first["id"], json!(1));
    assert!(rig.silent("tools"));
}

#[test]
fn a_queued_request_ends_at_its_deadline() {
    let mut rig = narrow();
    call(&mut rig, "agent", 1);
    call(&mut rig, "agent", 2);
    rig.ask(
        "agent",
        json!(3),
        "request.tool_execute",
        json!({"_meta": {"deadline_ms": 100}, "name": "count"}),
    );
    rig.heard("tools");
    rig.heard("tools");
    rig.pass(600);
    assert_eq!(rig.heard_code("agent"), -32001);
    assert!(
        rig.silent("tools"),
        "neither it nor a cancel of it was ever sent"
    );
}

#[test]
fn a_full_service_that_would_wait_for_itself_is_told_so_at_once() {
    let mut rig = narrow();
    call(&mut rig, "agent", 1);
    call(&mut rig, "tools", 1);
    call(&mut rig, "tools", 2);
    rig.heard("tools");
    rig.heard("tools");
    let answer = rig.heard("tools");
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(2), &json!(-32005))
    );
}

#[test]
fn hooks_and_pings_do_not_count() {
    let mut rig = narrow();
    call(&mut rig, "agent", 1);
    call(&mut rig, "agent", 2);
    rig.heard("tools");
    rig.heard("tools");
    rig.ask(
        "agent",
        json!(3),
        "request.hook_emit",
        json!({"event": "e", "data": {}}),
    );
    assert_eq!(rig.heard("tools")["method"], "hook.emit");
    rig.host(
        "tools",
        json!({"jsonrpc": "2.0", "id": "p", "method": "ping", "params": {}}),
    );
    assert_eq!(rig.heard("tools")["method"], "ping");
    rig.host(
        "tools",
        json!({"jsonrpc": "2.0", "id": "c", "method": "configure", "params": {}}),
    );
    assert!(rig.silent("tools"), "configure does");
}

#[test]
fn nobody_is_sent_a_line_that_is_longer_than_it_reads() {
    let mut rig = Rig::new();
    rig.service(
        "agent",
        json!({"role": "orchestrator", "max_message_bytes": 200}),
    );
    rig.service("tools", json!({"max_message_bytes": 150}));
    rig.routes(json!({"tools": {"count": 2}}));
    let with = |length: usize| json!({"name": "count", "input": "x".repeat(length)});
    let mut largest = 0;
    for length in 0..150 {
        rig.ask("agent", json!(length), "request.tool_execute", with(length));
        if rig.silent("tools") {
            let error = &rig.heard("agent")["error"];
            assert_eq!(
                (&error["code"], &error["data"]["limit"]),
                (&json!(-32006), &json!(150))
            );
            break;
        }
        largest = rig.heard_text("tools").len();
    }
    assert_eq!(largest, 150, "the limit itself is allowed");
    rig.ask("agent", json!("r"), "request.tool_execute", with(0));
    let asked = rig.heard("tools");
    rig.tell(
        "tools",
        "stream.tool.output",
        json!({"request_id": asked["id"], "channel": "stdout", "text": "y".repeat(300)}),
    );
    rig.answer("tools", &asked["id"], json!("y".repeat(300)));
    let answer = rig.heard("agent");
    assert_eq!(
        (&answer["id"], &answer["error"]["data"]["limit"]),
        (&json!("r"), &json!(200))
    );
    assert!(
        rig.silent("agent"),
        "a notification that is too large is dropped"
    );
}

fn tight() -> Rig {
    let mut rig = Rig::with(Config {
        queue_bytes: 1000,
        ..Config::default()
    });
    rig.service("agent", json!({"role": "orchestrator"}));
    rig.service("tools", json!({"max_concurrency": 1}));
    rig.routes(json!({"tools": {"count": 2}}));
    rig
}

#[test]
fn over_its_budget_a_destination_gets_no_more_requests() {
    let mut rig = tight();
    rig.record.backlog.insert(ConnId(2), 990);
    call(&mut rig, "agent", 1);
    let error = &rig.heard("agent")["error"];
    assert_eq!(
        (&error["code"], &error["data"]["kind"]),
        (&json!(-32005), &json!("overloaded"))
    );
    assert_eq!(rig.record.congested, [ConnId(2)]);
    rig.record.backlog.insert(ConnId(2), 0);
    rig.ask(
        "agent",
        json!(2),
        "request.tool_execute",
        json!({"name": "count", "input": "x".repeat(5000)}),
    );
    assert_eq!(
        rig.heard("tools")["method"],
        "tool.execute",
        "one line always fits into an empty queue"
    );
}

#[test]
fn what_waits_for_a_free_place_counts_too() {
    let mut rig = tight();
    for id in 1..20 {
        call(&mut rig, "agent", id);
    }
    let answered: Vec<Value> =
        std::iter::from_fn(|| (!rig.silent("agent")).then(|| rig.heard("agent"))).collect();
    assert!(
        !answered.is_empty()
            && answered
                .iter()
                .all(|answer| answer["error"]["code"] == -32005)
    );
    assert!(answered.len() < 18, "some were queued");
}

#[test]
fn over_the_hosts_budget_its_requests_are_refused_too() {
    let mut rig = tight();
    rig.record.backlog.insert(ConnId::HOST, 1001);
    rig.ask("tools", json!(1), "state.get", json!({"key": "a"}));
    assert_eq!(rig.heard_code("tools"), -32005);
}

#[test]
fn a_source_is_held_only_for_what_cannot_be_refused() {
    let mut rig = tight();
    call(&mut rig, "agent", 1);
    let asked = rig.heard("tools");
    rig.tell("tools", "$/progress", json!({"request_id": asked["id"]}));
    assert!(rig.record.paused.is_empty());
    rig.record.backlog.insert(ConnId(1), 1001);
    rig.tell("tools", "$/progress", json!({"request_id": asked["id"]}));
    assert_eq!(rig.record.paused, [(ConnId(2), ConnId(1))]);
    rig.answer("tools", &asked["id"], json!(1));
    assert_eq!(rig.heard("agent")["method"], "$/progress");
    rig.heard("agent");
    assert_eq!(
        rig.heard("agent")["result"],
        1,
        "a response is always accepted"
    );
}

#[test]
fn cancelled_requests_leave_nothing_behind_in_a_queue() {
    let mut rig = narrow();
    call(&mut rig, "agent", 1);
    call(&mut rig, "agent", 2);
    for round in 0..1000 {
        for id in 10..20 {
            call(&mut rig, "agent", id);
        }
        for id in 10..20 {
            rig.tell("agent", "$/cancel", json!({"id": id}));
            assert_eq!(rig.heard_code("agent"), -32800, "round {round}");
        }
    }
    let (_, name, stats) = rig.engine.stats().swap_remove(2);
    assert_eq!((name.as_str(), stats.queue), ("tools", 0));
    call(&mut rig, "agent", 3);
    let first = rig.heard("tools");
    rig.heard("tools");
    rig.answer("tools", &first["id"], json!(1));
    assert_eq!(rig.heard("tools")["params"]["input"], 3);
}
