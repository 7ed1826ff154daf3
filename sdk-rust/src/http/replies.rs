//! Answers as they are sent.

use super::map::answers::JSON;
use super::map::events::EVENT_STREAM;
use super::map::problems::{PROBLEM, Refusal};
use super::stream::EventStream;
use crate::error::RpcError;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use axum::response::Response;
use serde_json::value::RawValue;

const OPENAPI: &str = include_str!("../generated/openapi.json");

/// The description of the binding (HTP-014).
pub(super) fn openapi(verb: &str) -> Result<Response, Refusal> {
    if verb == "GET" {
        return Ok(typed(StatusCode::OK, JSON, OPENAPI.into()));
    }
    let message = format!("/openapi.json takes GET, not {verb}");
    Err(Refusal {
        allow: vec!["GET"],
        ..Refusal::new(405, RpcError::new("method_not_found", message))
    })
}

/// A result.
pub(super) fn json(result: Box<RawValue>) -> Response {
    let text: Box<str> = result.into();
    typed(StatusCode::OK, JSON, String::from(text).into())
}

/// A stream that begins.
pub(super) fn event_stream(stream: EventStream) -> Response {
    let mut response = typed(StatusCode::OK, EVENT_STREAM, Body::from_stream(stream));
    // Some proxies keep events back until there are many.
    let headers = response.headers_mut();
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// A problem (HTP-030).
pub(super) fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = typed(status, PROBLEM, refusal.problem().to_string().into());
    let headers = response.headers_mut();
    if let Ok(allow) = HeaderValue::from_str(&refusal.allow.join(", "))
        && !refusal.allow.is_empty()
    {
        headers.insert(ALLOW, allow);
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// An answer without a body.
pub(super) fn with_status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn typed(status: StatusCode, content_type: &'static str, body: Body) -> Response {
    let mut response = with_status(status);
    *response.body_mut() = body;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
