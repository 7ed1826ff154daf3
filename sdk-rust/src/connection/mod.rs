//! The one place that reads, writes and keeps time: a [`Peer`](crate::peer::Peer) with a reader, a writer and a clock.
//!
//! Architecture invariant: nothing here waits for a handler; a handler never waits for the reader.

mod call;
mod line;
mod outbox;

pub(crate) use line::Line;

use crate::call::TaskControl;
use crate::error::RpcError;
use crate::peer::{Effect, Event, Peer, Side};
use crate::wire::{
    Id, LineSplitter, MAX_DEPTH, Object, Record, encode, encode_error, encode_result, too_deep,
};
use call::Waiter;
use outbox::Outbox;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::sync::Notify;

const READ_BUFFER: usize = 256 << 10;

/// A request to be answered with [`Connection::answer`].
pub(crate) struct Inbound {
    pub(crate) id: Id,
    pub(crate) method: String,
    pub(crate) params: Object,
    pub(crate) control: Arc<TaskControl>,
}

/// What the layer above does with what comes in. Called by the reader: it must return at once.
pub(crate) trait Handler: Send + Sync {
    fn request(&self, connection: &Connection, inbound: Inbound);
    fn notification(&self, connection: &Connection, method: String, params: Object);
}

/// One connection; clones are handles to the same one.
#[derive(Clone)]
pub(crate) struct Connection(Arc<Shared>);

struct Shared {
    core: Mutex<Core>,
    outbox: Outbox,
    epoch: Instant,
    /// The largest line that the other side reads.
    their_limit: AtomicUsize,
    our_limit: usize,
    timer: Notify,
    idle: Notify,
}

struct Core {
    peer: Peer,
    calls: HashMap<Id, Waiter>,
    tasks: HashMap<Id, Arc<TaskControl>>,
    /// When the timer rings next (ms since the epoch).
    armed: Option<u64>,
}

impl Connection {
    pub(crate) fn new(side: Side, max_concurrency: usize, max_message_bytes: usize) -> Self {
        let peer = Peer::new(side, max_concurrency);
        let core = Core {
            peer,
            calls: HashMap::new(),
            tasks: HashMap::new(),
            armed: None,
        };
        Self(Arc::new(Shared {
            core: Mutex::new(core),
            outbox: Outbox::default(),
            epoch: Instant::now(),
            their_limit: AtomicUsize::new(crate::wire::DEFAULT_MAX_MESSAGE_BYTES),
            our_limit: max_message_bytes,
            timer: Notify::new(),
            idle: Notify::new(),
        }))
    }

    /// The other side announced how long a line it reads.
    pub(crate) fn set_their_limit(&self, bytes: usize) {
        self.0.their_limit.store(bytes, Ordering::Relaxed);
    }

    fn their_limit(&self) -> usize {
        self.0.their_limit.load(Ordering::Relaxed)
    }

    /// Reads until the end of the stream; then every own call fails.
    pub(crate) async fn read(&self, mut reader: impl AsyncRead + Unpin, handler: &dyn Handler) {
        let mut splitter = LineSplitter::new(self.0.our_limit);
        let mut buffer = vec![0; READ_BUFFER];
        // A read error means the same as the end: nothing more will come.
        while let Ok(read @ 1..) = reader.read(&mut buffer).await {
            splitter.feed(&buffer[..read], |record| self.receive(record, handler));
        }
        self.lose();
    }

    /// Writes what is queued until the other side is gone.
    pub(crate) async fn write(&self, writer: impl AsyncWrite + Unpin) -> std::io::Error {
        self.0.outbox.pump(writer).await
    }

    /// Rings when a deadline or a time-out is due; runs for ever.
    pub(crate) async fn keep_time(&self) {
        loop {
            let rearmed = self.0.timer.notified();
            let due = self.lock().peer.next_tick();
            self.lock().armed = due;
            match due {
                Some(at) => {
                    let at = self.0.epoch + Duration::from_millis(at);
                    tokio::select! {
                        () = tokio::time::sleep_until(at.into()) => {}
                        () = rearmed => continue,
                    }
                    let mut core = self.lock();
                    let effects = core.peer.tick(self.now());
                    self.apply(core, effects, None);
                }
                None => rearmed.await,
            }
        }
    }

    /// No answer will come any more: every own call fails.
    pub(crate) fn lose(&self) {
        let mut core = self.lock();
        let effects = core.peer.lost();
        self.apply(core, effects, None);
    }

    /// Answers a request, unless it has been answered; an answer that the other side cannot read becomes an error.
    ///
    /// `control` says which request of this id is meant: after its deadline the id may have been taken again.
    pub(crate) fn answer(
        &self,
        id: &Id,
        control: &Arc<TaskControl>,
        outcome: Result<Box<RawValue>, RpcError>,
    ) {
        let line = match outcome {
            Ok(result) => encode_result(Some(id), &result),
            Err(error) => encode_error(Some(id), &error.into()),
        };
        let line = match self.unreadable(&line) {
            Some(why) => encode_error(Some(id), &why.into()),
            None => line,
        };
        let mut core = self.lock();
        if !core
            .tasks
            .get(id)
            .is_some_and(|task| Arc::ptr_eq(task, control))
        {
            return;
        }
        core.tasks.remove(id);
        control.finish();
        if core.peer.finish(id) {
            self.0.outbox.push(line);
        }
        if core.peer.unanswered() == 0 {
            self.0.idle.notify_waiters();
        }
    }

    /// Waits until every request has been answered.
    pub(crate) async fn idle(&self) {
        loop {
            let idle = self.0.idle.notified();
            if self.lock().peer.unanswered() == 0 {
                return;
            }
            idle.await;
        }
    }

    /// Cancels whatever is being answered: the process is about to end.
    pub(crate) fn cancel_all(&self) {
        for control in self.lock().tasks.values() {
            control.abandon();
        }
    }

    /// Waits until everything has been written.
    pub(crate) async fn flushed(&self) {
        self.0.outbox.flushed().await;
    }

    /// Sends a notification once there is room for it; one that the other side cannot read is left out.
    pub(crate) async fn notify(&self, method: &str, params: Object) {
        self.0.outbox.room().await;
        self.notify_now(method, params);
    }

    pub(crate) fn notify_now(&self, method: &str, params: Object) {
        let mut core = self.lock();
        let effects = core.peer.notify(method, params);
        self.apply(core, effects, None);
    }

    fn receive(&self, record: Record<'_>, handler: &dyn Handler) {
        let now = self.now();
        let mut core = self.lock();
        let effects = core.peer.receive_record(now, record, self.0.our_limit);
        self.apply(core, effects, Some(handler));
    }

    fn apply(
        &self,
        mut core: MutexGuard<'_, Core>,
        effects: Vec<Effect>,
        handler: Option<&dyn Handler>,
    ) {
        let mut upward = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(message) => self.push(encode(&message)),
                Effect::Event(event) => upward.extend(self.settle(&mut core, event)),
            }
        }
        drop(core);
        let Some(handler) = handler else { return };
        for event in upward {
            match event {
                Upward::Request(inbound) => handler.request(self, inbound),
                Upward::Notification(method, params) => handler.notification(self, method, params),
            }
        }
    }

    fn push(&self, line: Vec<u8>) {
        if self.unreadable(&line).is_none() {
            self.0.outbox.push(line);
        }
    }

    /// Why the other side would not read a line.
    fn unreadable(&self, line: &[u8]) -> Option<RpcError> {
        let limit = self.their_limit();
        if line.len() - 1 > limit {
            return Some(too_large(limit));
        }
        too_deep(line).then(|| {
            let message = format!("the message nests deeper than {MAX_DEPTH}, which nobody reads");
            RpcError::internal("NestedTooDeep", message)
        })
    }

    /// What an event means for the calls and tasks under way; what the layer above must hear of comes back.
    fn settle(&self, core: &mut Core, event: Event) -> Option<Upward> {
        match event {
            Event::Request {
                id,
                method,
                params,
                deadline,
            } => {
                let control = Arc::new(TaskControl::new(deadline.map(|ms| self.instant(ms))));
                core.tasks.insert(id.clone(), control.clone());
                self.arm(core, deadline);
                return Some(Upward::Request(Inbound {
                    id,
                    method,
                    params,
                    control,
                }));
            }
            Event::Notification { method, params } => {
                return Some(Upward::Notification(method, params));
            }
            Event::Stream {
                call,
                method,
                params,
            } => core.stream(&call, method, params),
            Event::Result(id, value) => core.settle_call(&id, Ok(value)),
            Event::Error(id, error) => core.settle_call(&id, Err(error.into())),
            Event::Cancelled(id, mode) => {
                if let Some(control) = core.tasks.get(&id) {
                    control.cancel(mode);
                }
            }
            Event::Expired(id) => {
                if let Some(control) = core.tasks.remove(&id) {
                    control.finish();
                    control.abandon();
                }
                self.0.idle.notify_waiters();
            }
            Event::Stray(_) => {}
        }
        None
    }

    fn arm(&self, core: &mut Core, due: Option<u64>) {
        let Some(due) = due else { return };
        if core.armed.is_none_or(|armed| due < armed) {
            core.armed = Some(due);
            self.0.timer.notify_one();
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn instant(&self, ms: u64) -> Instant {
        self.0.epoch + Duration::from_millis(ms)
    }

    fn lock(&self) -> MutexGuard<'_, Core> {
        self.0.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Upward {
    Request(Inbound),
    Notification(String, Object),
}

impl Core {
    fn settle_call(&mut self, id: &Id, outcome: Result<Value, RpcError>) {
        if let Some(waiter) = self.calls.remove(id) {
            waiter.settle(outcome);
        }
    }

    fn stream(&mut self, id: &Id, method: String, params: Object) {
        if let Some(waiter) = self.calls.get(id) {
            waiter.stream(method, params);
        }
    }
}

fn too_large(limit: usize) -> RpcError {
    let message =
        format!("the message is longer than {limit} bytes, the most that the other side reads");
    RpcError::new("message_too_large", message).with("limit", limit)
}
