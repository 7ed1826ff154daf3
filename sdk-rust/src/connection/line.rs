//! The way of a call over stdio: everything goes through the one connection.

use super::Connection;
use crate::call::{Patience, TaskControl, Way};
use crate::error::RpcError;
use crate::peer::CallOptions;
use crate::wire::{Id, Object};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use std::sync::Arc;

/// The way of one request, or without an id that of a notification.
pub(crate) struct Line {
    connection: Connection,
    id: Option<Id>,
    control: Arc<TaskControl>,
}

impl Line {
    pub(crate) fn new(connection: Connection, id: Option<Id>, control: Arc<TaskControl>) -> Self {
        Self {
            connection,
            id,
            control,
        }
    }

    /// The request, as long as it is not answered.
    fn open(&self) -> Option<&Id> {
        self.id.as_ref().filter(|_| !self.control.is_done())
    }
}

impl Way for Line {
    fn tell<'a>(&'a self, method: &'a str, mut params: Object) -> BoxFuture<'a, ()> {
        let about = self.open().map(|id| json!(id));
        Box::pin(async move {
            if let Some(about) = about {
                params.insert("request_id".into(), about);
                self.connection.notify(method, params).await;
            }
        })
    }

    fn log(&self, params: Object) -> BoxFuture<'_, ()> {
        Box::pin(self.connection.notify("$/log", params))
    }

    fn call<'a>(
        &'a self,
        method: &'a str,
        params: Object,
        patience: Patience,
    ) -> BoxFuture<'a, Result<Value, RpcError>> {
        let timeout = patience.timeout.map(|timeout| timeout.as_millis());
        let options = CallOptions {
            parent: self.open().cloned(),
            timeout_ms: timeout.map(|ms| u64::try_from(ms).unwrap_or(u64::MAX)),
        };
        Box::pin(
            self.connection
                .call(method, params, options, patience.stream),
        )
    }

    fn notify<'a>(&'a self, method: &'a str, params: Object) -> BoxFuture<'a, ()> {
        Box::pin(self.connection.notify(method, params))
    }

    fn flushed(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.connection.flushed())
    }
}
