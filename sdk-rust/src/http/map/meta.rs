//! `_meta` as headers.

use crate::wire::Object;
use serde_json::Value;

/// The values of a header, by its name in lower case.
pub type Headers<'a, 'b> = &'a dyn Fn(&str) -> Vec<&'b [u8]>;

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Text,
    /// A list that may stand in several headers of the name.
    List,
    Integer,
    Natural,
}

const MEMBERS: [(&str, &str, Form); 8] = [
    ("traceparent", "traceparent", Form::Text),
    ("tracestate", "tracestate", Form::List),
    ("baggage", "baggage", Form::List),
    ("amplifier-deadline-ms", "deadline_ms", Form::Integer),
    ("amplifier-depth", "depth", Form::Natural),
    ("amplifier-session", "session_id", Form::Text),
    ("amplifier-parent-session", "parent_session_id", Form::Text),
    ("amplifier-turn", "turn_id", Form::Text),
];

/// The header of the versions that are spoken.
pub const PROTOCOL: &str = "amplifier-protocol";

/// Reads `_meta`; what does not fit is absent (HTP-021).
pub fn read(headers: Headers<'_, '_>) -> Object {
    let members = MEMBERS.iter().filter_map(|(header, member, form)| {
        let value = match_form(*form, &joined(*form, &headers(header))?)?;
        Some(((*member).to_string(), value))
    });
    members.collect()
}

fn joined(form: Form, values: &[&[u8]]) -> Option<String> {
    match values {
        [value] => text(value),
        [_, _, ..] if form == Form::List => {
            let values: Option<Vec<String>> = values.iter().copied().map(text).collect();
            Some(values?.join(","))
        }
        _ => None,
    }
}

fn text(value: &[u8]) -> Option<String> {
    String::from_utf8(value.to_vec()).ok()
}

fn match_form(form: Form, value: &str) -> Option<Value> {
    if matches!(form, Form::Text | Form::List) {
        return Some(value.into());
    }
    let digits = value.strip_prefix('-').unwrap_or(value);
    let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = value.parse().ok().filter(|_| decimal)?;
    (form == Form::Integer || number >= 0).then(|| number.into())
}

/// `_meta` as headers; a member that is no value of a header is left out (HTP-020).
pub fn write(meta: &Object) -> Vec<(&'static str, String)> {
    let headers = MEMBERS.iter().filter_map(|(header, member, form)| {
        let value = meta.get(*member)?;
        let value = match form {
            Form::Text | Form::List => value.as_str().filter(|text| is_field(text))?.to_string(),
            Form::Integer | Form::Natural => value.as_i64()?.to_string(),
        };
        Some((*header, value))
    });
    headers.collect()
}

/// RFC 9110, 5.5: visible bytes, with spaces and tabs between them.
fn is_field(text: &str) -> bool {
    let visible = |byte: &u8| !byte.is_ascii_control() && *byte != b' ';
    let bytes = text.as_bytes();
    let inner = bytes
        .iter()
        .all(|byte| visible(byte) || b" \t".contains(byte));
    inner && bytes.first().is_none_or(visible) && bytes.last().is_none_or(visible)
}

/// The versions of `Amplifier-Protocol`; `None` without the header.
pub fn versions(headers: Headers<'_, '_>) -> Option<Value> {
    let given = headers(PROTOCOL);
    if given.is_empty() {
        return None;
    }
    let given = given
        .iter()
        .filter_map(|value| std::str::from_utf8(value).ok());
    let versions = given.flat_map(|value| value.split(','));
    let named = versions
        .map(str::trim)
        .filter(|version| !version.is_empty());
    Some(named.collect())
}
