//! One connection as a pure state machine: ids, pending calls, cancel, deadlines, concurrency. Knows no component.
//!
//! Messages, commands and the time go in; messages to send and events come out. The clock is passed in, in milliseconds.
//!
//! Architecture invariant: this module does no I/O, starts no task, reads no clock.

mod incoming;
mod outgoing;

use crate::wire::{
    Decoded, ErrorObject, Id, Message, Notification, Object, Record, Refusal, Response,
};
use incoming::Incoming;
use outgoing::Outgoing;
pub use outgoing::{CallOptions, pass_on};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Which side of the pipe this is; own ids are `h-1`, `h-2`, … or `s-1`, `s-2`, ….
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The host.
    Host,
    /// A service.
    Service,
}

/// How a cancel is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CancelMode {
    /// Stop now.
    #[default]
    Immediate,
    /// Finish what runs, start nothing new.
    Graceful,
}

impl CancelMode {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Graceful => "graceful",
        }
    }
}

/// What the machine wants done, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Write this message.
    Send(Message),
    /// Tell the layer above.
    Event(Event),
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A request is to be answered.
    Request {
        /// Its id.
        id: Id,
        /// Its method.
        method: String,
        /// Its params.
        params: Object,
        /// When it must be answered, on the clock of the machine (ms).
        deadline: Option<u64>,
    },
    /// A notification about nothing that is under way here.
    Notification {
        /// Its method.
        method: String,
        /// Its params.
        params: Object,
    },
    /// A notification about an own call.
    Stream {
        /// The own call.
        call: Id,
        /// The method of the notification.
        method: String,
        /// Its params.
        params: Object,
    },
    /// An own call has its result.
    Result(Id, Value),
    /// An own call failed.
    Error(Id, ErrorObject),
    /// The caller no longer wants this request; it is still to be answered.
    Cancelled(Id, CancelMode),
    /// The deadline of this request passed; it has been answered.
    Expired(Id),
    /// A response to nothing that is under way, or a stream notification about nothing.
    Stray(Option<Id>),
}

/// How many requests are handled at once when nothing else was announced.
pub const DEFAULT_MAX_CONCURRENCY: usize = 64;

/// How deep calls may nest (`_meta.depth`).
pub const MAX_CALL_DEPTH: u64 = 8;

/// The state of one connection.
#[derive(Debug)]
pub struct Peer {
    side: Side,
    max_concurrency: usize,
    next: u64,
    outgoing: BTreeMap<u64, Outgoing>,
    incoming: HashMap<Id, Incoming>,
    counted: usize,
    arrived: u64,
    lost: bool,
}

impl Peer {
    /// `max_concurrency`: how many requests this side handles at once.
    pub fn new(side: Side, max_concurrency: usize) -> Self {
        Self {
            side,
            max_concurrency,
            next: 1,
            outgoing: BTreeMap::new(),
            incoming: HashMap::new(),
            counted: 0,
            arrived: 0,
            lost: false,
        }
    }

    /// How many requests of the other side are unanswered.
    pub fn unanswered(&self) -> usize {
        self.incoming.len()
    }

    /// Takes one record of the splitter; `limit` is the splitter's.
    pub fn receive_record(&mut self, now: u64, record: Record<'_>, limit: usize) -> Vec<Effect> {
        match record {
            Record::Line(line) => self.receive(now, crate::wire::decode(line)),
            Record::Oversized(head) => self.oversized(head, limit),
        }
    }

    /// Takes one decoded line.
    pub fn receive(&mut self, now: u64, decoded: Decoded) -> Vec<Effect> {
        match decoded {
            Decoded::Message(Message::Request(request)) => self.request(now, request),
            Decoded::Message(Message::Notification(notification)) => {
                self.notification(now, notification)
            }
            Decoded::Message(Message::Response(response)) => self.response(response),
            Decoded::Refused(Refusal { code, id, reason }) => {
                vec![refusal(id, code, reason, &json!({}))]
            }
            Decoded::Dropped { id } => self.illegal(id.as_ref()),
        }
    }

    fn oversized(&mut self, head: &[u8], limit: usize) -> Vec<Effect> {
        let head = crate::wire::Head::scan(head);
        if head.refusable() {
            let reason =
                format!("the message is longer than {limit} bytes, the most that this side reads");
            return vec![refusal(head.id, -32006, reason, &json!({"limit": limit}))];
        }
        self.illegal(head.id.as_ref().filter(|_| head.answer))
    }

    /// An own call whose answer cannot be read fails: nobody will answer it again.
    fn illegal(&mut self, id: Option<&Id>) -> Vec<Effect> {
        let Some(id) = id else { return Vec::new() };
        let call = self
            .own(id)
            .filter(|call| self.outgoing.remove(call).is_some());
        if call.is_none() {
            return vec![Effect::Event(Event::Stray(Some(id.clone())))];
        }
        let error = error(
            -32603,
            "the answer is not a legal response".into(),
            &json!({}),
        );
        vec![Effect::Event(Event::Error(id.clone(), error))]
    }

    fn response(&mut self, response: Response) -> Vec<Effect> {
        let call = response.id.as_ref().and_then(|id| self.own(id));
        let Some(call) = call.filter(|call| self.outgoing.remove(call).is_some()) else {
            return vec![Effect::Event(Event::Stray(response.id))];
        };
        let id = self.id(call);
        vec![Effect::Event(match response.outcome {
            Ok(result) => Event::Result(id, result),
            Err(error) => Event::Error(id, error),
        })]
    }

    fn notification(&mut self, now: u64, notification: Notification) -> Vec<Effect> {
        let Notification { method, params } = notification;
        if method == "$/cancel" {
            return self.cancel_incoming(&params);
        }
        let known = matches!(method.as_str(), "$/progress" | "$/log");
        if method.starts_with("$/") && !known {
            return Vec::new();
        }
        let Some(about) = params.get("request_id") else {
            return vec![Effect::Event(Event::Notification { method, params })];
        };
        let about = Id::from_json(&about.to_string());
        let call = about
            .as_ref()
            .and_then(|id| self.own(id))
            .filter(|call| self.outgoing.contains_key(call));
        let streaming = method == "$/progress" || method.starts_with("stream.");
        vec![Effect::Event(match call {
            Some(call) => {
                self.renew(now, call);
                Event::Stream {
                    call: self.id(call),
                    method,
                    params,
                }
            }
            None if streaming => Event::Stray(about),
            None => Event::Notification { method, params },
        })]
    }

    /// Moves the clock: what has expired is answered or given up.
    pub fn tick(&mut self, now: u64) -> Vec<Effect> {
        let mut effects = self.expire_incoming(now);
        effects.extend(self.expire_outgoing(now));
        effects
    }

    /// When [`Peer::tick`] has something to do next (ms).
    pub fn next_tick(&self) -> Option<u64> {
        let incoming = self
            .incoming
            .values()
            .filter_map(|request| request.deadline);
        incoming
            .chain(self.outgoing.values().filter_map(|call| call.expires))
            .min()
    }

    /// The other side is gone: every own call fails, in the order in which they were made.
    pub fn lost(&mut self) -> Vec<Effect> {
        self.lost = true;
        let calls: Vec<u64> = std::mem::take(&mut self.outgoing).into_keys().collect();
        calls
            .into_iter()
            .map(|call| Effect::Event(Event::Error(self.id(call), gone())))
            .collect()
    }

    fn id(&self, call: u64) -> Id {
        let side = match self.side {
            Side::Host => 'h',
            Side::Service => 's',
        };
        format!("{side}-{call}").into()
    }

    /// The number of an own call, whether it is under way or not.
    fn own(&self, id: &Id) -> Option<u64> {
        let Id::Text(text) = id else { return None };
        let call = text.get(2..)?.parse().ok()?;
        (self.id(call) == *id).then_some(call)
    }
}

fn gone() -> ErrorObject {
    error(
        -32002,
        "the other side closed the connection".into(),
        &json!({}),
    )
}

fn refusal(id: Option<Id>, code: i64, reason: String, data: &Value) -> Effect {
    Effect::Send(
        Response {
            id,
            outcome: Err(error(code, reason, data)),
        }
        .into(),
    )
}

/// An error object with its kind.
fn error(code: i64, message: String, data: &Value) -> ErrorObject {
    let kind = match code {
        -32700 => "parse_error",
        -32600 => "invalid_request",
        -32800 => "cancelled",
        -32001 => "deadline_exceeded",
        -32002 => "service_unavailable",
        -32005 => "overloaded",
        -32006 => "message_too_large",
        _ => "internal_error",
    };
    let mut members = Object::new();
    members.insert("kind".into(), kind.into());
    members.extend(data.as_object().cloned().unwrap_or_default());
    ErrorObject {
        code,
        message,
        data: Some(Value::Object(members)),
    }
}
