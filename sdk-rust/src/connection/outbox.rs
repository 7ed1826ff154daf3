//! Lines that wait to be written, in order. Anybody pushes, one task writes.

use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;

/// Above this many unsent bytes, notifications wait; answers never do.
const HIGH_WATER: usize = 4 << 20;
/// Lines up to this size are gathered into one write.
const GATHER: usize = 16 << 10;
const GATHERED_MAX: usize = 64 << 10;

#[derive(Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    filled: Notify,
    drained: Notify,
}

#[derive(Default)]
struct Queue {
    lines: VecDeque<Vec<u8>>,
    /// Bytes pushed and not written yet.
    bytes: usize,
    closed: bool,
}

impl Outbox {
    /// Queues one line with its LF; after a failed write, lines go nowhere.
    pub(crate) fn push(&self, line: Vec<u8>) {
        let mut queue = self.lock();
        if queue.closed {
            return;
        }
        queue.bytes += line.len();
        queue.lines.push_back(line);
        drop(queue);
        self.filled.notify_one();
    }

    /// Waits while the other side does not read: for whoever could send without end.
    pub(crate) async fn room(&self) {
        self.until(|queue| queue.closed || queue.bytes < HIGH_WATER)
            .await;
    }

    /// Waits until everything has been written.
    pub(crate) async fn flushed(&self) {
        self.until(|queue| queue.closed || queue.bytes == 0).await;
    }

    async fn until(&self, done: impl Fn(&Queue) -> bool) {
        loop {
            let drained = self.drained.notified();
            if done(&self.lock()) {
                return;
            }
            drained.await;
        }
    }

    /// Writes until the writer fails: then the other side is gone.
    pub(crate) async fn pump(&self, mut writer: impl AsyncWrite + Unpin) -> io::Error {
        let mut gathered = Vec::with_capacity(GATHERED_MAX);
        loop {
            let filled = self.filled.notified();
            let Some(size) = self.take(&mut gathered) else {
                filled.await;
                continue;
            };
            if let Err(error) = write(&mut writer, &gathered).await {
                *self.lock() = Queue {
                    closed: true,
                    ..Queue::default()
                };
                self.drained.notify_waiters();
                return error;
            }
            self.lock().bytes -= size;
            self.drained.notify_waiters();
        }
    }

    /// Moves the next lines into one buffer: many small ones, or one large one without a copy.
    fn take(&self, gathered: &mut Vec<u8>) -> Option<usize> {
        let mut queue = self.lock();
        let first = queue.lines.pop_front()?;
        if first.len() > GATHER || queue.lines.is_empty() {
            *gathered = first;
            return Some(gathered.len());
        }
        gathered.clear();
        gathered.extend_from_slice(&first);
        while let Some(next) = queue.lines.front() {
            if next.len() > GATHER || gathered.len() + next.len() > GATHERED_MAX {
                break;
            }
            gathered.extend_from_slice(next);
            queue.lines.pop_front();
        }
        Some(gathered.len())
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(writer: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    writer.write_all(bytes).await?;
    writer.flush().await
}
