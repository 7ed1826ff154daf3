//! What the control plane wants, on its way down to the router's thread.

use crate::engine::Stats;
use crate::ids::ConnId;
use crate::routes::{Routes, Settings};
use crate::scan::Envelope;
use crate::upward::Signal;
use rustix::fd::OwnedFd;
use serde_json::{Map, Value};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};

pub(crate) enum Command {
    Connect {
        connection: ConnId,
        name: String,
        read: OwnedFd,
        write: OwnedFd,
    },
    Mount {
        connection: ConnId,
        settings: Settings,
    },
    Routes(Box<Routes>),
    Send {
        to: ConnId,
        line: Vec<u8>,
        envelope: Box<Envelope>,
    },
    CloseInput(ConnId),
    Fail {
        connection: ConnId,
        known: Map<String, Value>,
    },
    Disconnect(ConnId),
    Tap(Option<usize>),
    Stats(Sender<Vec<(ConnId, String, Stats)>>),
    Drained,
    Stop,
}

/// The queue down: any thread fills it, the router's empties it.
pub(crate) struct Inbox {
    queue: Mutex<Vec<Command>>,
    pub(crate) signal: Signal,
}

impl Inbox {
    pub(crate) fn new() -> rustix::io::Result<Self> {
        Ok(Self {
            queue: Mutex::default(),
            signal: Signal::new()?,
        })
    }

    pub(crate) fn push(&self, command: Command) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let was_empty = queue.is_empty();
        queue.push(command);
        drop(queue);
        if was_empty {
            self.signal.raise();
        }
    }

    pub(crate) fn take(&self) -> Vec<Command> {
        self.signal.lower();
        std::mem::take(&mut *self.queue.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
