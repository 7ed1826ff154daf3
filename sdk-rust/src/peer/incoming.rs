//! Requests of the other side.

use super::{CancelMode, Effect, Event, MAX_CALL_DEPTH, Peer, error, refusal};
use crate::wire::{ErrorObject, Id, Object, Request, Response};
use serde_json::{Value, json};

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Incoming {
    /// Its `_meta`, passed on to what its handler calls.
    pub(super) meta: Object,
    pub(super) deadline: Option<u64>,
    pub(super) cancelled: Option<CancelMode>,
    /// Its place in the order of arrival.
    order: u64,
    counted: bool,
}

/// What does not count towards the concurrency limit (protocol §3).
const UNCOUNTED: [&str; 3] = ["ping", "describe", "hook.emit"];

impl Peer {
    pub(super) fn request(&mut self, now: u64, request: Request) -> Vec<Effect> {
        let Request {
            id,
            method,
            mut params,
        } = request;
        if self.incoming.contains_key(&id) {
            let reason = format!("the id {} is still under way", id.to_json());
            return vec![refusal(Some(id), -32600, reason, &json!({}))];
        }
        let counted = !UNCOUNTED.contains(&method.as_str());
        if counted && self.counted >= self.max_concurrency {
            let reason = format!(
                "{} requests are under way, the most that this side handles",
                self.counted
            );
            return vec![refusal(Some(id), -32005, reason, &json!({}))];
        }
        let meta = legal_meta(&mut params);
        if method.starts_with("request.") && depth(&meta) > MAX_CALL_DEPTH {
            let reason = format!("calls nest deeper than {MAX_CALL_DEPTH}");
            return vec![refusal(Some(id), -32005, reason, &json!({}))];
        }
        let left = meta.get("deadline_ms").and_then(Value::as_i64);
        if left.is_some_and(|left| left <= 0) {
            return vec![refusal(
                Some(id),
                -32001,
                "the deadline had passed on arrival".into(),
                &json!({}),
            )];
        }
        let deadline = left.and_then(|left| now.checked_add(u64::try_from(left).ok()?));
        self.counted += usize::from(counted);
        self.arrived += 1;
        let order = self.arrived;
        self.incoming.insert(
            id.clone(),
            Incoming {
                meta,
                deadline,
                cancelled: None,
                order,
                counted,
            },
        );
        vec![Effect::Event(Event::Request {
            id,
            method,
            params,
            deadline,
        })]
    }

    /// Whether this request still waits for its answer; from now on it no longer does.
    pub fn finish(&mut self, id: &Id) -> bool {
        let Some(request) = self.incoming.remove(id) else {
            return false;
        };
        self.counted -= usize::from(request.counted);
        true
    }

    /// Answers a request; what has been answered already stays answered.
    pub fn answer(&mut self, id: &Id, outcome: Result<Value, ErrorObject>) -> Vec<Effect> {
        if !self.finish(id) {
            return Vec::new();
        }
        vec![Effect::Send(
            Response {
                id: Some(id.clone()),
                outcome,
            }
            .into(),
        )]
    }

    /// How this request was cancelled, if it was.
    pub fn cancelled(&self, id: &Id) -> Option<CancelMode> {
        self.incoming.get(id)?.cancelled
    }

    pub(super) fn cancel_incoming(&mut self, params: &Object) -> Vec<Effect> {
        let Some(id) = params
            .get("id")
            .and_then(|id| Id::from_json(&id.to_string()))
        else {
            return Vec::new();
        };
        let mode = match params.get("mode").and_then(Value::as_str) {
            Some("graceful") => CancelMode::Graceful,
            _ => CancelMode::Immediate,
        };
        let Some(request) = self.incoming.get_mut(&id) else {
            return Vec::new();
        };
        // A second cancel counts only when it is the harder one.
        if request
            .cancelled
            .is_some_and(|had| had == mode || had == CancelMode::Immediate)
        {
            return Vec::new();
        }
        request.cancelled = Some(mode);
        let reason = params.get("reason").and_then(Value::as_str);
        // The calls it has under way hear of it first: the handler may answer at once.
        let mut effects = self.cancel_children(&id, mode, reason);
        effects.push(Effect::Event(Event::Cancelled(id, mode)));
        effects
    }

    pub(super) fn expire_incoming(&mut self, now: u64) -> Vec<Effect> {
        let due = |request: &Incoming| request.deadline.filter(|deadline| *deadline <= now);
        let mut expired: Vec<(u64, u64, Id)> = self
            .incoming
            .iter()
            .filter_map(|(id, request)| Some((due(request)?, request.order, id.clone())))
            .collect();
        expired.sort();
        let mut effects = Vec::new();
        for (_, _, id) in expired {
            effects.push(Effect::Event(Event::Expired(id.clone())));
            effects.extend(self.cancel_children(
                &id,
                CancelMode::Immediate,
                Some("deadline exceeded"),
            ));
            let late = error(
                -32001,
                "the deadline passed before the answer was ready".into(),
                &json!({}),
            );
            effects.extend(self.answer(&id, Err(late)));
        }
        effects
    }
}

/// The meta of params, without members of the wrong type: such are absent, for everybody (RPC-060).
fn legal_meta(params: &mut Object) -> Object {
    match params.get_mut("_meta") {
        None => Object::new(),
        Some(Value::Object(meta)) => {
            meta.retain(|name, value| is_legal(name, value));
            meta.clone()
        }
        Some(_) => {
            params.shift_remove("_meta");
            Object::new()
        }
    }
}

fn is_legal(name: &str, value: &Value) -> bool {
    let whole = |value: &Value| value.as_f64().is_some_and(|number| number.fract() == 0.0);
    match name {
        "traceparent" | "tracestate" | "baggage" | "session_id" | "parent_session_id"
        | "turn_id" => value.is_string(),
        "deadline_ms" => whole(value),
        "depth" => whole(value) && value.as_f64().is_some_and(|depth| depth >= 0.0),
        _ => true,
    }
}

/// `_meta.depth`; absent = 0.
pub(super) fn depth(meta: &Object) -> u64 {
    meta.get("depth").and_then(Value::as_u64).unwrap_or(0)
}
