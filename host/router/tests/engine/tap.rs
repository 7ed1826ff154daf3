//! Records of messages: what was said, in order, within limits; and nothing at all when nobody asks for it.

use crate::rig::Rig;
use amplifier_ipc_router::engine::Up;
use serde_json::{Value, json};

const ROOM: usize = 1 << 16;

/// The next record: its head, and the payload as it stood on the wire.
fn record(rig: &mut Rig) -> (Value, String) {
    let (kind, _, line) = rig.record.up.pop_front().expect("no record came up");
    assert_eq!(kind, Up::Tap);
    let line = String::from_utf8(line).unwrap();
    let (head, payload) = line.split_once('\n').unwrap();
    (serde_json::from_str(head).unwrap(), payload.to_owned())
}

fn heads(rig: &mut Rig) -> Vec<Value> {
    let taps = rig.record.up.iter().filter(|(kind, ..)| *kind == Up::Tap);
    taps.map(|(_, _, line)| {
        let end = line.iter().position(|byte| *byte == b'\n').unwrap();
        serde_json::from_slice(&line[..end]).unwrap()
    })
    .collect()
}

fn tapped() -> Rig {
    let mut rig = Rig::pair();
    rig.engine.set_tap(Some(ROOM));
    rig
}

fn call(rig: &mut Rig, line: &str) -> Value {
    rig.say_text("agent", line);
    rig.heard("tools")["id"].clone()
}

const COUNT: &str = r#"{"jsonrpc":"2.0","id":7,"method":"request.tool_execute","params":{"name":"count","input":{"n" : 1e2}}}"#;

#[test]
fn a_request_and_its_answer_are_recorded_as_they_stood_on_the_wire() {
    let mut rig = tapped();
    let id = call(&mut rig, COUNT);
    rig.pass(5);
    rig.say_text(
        "tools",
        &format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"output" : "\u0041"}}}}"#),
    );
    let (start, params) = record(&mut rig);
    assert_eq!(params, r#"{"name":"count","input":{"n" : 1e2}}"#);
    assert_eq!(
        (&start["phase"], &start["from"], &start["to"]),
        (&json!("start"), &json!(1), &json!(2))
    );
    assert_eq!(
        (&start["method"], &start["name"], &start["part"]),
        (&json!("tool.execute"), &json!("count"), &json!("params"))
    );
    assert_eq!(start["bytes"], COUNT.len());
    let (end, result) = record(&mut rig);
    assert_eq!(result, r#"{"output" : "\u0041"}"#);
    assert_eq!(
        (&end["phase"], &end["part"], &end["ok"]),
        (&json!("end"), &json!("result"), &json!(true))
    );
    assert_eq!((&end["n"], &end["seq"]), (&start["n"], &json!(2)));
    let took = end["t_ns"].as_u64().unwrap() - start["t_ns"].as_u64().unwrap();
    assert_eq!(took, 5_000_000);
}

#[test]
fn an_error_is_recorded_with_its_code_and_its_data() {
    let mut rig = tapped();
    let id = call(&mut rig, COUNT);
    rig.say(
        "tools",
        json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32602, "message": "no", "data": {"x": 1}}}),
    );
    record(&mut rig);
    let (end, error) = record(&mut rig);
    assert_eq!(
        (&end["ok"], &end["code"], &end["part"]),
        (&json!(false), &json!(-32602), &json!("error"))
    );
    let error: Value = serde_json::from_str(&error).unwrap();
    assert_eq!(error["data"], json!({"x": 1}));
}

#[test]
fn a_payload_is_cut_at_the_limit_and_its_message_passes_whole() {
    let mut rig = Rig::pair();
    rig.engine.set_tap(Some(10));
    rig.say_text("agent", COUNT);
    assert_eq!(rig.heard("tools")["params"]["input"]["n"], 100.0);
    let (start, params) = record(&mut rig);
    assert_eq!(params, r#"{"name":"c"#);
    assert_eq!(
        (&start["cut"], &start["bytes"]),
        (&json!(true), &json!(COUNT.len()))
    );
    let exact = r#"{"jsonrpc":"2.0","id":8,"method":"request.state_get","params":{"key":123}}"#;
    rig.engine.set_tap(Some(r#"{"key":123}"#.len()));
    rig.say_text("agent", exact);
    let (start, params) = record(&mut rig);
    assert_eq!(params, r#"{"key":123}"#);
    assert!(start["cut"].is_null());
}

#[test]
fn without_a_tap_there_are_no_records() {
    let mut rig = Rig::pair();
    let id = call(&mut rig, COUNT);
    rig.tell("tools", "stream.progress", json!({"request_id": id}));
    rig.answer("tools", &id, json!(1));
    rig.ask("agent", json!(8), "nobody.has.this", json!({}));
    assert!(rig.quiet_above());
    rig.engine.set_tap(Some(ROOM));
    rig.engine.set_tap(None);
    call(&mut rig, COUNT);
    assert!(rig.quiet_above());
}

#[test]
fn without_room_for_payloads_only_requests_are_recorded_and_nothing_of_what_they_carry() {
    let mut rig = Rig::pair();
    rig.engine.set_tap(Some(0));
    let id = call(&mut rig, COUNT);
    rig.tell(
        "tools",
        "stream.provider.token",
        json!({"request_id": id, "text": "x"}),
    );
    rig.ask("agent", json!(8), "ping", json!({}));
    rig.answer("tools", &id, json!("secret"));
    for phase in ["start", "end"] {
        let (head, payload) = record(&mut rig);
        assert_eq!((&head["phase"], payload.as_str()), (&json!(phase), ""));
        assert!(head["part"].is_null() && head["cut"].is_null());
        assert_eq!(head["method"], "tool.execute");
    }
    assert!(rig.quiet_above());
}

#[test]
fn what_finds_no_room_is_counted_and_traffic_goes_on() {
    let mut rig = tapped();
    rig.record.is_full = true;
    let id = call(&mut rig, COUNT);
    rig.answer("tools", &id, json!(1));
    assert_eq!(rig.heard("agent")["result"], 1);
    rig.pass(1);
    assert!(rig.quiet_above());
    rig.record.is_full = false;
    rig.ask("agent", json!(8), "request.state_get", json!({"key": "k"}));
    let (head, _) = record(&mut rig);
    assert_eq!(
        (&head["lost"], &head["method"]),
        (&json!(2), &json!("request.state_get"))
    );
    rig.ask("agent", json!(9), "request.state_get", json!({"key": "k"}));
    let later = heads(&mut rig).pop().unwrap();
    assert!(later["lost"].is_null(), "told once");
}

#[test]
fn what_was_lost_is_told_also_when_nothing_follows() {
    let mut rig = tapped();
    rig.record.is_full = true;
    call(&mut rig, COUNT);
    rig.record.is_full = false;
    rig.pass(1);
    let (head, _) = record(&mut rig);
    assert_eq!((&head["phase"], &head["lost"]), (&json!("lost"), &json!(1)));
    rig.pass(1);
    assert!(rig.quiet_above());
}

#[test]
fn streams_and_notifications_are_recorded_with_the_request_that_they_are_about() {
    let mut rig = tapped();
    let id = call(&mut rig, COUNT);
    let (start, _) = record(&mut rig);
    rig.tell(
        "tools",
        "stream.provider.token",
        json!({"request_id": id, "text": "hi"}),
    );
    let (note, params) = record(&mut rig);
    assert_eq!(
        (&note["phase"], &note["method"]),
        (&json!("note"), &json!("stream.provider.token"))
    );
    assert_eq!(
        (&note["n"], &note["from"], &note["to"]),
        (&start["n"], &json!(2), &json!(1))
    );
    assert_eq!(
        serde_json::from_str::<Value>(&params).unwrap()["text"],
        "hi"
    );
    rig.tell("tools", "$/log", json!({"level": "info", "message": "m"}));
    let (log, _) = record(&mut rig);
    assert_eq!(
        (&log["method"], &log["to"], &log["n"]),
        (&json!("$/log"), &json!(0), &Value::Null)
    );
    rig.record.up.clear();
    rig.tell("agent", "$/cancel", json!({"id": 7}));
    let (cancel, _) = record(&mut rig);
    assert_eq!(
        (&cancel["method"], &cancel["n"], &cancel["to"]),
        (&json!("$/cancel"), &start["n"], &json!(2))
    );
    rig.tell(
        "tools",
        "stream.provider.token",
        json!({"request_id": "h-999", "text": "x"}),
    );
    assert!(rig.quiet_above(), "what goes nowhere is not recorded");
}

#[test]
fn what_the_router_answers_itself_is_recorded_as_such() {
    let mut rig = tapped();
    rig.ask(
        "agent",
        json!(1),
        "request.tool_execute",
        json!({"name": "grap"}),
    );
    let (start, params) = record(&mut rig);
    assert_eq!(
        (&start["here"], params.as_str()),
        (&json!(true), r#"{"name":"grap"}"#)
    );
    let (end, error) = record(&mut rig);
    assert_eq!(
        (&end["n"], &end["code"], &end["here"]),
        (&start["n"], &json!(-32004), &json!(true))
    );
    assert!(error.contains("\"grap\""));
    let id = call(&mut rig, COUNT);
    assert_ne!(
        id,
        format!("h-{}", start["n"]),
        "no number stands for two requests"
    );
}

#[test]
fn a_service_that_dies_is_seen_in_the_answers_that_it_owes() {
    let mut rig = tapped();
    call(&mut rig, COUNT);
    rig.end("tools");
    rig.fail("tools", json!({"service": "tools", "signal": "SIGKILL"}));
    let ends: Vec<Value> = heads(&mut rig)
        .into_iter()
        .filter(|head| head["phase"] == "end")
        .collect();
    assert_eq!(ends.len(), 1);
    assert_eq!(ends[0]["code"], -32002);
    let line = rig
        .record
        .up
        .iter()
        .rfind(|(kind, ..)| *kind == Up::Tap)
        .unwrap();
    assert!(String::from_utf8_lossy(&line.2).contains("SIGKILL"));
}

#[test]
fn an_event_is_recorded_with_each_handler_and_with_what_came_of_it() {
    let mut rig = tapped();
    rig.routes(
        json!({"hooks": [{"connection": 2, "service": "tools", "name": "guard",
        "events": ["tool:pre"], "priority": 1, "timeout_ms": 1000, "on_error": "continue"}]}),
    );
    rig.ask(
        "agent",
        json!(1),
        "request.hook_emit",
        json!({"event": "tool:pre", "data": {"tool_name": "x"}}),
    );
    let (emission, _) = record(&mut rig);
    let (step, asked) = record(&mut rig);
    assert_eq!(
        (&step["method"], &step["name"], &step["from"], &step["to"]),
        (&json!("hook.emit"), &json!("guard"), &json!(1), &json!(2))
    );
    let asked: Value = serde_json::from_str(&asked).unwrap();
    assert_eq!(asked["data"]["tool_name"], "x");
    let id = rig.heard("tools")["id"].clone();
    rig.answer("tools", &id, json!({"action": "deny", "reason": "no"}));
    let (answered, _) = record(&mut rig);
    assert_eq!(answered["n"], step["n"]);
    let (concluded, result) = record(&mut rig);
    assert_eq!(
        (&concluded["n"], &concluded["part"]),
        (&emission["n"], &json!("result"))
    );
    let result: Value = serde_json::from_str(&result).unwrap();
    assert_eq!(result["action"], "deny");
    rig.ask(
        "agent",
        json!(2),
        "request.hook_emit",
        json!({"event": "nobody:hears", "data": {}}),
    );
    let (start, _) = record(&mut rig);
    let (_, result) = record(&mut rig);
    assert_eq!(start["here"], true);
    assert_eq!(result, r#"{"action":"continue"}"#);
}
