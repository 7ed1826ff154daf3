//! The queue up to the control plane: filled by the router's thread in batches, emptied by another.

use crate::engine::Up;
use crate::ids::ConnId;
use crate::message::Message;
use rustix::event::{EventfdFlags, eventfd};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::io::{read, write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Upward messages, their bytes in one piece.
#[derive(Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
    items: Vec<(Up, ConnId, usize)>,
    /// What records take of it, which holds nobody up.
    recorded: usize,
}

/// A batch larger than this gives its memory back once it is empty.
const KEPT: usize = 1 << 20;
/// What a message takes beside its bytes.
const ITEM: usize = 16;

impl Batch {
    pub(crate) fn push(&mut self, kind: Up, from: ConnId, message: &Message<'_>) {
        for part in message.parts() {
            self.bytes.extend_from_slice(part);
        }
        self.items.push((kind, from, self.bytes.len()));
        if kind == Up::Tap {
            self.recorded += message.len() + ITEM;
        }
    }

    fn append(&mut self, other: &mut Self) {
        if self.items.is_empty() {
            std::mem::swap(self, other);
        } else {
            let offset = self.bytes.len();
            self.bytes.extend_from_slice(&other.bytes);
            self.items.extend(
                other
                    .items
                    .iter()
                    .map(|(kind, from, end)| (*kind, *from, end + offset)),
            );
            self.recorded += other.recorded;
        }
        other.clear();
    }

    /// Empties the batch, for its next use.
    pub fn clear(&mut self) {
        self.items.clear();
        self.bytes.clear();
        self.recorded = 0;
        self.bytes.shrink_to(KEPT);
        self.items.shrink_to(KEPT / 32);
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Messages in it.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Of all but records.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len() + self.items.len() * ITEM - self.recorded
    }

    pub(crate) fn recorded(&self) -> usize {
        self.recorded
    }

    /// (kind, connection, payload) in the order of arrival.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Up, ConnId, &[u8])> {
        let mut start = 0;
        self.items.iter().map(move |(kind, from, end)| {
            let payload = &self.bytes[start..*end];
            start = *end;
            (*kind, *from, payload)
        })
    }
}

/// An eventfd: readable when somebody called [`Signal::raise`] since the last [`Signal::lower`].
#[derive(Debug)]
pub(crate) struct Signal(OwnedFd);

impl Signal {
    pub(crate) fn new() -> rustix::io::Result<Self> {
        eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC).map(Self)
    }

    pub(crate) fn raise(&self) {
        // It can only fail when the counter is full, and then it is readable anyway.
        let _ = write(&self.0, &1_u64.to_ne_bytes());
    }

    pub(crate) fn lower(&self) {
        let _ = read(&self.0, &mut [0_u8; 8]);
    }
}

impl AsFd for Signal {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// The queue itself.
#[derive(Debug)]
pub(crate) struct Upward {
    batch: Mutex<Batch>,
    waiting: AtomicUsize,
    recorded: AtomicUsize,
    /// A source is held until this queue is shorter.
    holds: AtomicBool,
    pub(crate) signal: Signal,
}

impl Upward {
    pub(crate) fn new() -> rustix::io::Result<Self> {
        Ok(Self {
            batch: Mutex::default(),
            waiting: AtomicUsize::new(0),
            recorded: AtomicUsize::new(0),
            holds: AtomicBool::new(false),
            signal: Signal::new()?,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Batch> {
        // A batch is never left half changed: a panic elsewhere does not spoil it.
        self.batch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a batch, which is empty afterwards.
    pub(crate) fn append(&self, batch: &mut Batch) {
        if batch.is_empty() {
            return;
        }
        let mut queue = self.lock();
        let was_empty = queue.is_empty();
        queue.append(batch);
        self.waiting.store(queue.bytes(), Ordering::Relaxed);
        self.recorded.store(queue.recorded(), Ordering::Relaxed);
        drop(queue);
        if was_empty {
            self.signal.raise();
        }
    }

    /// Takes everything, in exchange for an empty batch. True: a held source waits to be let go.
    pub(crate) fn drain(&self, into: &mut Batch) -> bool {
        self.signal.lower();
        let mut queue = self.lock();
        std::mem::swap(&mut *queue, into);
        self.waiting.store(0, Ordering::Relaxed);
        self.recorded.store(0, Ordering::Relaxed);
        drop(queue);
        self.holds.swap(false, Ordering::AcqRel)
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Bytes of records that wait.
    pub(crate) fn recorded(&self) -> usize {
        self.recorded.load(Ordering::Relaxed)
    }

    pub(crate) fn hold(&self) {
        self.holds.store(true, Ordering::Release);
    }
}
