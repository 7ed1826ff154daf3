//! A call of the host: one request to the service, and its answer or stream as lines.

use crate::map::answer::{self, EVENTS, JSON, is_type};
use crate::map::events::Events;
use crate::map::request::{Request, Stream};
use crate::map::{lines, meta, problem};
use crate::service::{Address, Service};
use amplifier_ipc::generated::methods::{Kind, method as row_of};
use amplifier_ipc_router::failure::Failure;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// After a graceful cancel the answer is waited for as long as the router does.
const GRACE: Duration = Duration::from_secs(5);
/// How long a service may take for a notification.
const NOTIFIED: Duration = Duration::from_secs(10);
/// How much streamed text is kept for `data.partial`, bytes.
const MAX_PARTIAL: usize = 1 << 20;

/// How a call is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Graceful,
    Immediate,
}

/// Why there is no answer, for people.
struct Broken(String);

/// Asks the service and says the answer, whatever comes. Giving up closes the connection (HTP-050, HTP-053).
pub(crate) async fn run(
    service: &Arc<Service>,
    id: &str,
    method: &str,
    request: Request,
    stop: Receiver<Mode>,
) {
    let mut partial = Vec::new();
    let done = tokio::select! {
        done = exchange(service, id, method, request, &mut partial) => done,
        () = given_up(stop) => Ok(answer::failure_line(id, &cancelled(&partial))),
    };
    let line = done.unwrap_or_else(|Broken(why)| {
        let failure = unavailable(&service.address.name, why).with_partial(&partial);
        answer::failure_line(id, &failure)
    });
    service.out.send(&ended(line)).await;
}

/// Tells the service what needs no answer, one after the other so that their order stays.
pub(crate) async fn notifications(service: Arc<Service>, mut told: Receiver<Request>) {
    while let Some(request) = told.recv().await {
        notify(&service, request).await;
    }
}

/// Tells it one thing. Nobody waits for it, and nobody could be told that it did not arrive.
pub(crate) async fn notify(service: &Arc<Service>, request: Request) {
    let Ok(request) = to_http(service, "", request) else {
        return;
    };
    let told = async {
        if let Ok(answer) = service.client.request(request).await {
            drop(whole(service, answer.into_body()).await);
        }
    };
    drop(timeout(NOTIFIED, told).await);
}

/// A line with its end.
pub(crate) fn ended(mut line: Vec<u8>) -> Vec<u8> {
    line.push(b'\n');
    line
}

fn cancelled(partial: &[u8]) -> Failure {
    Failure::cancelled("cancelled; the connection to the service was closed").with_partial(partial)
}

fn unavailable(service: &str, why: String) -> Failure {
    Failure::new("service_unavailable", why).with("service", service)
}

/// Returns when the answer is no longer wanted, or nobody is there to take it.
async fn given_up(mut stop: Receiver<Mode>) {
    if stop.recv().await == Some(Mode::Graceful) {
        let sterner = async { while stop.recv().await == Some(Mode::Graceful) {} };
        drop(timeout(GRACE, sterner).await);
    }
}

/// The line that answers the call.
async fn exchange(
    service: &Arc<Service>,
    id: &str,
    method: &str,
    request: Request,
    partial: &mut Vec<u8>,
) -> Result<Vec<u8>, Broken> {
    let stream = request.stream;
    let whose = whose(service, &request);
    let request = to_http(service, method, request)?;
    let response = service.client.request(request).await;
    let response = response.map_err(|error| not_there(service, &error))?;
    let content_type = text(&response, CONTENT_TYPE);
    let status = response.status().as_u16();
    let succeeded = status == 200;
    if stream != Stream::No && succeeded && is_type(content_type.as_deref(), EVENTS) {
        return events(service, id, response.into_body(), partial, &whose).await;
    }
    let body = whole(service, response.into_body()).await?;
    if stream == Stream::Always && succeeded {
        return Err(Broken(format!("{whose} with no stream of events")));
    }
    let line = answer::line(id, status, content_type.as_deref(), &body, &whose);
    if method == "describe" {
        note_provider(service, &line);
    }
    Ok(line)
}

/// The beginning of a sentence about an answer.
fn whose(service: &Service, request: &Request) -> String {
    let path = request.target.split('?').next().unwrap_or_default();
    let Address { name, url, .. } = &service.address;
    format!("service {name} at {url} answered {} {path}", request.method)
}

/// A caller that names no provider means the first one (chapter 13, endpoints).
fn note_provider(service: &Service, line: &[u8]) {
    let described: Value = serde_json::from_slice(line).unwrap_or_default();
    let name = described
        .pointer("/result/capabilities/providers/0/name")
        .and_then(Value::as_str);
    *service
        .provider
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner) = name.map(str::to_owned);
}

fn to_http(
    service: &Service,
    method: &str,
    request: Request,
) -> Result<http::Request<Full<Bytes>>, Broken> {
    let address = &service.address;
    let uri = format!("{}{}", address.url, request.target);
    let accept = if request.stream == Stream::No {
        JSON
    } else {
        EVENTS
    };
    let mut made = http::Request::builder()
        .method(request.method)
        .uri(uri)
        .header(ACCEPT, accept);
    for (name, value) in request.headers {
        made = made.header(name, value);
    }
    if request.body.is_some() {
        made = made.header(CONTENT_TYPE, JSON);
    }
    let body = Full::from(request.body.unwrap_or_default());
    let mut made = made
        .body(body)
        .map_err(|error| Broken(format!("the request cannot be written: {error}")))?;
    let headers = made.headers_mut();
    let mut put = |name: &'static str, value: &HeaderValue| {
        headers.insert(HeaderName::from_static(name), value.clone())
    };
    if !matches!(method, "describe" | "ping") {
        put("amplifier-callback", &address.callback);
        put("amplifier-token", &address.token);
        // The host knows whose call it is, whatever the caller wrote (HTP-024).
        address
            .session
            .as_ref()
            .map(|session| put(meta::SESSION, session));
    }
    if let Some(authorization) = &address.authorization {
        headers.insert(AUTHORIZATION, authorization.clone());
    }
    Ok(made)
}

fn text(response: &Response<Incoming>, name: HeaderName) -> Option<String> {
    Some(response.headers().get(name)?.to_str().ok()?.to_owned())
}

/// Why a request had no answer: the innermost reason, without the number that systems put behind.
fn not_there(service: &Service, error: &hyper_util::client::legacy::Error) -> Broken {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    let why = inner.to_string();
    let why = why
        .split(" (os error")
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let (name, url) = (&service.address.name, &service.address.url);
    Broken(if error.is_connect() {
        format!("service {name} cannot be reached at {url}: {why}")
    } else {
        format!("service {name} at {url} broke off before it answered: {why}")
    })
}

fn cut_off(service: &Service) -> Broken {
    let (name, url) = (&service.address.name, &service.address.url);
    Broken(format!(
        "service {name} at {url} broke off before its answer was complete"
    ))
}

/// A body up to the limits of the host.
async fn whole(service: &Arc<Service>, mut body: Incoming) -> Result<Vec<u8>, Broken> {
    let (mut bytes, mut held) = (Vec::new(), service.budget.part());
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| cut_off(service))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > service.limit || !held.grow(data.len()) {
            return Err(too_long(service));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

fn too_long(service: &Service) -> Broken {
    let (name, limit) = (&service.address.name, service.limit);
    Broken(format!(
        "service {name} answers with more than the {limit} bytes that the host takes"
    ))
}

/// What a piece of a stream brought: lines for the router, and the answer if it was in it.
struct Heard<'a> {
    id: &'a str,
    lines: Vec<u8>,
    answer: Option<Result<Vec<u8>, Broken>>,
    partial: &'a mut Vec<u8>,
}

/// A stream until its answer; what comes before it goes on at once, under the request's id.
async fn events(
    service: &Arc<Service>,
    id: &str,
    mut body: Incoming,
    partial: &mut Vec<u8>,
    whose: &str,
) -> Result<Vec<u8>, Broken> {
    let mut events = Events::new(service.limit);
    let mut heard = Heard {
        id,
        lines: Vec::new(),
        answer: None,
        partial,
    };
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(cut_off(service));
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let fed = events.feed(&data, |name, data| heard.take(name, data, whose));
        if !heard.lines.is_empty() {
            service.out.send(&heard.lines).await;
            heard.lines.clear();
        }
        if let Some(line) = heard.answer.take() {
            drain(body);
            return line;
        }
        fed.map_err(|_| too_long(service))?;
    }
    Err(cut_off(service))
}

/// Lets the stream end, so that its connection can be used again.
fn drain(mut body: Incoming) {
    tokio::spawn(timeout(GRACE, async move {
        while let Some(Ok(_)) = body.frame().await {}
    }));
}

fn misspelt(whose: &str, what: &str) -> Broken {
    Broken(format!(
        "{whose} with a stream whose `{what}` is not what the protocol has"
    ))
}

impl Heard<'_> {
    fn take(&mut self, name: &str, data: &[u8], whose: &str) {
        if self.answer.is_some() {
            return;
        }
        match name {
            "result" => {
                let line = lines::result(self.id, data).ok();
                self.answer = Some(line.ok_or_else(|| misspelt(whose, "result")));
            }
            "error" => {
                let line = problem::read(data).map(|error| answer::error_line(self.id, &error));
                self.answer = Some(line.ok_or_else(|| misspelt(whose, "error")));
            }
            name if is_event(name) => self.event(name, data),
            _ => {}
        }
    }

    /// A notification about the call; one that is no legal JSON object is dropped.
    fn event(&mut self, name: &str, data: &[u8]) {
        let Ok((line, envelope)) = lines::object(data) else {
            return;
        };
        let params = lines::without(&line, &envelope.params.unwrap_or_default(), &["request_id"]);
        if let (Some(text), "stream.token" | "stream.provider.token") =
            (envelope.routing.text, name)
        {
            keep(self.partial, &line[text]);
        }
        let about = format!("\"request_id\":{},", self.id);
        let first = if name == "$/log" { "" } else { &*about };
        self.lines
            .extend(ended(lines::message(None, name, first, &params)));
    }
}

/// Whether a stream may have events of this name: notifications of a service about its call.
fn is_event(name: &str) -> bool {
    let about_calls = name.starts_with("stream.") || matches!(name, "$/progress" | "$/log");
    about_calls && row_of(name).is_some_and(|row| row.kind == Kind::Notification)
}

/// Appends the inside of a JSON string: joined, such insides are one JSON string again.
fn keep(partial: &mut Vec<u8>, text: &[u8]) {
    let inner = text
        .strip_prefix(b"\"")
        .and_then(|text| text.strip_suffix(b"\""));
    if let Some(inner) = inner.filter(|inner| partial.len() + inner.len() <= MAX_PARTIAL) {
        partial.extend_from_slice(inner);
    }
}
