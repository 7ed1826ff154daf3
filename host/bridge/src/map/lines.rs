//! Lines of the protocol, made of JSON that came over HTTP, and the members of a line's params.

use amplifier_ipc_router::scan::{Envelope, Fault as Scanned, Members, Span, scan, string_value};

/// Why a text is not passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not one JSON value as chapter 1 has it.
    NotJson,
    /// It is JSON, but no object.
    NotObject,
    /// A member that decides a message's way stands there twice.
    Twice,
}

/// Where a value stands in the line that it makes.
type Place = fn(&Envelope) -> Option<&Span>;

/// `head` `value` `}` as one line, if the value is legal JSON and nothing but that.
///
/// The value stands in a line that is checked whole, as the router does: what closes the value early and
/// begins another member would be seen as a span that is too short.
fn line(head: &str, value: &[u8], place: Place) -> Result<(Vec<u8>, Envelope), Fault> {
    let mut line = Vec::with_capacity(head.len() + value.len() + 1);
    line.extend_from_slice(head.as_bytes());
    line.extend_from_slice(value);
    line.push(b'}');
    let envelope = match scan(&line) {
        Ok(envelope) => envelope,
        Err(Scanned::Twice { envelope }) if fills(&line, place(&envelope), head.len()) => {
            return Err(Fault::Twice);
        }
        Err(_) => return Err(Fault::NotJson),
    };
    if !fills(&line, place(&envelope), head.len()) {
        return Err(Fault::NotJson);
    }
    // In legal JSON a line's end stands between tokens only.
    for byte in &mut line[head.len()..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    Ok((line, envelope))
}

fn fills(line: &[u8], span: Option<&Span>, start: usize) -> bool {
    let Some(span) = span else { return false };
    let around = [
        line.get(start..span.start),
        line.get(span.end..line.len() - 1),
    ];
    around
        .iter()
        .all(|part| part.is_some_and(|part| part.iter().all(u8::is_ascii_whitespace)))
}

/// The answer to a request; `id` is JSON text.
///
/// # Errors
/// The result is no legal JSON.
pub fn result(id: &str, value: &[u8]) -> Result<Vec<u8>, Fault> {
    let head = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":");
    line(&head, value, |envelope| envelope.result.as_ref()).map(|(line, _)| line)
}

/// JSON that must be an object, and where it stands in a text that has only this one member.
///
/// # Errors
/// It is no JSON, or no object.
pub fn object(value: &[u8]) -> Result<(Vec<u8>, Envelope), Fault> {
    let (line, envelope) = line("{\"params\":", value, |envelope| envelope.params.as_ref())?;
    match envelope.params.as_ref().map(|span| line[span.start]) {
        Some(b'{') => Ok((line, envelope)),
        _ => Err(Fault::NotObject),
    }
}

/// A message with these params, before which `first` (JSON members with a comma behind each) goes;
/// members of `params` that are called as one of `without` are left out. `id` none: a notification.
pub fn message(id: Option<&str>, method: &str, first: &str, params: &[u8]) -> Vec<u8> {
    let id = id.map_or_else(String::new, |id| format!("\"id\":{id},"));
    let method = serde_json::Value::from(method);
    let head = format!("{{\"jsonrpc\":\"2.0\",{id}\"method\":{method},\"params\":{{{first}");
    let mut line = head.into_bytes();
    if params.is_empty() && line.last() == Some(&b',') {
        line.pop();
    }
    line.extend_from_slice(params);
    line.extend_from_slice(b"}}");
    line
}

/// The members of an object but for those of these names, joined by commas, each as it stands.
pub fn without(line: &[u8], object: &Span, names: &[&str]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(object.len());
    for member in Members::new(line, object) {
        let key = string_value(&line[member.key.clone()]).unwrap_or_default();
        if names.contains(&&*key) {
            continue;
        }
        if !kept.is_empty() {
            kept.push(b',');
        }
        kept.extend_from_slice(&line[member.key]);
        kept.push(b':');
        kept.extend_from_slice(&line[member.value]);
    }
    kept
}

/// Where the value of the last member of this name stands.
pub fn span(line: &[u8], object: &Span, name: &str) -> Option<Span> {
    let named = |key: &Span| string_value(&line[key.clone()]).as_deref() == Some(name);
    let found = Members::new(line, object).filter(|member| named(&member.key));
    found.last().map(|member| member.value)
}

/// The value of the last member of this name: JSON text.
pub fn member<'a>(line: &'a [u8], object: &Span, name: &str) -> Option<&'a [u8]> {
    span(line, object, name).map(|span| &line[span])
}

/// The last member of this name, if it is a text.
pub fn text_member(line: &[u8], object: &Span, name: &str) -> Option<String> {
    string_value(member(line, object, name)?).map(std::borrow::Cow::into_owned)
}
