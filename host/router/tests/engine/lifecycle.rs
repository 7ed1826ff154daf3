//! Services come, die and go; nobody who waits for them is forgotten (protocol §3.3, §4).

use crate::rig::Rig;
use amplifier_ipc_router::engine::Up;
use amplifier_ipc_router::ids::ConnId;
use serde_json::json;

#[test]
fn a_death_comes_up_and_its_callers_wait_a_second_at_most() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    rig.end("tools");
    assert_eq!(
        rig.up(),
        (Up::Closed, "tools".to_owned(), json!({"reason": "eof"}))
    );
    assert_eq!(rig.record.closed, [ConnId(2)]);
    rig.pass(999);
    assert!(rig.silent("agent"));
    rig.pass(1);
    let error = &rig.heard("agent")["error"];
    assert_eq!(
        (&error["code"], &error["data"]),
        (
            &json!(-32002),
            &json!({"kind": "service_unavailable", "service": "tools"})
        )
    );
}

#[test]
fn queued_requests_die_with_the_service() {
    let mut rig = Rig::new();
    rig.service("agent", json!({"role": "orchestrator"}));
    rig.service("tools", json!({"max_concurrency": 1}));
    rig.routes(json!({"tools": {"count": 2}}));
    for id in 1..=3 {
        rig.ask(
            "agent",
            json!(id),
            "request.tool_execute",
            json!({"name": "count"}),
        );
    }
    rig.end("tools");
    rig.fail("tools", json!({"service": "tools", "exit_code": 3}));
    for id in 1..=3 {
        let answer = rig.heard("agent");
        assert_eq!(
            (&answer["id"], &answer["error"]["data"]["exit_code"]),
            (&json!(id), &json!(3))
        );
    }
    assert_eq!(rig.engine.under_way(), 0);
}

#[test]
fn requests_to_the_dead_are_answered_with_what_is_known() {
    let mut rig = Rig::pair();
    rig.end("tools");
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    assert!(rig.silent("agent"), "the control plane may still say why");
    rig.fail("tools", json!({"service": "tools", "exit_code": 1}));
    assert_eq!(rig.heard("agent")["error"]["data"]["exit_code"], 1);
    rig.ask(
        "agent",
        json!(2),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    assert_eq!(rig.heard("agent")["error"]["data"]["exit_code"], 1);
    let id = rig.id("tools");
    let now = rig.now();
    rig.engine.disconnect(id, now, &mut rig.record);
    rig.ask(
        "agent",
        json!(3),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    assert_eq!(
        rig.heard("agent")["error"]["data"]["exit_code"],
        1,
        "also when it is forgotten"
    );
}

#[test]
fn what_the_dead_had_asked_for_is_cancelled() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    rig.ask("agent", json!("s"), "request.session_spawn", json!({}));
    let asked = rig.heard("tools");
    rig.up();
    rig.end("agent");
    assert_eq!(rig.heard("tools")["params"]["id"], asked["id"]);
    assert_eq!(rig.up().0, Up::Closed);
    assert_eq!(rig.up().2["params"]["id"], "s");
    rig.answer("tools", &asked["id"], json!(1));
    assert!(rig.silent("agent"));
    assert_eq!(rig.engine.under_way(), 0);
}

#[test]
fn a_closed_input_takes_no_more_and_its_end_is_expected() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    let asked = rig.heard("tools");
    let id = rig.id("tools");
    rig.engine.close_input(id);
    rig.ask(
        "agent",
        json!(2),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    assert_eq!(rig.heard("agent")["error"]["code"], -32002);
    rig.answer("tools", &asked["id"], json!("finished"));
    assert_eq!(
        rig.heard("agent")["result"],
        "finished",
        "who was at work may finish"
    );
    rig.end("tools");
    assert_eq!(rig.up().2, json!({"reason": "closed"}));
}

#[test]
fn a_service_that_no_longer_reads_is_ended_if_it_does_not_end() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    let asked = rig.heard("tools");
    let (id, now) = (rig.id("tools"), rig.now());
    rig.engine.broke(id, now);
    rig.answer("tools", &asked["id"], json!("last"));
    assert_eq!(rig.heard("agent")["result"], "last");
    rig.pass(1000);
    assert_eq!(rig.up().2, json!({"reason": "write"}));
}

#[test]
fn a_connection_that_is_forgotten_answers_its_callers() {
    let mut rig = Rig::pair();
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    let (id, now) = (rig.id("tools"), rig.now());
    rig.engine.disconnect(id, now, &mut rig.record);
    assert_eq!(rig.heard("agent")["error"]["data"]["service"], "tools");
    assert_eq!(rig.record.closed, [id]);
    rig.say_text("tools", "junk");
    assert!(rig.quiet_above());
}

#[test]
fn records_pair_the_start_and_the_end_of_a_request() {
    let mut rig = Rig::pair();
    rig.engine.set_tap(Some(0));
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "count"}),
    );
    let asked = rig.heard("tools");
    rig.pass(5);
    rig.answer("tools", &asked["id"], json!(1));
    let ((kind, _, start), (_, _, end)) = (rig.up(), rig.up());
    assert_eq!(kind, Up::Tap);
    assert_eq!(
        (
            &start["from"],
            &start["to"],
            &start["method"],
            &start["name"]
        ),
        (
            &json!(1),
            &json!(2),
            &json!("tool.execute"),
            &json!("count")
        )
    );
    assert_eq!((&end["n"], &end["ok"]), (&start["n"], &json!(true)));
    assert_eq!(
        end["t_ns"].as_u64().unwrap() - start["t_ns"].as_u64().unwrap(),
        5_000_000
    );
}
