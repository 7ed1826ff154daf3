//! `_meta` as headers (HTP-020, HTP-021).

use super::lines;
use amplifier_ipc_router::scan::Span;
use http::HeaderMap;

/// The member and the header of what is a text, and of what is an integer.
const TEXTS: [(&str, &str); 6] = [
    ("traceparent", "traceparent"),
    ("tracestate", "tracestate"),
    ("baggage", "baggage"),
    ("session_id", SESSION),
    ("parent_session_id", "amplifier-parent-session"),
    ("turn_id", "amplifier-turn"),
];
const INTEGERS: [(&str, &str); 2] = [
    ("deadline_ms", "amplifier-deadline-ms"),
    ("depth", "amplifier-depth"),
];

/// Names the session of a request.
pub const SESSION: &str = "amplifier-session";

/// The headers of the `_meta` that stands in a line; members that no header holds are left out.
pub fn to_headers(line: &[u8], meta: &Span) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    for (member, header) in TEXTS {
        let text = lines::text_member(line, meta, member);
        headers.extend(
            text.filter(|text| is_value(text))
                .map(|text| (header, text)),
        );
    }
    for (member, header) in INTEGERS {
        let number = lines::member(line, meta, member).and_then(integer);
        headers.extend(number.map(|number| (header, number.to_string())));
    }
    headers
}

/// What a header can carry unchanged: visible ASCII, with blanks between (RFC 9110, 5.5).
fn is_value(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) && text.trim_ascii() == text
}

fn integer(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// The member `_meta` of these headers, with a comma behind; empty if there is none.
pub fn from_headers(headers: &HeaderMap) -> String {
    let mut members = Vec::new();
    for (member, header) in TEXTS {
        let text = one(headers, header);
        members.extend(text.map(|text| format!("\"{member}\":{}", serde_json::Value::from(text))));
    }
    for (member, header) in INTEGERS {
        let number = one(headers, header).and_then(|text| integer(text.as_bytes()));
        members.extend(number.map(|number| format!("\"{member}\":{number}")));
    }
    if members.is_empty() {
        return String::new();
    }
    format!("\"_meta\":{{{}}},", members.join(","))
}

/// The value of a header that stands once; those that are lists may stand in several pieces.
fn one(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Option<Vec<&str>> = headers
        .get_all(name)
        .iter()
        .map(|v| v.to_str().ok())
        .collect();
    let values = values.filter(|values| !values.is_empty())?;
    let is_list = matches!(name, "tracestate" | "baggage");
    (is_list || values.len() == 1).then(|| values.join(","))
}
