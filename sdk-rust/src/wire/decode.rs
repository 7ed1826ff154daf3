//! One line in, one verdict out (protocol §2 and §3).

use super::head::{Head, depth};
use super::message::{
    Decoded, ErrorObject, Message, Notification, Object, Refusal, Request, Response,
};
use super::{Id, MAX_DEPTH};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

/// Reads one line (without its LF).
pub fn decode(line: &[u8]) -> Decoded {
    match parse(line) {
        Ok(envelope) => judge(line, envelope),
        Err(fault) => fault.verdict(line),
    }
}

/// Reads JSON that is no message, such as the body of a request over HTTP, by the rules that hold inside of one.
pub fn json(bytes: &[u8]) -> Result<Value, Fault> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    if depth(bytes, MAX_DEPTH) > MAX_DEPTH {
        return Err(Fault::too_deep());
    }
    tolerant_value(bytes).map_err(|error| Fault::not_json(&error))
}

/// Why bytes are no message: not JSON, too deep, or no object.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    code: i64,
    /// What is wrong, in one sentence.
    pub reason: String,
}

impl Fault {
    /// The kind of the error that tells it.
    pub fn kind(&self) -> &'static str {
        match self.code {
            PARSE_ERROR => "parse_error",
            _ => "invalid_request",
        }
    }

    fn too_deep() -> Self {
        Self {
            code: INVALID_REQUEST,
            reason: format!("nested deeper than {MAX_DEPTH}"),
        }
    }

    fn not_json(error: &serde_json::Error) -> Self {
        Self {
            code: PARSE_ERROR,
            reason: format!("not JSON: {error}"),
        }
    }

    fn verdict(self, line: &[u8]) -> Decoded {
        let head = Head::scan(line);
        // What is not JSON is no notification either; only what looks like an answer is never refused (FRM-010).
        let notification = self.code != PARSE_ERROR && head.method && !head.named;
        if !head.answer && !notification {
            return Decoded::Refused(Refusal {
                code: self.code,
                id: head.id,
                reason: self.reason,
            });
        }
        Decoded::Dropped {
            id: head.id.filter(|_| head.answer),
        }
    }
}

fn parse(line: &[u8]) -> Result<Envelope, Fault> {
    let error = match parse_once(line) {
        Ok(envelope) => return Ok(envelope),
        Err(error) => error,
    };
    // The parser stops one level early, and knows no number beyond a double: both are told from a real fault here.
    if depth(line, MAX_DEPTH) > MAX_DEPTH {
        return Err(Fault::too_deep());
    }
    if !error.is_data()
        && let Ok(envelope) = parse_tolerant(line)
    {
        return Ok(envelope);
    }
    // A legal JSON value that is no object; anything illegal in it makes it no JSON at all.
    match tolerant_value(line) {
        Ok(_) => Err(Fault {
            code: INVALID_REQUEST,
            reason: "a message is a JSON object".into(),
        }),
        Err(error) => Err(Fault::not_json(&error)),
    }
}

fn parse_once(line: &[u8]) -> serde_json::Result<Envelope> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let envelope = reader.deserialize_map(EnvelopeVisitor)?;
    reader.end()?;
    Ok(envelope)
}

/// Without the parser's own depth limit (the depth has been counted) and with numbers that a double can hold.
fn parse_tolerant(line: &[u8]) -> serde_json::Result<Envelope> {
    let line = super::numbers::clamp(line);
    let mut reader = serde_json::Deserializer::from_slice(&line);
    reader.disable_recursion_limit();
    let envelope = reader.deserialize_map(EnvelopeVisitor)?;
    reader.end()?;
    Ok(envelope)
}

fn tolerant_value(line: &[u8]) -> serde_json::Result<Value> {
    let line = super::numbers::clamp(line);
    let mut reader = serde_json::Deserializer::from_slice(&line);
    reader.disable_recursion_limit();
    let value = serde::Deserialize::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// The members of the envelope as they came; of duplicates the last. `None` = absent, which null is not.
#[derive(Default)]
struct Envelope {
    jsonrpc: Option<Value>,
    id: Option<Box<RawValue>>,
    method: Option<Value>,
    params: Option<Value>,
    result: Option<Value>,
    error: Option<Value>,
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(key) = map.next_key_seed(Key)? {
            match key {
                Member::Jsonrpc => envelope.jsonrpc = Some(map.next_value()?),
                Member::Id => envelope.id = Some(checked_id(map.next_value()?)?),
                Member::Method => envelope.method = Some(map.next_value()?),
                Member::Params => envelope.params = Some(map.next_value()?),
                Member::Result => envelope.result = Some(map.next_value()?),
                Member::Error => envelope.error = Some(map.next_value()?),
                // Unknown members are ignored, but must be JSON: a lone surrogate is found only by reading it.
                Member::Other => drop(map.next_value::<Value>()?),
            }
        }
        Ok(envelope)
    }
}

/// A raw value is not looked into by the parser: strings in it are read here, for the sake of lone surrogates.
fn checked_id<E: serde::de::Error>(raw: Box<RawValue>) -> Result<Box<RawValue>, E> {
    if !raw
        .get()
        .starts_with(|c: char| c == '-' || c.is_ascii_digit())
    {
        serde_json::from_str::<Value>(raw.get()).map_err(|_| E::custom("the id is not JSON"))?;
    }
    Ok(raw)
}

enum Member {
    Jsonrpc,
    Id,
    Method,
    Params,
    Result,
    Error,
    Other,
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Member;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Member, E> {
        Ok(match name {
            "jsonrpc" => Member::Jsonrpc,
            "id" => Member::Id,
            "method" => Member::Method,
            "params" => Member::Params,
            "result" => Member::Result,
            "error" => Member::Error,
            _ => Member::Other,
        })
    }
}

fn judge(line: &[u8], envelope: Envelope) -> Decoded {
    let Envelope {
        jsonrpc,
        id,
        method,
        params,
        result,
        error,
    } = envelope;
    let version_fits = jsonrpc.as_ref().and_then(Value::as_str) == Some("2.0");
    let id_given = id.is_some();
    let null_id = id.as_ref().is_some_and(|raw| raw.get() == "null");
    let legal_id = id.and_then(|raw| Id::from_json(raw.get()));

    if result.is_some() || error.is_some() {
        let legal = version_fits && method.is_none();
        return response(legal, null_id, legal_id, result, error);
    }
    let Some(method) = method else {
        return refuse(line, "a message has a method, a result or an error");
    };
    let fault = match (&method, &params) {
        _ if !version_fits => Some("jsonrpc must be \"2.0\""),
        (Value::String(_), None | Some(Value::Object(_))) => None,
        (Value::String(_), _) => Some("params must be an object or absent"),
        _ => Some("method must be a string"),
    };
    let (Value::String(method), params) = (method, object(params)) else {
        return illegal_call(line, id_given, "method must be a string");
    };
    match (fault, id_given, legal_id) {
        (None, false, _) => Decoded::Message(Notification { method, params }.into()),
        (None, true, Some(id)) => Decoded::Message(Request { id, method, params }.into()),
        (None, true, None) => refuse(line, "id must be a string or an integer"),
        (Some(fault), _, _) => illegal_call(line, id_given, fault),
    }
}

fn object(params: Option<Value>) -> Object {
    match params {
        Some(Value::Object(params)) => params,
        _ => Object::new(),
    }
}

fn illegal_call(line: &[u8], id_given: bool, fault: &str) -> Decoded {
    if id_given {
        refuse(line, fault)
    } else {
        Decoded::Dropped { id: None }
    }
}

fn refuse(line: &[u8], reason: &str) -> Decoded {
    Decoded::Refused(Refusal {
        code: INVALID_REQUEST,
        id: Head::scan(line).id,
        reason: reason.into(),
    })
}

fn response(
    legal: bool,
    null_id: bool,
    id: Option<Id>,
    result: Option<Value>,
    error: Option<Value>,
) -> Decoded {
    let outcome = match (result, error) {
        (Some(result), None) => Some(Ok(result)),
        // An array would fill the struct by position; an error is an object.
        (None, Some(error @ Value::Object(_))) => {
            serde_json::from_value::<ErrorObject>(error).ok().map(Err)
        }
        _ => None,
    };
    match outcome {
        // Only an error may have the id null: it answers what could not be read (RPC-053).
        Some(outcome) if legal && (id.is_some() || (null_id && outcome.is_err())) => {
            Decoded::Message(Message::Response(Response { id, outcome }))
        }
        _ => Decoded::Dropped { id },
    }
}
