//! Answers to a request, as its caller reads them.

use super::problems::{self, PROBLEM};
use crate::error::RpcError;
use crate::wire;
use serde_json::Value;

/// The content type of a result.
pub const JSON: &str = "application/json";

/// The result or the error that an answer tells (HTP-032); it is no stream.
pub fn read(status: u16, content_type: Option<&str>, body: &[u8]) -> Result<Value, RpcError> {
    let read = wire::json(body).ok();
    if is_type(content_type, PROBLEM)
        && let Some(error) = read.as_ref().and_then(problems::error)
    {
        return Err(error);
    }
    if status == 200 && is_type(content_type, JSON) {
        return read.ok_or_else(|| foreign(status));
    }
    Err(foreign(status))
}

/// What an answer means that is neither what was asked nor a problem.
pub fn foreign(status: u16) -> RpcError {
    let kind = match status {
        403 => "permission_denied",
        504 => "deadline_exceeded",
        _ => "service_unavailable",
    };
    let message = format!("the answer, with status {status}, is neither a result nor a problem");
    RpcError::new(kind, message)
}

/// Whether a `Content-Type` is this one, whatever its parameters.
pub fn is_type(given: Option<&str>, wanted: &str) -> bool {
    let essence = given.and_then(|given| given.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(wanted))
}
