//! Notifications about a request go to whoever waits for it (protocol §3.1, §3.2).

use crate::rig::Rig;
use amplifier_ipc_router::engine::Up;
use serde_json::{Value, json};

fn asked(rig: &mut Rig) -> Value {
    rig.service("models", json!({}));
    rig.routes(json!({"providers": {"m": 3}, "tools": {"count": 2}}));
    rig.ask(
        "agent",
        json!("a-1"),
        "request.provider_complete",
        json!({"provider": "m", "stream": true, "request": {}}),
    );
    rig.heard("models")["id"].clone()
}

#[test]
fn streams_and_progress_reach_the_caller_under_its_id() {
    let mut rig = Rig::pair();
    let id = asked(&mut rig);
    rig.say_text("models", &format!(r#"{{"jsonrpc":"2.0","method":"stream.provider.token","params":{{"text":"é\n", "request_id" : {id} ,"index":0}}}}"#));
    assert_eq!(
        rig.heard_text("agent"),
        r#"{"jsonrpc":"2.0","method":"stream.provider.token","params":{"text":"é\n", "request_id" : "a-1" ,"index":0}}"#
    );
    rig.tell(
        "models",
        "$/progress",
        json!({"request_id": id, "progress": 1}),
    );
    assert_eq!(
        rig.heard("agent")["params"],
        json!({"request_id": "a-1", "progress": 1})
    );
}

#[test]
fn nobody_speaks_about_a_request_that_it_does_not_answer() {
    let mut rig = Rig::pair();
    let id = asked(&mut rig);
    for (from, request_id) in [
        ("tools", id.clone()),
        ("models", json!("h-99")),
        ("models", json!(1)),
        ("models", json!(null)),
        ("agent", json!("a-1")),
    ] {
        rig.tell(
            from,
            "stream.token",
            json!({"request_id": request_id, "text": "x"}),
        );
    }
    rig.tell("models", "stream.token", json!({"text": "x"}));
    rig.answer("models", &id, json!({}));
    rig.tell(
        "models",
        "stream.provider.token",
        json!({"request_id": id, "text": "late"}),
    );
    assert_eq!(rig.heard("agent")["result"], json!({}));
    assert!(rig.silent("agent") && rig.quiet_above());
    let dropped: u64 = rig
        .engine
        .stats()
        .iter()
        .map(|(_, _, stats)| stats.dropped)
        .sum();
    assert_eq!(dropped, 7);
}

#[test]
fn the_hosts_streams_come_up_under_its_id() {
    let mut rig = Rig::pair();
    rig.host(
        "agent",
        json!({"jsonrpc": "2.0", "id": "h-7", "method": "orchestrator.execute", "params": {}}),
    );
    let id = rig.heard("agent")["id"].clone();
    rig.tell(
        "agent",
        "stream.token",
        json!({"request_id": id, "index": 0, "text": "t"}),
    );
    let (kind, from, token) = rig.up();
    assert_eq!(
        (kind, from.as_str(), &token["params"]["request_id"]),
        (Up::Message, "agent", &json!("h-7"))
    );
}

#[test]
fn the_text_so_far_goes_with_a_death() {
    let mut rig = Rig::pair();
    let id = asked(&mut rig);
    for text in ["Hello ", "wörld \"", "\n\\"] {
        rig.tell(
            "models",
            "stream.provider.token",
            json!({"request_id": id, "index": 0, "text": text}),
        );
        rig.heard("agent");
    }
    rig.tell(
        "models",
        "stream.provider.thinking",
        json!({"request_id": id, "index": 0, "text": "not this"}),
    );
    rig.heard("agent");
    rig.end("models");
    assert!(
        rig.silent("agent"),
        "the control plane has a second to say why"
    );
    rig.fail("models", json!({"service": "models", "signal": 9}));
    let error = &rig.heard("agent")["error"];
    let data = json!({"kind": "service_unavailable", "service": "models", "signal": 9, "partial": "Hello wörld \"\n\\"});
    assert_eq!((&error["code"], &error["data"]), (&json!(-32002), &data));
}

#[test]
fn every_notification_precedes_its_response() {
    let mut rig = Rig::pair();
    let id = asked(&mut rig);
    rig.tell(
        "models",
        "stream.provider.token",
        json!({"request_id": id, "text": "1"}),
    );
    rig.answer("models", &id, json!({}));
    assert_eq!(rig.heard("agent")["method"], "stream.provider.token");
    assert_eq!(rig.heard("agent")["id"], "a-1");
}
