//! The way back: calls of a service to its host.

use super::map::answers::{self, JSON, foreign, is_type};
use super::map::events::{EVENT_STREAM, Event, Reader};
use super::map::{escape, meta, problems};
use crate::call::Patience;
use crate::error::RpcError;
use crate::wire::{self, MAX_DEPTH, Object, too_deep};
use axum::body::{Body, BodyDataStream};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::http::{Request, Response, Uri};
use futures_util::StreamExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde_json::Value;
use std::error::Error as _;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Less than hosts keep an idle connection open, so that none is used that is about to be closed.
const IDLE_WITHIN: Duration = Duration::from_secs(2);

/// Where the host of one request is reached, and with what token.
pub(super) struct Callback {
    url: String,
    token: Option<HeaderValue>,
}

impl Callback {
    /// That of a request, if it has one (HTP-060).
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let url = headers.get("amplifier-callback")?.to_str().ok()?;
        let uri: Uri = url.parse().ok()?;
        let absolute = uri.scheme().is_some() && uri.authority().is_some() && uri.query().is_none();
        let token = headers.get("amplifier-token").cloned().map(|mut token| {
            token.set_sensitive(true);
            token
        });
        absolute.then(|| Self {
            url: url.trim_end_matches('/').into(),
            token,
        })
    }
}

/// Calls hosts over HTTP.
pub(super) struct Caller {
    client: Client<HttpConnector, Body>,
    /// Unlike those of other processes, which may share a callback with this one.
    prefix: u64,
    next: AtomicU64,
    limit: usize,
}

/// One call to a host.
pub(super) struct Outgoing<'a> {
    pub(super) callback: &'a Callback,
    pub(super) id: &'a str,
    pub(super) method: &'a str,
    /// With `_meta`.
    pub(super) params: Object,
}

impl Caller {
    /// `limit`: the most bytes of an answer, or of an event, that are read.
    pub(super) fn new(limit: usize) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_WITHIN));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_WITHIN)
            .build(connector);
        Self {
            client,
            prefix: RandomState::new().hash_one(std::process::id()),
            next: AtomicU64::new(1),
            limit,
        }
    }

    /// An id for a call back (HTP-064).
    pub(super) fn id(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("s-{:x}-{number}", self.prefix)
    }

    /// Makes a call and reads its answer. Dropping the future closes the connection.
    pub(super) async fn call(
        &self,
        call: Outgoing<'_>,
        patience: Patience,
    ) -> Result<Value, RpcError> {
        // Pieces of an answer come only in a stream, and they alone renew the patience.
        let streamed = patience.stream.is_some() || patience.timeout.is_some();
        let request = request(call, streamed)?;
        let silence = Silence::new(patience.timeout);
        let response = silence.within(self.client.request(request)).await?;
        let response = response
            .map_err(|error| unreachable(&error))?
            .map(Body::new);
        let mut answer = Answer {
            patience,
            silence,
            limit: self.limit,
            partial: String::new(),
        };
        answer.read(response).await
    }

    /// Sends a notification; nobody hears whether it came.
    pub(super) async fn notify(&self, call: Outgoing<'_>) -> Result<(), RpcError> {
        let response = self.client.request(request(call, false)?).await;
        response.map(drop).map_err(|error| unreachable(&error))
    }
}

fn request(call: Outgoing<'_>, streamed: bool) -> Result<Request<Body>, RpcError> {
    let Outgoing {
        callback,
        id,
        method,
        mut params,
    } = call;
    let own = params.shift_remove("_meta");
    let body = serde_json::to_vec(&params).map_err(|error| unsendable(&error.to_string()))?;
    if too_deep(&body) {
        let why = format!("it nests deeper than {MAX_DEPTH}, which nobody reads");
        return Err(unsendable(&why));
    }
    let uri = format!("{}/{}", callback.url, escape(method, b"$/"));
    let mut request = Request::post(uri)
        .header(CONTENT_TYPE, JSON)
        .header("amplifier-request", id);
    if streamed {
        request = request.header(ACCEPT, format!("{EVENT_STREAM}, {JSON}"));
    }
    if let Some(token) = &callback.token {
        request = request.header("amplifier-token", token);
    }
    let own = own.as_ref().and_then(Value::as_object);
    for (header, value) in own.map(meta::write).unwrap_or_default() {
        request = request.header(header, value);
    }
    request
        .body(body.into())
        .map_err(|error| unsendable(&error.to_string()))
}

fn unsendable(why: &str) -> RpcError {
    RpcError::internal("UnsendableCall", format!("the call cannot be sent: {why}"))
}

fn unreachable(error: &hyper_util::client::legacy::Error) -> RpcError {
    let cause = error
        .source()
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default();
    RpcError::unavailable(format!("the host cannot be reached: {error}{cause}"))
}

/// Gives up after so much silence.
struct Silence {
    allowed: Option<Duration>,
    ends: Option<Instant>,
}

impl Silence {
    fn new(allowed: Option<Duration>) -> Self {
        let mut silence = Self {
            allowed,
            ends: None,
        };
        silence.renew();
        silence
    }

    fn renew(&mut self) {
        self.ends = self
            .allowed
            .and_then(|allowed| Instant::now().checked_add(allowed));
    }

    async fn within<T>(&self, future: impl Future<Output = T>) -> Result<T, RpcError> {
        let Some(ends) = self.ends else {
            return Ok(future.await);
        };
        let late = |_| RpcError::new("deadline_exceeded", "no answer within the time given");
        timeout_at(ends, future).await.map_err(late)
    }
}

/// An answer while it is read.
struct Answer {
    patience: Patience,
    silence: Silence,
    limit: usize,
    /// The text of the pieces so far (HTP-044).
    partial: String,
}

impl Answer {
    async fn read(&mut self, response: Response<Body>) -> Result<Value, RpcError> {
        let (head, body) = response.into_parts();
        let status = head.status.as_u16();
        let content_type = head
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let body = body.into_data_stream();
        if status == 200 && is_type(content_type, EVENT_STREAM) {
            return self.read_events(body).await;
        }
        match self.read_whole(body).await? {
            Some(bytes) => answers::read(status, content_type, &bytes),
            None => Err(foreign(status)),
        }
    }

    /// `None`: it is cut off, or too long.
    async fn read_whole(&self, mut body: BodyDataStream) -> Result<Option<Vec<u8>>, RpcError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.silence.within(body.next()).await? {
            let Some(chunk) = chunk
                .ok()
                .filter(|chunk| bytes.len() + chunk.len() <= self.limit)
            else {
                return Ok(None);
            };
            bytes.extend_from_slice(&chunk);
        }
        Ok(Some(bytes))
    }

    async fn read_events(&mut self, mut body: BodyDataStream) -> Result<Value, RpcError> {
        let mut reader = Reader::new(self.limit);
        while let Some(Ok(chunk)) = self.silence.within(body.next()).await? {
            let Ok(events) = reader.feed(&chunk) else {
                break;
            };
            for event in events {
                if let Some(outcome) = self.take(event) {
                    return outcome;
                }
            }
        }
        let broken = RpcError::unavailable("the stream of the answer ended before its result");
        Err(match std::mem::take(&mut self.partial) {
            partial if partial.is_empty() => broken,
            partial => broken.with("partial", partial),
        })
    }

    /// What an event says; the outcome, if it is the last.
    fn take(&mut self, event: Event) -> Option<Result<Value, RpcError>> {
        let data = wire::json(&event.data);
        match event.name.as_str() {
            "result" => return Some(data.map_err(|_| foreign(200))),
            "error" => {
                let error = data.ok().as_ref().and_then(problems::error);
                return Some(Err(error.unwrap_or_else(|| foreign(200))));
            }
            name if name.starts_with("stream.") || name == "$/progress" => self.silence.renew(),
            "$/log" => {}
            _ => return None, // not known here (HTP-045)
        }
        if let Ok(Value::Object(params)) = data {
            let text = params.get("text").and_then(Value::as_str);
            let is_text = matches!(
                event.name.as_str(),
                "stream.token" | "stream.provider.token" | "stream.tool.output"
            );
            self.partial.extend(text.filter(|_| is_text));
            if let Some(stream) = &self.patience.stream {
                let _ = stream.send((event.name, params));
            }
        }
        None
    }
}
