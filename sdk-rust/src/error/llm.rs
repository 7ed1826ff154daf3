//! What goes wrong between a provider and its model: fifteen kinds (models.md), each a value of [`LlmErrorKind`].

use super::RpcError;
use crate::generated::errors::llm_error;
use crate::wire::Object;
use serde_json::Value;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $wire:literal,)*) => {
        /// The kinds of provider errors; on the wire `data.llm_error` is the snake-case name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum LlmErrorKind { $($(#[$doc])* $name,)* }

        impl LlmErrorKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// The kind of a name on the wire.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($wire => Some(Self::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    /// Too many requests; another try helps.
    RateLimit = "rate_limit",
    /// The quota is used up; a rate limit that waiting does not mend.
    QuotaExceeded = "quota_exceeded",
    /// The key is missing or wrong.
    Authentication = "authentication",
    /// The key is good, but not for this.
    AccessDenied = "access_denied",
    /// The messages do not fit into the model's window.
    ContextLength = "context_length",
    /// The vendor refused the content.
    ContentFilter = "content_filter",
    /// The vendor refused the request.
    InvalidRequest = "invalid_request",
    /// No such model or endpoint.
    NotFound = "not_found",
    /// The vendor is down or overloaded.
    ProviderUnavailable = "provider_unavailable",
    /// The vendor could not be reached.
    Network = "network",
    /// The vendor took too long.
    LlmTimeout = "llm_timeout",
    /// The stream broke.
    StreamError = "stream_error",
    /// The request was given up.
    Abort = "abort",
    /// The model called a tool with arguments that are no JSON object.
    InvalidToolCall = "invalid_tool_call",
    /// The provider is set up wrong.
    Configuration = "configuration",
}

impl LlmErrorKind {
    /// Whether another try may help.
    pub fn retryable(self) -> bool {
        llm_error(self.as_str()).is_some_and(|row| row.retryable)
    }

    /// The kind that this one is a special case of: a quota error is a rate limit, too.
    pub fn parent(self) -> Option<Self> {
        llm_error(self.as_str())
            .and_then(|row| row.parent)
            .and_then(Self::from_name)
    }

    /// Whether this is `kind` or a special case of it.
    pub fn is(self, kind: Self) -> bool {
        self == kind || self.parent().is_some_and(|parent| parent.is(kind))
    }
}

/// An error of a provider (-32010).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct LlmError {
    /// What went wrong.
    pub kind: LlmErrorKind,
    /// One sentence for people, without secrets.
    pub message: String,
    /// `provider`, `model`, `status_code`, `retry_after` (s), `delay_multiplier`, `attempts`, `partial`, `tool_name`, …
    pub details: Object,
}

impl LlmError {
    /// An error of this kind.
    pub fn new(kind: LlmErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            details: Object::new(),
        }
    }

    /// Adds a member to `data`, for example `("status_code", 429)`.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.details.insert(member.into(), value.into());
        self
    }

    /// Whether another try may help: what the error says of itself, else what its kind says.
    pub fn retryable(&self) -> bool {
        self.details
            .get("retryable")
            .and_then(Value::as_bool)
            .unwrap_or_else(|| self.kind.retryable())
    }

    /// Reads it back from an error of a host call; `None` when it is of another kind.
    pub fn from_rpc(error: &RpcError) -> Option<Self> {
        let kind = LlmErrorKind::from_name(error.data().get("llm_error")?.as_str()?)?;
        let mut details = error.data().clone();
        for member in ["kind", "llm_error"] {
            details.shift_remove(member);
        }
        Some(Self {
            kind,
            message: error.message().into(),
            details,
        })
    }
}

impl From<LlmError> for RpcError {
    fn from(error: LlmError) -> Self {
        let retryable = error.retryable();
        let rpc = Self::new("llm_error", error.message).with("llm_error", error.kind.as_str());
        let rpc = error
            .details
            .into_iter()
            .fold(rpc, |rpc, (member, value)| rpc.with(&member, value));
        rpc.with("retryable", retryable)
    }
}
