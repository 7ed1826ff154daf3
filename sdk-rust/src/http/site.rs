//! One request, from its head to its answer.

use super::back::{Callback, Caller};
use super::body::Unread;
use super::exchange::Exchange;
use super::map::meta::{self, PROTOCOL};
use super::map::problems::{Refusal, problem, status};
use super::map::routes::{Endpoint, Routes};
use super::replies::{event_stream, json, openapi, refused, with_status};
use super::stream::{CancelOnDrop, Events, events};
use super::under_way::{Slot, UnderWay};
use crate::call::TaskControl;
use crate::components::Answer;
use crate::error::RpcError;
use crate::generated::methods::{self, Kind};
use crate::peer::CancelMode;
use crate::service::{Job, PROTOCOL_VERSION, Reply, Request, Runtime, answered};
use crate::wire::{MAX_DEPTH, Object, too_deep};
use axum::body::Body;
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, ORIGIN,
};
use axum::http::request::Parts;
use axum::http::{self, StatusCode};
use axum::response::Response;
use serde_json::Value;
use serde_json::value::RawValue;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::time::{sleep_until, timeout_at};

/// Answered also when there is much to do.
const UNCOUNTED: [&str; 3] = ["describe", "ping", "hook.emit"];

/// A service, as its callers see it.
pub(super) struct Site {
    runtime: Arc<Runtime>,
    routes: Routes,
    token: Option<String>,
    under_way: UnderWay,
    caller: Arc<Caller>,
}

/// Answers a request, whatever it is.
pub(super) async fn answer(site: Arc<Site>, request: http::Request<Body>) -> Response {
    let arrived = Instant::now();
    let (head, body) = request.into_parts();
    let limit = site.runtime.service().max_message_bytes;
    let mut body = Unread::new(body, &head.headers, limit);
    let answer = site.handle(&head, &mut body, arrived).await;
    let mut answer = answer.unwrap_or_else(|refusal| refused(&refusal));
    let headers = answer.headers_mut();
    headers.insert(
        HeaderName::from_static(PROTOCOL),
        HeaderValue::from_static(PROTOCOL_VERSION),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

impl Site {
    pub(super) fn new(runtime: Arc<Runtime>, token: Option<String>, under_way: UnderWay) -> Self {
        Self {
            routes: Routes::of(|method| runtime.answers(method)),
            caller: Arc::new(Caller::new(runtime.service().max_message_bytes)),
            runtime,
            token,
            under_way,
        }
    }

    async fn handle(
        &self,
        head: &Parts,
        body: &mut Unread,
        arrived: Instant,
    ) -> Result<Response, Refusal> {
        self.admit(head)?;
        if head.uri.path() == "/openapi.json" {
            return openapi(head.method.as_str());
        }
        let endpoint = self.routes.find(head.method.as_str(), head.uri.path())?;
        let slot = self.under_way.enter(counts(&endpoint))?;
        let due = due(arrived, &head.headers)?;
        let given = if endpoint.has_body() {
            within(due, body.read()).await?
        } else {
            Object::new()
        };
        self.ask(endpoint, head, given, due, slot).await
    }

    /// Asks the component that the endpoint is about.
    async fn ask(
        &self,
        endpoint: Endpoint,
        head: &Parts,
        given: Object,
        due: Option<Instant>,
        slot: Slot,
    ) -> Result<Response, Refusal> {
        let headers = values(&head.headers);
        let stream = endpoint.wants_stream(&headers);
        let (method, kind) = (endpoint.method.name, endpoint.method.kind);
        let params = endpoint.params(&headers, head.uri.query(), given)?;
        if method == methods::CANCEL {
            self.cancel(&head.headers, &params);
            return Ok(with_status(StatusCode::NO_CONTENT));
        }
        let control = Arc::new(TaskControl::new(due));
        let (sink, stream) = stream.then(|| events(control.clone())).unzip();
        let exchange = self.exchange(method, control, &head.headers, sink);
        let request = Request {
            method: method.into(),
            params,
            way: exchange.clone(),
            control: exchange.control.clone(),
        };
        if kind == Kind::Notification {
            if let Some(job) = self.runtime.notification(request)? {
                start(&exchange, job, slot);
            }
            return Ok(with_status(StatusCode::NO_CONTENT));
        }
        let job = match self.runtime.dispatch(request)? {
            Reply::Now(answer) => return Ok(json(answer)),
            Reply::Later(job) => job,
        };
        let answer = start(&exchange, job, slot);
        match stream {
            Some(stream) => Ok(event_stream(stream)),
            None => Ok(json(awaited(&exchange, answer).await?)),
        }
    }

    /// Who may ask at all (HTP-072, HTP-073).
    fn admit(&self, head: &Parts) -> Result<(), Refusal> {
        let denied = |message| RpcError::new("permission_denied", message);
        if head.headers.contains_key(ORIGIN) {
            return Err(denied("a request with an Origin comes from a browser").into());
        }
        let healthz = methods::method(methods::PING).and_then(|ping| ping.http);
        if healthz.is_some_and(|healthz| healthz.path == head.uri.path()) {
            return Ok(());
        }
        let known = |token: &String| {
            bearer(&head.headers).is_some_and(|given| same(given, token.as_bytes()))
        };
        if self.token.as_ref().is_none_or(known) {
            return Ok(());
        }
        Err(Refusal::new(
            401,
            denied("Authorization: Bearer and the token of this service are missing"),
        ))
    }

    fn exchange(
        &self,
        method: &'static str,
        control: Arc<TaskControl>,
        headers: &HeaderMap,
        events: Option<Events>,
    ) -> Arc<Exchange> {
        Arc::new(Exchange {
            method,
            control,
            meta: meta::read(&values(headers)),
            events,
            callback: Callback::of(headers),
            caller: self.caller.clone(),
            reason: OnceLock::new(),
        })
    }

    /// Cancels the executions of the session (HTP-051); an unknown mode is the immediate one (RPC-033).
    fn cancel(&self, headers: &HeaderMap, params: &Object) {
        let meta = meta::read(&values(headers));
        let session = meta.get("session_id").and_then(Value::as_str);
        let text = |member| params.get(member).and_then(Value::as_str);
        let mode = match text("mode") {
            Some("graceful") => CancelMode::Graceful,
            _ => CancelMode::Immediate,
        };
        for exchange in self.under_way.exchanges() {
            if exchange.method == methods::ORCHESTRATOR_EXECUTE && exchange.session() == session {
                exchange.cancel(mode, text("reason"));
            }
        }
    }
}

/// Notifications are no requests: a cancel must get through when there is much to do.
fn counts(endpoint: &Endpoint) -> bool {
    endpoint.method.kind == Kind::Request && !UNCOUNTED.contains(&endpoint.method.name)
}

fn values<'a>(headers: &'a HeaderMap) -> impl Fn(&str) -> Vec<&'a [u8]> {
    move |name| {
        let values = headers.get_all(name).iter();
        values.map(HeaderValue::as_bytes).collect()
    }
}

fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(7)?;
    scheme
        .eq_ignore_ascii_case(b"Bearer ")
        .then(|| token.trim_ascii())
}

/// Takes as long wherever the first difference is.
fn same(given: &[u8], token: &[u8]) -> bool {
    let pairs = given.iter().zip(token);
    given.len() == token.len() && pairs.fold(0, |different, (a, b)| different | (a ^ b)) == 0
}

/// When the answer is due; the time counts from when the headers were read.
fn due(arrived: Instant, headers: &HeaderMap) -> Result<Option<Instant>, RpcError> {
    let meta = meta::read(&values(headers));
    let left = meta.get("deadline_ms").and_then(Value::as_i64);
    if left.is_some_and(|left| left <= 0) {
        let message = "the deadline had passed on arrival";
        return Err(RpcError::new("deadline_exceeded", message));
    }
    let left = left.and_then(|left| u64::try_from(left).ok());
    Ok(left.and_then(|left| arrived.checked_add(Duration::from_millis(left))))
}

fn late() -> RpcError {
    let message = "the deadline passed before the answer was ready";
    RpcError::new("deadline_exceeded", message)
}

async fn within<T>(
    due: Option<Instant>,
    future: impl Future<Output = Result<T, Refusal>>,
) -> Result<T, Refusal> {
    match due {
        Some(due) => timeout_at(due.into(), future).await.map_err(|_| late())?,
        None => future.await,
    }
}

/// Runs the job, whoever waits for it; its answer ends the stream, if there is one.
fn start(exchange: &Arc<Exchange>, job: Job, slot: Slot) -> oneshot::Receiver<Answer> {
    slot.hold(exchange);
    let (sender, receiver) = oneshot::channel();
    let exchange = exchange.clone();
    tokio::spawn(async move {
        let answer = by_deadline(&exchange.control, job).await.and_then(readable);
        exchange.control.finish();
        match &exchange.events {
            Some(events) => end(events, &answer).await,
            None => drop(sender.send(answer)), // who waited may be gone
        }
        drop(slot);
    });
    receiver
}

async fn by_deadline(control: &TaskControl, job: Job) -> Answer {
    let Some(due) = control.deadline() else {
        return answered(job, control).await;
    };
    tokio::select! {
        biased;
        answer = answered(job, control) => answer,
        () = sleep_until(due.into()) => {
            control.abandon();
            Err(late())
        }
    }
}

fn readable(answer: Box<RawValue>) -> Answer {
    if too_deep(answer.get().as_bytes()) {
        let message = format!("the result nests deeper than {MAX_DEPTH}, which nobody reads");
        return Err(RpcError::internal("NestedTooDeep", message));
    }
    Ok(answer)
}

async fn end(events: &Events, answer: &Answer) {
    match answer {
        Ok(result) => events.end("result", result).await,
        Err(error) => events.end("error", &problem(error, status(error))).await,
    }
}

/// Waits for the answer; dropping the future, as a closed connection does, cancels.
async fn awaited(exchange: &Exchange, answer: oneshot::Receiver<Answer>) -> Answer {
    let _cancel = CancelOnDrop(exchange.control.clone());
    let lost = |_| Err(RpcError::internal("JoinError", "the answer is lost"));
    answer.await.unwrap_or_else(lost)
}
