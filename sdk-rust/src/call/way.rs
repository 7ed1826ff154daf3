//! The seam between what handles a call and the binding that the call came over.

use crate::error::RpcError;
use crate::wire::Object;
use futures_util::future::BoxFuture;
use serde_json::Value;
use std::time::Duration;
use tokio::sync::mpsc;

/// A notification about an own call: its method and params.
pub(crate) type Streamed = (String, Object);

/// How a caller waits for the answer of an own call.
#[derive(Default)]
pub(crate) struct Patience {
    /// Give up after so much silence; progress and streamed pieces renew it.
    pub(crate) timeout: Option<Duration>,
    /// Who hears what is streamed about the call.
    pub(crate) stream: Option<mpsc::UnboundedSender<Streamed>>,
}

/// The two directions of one call: to who made it, and back to the host for what its handler needs.
pub(crate) trait Way: Send + Sync {
    /// Says `stream.…` or `$/progress` about the call; waits while the caller does not read.
    fn tell<'a>(&'a self, method: &'a str, params: Object) -> BoxFuture<'a, ()>;

    /// Writes a line to the log of the caller.
    fn log(&self, params: Object) -> BoxFuture<'_, ()>;

    /// Calls the host. Meta, deadline and cancel of this call travel along; dropping the future cancels.
    fn call<'a>(
        &'a self,
        method: &'a str,
        params: Object,
        patience: Patience,
    ) -> BoxFuture<'a, Result<Value, RpcError>>;

    /// Sends the host a notification that is not about the call.
    fn notify<'a>(&'a self, method: &'a str, params: Object) -> BoxFuture<'a, ()>;

    /// Waits until everything that was said so far has been written.
    fn flushed(&self) -> BoxFuture<'_, ()>;

    /// The session whose calls keep their order among themselves; `None` where the order is that of all calls.
    fn lane(&self) -> Option<&str> {
        None
    }
}
