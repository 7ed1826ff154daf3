//! What an author's function may return as its error.

use super::{LlmError, RpcError};
use crate::generated::{ToolError, ToolResult};
use serde_json::Value;
use std::error::Error as StdError;
use std::fmt;

/// The result of an author's function.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any error of an author's function: every `std::error::Error` turns into it with `?`.
///
/// What the caller sees depends on what it was: a [`ToolFailure`] is a tool's result with `success: false`; an
/// [`RpcError`] (also one that came back from a host call) and an [`LlmError`] keep their kind; anything else is
/// `internal_error` with the error's type name. It does not implement `std::error::Error` itself, as `anyhow`'s does not.
pub struct Error {
    source: Box<dyn StdError + Send + Sync>,
    type_name: &'static str,
}

/// A tool that ran and failed: the model sees the message (`success: false`), the turn goes on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct ToolFailure {
    /// What went wrong, for the model and the user.
    pub message: String,
    /// The name that programs test: `not_found`, `access_denied`, `invalid_input`, …
    pub kind: Option<String>,
    /// More about it.
    pub details: Option<Value>,
    /// What the tool returns beside the error; without it, the message.
    pub output: Option<Value>,
}

/// `return Err(fail("…"))`: the tool ran and failed.
pub fn fail(message: impl Into<String>) -> Error {
    ToolFailure::new(message).into()
}

impl ToolFailure {
    /// A failure that says why.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: None,
            details: None,
            output: None,
        }
    }

    /// Names the kind.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Adds details.
    #[must_use]
    pub fn details(mut self, details: impl Into<Value>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// Keeps what the tool had got so far.
    #[must_use]
    pub fn output(mut self, output: impl Into<Value>) -> Self {
        self.output = Some(output.into());
        self
    }
}

impl From<ToolFailure> for ToolResult {
    fn from(failure: ToolFailure) -> Self {
        let mut error = ToolError::new(failure.message.clone());
        error.kind = failure.kind;
        error.details = failure.details;
        let mut result = Self::new(failure.output.unwrap_or(Value::String(failure.message)));
        result.success = Some(false);
        result.error = Some(error);
        result
    }
}

impl Error {
    /// An `internal_error` with only a message.
    pub fn msg(message: impl Into<String>) -> Self {
        Message(message.into()).into()
    }

    /// The error underneath, when it is an `E`.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.source.downcast_ref()
    }

    /// A tool's failure stays a result; everything else is an error of the protocol.
    #[cfg(feature = "service")]
    pub(crate) fn into_tool_result(self) -> std::result::Result<ToolResult, RpcError> {
        match self.source.downcast_ref::<ToolFailure>() {
            Some(failure) => Ok(failure.clone().into()),
            None => Err(self.into()),
        }
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self {
            source: Box::new(error),
            type_name: std::any::type_name::<E>(),
        }
    }
}

impl From<Error> for RpcError {
    fn from(error: Error) -> Self {
        if let Some(rpc) = error.source.downcast_ref::<RpcError>() {
            return rpc.clone();
        }
        if let Some(llm) = error.source.downcast_ref::<LlmError>() {
            return llm.clone().into();
        }
        Self::internal(error.type_name, error.source.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(out)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.source, self.type_name)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Message(String);
