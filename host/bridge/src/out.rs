//! What a bridge says to the router: lines gathered in one buffer, written by one task.

use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::io::AsyncWriteExt;
use tokio::net::unix::pipe::Sender;
use tokio::sync::Notify;

/// Above this many bytes who has more to say waits; one line always fits into an empty buffer.
const HIGH: usize = 4 << 20;

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    closed: bool,
}

/// The way to the router. A line is taken as a whole or not at all, so that a call may end at any time.
#[derive(Default)]
pub(crate) struct Out {
    waiting: Mutex<Waiting>,
    ready: Notify,
    room: Notify,
}

impl Out {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes whole lines (each with its LF) when there is room for them.
    pub(crate) async fn send(&self, lines: &[u8]) {
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            if self.take(lines, HIGH) {
                return;
            }
            room.await;
        }
    }

    /// Takes a short line at once.
    pub(crate) fn push(&self, lines: &[u8]) {
        self.take(lines, usize::MAX);
    }

    fn take(&self, lines: &[u8], high: usize) -> bool {
        let mut waiting = self.lock();
        let fits = waiting.bytes.is_empty() || waiting.bytes.len() + lines.len() <= high;
        if fits && !waiting.closed {
            waiting.bytes.extend_from_slice(lines);
            self.ready.notify_one();
        }
        // What is closed takes everything, and keeps nothing.
        fits || waiting.closed
    }

    /// Nothing more is said.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.room.notify_waiters();
        self.ready.notify_one();
    }

    /// Writes until the end; the router sees an end of file then.
    pub(crate) async fn write(&self, mut pipe: Sender) {
        loop {
            let (bytes, closed) = {
                let mut waiting = self.lock();
                (std::mem::take(&mut waiting.bytes), waiting.closed)
            };
            if bytes.is_empty() && closed {
                return;
            }
            if bytes.is_empty() {
                self.ready.notified().await;
                continue;
            }
            self.room.notify_waiters();
            if pipe.write_all(&bytes).await.is_err() {
                return self.close();
            }
        }
    }
}
