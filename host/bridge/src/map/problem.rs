//! Problems (RFC 9457): the error of an answer, read and written (HTP-030 to HTP-032).

use super::lines;
use amplifier_ipc::generated::errors::{kind as row_of, kind_of_code};
use amplifier_ipc_router::scan::{Span, string_value};
use http::StatusCode;

/// A Problem in a body or an event, as the `error` of an answer (JSON text); none if it is no Problem.
pub fn read(body: &[u8]) -> Option<String> {
    let (line, envelope) = lines::object(body).ok()?;
    let object = envelope.params?;
    let text = |name| lines::text_member(&line, &object, name);
    let code: i64 = number(lines::member(&line, &object, "code")?)?;
    let (kind, detail) = (text("kind")?, text("detail")?);
    let rest =
        data(&line, &object).map_or_else(Vec::new, |data| lines::without(&line, &data, &["kind"]));
    let rest = String::from_utf8(rest).ok()?;
    let comma = if rest.is_empty() { "" } else { "," };
    let (kind, detail) = (
        serde_json::Value::from(kind),
        serde_json::Value::from(detail),
    );
    Some(format!(
        "{{\"code\":{code},\"message\":{detail},\"data\":{{\"kind\":{kind}{comma}{rest}}}}}"
    ))
}

/// The `error` that stands in a line, as status and Problem.
pub fn write(line: &[u8], error: &Span) -> (StatusCode, Vec<u8>) {
    let code = lines::member(line, error, "code").and_then(number);
    let data = data(line, error);
    let named = data
        .as_ref()
        .and_then(|data| lines::text_member(line, data, "kind"));
    let by_code = code
        .and_then(kind_of_code)
        .or_else(|| row_of("internal_error"));
    let kind = named
        .or_else(|| by_code.map(|row| row.kind.to_owned()))
        .unwrap_or_default();
    let detail = lines::member(line, error, "message").filter(|text| string_value(text).is_some());
    let rest = data.map_or_else(Vec::new, |data| lines::without(line, &data, &["kind"]));
    let code = code
        .or_else(|| by_code.map(|row| row.code))
        .unwrap_or_default();
    let status = status_of(&kind, code);
    (
        status,
        written(status, &kind, code, detail.unwrap_or(b"\"\""), &rest),
    )
}

/// A Problem of our own, with the status of its kind.
pub fn of(kind: &str, detail: &str) -> (StatusCode, Vec<u8>) {
    with_status(status_of(kind, 0), kind, detail)
}

/// A Problem of our own with another status than its kind has.
pub fn with_status(status: StatusCode, kind: &str, detail: &str) -> (StatusCode, Vec<u8>) {
    let code = row_of(kind).map_or(0, |row| row.code);
    let detail = serde_json::Value::from(detail).to_string();
    (status, written(status, kind, code, detail.as_bytes(), b""))
}

/// The status of a kind, or of a code whose kind is not known (HTP-031).
fn status_of(kind: &str, code: i64) -> StatusCode {
    let row = row_of(kind).or_else(|| kind_of_code(code));
    let status = row.and_then(|row| StatusCode::from_u16(row.http_status).ok());
    status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// `detail` is JSON text, `rest` are members of `data` beside its kind.
fn written(status: StatusCode, kind: &str, code: i64, detail: &[u8], rest: &[u8]) -> Vec<u8> {
    let title = status.canonical_reason().unwrap_or_default();
    let kind = serde_json::Value::from(kind);
    let number = status.as_u16();
    let head = format!(
        "{{\"type\":\"about:blank\",\"title\":\"{title}\",\"status\":{number},\"kind\":{kind},\"code\":{code},\"detail\":"
    );
    let data = format!(",\"data\":{{\"kind\":{kind}");
    let comma: &[u8] = if rest.is_empty() { b"" } else { b"," };
    [head.as_bytes(), detail, data.as_bytes(), comma, rest, b"}}"].concat()
}

fn data(line: &[u8], object: &Span) -> Option<Span> {
    lines::span(line, object, "data").filter(|data| line[data.start] == b'{')
}

fn number(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}
