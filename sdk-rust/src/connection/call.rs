//! Calls to the other side.

use super::{Connection, Core};
use crate::call::Streamed;
use crate::error::RpcError;
use crate::peer::{CallOptions, CancelMode, Effect};
use crate::wire::{Id, Message, Object, encode};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

/// Who waits for the answer of an own call.
pub(super) struct Waiter {
    reply: oneshot::Sender<Result<Value, RpcError>>,
    stream: Option<mpsc::UnboundedSender<Streamed>>,
}

impl Waiter {
    pub(super) fn settle(self, outcome: Result<Value, RpcError>) {
        // Nobody waits any more when the call's future was dropped.
        let _ = self.reply.send(outcome);
    }

    pub(super) fn stream(&self, method: String, params: Object) {
        if let Some(stream) = &self.stream {
            let _ = stream.send((method, params));
        }
    }
}

impl Connection {
    /// Calls the other side. Dropping the future cancels the call.
    pub(crate) async fn call(
        &self,
        method: &str,
        params: Object,
        options: CallOptions,
        stream: Option<mpsc::UnboundedSender<Streamed>>,
    ) -> Result<Value, RpcError> {
        let (reply, answer) = oneshot::channel();
        let id = self.start_call(method, params, options, Waiter { reply, stream })?;
        let mut guard = CancelOnDrop {
            connection: self,
            id,
            done: false,
        };
        let outcome = answer
            .await
            .unwrap_or_else(|_| Err(RpcError::unavailable("the connection was closed")));
        guard.done = true;
        outcome
    }

    fn start_call(
        &self,
        method: &str,
        params: Object,
        options: CallOptions,
        waiter: Waiter,
    ) -> Result<Id, RpcError> {
        let now = self.now();
        let due = options
            .timeout_ms
            .map(|timeout| now.saturating_add(timeout));
        let mut core = self.lock();
        let (id, effects) = core.peer.call(now, method, params, options);
        let mut events = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(message) => self.send_call(&mut core, &id, &message)?,
                Effect::Event(event) => events.push(Effect::Event(event)),
            }
        }
        core.calls.insert(id.clone(), waiter);
        self.arm(&mut core, due);
        self.apply(core, events, None);
        Ok(id)
    }

    fn send_call(&self, core: &mut Core, id: &Id, message: &Message) -> Result<(), RpcError> {
        let line = encode(message);
        if let Some(why) = self.unreadable(&line) {
            core.peer.forget(id);
            return Err(why);
        }
        self.0.outbox.push(line);
        Ok(())
    }

    fn abandon_call(&self, id: &Id) {
        let mut core = self.lock();
        if core.calls.remove(id).is_none() {
            return;
        }
        let effects = core
            .peer
            .cancel(id, Some(CancelMode::Immediate), Some("the caller gave up"));
        self.apply(core, effects, None);
    }
}

struct CancelOnDrop<'a> {
    connection: &'a Connection,
    id: Id,
    done: bool,
}

impl Drop for CancelOnDrop<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.connection.abandon_call(&self.id);
        }
    }
}
