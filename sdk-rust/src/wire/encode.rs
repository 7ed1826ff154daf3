//! Messages to bytes, members in the order that routers read fastest (protocol §3).

use super::Id;
use super::message::{ErrorObject, Message, Object};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// The members of params that decide a message's way; they stand before the payload.
pub const ROUTING_MEMBERS: [&str; 6] = ["_meta", "request_id", "name", "event", "hook", "path"];

/// One line with its LF.
pub fn encode(message: &Message) -> Vec<u8> {
    match message {
        Message::Request(r) => encode_call(Some(&r.id), &r.method, &r.params),
        Message::Notification(n) => encode_call(None, &n.method, &n.params),
        Message::Response(r) => match &r.outcome {
            Ok(result) => encode_result(r.id.as_ref(), result),
            Err(error) => encode_error(r.id.as_ref(), error),
        },
    }
}

/// A request, or without an id a notification.
pub fn encode_call(id: Option<&Id>, method: &str, params: &Object) -> Vec<u8> {
    line(&Call {
        jsonrpc: "2.0",
        id,
        method,
        params: Ordered(params),
    })
}

/// A response with a result: a value, or a raw value that is JSON already.
pub fn encode_result(id: Option<&Id>, result: &impl Serialize) -> Vec<u8> {
    line(&Answer {
        jsonrpc: "2.0",
        id,
        result,
    })
}

/// A response with an error.
pub fn encode_error(id: Option<&Id>, error: &ErrorObject) -> Vec<u8> {
    line(&Failure {
        jsonrpc: "2.0",
        id,
        error,
    })
}

fn line(message: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    // Writing JSON values with string keys into memory cannot fail.
    let written = serde_json::to_writer(&mut bytes, message);
    debug_assert!(written.is_ok());
    bytes.push(b'\n');
    bytes
}

#[derive(Serialize)]
struct Call<'a> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Id>,
    method: &'a str,
    params: Ordered<'a>,
}

#[derive(Serialize)]
struct Answer<'a, R> {
    jsonrpc: &'static str,
    id: Option<&'a Id>,
    result: &'a R,
}

#[derive(Serialize)]
struct Failure<'a> {
    jsonrpc: &'static str,
    id: Option<&'a Id>,
    error: &'a ErrorObject,
}

/// Params with `_meta` and the routing members first, the rest in its own order.
struct Ordered<'a>(&'a Object);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for name in ROUTING_MEMBERS {
            if let Some(value) = self.0.get(name) {
                map.serialize_entry(name, value)?;
            }
        }
        for (name, value) in self.0 {
            if !ROUTING_MEMBERS.contains(&name.as_str()) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn routing_members_stand_before_the_payload() {
        let params =
            json!({"input": {"name": 1}, "name": "t", "_meta": {"depth": 1}, "call_id": "c"});
        let line = encode_call(Some(&1.into()), "tool.execute", params.as_object().unwrap());
        let want = r#"{"jsonrpc":"2.0","id":1,"method":"tool.execute","params":{"_meta":{"depth":1},"name":"t","input":{"name":1},"call_id":"c"}}"#;
        assert_eq!(String::from_utf8(line).unwrap(), format!("{want}\n"));
    }

    #[test]
    fn an_error_without_an_id_says_null() {
        let error = ErrorObject {
            code: -32700,
            message: "no".into(),
            data: None,
        };
        assert_eq!(
            encode_error(None, &error),
            b"{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"no\"}}\n"
        );
    }
}
