use crate::{cases, id};
use amplifier_ipc::peer::{
    CallOptions, CancelMode, DEFAULT_MAX_CONCURRENCY, Effect, Event, Peer, Side,
};
use amplifier_ipc::wire::{Id, Message, decode, encode};
use serde_json::{Value, json};
use std::collections::VecDeque;

#[test]
fn peer() {
    for case in cases("peer.json") {
        let side = if case["side"] == "host" {
            Side::Host
        } else {
            Side::Service
        };
        let limit = case
            .pointer("/limits/max_concurrency")
            .and_then(Value::as_u64);
        let limit = limit.map_or(DEFAULT_MAX_CONCURRENCY, |limit| {
            usize::try_from(limit).unwrap()
        });
        let mut run = Run {
            peer: Peer::new(side, limit),
            now: 0,
            case: case["id"].to_string(),
            pending: VecDeque::new(),
        };
        for step in case["steps"].as_array().unwrap() {
            run.step(step);
        }
        assert!(
            run.pending.is_empty(),
            "{}: also came {:?}",
            run.case,
            run.pending
        );
    }
}

struct Run {
    peer: Peer,
    now: u64,
    case: String,
    pending: VecDeque<Value>,
}

impl Run {
    fn step(&mut self, step: &Value) {
        let (kind, value) = step.as_object().unwrap().iter().next().unwrap();
        if kind == "send" || kind == "event" {
            let mut seen = self
                .pending
                .pop_front()
                .unwrap_or_else(|| panic!("{}: nothing came for {step}", self.case));
            let mut wanted = step.clone();
            for message in [&mut seen, &mut wanted] {
                if let Some(Value::Object(error)) = message.pointer_mut("/send/error") {
                    error.remove("message");
                }
            }
            assert_eq!(seen, wanted, "{}", self.case);
            return;
        }
        assert!(
            self.pending.is_empty(),
            "{}: before {step} also came {:?}",
            self.case,
            self.pending
        );
        let effects = self.input(kind, value);
        self.pending = effects.iter().map(shown).collect();
    }

    fn input(&mut self, kind: &str, value: &Value) -> Vec<Effect> {
        let target = || id(&value["id"]).unwrap();
        match kind {
            "at" => {
                self.now = value.as_u64().unwrap();
                self.peer.tick(self.now)
            }
            "receive" => self
                .peer
                .receive(self.now, decode(value.to_string().as_bytes())),
            "receive_text" => self
                .peer
                .receive(self.now, decode(value.as_str().unwrap().as_bytes())),
            "call" => {
                let params = value["params"].as_object().cloned().unwrap_or_default();
                let options = CallOptions {
                    parent: id(&value["parent"]),
                    timeout_ms: value["timeout_ms"].as_u64(),
                };
                self.peer
                    .call(self.now, value["method"].as_str().unwrap(), params, options)
                    .1
            }
            "notify" => {
                let params = value["params"].as_object().cloned().unwrap_or_default();
                self.peer.notify(value["method"].as_str().unwrap(), params)
            }
            "answer" => self.peer.answer(&target(), Ok(value["result"].clone())),
            "fail" => self.peer.answer(&target(), Err(error(&value["error"]))),
            "cancel" => self
                .peer
                .cancel(&target(), mode(value), value["reason"].as_str()),
            "lost" => self.peer.lost(),
            other => panic!("{}: the step {other} is not known", self.case),
        }
    }
}

fn error(value: &Value) -> amplifier_ipc::wire::ErrorObject {
    let mut value = value.clone();
    value
        .as_object_mut()
        .unwrap()
        .entry("message")
        .or_insert("why".into());
    serde_json::from_value(value).unwrap()
}

fn mode(value: &Value) -> Option<CancelMode> {
    match value["mode"].as_str()? {
        "graceful" => Some(CancelMode::Graceful),
        _ => Some(CancelMode::Immediate),
    }
}

fn shown(effect: &Effect) -> Value {
    match effect {
        Effect::Send(message) => json!({"send": wire(message)}),
        Effect::Event(event) => json!({"event": event_row(event)}),
    }
}

fn wire(message: &Message) -> Value {
    serde_json::from_slice(&encode(message)).unwrap()
}

fn event_row(event: &Event) -> Value {
    let name = |id: &Id| json!(id);
    match event {
        Event::Request { id, method, .. } => json!(["request", name(id), method]),
        Event::Notification { method, .. } => json!(["notification", method]),
        Event::Stream { call, method, .. } => json!(["stream", name(call), method]),
        Event::Result(id, _) => json!(["result", name(id)]),
        Event::Error(id, error) => json!(["error", name(id), error.code]),
        Event::Cancelled(id, mode) => json!(["cancelled", name(id), mode.as_str()]),
        Event::Expired(id) => json!(["expired", name(id)]),
        Event::Stray(id) => json!(["stray", id]),
    }
}
