//! Answers that the router gives itself.

use crate::ids::RawId;
use amplifier_ipc::generated::errors::kind as row_of;
use serde_json::{Map, Value, json};

/// The code of a kind that the table of kinds does not have.
const INTERNAL_ERROR: i64 = -32603;

/// An error of protocol §3.3, ready to become an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The JSON-RPC code.
    pub code: i64,
    message: String,
    data: Map<String, Value>,
}

impl Failure {
    /// An error of this kind of the table.
    pub fn new(kind: &str, message: impl Into<String>) -> Self {
        let code = row_of(kind).map_or(INTERNAL_ERROR, |row| row.code);
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
        Self::new("parse_error", "the line is not JSON in UTF-8")
    }

    /// -32600
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new("invalid_request", message)
    }

    /// -32601
    pub fn method_not_found(method: &str) -> Self {
        Self::new(
            "method_not_found",
            format!("the host has no method \"{method}\""),
        )
    }

    /// -32603
    pub fn internal_error(message: impl Into<String>) -> Self {
        Self::new("internal_error", message)
    }

    /// -32800
    pub fn cancelled(message: impl Into<String>) -> Self {
        Self::new("cancelled", message)
    }

    /// -32001
    pub fn deadline_exceeded(message: impl Into<String>) -> Self {
        Self::new("deadline_exceeded", message)
    }

    /// -32002, with what the host knows of the end of the service.
    pub fn service_unavailable(known: &Map<String, Value>) -> Self {
        let service = known
            .get("service")
            .and_then(Value::as_str)
            .unwrap_or("of this route");
        let mut failure = Self::new(
            "service_unavailable",
            format!("the service {service} is not there"),
        );
        failure.data.extend(known.clone());
        failure
    }

    /// -32003
    pub fn permission_denied(method: &str, grant: &str) -> Self {
        Self::new(
            "permission_denied",
            format!("{method} needs the grant {grant}"),
        )
        .with("grant", grant)
    }

    /// -32004
    pub fn not_found(what: &str, name: &str, did_you_mean: Option<&str>) -> Self {
        let hint =
            did_you_mean.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
        let mut failure = Self::new("not_found", format!("there is no {what} \"{name}\"{hint}"))
            .with("what", what)
            .with("name", name);
        if let Some(near) = did_you_mean {
            failure = failure.with("did_you_mean", near);
        }
        failure
    }

    /// -32005
    pub fn overloaded(message: impl Into<String>) -> Self {
        Self::new("overloaded", message)
    }

    /// -32006
    pub fn message_too_large(limit: usize) -> Self {
        Self::new(
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
    fn every_kind_has_its_code() {
        for (failure, code) in [
            (Failure::parse_error(), -32700),
            (Failure::invalid_request(""), -32600),
            (Failure::method_not_found("x"), -32601),
            (Failure::internal_error(""), -32603),
            (Failure::cancelled(""), -32800),
            (Failure::deadline_exceeded(""), -32001),
            (Failure::service_unavailable(&Map::new()), -32002),
            (Failure::permission_denied("x", "y"), -32003),
            (Failure::not_found("tool", "x", None), -32004),
            (Failure::overloaded(""), -32005),
            (Failure::message_too_large(1), -32006),
        ] {
            assert_eq!(failure.code, code, "{}", failure.message());
        }
    }

    #[test]
    fn partial_text_is_unescaped_once() {
        let failure = Failure::cancelled("x").with_partial(br"a\n\u0041");
        assert_eq!(failure.data["partial"], "a\nA");
    }
}
