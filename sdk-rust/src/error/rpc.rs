//! An error of the protocol: a code, a sentence, and `data.kind`.

use super::nearest;
use crate::generated::errors::{kind as row_of, kind_of_code};
use crate::wire::{ErrorObject, Object};
use serde_json::{Value, json};

/// One thing that is wrong with params: a JSON Pointer relative to the params, and what would be right.
pub use crate::generated::Fault;

/// An error as the wire carries it. Programs test [`RpcError::kind`]; people read the message.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct RpcError {
    code: i64,
    message: String,
    data: Object,
}

impl RpcError {
    /// An error of one of the protocol's kinds; an unknown kind counts as `internal_error`.
    pub fn new(kind: &str, message: impl Into<String>) -> Self {
        let code = row_of(kind).map_or(-32603, |row| row.code);
        let mut data = Object::new();
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

    /// -32602 with every fault, not only the first.
    pub fn invalid_params(faults: &[Fault]) -> Self {
        let list: Vec<String> = faults
            .iter()
            .map(|f| format!("{}: {}", f.path, f.message))
            .collect();
        let errors: Vec<Value> = faults
            .iter()
            .map(|f| json!({"path": f.path, "message": f.message}))
            .collect();
        Self::new("invalid_params", list.join("; ")).with("errors", errors)
    }

    /// -32004, with the nearest of the names that exist.
    pub fn not_found<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let near = nearest(name, known);
        let hint = near
            .map(|near| format!("; did you mean '{near}'?"))
            .unwrap_or_default();
        let error = Self::new(
            "not_found",
            format!("there is no {what} '{name}' here{hint}"),
        );
        let error = error.with("what", what).with("name", name);
        match near {
            Some(near) => error.with("did_you_mean", near),
            None => error,
        }
    }

    /// -32601.
    pub fn method_not_found(method: &str) -> Self {
        Self::new(
            "method_not_found",
            format!("this side does not serve the method '{method}'"),
        )
    }

    /// -32603: the handler broke. `exception` is a type's name, never a stack trace.
    pub fn internal(exception: &str, message: impl Into<String>) -> Self {
        Self::new("internal_error", message).with("exception", exception)
    }

    /// -32800.
    pub fn cancelled() -> Self {
        Self::new("cancelled", "the request was cancelled")
    }

    /// -32002: the other side is gone.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new("service_unavailable", message)
    }

    /// The JSON-RPC code.
    pub fn code(&self) -> i64 {
        self.code
    }

    /// `data.kind`; when the other side gave none, the kind of the code.
    pub fn kind(&self) -> &str {
        let given = self.data.get("kind").and_then(Value::as_str);
        given
            .or_else(|| kind_of_code(self.code).map(|row| row.kind))
            .unwrap_or("internal_error")
    }

    /// One sentence for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The members of `data`.
    pub fn data(&self) -> &Object {
        &self.data
    }
}

impl From<ErrorObject> for RpcError {
    fn from(object: ErrorObject) -> Self {
        let data = match object.data {
            Some(Value::Object(data)) => data,
            _ => Object::new(),
        };
        Self {
            code: object.code,
            message: object.message,
            data,
        }
    }
}

impl From<RpcError> for ErrorObject {
    fn from(error: RpcError) -> Self {
        let mut data = error.data;
        if !data.contains_key("kind") {
            let kind = kind_of_code(error.code).map_or("internal_error", |row| row.kind);
            data.insert("kind".into(), kind.into());
        }
        Self {
            code: error.code,
            message: error.message,
            data: Some(Value::Object(data)),
        }
    }
}
