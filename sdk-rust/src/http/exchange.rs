//! The way of a call over HTTP: its events, and its calls back.

use super::back::{Callback, Caller, Outgoing};
use super::stream::Events;
use crate::call::{Patience, TaskControl, Way};
use crate::error::RpcError;
use crate::peer::{CancelMode, pass_on};
use crate::wire::Object;
use futures_util::future::{BoxFuture, OptionFuture};
use serde_json::{Value, json};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// One request and its answer.
pub(super) struct Exchange {
    pub(super) method: &'static str,
    pub(super) control: Arc<TaskControl>,
    pub(super) meta: Object,
    /// Where the answer is a stream.
    pub(super) events: Option<Events>,
    pub(super) callback: Option<Callback>,
    pub(super) caller: Arc<Caller>,
    /// Why it was cancelled, if that was said.
    pub(super) reason: OnceLock<String>,
}

impl Exchange {
    /// The session that it belongs to.
    pub(super) fn session(&self) -> Option<&str> {
        self.meta.get("session_id").and_then(Value::as_str)
    }

    /// Cancels it, as its caller asked for.
    pub(super) fn cancel(&self, mode: CancelMode, reason: Option<&str>) {
        if let Some(reason) = reason {
            let _ = self.reason.set(reason.into()); // the first one counts
        }
        self.control.cancel(mode);
    }

    /// The events, as long as there is no answer.
    fn open_events(&self) -> Option<&Events> {
        self.events.as_ref().filter(|_| !self.control.is_done())
    }

    /// Where calls for it go (HTP-061, HTP-067).
    fn callback(&self) -> Result<&Callback, RpcError> {
        if self.control.is_done() {
            return Err(RpcError::unavailable(
                "the request is answered; there is no way to the host any more",
            ));
        }
        let none = || RpcError::unavailable("the request came without a callback to a host");
        self.callback.as_ref().ok_or_else(none)
    }

    async fn call_host(
        &self,
        method: &str,
        mut params: Object,
        patience: Patience,
    ) -> Result<Value, RpcError> {
        let callback = self.callback()?;
        self.pass_on(&mut params);
        let id = self.caller.id();
        let call = Outgoing {
            callback,
            id: &id,
            method,
            params,
        };
        // A cancel is about the calls that are under way: one that came before leaves those open that store what there is.
        let (stopped, winding) = (self.control.stopped(), self.control.wind_down());
        let (may_stop, mut may_wind) = (!stopped.is_cancelled(), !winding.is_cancelled());
        let mut answer = pin!(self.caller.call(call, patience));
        let mut telling = pin!(OptionFuture::default());
        loop {
            tokio::select! {
                biased;
                answer = &mut answer => return answer,
                () = stopped.cancelled(), if may_stop => return Err(RpcError::cancelled()),
                () = winding.cancelled(), if may_wind => {
                    // The host hears of a graceful cancel, and still answers (HTP-052).
                    may_wind = false;
                    telling.set(Some(self.tell_cancel(callback, &id)).into());
                }
                Some(()) = &mut telling => telling.set(OptionFuture::default()),
            }
        }
    }

    fn pass_on(&self, params: &mut Object) {
        let left = self.control.deadline();
        let left = left.map(|due| due.saturating_duration_since(Instant::now()).as_millis());
        pass_on(
            &self.meta,
            left.map(|ms| u64::try_from(ms).unwrap_or(u64::MAX)),
            params,
        );
    }

    async fn tell_cancel(&self, callback: &Callback, id: &str) {
        let mut params = Object::new();
        params.insert("id".into(), id.into());
        params.insert("mode".into(), CancelMode::Graceful.as_str().into());
        if let Some(reason) = self.reason.get() {
            params.insert("reason".into(), reason.as_str().into());
        }
        self.send(callback, "$/cancel", params).await;
    }

    async fn send(&self, callback: &Callback, method: &str, mut params: Object) {
        self.pass_on(&mut params);
        let call = Outgoing {
            callback,
            id: &self.caller.id(),
            method,
            params,
        };
        if let Err(error) = self.caller.notify(call).await {
            eprintln!("{method} did not reach the host: {error}");
        }
    }
}

impl Way for Exchange {
    fn tell<'a>(&'a self, method: &'a str, params: Object) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            if let Some(events) = self.open_events() {
                events.send(method, &params).await;
            }
        })
    }

    fn log(&self, params: Object) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            match self.open_events() {
                Some(events) => events.send("$/log", &params).await,
                None => eprintln!("{}", log_line(&params)),
            }
        })
    }

    fn call<'a>(
        &'a self,
        method: &'a str,
        params: Object,
        patience: Patience,
    ) -> BoxFuture<'a, Result<Value, RpcError>> {
        Box::pin(self.call_host(method, params, patience))
    }

    fn notify<'a>(&'a self, method: &'a str, params: Object) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            match self.callback() {
                Ok(callback) => {
                    let stopped = self.control.stopped();
                    let may_stop = !stopped.is_cancelled();
                    tokio::select! {
                        () = self.send(callback, method, params) => {}
                        () = stopped.cancelled(), if may_stop => {}
                    }
                }
                Err(error) => eprintln!("{method} did not reach the host: {error}"),
            }
        })
    }

    fn flushed(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(events) = &self.events {
                events.flushed().await;
            }
        })
    }

    fn lane(&self) -> Option<&str> {
        Some(self.session().unwrap_or_default())
    }
}

/// A line of a log for people.
fn log_line(params: &Object) -> String {
    let text = |member| {
        params
            .get(member)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let data = params.get("data").map(|data| format!(" {}", json!(data)));
    let data = data.unwrap_or_default();
    format!(
        "{}: {}: {}{data}",
        text("level"),
        text("logger"),
        text("message")
    )
}
