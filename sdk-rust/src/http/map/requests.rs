//! Requests, as a service reads them.

use super::events::EVENT_STREAM;
use super::meta::{self, Headers};
use super::query;
use super::routes::{Endpoint, Streams};
use crate::error::RpcError;
use crate::wire::{self, Object};
use serde_json::Value;

impl Endpoint {
    /// Whether params stand in the body; else they stand in the query.
    pub fn has_body(&self) -> bool {
        let verb = self.method.http.map_or("", |http| http.method);
        !matches!(verb, "GET" | "DELETE")
    }

    /// Whether the answer to this request is a stream (HTP-040).
    pub fn wants_stream(&self, headers: Headers<'_, '_>) -> bool {
        match self.streams {
            Streams::Always => true,
            Streams::IfAccepted => accepts_events(headers),
            Streams::Never => false,
        }
    }

    /// The params of the request. The path counts before query and body (HTP-005), `_meta` stands in headers alone.
    pub fn params(
        self,
        headers: Headers<'_, '_>,
        query: Option<&str>,
        body: Object,
    ) -> Result<Object, RpcError> {
        let mut params = if self.has_body() {
            body
        } else {
            query::read(self.method, query.unwrap_or_default())?
        };
        params.extend(self.members);
        params.shift_remove("_meta");
        if let Some(stream) = self.stream {
            params.shift_remove("stream");
            if stream {
                params.insert("stream".into(), true.into());
            }
        }
        if self.method.name == "describe"
            && let Some(versions) = meta::versions(headers)
        {
            params.insert("protocol_versions".into(), versions);
        }
        let meta = meta::read(headers);
        if !meta.is_empty() {
            params.insert("_meta".into(), meta.into());
        }
        Ok(params)
    }
}

/// A body as params; an empty one has none (HTP-007, HTP-012).
pub fn body(bytes: &[u8]) -> Result<Object, RpcError> {
    if bytes.is_empty() {
        return Ok(Object::new());
    }
    match wire::json(bytes) {
        Ok(Value::Object(params)) => Ok(params),
        Ok(_) => {
            let message = "the body is JSON, but no object";
            Err(RpcError::new("invalid_request", message))
        }
        Err(fault) => Err(RpcError::new(fault.kind(), fault.reason)),
    }
}

/// Whether `Accept` names a stream.
fn accepts_events(headers: Headers<'_, '_>) -> bool {
    let given = headers("accept");
    let given = given
        .iter()
        .filter_map(|value| std::str::from_utf8(value).ok());
    given
        .flat_map(|value| value.split(','))
        .any(is_event_stream)
}

fn is_event_stream(range: &str) -> bool {
    let mut words = range.split(';').map(str::trim);
    let named = words
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case(EVENT_STREAM));
    let refused = words.any(|word| {
        let weight = word.strip_prefix("q=").or_else(|| word.strip_prefix("Q="));
        weight.and_then(|weight| weight.parse().ok()) == Some(0.0)
    });
    named && !refused
}
