//! Own requests.

use super::incoming::depth;
use super::{CancelMode, Effect, Event, Peer, error, gone};
use crate::wire::{Id, Notification, Object, Request};
use serde_json::{Value, json};

/// An own call without an answer yet.
#[derive(Debug)]
pub(super) struct Outgoing {
    /// The request of the other side that is being answered with its help.
    parent: Option<Id>,
    /// How long the other side may be silent (ms).
    patience: Option<u64>,
    /// When the patience ends, on the clock of the machine.
    pub(super) expires: Option<u64>,
    /// The hardest cancel that was sent about it.
    cancelled: Option<CancelMode>,
}

impl Outgoing {
    /// Whether this cancel says anything that has not been said.
    fn cancel(&mut self, mode: CancelMode) -> bool {
        let news = self.cancelled != Some(mode) && self.cancelled != Some(CancelMode::Immediate);
        if news {
            self.cancelled = Some(mode);
        }
        news
    }
}

/// What an own call is made with beside its params.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    /// The request that is being answered: its meta, deadline and cancel travel along.
    pub parent: Option<Id>,
    /// Give up after so much silence (ms); progress and stream notifications renew it.
    pub timeout_ms: Option<u64>,
}

impl Peer {
    /// Makes a call; its id comes back with what is to be done.
    pub fn call(
        &mut self,
        now: u64,
        method: &str,
        mut params: Object,
        options: CallOptions,
    ) -> (Id, Vec<Effect>) {
        let number = self.next;
        self.next += 1;
        let id = self.id(number);
        if self.lost {
            let event = Event::Error(id.clone(), gone());
            return (id, vec![Effect::Event(event)]);
        }
        let CallOptions { parent, timeout_ms } = options;
        self.pass_on_meta(now, parent.as_ref(), &mut params);
        let expires = timeout_ms.map(|timeout| now.saturating_add(timeout));
        self.outgoing.insert(
            number,
            Outgoing {
                parent,
                patience: timeout_ms,
                expires,
                cancelled: None,
            },
        );
        let request = Request {
            id: id.clone(),
            method: method.into(),
            params,
        };
        (id, vec![Effect::Send(request.into())])
    }

    /// Takes back a call that was not sent after all.
    pub fn forget(&mut self, id: &Id) {
        if let Some(call) = self.own(id) {
            self.outgoing.remove(&call);
        }
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Object) -> Vec<Effect> {
        if self.lost {
            return Vec::new();
        }
        vec![Effect::Send(
            Notification {
                method: method.into(),
                params,
            }
            .into(),
        )]
    }

    /// Tells the other side that an own call is no longer wanted; it will still answer.
    pub fn cancel(
        &mut self,
        id: &Id,
        mode: Option<CancelMode>,
        reason: Option<&str>,
    ) -> Vec<Effect> {
        let call = self.own(id).and_then(|call| self.outgoing.get_mut(&call));
        if call.is_some_and(|call| call.cancel(mode.unwrap_or_default())) {
            return vec![cancel_message(id, mode, reason)];
        }
        Vec::new()
    }

    pub(super) fn cancel_children(
        &mut self,
        parent: &Id,
        mode: CancelMode,
        reason: Option<&str>,
    ) -> Vec<Effect> {
        let children = self
            .outgoing
            .iter_mut()
            .filter(|(_, call)| call.parent.as_ref() == Some(parent));
        let told: Vec<u64> = children
            .filter_map(|(number, call)| call.cancel(mode).then_some(*number))
            .collect();
        told.into_iter()
            .map(|call| cancel_message(&self.id(call), Some(mode), reason))
            .collect()
    }

    pub(super) fn renew(&mut self, now: u64, call: u64) {
        if let Some(call) = self.outgoing.get_mut(&call) {
            call.expires = call.patience.map(|patience| now.saturating_add(patience));
        }
    }

    pub(super) fn expire_outgoing(&mut self, now: u64) -> Vec<Effect> {
        let due = self
            .outgoing
            .iter()
            .filter(|(_, call)| call.expires.is_some_and(|at| at <= now));
        let due: Vec<u64> = due.map(|(call, _)| *call).collect();
        let mut effects = Vec::new();
        for call in due {
            self.outgoing.remove(&call);
            let id = self.id(call);
            effects.push(cancel_message(
                &id,
                Some(CancelMode::Immediate),
                Some("timeout"),
            ));
            let error = error(-32001, "no answer within the time given".into(), &json!({}));
            effects.push(Effect::Event(Event::Error(id, error)));
        }
        effects
    }

    /// The meta of the request being answered, one deeper, with the time that is left.
    fn pass_on_meta(&self, now: u64, parent: Option<&Id>, params: &mut Object) {
        let Some(request) = parent.and_then(|parent| self.incoming.get(parent)) else {
            return;
        };
        let left = request
            .deadline
            .map(|deadline| deadline.saturating_sub(now));
        pass_on(&request.meta, left, params);
    }
}

/// Gives a call the meta of the request that it is made for, one deeper, with the time (ms) that is left (RPC-022, RPC-023,
/// RPC-028).
pub fn pass_on(received: &Object, left: Option<u64>, params: &mut Object) {
    let mut meta = received.clone();
    meta.insert("depth".into(), (depth(received) + 1).into());
    if let Some(left) = left {
        meta.insert("deadline_ms".into(), left.into());
    }
    if let Some(Value::Object(own)) = params.get("_meta") {
        meta.extend(own.clone());
    }
    params.insert("_meta".into(), Value::Object(meta));
}

fn cancel_message(id: &Id, mode: Option<CancelMode>, reason: Option<&str>) -> Effect {
    let mut params = Object::new();
    params.insert("id".into(), serde_json::to_value(id).unwrap_or_default());
    if let Some(mode) = mode {
        params.insert("mode".into(), mode.as_str().into());
    }
    if let Some(reason) = reason {
        params.insert("reason".into(), reason.into());
    }
    Effect::Send(
        Notification {
            method: "$/cancel".into(),
            params,
        }
        .into(),
    )
}
