//! The shared vectors of `conformance/vectors`, as far as a router is concerned.

use crate::rig::Rig;
use amplifier_ipc_router::engine::{Kind, kind};
use amplifier_ipc_router::scan::{Fault, scan};
use serde_json::{Value, json};

fn cases(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

fn bytes(piece: &Value) -> Vec<u8> {
    if let Some(text) = piece["text"].as_str() {
        return text.as_bytes().to_vec();
    }
    if let Some(hex) = piece["hex"].as_str() {
        let digits: Vec<char> = hex.chars().collect();
        let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
        return pairs
            .map(|pair| u8::from_str_radix(&pair, 16).unwrap())
            .collect();
    }
    if let Some(parts) = piece["parts"].as_array() {
        return parts.iter().flat_map(bytes).collect();
    }
    let times = usize::try_from(piece["times"].as_u64().unwrap()).unwrap();
    piece["repeat"].as_str().unwrap().repeat(times).into_bytes()
}

fn line(case: &Value) -> Vec<u8> {
    match (case["line"].as_str(), case["line_parts"].as_array()) {
        (Some(line), _) => line.as_bytes().to_vec(),
        (None, Some(parts)) => parts.iter().flat_map(bytes).collect(),
        (None, None) => bytes(&json!({"hex": case["line_hex"]})),
    }
}

#[test]
fn messages_are_told_from_each_other_and_from_the_rest() {
    for case in cases(include_str!(
        "../../../../conformance/vectors/messages.json"
    )) {
        let (line, verdict) = (line(&case), &case["verdict"]);
        let found = match scan(&line) {
            // A router refuses what an end reads by its last member: the one rule that is its own.
            Err(Fault::Twice { .. }) if verdict.get("refuse").or(verdict.get("drop")).is_none() => {
                continue;
            }
            Ok(envelope) => kind(&line, &envelope),
            Err(Fault::NotLegal | Fault::Twice { .. }) => None,
        };
        let expected = match verdict
            .as_object()
            .and_then(|verdict| verdict.keys().next())
            .unwrap()
            .as_str()
        {
            "request" => Some(Kind::Request),
            "notification" => Some(Kind::Notification),
            // An error with the id null answers nothing that a router could find.
            "response" if verdict["response"]["id"].is_null() => None,
            "response" => Some(Kind::Response),
            _ => None,
        };
        assert_eq!(found, expected, "{}", case["id"]);
        if verdict.get("drop").is_some() {
            let mut rig = Rig::pair();
            let id = rig.id("tools");
            let now = rig.now();
            rig.engine.receive(id, &line, now, &mut rig.record);
            assert!(rig.silent("tools"), "{}", case["id"]);
            assert_eq!(rig.engine.stats()[2].2.dropped, 1, "{}", case["id"]);
        }
        if let Some(refusal) = verdict.get("refuse") {
            let mut rig = Rig::pair();
            let id = rig.id("tools");
            let now = rig.now();
            rig.engine.receive(id, &line, now, &mut rig.record);
            let answer = rig.heard("tools");
            assert_eq!(
                (&answer["id"], &answer["error"]["code"]),
                (&refusal["id"], &refusal["code"]),
                "{}",
                case["id"]
            );
        }
    }
}

fn hook(handler: &Value) -> Value {
    let mut hook = handler.clone();
    hook["connection"] = json!(2);
    hook.as_object_mut().unwrap().remove("answer");
    hook
}

/// Emits an event to handlers that all live in `tools`; `answer` says what each replies.
fn emit(
    handlers: &[Value],
    event: &str,
    data: &Value,
    answer: impl Fn(&str) -> Value,
) -> (Vec<Value>, Value) {
    let mut rig = Rig::pair();
    rig.routes(json!({"hooks": handlers.iter().map(hook).collect::<Vec<_>>()}));
    rig.ask(
        "agent",
        json!(1),
        "request.hook_emit",
        json!({"event": event, "data": data}),
    );
    let mut asked = Vec::new();
    while !rig.silent("tools") {
        let request = rig.heard("tools");
        let reply = answer(request["params"]["hook"].as_str().unwrap());
        asked.push(request["params"].clone());
        match reply.get("fails") {
            Some(why) => rig.say("tools", json!({"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32603, "message": why}})),
            None => rig.answer("tools", &request["id"], reply),
        }
    }
    (asked, rig.heard("agent")["result"].clone())
}

#[test]
fn handlers_are_chosen_and_ordered() {
    for case in cases(include_str!(
        "../../../../conformance/vectors/event_matching.json"
    )) {
        let event = case["event"].as_str().unwrap();
        let (handlers, order) = if case["handlers"].is_array() {
            (
                case["handlers"].as_array().unwrap().clone(),
                case["order"].clone(),
            )
        } else {
            let order = if case["matches"] == true {
                json!(["h"])
            } else {
                json!([])
            };
            (
                vec![json!({"name": "h", "events": [case["pattern"]]})],
                order,
            )
        };
        let (asked, _) = emit(
            &handlers,
            event,
            &json!({}),
            |_| json!({"action": "continue"}),
        );
        let names: Vec<&Value> = asked.iter().map(|params| &params["hook"]).collect();
        assert_eq!(json!(names), order, "{}", case["id"]);
    }
}

#[test]
fn answers_are_folded() {
    let mut run = 0;
    for case in cases(include_str!(
        "../../../../conformance/vectors/hook_fold.json"
    )) {
        // Which members an event opens is the event table's business here: the vector must agree with it.
        let event = match &case["open"] {
            Value::Null => "vendor:thing",
            open if *open == json!(["tool_input"]) => "tool:pre",
            _ => continue,
        };
        run += 1;
        let handlers: Vec<Value> = case["handlers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|handler| {
                let mut handler = handler.clone();
                handler["events"] = json!(["*"]);
                handler["service"] = json!("s");
                handler
            })
            .collect();
        let reply = |name: &str| {
            handlers
                .iter()
                .find(|handler| handler["name"] == name)
                .unwrap()["answer"]
                .clone()
        };
        let (asked, mut result) = emit(&handlers, event, &case["data"], reply);
        let seen: Vec<Value> = asked
            .into_iter()
            .map(|mut params| {
                if case["data"]["timestamp"].is_null() {
                    params["data"].as_object_mut().unwrap().remove("timestamp");
                }
                params["data"].take()
            })
            .collect();
        assert_eq!(json!(seen), case["seen"], "{}", case["id"]);
        let why = case["result"]["reason"].as_str();
        // A router says whose failure it was, too.
        if let (Some(reason), Some(why)) = (result["reason"].as_str(), why)
            && reason.ends_with(why)
        {
            result["reason"] = json!(why);
        }
        assert_eq!(result, case["result"], "{}", case["id"]);
    }
    assert!(run > 20);
}
