//! Errors as problems of RFC 9457.

use crate::error::RpcError;
use crate::generated::errors::{kind, kind_of_code};
use crate::wire::{ErrorObject, Object};
use serde_json::{Value, json};

/// The content type of a problem.
pub const PROBLEM: &str = "application/problem+json";

/// A request that is answered with a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The status of the answer.
    pub status: u16,
    /// What is wrong.
    pub error: Box<RpcError>,
    /// The methods that the endpoint has, sorted; for 405.
    pub allow: Vec<&'static str>,
}

impl Refusal {
    /// A refusal with a status of its own.
    pub fn new(status: u16, error: RpcError) -> Self {
        Self {
            status,
            error: error.into(),
            allow: Vec::new(),
        }
    }

    /// The body of the answer.
    pub fn problem(&self) -> Value {
        problem(&self.error, self.status)
    }
}

impl From<RpcError> for Refusal {
    fn from(error: RpcError) -> Self {
        Self::new(status(&error), error)
    }
}

/// The status that an error has by the table (HTP-031); what is not known there is 500.
pub fn status(error: &RpcError) -> u16 {
    let row = kind(error.kind()).or_else(|| kind_of_code(error.code()));
    row.map_or(500, |row| row.http_status)
}

/// An error as a problem.
pub fn problem(error: &RpcError, status: u16) -> Value {
    let ErrorObject {
        code,
        message,
        data,
    } = error.clone().into();
    json!({
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": message,
        "kind": error.kind(),
        "code": code,
        "data": data,
    })
}

/// A problem as the error that it tells; `None` when it is none.
pub fn error(problem: &Value) -> Option<RpcError> {
    let detail = problem.get("detail")?.as_str()?;
    let kind = problem.get("kind")?.as_str()?;
    let code = problem.get("code")?.as_i64()?;
    problem.get("status")?.as_u64()?;
    let mut data = problem.get("data").and_then(Value::as_object).cloned();
    let members = data.get_or_insert_with(Object::new);
    members.entry("kind").or_insert_with(|| kind.into());
    let message = detail.into();
    let data = data.map(Value::Object);
    Some(
        ErrorObject {
            code,
            message,
            data,
        }
        .into(),
    )
}

/// What RFC 9110 calls the statuses of this binding.
fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        499 => "Client Closed Request",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    }
}
