// Code generated from schemas/ by "make generate"; DO NOT EDIT.

//! The error kinds of the protocol, and the errors of providers.

use super::types::ErrorKind;

/// One row of the table of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindInfo {
    /// The name that programs test (`error.data.kind`).
    pub kind: &'static str,
    /// The JSON-RPC code.
    pub code: i64,
    /// The status in the HTTP binding.
    pub http_status: u16,
}

/// One row of the table of provider errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LlmErrorInfo {
    /// The name on the wire (`error.data.llm_error`).
    pub name: &'static str,
    /// The name of its class in languages that have classes.
    pub class: &'static str,
    /// The error that it is a special case of.
    pub parent: Option<&'static str>,
    /// Whether another try may help.
    pub retryable: bool,
}

/// Returns what is known of a kind.
pub fn kind(name: &str) -> Option<&'static KindInfo> {
    KINDS.iter().find(|row| row.kind == name)
}

/// Returns the kind of a code.
pub fn kind_of_code(code: i64) -> Option<&'static KindInfo> {
    KINDS.iter().find(|row| row.code == code)
}

/// Returns what is known of a provider error.
pub fn llm_error(name: &str) -> Option<&'static LlmErrorInfo> {
    LLM_ERRORS.iter().find(|row| row.name == name)
}

impl ErrorKind {
    /// Its JSON-RPC code; `None` for kinds that this version does not know.
    pub fn code(&self) -> Option<i64> {
        kind(self.as_str()).map(|row| row.code)
    }
}

/// The code of each kind.
pub mod codes {
    /// `parse_error`: The line is not JSON.
    pub const PARSE_ERROR: i64 = -32_700;
    /// `invalid_request`: The JSON is not a legal message.
    pub const INVALID_REQUEST: i64 = -32_600;
    /// `method_not_found`: No such method, or a contract that the service did not declare.
    pub const METHOD_NOT_FOUND: i64 = -32_601;
    /// `invalid_params`: The params do not fit; `data.errors` tells every fault.
    pub const INVALID_PARAMS: i64 = -32_602;
    /// `internal_error`: The handler broke.
    pub const INTERNAL_ERROR: i64 = -32_603;
    /// `cancelled`: The caller cancelled the request.
    pub const CANCELLED: i64 = -32_800;
    /// `deadline_exceeded`: The deadline passed.
    pub const DEADLINE_EXCEEDED: i64 = -32_001;
    /// `service_unavailable`: The service crashed, did not start, or was stopped.
    pub const SERVICE_UNAVAILABLE: i64 = -32_002;
    /// `permission_denied`: The caller lacks the grant.
    pub const PERMISSION_DENIED: i64 = -32_003;
    /// `not_found`: No such tool, provider, hook, content path, session or capability.
    pub const NOT_FOUND: i64 = -32_004;
    /// `overloaded`: A queue, concurrency or depth limit.
    pub const OVERLOADED: i64 = -32_005;
    /// `message_too_large`: The message is longer than the recipient's limit.
    pub const MESSAGE_TOO_LARGE: i64 = -32_006;
    /// `not_ready`: Before describe, or after a refused configuration.
    pub const NOT_READY: i64 = -32_007;
    /// `unsupported_version`: No common protocol version.
    pub const UNSUPPORTED_VERSION: i64 = -32_008;
    /// `llm_error`: A provider failed; `data.llm_error` tells how.
    pub const LLM_ERROR: i64 = -32_010;
}

/// Every kind of the protocol.
pub static KINDS: &[KindInfo] = &[
    KindInfo {
        kind: "parse_error",
        code: codes::PARSE_ERROR,
        http_status: 400,
    },
    KindInfo {
        kind: "invalid_request",
        code: codes::INVALID_REQUEST,
        http_status: 400,
    },
    KindInfo {
        kind: "method_not_found",
        code: codes::METHOD_NOT_FOUND,
        http_status: 404,
    },
    KindInfo {
        kind: "invalid_params",
        code: codes::INVALID_PARAMS,
        http_status: 422,
    },
    KindInfo {
        kind: "internal_error",
        code: codes::INTERNAL_ERROR,
        http_status: 500,
    },
    KindInfo {
        kind: "cancelled",
        code: codes::CANCELLED,
        http_status: 499,
    },
    KindInfo {
        kind: "deadline_exceeded",
        code: codes::DEADLINE_EXCEEDED,
        http_status: 504,
    },
    KindInfo {
        kind: "service_unavailable",
        code: codes::SERVICE_UNAVAILABLE,
        http_status: 503,
    },
    KindInfo {
        kind: "permission_denied",
        code: codes::PERMISSION_DENIED,
        http_status: 403,
    },
    KindInfo {
        kind: "not_found",
        code: codes::NOT_FOUND,
        http_status: 404,
    },
    KindInfo {
        kind: "overloaded",
        code: codes::OVERLOADED,
        http_status: 429,
    },
    KindInfo {
        kind: "message_too_large",
        code: codes::MESSAGE_TOO_LARGE,
        http_status: 413,
    },
    KindInfo {
        kind: "not_ready",
        code: codes::NOT_READY,
        http_status: 503,
    },
    KindInfo {
        kind: "unsupported_version",
        code: codes::UNSUPPORTED_VERSION,
        http_status: 400,
    },
    KindInfo {
        kind: "llm_error",
        code: codes::LLM_ERROR,
        http_status: 502,
    },
];

/// Every provider error.
pub static LLM_ERRORS: &[LlmErrorInfo] = &[
    LlmErrorInfo {
        name: "rate_limit",
        class: "RateLimitError",
        parent: None,
        retryable: true,
    },
    LlmErrorInfo {
        name: "quota_exceeded",
        class: "QuotaExceededError",
        parent: Some("rate_limit"),
        retryable: false,
    },
    LlmErrorInfo {
        name: "authentication",
        class: "AuthenticationError",
        parent: None,
        retryable: false,
    },
    LlmErrorInfo {
        name: "access_denied",
        class: "AccessDeniedError",
        parent: Some("authentication"),
        retryable: false,
    },
    LlmErrorInfo {
        name: "context_length",
        class: "ContextLengthError",
        parent: None,
        retryable: false,
    },
    LlmErrorInfo {
        name: "content_filter",
        class: "ContentFilterError",
        parent: None,
        retryable: false,
    },
    LlmErrorInfo {
        name: "invalid_request",
        class: "InvalidRequestError",
        parent: None,
        retryable: false,
    },
    LlmErrorInfo {
        name: "not_found",
        class: "NotFoundError",
        parent: None,
        retryable: false,
    },
    LlmErrorInfo {
        name: "provider_unavailable",
        class: "ProviderUnavailableError",
        parent: None,
        retryable: true,
    },
    LlmErrorInfo {
        name: "network",
        class: "NetworkError",
        parent: Some("provider_unavailable"),
        retryable: true,
    },
    LlmErrorInfo {
        name: "llm_timeout",
        class: "LLMTimeoutError",
        parent: None,
        retryable: true,
    },
    LlmErrorInfo {
        name: "stream_error",
        class: "StreamError",
        parent: None,
        retryable: true,
    },
    LlmErrorInfo {
        name: "abort",
        class: "AbortError",
        parent: None,
        retryable: false,
    },
    LlmErrorInfo {
        name: "invalid_tool_call",
        class: "InvalidToolCallError",
        parent: None,
        retryable: false,
    },
    LlmErrorInfo {
        name: "configuration",
        class: "ConfigurationError",
        parent: None,
        retryable: false,
    },
];
