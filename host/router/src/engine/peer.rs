//! One connection, as far as decisions depend on it.

use crate::ids::{ConnId, RawId, RouterId};
use crate::routes::Settings;
use crate::slots::Slots;
use foldhash::{HashMap, HashMapExt};
use serde_json::{Map, Value};
use std::collections::VecDeque;

/// What a waiting request costs beside its line, bytes, roughly.
const ENTRY: usize = 256;

/// Counters of one connection.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Legal and illegal lines read.
    pub messages_in: u64,
    /// Their bytes.
    pub bytes_in: u64,
    /// Lines written.
    pub messages_out: u64,
    /// Their bytes.
    pub bytes_out: u64,
    /// Notifications and responses that nobody waited for, or that were illegal or too large.
    pub dropped: u64,
    /// Requests that the router answered with an error.
    pub refused: u64,
    /// Lines that were no message.
    pub junk: u64,
    /// Requests that wait for a free place.
    pub queue: u64,
}

/// Whether a connection takes requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    Open,
    /// The control plane closed it.
    Closed,
    /// Nobody reads it.
    Broken,
}

/// One connection.
pub(super) struct Peer {
    pub(super) name: String,
    pub(super) settings: Settings,
    /// Its own requests under way, by its id.
    pub(super) requests: HashMap<RawId, RouterId>,
    /// Counted requests that it works on.
    pub(super) in_flight: usize,
    /// Requests that wait until it works on fewer.
    pub(super) queue: VecDeque<RouterId>,
    /// Hook handlers that are asked when it is mounted.
    pub(super) steps: Vec<RouterId>,
    /// How many of them still wait: a cancelled one stays in the queue until its turn.
    pub(super) queued: usize,
    pub(super) queued_bytes: usize,
    pub(super) junk_run: u32,
    pub(super) junk_told: bool,
    /// Nothing more comes from it.
    pub(super) ended: bool,
    pub(super) input: Input,
    /// What the control plane knows of its end.
    pub(super) post_mortem: Option<Map<String, Value>>,
    pub(super) stats: Stats,
}

impl Peer {
    pub(super) fn new(name: String, settings: Settings) -> Self {
        Self {
            name,
            settings,
            requests: HashMap::new(),
            in_flight: 0,
            queue: VecDeque::new(),
            steps: Vec::new(),
            queued: 0,
            queued_bytes: 0,
            junk_run: 0,
            junk_told: false,
            ended: false,
            input: Input::Open,
            post_mortem: None,
            stats: Stats::default(),
        }
    }

    pub(super) fn enqueue(&mut self, id: RouterId, bytes: usize) {
        self.queue.push_back(id);
        self.wait(bytes);
    }

    /// Handlers are not counted, and so have no place in the queue.
    pub(super) fn hold(&mut self, step: RouterId, bytes: usize) {
        self.steps.push(step);
        self.wait(bytes);
    }

    fn wait(&mut self, bytes: usize) {
        self.queued += 1;
        self.queued_bytes += bytes + ENTRY;
    }

    /// It takes no request that counts.
    pub(super) fn is_full(&self) -> bool {
        self.settings.held || self.in_flight >= self.settings.max_concurrency
    }

    /// A request waits no longer: it was sent, or it is over.
    pub(super) fn dequeued(&mut self, bytes: usize) {
        self.queued -= 1;
        self.queued_bytes -= bytes + ENTRY;
    }

    /// More than half of the queue is over.
    pub(super) fn is_mostly_stale(&self) -> bool {
        self.queue.len() > 2 * self.queued + 64
    }

    /// It can be given a request.
    pub(super) fn listens(&self) -> bool {
        !self.ended && self.input == Input::Open
    }

    pub(super) fn count_in(&mut self, bytes: usize) {
        self.stats.messages_in += 1;
        self.stats.bytes_in += bytes as u64;
    }

    pub(super) fn count_out(&mut self, bytes: usize) {
        self.stats.messages_out += 1;
        self.stats.bytes_out += bytes as u64;
    }

    pub(super) fn stats_with_queue(&self) -> Stats {
        Stats {
            queue: self.queued as u64,
            ..self.stats
        }
    }

    /// What callers are told when it is not there.
    pub(super) fn obituary(&self) -> Map<String, Value> {
        self.post_mortem.clone().unwrap_or_else(|| {
            let mut known = Map::new();
            known.insert("service".into(), self.name.clone().into());
            known
        })
    }
}

/// The host and all services.
pub(super) struct Peers {
    host: Peer,
    services: Slots<Peer>,
}

impl Peers {
    pub(super) fn new(host: Peer) -> Self {
        Self {
            host,
            services: Slots::default(),
        }
    }

    #[inline]
    pub(super) fn get(&self, id: ConnId) -> Option<&Peer> {
        if id == ConnId::HOST {
            Some(&self.host)
        } else {
            self.services.get(id)
        }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, id: ConnId) -> Option<&mut Peer> {
        if id == ConnId::HOST {
            Some(&mut self.host)
        } else {
            self.services.get_mut(id)
        }
    }

    /// The longest line that it takes.
    pub(super) fn limit(&self, id: ConnId) -> usize {
        let peer = self.get(id);
        peer.map_or(usize::MAX, |peer| peer.settings.max_message_bytes)
    }

    pub(super) fn insert(&mut self, id: ConnId, peer: Peer) {
        self.services.insert(id, peer);
    }

    pub(super) fn remove(&mut self, id: ConnId) {
        self.services.remove(id);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (ConnId, &Peer)> {
        std::iter::once((ConnId::HOST, &self.host)).chain(self.services.iter())
    }
}
