//! Every decision of the data plane, as a state machine without I/O: a line and the time go in,
//! lines and upward messages come out through a [`Sink`].
//!
//! Invariant: nothing here reads a clock, a descriptor or an environment variable.
//!
//! Invariant: a payload that passes through is neither decoded nor written anew; hook answers, which
//! the fan-out has to fold, are the exception (protocol §7).

mod alarms;
mod emission;
mod fanout;
mod forward;
mod lifecycle;
mod notifications;
mod peer;
mod refusals;
mod requests;
mod responses;
mod tap;

pub use peer::Stats;

use crate::ids::{ConnId, RawId, RouterId};
use crate::message::Message;
use crate::methods::Grants;
use crate::routes::{Handler, Routes, Settings};
use crate::scan::{Envelope, Fault, scan};
use crate::table::Table;
use alarms::Alarms;
use emission::Emission;
use foldhash::{HashMap, HashMapExt};
use peer::{Peer, Peers};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::sync::Arc;

/// Nanoseconds of a clock that never goes back.
pub type Nanos = u64;

const MS: Nanos = 1_000_000;
/// After its deadline a request's handler has this long to answer -32001 itself.
const LATE: Nanos = 500 * MS;
/// After a cancel a request's handler has this long to answer.
const CANCEL_GRACE: Nanos = 5000 * MS;
/// How long callers of a dead service wait for the control plane to say why it died.
const POST_MORTEM: Nanos = 1000 * MS;
/// Nested calls that are too deep to be meant.
const MAX_DEPTH: i64 = 8;
/// Refused lines in a row after which a service is ended.
const MAX_JUNK: u32 = 100;
/// How much streamed text is kept for `data.partial`, bytes.
const MAX_PARTIAL: usize = 1 << 20;

/// The time, on two clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Now {
    /// Monotonic.
    pub mono: Nanos,
    /// Since 1970, UTC, ms.
    pub unix_ms: u64,
}

/// Kinds of upward messages; the numbers are those of the seam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Up {
    /// A line addressed to the host.
    Message = 0,
    /// A connection is over.
    Closed = 1,
    /// The first line of a service that was refused.
    Junk = 2,
    /// A record of a message.
    Tap = 3,
}

/// Where the engine's decisions go.
pub trait Sink {
    /// A line for a service; never refused.
    fn write(&mut self, to: ConnId, message: &Message<'_>);
    /// Something for the control plane, about or from a connection; never refused.
    fn up(&mut self, kind: Up, from: ConnId, message: &Message<'_>);
    /// A record of a message for the control plane; false when too many wait already.
    fn record(&mut self, record: &Message<'_>) -> bool;
    /// Bytes, other than records, that a destination (or the control plane) has not taken yet.
    fn backlog(&self, to: ConnId) -> usize;
    /// Something was turned away, or a sender is held, because this destination takes nothing.
    fn congested(&mut self, to: ConnId, since: Nanos);
    /// Read nothing more from `source` until the backlog of `destination` is halved.
    fn pause(&mut self, source: ConnId, destination: ConnId);
    /// Let go of the connection's descriptors.
    fn close(&mut self, connection: ConnId);
}

/// What one step of the engine works with.
pub(crate) struct Cx<'s> {
    now: Now,
    sink: &'s mut dyn Sink,
    /// Whose line this step handles; HOST for the control plane and the clock.
    source: ConnId,
}

impl<'s> Cx<'s> {
    fn of_host(now: Now, sink: &'s mut dyn Sink) -> Self {
        Self {
            now,
            sink,
            source: ConnId::HOST,
        }
    }
}

/// Limits that hold for the whole router.
#[derive(Debug, Clone)]
pub struct Config {
    /// The longest line that is read from anybody, bytes before the LF.
    pub max_message_bytes: usize,
    /// Bytes that may wait for one destination.
    pub queue_bytes: usize,
    /// Stamped into the data of events.
    pub session_id: Option<String>,
    /// Stamped into the data of events.
    pub parent_session_id: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_message_bytes: 64 << 20,
            queue_bytes: 128 << 20,
            session_id: None,
            parent_session_id: None,
        }
    }
}

impl Config {
    /// The same limits for a session: JSON `{session_id?, parent_session_id?}`.
    ///
    /// # Errors
    /// The JSON does not fit.
    pub fn with_session(self, session: &[u8]) -> Result<Self, crate::Error> {
        #[derive(serde::Deserialize)]
        struct Given {
            session_id: Option<String>,
            parent_session_id: Option<String>,
        }
        let given: Given =
            serde_json::from_slice(session).map_err(|why| crate::Error::Illegal {
                what: "the session",
                why: why.to_string(),
            })?;
        Ok(Self {
            session_id: given.session_id,
            parent_session_id: given.parent_session_id,
            ..self
        })
    }
}

/// Who waits for an answer.
#[derive(Debug)]
enum Origin {
    /// A service or the host (`conn` = HOST), under its own id. `via` is the connection that the host's answer is shown for.
    Caller {
        conn: ConnId,
        id: RawId,
        via: ConnId,
    },
    /// The fan-out of an emission: this request asks one of its handlers.
    Step { emission: RouterId },
}

/// How far a request is.
#[derive(Debug)]
enum State {
    /// It waits for a free place at its destination, or for its being mounted: the whole line.
    Queued(Vec<u8>),
    /// Its destination has it (or died with it).
    Sent,
    /// The router itself works on it.
    Emission(Box<Emission>),
}

/// How sternly a request has been cancelled.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cancelled {
    #[default]
    Not,
    Gracefully,
    Immediately,
}

/// A request under way.
#[derive(Debug)]
struct Pending {
    from: Origin,
    to: ConnId,
    counted: bool,
    state: State,
    /// When the router answers instead of the handler.
    answer_by: Option<Nanos>,
    cancelled: Cancelled,
    /// When the router answers a cancelled request instead of the handler.
    cancel_by: Option<Nanos>,
    /// Tokens so far: the inside of a JSON string.
    partial: Vec<u8>,
    label: Option<Box<tap::Label>>,
}

impl Pending {
    fn new(from: Origin, to: ConnId, state: State) -> Self {
        Self {
            from,
            to,
            state,
            counted: false,
            answer_by: None,
            cancelled: Cancelled::Not,
            cancel_by: None,
            partial: Vec::new(),
            label: None,
        }
    }
}

/// The state machine.
pub struct Engine {
    config: Config,
    peers: Peers,
    /// What is known of connections that are gone: routes may still lead there.
    graves: VecDeque<(ConnId, Map<String, Value>)>,
    pending: Table<Pending>,
    routes: Routes,
    chains: HashMap<String, Arc<[Handler]>>,
    alarms: Alarms,
    tap: Option<tap::Tap>,
}

impl Engine {
    /// An engine without connections.
    pub fn new(config: Config) -> Self {
        let host = Settings {
            grants: Grants::all(),
            max_message_bytes: usize::MAX,
            max_concurrency: usize::MAX,
            held: false,
        };
        Self {
            config,
            graves: VecDeque::new(),
            peers: Peers::new(Peer::new("host".to_owned(), host)),
            pending: Table::default(),
            routes: Routes::default(),
            chains: HashMap::new(),
            alarms: Alarms::default(),
            tap: None,
        }
    }

    /// Takes one line (without LF and CR) that a service wrote.
    pub fn receive(&mut self, from: ConnId, line: &[u8], now: Now, sink: &mut dyn Sink) {
        let cx = &mut Cx {
            now,
            sink,
            source: from,
        };
        match self.peers.get_mut(from) {
            Some(peer) if !peer.ended => peer.count_in(line.len()),
            _ => return,
        }
        let read = scan(line);
        match read {
            Ok(envelope) => match kind(line, &envelope) {
                Some(kind) => {
                    self.legal(from);
                    match kind {
                        Kind::Request => self.request(cx, from, line, &envelope),
                        Kind::Notification => self.notification(cx, from, line, &envelope),
                        Kind::Response => self.response(cx, from, line, &envelope),
                    }
                }
                None => self.illegal(cx, from, line),
            },
            Err(Fault::Twice { envelope }) => self.ambiguous(cx, from, line, &envelope),
            Err(Fault::NotLegal) => self.illegal(cx, from, line),
        }
    }

    fn legal(&mut self, from: ConnId) {
        if let Some(peer) = self.peers.get_mut(from) {
            peer.junk_run = 0;
        }
    }

    /// Replaces the routing table.
    pub fn set_routes(&mut self, routes: Routes) {
        self.routes = routes;
        self.chains.clear();
    }

    /// Requests under way.
    pub fn under_way(&self) -> usize {
        self.pending.len()
    }

    /// Counters of every connection.
    pub fn stats(&self) -> Vec<(ConnId, String, Stats)> {
        let mut all: Vec<_> = self
            .peers
            .iter()
            .map(|(id, peer)| (id, peer.name.clone(), peer.stats_with_queue()))
            .collect();
        all.sort_unstable_by_key(|(id, ..)| *id);
        all
    }
}

/// What a legal line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `method` and `id`.
    Request,
    /// `method` alone.
    Notification,
    /// `id` and one of `result` and `error`.
    Response,
}

/// What a line is; none if it is JSON but no legal message, or an error answer that needs a closer look and fails it.
pub fn kind(line: &[u8], envelope: &Envelope) -> Option<Kind> {
    if !envelope.version {
        return None;
    }
    let id = match &envelope.id {
        Some(id) if !RawId::is_legal(&line[id.clone()]) => return None,
        id => id.is_some(),
    };
    match (&envelope.method, &envelope.result, &envelope.error) {
        (Some(method), None, None) => {
            let params_fit = envelope
                .params
                .as_ref()
                .is_none_or(|params| line[params.start] == b'{');
            let fits = params_fit && line[method.start] == b'"';
            fits.then_some(if id {
                Kind::Request
            } else {
                Kind::Notification
            })
        }
        (None, Some(_), None) => id.then_some(Kind::Response),
        // Errors are rare and small: the strict decoder looks at code and message.
        (None, None, Some(_)) => {
            let legal = matches!(
                amplifier_ipc::wire::decode(line),
                amplifier_ipc::wire::Decoded::Message(_)
            );
            legal.then_some(Kind::Response)
        }
        _ => None,
    }
}
