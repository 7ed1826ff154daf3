//! What is about lines alone: that describe comes first, and answers that go back through the connection.

use super::dispatch::{Reply, Request, Runtime};
use super::run;
use crate::call::TaskControl;
use crate::connection::{Connection, Handler, Inbound, Line};
use crate::error::RpcError;
use crate::wire::{DEFAULT_MAX_MESSAGE_BYTES, Id, Object};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The service behind one connection.
pub(super) struct Lines {
    runtime: Arc<Runtime>,
    described: AtomicBool,
}

impl Lines {
    pub(super) fn new(runtime: Arc<Runtime>) -> Self {
        Self {
            runtime,
            described: AtomicBool::new(false),
        }
    }

    fn reply(&self, connection: &Connection, inbound: &mut Inbound) -> Result<Reply, RpcError> {
        let described = self.described.load(Ordering::Relaxed);
        if !described && !matches!(inbound.method.as_str(), "ping" | "describe") {
            let message = format!("{} came before describe", inbound.method);
            return Err(RpcError::new("not_ready", message));
        }
        let limit = (inbound.method == "describe").then(|| limit(&inbound.params));
        let id = Some(inbound.id.clone());
        let reply = self.runtime.dispatch(request(
            connection,
            id,
            inbound.control.clone(),
            std::mem::take(&mut inbound.method),
            std::mem::take(&mut inbound.params),
        ))?;
        if let Some(limit) = limit {
            connection.set_their_limit(limit);
            self.described.store(true, Ordering::Relaxed);
        }
        Ok(reply)
    }
}

impl Handler for Lines {
    fn request(&self, connection: &Connection, mut inbound: Inbound) {
        match self.reply(connection, &mut inbound) {
            Ok(Reply::Now(answer)) => connection.answer(&inbound.id, &inbound.control, Ok(answer)),
            Ok(Reply::Later(job)) => run::start(connection.clone(), inbound, job),
            Err(error) => connection.answer(&inbound.id, &inbound.control, Err(error)),
        }
    }

    /// Nobody answers a notification: one that is not understood is ignored.
    fn notification(&self, connection: &Connection, method: String, params: Object) {
        if !self.described.load(Ordering::Relaxed) {
            return;
        }
        let control = Arc::new(TaskControl::new(None));
        let request = request(connection, None, control, method, params);
        if let Ok(Some(job)) = self.runtime.notification(request) {
            tokio::spawn(job);
        }
    }
}

fn request(
    connection: &Connection,
    id: Option<Id>,
    control: Arc<TaskControl>,
    method: String,
    params: Object,
) -> Request {
    Request {
        method,
        params,
        way: Arc::new(Line::new(connection.clone(), id, control.clone())),
        control,
    }
}

/// The longest line that the host reads.
fn limit(params: &Object) -> usize {
    let limits = params.get("limits");
    let limit = limits.and_then(|limits| limits.get("max_message_bytes"));
    let limit = limit
        .and_then(Value::as_u64)
        .and_then(|limit| usize::try_from(limit).ok());
    limit.unwrap_or(DEFAULT_MAX_MESSAGE_BYTES)
}
