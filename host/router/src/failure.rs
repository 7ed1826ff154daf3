//! Answers that the router gives itself.

use crate::ids::RawId;
use serde_json::{Map, Value, json};

/// An error of protocol §3.3, ready to become an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The JSON-RPC code.
    pub code: i64,
    message: String,
    data: Map<String, Value>,
}

impl Failure {
    fn new(code: i64, kind: &str, message: impl Into<String>) -> Self {
        let mut data = Map::new();
        data.insert("kind".into(), kind.into());
        Self {
            code,
            message: message.into(),
            data,
        }
    }

    /// Adds a member to `data`.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.data.insert(member.into(), value.into());
        self
    }

    /// -32700
    pub fn parse_error() -> Self {
        Self::new(-32700, "parse_error", "the line is not JSON in UTF-8")
    }

    /// -32600
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(-32600, "invalid_request", message)
    }

    /// -32601
    pub fn method_not_found(method: &str) -> Self {
        Self::new(
            -32601,
            "method_not_found",
            format!("the host has no method \"{method}\""),
        )
    }

    /// -32602, with the one fault that a router looks for.
    pub fn invalid_params(pointer: &str, message: &str) -> Self {
        Self::new(
            -32602,
            "invalid_params",
            format!("{}: {message}", pointer.trim_start_matches('/')),
        )
        .with("errors", json!([{"path": pointer, "message": message}]))
    }

    /// -32603
    pub fn internal_error(message: impl Into<String>) -> Self {
        Self::new(-32603, "internal_error", message)
    }

    /// -32800
    pub fn cancelled(message: impl Into<String>) -> Self {
        Self::new(-32800, "cancelled", message)
    }

    /// -32001
    pub fn deadline_exceeded(message: impl Into<String>) -> Self {
        Self::new(-32001, "deadline_exceeded", message)
    }

    /// -32002, with what the host knows of the end of the service.
    pub fn service_unavailable(known: &Map<String, Value>) -> Self {
        let service = known
            .get("service")
            .and_then(Value::as_str)
            .unwrap_or("of this route");
        let mut failure = Self::new(
            -32002,
            "service_unavailable",
            format!("the service {service} is not there"),
        );
        failure.data.extend(known.clone());
        failure
    }

    /// -32003
    pub fn permission_denied(method: &str, grant: &str) -> Self {
        Self::new(
            -32003,
            "permission_denied",
            format!("{method} needs the grant {grant}"),
        )
        .with("grant", grant)
    }

    /// -32004
    pub fn not_found(what: &str, name: &str, did_you_mean: Option<&str>) -> Self {
        let hint =
            did_you_mean.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
        let mut failure = Self::new(
            -32004,
            "not_found",
            format!("there is no {what} \"{name}\"{hint}"),
        )
        .with("what", what)
        .with("name", name);
        if let Some(near) = did_you_mean {
            failure = failure.with("did_you_mean", near);
        }
        failure
    }

    /// -32005
    pub fn overloaded(message: impl Into<String>) -> Self {
        Self::new(-32005, "overloaded", message)
    }

    /// -32006
    pub fn message_too_large(limit: usize) -> Self {
        Self::new(
            -32006,
            "message_too_large",
            format!("the line is longer than {limit} bytes"),
        )
        .with("limit", limit)
    }

    /// Adds text that was streamed before the end; `text` is the inside of a JSON string.
    #[must_use]
    pub fn with_partial(self, text: &[u8]) -> Self {
        if text.is_empty() {
            return self;
        }
        let quoted = [b"\"", text, b"\""].concat();
        match serde_json::from_slice::<Value>(&quoted) {
            Ok(partial) => self.with("partial", partial),
            Err(_) => self,
        }
    }

    /// The failure in one sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The answer's line (without LF); no id = null.
    pub fn line(&self, id: Option<&RawId>) -> Vec<u8> {
        let mut line = b"{\"jsonrpc\":\"2.0\",\"id\":".to_vec();
        line.extend_from_slice(id.map_or(b"null", |id| id.as_bytes()));
        let error = json!({"code": self.code, "message": self.message, "data": self.data});
        line.extend_from_slice(b",\"error\":");
        line.extend_from_slice(error.to_string().as_bytes());
        line.push(b'}');
        line
    }
}

/// The answer with a result (JSON text).
pub fn result_line(id: &RawId, result: &[u8]) -> Vec<u8> {
    [
        b"{\"jsonrpc\":\"2.0\",\"id\":",
        id.as_bytes(),
        b",\"result\":",
        result,
        b"}",
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_carries_code_kind_and_data() {
        let id = RawId::new(b"7");
        let line = Failure::not_found("tool", "grap", Some("grep")).line(Some(&id));
        let value: Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(value["id"], 7);
        assert_eq!(value["error"]["code"], -32004);
        let data =
            json!({"kind": "not_found", "what": "tool", "name": "grap", "did_you_mean": "grep"});
        assert_eq!(value["error"]["data"], data);
        assert!(
            Failure::parse_error()
                .line(None)
                .starts_with(br#"{"jsonrpc":"2.0","id":null,"#)
        );
    }

    #[test]
    fn partial_text_is_unescaped_once() {
        let failure = Failure::cancelled("x").with_partial(br"a\n\u0041");
        assert_eq!(failure.data["partial"], "a\nA");
    }
}
