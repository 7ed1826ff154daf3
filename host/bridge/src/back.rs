//! Calls back of a service that are under way: what the router answers finds its way into their responses.

use crate::budget::Held;
use crate::map::{answer, events, problem};
use crate::service::Service;
use amplifier_ipc_router::scan::{Envelope, string_value};
use bytes::Bytes;
use http::StatusCode;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What is told to a call back. Its bytes count against the service's budget until they are on their way.
pub(crate) struct Told {
    bytes: Vec<u8>,
    /// The last one: its status and the type of its bytes. Else an event.
    pub(crate) answer: Option<(StatusCode, &'static str)>,
    _held: Held,
}

impl Told {
    fn new(
        bytes: Vec<u8>,
        answer: Option<(StatusCode, &'static str)>,
        mut held: Held,
    ) -> (Self, bool) {
        let fits = held.grow(bytes.len());
        (
            Self {
                bytes,
                answer,
                _held: held,
            },
            fits,
        )
    }

    /// The answer that stands in a line of the router. One always fits.
    pub(crate) fn whole(line: &[u8], envelope: &Envelope, held: Held) -> Self {
        if let Some(error) = &envelope.error {
            let (status, body) = problem::write(line, error);
            return Self::new(body, Some((status, answer::PROBLEM)), held).0;
        }
        let result = envelope
            .result
            .clone()
            .map_or(b"null".as_slice(), |result| &line[result]);
        Self::new(one_line(result), Some((StatusCode::OK, answer::JSON)), held).0
    }

    /// The body of an answer.
    pub(crate) fn into_body(self) -> Bytes {
        self.bytes.into()
    }

    /// The bytes of an event, the answer's among them.
    pub(crate) fn into_event(self) -> Bytes {
        match self.answer {
            Some((StatusCode::OK, _)) => events::write("result", &self.bytes).into(),
            Some(_) => events::write("error", &self.bytes).into(),
            None => self.bytes.into(),
        }
    }
}

/// JSON without the CR that may stand between its tokens: in a stream they would end a line.
fn one_line(json: &[u8]) -> Vec<u8> {
    json.iter()
        .map(|byte| if *byte == b'\r' { b' ' } else { *byte })
        .collect()
}

struct Open {
    tell: UnboundedSender<Told>,
    /// What the service calls it (HTP-064).
    name: Option<String>,
    streams: bool,
}

#[derive(Default)]
struct Inner {
    last: u64,
    open: HashMap<u64, Open>,
    names: HashMap<String, u64>,
    closed: bool,
}

/// All calls back of one service.
#[derive(Default)]
pub(crate) struct Backs(Mutex<Inner>);

impl Backs {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new call back; none when the session is over, or this name is of one that is under way.
    pub(crate) fn open(
        service: &Arc<Service>,
        name: Option<String>,
        streams: bool,
    ) -> Option<Back> {
        let mut inner = service.backs.lock();
        if inner.closed
            || name
                .as_ref()
                .is_some_and(|name| inner.names.contains_key(name))
        {
            return None;
        }
        inner.last += 1;
        let number = inner.last;
        inner.names.extend(name.clone().map(|name| (name, number)));
        let (tell, told) = unbounded_channel();
        inner.open.insert(
            number,
            Open {
                tell,
                name,
                streams,
            },
        );
        Some(Back {
            service: service.clone(),
            number,
            told,
            ended: false,
        })
    }

    /// The id under which the router knows the call of this name: JSON text.
    pub(crate) fn id_of(&self, name: &str) -> Option<String> {
        self.lock().names.get(name).map(|number| id(*number))
    }

    /// The answer to a call back.
    pub(crate) fn end(&self, id: &str, told: Told) {
        let open = number(id).and_then(|number| self.lock().take(number));
        if let Some(open) = open {
            // Who hung up a moment ago hears nothing.
            drop(open.tell.send(told));
        }
    }

    /// An event about a call back; one that reads too slowly is given up.
    pub(crate) fn event(&self, id: &str, name: &str, params: &[u8], held: Held) {
        let Some(number) = number(id) else { return };
        let mut inner = self.lock();
        let Some(open) = inner.open.get(&number).filter(|open| open.streams) else {
            return;
        };
        let data = one_line(&[b"{", params, b"}"].concat());
        let (told, fits) = Told::new(events::write(name, &data), None, held);
        if fits {
            drop(open.tell.send(told));
        } else {
            // Its stream breaks off, and with it the call.
            drop(inner.take(number));
        }
    }

    /// The session is over.
    pub(crate) fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        inner.open.clear();
        inner.names.clear();
    }
}

impl Inner {
    fn take(&mut self, number: u64) -> Option<Open> {
        let open = self.open.remove(&number)?;
        if let Some(name) = &open.name {
            self.names.remove(name);
        }
        Some(open)
    }
}

/// One call back. Dropped before its answer it is cancelled: its connection was closed (HTP-066).
pub(crate) struct Back {
    service: Arc<Service>,
    number: u64,
    told: UnboundedReceiver<Told>,
    ended: bool,
}

impl Back {
    /// The id under which the router knows it: JSON text.
    pub(crate) fn id(&self) -> String {
        id(self.number)
    }

    /// What comes next; none when it breaks off.
    pub(crate) async fn next(&mut self) -> Option<Told> {
        let told = self.told.recv().await;
        self.ended |= told.as_ref().is_some_and(|told| told.answer.is_some());
        told
    }
}

impl Drop for Back {
    fn drop(&mut self) {
        drop(self.service.backs.lock().take(self.number));
        if !self.ended {
            self.service.out.push(&cancel(&self.id(), ""));
        }
    }
}

/// A `$/cancel` of a call back; `how` are members of its params, each with a comma before it.
pub(crate) fn cancel(id: &str, how: &str) -> Vec<u8> {
    format!("{{\"jsonrpc\":\"2.0\",\"method\":\"$/cancel\",\"params\":{{\"id\":{id}{how}}}}}\n")
        .into_bytes()
}

fn id(number: u64) -> String {
    format!("\"b-{number}\"")
}

fn number(id: &str) -> Option<u64> {
    string_value(id.as_bytes())?
        .strip_prefix("b-")?
        .parse()
        .ok()
}
