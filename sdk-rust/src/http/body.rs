//! The bodies of requests.

use super::map::answers::{JSON, is_type};
use super::map::problems::Refusal;
use super::map::requests;
use crate::error::RpcError;
use crate::wire::Object;
use axum::body::{Body, BodyDataStream};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use futures_util::StreamExt;
use std::time::Duration;

/// A body from here on is parsed on a thread of its own, so that nobody else waits for it.
const LARGE: usize = 256 << 10;
/// How long the rest of a refused body is read, so that its sender comes to read the answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The body of a request, until it has been read.
pub(super) struct Unread {
    rest: Option<BodyDataStream>,
    limit: usize,
    /// Its sender waits for a word before it sends the body.
    waits: bool,
    declared: bool,
    length: Option<usize>,
}

impl Unread {
    pub(super) fn new(body: Body, headers: &HeaderMap, limit: usize) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let encoded =
            text(CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
        Self {
            rest: Some(body.into_data_stream()),
            limit,
            waits: headers.contains_key(EXPECT),
            declared: is_type(text(CONTENT_TYPE), JSON) && !encoded,
            length: text(CONTENT_LENGTH).and_then(|length| length.parse().ok()),
        }
    }

    /// The params in the body; never more than the limit of it is kept (HTP-007, HTP-011 to HTP-013).
    pub(super) async fn read(&mut self) -> Result<Object, Refusal> {
        let bytes = self.bytes().await?;
        self.rest = None;
        if bytes.len() < LARGE {
            return Ok(requests::body(&bytes)?);
        }
        let parsed = tokio::task::spawn_blocking(move || requests::body(&bytes)).await;
        let parsed = parsed.map_err(|error| RpcError::internal("JoinError", error.to_string()))?;
        Ok(parsed?)
    }

    async fn bytes(&mut self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        if self.declared && self.length.is_some_and(|length| length > self.limit) {
            return Err(self.too_large());
        }
        let Some(rest) = &mut self.rest else {
            return Ok(bytes);
        };
        while let Some(chunk) = rest.next().await {
            let chunk = chunk.map_err(|error| cut_off(&error))?;
            if !self.declared && !chunk.is_empty() {
                return Err(undeclared());
            }
            if bytes.len() + chunk.len() > self.limit {
                return Err(self.too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn too_large(&self) -> Refusal {
        let limit = self.limit;
        let message =
            format!("the body is longer than {limit} bytes, the most that this service reads");
        RpcError::new("message_too_large", message)
            .with("limit", limit)
            .into()
    }
}

fn undeclared() -> Refusal {
    let message = format!("a body must be declared as {JSON}, without a Content-Encoding");
    Refusal::new(415, RpcError::new("invalid_request", message))
}

fn cut_off(error: &axum::Error) -> Refusal {
    RpcError::new(
        "invalid_request",
        format!("the body cannot be read: {error}"),
    )
    .into()
}

/// A sender that still writes would have its connection reset before it reads the answer.
impl Drop for Unread {
    fn drop(&mut self) {
        if let Some(rest) = self.rest.take().filter(|_| !self.waits) {
            tokio::spawn(tokio::time::timeout(PATIENCE, discard(rest, self.limit)));
        }
    }
}

async fn discard(mut rest: BodyDataStream, limit: usize) {
    let mut left = limit.saturating_mul(2);
    while let Some(Ok(chunk)) = rest.next().await
        && let Some(less) = left.checked_sub(chunk.len())
    {
        left = less;
    }
}
