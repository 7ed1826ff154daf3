//! The way back: the server that services call the host at (HTP-060 to HTP-066).

use crate::back::{Back, Backs, Told, cancel};
use crate::map::answer::{EVENTS, JSON, PROBLEM, is_type};
use crate::map::{lines, meta, percent, problem};
use crate::service::Service;
use amplifier_ipc::generated::methods::{Direction, Kind, Method, method as row_of};
use bytes::Bytes;
use futures_util::stream;
use http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Body as _, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

/// A stream that is silent for so long says that it is still there (HTP-047).
const SILENCE: Duration = Duration::from_secs(15);
/// Who connects says what it wants within this time.
const HEADERS: Duration = Duration::from_secs(30);
/// How long the rest of a body that is too long is read.
const REST: Duration = Duration::from_secs(5);
/// How long nobody is let in when the process has no descriptor left.
const EXHAUSTED: Duration = Duration::from_millis(100);

type Body = UnsyncBoxBody<Bytes, io::Error>;
type Problem = (StatusCode, Vec<u8>);

/// The services that may call, by the number in the path of their callback.
#[derive(Default)]
pub(crate) struct Registry(Mutex<HashMap<u64, Arc<Service>>>);

impl Registry {
    pub(crate) fn put(&self, number: u64, service: Option<Arc<Service>>) {
        let mut services = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match service {
            Some(service) => drop(services.insert(number, service)),
            None => drop(services.remove(&number)),
        }
    }

    /// The service of a callback whose token was given (HTP-062).
    fn known(&self, number: &str, headers: &HeaderMap) -> Option<Arc<Service>> {
        let services = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let service = services.get(&number.parse().ok()?)?;
        let token = headers.get("amplifier-token")?.as_bytes();
        bool::from(token.ct_eq(service.address.token.as_bytes())).then(|| service.clone())
    }
}

/// Takes calls back for ever.
pub(crate) async fn serve(listener: TcpListener, registry: Arc<Registry>) {
    loop {
        match listener.accept().await {
            Ok((connection, _)) => drop(tokio::spawn(serve_one(connection, registry.clone()))),
            Err(_) => sleep(EXHAUSTED).await,
        }
    }
}

async fn serve_one(connection: TcpStream, registry: Arc<Registry>) {
    // Answers are small and go out at once; a system that cannot promise it is slower, nothing else.
    drop(connection.set_nodelay(true));
    let answering = service_fn(move |request| {
        let registry = registry.clone();
        async move { Ok::<_, Infallible>(answered(&registry, request).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    // A connection that breaks is the caller's affair; its calls are cancelled as they are dropped.
    drop(
        http.serve_connection(TokioIo::new(connection), answering)
            .await,
    );
}

async fn answered(registry: &Registry, request: Request<Incoming>) -> Response<Body> {
    match answer(registry, request).await {
        Ok(response) => response,
        Err((status, body)) => {
            let mut response = whole(status, PROBLEM, body.into());
            if status == StatusCode::METHOD_NOT_ALLOWED {
                response
                    .headers_mut()
                    .insert(ALLOW, HeaderValue::from_static("POST"));
            }
            response
        }
    }
}

async fn answer(
    registry: &Registry,
    request: Request<Incoming>,
) -> Result<Response<Body>, Problem> {
    let mut parts = request.uri().path().splitn(3, '/').skip(1);
    let (number, rest) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default().to_owned(),
    );
    let service = registry.known(number, request.headers());
    let service = service
        .ok_or_else(|| problem::of("permission_denied", "this callback has another token"))?;
    let (method, row) = method(&rest)?;
    if request.method() != http::Method::POST {
        let why = "a call back is a POST";
        return Err(problem::with_status(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_found",
            why,
        ));
    }
    let (head, body) = request.into_parts();
    let read = read(&service, &head.headers, body).await?;
    if method == "$/cancel" {
        return Ok(cancelled(&service, &read));
    }
    let meta = meta::from_headers(&head.headers);
    if row.is_some_and(|row| row.kind == Kind::Notification) {
        service.out.send(&line(None, &method, &meta, &read)).await;
        return Ok(nothing());
    }
    let name = head
        .headers
        .get("amplifier-request")
        .and_then(|name| name.to_str().ok());
    let streams = may_stream(&method) && asks_for_stream(&head.headers);
    let back = Backs::open(&service, name.map(str::to_owned), streams);
    let back = back.ok_or_else(|| {
        problem::of(
            "invalid_request",
            "a call of this id is under way, or the session is over",
        )
    })?;
    service
        .out
        .send(&line(Some(&back.id()), &method, &meta, &read))
        .await;
    drop((meta, read));
    if streams {
        streamed(back).await
    } else {
        alone(back).await
    }
}

/// The method that the rest of a path names, its parts decoded each for itself; the host may know it, or the
/// router says that it does not.
fn method(rest: &str) -> Result<(String, Option<&'static Method>), Problem> {
    let parts: Option<Vec<String>> = rest.split('/').map(percent::decode).collect();
    let name = parts
        .map(|parts| parts.join("/"))
        .filter(|name| !name.is_empty());
    let row = name.as_deref().and_then(row_of);
    match name {
        Some(name) if row.is_none_or(|row| row.direction != Direction::HostToService) => {
            Ok((name, row))
        }
        _ => Err(problem::of(
            "method_not_found",
            "the host has no such method",
        )),
    }
}

fn may_stream(method: &str) -> bool {
    matches!(method, "request.provider_complete" | "request.tool_execute")
}

fn asks_for_stream(headers: &HeaderMap) -> bool {
    let named = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    named
        .flat_map(|value| value.split(','))
        .any(|wanted| is_type(Some(wanted), EVENTS))
}

/// The members of a body, without `_meta`, which the headers have (HTP-007, HTP-011 to HTP-013).
async fn read(
    service: &Arc<Service>,
    headers: &HeaderMap,
    mut body: Incoming,
) -> Result<Members, Problem> {
    let (mut bytes, mut held) = (Vec::new(), service.budget.part());
    if body.size_hint().lower() > service.limit as u64 {
        return Err(too_large(body).await);
    }
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| problem::of("parse_error", "the body broke off"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > service.limit {
            return Err(too_large(body).await);
        }
        if !held.grow(data.len()) {
            return Err(problem::of(
                "overloaded",
                "too much of this service waits already",
            ));
        }
        bytes.extend_from_slice(&data);
    }
    if bytes.is_empty() {
        return Ok(Members::default());
    }
    let named = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if !is_type(named, JSON) {
        let (status, why) = (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body is to be application/json",
        );
        return Err(problem::with_status(status, "invalid_request", why));
    }
    members(&bytes)
}

/// The rest is read and forgotten, or else the answer could be lost with the connection.
async fn too_large(mut body: Incoming) -> Problem {
    drop(
        timeout(REST, async {
            while let Some(Ok(_)) = body.frame().await {}
        })
        .await,
    );
    problem::of(
        "message_too_large",
        "the body is longer than the host takes",
    )
}

/// What a body holds: its members, joined by commas.
#[derive(Default)]
struct Members {
    bytes: Vec<u8>,
    /// For `$/cancel`: whose, and how (members with a comma before each).
    id: Option<String>,
    how: String,
}

fn members(body: &[u8]) -> Result<Members, Problem> {
    let (line, envelope) = lines::object(body).map_err(|fault| match fault {
        lines::Fault::NotJson => problem::of("parse_error", "the body is not JSON in UTF-8"),
        lines::Fault::NotObject => {
            problem::of("invalid_request", "the body is to be a JSON object")
        }
        lines::Fault::Twice => problem::of(
            "invalid_request",
            "a member that decides the way stands there twice",
        ),
    })?;
    let params = envelope.params.unwrap_or_default();
    let how = ["mode", "reason"].into_iter().filter_map(|name| {
        let text = lines::text_member(&line, &params, name)?;
        Some(format!(",\"{name}\":{}", serde_json::Value::from(text)))
    });
    Ok(Members {
        bytes: lines::without(&line, &params, &["_meta"]),
        id: lines::text_member(&line, &params, "id"),
        how: how.collect(),
    })
}

fn line(id: Option<&str>, method: &str, meta: &str, members: &Members) -> Vec<u8> {
    crate::call::ended(lines::message(id, method, meta, &members.bytes))
}

/// The cancel of a call back by its name; of one that is not under way nothing happens.
fn cancelled(service: &Service, read: &Members) -> Response<Body> {
    if let Some(id) = read.id.as_ref().and_then(|name| service.backs.id_of(name)) {
        service.out.push(&cancel(&id, &read.how));
    }
    nothing()
}

/// The answer, when it is there.
async fn alone(mut back: Back) -> Result<Response<Body>, Problem> {
    answer_of(back.next().await)
}

fn answer_of(told: Option<Told>) -> Result<Response<Body>, Problem> {
    let told = told.ok_or_else(|| problem::of("service_unavailable", "the session is over"))?;
    let (status, named) = told.answer.unwrap_or((StatusCode::OK, JSON));
    Ok(whole(status, named, told.into_body()))
}

/// A stream, begun with the first thing that is told: an error before it has its status (HTP-046).
async fn streamed(mut back: Back) -> Result<Response<Body>, Problem> {
    let first = match timeout(SILENCE, back.next()).await {
        Ok(Some(told))
            if told
                .answer
                .is_none_or(|(status, _)| status == StatusCode::OK) =>
        {
            Some(told)
        }
        Ok(told) => return answer_of(told),
        Err(_) => None,
    };
    let events = stream::unfold(Some((back, first)), |state| async move {
        let (mut back, first) = state?;
        let told = match first {
            Some(told) => Ok(Some(told)),
            None => timeout(SILENCE, back.next()).await,
        };
        Some(match told {
            Ok(Some(told)) => {
                let rest = told.answer.is_none().then_some((back, None));
                (Ok(Frame::data(told.into_event())), rest)
            }
            // What breaks off without its last event is no stream that has ended (HTP-044).
            Ok(None) => (Err(io::Error::other("the call is over")), None),
            Err(_) => (
                Ok(Frame::data(Bytes::from_static(b": still there\n\n"))),
                Some((back, None)),
            ),
        })
    });
    let mut response = Response::new(StreamBody::new(events).boxed_unsync());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(EVENTS));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn whole(status: StatusCode, named: &'static str, body: Bytes) -> Response<Body> {
    let mut response = Response::new(
        Full::new(body)
            .map_err(|never| match never {})
            .boxed_unsync(),
    );
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(named));
    response
}

/// A notification was taken.
fn nothing() -> Response<Body> {
    let mut response = Response::new(
        Full::default()
            .map_err(|never: Infallible| match never {})
            .boxed_unsync(),
    );
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
