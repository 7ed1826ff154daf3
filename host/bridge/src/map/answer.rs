//! An answer's status, type and body as the line of a response (HTP-008, HTP-030 to HTP-032).

use super::{lines, problem};
use amplifier_ipc_router::failure::Failure;
use amplifier_ipc_router::ids::RawId;

/// The type of a body of a Problem.
pub const PROBLEM: &str = "application/problem+json";
/// The type of any other JSON.
pub const JSON: &str = "application/json";
/// The type of a stream.
pub const EVENTS: &str = "text/event-stream";

/// Whether a header names this type, whatever its parameters and its case.
pub fn is_type(header: Option<&str>, wanted: &str) -> bool {
    let named = header.and_then(|header| header.split(';').next());
    named.is_some_and(|named| named.trim().eq_ignore_ascii_case(wanted))
}

/// The response line: the result, the error of a Problem, or what the status says; `whose` begins the
/// sentence for people: who answered what.
pub fn line(
    id: &str,
    status: u16,
    content_type: Option<&str>,
    body: &[u8],
    whose: &str,
) -> Vec<u8> {
    if status == 200
        && is_type(content_type, JSON)
        && let Ok(line) = lines::result(id, body)
    {
        return line;
    }
    if is_type(content_type, PROBLEM)
        && let Some(error) = problem::read(body)
    {
        return error_line(id, &error);
    }
    let named = content_type.unwrap_or("no type");
    failure_line(
        id,
        &foreign(
            status,
            format!("{whose} with {status} and {named}, which is no answer of the protocol"),
        ),
    )
}

/// What an answer of somebody else means, such as a proxy (HTP-032).
fn foreign(status: u16, message: String) -> Failure {
    let kind = match status {
        403 => "permission_denied",
        504 => "deadline_exceeded",
        _ => "service_unavailable",
    };
    Failure::new(kind, message)
}

/// A response with an error, which is JSON text.
pub fn error_line(id: &str, error: &str) -> Vec<u8> {
    format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{error}}}").into_bytes()
}

/// A response with an error of our own.
pub fn failure_line(id: &str, failure: &Failure) -> Vec<u8> {
    failure.line(Some(&RawId::new(id.as_bytes())))
}
