//! A method and its params as a request (HTP-001 to HTP-006, HTP-020, HTP-022).

use super::{lines, meta, percent};
use amplifier_ipc::generated::methods::{Http, method as row_of};
use amplifier_ipc_router::scan::{Members, Span, string_value};

/// A request without the address of its service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// Path and query.
    pub target: String,
    /// Those of `_meta` and of the versions.
    pub headers: Vec<(&'static str, String)>,
    /// JSON; none where the method has no body.
    pub body: Option<Vec<u8>>,
    /// Whether the answer is a stream.
    pub stream: Stream,
}

/// How a request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// With the result.
    No,
    /// With a stream, as it asks for one; a result alone would do.
    Asked,
    /// With a stream.
    Always,
}

/// What this member is of `describe`, stands in a header.
const VERSIONS: &str = "protocol_versions";

/// The request of a message; `params` says where they stand in its line. `provider` is the one to ask where the
/// params name none. None: the method has no endpoint, or a member that its path names is missing.
pub fn write(method: &str, line: &[u8], params: &Span, provider: Option<&str>) -> Option<Request> {
    let http = row_of(method)?.http?;
    let streams = http
        .stream_path
        .filter(|_| lines::member(line, params, "stream") == Some(b"true"));
    let stream = match (http.stream, streams) {
        (Some("accept"), _) => Stream::Asked,
        (Some(_), _) | (_, Some(_)) => Stream::Always,
        (None, None) => Stream::No,
    };
    let mut left_out = vec!["_meta"];
    match (method, streams) {
        ("describe", _) => left_out.push(VERSIONS),
        ("$/cancel", _) => left_out.push("id"),
        (_, Some(_)) => left_out.push("stream"),
        _ => {}
    }
    let template = streams.unwrap_or(http.path);
    let mut target = path(template, line, params, provider, &mut left_out)?;
    let body = body(&http, line, params, &left_out, &mut target);
    let mut headers = Vec::new();
    if let Some(meta) = lines::span(line, params, "_meta") {
        headers = meta::to_headers(line, &meta);
    }
    if let Some(versions) = lines::span(line, params, VERSIONS).filter(|_| method == "describe") {
        headers.push(("amplifier-protocol", listed(&line[versions])));
    }
    Some(Request {
        method: http.method,
        target,
        headers,
        body,
        stream,
    })
}

/// The path with its members filled in; they are noted as left out of the rest.
fn path<'t>(
    template: &'t str,
    line: &[u8],
    params: &Span,
    provider: Option<&str>,
    left_out: &mut Vec<&'t str>,
) -> Option<String> {
    let mut target = String::new();
    for part in template.split('/').skip(1) {
        target.push('/');
        let Some(name) = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        else {
            target.push_str(part);
            continue;
        };
        let given = lines::text_member(line, params, name);
        let default = || provider.filter(|_| name == "provider").map(str::to_owned);
        let value = given.or_else(default)?;
        if name == "path" {
            percent::encode_path(&mut target, &value);
        } else {
            percent::encode(&mut target, &value);
        }
        left_out.push(name);
    }
    Some(target)
}

/// What the path does not name: the body, or behind the target as its query.
fn body(
    http: &Http,
    line: &[u8],
    params: &Span,
    left_out: &[&str],
    target: &mut String,
) -> Option<Vec<u8>> {
    if !matches!(http.method, "GET" | "DELETE") {
        let members = lines::without(line, params, left_out);
        return Some([b"{", members.as_slice(), b"}"].concat());
    }
    let mut sign = '?';
    for member in Members::new(line, params) {
        let key = string_value(&line[member.key]).unwrap_or_default();
        if left_out.contains(&&*key) {
            continue;
        }
        let value = &line[member.value];
        let value = string_value(value).unwrap_or_else(|| String::from_utf8_lossy(value));
        target.push(std::mem::replace(&mut sign, '&'));
        percent::encode(target, &key);
        target.push('=');
        percent::encode(target, &value);
    }
    None
}

/// A JSON list of texts, as a list in a header.
fn listed(value: &[u8]) -> String {
    let texts: Vec<String> = serde_json::from_slice(value).unwrap_or_default();
    texts.join(", ")
}
